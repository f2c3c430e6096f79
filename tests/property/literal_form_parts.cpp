// SPDX-License-Identifier: MIT
#include "literal_form_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tw::test {

using namespace tw::postgresql;

std::string padded(std::string text, Dice &dice)
{
    if (dice.chance(5))
        text.insert(0, dice.any({" ", "\t", "\n "}));
    if (dice.chance(5))
        text += dice.any({" ", "  ", "\n"});
    return text;
}

std::string digitsOf(std::size_t most, Dice &dice)
{
    std::string text;
    for (std::size_t i = dice.below(most + 1); i > 0; --i)
        text += static_cast<char>('0' + dice.below(10));
    return text;
}

std::string hexDigits(std::size_t count, Dice &dice)
{
    static constexpr std::string_view digits = "0123456789abcdefABCDEF";
    std::string text;
    for (; count > 0; --count)
        text += digits[dice.below(digits.size())];
    return text;
}

std::string floatForm(Dice &dice)
{
    if (dice.chance(8))
        return dice.any({"NaN", "Infinity", "-Infinity", "inf", "-inf", "nan", "INF"});
    std::string text = dice.any({"", "-", "+", ""}) + '1' + digitsOf(4, dice);
    if (dice.chance(50))
        text += '.' + digitsOf(5, dice);
    if (dice.chance(20))
        text += fmt::format("{}{}", dice.any({"e", "E", "e+"}), dice.below(20));
    return padded(std::move(text), dice);
}

namespace {

std::string isoDate(Dice &dice)
{
    return fmt::format("{:04}-{:02}-{:02}", dice.between(1, 9999), dice.between(1, 12),
                       dice.between(1, 28));
}

std::string dateText(Dice &dice)
{
    static constexpr std::array<std::string_view, 14> months = {
        "Jan", "feb", "March", "apr", "MAY", "june",     "jul",
        "Aug", "sep", "sept",  "Oct", "nov", "December", "january"};
    const std::string_view month = months[dice.below(months.size())];
    const auto year = dice.between(1000, 2500);
    const auto day = dice.between(1, 28);
    switch (dice.below(14)) {
    case 0:
        return fmt::format("{:04}{:02}{:02}", year, dice.between(1, 12), day);
    case 1:
        return fmt::format("{} {}, {}", month, day, year);
    case 2:
        return fmt::format("{} {} {}", day, month, year);
    case 3:
        return fmt::format("{}-{}-{}", year, month, day);
    case 4:
        return fmt::format("{}-{}-{}", day, month, year);
    case 5:
        return fmt::format("{}-{}-{}", month, day, year);
    case 6:
        return fmt::format("{}.{:03}", year, dice.between(1, 365));
    case 7:
        return fmt::format("{} BC", isoDate(dice));
    case 8:
        return fmt::format("{}{}", dice.any({"J", "j", "JD"}), dice.between(2000000, 2500000));
    case 9:
        return fmt::format("{}/{}/{}", year, dice.between(1, 12), day);
    case 10:
        return fmt::format("{} {}, {}", dice.any({"Mon", "Tuesday,", "wed"}), isoDate(dice), "AD");
    case 11:
        return fmt::format("{}.{}.{}", year, dice.between(1, 12), day);
    default:
        return isoDate(dice);
    }
}

std::string zoneText(Dice &dice)
{
    return dice.any({"Z", "+02", "-05:30", "+0530", " UTC", " GMT", " utc", "-8", "+14:00",
                     " +01:00", "z", "+00:00:30", " zulu"});
}

/// Behind a letter a zone needs a blank: `PM-8` is the name of one.
std::string zoneAfter(const std::string &clock, Dice &dice)
{
    const bool letter = clock.back() == 'M' || clock.back() == 'm';
    return (letter ? " " : "") + zoneText(dice);
}

std::string clockText(Dice &dice)
{
    const auto hour = dice.between(0, 23);
    const auto minute = dice.between(0, 59);
    const auto second = dice.between(0, 59);
    switch (dice.below(8)) {
    case 0:
        return fmt::format("{:02}:{:02}", hour, minute);
    case 1:
        return fmt::format("{:02}:{:02}:{:02}.{}", hour, minute, second, dice.below(1000000));
    case 2:
        return fmt::format("{}:{:02} {}", dice.between(1, 12), minute,
                           dice.any({"AM", "pm", "PM"}));
    case 3:
        return fmt::format("{:02}{:02}{:02}", hour, minute, second);
    case 4:
        return fmt::format("{}:{:02}:{:02}{}", dice.between(1, 12), minute, second,
                           dice.any({"am", "PM"}));
    default:
        return fmt::format("{:02}:{:02}:{:02}", hour, minute, second);
    }
}

std::string timestampText(Dice &dice, bool zoned)
{
    if (dice.chance(10))
        return dice.any({"now", "today", "tomorrow", "yesterday", "epoch", "infinity", "-infinity",
                         "NOW", "Infinity"});
    if (dice.chance(15))
        return dateText(dice);
    const bool iso = dice.chance(70);
    std::string text = iso ? isoDate(dice) : dateText(dice);
    const std::string clock = clockText(dice);
    // The era and the weekday may stand at the end as well; here the clock does.
    text += iso && clock.find_first_of("AaPp") == std::string::npos && dice.chance(30) ? "T" : " ";
    text += clock;
    if (zoned ? dice.chance(70) : dice.chance(15))
        text += zoneAfter(clock, dice);
    return text;
}

std::string intervalText(Dice &dice)
{
    static constexpr std::array<std::string_view, 8> units = {
        "year", "month", "week", "day", "hour", "minute", "second", "millisecond"};
    static constexpr std::array<std::string_view, 8> shortUnits = {"y",   "mons", "w",    "d",
                                                                   "hrs", "min",  "secs", "ms"};
    switch (dice.below(9)) {
    case 0: {
        std::string text = "P";
        bool some = false;
        for (const char unit : std::string_view("YMWD")) {
            if (dice.chance(40)) {
                text += fmt::format("{}{}", dice.between(-3, 30), unit);
                some = true;
            }
        }
        if (!some || dice.chance(50)) {
            text += fmt::format("T{}H", dice.between(0, 20));
            if (dice.chance(50))
                text += fmt::format("{}M{}.5S", dice.between(0, 20), dice.between(0, 20));
        }
        return text;
    }
    case 1:
        return fmt::format("{}-{}", dice.between(0, 100), dice.between(0, 11));
    case 2:
        return fmt::format("{} {:02}:{:02}:{:02}", dice.between(0, 100), dice.between(0, 23),
                           dice.between(0, 59), dice.between(0, 59));
    case 3:
        return fmt::format("{:02}:{:02}", dice.between(0, 99), dice.between(0, 59));
    case 4:
        return fmt::format("P{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", dice.below(100), dice.below(12),
                           dice.below(30), dice.below(24), dice.below(60), dice.below(60));
    case 5:
        return std::to_string(dice.between(-100, 100));
    default: {
        std::string text = dice.chance(10) ? "@ " : "";
        const bool brief = dice.chance(30);
        bool some = false;
        for (std::size_t i = 0; i < units.size(); ++i) {
            if (!dice.chance(25) && !(i + 1 == units.size() && !some))
                continue;
            text += some ? dice.any({" ", " ", ", "}) : "";
            some = true;
            if (brief)
                text += fmt::format("{}{}", dice.between(0, 40), shortUnits[i]);
            else
                text += fmt::format("{}{} {}{}", dice.between(0, 40), dice.chance(10) ? ".5" : "",
                                    units[i], dice.any({"", "s"}));
        }
        return text + (dice.chance(10) ? " ago" : "");
    }
    }
}

} // namespace

