// SPDX-License-Identifier: MIT
#include "value_key.h"

#include "literal_moment.h"
#include "literal_readers.h"
#include "quoting.h"
#include "type_catalog.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace tw::postgresql {
namespace {

using Key = std::optional<std::string>;

/// `[sign]digits[.digits][e[sign]digits]` as its digits without zeros around them and a power of
/// ten.
struct Number {
    bool negative = false;
    std::string digits;
    long exponent = 0;
};

std::optional<Number> readNumber(std::string_view text)
{
    constexpr long largestExponent = 10'000;
    Number number;
    std::size_t i = 0;
    if (i < text.size() && (text[i] == '-' || text[i] == '+'))
        number.negative = text[i++] == '-';
    bool fraction = false;
    for (; i < text.size() && (isDigit(text[i]) || (text[i] == '.' && !fraction)); ++i) {
        if (text[i] == '.') {
            fraction = true;
            continue;
        }
        number.digits.push_back(text[i]);
        number.exponent -= fraction ? 1 : 0;
    }
    if (number.digits.empty())
        return std::nullopt;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        i += i + 1 < text.size() && text[i + 1] == '+' ? 2 : 1;
        long exponent = 0;
        const auto parsed = std::from_chars(text.data() + i, text.data() + text.size(), exponent);
        if (parsed.ec != std::errc() || std::abs(exponent) > largestExponent)
            return std::nullopt;
        i = static_cast<std::size_t>(parsed.ptr - text.data());
        number.exponent += exponent;
    }
    if (i != text.size())
        return std::nullopt;
    number.digits.erase(0, number.digits.find_first_not_of('0'));
    while (number.digits.ends_with('0')) {
        number.digits.pop_back();
        ++number.exponent;
    }
    return number;
}

Key numberKey(std::string_view text, const ir::DataType &type, std::size_t exactDigits)
{
    constexpr long longestPlain = 40;
    std::optional<Number> number = readNumber(trimmed(text));
    if (!number || number->digits.size() > exactDigits)
        return std::nullopt;
    if (number->digits.empty())
        return "0";
    // numeric(p,s) rounds.
    if (type.base == typeId(Builtin::Numeric) && type.argumentCount > 0 &&
        -number->exponent > type.arguments[1])
        return std::nullopt;
    std::string key = number->negative ? "-" : "";
    key += number->digits;
    if (number->exponent >= 0 && number->exponent <= longestPlain)
        key.append(static_cast<std::size_t>(number->exponent), '0');
    else
        key += 'e' + std::to_string(number->exponent);
    return key;
}

Key textKey(std::string_view text, const ir::DataType &type)
{
    if (type.base == typeId(Builtin::Name))
        return std::string(keptIdentifier(text));
    if (type.base == typeId(Builtin::ByteChar))
        return std::string(text.substr(0, 1)); // the rest is dropped
    const bool blankPadded =
        type.base == typeId(Builtin::Char) || type.base == typeId(Builtin::BpChar);
    if (blankPadded) {
        while (text.ends_with(' '))
            text.remove_suffix(1);
    } else if (type.argumentCount > 0) {
        // What is readable and too long ends in blanks, which are cut off.
        const auto limit = static_cast<std::size_t>(type.arguments[0]);
        std::size_t count = text.size() > limit ? codePointCount(text) : 0;
        for (; count > limit && text.ends_with(' '); --count)
            text.remove_suffix(1);
    }
    return std::string(text);
}

Key booleanKey(std::string_view text)
{
    const std::string value = asciiLower(trimmed(text));
    if (value.empty())
        return std::nullopt;
    const bool truth = value == "on" || value[0] == 't' || value[0] == 'y' || value[0] == '1';
    return truth ? "true" : "false";
}

Key uuidKey(std::string_view text)
{
    std::string key;
    for (const char c : asciiLower(text)) {
        if (isHexDigit(c))
            key.push_back(c);
    }
    return key;
}

/// Moves behind `pattern`, in which `0` stands for a digit.
bool take(std::string_view &text, std::string_view pattern)
{
    if (text.size() < pattern.size())
        return false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '0' ? !isDigit(text[i]) : text[i] != pattern[i])
            return false;
    }
    text.remove_prefix(pattern.size());
    return true;
}

