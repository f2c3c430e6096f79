// SPDX-License-Identifier: MIT
#include "config/plugin_settings.h"

#include "config/setting_reports.h"

#include <tablewright/diag/codes.h>
#include <tablewright/diag/severity.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace tw::config {

namespace {

constexpr std::string_view enabledKey = "enabled";
constexpr std::string_view severitiesExpected = "error, warning, note or off";

/// ` from 1 to 9`, ` of at least 1`, or nothing.
std::string bounds(const PluginOption &option)
{
    if (option.minimum && option.maximum)
        return fmt::format(" from {} to {}", *option.minimum, *option.maximum);
    if (option.minimum)
        return fmt::format(" of at least {}", *option.minimum);
    return option.maximum ? fmt::format(" of at most {}", *option.maximum) : std::string();
}

bool isWithin(const PluginOption &option, double number)
{
    return std::isfinite(number) && (!option.minimum || number >= *option.minimum) &&
           (!option.maximum || number <= *option.maximum);
}

std::string choices(const PluginOption &option)
{
    return option.choices.size() == 1
               ? fmt::format("`{}`", option.choices.front())
               : fmt::format("one of `{}`", fmt::join(option.choices, "`, `"));
}

bool isChoice(const PluginOption &option, const std::string &text)
{
    return option.choices.empty() ||
           std::ranges::find(option.choices, text) != option.choices.end();
}

std::string expectedBy(const PluginOption &option)
{
    switch (option.type) {
    case PluginOption::Type::Boolean:
        return "true or false";
    case PluginOption::Type::Integer:
        return "a whole number" + bounds(option);
    case PluginOption::Type::Number:
        return "a number" + bounds(option);
    case PluginOption::Type::Text:
        return option.choices.empty() ? "a text" : choices(option);
    case PluginOption::Type::List:
        return option.choices.empty() ? "a list of texts"
                                      : "a list of texts, each " + choices(option);
    case PluginOption::Type::Severity:
        return std::string(severitiesExpected);
    }
    return {};
}

/// Reads one table of a plugin and those below it.
class PluginTable {
public:
    PluginTable(const PluginSpec &spec, DiagnosticEmitter &diagnostics, UnknownNames &unknown)
        : m_spec(spec), m_diagnostics(diagnostics), m_unknown(unknown)
    {
        m_settings.options = spec.defaultOptions();
    }

    PluginSettings read(const TomlTable &table)
    {
        readTable(table, {});
        return std::move(m_settings);
    }

private:
    void readTable(const TomlTable &table, const std::string &prefix)
    {
        for (const TomlEntry &entry : table) {
            const std::string key = prefix + entry.key;
            const auto option = std::ranges::find(m_spec.options, key, &PluginOption::key);
            if (key == enabledKey)
                readEnabled(entry);
            else if (option != m_spec.options.end())
                readOption(*option, entry);
            else if (const std::string below = optionsBelow(key); below.empty())
                m_unknown.report(entry.keyRange, "option", key, [this] { return candidates(); });
            else if (const auto *nested = entry.value.as<TomlTable>())
                readTable(*nested, key + '.');
            else
                reportInvalid(m_diagnostics, entry, key, "a table with " + below);
        }
    }

    void readEnabled(const TomlEntry &entry)
    {
        const auto *enabled = entry.value.as<bool>();
        if (std::ranges::find(m_spec.kinds, "validation") == m_spec.kinds.end())
            m_diagnostics.report(diag::InvalidConfiguration, placeOf(entry), enabledKey,
                                 described(entry.value),
                                 fmt::format("none: plugin `{}` brings no checks", m_spec.id));
        else if (enabled == nullptr)
            reportInvalid(m_diagnostics, entry, enabledKey, "true or false");
        else
            m_settings.enabled = *enabled;
    }

    void readOption(const PluginOption &option, const TomlEntry &entry)
    {
        std::optional<OptionValue> value;
        if (option.type == PluginOption::Type::List) {
            value = listOf(option, entry);
        } else {
            value = valueOf(option, entry.value);
            if (!value)
                reportInvalid(m_diagnostics, entry, option.key, expectedBy(option));
        }
        if (!value)
            return;
        m_settings.hasOptions = true;
        m_settings.options.set(option.key, std::move(*value));
    }

    /// Nothing when the value does not fit.
    std::optional<OptionValue> valueOf(const PluginOption &option, const TomlValue &value)
    {
        const auto *text = value.as<std::string>();
        const auto *integer = value.as<std::int64_t>();
        const auto *number = value.as<double>();
        switch (option.type) {
        case PluginOption::Type::Boolean:
            if (const auto *boolean = value.as<bool>())
                return *boolean;
            break;
        case PluginOption::Type::Integer:
            if (integer != nullptr && isWithin(option, static_cast<double>(*integer)))
                return *integer;
            break;
        case PluginOption::Type::Number:
            if (integer != nullptr && isWithin(option, static_cast<double>(*integer)))
                return static_cast<double>(*integer);
            if (number != nullptr && isWithin(option, *number))
                return *number;
            break;
        case PluginOption::Type::Text:
            if (text != nullptr && isChoice(option, *text))
                return *text;
            break;
        case PluginOption::Type::Severity:
            if (const auto severity = text ? severityNamed(*text) : std::nullopt) {
                m_settings.severities.insert_or_assign(option.code, *severity);
                return std::string(settingName(*severity));
            }
            break;
        case PluginOption::Type::List:
            break;
        }
        return std::nullopt;
    }

    std::optional<OptionValue> listOf(const PluginOption &option, const TomlEntry &entry)
    {
        const std::string expected = expectedBy(option);
        TextList texts = textsOf(m_diagnostics, entry, option.key, expected);
        std::vector<std::string> list;
        for (const TomlValue *text : texts.texts) {
            const std::string &item = *text->as<std::string>();
            if (isChoice(option, item)) {
                list.push_back(item);
                continue;
            }
            texts.isWhole = false;
            m_diagnostics.report(diag::InvalidConfiguration, text->range, option.key,
                                 fmt::format("a list with {} in it", described(*text)), expected);
        }
        return texts.isWhole ? std::optional<OptionValue>(std::move(list)) : std::nullopt;
    }

    /// `` `level`, `most` ``: the options in the table of this key; empty when there are none.
    [[nodiscard]] std::string optionsBelow(const std::string &key) const
    {
        std::string names;
        for (const PluginOption &option : m_spec.options) {
            if (option.key.size() > key.size() && option.key.starts_with(key) &&
                option.key[key.size()] == '.')
                names += fmt::format("{}`{}`", names.empty() ? "" : ", ",
                                     option.key.substr(key.size() + 1));
        }
        return names;
    }

    [[nodiscard]] std::vector<std::string_view> candidates() const
    {
        std::vector<std::string_view> names{enabledKey};
        for (const PluginOption &option : m_spec.options) {
            const std::string_view key = option.key;
            names.push_back(key);
            for (std::size_t dot = key.find('.'); dot != std::string_view::npos;
                 dot = key.find('.', dot + 1))
                names.push_back(key.substr(0, dot));
        }
        return names;
    }

    const PluginSpec &m_spec;
    DiagnosticEmitter &m_diagnostics;
    UnknownNames &m_unknown;
    PluginSettings m_settings;
};

} // namespace

PluginSettings readPluginSettings(const PluginSpec &spec, const TomlTable &table,
                                  DiagnosticEmitter &diagnostics, UnknownNames &unknown)
{
    return PluginTable(spec, diagnostics, unknown).read(table);
}

} // namespace tw::config
