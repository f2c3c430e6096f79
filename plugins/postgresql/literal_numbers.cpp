// SPDX-License-Identifier: MIT
#include "literal_readers.h"

#include "type_catalog.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace tw::postgresql {
namespace {

/// A decimal number taken apart: `digits` × 10^`exponent`, where the digits have neither leading
/// nor trailing zeros (none for zero).
struct Decimal {
    bool negative = false;
    std::string digits;
    long exponent = 0;
    long scale = 0; ///< digits after the point, as written

    /// How many digits stand before the decimal point; 0 or less when it is below 1.
    [[nodiscard]] long integerDigits() const { return static_cast<long>(digits.size()) + exponent; }
    [[nodiscard]] bool isWhole() const { return digits.empty() || exponent >= 0; }
};

/// False when the text is no number as `[sign]digits[.digits][e[sign]digits]`.
bool readDecimal(std::string_view text, Decimal &result)
{
    std::size_t i = 0;
    if (i < text.size() && (text[i] == '-' || text[i] == '+'))
        result.negative = text[i++] == '-';
    std::size_t seen = 0;
    for (; i < text.size() && isDigit(text[i]); ++i, ++seen)
        result.digits.push_back(text[i]);
    if (i < text.size() && text[i] == '.') {
        for (++i; i < text.size() && isDigit(text[i]); ++i, ++seen) {
            result.digits.push_back(text[i]);
            --result.exponent;
        }
    }
    if (seen == 0)
        return false;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        while (i < text.size() && isBlank(text[i])) // C's own reader passes over them
            ++i;
        if (i < text.size() && text[i] == '+')
            ++i;
        int exponent = 0;
        const char *end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data() + i, end, exponent);
        if (parsed.ptr == text.data() + i || (text[i] == '-' && text[i - 1] == '+'))
            return false;
        // What is larger has no type.
        constexpr int largest = 1'000'000;
        if (parsed.ec != std::errc())
            exponent = text[i] == '-' ? -largest : largest;
        i = static_cast<std::size_t>(parsed.ptr - text.data());
        result.exponent += std::clamp(exponent, -largest, largest);
    }
    result.scale = std::max(0L, -result.exponent);
    if (i != text.size())
        return false;
    result.digits.erase(0, result.digits.find_first_not_of('0'));
    while (result.digits.ends_with('0')) {
        result.digits.pop_back();
        ++result.exponent;
    }
    if (result.digits.empty())
        result.exponent = 0;
    return true;
}

struct IntegerLimits {
    std::string_view lowest, highest; ///< without the sign
};

IntegerLimits limitsOf(Oid type)
{
    switch (type) {
    case oid::int2:
        return {"32768", "32767"};
    case oid::int4:
        return {"2147483648", "2147483647"};
    default:
        return {"9223372036854775808", "9223372036854775807"};
    }
}

bool inLimits(const Decimal &value, const IntegerLimits &limits)
{
    const std::string_view limit = value.negative ? limits.lowest : limits.highest;
    const auto size = static_cast<std::size_t>(value.integerDigits());
    if (value.digits.empty() || size != limit.size())
        return value.digits.empty() || size < limit.size();
    std::string all = value.digits;
    all.append(size - all.size(), '0');
    return all <= limit;
}

/// Whether the value, rounded half away from zero to `scale`, has at most `whole` digits left of
/// the point. `whole` may be negative, as for numeric(2,5).
bool fitsNumeric(const Decimal &value, long whole, long scale)
{
    if (value.digits.empty() || value.integerDigits() < whole)
        return true;
    if (value.integerDigits() > whole)
        return false;
    // Rounding could carry: all kept digits are nines and the next one is 5 or more.
    const long kept = whole + scale;
    if (kept < 0 || static_cast<std::size_t>(kept) >= value.digits.size())
        return true;
    const auto count = static_cast<std::size_t>(kept);
    const bool nines = value.digits.find_first_not_of('9') >= count;
    return !nines || value.digits[count] < '5';
}

/// C's own reader takes these beside decimal numbers: `0x1p3`, `nan(1)`.
bool isUnusualFloat(std::string_view text)
{
    if (!text.empty() && (text.front() == '-' || text.front() == '+'))
        text.remove_prefix(1);
    return (text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) ||
           (text.size() > 3 && text[3] == '(' && equalsIgnoringCase(text.substr(0, 3), "nan"));
}

/// `[sign]` and a word for what is no number, or none at all.
std::size_t floatWordSize(std::string_view text)
{
    const std::size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    for (const std::string_view word : {"infinity", "inf", "nan"}) {
        if (equalsIgnoringCase(text.substr(sign, word.size()), word))
            return sign + word.size();
    }
    return 0;
}

template <class Real> LiteralVerdict readReal(std::string_view text, std::string_view name)
{
    if (isUnusualFloat(text))
        return unverified();
    if (const std::size_t word = floatWordSize(text); word > 0)
        return word == text.size() ? readable() : unreadable("a number");
    std::string_view number = text;
    if (number.starts_with('+'))
        number.remove_prefix(1);
    if (number.starts_with('-') && number.size() != text.size())
        return unreadable("a number");
    Real value{};
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), value);
    if (parsed.ptr != number.data() + number.size() || parsed.ec == std::errc::invalid_argument)
        return unreadable("a number");
    if (parsed.ec == std::errc::result_out_of_range || std::isinf(value))
        return unreadable(fmt::format("a number in the range of {}", name));
    return readable();
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

