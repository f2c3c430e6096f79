// SPDX-License-Identifier: MIT
#include "literal_check.h"

#include "literal_readers.h"
#include "quoting.h"
#include "type_catalog.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>
#include <rapidjson/error/error.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

namespace tw::postgresql {
namespace {

using Kind = ir::DefaultValue::Kind;

/// Text in any of the character types. Blanks too many are cut off by the server, nothing else is.
LiteralVerdict readCharacters(const ir::DataType &type, std::string_view text)
{
    const bool one = type.base == typeId(Builtin::Char) && type.argumentCount == 0;
    if (type.argumentCount == 0 && !one)
        return readable();
    const auto limit = static_cast<std::size_t>(one ? 1 : type.arguments[0]);
    if (text.size() <= limit)
        return readable();
    while (text.ends_with(' '))
        text.remove_suffix(1);
    if (codePointCount(text) <= limit)
        return readable();
    return unreadable(fmt::format("at most {} character{}", limit, limit == 1 ? "" : "s"));
}

LiteralVerdict readBoolean(std::string_view text)
{
    const std::string value = asciiLower(trimmed(text));
    const auto isStartOf = [&value](std::string_view word, std::size_t least) {
        return value.size() >= least && word.starts_with(value);
    };
    const bool good = isStartOf("true", 1) || isStartOf("false", 1) || isStartOf("yes", 1) ||
                      isStartOf("no", 1) || value == "on" || isStartOf("off", 2) || value == "1" ||
                      value == "0";
    return good ? readable() : unreadable("`true` or `false`");
}

LiteralVerdict readEnum(const ir::EnumType &type, std::string_view text)
{
    const bool member = std::ranges::any_of(
        type.values, [text](const ir::EnumValue &value) { return value.value.text == text; });
    if (member)
        return readable();
    std::string expected = "one of ";
    constexpr std::size_t shown = 8;
    for (std::size_t i = 0; i < type.values.size() && i < shown; ++i)
        fmt::format_to(std::back_inserter(expected), "{}`{}`", i == 0 ? "" : ", ",
                       type.values[i].value.text);
    if (type.values.size() > shown)
        expected += " and others";
    return unreadable(type.values.empty() ? "a value of an enum that has none" : expected);
}

LiteralVerdict readOid(std::string_view text)
{
    const std::string_view value = trimmed(text);
    if (value.empty() || !std::ranges::all_of(value, isDigit))
        return value.empty() || !std::ranges::any_of(value, isDigit) ? unreadable("a number")
                                                                     : unverified();
    return value.size() < 10 ? readable() : unverified();
}

LiteralVerdict readScalar(const ir::Schema &schema, const ir::DataType &type, std::string_view text,
                          Kind kind);

/// The elements of `{a,"b",NULL}`; `false` when the braces hold more than one level, or something
/// that is left to the server.
class ArrayReader {
public:
    enum class State : std::uint8_t { Good, Malformed, Other };

    /// Calls `visit(text)` for each element that is not null.
    template <class Visit> State read(std::string_view text, Visit &&visit)
    {
        m_text = trimmed(text);
        if (m_text.starts_with('['))
            return State::Other; // explicit bounds
        if (m_text.size() < 2 || m_text.front() != '{' || m_text.back() != '}')
            return State::Malformed;
        m_text = m_text.substr(1, m_text.size() - 2);
        if (trimmed(m_text).empty())
            return State::Good;
        while (true) {
            skipBlanks();
            const State state = readElement(visit);
            if (state != State::Good || m_text.empty())
                return state;
            m_text.remove_prefix(1); // the comma
        }
    }

private:
    void skipBlanks()
    {
        while (!m_text.empty() && isBlank(m_text.front()))
            m_text.remove_prefix(1);
    }

