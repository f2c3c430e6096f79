// SPDX-License-Identifier: MIT
#include "literal_check.h"

#include "literal_arrays.h"
#include "literal_readers.h"
#include "literal_writer.h"
#include "quoting.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>

namespace tw::postgresql {
namespace {

using Kind = ir::DefaultValue::Kind;

/// Text in any of the character types. Blanks too many are cut off by the server, nothing else is.
LiteralVerdict readCharacters(const ir::DataType &type, std::string_view text)
{
    // Half a character could be kept, but not read again.
    if (type.base == typeId(Builtin::ByteChar) && !text.empty() && (text.front() & 0x80) != 0)
        return unverified();
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

LiteralVerdict readScalar(const ir::Schema &schema, const ir::DataType &type, std::string_view text,
                          Kind kind);

LiteralVerdict readArray(const ir::Schema &schema, const ir::DataType &type, std::string_view text)
{
    ir::DataType element = type;
    element.arrayDimensions = 0;
    // The elements of an array of intervals are read whole, and cut to the fields afterwards.
    if (element.base.isValid() && oidOf(element) == oid::interval)
        element.base = typeId(Builtin::Interval);
    LiteralVerdict verdict;
    const bool isBox = type.base == typeId(Builtin::Box);
    const Reading reading = ArrayReader(isBox ? ';' : ',').read(text, [&](std::string_view value) {
        if (verdict.kind == LiteralVerdict::Kind::Unreadable)
            return;
        LiteralVerdict one = readScalar(schema, element, value, Kind::String);
        if (one.kind != LiteralVerdict::Kind::Readable)
            verdict = std::move(one);
    });
    if (reading == Reading::Bad)
        return unreadable(isBox ? "an array as {…;…}" : "an array as {…,…}");
    if (verdict.kind == LiteralVerdict::Kind::Unreadable)
        return unreadable("elements that are " + verdict.expected);
    return reading == Reading::Other ? unverified() : verdict;
}

LiteralVerdict readSystem(Builtin type, std::string_view text)
{
    switch (type) {
    case Builtin::OidType:
        return readOid(text);
    case Builtin::Tid:
        return readTupleId(text);
    case Builtin::Xid:
    case Builtin::Xid8:
    case Builtin::Cid:
        return readTransaction(text);
    case Builtin::PgLsn:
        return readLogPosition(text);
    case Builtin::PgSnapshot:
    case Builtin::TxidSnapshot:
        return readSnapshot(text);
    case Builtin::RefCursor:
        return readable();
    default:
        return readObjectName(type, text);
    }
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
    const auto builtin = static_cast<Builtin>(type.base.index());
    switch (familyOf(type)) {
    case TypeFamily::Integer:
        return readInteger(column, text, kind == Kind::Number);
    case TypeFamily::Decimal:
        return readNumeric(type, text);
    case TypeFamily::Float:
        return readFloat(column, text);
    case TypeFamily::Money:
        return readMoney(text, kind == Kind::Number);
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
        return readInterval(type.base, text);
    case TypeFamily::Uuid:
        return readUuid(text);
    case TypeFamily::Binary:
        return readBytea(text);
    case TypeFamily::Bit:
        return readBits(type, text);
    case TypeFamily::Network:
        return builtin == Builtin::Inet || builtin == Builtin::Cidr
                   ? readInet(text, builtin == Builtin::Cidr)
                   : readMacAddress(text, builtin == Builtin::MacAddr8);
    case TypeFamily::Json:
        return builtin == Builtin::JsonPath ? readJsonPath(text)
                                            : readJson(text, builtin == Builtin::Jsonb);
    case TypeFamily::Xml:
        return readXml(text);
    case TypeFamily::Geometric:
        return readShape(builtin, text);
    case TypeFamily::TextSearch:
        return builtin == Builtin::TsVector ? readTsVector(text) : readTsQuery(text);
    case TypeFamily::Range:
        return findRange(column)->range == column ? readRange(column, text)
                                                  : readMultirange(column, text);
    default:
        return readSystem(builtin, text);
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

LiteralVerdict answer(Reading reading, const char *expected)
{
    switch (reading) {
    case Reading::Good:
        return readable();
    case Reading::Bad:
        return unreadable(expected);
    default:
        return unverified();
    }
}

LiteralVerdict checkLiteral(const ir::Schema &schema, const ir::DataType &type,
                            const ir::DefaultValue &literal)
{
    if (!type.isResolved())
        return unverified();
    const std::string &text = literal.value.text;
    if (!type.isArray()) {
        // A string that is a plain number is written as one where that makes a difference.
        const bool plain = literal.kind == Kind::String && type.base == typeId(Builtin::Money) &&
                           isPlainNumber(text);
        return readScalar(schema, type, text, plain ? Kind::Number : literal.kind);
    }
    if (literal.kind != Kind::String)
        return unreadable("an array as {…,…}");
    return readArray(schema, type, text);
}

LiteralVerdict checkConstant(const ir::Schema &schema, const ir::DataType &type,
                             std::string_view text)
{
    if (!type.isResolved())
        return unverified();
    return type.isArray() ? readArray(schema, type, text)
                          : readScalar(schema, type, text, Kind::String);
}

} // namespace tw::postgresql