bool timeForm(const ir::DataType &type, Dice &dice, std::string &text)
{
    switch (oidOf(type)) {
    case oid::date:
        text = dice.chance(15) ? timestampText(dice, true) : dateText(dice);
        break;
    case oid::time:
    case oid::timetz:
        text = clockText(dice);
        if (dice.chance(oidOf(type) == oid::timetz ? 50 : 10))
            text += zoneAfter(text, dice);
        if (dice.chance(5))
            text = dice.any({"now", "allballs", "24:00", "24:00:00"});
        break;
    case oid::timestamp:
    case oid::timestamptz:
        text = timestampText(dice, oidOf(type) == oid::timestamptz);
        break;
    case oid::interval:
        text = intervalText(dice);
        return true;
    default:
        return false;
    }
    text = padded(std::move(text), dice);
    return true;
}

std::string dependentForm(const ir::DataType &type, Dice &dice)
{
    if (type.isEnum() || type.isArray())
        return {};
    switch (oidOf(type)) {
    case oid::date:
    case oid::timestamp:
    case oid::timestamptz:
        if (dice.chance(50))
            return fmt::format("{}{}{}{}{}", dice.between(1, 31), dice.any({"/", "-", "."}),
                               dice.between(1, 31), dice.any({"/", "-"}), dice.between(1, 2030));
        return isoDate(dice) + " 10:00 " +
               dice.any({"Europe/Vienna", "America/New_York", "EST", "PST", "CET", "Asia/Tokyo",
                         "Nowhere", "XYZ", "Etc/GMT+5", "garbage", "UTC+3", "MET DST", "PST8PDT"});
    case oid::time:
    case oid::timetz:
        return "10:00 " + dice.any({"Europe/Vienna", "EST", "CET", "XYZ", "garbage", "Japan"});
    case oid::interval:
        return fmt::format("-{} {:02}:{:02}:00", dice.between(0, 9), dice.between(0, 23),
                           dice.between(0, 59));
    case oid::money:
        return dice.any({"$1,000.00", "1,000", "(5)", "1.000,50", "$5", "-$3.20", "12.345,6", "5-",
                         "€5", "5 €", "1 000", "kr 5", "$", "abc"});
    default:
        return {};
    }
}

} // namespace tw::test