    template <class Visit> State readElement(Visit &&visit)
    {
        std::string element;
        if (m_text.starts_with('"')) {
            m_text.remove_prefix(1);
            while (!m_text.starts_with('"')) {
                if (m_text.starts_with('\\'))
                    m_text.remove_prefix(1);
                if (m_text.empty())
                    return State::Malformed;
                element.push_back(m_text.front());
                m_text.remove_prefix(1);
            }
            m_text.remove_prefix(1);
            skipBlanks();
            if (!m_text.empty() && m_text.front() != ',')
                return State::Malformed;
            visit(element);
            return State::Good;
        }
        const std::size_t end = std::min(m_text.find(','), m_text.size());
        const std::string_view bare = trimmed(m_text.substr(0, end));
        if (bare.find_first_of("{}\"\\") != std::string_view::npos)
            return State::Other;
        if (bare.empty())
            return State::Malformed;
        m_text.remove_prefix(end);
        if (!equalsIgnoringCase(bare, "null"))
            visit(bare);
        return State::Good;
    }

    std::string_view m_text;
};

LiteralVerdict readArray(const ir::Schema &schema, const ir::DataType &type, std::string_view text)
{
    static constexpr const char *expected = "an array as {…,…}";
    if (type.base == typeId(Builtin::Box))
        return unverified(); // has a delimiter of its own
    ir::DataType element = type;
    element.arrayDimensions = 0;
    LiteralVerdict verdict;
    const ArrayReader::State state = ArrayReader().read(text, [&](std::string_view value) {
        if (verdict.kind == LiteralVerdict::Kind::Unreadable)
            return;
        LiteralVerdict one = readScalar(schema, element, value, Kind::String);
        if (one.kind != LiteralVerdict::Kind::Readable)
            verdict = std::move(one);
    });
    if (state == ArrayReader::State::Malformed)
        return unreadable(expected);
    if (verdict.kind == LiteralVerdict::Kind::Unreadable)
        return unreadable("elements that are " + verdict.expected);
    return state == ArrayReader::State::Other ? unverified() : verdict;
}

TypeFamily familyOf(const ir::DataType &type)
{
    static const PostgresqlTypeCatalog catalog;
    return catalog.info(type.base).family;
}

LiteralVerdict readScalar(const ir::Schema &schema, const ir::DataType &type, std::string_view text,
                          Kind kind)
{
    if (type.isEnum())
        return readEnum(schema.enumType(type.enumType), text);
    const Oid column = oidOf(type);
    const TypeFamily family = familyOf(type);
    switch (family) {
    case TypeFamily::Integer:
        return readInteger(column, text, kind == Kind::Number);
    case TypeFamily::Decimal:
        return readNumeric(type, text);
    case TypeFamily::Float:
        return readFloat(column, text);
    case TypeFamily::Boolean:
        return readBoolean(text);
    case TypeFamily::Text:
        return readCharacters(type, text);
    case TypeFamily::Date:
        return readDate(text);
    case TypeFamily::Time:
        return readTime(text);
    case TypeFamily::Timestamp:
        return readTimestamp(text);
    case TypeFamily::Interval:
        return readInterval(text);
    case TypeFamily::Uuid:
        return readUuid(text);
    case TypeFamily::Binary:
        return readBytea(text);
    case TypeFamily::Bit:
        return readBits(type, text);
    case TypeFamily::Network:
        return column == oid::inet || column == oid::cidr
                   ? readInet(text, column == oid::cidr)
                   : readMacAddress(text, column == oid::macaddr8);
    case TypeFamily::Json:
        return column == oid::json || column == oid::jsonb ? readJson(text, column == oid::jsonb)
                                                           : unverified();
    case TypeFamily::Money: {
        const bool small = !text.empty() && text.size() < 12 && std::ranges::all_of(text, isDigit);
        return small ? readable() : unverified();
    }
    default:
        return column == oid::oidType ? readOid(text) : unverified();
    }
}

} // namespace

LiteralVerdict readUuid(std::string_view text)
{
    std::string_view rest = text;
    if (rest.starts_with('{') && rest.ends_with('}') && rest.size() > 1)
        rest = rest.substr(1, rest.size() - 2);
    std::size_t digits = 0;
    for (const char c : rest) {
        if (isHexDigit(c)) {
            ++digits;
        } else if (c != '-' || digits == 0 || digits % 4 != 0 || digits >= 32) {
            return unreadable("a UUID as 8-4-4-4-12 hexadecimal digits");
        }
    }
    const bool good = digits == 32 && !rest.ends_with('-') && rest.find("--") == std::string::npos;
    return good ? readable() : unreadable("a UUID as 8-4-4-4-12 hexadecimal digits");
}

LiteralVerdict readBytea(std::string_view text)
{
    static constexpr const char *expected = "bytes as \\x followed by pairs of hexadecimal digits";
    if (text.starts_with("\\x")) {
        bool half = false;
        for (const char c : text.substr(2)) {
            if (isHexDigit(c))
                half = !half;
            else if (half || (c != ' ' && c != '\n' && c != '\t' && c != '\r'))
                return unreadable(expected);
        }
        return half ? unreadable(expected) : readable();
    }
    const auto isOctal = [](char c) { return c >= '0' && c <= '7'; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\')
            continue;
        const std::string_view rest = text.substr(i + 1);
        if (rest.starts_with('\\')) {
            ++i;
        } else if (rest.size() >= 3 && rest[0] <= '3' && isOctal(rest[0]) && isOctal(rest[1]) &&
                   isOctal(rest[2])) {
            i += 3;
        } else {
            return unreadable(expected);
        }
    }
    return readable();
}

LiteralVerdict readBits(const ir::DataType &type, std::string_view text)
{
    const bool hexadecimal = text.starts_with('x') || text.starts_with('X');
    const bool prefixed = hexadecimal || text.starts_with('b') || text.starts_with('B');
    const std::string_view digits = text.substr(prefixed ? 1 : 0);
    const bool good = std::ranges::all_of(digits, [hexadecimal](char c) {
        return hexadecimal ? isHexDigit(c) : c == '0' || c == '1';
    });
    if (!good)
        return unreadable("a string of the digits 0 and 1");
    const std::size_t bits = digits.size() * (hexadecimal ? 4 : 1);
    const bool fixed = type.base == typeId(Builtin::Bit);
    const auto limit = static_cast<std::size_t>(type.argumentCount > 0 ? type.arguments[0] : 1);
    if (fixed && bits != limit)
        return unreadable(fmt::format("exactly {} bit{}", limit, limit == 1 ? "" : "s"));
    if (!fixed && type.argumentCount > 0 && bits > limit)
        return unreadable(fmt::format("at most {} bit{}", limit, limit == 1 ? "" : "s"));
    return readable();
}

LiteralVerdict readJson(std::string_view text, bool isBinary)
{
    constexpr std::size_t trusted = 64 * 1024;
    if (text.size() > trusted)
        return unverified();
    // The server treats these differently in its two types; deep nesting it may refuse.
    const std::string lower = asciiLower(text);
    const bool special =
        lower.find("\\u0000") != std::string::npos || lower.find("\\ud") != std::string::npos;
    const auto nesting = std::ranges::count_if(text, [](char c) { return c == '[' || c == '{'; });
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::Reader reader;
    rapidjson::BaseReaderHandler<> ignore;
    constexpr unsigned flags = rapidjson::kParseIterativeFlag |
                               rapidjson::kParseNumbersAsStringsFlag |
                               rapidjson::kParseValidateEncodingFlag;
    const rapidjson::ParseResult result = reader.Parse<flags>(stream, ignore);
    const bool good = !result.IsError();
    if (special || nesting > 500 || result.Code() == rapidjson::kParseErrorNumberTooBig)
        return unverified();
    if (!good)
        return unreadable("a JSON value");
    if (isBinary) { // keeps numbers as numeric, which has an end
        for (std::size_t i = 0; i + 5 < lower.size(); ++i) {
            if (lower[i] == 'e' && (isDigit(lower[i + 1]) || isDigit(lower[i + 2])) &&
                isDigit(lower[i + 3]) && isDigit(lower[i + 4]))
                return unverified();
        }
    }
    return readable();
}

LiteralVerdict checkLiteral(const ir::Schema &schema, const ir::DataType &type,
                            const ir::DefaultValue &literal)
{
    if (!type.isResolved())
        return unverified();
    const std::string &text = literal.value.text;
    if (!type.isArray())
        return readScalar(schema, type, text, literal.kind);
    if (literal.kind != Kind::String)
        return unreadable("an array as {…,…}");
    return readArray(schema, type, text);
}

} // namespace tw::postgresql
