// SPDX-License-Identifier: MIT
#include "commands.h"

#include "cli.h"
#include "output.h"
#include "plugin_json.h"
#include "session.h"

#include <tablewright/base/suggestion.h>
#include <tablewright/diag/severity.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tw::cli {

namespace {

using State = PluginSpec::State;
using Rows = std::vector<std::vector<std::string>>;

std::string lastPart(const std::string &id) { return id.substr(id.rfind('.') + 1); }

/// Of the plugins called so, by id or by the last part of it, the one that counts.
const PluginSpec &pluginCalled(const PluginLoader &plugins, const std::string &name)
{
    const PluginSpec *found = nullptr;
    for (const PluginSpec &spec : plugins.specs()) {
        if (spec.id.empty())
            continue;
        const bool isCalled = spec.id == name || lastPart(spec.id) == name;
        if (!isCalled || (spec.state == State::Shadowed && found != nullptr))
            continue;
        if (found != nullptr && found->id != spec.id && found->id != name && spec.id != name)
            throw Failure(fmt::format("both `{}` and `{}` end in `{}`, expected a whole id",
                                      found->id, spec.id, name));
        if (found == nullptr || found->state == State::Shadowed || spec.id == name)
            found = &spec;
    }
    if (found == nullptr)
        throw Failure(fmt::format("no plugin is called `{}`{}", name,
                                  suggestion(name, namesOfPlugins(plugins))));
    return *found;
}

/// The heading of the plugin's table in a `tablewright.toml`.
std::string tableOf(const PluginLoader &plugins, const PluginSpec &spec)
{
    const bool isShared = std::ranges::any_of(plugins.specs(), [&](const PluginSpec &other) {
        return other.id != spec.id && lastPart(other.id) == lastPart(spec.id);
    });
    return isShared ? fmt::format("[plugins.\"{}\"]", spec.id)
                    : fmt::format("[plugins.{}]", lastPart(spec.id));
}

std::string spelled(const OptionValue &value)
{
    struct {
        std::string operator()(bool set) const { return set ? "true" : "false"; }
        std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
        std::string operator()(double number) const { return fmt::format("{}", number); }
        std::string operator()(const std::string &text) const { return '"' + text + '"'; }
        std::string operator()(const std::vector<std::string> &texts) const
        {
            std::string list;
            for (const std::string &text : texts)
                list += (list.empty() ? "" : ", ") + (*this)(text);
            return '[' + list + ']';
        }
    } spell;
    return std::visit(spell, value);
}

/// `text; how tables are written; one of a, b`
std::string aboutOption(const PluginOption &option)
{
    std::vector<std::string> parts{std::string(spelling(option.type))};
    if (!option.description.empty())
        parts.push_back(option.description);
    if (!option.choices.empty())
        parts.push_back(fmt::format("one of {}", fmt::join(option.choices, ", ")));
    if (option.type == PluginOption::Type::Severity)
        parts.push_back(fmt::format("of {}, one of off, note, warning, error", option.code));
    if (option.minimum && option.maximum)
        parts.push_back(fmt::format("from {} to {}", *option.minimum, *option.maximum));
    else if (option.minimum)
        parts.push_back(fmt::format("at least {}", *option.minimum));
    else if (option.maximum)
        parts.push_back(fmt::format("at most {}", *option.maximum));
    return fmt::format("{}", fmt::join(parts, "; "));
}

std::string whenItRuns(const PluginLoader &plugins, const PluginSpec &spec)
{
    if (spec.enabledByDefault)
        return fmt::format("by default; `--disable {}` switches it off, or `enabled = false` below "
                           "`{}` in tablewright.toml",
                           spec.id, tableOf(plugins, spec));
    return fmt::format("when asked for: by `--enable {}`, or by `enabled = true` below `{}` in "
                       "tablewright.toml",
                       spec.id, tableOf(plugins, spec));
}

std::string indented(const Rows &rows)
{
    const std::string table = alignedTable(rows);
    std::string text;
    for (const char c : table) {
        if (text.empty() || text.back() == '\n')
            text += "  ";
        text += c;
    }
    return text;
}

void printFacts(const PluginLoader &plugins, const PluginSpec &spec)
{
    const bool isLoaded = spec.state == State::Loaded;
    Rows facts{{"state", spec.reason.empty()
                             ? std::string(spelling(spec.state))
                             : fmt::format("{}: {}", spelling(spec.state), spec.reason)},
               {"file", spec.path},
               {"made for", fmt::format("SDK {}", spelling(spec.sdkVersion))}};
    for (const PluginDependency &dependency : spec.dependencies)
        facts.push_back(
            {"needs", fmt::format("{} {}", dependency.id, spelling(dependency.version))});
    const bool validates = std::ranges::find(spec.kinds, "validation") != spec.kinds.end();
    facts.push_back({"kind", fmt::format("{}", fmt::join(spec.kinds, ", "))});
    if (isLoaded && validates)
        facts.push_back({"runs", whenItRuns(plugins, spec)});
    write(stdout, fmt::format("{} {}: {}\n", spec.id, spelling(spec.version), spec.name));
    if (!spec.description.empty())
        write(stdout, spec.description + '\n');
    write(stdout, "\n" + indented(facts));
}

void printPlugin(const PluginLoader &plugins, const PluginSpec &spec)
{
    printFacts(plugins, spec);
    const auto section = [](std::string_view heading, const Rows &rows) {
        if (!rows.empty())
            write(stdout, fmt::format("\n{}\n{}", heading, indented(rows)));
    };
    Rows passes;
    for (const RegisteredPass &pass : plugins.validators()) {
        if (pass.owner == spec.id)
            passes.push_back(
                {std::string(pass.get().name()), std::string(pass.get().description())});
    }
    section("Passes", passes);
    if (!spec.options.empty())
        write(stdout,
              fmt::format("\nOptions, below `{}` in tablewright.toml, with their defaults\n",
                          tableOf(plugins, spec)));
    for (const PluginOption &option : spec.options)
        write(stdout, fmt::format("  {} = {}\n      {}\n", option.key, spelled(option.defaultValue),
                                  aboutOption(option)));
    Rows codes;
    for (const DiagnosticInfo *row : plugins.diagnosticsOf(spec.id))
        codes.push_back({std::string(row->code), std::string(settingName(row->severity)),
                         std::string(row->message)});
    section("Diagnostics", codes);
}

} // namespace

