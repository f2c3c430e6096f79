// SPDX-License-Identifier: MIT
#include "plugin/metadata_members.h"

#include <QJsonArray>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tw {

namespace {

constexpr std::size_t longestShown = 60;

bool isNamePart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

bool isControl(char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }

std::string shownText(QString text)
{
    if (text.size() > static_cast<qsizetype>(longestShown))
        text = text.left(longestShown) + QStringLiteral("…");
    return fmt::format("`{}`", inOneLine(text.toStdString()));
}

} // namespace

std::string shown(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool() ? "true" : "false";
    case QJsonValue::Double:
        return fmt::format("{}", value.toDouble());
    case QJsonValue::String:
        return shownText(value.toString());
    case QJsonValue::Array:
        return value.toArray().isEmpty() ? "an empty list" : "a list";
    case QJsonValue::Object:
        return "an object";
    default:
        return "null";
    }
}

std::string inOneLine(std::string text)
{
    std::replace_if(text.begin(), text.end(), isControl, ' ');
    return text;
}

bool isOneLine(std::string_view text) { return std::none_of(text.begin(), text.end(), isControl); }

bool isDottedName(std::string_view text)
{
    bool partIsEmpty = true;
    for (const char c : text) {
        if (c == '.' ? partIsEmpty : !isNamePart(c))
            return false;
        partIsEmpty = c == '.';
    }
    return !partIsEmpty;
}

std::string MetadataMembers::pathOf(std::string_view name) const
{
    return m_path.empty() ? std::string(name) : fmt::format("{}.{}", m_path, name);
}

void MetadataMembers::refuse(std::string_view name, std::string_view found,
                             std::string_view expected) const
{
    throw MetadataError(
        fmt::format("metadata member `{}` is {}, expected {}", pathOf(name), found, expected));
}

void MetadataMembers::refuse(std::string_view name, const QJsonValue &found,
                             std::string_view expected) const
{
    refuse(name, shown(found), expected);
}

void MetadataMembers::allowOnly(std::initializer_list<const char *> names) const
{
    for (const QString &name : m_object.keys()) {
        const bool known = std::any_of(names.begin(), names.end(), [&](const char *candidate) {
            return name == QLatin1String(candidate);
        });
        if (!known && !name.startsWith(QLatin1String("x-")))
            throw MetadataError(fmt::format(
                "{} the unknown member {}, expected only {} and what begins with `x-`",
                m_path.empty() ? "metadata have" : fmt::format("metadata member `{}` has", m_path),
                shownText(name), fmt::join(names, ", ")));
    }
}

bool MetadataMembers::has(const char *name) const
{
    const QJsonValue value = m_object.value(QLatin1String(name));
    return !value.isUndefined() && !value.isNull();
}

QJsonValue MetadataMembers::required(const char *name, std::string_view expected) const
{
    if (!has(name))
        throw MetadataError(
            fmt::format("metadata have no member `{}`, expected {}", pathOf(name), expected));
    return m_object.value(QLatin1String(name));
}

std::string MetadataMembers::text(const char *name) const
{
    constexpr std::string_view expected = "a text of one line";
    const QJsonValue value = required(name, expected);
    std::string text = value.toString().toStdString();
    if (!value.isString() || text.empty() || !isOneLine(text))
        refuse(name, value, expected);
    return text;
}

std::string MetadataMembers::optionalText(const char *name) const
{
    return has(name) ? text(name) : std::string();
}

std::vector<std::string> MetadataMembers::texts(const char *name) const
{
    constexpr std::string_view expected = "a list of texts";
    const QJsonValue value = required(name, expected);
    if (!value.isArray())
        refuse(name, value, expected);
    std::vector<std::string> texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValueConstRef entry : array) {
        if (!entry.isString())
            refuse(name, fmt::format("a list with {}", shown(entry)), expected);
        texts.push_back(entry.toString().toStdString());
    }
    return texts;
}

std::optional<double> MetadataMembers::optionalNumber(const char *name) const
{
    if (!has(name))
        return std::nullopt;
    const QJsonValue value = m_object.value(QLatin1String(name));
    if (!value.isDouble())
        refuse(name, value, "a number");
    return value.toDouble();
}

bool MetadataMembers::optionalBoolean(const char *name, bool absent) const
{
    if (!has(name))
        return absent;
    const QJsonValue value = m_object.value(QLatin1String(name));
    if (!value.isBool())
        refuse(name, value, "true or false");
    return value.toBool();
}

} // namespace tw
