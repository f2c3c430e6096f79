// SPDX-License-Identifier: MIT
#include "compile_flags.h"

#include "cli.h"
#include "session.h"

#include <tablewright/base/suggestion.h>
#include <tablewright/diag/codes.h>
#include <tablewright/diag/severity.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace tw::cli {

namespace {

struct Assignment {
    std::string_view key;
    std::string_view value;
};

Assignment splitAssignment(std::string_view option, std::string_view text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        throw Failure(fmt::format("{} takes NAME=VALUE, not `{}`", option, text));
    return {text.substr(0, equals), text.substr(equals + 1)};
}

Limits limits(const CompileFlags &flags)
{
    Limits result;
    const std::array<std::pair<std::string_view, std::size_t *>, 5> members{{
        {"input-bytes", &result.inputBytes},
        {"nesting", &result.nesting},
        {"tables", &result.tables},
        {"foreign-keys", &result.foreignKeys},
        {"expression-bytes", &result.expressionBytes},
    }};
    for (const std::string &text : flags.limits) {
        const auto [name, value] = splitAssignment("--limit", text);
        std::size_t *member = nullptr;
        std::vector<std::string_view> names;
        for (const auto &[candidate, target] : members) {
            names.push_back(candidate);
            if (candidate == name)
                member = target;
        }
        if (member == nullptr)
            throw Failure(fmt::format("no limit `{}`{}", name, suggestion(name, names)));
        const char *end = value.data() + value.size();
        const auto [rest, error] = std::from_chars(value.data(), end, *member);
        if (error != std::errc() || rest != end)
            throw Failure(fmt::format("limit `{}` is `{}`, expected a whole number", name, value));
    }
    return result;
}

const RegisteredPass &requirePass(const Session &session, std::string_view name)
{
    std::vector<std::string_view> names;
    for (const RegisteredPass &pass : session.compiler().passes().passes()) {
        if (pass.get().name() == name)
            return pass;
        names.push_back(pass.get().name());
    }
    throw Failure(fmt::format("no pass `{}`{}", name, suggestion(name, names)));
}

/// The plugin that is called so. Throws `Failure` when there is none that has checks, or several.
const PluginSpec &requirePlugin(const Session &session, std::string_view option,
                                std::string_view name)
{
    const std::vector<const PluginSpec *> named = pluginsNamed(session.plugins().specs(), name);
    if (named.empty()) {
        std::vector<std::string_view> names;
        for (const RegisteredPass &pass : session.compiler().passes().passes())
            names.push_back(pass.get().name());
        const std::vector<std::string_view> plugins = namesOfPlugins(session.plugins());
        names.insert(names.end(), plugins.begin(), plugins.end());
        throw Failure(
            fmt::format("{}: no pass or plugin `{}`{}", option, name, suggestion(name, names)));
    }
    if (named.size() > 1) {
        throw Failure(fmt::format("{}: `{}` is the short name of `{}` and of `{}`, expected the"
                                  " whole id",
                                  option, name, named[0]->id, named[1]->id));
    }
    const PluginSpec &spec = *named.front();
    if (spec.state != PluginSpec::State::Loaded)
        throw Failure(fmt::format("{}: plugin `{}` is not loaded, it is {}{}{}", option, spec.id,
                                  spelling(spec.state), spec.reason.empty() ? "" : ": ",
                                  spec.reason));
    if (std::ranges::find(spec.kinds, "validation") == spec.kinds.end())
        throw Failure(fmt::format("{}: plugin `{}` brings no checks", option, spec.id));
    return spec;
}

/// Only checks can be chosen; the other passes do the work of the compile.
void requireCheck(const Session &session, std::string_view option, std::string_view name)
{
    if (!session.compiler().passes().contains(name) &&
        !pluginsNamed(session.plugins().specs(), name).empty())
        throw Failure(fmt::format("{} takes a check, and `{}` is a plugin", option, name));
    if (requirePass(session, name).stage != Stage::Check)
        throw Failure(fmt::format("{} takes a check, and `{}` always runs", option, name));
}

/// Sorts what an option names into checks and plugins' ids.
void addChoice(const Session &session, std::string_view option, const std::string &name,
               std::vector<std::string> &passes, std::vector<std::string> &plugins)
{
    if (session.compiler().passes().contains(name)) {
        requireCheck(session, option, name);
        passes.push_back(name);
    } else {
        plugins.push_back(requirePlugin(session, option, name).id);
    }
}

PassSelection passFlags(const CompileFlags &flags, const Session &session)
{
    PassSelection result;
    for (const std::string &name : flags.disable)
        addChoice(session, "--disable", name, result.disabled, result.disabledPlugins);
    for (const std::string &name : flags.enable)
        addChoice(session, "--enable", name, result.enabled, result.enabledPlugins);
    for (const std::string &name : flags.only)
        requireCheck(session, "--only", name);
    result.only = flags.only;
    return result;
}

void addRepeatable(CLI::App &app, const char *name, std::vector<std::string> &value,
                   const char *description, const char *placeholder)
{
    app.add_option(name, value, description)->allow_extra_args(false)->type_name(placeholder);
}

} // namespace