/// `HH:MM[:SS[.ffffff]]` in full. Seconds that round, and 24:00, have other spellings.
Key timeKey(std::string_view text, const ir::DataType &type)
{
    const std::size_t digits =
        type.argumentCount > 0 ? static_cast<std::size_t>(type.arguments[0]) : 6;
    const std::string_view whole = text;
    if (!take(text, "00:00") || whole.starts_with("24"))
        return std::nullopt;
    std::string key(whole.substr(0, 5));
    if (text.empty())
        return key + ":00";
    if (!take(text, ":00") || whole.substr(6, 1) == "6")
        return std::nullopt;
    key = whole.substr(0, 8);
    if (text.empty())
        return key;
    std::string_view fraction = text.substr(1);
    if (text[0] != '.' || !std::ranges::all_of(fraction, isDigit))
        return std::nullopt;
    while (fraction.ends_with('0'))
        fraction.remove_suffix(1);
    if (fraction.size() > digits)
        return std::nullopt;
    if (!fraction.empty())
        (key += '.') += fraction;
    return key;
}

/// A fraction of a second that is rounded may become another one.
bool isRounded(std::string_view text, const ir::DataType &type)
{
    const std::size_t kept =
        type.argumentCount > 0 ? static_cast<std::size_t>(type.arguments[0]) : 6;
    const std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos)
        return false;
    std::string_view digits = text.substr(dot + 1);
    digits = digits.substr(0, digits.find_first_not_of("0123456789"));
    while (digits.ends_with('0'))
        digits.remove_suffix(1);
    return digits.size() > kept;
}

Key momentKey(std::string_view text, const ir::DataType &type)
{
    const Oid oid = oidOf(type);
    const std::optional<Moment> moment = momentOf(text, oid);
    if (!moment || moment->kind == Moment::Kind::Relative)
        return std::nullopt;
    if (moment->kind != Moment::Kind::Fixed)
        return moment->kind == Moment::Kind::Past ? "-infinity" : "infinity";
    if (oid == oid::date)
        return std::to_string(moment->day);
    // Without a zone it depends on the session's.
    if (isRounded(text, type) || (oid == oid::timestamptz && !moment->zoned))
        return std::nullopt;
    return std::to_string(moment->day) + ' ' + std::to_string(moment->micros);
}

Key byteaKey(std::string_view text)
{
    static constexpr std::string_view hex = "0123456789abcdef";
    if (text.starts_with("\\x")) {
        const bool plain = std::ranges::all_of(text.substr(2), isHexDigit);
        return plain ? Key(asciiLower(text.substr(2))) : std::nullopt;
    }
    std::string key;
    for (const char c : text) {
        if (c == '\\')
            return std::nullopt;
        const auto byte = static_cast<unsigned char>(c);
        key.push_back(hex[byte >> 4U]);
        key.push_back(hex[byte & 15U]);
    }
    return key;
}

Key bitKey(std::string_view text)
{
    const bool plain = std::ranges::all_of(text, [](char c) { return c == '0' || c == '1'; });
    return plain ? Key(text) : std::nullopt;
}

} // namespace

std::optional<std::string> valueKey(const ir::DataType &type, const ir::DefaultValue &literal)
{
    const std::string &text = literal.value.text;
    if (!type.isResolved() || type.isArray())
        return std::nullopt;
    if (type.isEnum())
        return text;
    switch (PostgresqlTypeCatalog().info(type.base).family) {
    case TypeFamily::Integer:
    case TypeFamily::Decimal:
        return numberKey(text, type, SIZE_MAX);
    case TypeFamily::Float: {
        // As many digits always tell two values apart.
        constexpr std::size_t ofReal = 6;
        constexpr std::size_t ofDouble = 15;
        return numberKey(text, type, oidOf(type) == oid::float4 ? ofReal : ofDouble);
    }
    case TypeFamily::Text:
        return textKey(text, type);
    case TypeFamily::Boolean:
        return booleanKey(text);
    case TypeFamily::Uuid:
        return uuidKey(text);
    case TypeFamily::Date:
    case TypeFamily::Timestamp:
        return momentKey(text, type);
    case TypeFamily::Time:
        return type.base == typeId(Builtin::Time) ? timeKey(trimmed(text), type) : std::nullopt;
    case TypeFamily::Binary:
        return byteaKey(text);
    case TypeFamily::Bit:
        return bitKey(text);
    default:
        return std::nullopt;
    }
}

} // namespace tw::postgresql
