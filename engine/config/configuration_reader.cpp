// SPDX-License-Identifier: MIT
#include <tablewright/config/configuration.h>

#include "config/plugin_index.h"
#include "config/plugin_settings.h"
#include "config/setting_reports.h"
#include "config/toml_reader.h"

#include <tablewright/diag/codes.h>
#include <tablewright/diag/severity.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace tw {

namespace {

using namespace config;

constexpr std::array<std::string_view, 3> rootKeys{"passes", "severities", "plugins"};
constexpr std::array<std::string_view, 3> passKeys{"passes.disable", "passes.enable",
                                                   "passes.only"};
constexpr std::string_view checksExpected = "a list of names of checks";

/// `incompatible, made for SDK 9.0.0`.
std::string stateOf(const PluginSpec &spec)
{
    return spec.reason.empty() ? std::string(spelling(spec.state))
                               : fmt::format("{}, {}", spelling(spec.state), spec.reason);
}

class Reader {
public:
    Reader(const ConfigurationSubjects &subjects, DiagnosticEmitter &diagnostics)
        : m_subjects(subjects), m_diagnostics(diagnostics), m_unknown(diagnostics),
          m_plugins(subjects.plugins)
    {
        for (const DiagnosticInfo *row : subjects.diagnostics)
            m_rows.emplace(row->code, row);
        for (const RegisteredPass &pass : subjects.passes.passes())
            m_passes.emplace(pass.get().name(), &pass);
    }

    Configuration read(const TomlTable &root)
    {
        // What stands in [severities] is over what a plugin's table says, wherever it stands.
        for (const TomlEntry &entry : root) {
            if (entry.key == "passes")
                readPasses(entry);
            else if (entry.key == "plugins")
                readPlugins(entry);
            else if (entry.key != "severities")
                m_unknown.report(
                    entry.keyRange, entry.value.as<TomlTable>() != nullptr ? "table" : "key",
                    entry.key, [] { return std::vector(rootKeys.begin(), rootKeys.end()); });
        }
        if (const TomlEntry *severities = entryNamed(root, "severities"))
            readSeverities(*severities);
        return std::move(m_result);
    }

private:
    const TomlTable *tableOf(const TomlEntry &entry, std::string_view name)
    {
        const auto *table = entry.value.as<TomlTable>();
        if (table == nullptr)
            reportInvalid(m_diagnostics, entry, name, "a table");
        return table;
    }

    void readPasses(const TomlEntry &passes)
    {
        const TomlTable *table = tableOf(passes, "passes");
        if (table == nullptr)
            return;
        std::map<std::string_view, SourceRange> disabled;
        if (const TomlEntry *disable = entryNamed(*table, "disable"))
            disabled = readChecks(*disable, m_result.passes.disabled);
        for (const TomlEntry &entry : *table) {
            if (entry.key == "enable")
                refuseBoth(readChecks(entry, m_result.passes.enabled), disabled);
            else if (entry.key == "only")
                readOnly(entry, disabled);
            else if (entry.key != "disable")
                m_unknown.report(entry.keyRange, "key", fmt::format("passes.{}", entry.key),
                                 [] { return std::vector(passKeys.begin(), passKeys.end()); });
        }
    }

    void readOnly(const TomlEntry &entry, const std::map<std::string_view, SourceRange> &disabled)
    {
        const auto *list = entry.value.as<TomlList>();
        if (list != nullptr && list->empty())
            reportInvalid(m_diagnostics, entry, "passes.only",
                          "the names of the checks that are to run");
        else
            refuseBoth(readChecks(entry, m_result.passes.only), disabled);
    }

    /// The checks that a list names, with their places.
    std::map<std::string_view, SourceRange> readChecks(const TomlEntry &entry,
                                                       std::vector<std::string> &names)
    {
        std::map<std::string_view, SourceRange> found;
        const TextList list = textsOf(m_diagnostics, entry, "passes." + entry.key, checksExpected);
        for (const TomlValue *text : list.texts) {
            const std::string &name = *text->as<std::string>();
            if (isCheck(name, text->range) && found.emplace(name, text->range).second)
                names.push_back(name);
        }
        return found;
    }

    bool isCheck(const std::string &name, SourceRange range)
    {
        const auto pass = m_passes.find(name);
        if (pass != m_passes.end()) {
            if (pass->second->stage == Stage::Check)
                return true;
            m_diagnostics.report(diag::InvalidConfiguration, range, name, "a pass that always runs",
                                 "a check");
        } else if (!m_plugins.named(name).empty()) {
            m_diagnostics.report(
                diag::InvalidConfiguration, range, name, "a plugin",
                fmt::format("a check; a plugin has a table of its own, `[plugins.{}]`",
                            name.find('.') == std::string::npos ? name : '"' + name + '"'));
        } else {
            m_unknown.report(range, "pass", name, [this] { return checkNames(); });
        }
        return false;
    }

    /// One check cannot be both.
    void refuseBoth(const std::map<std::string_view, SourceRange> &asked,
                    const std::map<std::string_view, SourceRange> &disabled)
    {
        for (const auto &[name, range] : asked) {
            const auto other = disabled.find(name);
            if (other == disabled.end())
                continue;
            m_diagnostics
                .report(diag::InvalidConfiguration, range, name, "disabled too", "one of the two")
                .note(other->second, "it is disabled here");
        }
    }