void addReadingFlags(CLI::App &app, CompileFlags &flags)
{
    app.add_option("--from", flags.from,
                   "The language of the input (json, dbml); else by the ending of its name")
        ->type_name("LANGUAGE");
    addRepeatable(app, "--severity", flags.severities,
                  "Report CODE as error, warning, note or off; repeatable", "CODE=SEVERITY");
    app.add_option("--config", flags.config,
                   "Heed this configuration, not the tablewright.toml beside the document")
        ->check(refuseEmpty)
        ->type_name("FILE");
    app.add_flag("--no-config", flags.noConfig, "Heed no configuration")->excludes("--config");
    addRepeatable(app, "--limit", flags.limits,
                  "Set input-bytes, nesting, tables, foreign-keys or expression-bytes; repeatable",
                  "NAME=N");
    app.add_option("--max-diagnostics", flags.maxDiagnostics, "Show at most so many findings")
        ->check(CLI::NonNegativeNumber)
        ->type_name("N")
        ->capture_default_str();
}

void addCompileFlags(CLI::App &app, CompileFlags &flags)
{
    addReadingFlags(app, flags);
    app.add_option("--backend", flags.backend, "The kind of database")
        ->type_name("NAME")
        ->capture_default_str();
    addRepeatable(app, "--enable", flags.enable,
                  "Run a check, or all of a plugin's, that do not run by themselves; repeatable",
                  "NAME");
    addRepeatable(app, "--disable", flags.disable,
                  "Leave out a check, or all of a plugin's; repeatable", "NAME");
    addRepeatable(app, "--only", flags.only, "Of the checks, run only this one; repeatable",
                  "PASS");
    app.add_option("--deadline", flags.deadlineMs, "Stop the compile after so long; 0: never")
        ->check(CLI::NonNegativeNumber)
        ->type_name("MS");
    app.add_option("--dump-ir", flags.dumpIr,
                   "Print the schema after a pass, after `parse`, or after `all`")
        ->type_name("PASS");
    app.add_flag("--timings", flags.timings, "Print how long each pass took");
}

SeverityOverrides severityFlags(const CompileFlags &flags, const Session &session)
{
    SeverityOverrides result;
    for (const std::string &text : flags.severities) {
        const auto [code, name] = splitAssignment("--severity", text);
        const DiagnosticInfo *row = session.diagnostic(code);
        if (row == nullptr) {
            throw Failure(fmt::format("no diagnostic has the code `{}`{}", code,
                                      suggestion(code, session.diagnosticCodes())));
        }
        const std::optional<Severity> severity = severityNamed(name);
        if (!severity) {
            throw Failure(
                fmt::format("unknown severity `{}`, expected error, warning, note or off", name));
        }
        if (*severity != Severity::Error && isBinding(*row)) {
            throw Failure(fmt::format("`{}` cannot be less than an error, what comes after relies"
                                      " on it",
                                      code));
        }
        result.insert_or_assign(std::string(code), *severity);
    }
    return result;
}

CompileOptions compileOptions(const CompileFlags &flags, Language language, const Session &session,
                              const Configuration &configuration)
{
    const PassSelection passes = passFlags(flags, session);
    const SeverityOverrides severities = severityFlags(flags, session);
    if (!flags.dumpIr.empty() && flags.dumpIr != "parse" && flags.dumpIr != "all")
        requirePass(session, flags.dumpIr);

    CompileOptions options;
    options.language = language;
    options.limits = limits(flags);
    if (language == Language::Json)
        options.severities.emplace(diag::TableWithoutPrimaryKey.code, Severity::Error);
    configuration.applyTo(options);
    overlay(options.passes, passes, session.compiler().passes());
    for (const auto &[code, severity] : severities)
        options.severities.insert_or_assign(code, severity);
    options.maxDiagnostics = flags.maxDiagnostics;
    options.deadline = std::chrono::milliseconds(flags.deadlineMs);
    options.dumpAfter = flags.dumpIr;
    options.timings = flags.timings;
    return options;
}

} // namespace tw::cli
