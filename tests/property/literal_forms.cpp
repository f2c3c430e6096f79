// SPDX-License-Identifier: MIT
#include "literal_forms.h"

#include "literal_form_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tw::test {

using namespace tw::postgresql;

namespace {

std::string integerForm(std::int64_t lowest, std::int64_t highest, Dice &dice)
{
    std::int64_t value = dice.between(-1000, 1000);
    if (dice.chance(20))
        value = dice.chance(50) ? lowest : highest;
    std::string text = std::to_string(value);
    if (value >= 0 && dice.chance(15))
        text.insert(0, "+");
    if (dice.chance(10))
        text.insert(text[0] == '-' || text[0] == '+' ? 1 : 0, "000");
    return padded(std::move(text), dice);
}

std::string numericForm(const ir::DataType &type, Dice &dice)
{
    if (dice.chance(5))
        return padded(dice.any({"NaN", "nan", " NaN "}), dice);
    if (type.argumentCount == 0 && dice.chance(8))
        return dice.any({"Infinity", "-Infinity", "inf", "+inf", "1e1000", "1e-1000", "1E+5"});
    const int precision = type.argumentCount > 0 ? type.arguments[0] : 20;
    const int scale = type.argumentCount > 1 ? type.arguments[1] : 0;
    const int whole = std::clamp(precision - scale, 0, 12);
    std::string text = dice.any({"", "-", "+", ""});
    const std::string digits = digitsOf(static_cast<std::size_t>(whole), dice);
    text += digits.empty() ? "0" : digits;
    if (dice.chance(60) && (type.argumentCount == 0 || scale > 0))
        text +=
            '.' + digitsOf(1 + dice.below(scale > 0 ? static_cast<std::size_t>(scale) : 6), dice);
    if (type.argumentCount == 0 && dice.chance(15))
        text += fmt::format("e{}", dice.between(-30, 30));
    return padded(std::move(text), dice);
}

std::string characters(const ir::DataType &type, Dice &dice)
{
    const bool one = type.base == typeId(Builtin::Char) && type.argumentCount == 0;
    const std::size_t limit =
        one ? 1 : (type.argumentCount > 0 ? static_cast<std::size_t>(type.arguments[0]) : 20);
    std::string text;
    if (type.base == typeId(Builtin::ByteChar))
        text = "b"; // of other characters one byte is kept
    for (std::size_t i = dice.below(limit + 1); i > 0; --i)
        text += dice.any({"a", "Z", "ä", "😀", "'", "\\", "\"", " ", "0", "{", ",", "%", "\n"});
    return text + (dice.chance(10) ? "  " : "");
}

std::string bits(const ir::DataType &type, Dice &dice)
{
    const bool fixed = type.base == typeId(Builtin::Bit);
    const auto limit = static_cast<std::size_t>(type.argumentCount > 0 ? type.arguments[0] : 1);
    const std::size_t most = fixed || type.argumentCount > 0 ? limit : 12;
    if (!fixed && type.argumentCount == 0 && dice.chance(20))
        return dice.any({"xFF", "X0a", "b101", "B0", "x", ""});
    std::string text;
    for (std::size_t i = fixed ? limit : dice.below(most + 1); i > 0; --i)
        text += dice.any({"0", "1"});
    return dice.chance(10) ? "b" + text : text;
}

std::string uuid(Dice &dice)
{
    std::string text = hexDigits(32, dice);
    if (dice.chance(70)) {
        for (const std::size_t at : {20, 16, 12, 8})
            text.insert(at, "-");
    } else if (dice.chance(50)) {
        for (const std::size_t at : {28, 24, 20, 16, 12, 8, 4})
            text.insert(at, "-");
    }
    return dice.chance(10) ? '{' + text + '}' : text;
}

std::string bytea(Dice &dice)
{
    if (dice.chance(60)) {
        std::string text = "\\x";
        for (std::size_t i = dice.below(8); i > 0; --i)
            text += hexDigits(2, dice) + (dice.chance(10) ? " " : "");
        return text;
    }
    std::string text;
    for (std::size_t i = dice.below(6); i > 0; --i)
        text += dice.any({"a", "\\\\", "\\000", "\\377", "ä", " ", "x"});
    return text;
}

std::string enumValue(const ir::EnumType &type, Dice &dice)
{
    return type.values[dice.below(type.values.size())].value.text;
}

/// Two values of a range's element, the lower one first.
std::pair<std::string, std::string> bounds(Oid element, Dice &dice)
{
    std::int64_t low = dice.between(-500, 500);
    std::int64_t high = low + static_cast<std::int64_t>(dice.below(200));
    switch (element) {
    case oid::int4:
    case oid::int8:
        return {std::to_string(low), std::to_string(high)};
    case oid::numeric:
        return {fmt::format("{}.{}", low, low < 0 ? 9 : 1), fmt::format("{}.5", high + 1)};
    default:
        break;
    }
    low += 600;
    high += 602;
    const auto date = [](std::int64_t day) {
        return fmt::format("{}-{:02}-{:02}", 1900 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
    };
    std::string first = date(low);
    std::string second = date(high);
    if (element == oid::date)
        return {first, second};
    const std::string zone =
        element == oid::timestamptz ? dice.any({"+00", "Z", "+02", " UTC"}) : "";
    const std::string clock = dice.any({"", " 10:00", " 23:59:59.5", "T00:00:00"});
    if (clock.empty())
        return {first, second};
    return {first + clock + zone, second + clock + zone};
}

std::string range(Oid type, Dice &dice)
{
    if (dice.chance(8))
        return padded(dice.any({"empty", "EMPTY", "Empty"}), dice);
    auto [low, high] = bounds(findRange(type)->element, dice);
    for (std::string *bound : {&low, &high}) {
        if (bound->find_first_of(" :") != std::string::npos ? dice.chance(50) : dice.chance(10))
            *bound = '"' + *bound + '"';
    }
    if (dice.chance(12))
        low.clear();
    if (dice.chance(12))
        high.clear();
    return padded(dice.any({"[", "("}) + low + ',' + high + dice.any({"]", ")"}), dice);
}

std::string multirange(Oid type, Dice &dice)
{
    const Oid element = findRange(type)->range;
    std::string text = dice.any({"{", "{", "{ "});
    for (std::size_t i = 0, count = dice.below(4); i < count; ++i) {
        text += i > 0 ? dice.any({",", ", "}) : "";
        text += range(element, dice);
    }
    return text + '}';
}

std::string quotedElement(const std::string &text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

std::string arrayLevel(const ir::Schema &schema, const ir::DataType &element, std::size_t level,
                       const std::array<std::size_t, 3> &sizes, Dice &dice)
{
    const std::string delimiter = element.base == typeId(Builtin::Box) ? ";" : ",";
    std::string text = "{";
    for (std::size_t i = 0; i < sizes[level]; ++i) {
        text += i > 0 ? delimiter + (dice.chance(15) ? " " : "") : "";
        if (level > 0) {
            text += arrayLevel(schema, element, level - 1, sizes, dice);
            continue;
        }
        if (dice.chance(8)) {
            text += dice.any({"NULL", "null"});
            continue;
        }
        // Inside an array an amount is read by the locale, whole ones the same in all.
        const std::string value = element.base == typeId(Builtin::Money)
                                      ? std::to_string(dice.below(1000))
                                      : validForm(schema, element, dice);
        const bool plain = !value.empty() &&
                           value.find_first_of(" {}\"\\,;'\n\t\r\v\f") == std::string::npos &&
                           value != "NULL";
        text += plain && dice.chance(70) ? value : quotedElement(value);
    }
    return text + '}';
}

std::string array(const ir::Schema &schema, const ir::DataType &type, Dice &dice)
{
    ir::DataType element = type;
    element.arrayDimensions = 0;
    std::array<std::size_t, 3> sizes = {dice.below(4), 1 + dice.below(3), 1 + dice.below(2)};
    const std::size_t levels = dice.chance(70) ? 1 : 2 + dice.below(2);
    if (levels > 1)
        sizes[0] += 1;
    std::string text = arrayLevel(schema, element, levels - 1, sizes, dice);
    if (sizes[0] > 0 && dice.chance(10)) {
        std::string explicitBounds;
        for (std::size_t level = levels; level-- > 0;) {
            const std::int64_t low = dice.between(-2, 5);
            explicitBounds +=
                fmt::format("[{}:{}]", low, low + static_cast<std::int64_t>(sizes[level]) - 1);
        }
        text.insert(0, explicitBounds + '=');
    }
    return padded(std::move(text), dice);
}

std::string scalar(const ir::DataType &type, Dice &dice)
{
    const Oid oid = oidOf(type);
    switch (oid) {
    case oid::int2:
        return integerForm(INT16_MIN, INT16_MAX, dice);
    case oid::int4:
        return integerForm(INT32_MIN, INT32_MAX, dice);
    case oid::int8:
        return integerForm(INT64_MIN, INT64_MAX, dice);
    case oid::numeric:
        return numericForm(type, dice);
    case oid::float4:
    case oid::float8:
        return floatForm(dice);
    case oid::money:
        return dice.any({"12.50", "0", "-3", "1000000", "0.1", "-0.99"});
    case oid::boolean:
        return padded(dice.any({"true", "false", "t", "f", "yes", "no", "y", "n", "on", "off", "1",
                                "0", "TRUE", "Fal", "tru"}),
                      dice);
    case oid::uuid:
        return uuid(dice);
    case oid::bytea:
        return bytea(dice);
    case oid::bit:
    case oid::varbit:
        return bits(type, dice);
    default:
        break;
    }
    const CatalogType *row = findType(oid);
    if (row->kind == 'r')
        return range(oid, dice);
    if (row->kind == 'm')
        return multirange(oid, dice);
    std::string text;
    if (timeForm(type, dice, text) || shapeForm(oid, dice, text) || documentForm(oid, dice, text) ||
        systemForm(oid, dice, text))
        return text;
    return characters(type, dice);
}

} // namespace

std::string validForm(const ir::Schema &schema, const ir::DataType &type, Dice &dice)
{
    if (type.isArray())
        return array(schema, type, dice);
    if (type.isEnum())
        return enumValue(schema.enumType(type.enumType), dice);
    return scalar(type, dice);
}

std::string edgeForm(Dice &dice)
{
    return dice.any({"32767",
                     "32768",
                     "-32768",
                     "-32769",
                     "2147483647",
                     "2147483648",
                     "-2147483648",
                     "-2147483649",
                     "4294967295",
                     "4294967296",
                     "9223372036854775807",
                     "9223372036854775808",
                     "-9223372036854775808",
                     "-9223372036854775809",
                     "18446744073709551615",
                     "18446744073709551616",
                     "1e131071",
                     "1e131072",
                     "1e-16383",
                     "1e-16384",
                     "3.4028235e38",
                     "3.4028236e38",
                     "1.7976931348623157e308",
                     "1.7976931348623159e308",
                     "1e-45",
                     "1e-46",
                     "5e-324",
                     "2e-324",
                     "-0",
                     "0x10",
                     "4713-01-01 BC",
                     "4714-11-24 BC",
                     "4714-11-23 BC",
                     "5874897-12-31",
                     "5874898-01-01",
                     "294276-12-31",
                     "294276-12-31 23:59:59.999999",
                     "294277-01-01",
                     "0000-01-01",
                     "2000-02-29",
                     "1900-02-29",
                     "2024-02-30",
                     "24:00:00",
                     "24:00:01",
                     "23:59:60",
                     "23:59:60.5",
                     "23:59:59.9999999",
                     "12:30+15:59:59",
                     "12:30+16",
                     "178956970 years",
                     "178956971 years",
                     "-178956970 years -8 months",
                     "2147483647 days",
                     "2147483648 days",
                     "2562047788:00:54.775807",
                     "2562047789:00:00",
                     "[1,2147483647]",
                     "[1,2147483647)",
                     "(2147483647,)",
                     "(2147483647,2147483647)",
                     "[9223372036854775807,9223372036854775807]",
                     "[5,1]",
                     "[1,1)",
                     "[2024-01-01,infinity]",
                     "[infinity,2024-01-01]",
                     "[5874897-12-31,5874897-12-31]",
                     "[NaN,NaN]",
                     "[1,NaN)",
                     "[NaN,1)",
                     "[-Infinity,Infinity]",
                     "{}",
                     "{{}}",
                     "{{},{}}",
                     "{NULL}",
                     "{{{{{{1}}}}}}",
                     "{{{{{{{1}}}}}}}",
                     "[1:0]={}",
                     "[0:0]={5}",
                     "(0,0)",
                     "((0,0),(0,0))",
                     "{0,0,1}",
                     "{0,1,0}",
                     "<(0,0),-1>",
                     "<(0,0),0>",
                     "a:1",
                     "a:0",
                     "a:16384",
                     "a <16384> b",
                     "a <16385> b",
                     "(4294967295,65535)",
                     "(4294967296,0)",
                     "(0,65536)",
                     "FFFFFFFF/FFFFFFFF",
                     "100000000/0",
                     "10:20:10,14,15",
                     "10:20:21",
                     "0:0:",
                     "1.2.3.4.",
                     "1.2.3.4/33",
                     "::/129",
                     "now",
                     "today",
                     "infinity",
                     "-infinity",
                     "epoch",
                     "allballs",
                     "empty",
                     "null",
                     "NULL",
                     "",
                     " "});
}

std::string mutated(std::string text, Dice &dice)
{
    static constexpr std::string_view marks =
        "0123456789 abetzABTZ.,:;-+/\\\"'(){}[]<>=&|!*@$%_#~\t\nä";
    const auto mark = [&dice] { return marks.substr(dice.below(marks.size() - 2), 1); };
    const std::size_t at = dice.below(text.size() + 1);
    const bool inside = at < text.size();
    // A code point is not to be cut in two.
    const bool plain = std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
    switch (plain ? dice.below(9) : 8) {
    case 0:
        if (inside)
            text.erase(at, 1);
        break;
    case 1:
        if (inside)
            text.insert(at, 1, text[at]);
        break;
    case 2:
        if (at + 1 < text.size())
            std::swap(text[at], text[at + 1]);
        break;
    case 3:
        if (inside)
            text.replace(at, 1, mark());
        break;
    case 4:
        text.insert(at, mark());
        break;
    case 5:
        text.resize(at);
        break;
    case 6:
        text.erase(0, at);
        break;
    case 7:
        for (char &c : text)
            c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        break;
    default:
        text.insert(dice.chance(50) ? 0 : text.size(), dice.any({" ", "x", "0", "ä", "-", "\n"}));
        break;
    }
    return text;
}

std::string randomText(Dice &dice)
{
    std::string text;
    for (std::size_t i = 1 + dice.below(8); i > 0; --i)
        text +=
            dice.any({"1", "2",    "0", "12", "2024", "-",    "+",    ".",   ":",  "/",  ",", ";",
                      " ", "a",    "T", "Z",  "P",    "e",    "x",    "day", "am", "BC", "{", "}",
                      "[", "]",    "(", ")",  "<",    ">",    "\"",   "'",   "\\", "|",  "&", "!",
                      "*", "null", "ä", "😀", "\t",   "\x7f", "\x01", "$",   "%",  "_",  "=", "@"});
    return text;
}

} // namespace tw::test