    void readSeverities(const TomlEntry &severities)
    {
        const TomlTable *table = tableOf(severities, "severities");
        if (table == nullptr)
            return;
        for (const TomlEntry &entry : *table) {
            const auto row = m_rows.find(entry.key);
            if (row == m_rows.end()) {
                unknownCode(entry);
                continue;
            }
            const auto *text = entry.value.as<std::string>();
            const std::optional<Severity> severity = text ? severityNamed(*text) : std::nullopt;
            if (!severity)
                reportInvalid(m_diagnostics, entry, entry.key, "error, warning, note or off");
            else if (*severity != Severity::Error && isBinding(*row->second))
                reportInvalid(m_diagnostics, entry, entry.key,
                              "error: what comes after relies on it");
            else
                m_result.severities.insert_or_assign(entry.key, *severity);
        }
    }

    void unknownCode(const TomlEntry &entry)
    {
        const PluginSpec *plugin = m_plugins.ofCode(entry.key);
        if (plugin != nullptr && !isUsable(*plugin)) {
            notLoaded(*plugin, entry.keyRange, fmt::format("code `{}` is of", shown(entry.key)));
            return;
        }
        m_unknown.report(entry.keyRange, "code", entry.key, [this] {
            std::vector<std::string_view> codes;
            codes.reserve(m_rows.size());
            for (const auto &[code, row] : m_rows)
                codes.push_back(code);
            return codes;
        });
    }

    void readPlugins(const TomlEntry &plugins)
    {
        const TomlTable *table = tableOf(plugins, "plugins");
        if (table == nullptr)
            return;
        for (const TomlEntry &entry : *table) {
            if (const PluginSpec *spec = pluginOf(entry))
                readPlugin(*spec, entry);
        }
    }

    /// Null, and reported, when it is not clear which.
    const PluginSpec *pluginOf(const TomlEntry &entry)
    {
        const std::vector<const PluginSpec *> named = m_plugins.named(entry.key);
        if (named.size() == 1)
            return named.front();
        if (!named.empty()) {
            std::string ids;
            for (const PluginSpec *spec : named)
                ids += fmt::format("{}`{}`", ids.empty() ? "" : " and of ", spec->id);
            m_diagnostics.report(diag::InvalidConfiguration, entry.keyRange, shown(entry.key),
                                 fmt::format("the short name of {}", ids), "the whole id");
        } else if (const std::string_view id = m_plugins.idSpelledBy(entry); !id.empty()) {
            m_diagnostics.report(
                diag::UnknownConfiguration, entry.keyRange, "plugin", shown(entry.key),
                fmt::format(", did you mean `\"{}\"`? An id with dots stands in quotes", id));
        } else {
            m_unknown.report(entry.keyRange, "plugin", entry.key,
                             [this] { return m_plugins.names(); });
        }
        return nullptr;
    }

    void readPlugin(const PluginSpec &spec, const TomlEntry &entry)
    {
        const TomlTable *table = tableOf(entry, "plugins." + entry.key);
        if (table == nullptr)
            return;
        const auto [first, isNew] = m_seen.emplace(spec.id, entry.keyRange);
        if (!isNew) {
            m_diagnostics
                .report(diag::InvalidConfiguration, entry.keyRange, "plugins." + shown(entry.key),
                        fmt::format("a second table of plugin `{}`", spec.id), "one")
                .note(first->second, "the first is here");
            return;
        }
        if (!isUsable(spec)) {
            const TomlEntry *enabled = entryNamed(*table, "enabled");
            const bool *value = enabled == nullptr ? nullptr : enabled->value.as<bool>();
            if (value == nullptr || *value)
                notLoaded(spec, entry.keyRange, "the settings are of");
            return;
        }
        adopt(spec, readPluginSettings(spec, *table, m_diagnostics, m_unknown));
    }

    void adopt(const PluginSpec &spec, PluginSettings settings)
    {
        if (settings.enabled.value_or(true))
            m_result.passes.enabledPlugins.push_back(spec.id);
        else
            m_result.passes.disabledPlugins.push_back(spec.id);
        if (settings.hasOptions)
            m_result.passes.options.insert_or_assign(
                spec.id, std::make_shared<const PassOptions>(std::move(settings.options)));
        for (const auto &[code, severity] : settings.severities)
            m_result.severities.insert_or_assign(code, severity);
    }

    void notLoaded(const PluginSpec &spec, SourceRange range, std::string_view what)
    {
        m_diagnostics.reportText(diag::UnknownConfiguration, range,
                                 fmt::format("{} plugin `{}`, which is not loaded: it is {}", what,
                                             spec.id, stateOf(spec)));
    }

    [[nodiscard]] std::vector<std::string_view> checkNames() const
    {
        std::vector<std::string_view> names;
        for (const RegisteredPass &pass : m_subjects.passes.passes()) {
            if (pass.stage == Stage::Check)
                names.push_back(pass.get().name());
        }
        return names;
    }

    const ConfigurationSubjects &m_subjects;
    DiagnosticEmitter &m_diagnostics;
    UnknownNames m_unknown;
    PluginIndex m_plugins;
    std::map<std::string_view, const DiagnosticInfo *> m_rows;
    std::map<std::string_view, const RegisteredPass *> m_passes;
    std::map<std::string_view, SourceRange> m_seen; ///< the tables of plugins by id
    Configuration m_result;
};

} // namespace

Configuration readConfiguration(const SourceManager &sources, SourceId source,
                                const ConfigurationSubjects &subjects,
                                DiagnosticEmitter &diagnostics)
{
    const std::optional<TomlTable> root = readToml(sources, source, diagnostics);
    return root ? Reader(subjects, diagnostics).read(*root) : Configuration();
}

} // namespace tw
