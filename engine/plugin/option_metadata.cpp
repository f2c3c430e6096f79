// SPDX-License-Identifier: MIT
#include "plugin/option_metadata.h"

#include "plugin/diagnostic_codes.h"
#include "plugin/metadata_members.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace tw {

namespace {

using Type = PluginOption::Type;

constexpr std::array<std::pair<std::string_view, Type>, 6> types{{{"boolean", Type::Boolean},
                                                                  {"integer", Type::Integer},
                                                                  {"number", Type::Number},
                                                                  {"text", Type::Text},
                                                                  {"list", Type::List},
                                                                  {"severity", Type::Severity}}};
constexpr std::array<std::string_view, 4> severities{"off", "note", "warning", "error"};

/// Beyond these a JSON number is not the integer that was written.
constexpr double largestInteger = 9007199254740992.0;

std::string alternatives(const auto &texts)
{
    std::string joined;
    for (const std::string_view text : texts)
        joined += fmt::format("{}`{}`", joined.empty() ? "" : ", ", text);
    return "one of " + joined;
}

bool isInteger(const QJsonValue &value)
{
    const double number = value.toDouble(NAN);
    return number == std::floor(number) && std::abs(number) <= largestInteger;
}

Type readType(const MetadataMembers &members)
{
    std::vector<std::string_view> names;
    names.reserve(types.size());
    for (const auto &[name, type] : types)
        names.push_back(name);
    const std::string expected = alternatives(names);
    const QJsonValue value = members.required("Type", expected);
    const std::string text = value.toString().toStdString();
    for (const auto &[name, type] : types) {
        if (name == text)
            return type;
    }
    members.refuse("Type", value, expected);
}

bool isNumeric(Type type) { return type == Type::Integer || type == Type::Number; }
bool isTextual(Type type) { return type == Type::Text || type == Type::List; }

/// What belongs to options of other types only would have no effect.
void refuseUnfitMembers(const MetadataMembers &members, Type type)
{
    const auto unless = [&](bool fits, const char *name, std::string_view fitting) {
        if (!fits && members.has(name))
            members.refuse(name, "on an option of another type",
                           fmt::format("only on one of type {}", fitting));
    };
    unless(isTextual(type), "Choices", "`text` or `list`");
    unless(isNumeric(type), "Minimum", "`integer` or `number`");
    unless(isNumeric(type), "Maximum", "`integer` or `number`");
    unless(type == Type::Severity, "Code", "`severity`");
}

void readBounds(const MetadataMembers &members, PluginOption &option)
{
    option.minimum = members.optionalNumber("Minimum");
    option.maximum = members.optionalNumber("Maximum");
    if (option.type == Type::Integer) {
        for (const char *name : {"Minimum", "Maximum"}) {
            const QJsonValue bound = members.object().value(QLatin1String(name));
            if (members.has(name) && !isInteger(bound))
                members.refuse(name, bound, "a whole number");
        }
    }
    if (option.minimum && option.maximum && *option.minimum > *option.maximum)
        members.refuse("Minimum", fmt::format("{}", *option.minimum),
                       fmt::format("at most the maximum, {}", *option.maximum));
}

void readChoices(const MetadataMembers &members, PluginOption &option)
{
    if (!members.has("Choices"))
        return;
    option.choices = members.texts("Choices");
    if (option.choices.empty())
        members.refuse("Choices", "an empty list", "at least one text");
    for (auto choice = option.choices.begin(); choice != option.choices.end(); ++choice) {
        if (!isOneLine(*choice))
            members.refuse("Choices", "a list with a text of several lines", "texts of one line");
        if (std::find(option.choices.begin(), choice, *choice) != choice)
            members.refuse("Choices", fmt::format("a list with `{}` twice", *choice),
                           "each text once");
    }
}

void checkChoice(const MetadataMembers &members, const PluginOption &option,
                 const std::string &text)
{
    if (!option.choices.empty() &&
        std::find(option.choices.begin(), option.choices.end(), text) == option.choices.end())
        members.refuse("Default", fmt::format("`{}`", text), alternatives(option.choices));
}

void checkBounds(const MetadataMembers &members, const PluginOption &option, double number)
{
    if (option.minimum && number < *option.minimum)
        members.refuse("Default", fmt::format("{}", number),
                       fmt::format("at least {}", *option.minimum));
    if (option.maximum && number > *option.maximum)
        members.refuse("Default", fmt::format("{}", number),
                       fmt::format("at most {}", *option.maximum));
}

OptionValue readNumber(const MetadataMembers &members, const PluginOption &option)
{
    const bool whole = option.type == Type::Integer;
    const std::string_view expected = whole ? "a whole number" : "a number";
    const QJsonValue value = members.required("Default", expected);
    if (!value.isDouble() || (whole && !isInteger(value)))
        members.refuse("Default", value, expected);
    checkBounds(members, option, value.toDouble());
    return whole ? OptionValue(static_cast<std::int64_t>(value.toInteger()))
                 : OptionValue(value.toDouble());
}

OptionValue readText(const MetadataMembers &members, const PluginOption &option)
{
    const bool isSeverity = option.type == Type::Severity;
    const std::string expected = isSeverity ? alternatives(severities) : "a text";
    const QJsonValue value = members.required("Default", expected);
    std::string text = value.toString().toStdString();
    if (!value.isString() ||
        (isSeverity && std::find(severities.begin(), severities.end(), text) == severities.end()))
        members.refuse("Default", value, expected);
    checkChoice(members, option, text);
    return text;
}

OptionValue readDefault(const MetadataMembers &members, const PluginOption &option)
{
    switch (option.type) {
    case Type::Boolean:
        (void)members.required("Default", "true or false");
        return members.optionalBoolean("Default", false);
    case Type::Integer:
    case Type::Number:
        return readNumber(members, option);
    case Type::Text:
    case Type::Severity:
        return readText(members, option);
    case Type::List:
        break;
    }
    std::vector<std::string> texts = members.texts("Default");
    for (const std::string &text : texts)
        checkChoice(members, option, text);
    return texts;
}

PluginOption readOption(const MetadataMembers &members, std::string key, std::string_view prefix)
{
    members.allowOnly({"Type", "Default", "Choices", "Minimum", "Maximum", "Code", "Description"});
    PluginOption option;
    option.key = std::move(key);
    option.type = readType(members);
    refuseUnfitMembers(members, option.type);
    readBounds(members, option);
    readChoices(members, option);
    option.defaultValue = readDefault(members, option);
    option.description = members.optionalText("Description");
    if (option.type == Type::Severity) {
        option.code = members.text("Code");
        if (!isDiagnosticCode(option.code, prefix))
            members.refuse("Code", fmt::format("`{}`", option.code),
                           fmt::format("`{}` and four digits", prefix));
    }
    return option;
}

/// Sorted by key, so what begins with another key and a dot comes somewhere after it.
void refuseClashes(const std::vector<PluginOption> &options)
{
    for (const PluginOption &option : options) {
        for (const PluginOption &other : options) {
            if (other.key.starts_with(option.key + "."))
                throw MetadataError(fmt::format("metadata member `Options` has `{}` and `{}`, "
                                                "expected no option inside another",
                                                option.key, other.key));
            if (&other != &option && !option.code.empty() && other.code == option.code)
                throw MetadataError(fmt::format("metadata member `Options.{}.Code` is `{}`, which "
                                                "`{}` sets already, expected another code",
                                                other.key, option.code, option.key));
        }
    }
}

} // namespace

std::vector<PluginOption> readOptions(const QJsonObject &options, std::string_view prefix)
{
    std::vector<PluginOption> read;
    for (auto it = options.begin(); it != options.end(); ++it) {
        const std::string key = it.key().toStdString();
        if (!isDottedName(key))
            throw MetadataError(fmt::format("metadata member `Options` has an option {}, expected "
                                            "letters, digits, `-` and `_` in parts joined by dots",
                                            shown(it.key())));
        if (key == "enabled" || key.starts_with("enabled."))
            throw MetadataError(fmt::format("metadata member `Options` has an option `{}`, which "
                                            "configurations use to switch a plugin on or off",
                                            key));
        const std::string path = "Options." + key;
        if (!it.value().isObject())
            throw MetadataError(fmt::format("metadata member `{}` is {}, expected an object", path,
                                            shown(it.value())));
        read.push_back(readOption({it.value().toObject(), path}, key, prefix));
    }
    refuseClashes(read);
    return read;
}

} // namespace tw