std::string_view spelling(PluginOption::Type type)
{
    switch (type) {
    case PluginOption::Type::Boolean:
        return "boolean";
    case PluginOption::Type::Integer:
        return "integer";
    case PluginOption::Type::Number:
        return "number";
    case PluginOption::Type::Text:
        return "text";
    case PluginOption::Type::List:
        return "list";
    case PluginOption::Type::Severity:
        return "severity";
    }
    return {};
}

int runPlugins(const ListArguments &arguments)
{
    PluginLoader plugins;
    // A list of what is broken must not break: no stranger's code runs in this process.
    PluginChoice choice = arguments.plugins;
    const bool isAsked = choice.isolation.of != PluginIsolation::Of::Nothing;
    if (!isAsked)
        choice.isolation.of = PluginIsolation::Of::ThirdParty;
    loadPlugins(plugins, choice);
    tellOfFolders(plugins, choice.paths);

    if (!arguments.plugin.empty()) {
        const PluginSpec &spec = pluginCalled(plugins, arguments.plugin);
        if (arguments.json)
            write(stdout, pluginsJson(plugins, {&spec, 1}));
        else
            printPlugin(plugins, spec);
        return Success;
    }
    if (arguments.json) {
        write(stdout, pluginsJson(plugins, plugins.specs()));
        return Success;
    }
    Rows rows{{"ID", "VERSION", "STATE", "PATH", "REASON"}};
    for (const PluginSpec &spec : plugins.specs()) {
        const bool isKnown = !spec.id.empty();
        // That it ran apart for the list alone says nothing of how it runs.
        const bool isIsolated = isAsked && spec.isIsolated;
        rows.push_back({isKnown ? spec.id : "-", isKnown ? spelling(spec.version) : "-",
                        isIsolated ? "isolated" : std::string(spelling(spec.state)), spec.path,
                        spec.reason});
    }
    write(stdout, alignedTable(rows));
    return Success;
}

} // namespace tw::cli