LiteralVerdict readInteger(Oid type, std::string_view text, bool isNumber)
{
    const IntegerLimits limits = limitsOf(type);
    const auto refuse = [&limits] {
        return unreadable(
            fmt::format("a whole number from -{} to {}", limits.lowest, limits.highest));
    };
    Decimal value;
    const std::string_view number = trimmed(text);
    if (!readDecimal(number, value) || !value.isWhole() || value.integerDigits() > 20)
        return refuse();
    // 1.0 and 1e3 are whole as JSON numbers and unreadable as text.
    if (!isNumber && number.find_first_not_of("+-0123456789") != std::string_view::npos)
        return refuse();
    return inLimits(value, limits) ? readable() : refuse();
}

LiteralVerdict readNumeric(const ir::DataType &type, std::string_view text)
{
    const std::string_view number = trimmed(text);
    const bool limited = type.argumentCount > 0;
    const long precision = limited ? type.arguments[0] : 0;
    const long scale = type.argumentCount > 1 ? type.arguments[1] : 0;
    if (equalsIgnoringCase(number, "nan"))
        return readable();
    std::string_view unsignedPart = number;
    if (!unsignedPart.empty() && (unsignedPart[0] == '-' || unsignedPart[0] == '+'))
        unsignedPart.remove_prefix(1);
    if (equalsIgnoringCase(unsignedPart, "infinity") || equalsIgnoringCase(unsignedPart, "inf"))
        return limited ? unreadable("a finite number") : readable();
    Decimal value;
    if (!readDecimal(number, value))
        return unreadable("a number");
    // A column's own limits come after those of the type.
    constexpr long mostBefore = 131'072;
    constexpr long mostAfter = 16'383;
    if (value.scale > mostAfter || (!value.digits.empty() && value.integerDigits() > mostBefore))
        return unreadable("a number of at most 131072 digits before the point and 16383 behind");
    if (!limited)
        return readable();
    if (!fitsNumeric(value, precision - scale, scale)) {
        return precision > scale
                   ? unreadable(fmt::format("at most {} digits before the decimal point",
                                            precision - scale))
                   : unreadable(fmt::format("a number below 10^{}", precision - scale));
    }
    return readable();
}

std::strong_ordering compareNumerics(std::string_view a, std::string_view b)
{
    // Not a number is above all of them.
    const auto rank = [](std::string_view text, Decimal &value) {
        text = trimmed(text);
        if (readDecimal(text, value))
            return 0;
        if (equalsIgnoringCase(text, "nan"))
            return 2;
        return text.starts_with('-') ? -1 : 1;
    };
    Decimal first;
    Decimal second;
    const int firstRank = rank(a, first);
    const int secondRank = rank(b, second);
    if (firstRank != 0 || secondRank != 0)
        return firstRank <=> secondRank;
    const auto sign = [](const Decimal &value) {
        return value.digits.empty() ? 0 : (value.negative ? -1 : 1);
    };
    if (sign(first) != sign(second) || sign(first) == 0)
        return sign(first) <=> sign(second);
    std::strong_ordering order = first.integerDigits() <=> second.integerDigits();
    if (order == std::strong_ordering::equal)
        order = first.digits <=> second.digits;
    // Of two negative numbers the one with more before its point is the lower one.
    const bool swap = sign(first) < 0 && order != std::strong_ordering::equal;
    if (!swap)
        return order;
    return order == std::strong_ordering::less ? std::strong_ordering::greater
                                               : std::strong_ordering::less;
}

std::size_t takeFloat(std::string_view text, double &value, bool &unsure)
{
    if (isUnusualFloat(text)) {
        unsure = true;
        return 0;
    }
    if (const std::size_t word = floatWordSize(text); word > 0) {
        const bool nan = (text[word - 1] | 0x20) == 'n' && word <= 4;
        value = nan ? std::numeric_limits<double>::quiet_NaN()
                    : std::numeric_limits<double>::infinity();
        if (text.starts_with('-'))
            value = -value;
        return word;
    }
    std::string_view number = text;
    if (number.starts_with('+'))
        number.remove_prefix(1);
    if (number.starts_with('-') && number.size() != text.size())
        return 0;
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), value);
    if (parsed.ec != std::errc() || std::isinf(value))
        return 0;
    return static_cast<std::size_t>(parsed.ptr - text.data());
}

LiteralVerdict readMoney(std::string_view text, bool isPlain)
{
    const auto hasLetters = [&text](std::size_t most) {
        const auto letters = std::ranges::count_if(
            text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
        return static_cast<std::size_t>(letters) > most;
    };
    if (!isPlain) {
        // The rest is a matter of the database's locale. No currency has so long a sign.
        constexpr std::size_t longestSign = 6;
        const bool digits = text.size() < 13 && !text.empty() && std::ranges::all_of(text, isDigit);
        return digits ? readable()
                      : (hasLetters(longestSign) ? unreadable("an amount as 12.50") : unverified());
    }
    // Most have two digits behind the point, some three, none more than ten.
    Decimal value;
    if (!readDecimal(text, value))
        return unreadable("an amount as 12.50");
    if (value.integerDigits() <= 8)
        return readable();
    if (value.integerDigits() > 19)
        return unreadable("an amount of at most 92233720368547758.07");
    return value.integerDigits() <= 15 ? readable() : unverified();
}

LiteralVerdict readFloat(Oid type, std::string_view text)
{
    const std::string_view number = trimmed(text);
    return type == oid::float4 ? readReal<float>(number, "real")
                               : readReal<double>(number, "double precision");
}

} // namespace tw::postgresql
