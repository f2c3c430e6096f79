// SPDX-License-Identifier: MIT
#include "literal_readers.h"

#include "type_catalog.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

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
        if (i < text.size() && text[i] == '+')
            ++i;
        int exponent = 0;
        const char *end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data() + i, end, exponent);
        if (parsed.ec != std::errc() || parsed.ptr == text.data() + i ||
            std::abs(exponent) > 1'000'000)
            return false;
        i = static_cast<std::size_t>(parsed.ptr - text.data());
        result.exponent += exponent;
    }
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

template <class Real> LiteralVerdict readReal(std::string_view text, std::string_view name)
{
    std::string_view number = text;
    if (number.starts_with('+'))
        number.remove_prefix(1);
    Real value{};
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), value);
    if (parsed.ec == std::errc::result_out_of_range)
        return unreadable(fmt::format("a number in the range of {}", name));
    const bool whole = parsed.ec == std::errc() && parsed.ptr == number.data() + number.size();
    // Words of the C library beside these (`nan(…)`) are left to the server.
    if (whole && (std::isfinite(value) || number.size() <= 4 || number.ends_with("inity")))
        return readable();
    if (number.find_first_of("xXpP(") != std::string_view::npos)
        return unverified(); // hexadecimal
    if (equalsIgnoringCase(number, "infinity") || equalsIgnoringCase(number, "-infinity"))
        return readable();
    return unreadable("a number");
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
    if (!limited) {
        const bool usual = value.integerDigits() <= 1000 && value.exponent >= -1000;
        return usual ? readable() : unverified();
    }
    if (!fitsNumeric(value, precision - scale, scale)) {
        return precision > scale
                   ? unreadable(fmt::format("at most {} digits before the decimal point",
                                            precision - scale))
                   : unreadable(fmt::format("a number below 10^{}", precision - scale));
    }
    return value.exponent >= -10'000 ? readable() : unverified();
}

LiteralVerdict readFloat(Oid type, std::string_view text)
{
    const std::string_view number = trimmed(text);
    return type == oid::float4 ? readReal<float>(number, "real")
                               : readReal<double>(number, "double precision");
}

} // namespace tw::postgresql
