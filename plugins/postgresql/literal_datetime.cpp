// SPDX-License-Identifier: MIT
#include "literal_readers.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <array>

namespace tw::postgresql {
namespace {

/// Reads from the front of a text. Each `take…` moves on only when it succeeds.
class Cursor {
public:
    explicit Cursor(std::string_view text) : m_text(text) {}

    [[nodiscard]] bool atEnd() const { return m_text.empty(); }
    [[nodiscard]] char peek() const { return m_text.empty() ? '\0' : m_text[0]; }
    [[nodiscard]] std::string_view rest() const { return m_text; }

    bool take(char c)
    {
        if (peek() != c)
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    bool takeWord(std::string_view word) // any case
    {
        if (!equalsIgnoringCase(m_text.substr(0, word.size()), word))
            return false;
        m_text.remove_prefix(word.size());
        return true;
    }

    void skipBlanks()
    {
        while (!m_text.empty() && isBlank(m_text[0]))
            m_text.remove_prefix(1);
    }

    /// From `least` to `most` digits, as many as there are.
    bool takeNumber(std::size_t least, std::size_t most, int &value)
    {
        std::size_t count = 0;
        int result = 0;
        while (count < most && count < m_text.size() && isDigit(m_text[count]))
            result = result * 10 + (m_text[count++] - '0');
        if (count < least || (count < m_text.size() && isDigit(m_text[count])))
            return false;
        m_text.remove_prefix(count);
        value = result;
        return true;
    }

    bool skipDigits()
    {
        std::size_t count = 0;
        while (count < m_text.size() && isDigit(m_text[count]))
            ++count;
        m_text.remove_prefix(count);
        return count > 0;
    }

private:
    std::string_view m_text;
};

/// How a part of a text was read.
enum class Part : std::uint8_t { Good, Wrong, Other };

int daysIn(int year, int month)
{
    static constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// `YYYY-MM-DD`. Shorter and longer years mean other things, or need the era.
Part takeDate(Cursor &cursor)
{
    int year = 0;
    int month = 0;
    int day = 0;
    if (!cursor.takeNumber(4, 4, year) || !cursor.take('-') || !cursor.takeNumber(1, 2, month) ||
        !cursor.take('-') || !cursor.takeNumber(1, 2, day))
        return Part::Other;
    const bool real =
        year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
    return real ? Part::Good : Part::Wrong;
}

/// `HH:MM[:SS[.fraction]]`.
Part takeTime(Cursor &cursor)
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    bool fraction = false;
    if (!cursor.takeNumber(1, 2, hour) || !cursor.take(':') || !cursor.takeNumber(2, 2, minute))
        return Part::Other;
    if (cursor.take(':')) {
        if (!cursor.takeNumber(2, 2, second))
            return Part::Other;
        if (cursor.take('.')) {
            fraction = cursor.rest().find_first_of("123456789") == 0;
            if (!cursor.skipDigits())
                return Part::Other;
        }
    }
    if (hour > 24 || minute > 59 || second > 60)
        return Part::Wrong;
    if (hour == 24 || second == 60)
        return minute == 0 && second == 0 && !fraction ? Part::Good : Part::Other;
    return Part::Good;
}

/// `Z`, `UTC`, `±HH[[:]MM]`, or nothing.
Part takeZone(Cursor &cursor)
{
    cursor.skipBlanks();
    if (cursor.atEnd())
        return Part::Good;
    if (cursor.take('+') || cursor.take('-')) {
        int hour = 0;
        int minute = 0;
        if (cursor.takeNumber(4, 4, hour)) {
            minute = hour % 100;
            hour /= 100;
        } else if (!cursor.takeNumber(1, 2, hour) ||
                   (cursor.take(':') && !cursor.takeNumber(2, 2, minute))) {
            return Part::Other;
        }
        cursor.skipBlanks();
        return cursor.atEnd() && hour < 15 && minute < 60 ? Part::Good : Part::Other;
    }
    const std::string_view zone = cursor.rest();
    const bool utc = equalsIgnoringCase(zone, "utc") || equalsIgnoringCase(zone, "z") ||
                     equalsIgnoringCase(zone, "gmt");
    return utc ? Part::Good : Part::Other;
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [text](auto word) { return equalsIgnoringCase(text, word); });
}

/// `20240229`; only digits otherwise mean a year, a day of it, or nothing.
LiteralVerdict readCompactDate(std::string_view digits, const char *expected)
{
    if (digits.size() == 8) {
        std::string date(digits);
        date.insert(6, "-").insert(4, "-");
        Cursor cursor(date);
        return takeDate(cursor) == Part::Good ? readable() : unreadable(expected);
    }
    return digits.size() < 5 ? unreadable(expected) : unverified();
}

/// Text that is not in the usual form: without a digit and without a word that stands for a time,
/// no form can read it.
LiteralVerdict judgeOther(std::string_view text, const char *expected)
{
    if (std::ranges::any_of(text, isDigit))
        return unverified();
    const std::string lower = asciiLower(text);
    for (const std::string_view word :
         {"now", "today", "tomorrow", "yesterday", "epoch", "infinity", "allballs"}) {
        if (lower.find(word) != std::string::npos)
            return unverified();
    }
    return unreadable(expected);
}

/// `1`, `-2.5`; false when there is no number.
bool takeQuantity(Cursor &cursor)
{
    if (!cursor.take('-'))
        cursor.take('+');
    const std::size_t before = cursor.rest().size();
    if (!cursor.skipDigits() || before - cursor.rest().size() > 6)
        return false;
    return !cursor.take('.') || cursor.skipDigits();
}

/// `P1Y2M3DT4H5M6S`, `P3W`.
bool isIsoInterval(Cursor cursor)
{
    if (!cursor.take('P') || cursor.atEnd())
        return false;
    bool inTime = false;
    while (!cursor.atEnd()) {
        if (!inTime && cursor.take('T')) {
            inTime = true;
            if (cursor.atEnd())
                return false;
        }
        if (!takeQuantity(cursor))
            return false;
        const std::string_view units = inTime ? "HMS" : "YMWD";
        if (cursor.atEnd() || units.find(cursor.peek()) == std::string_view::npos)
            return false;
        cursor.take(cursor.peek());
    }
    return true;
}

/// A unit, each at most once: `used` has a bit for each.
bool takeUnit(Cursor &cursor, unsigned &used)
{
    static constexpr std::array<std::string_view, 12> units = {
        "microsecond", "millisecond", "second", "minute", "hour",    "day",
        "week",        "month",       "year",   "decade", "century", "millennium"};
    unsigned bit = 1;
    for (const std::string_view unit : units) {
        if (cursor.takeWord(unit)) {
            cursor.takeWord("s");
            const bool again = (used & bit) != 0;
            used |= bit;
            return !again;
        }
        bit <<= 1U;
    }
    return false;
}

/// `1 year 2 mons 3 days 04:05:06`, a clock time at the end, `ago` after that.
bool isUnitInterval(Cursor cursor)
{
    unsigned used = 0;
    for (bool first = true; !cursor.atEnd(); first = false) {
        if (!first && cursor.takeWord("ago"))
            return cursor.atEnd();
        Cursor clock = cursor;
        if (!clock.take('-'))
            clock.take('+');
        if (takeTime(clock) == Part::Good && clock.atEnd())
            return true;
        if (!takeQuantity(cursor))
            return false;
        cursor.skipBlanks();
        if (!takeUnit(cursor, used))
            return false;
        const bool gap = cursor.atEnd() || isBlank(cursor.peek());
        cursor.skipBlanks();
        if (!gap)
            return false;
    }
    return true;
}

/// A word for a day, or a date and then what `readRest` says of the text behind it, if there is
/// any.
template <class ReadRest>
LiteralVerdict readDated(std::string_view text, const char *expected, ReadRest readRest)
{
    const std::string_view value = trimmed(text);
    if (isOneOf(value, {"now", "today", "tomorrow", "yesterday", "epoch", "infinity", "-infinity"}))
        return readable();
    Cursor cursor(value);
    const Part date = takeDate(cursor);
    if (date == Part::Wrong)
        return unreadable(expected);
    if (date == Part::Other && !value.empty() && std::ranges::all_of(value, isDigit))
        return readCompactDate(value, expected);
    if (date == Part::Other)
        return judgeOther(value, expected);
    return cursor.atEnd() ? readable() : readRest(cursor);
}

} // namespace

LiteralVerdict readDate(std::string_view text)
{
    return readDated(text, "a date as YYYY-MM-DD", [](Cursor &) { return unverified(); });
}

LiteralVerdict readTime(std::string_view text)
{
    static constexpr const char *expected = "a time as HH:MM:SS";
    const std::string_view value = trimmed(text);
    if (isOneOf(value, {"now", "allballs"}))
        return readable();
    Cursor cursor(value);
    const Part time = takeTime(cursor);
    if (time == Part::Wrong)
        return unreadable(expected);
    if (time == Part::Other)
        return judgeOther(value, expected);
    return takeZone(cursor) == Part::Good ? readable() : unverified();
}

LiteralVerdict readTimestamp(std::string_view text)
{
    static constexpr const char *expected = "a timestamp as YYYY-MM-DD HH:MM:SS";
    return readDated(text, expected, [](Cursor &cursor) {
        if (!cursor.take('T') && !cursor.take(' '))
            return unverified();
        const Part time = takeTime(cursor);
        if (time == Part::Wrong)
            return unreadable(expected);
        if (time == Part::Other)
            return unverified();
        return takeZone(cursor) == Part::Good ? readable() : unverified();
    });
}

LiteralVerdict readInterval(std::string_view text)
{
    const std::string_view value = trimmed(text);
    if (!std::ranges::any_of(value, isDigit) && !value.starts_with('P'))
        return unreadable("an interval as `1 day 02:00:00` or `P1DT2H`");
    Cursor number(value);
    const bool seconds = takeQuantity(number) && number.atEnd();
    const Cursor cursor(value);
    return seconds || isIsoInterval(cursor) || isUnitInterval(cursor) ? readable() : unverified();
}

} // namespace tw::postgresql
