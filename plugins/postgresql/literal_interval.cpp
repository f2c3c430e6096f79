// SPDX-License-Identifier: MIT
#include "literal_moment.h"
#include "literal_readers.h"
#include "type_catalog.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tw::postgresql {
namespace {

enum class Unit : std::uint8_t {
    None,
    Ignored,
    Ago,
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
    Decade,
    Century,
    Millennium,
    NoAmount ///< a word that the server knows and takes no amount of
};

struct UnitWord {
    std::string_view text;
    Unit unit;
};

constexpr std::array unitWords = {
    UnitWord{"ago", Unit::Ago},
    UnitWord{"c", Unit::Century},
    UnitWord{"cent", Unit::Century},
    UnitWord{"centuries", Unit::Century},
    UnitWord{"century", Unit::Century},
    UnitWord{"d", Unit::Day},
    UnitWord{"day", Unit::Day},
    UnitWord{"days", Unit::Day},
    UnitWord{"dec", Unit::Decade},
    UnitWord{"decade", Unit::Decade},
    UnitWord{"decades", Unit::Decade},
    UnitWord{"decs", Unit::Decade},
    UnitWord{"h", Unit::Hour},
    UnitWord{"hour", Unit::Hour},
    UnitWord{"hours", Unit::Hour},
    UnitWord{"hr", Unit::Hour},
    UnitWord{"hrs", Unit::Hour},
    UnitWord{"m", Unit::Minute},
    UnitWord{"microsecon", Unit::Microsecond},
    UnitWord{"mil", Unit::Millennium},
    UnitWord{"millennia", Unit::Millennium},
    UnitWord{"millennium", Unit::Millennium},
    UnitWord{"millisecon", Unit::Millisecond},
    UnitWord{"mils", Unit::Millennium},
    UnitWord{"min", Unit::Minute},
    UnitWord{"mins", Unit::Minute},
    UnitWord{"minute", Unit::Minute},
    UnitWord{"minutes", Unit::Minute},
    UnitWord{"mon", Unit::Month},
    UnitWord{"mons", Unit::Month},
    UnitWord{"month", Unit::Month},
    UnitWord{"months", Unit::Month},
    UnitWord{"ms", Unit::Millisecond},
    UnitWord{"msec", Unit::Millisecond},
    UnitWord{"mseconds", Unit::Millisecond},
    UnitWord{"msecs", Unit::Millisecond},
    UnitWord{"qtr", Unit::NoAmount},
    UnitWord{"quarter", Unit::NoAmount},
    UnitWord{"s", Unit::Second},
    UnitWord{"sec", Unit::Second},
    UnitWord{"second", Unit::Second},
    UnitWord{"seconds", Unit::Second},
    UnitWord{"secs", Unit::Second},
    UnitWord{"timezone", Unit::NoAmount},
    UnitWord{"timezone_h", Unit::NoAmount},
    UnitWord{"timezone_m", Unit::NoAmount},
    UnitWord{"us", Unit::Microsecond},
    UnitWord{"usec", Unit::Microsecond},
    UnitWord{"useconds", Unit::Microsecond},
    UnitWord{"usecs", Unit::Microsecond},
    UnitWord{"w", Unit::Week},
    UnitWord{"week", Unit::Week},
    UnitWord{"weeks", Unit::Week},
    UnitWord{"y", Unit::Year},
    UnitWord{"year", Unit::Year},
    UnitWord{"years", Unit::Year},
    UnitWord{"yr", Unit::Year},
    UnitWord{"yrs", Unit::Year},
};

static_assert(std::ranges::is_sorted(unitWords, {}, &UnitWord::text));

Unit findUnit(std::string_view word)
{
    word = word.substr(0, 10); // more is not compared
    const auto found = std::ranges::lower_bound(unitWords, word, {}, &UnitWord::text);
    return found != unitWords.end() && found->text == word ? found->unit : Unit::None;
}

/// What a number without a unit at the end means to a column that keeps some fields only.
Unit lastUnit(ir::TypeId type)
{
    static constexpr std::array units = {
        std::pair{Builtin::IntervalYear, Unit::Year},
        std::pair{Builtin::IntervalMonth, Unit::Month},
        std::pair{Builtin::IntervalYearMonth, Unit::Month},
        std::pair{Builtin::IntervalDay, Unit::Day},
        std::pair{Builtin::IntervalHour, Unit::Hour},
        std::pair{Builtin::IntervalDayHour, Unit::Hour},
        std::pair{Builtin::IntervalMinute, Unit::Minute},
        std::pair{Builtin::IntervalHourMinute, Unit::Minute},
        std::pair{Builtin::IntervalDayMinute, Unit::Minute},
    };
    for (const auto &[builtin, unit] : units) {
        if (type == typeId(builtin))
            return unit;
    }
    return Unit::Second;
}

/// Months, days and seconds far from the limits of the type; what is near them is left to the
/// server.
class Amounts {
public:
    void add(Unit unit, double amount)
    {
        switch (unit) {
        case Unit::Microsecond:
            m_seconds += std::abs(amount) / 1e6;
            break;
        case Unit::Millisecond:
            m_seconds += std::abs(amount) / 1e3;
            break;
        case Unit::Minute:
            m_seconds += std::abs(amount) * 60;
            break;
        case Unit::Hour:
            m_seconds += std::abs(amount) * 3600;
            break;
        case Unit::Day:
            m_days += std::abs(amount);
            break;
        case Unit::Week:
            m_days += std::abs(amount) * 7;
            break;
        case Unit::Month:
            m_months += std::abs(amount);
            break;
        case Unit::Year:
            m_months += std::abs(amount) * 12;
            break;
        case Unit::Decade:
            m_months += std::abs(amount) * 120;
            break;
        case Unit::Century:
            m_months += std::abs(amount) * 1200;
            break;
        case Unit::Millennium:
            m_months += std::abs(amount) * 12000;
            break;
        default:
            m_seconds += std::abs(amount);
            break;
        }
    }

    [[nodiscard]] bool areSmall() const
    {
        return m_months < 2e9 && m_days < 2e9 && m_seconds < 9e12;
    }

private:
    double m_months = 0;
    double m_days = 0;
    double m_seconds = 0;
};

/// Digits, which may be none. False when they are too many.
bool takeLong(std::string_view &text, double &value)
{
    if (text.empty() || !isDigit(text.front()))
        return true;
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec == std::errc::result_out_of_range)
        return false;
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
    value = static_cast<double>(number);
    return true;
}

/// `1 year 2 mons 3 days 04:05:06`, `1-2`, `3 4:05`, each of them with signs. Fields are read from
/// the end, since a unit stands behind its number.
class IntervalReader {
public:
    IntervalReader(const TimeFields &fields, ir::TypeId type) : m_fields(fields), m_type(type) {}

    Reading read()
    {
        bool some = false;
        for (std::size_t i = m_fields.size(); i-- > 0;) {
            m_added = 0;
            const Reading reading = readField(i);
            if (reading != Reading::Good)
                return reading;
            if ((m_added & m_seen) != 0)
                return Reading::Bad;
            m_seen |= m_added;
            some = some || m_added != 0;
        }
        if (!some)
            return Reading::Bad;
        return m_amounts.areSmall() && !signIsUnclear() ? Reading::Good : Reading::Other;
    }

private:
    static unsigned bit(Unit unit) { return 1U << static_cast<unsigned>(unit); }
    static constexpr unsigned subseconds = (1U << static_cast<unsigned>(Unit::Second)) |
                                           (1U << static_cast<unsigned>(Unit::Millisecond)) |
                                           (1U << static_cast<unsigned>(Unit::Microsecond));
    static constexpr unsigned clock = subseconds | (1U << static_cast<unsigned>(Unit::Minute)) |
                                      (1U << static_cast<unsigned>(Unit::Hour));

    /// In SQL's own style a sign at the front counts for all fields, when it is the only one.
    [[nodiscard]] bool signIsUnclear() const
    {
        if (m_fields.size() == 0 || !m_fields[0].text.starts_with('-'))
            return false;
        bool others = false;
        for (std::size_t i = 1; i < m_fields.size(); ++i) {
            const std::string_view text = m_fields[i].text;
            if (text.starts_with('-') || text.starts_with('+'))
                return false;
            others = others || m_fields[i].kind != TimeField::Kind::Word;
        }
        return others;
    }

    Reading readField(std::size_t i)
    {
        const TimeField &field = m_fields[i];
        switch (field.kind) {
        case TimeField::Kind::Clock:
            m_unit = Unit::Day;
            return readClock(field.text);
        case TimeField::Kind::Signed:
            if (field.text.find(':') != std::string_view::npos) {
                const unsigned before = m_added;
                if (field.text.find(":-") != std::string_view::npos)
                    return Reading::Other;
                if (readClock(field.text.substr(1)) == Reading::Good) {
                    m_unit = Unit::Day;
                    return Reading::Good;
                }
                m_added = before;
            }
            return readAmount(field.text);
        case TimeField::Kind::Word:
            return readWord(field.text);
        default:
            return readAmount(field.text);
        }
    }

    Reading readWord(std::string_view text)
    {
        const Unit unit = findUnit(text);
        switch (unit) {
        case Unit::None:
            return Reading::Bad;
        case Unit::NoAmount:
            m_unit = unit;
            return Reading::Good;
        case Unit::Ago:
            m_unit = Unit::Ago;
            return Reading::Good;
        default:
            m_unit = unit;
            return Reading::Good;
        }
    }

    Reading readClock(std::string_view text)
    {
        m_added |= clock;
        double hour = 0;
        double minute = 0;
        double second = 0;
        std::int64_t micros = 0;
        const bool inMinutes = m_type == typeId(Builtin::IntervalMinuteSecond);
        if (!takeLong(text, hour) || !text.starts_with(':'))
            return Reading::Bad;
        text.remove_prefix(1);
        if (!takeLong(text, minute) || minute > INT32_MAX)
            return Reading::Bad;
        bool shift = false;
        if (text.empty()) {
            shift = inMinutes;
        } else if (text.starts_with('.')) {
            shift = true;
            if (!readFraction(text, micros))
                return Reading::Bad;
        } else if (text.starts_with(':')) {
            text.remove_prefix(1);
            if (!takeLong(text, second) || second > INT32_MAX ||
                (!text.empty() && !readFraction(text, micros)))
                return Reading::Bad;
        } else {
            return Reading::Bad;
        }
        if (shift) {
            if (hour > INT32_MAX)
                return Reading::Bad;
            second = minute;
            minute = hour;
            hour = 0;
        }
        m_amounts.add(Unit::Hour, hour);
        return minute < 60 && second <= 60 ? Reading::Good : Reading::Bad;
    }

    Reading readAmount(std::string_view text)
    {
        if (m_unit == Unit::Ignored)
            m_unit = lastUnit(m_type);
        if (text.starts_with('+') || text.starts_with('-'))
            text.remove_prefix(1);
        double amount = 0;
        const bool some = !text.empty() && isDigit(text.front());
        if (some && !takeLong(text, amount))
            return Reading::Bad;
        std::int64_t micros = 0;
        if (some && text.starts_with('-')) { // years and months
            text.remove_prefix(1);
            double months = 0;
            if (!text.empty() && isDigit(text.front()) && (!takeLong(text, months) || months >= 12))
                return Reading::Bad;
            if (!text.empty()) // `1--0` is a number as C reads it
                return text.starts_with('-') ? Reading::Other : Reading::Bad;
            m_unit = Unit::Month;
            amount = amount * 12 + months;
        } else if (text.starts_with('.')) {
            if (!readFraction(text, micros))
                return Reading::Bad;
            if (!some && text.size() == 1)
                return Reading::Other;
        } else if (!text.empty() || !some) {
            return Reading::Bad;
        }
        switch (m_unit) {
        case Unit::None:
        case Unit::Ago:
        case Unit::NoAmount:
            return Reading::Bad;
        case Unit::Second:
            m_added |= text.empty() || text.find_first_of("123456789") == std::string_view::npos
                           ? bit(Unit::Second)
                           : subseconds;
            break;
        default:
            m_added |= bit(m_unit);
            break;
        }
        m_amounts.add(m_unit, amount + (text.empty() ? 0 : 1));
        if (m_unit == Unit::Hour)
            m_unit = Unit::Day; // for a number before it that has no unit
        return Reading::Good;
    }

    const TimeFields &m_fields;
    ir::TypeId m_type;
    Amounts m_amounts;
    Unit m_unit = Unit::Ignored; ///< of the field before; `Ignored` before there was one
    unsigned m_seen = 0;
    unsigned m_added = 0;
};

/// `P1Y2M3DT4H5M6S`, `P0001-02-03T04:05:06`, `P00010203T040506`.
class IsoReader {
public:
    explicit IsoReader(std::string_view text) : m_text(text) {}

    Reading read()
    {
        if (m_text.size() < 2 || m_text.front() != 'P')
            return Reading::Bad;
        m_text.remove_prefix(1);
        bool inTime = false;
        bool some = false; // a number with its unit in this part
        while (!m_text.empty()) {
            if (take('T')) {
                inTime = true;
                some = false;
                continue;
            }
            const std::size_t width = wholeDigits();
            double value = 0;
            if (const Reading number = readNumber(value); number != Reading::Good)
                return number;
            const char unit = m_text.empty() ? '\0' : m_text.front();
            const Unit named = unitOf(unit, inTime);
            if (named != Unit::None) {
                m_amounts.add(named, value);
                m_text.remove_prefix(1);
                some = true;
                continue;
            }
            if (some)
                return Reading::Bad;
            if (unit == (inTime ? '\0' : 'T') || unit == '\0') {
                if (width == (inTime ? 6U : 8U)) { // all of it in one number
                    if (unit == '\0')
                        break;
                    continue;
                }
                // Then it is the first of a longer form that ends here.
                m_amounts.add(inTime ? Unit::Hour : Unit::Year, value);
                if (unit == '\0')
                    break;
                continue;
            }
            const char separator = inTime ? ':' : '-';
            if (unit != separator)
                return Reading::Bad;
            m_amounts.add(inTime ? Unit::Hour : Unit::Year, value);
            const Reading rest = readParts(separator, inTime);
            if (rest != Reading::Good)
                return rest;
        }
        return m_amounts.areSmall() ? Reading::Good : Reading::Other;
    }

private:
    bool take(char c)
    {
        if (!m_text.starts_with(c))
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    /// The second and the third part of `0001-02-03` or `04:05:06`.
    Reading readParts(char separator, bool inTime)
    {
        for (int part = 0; part < 2; ++part) {
            if (!take(separator))
                return Reading::Bad;
            double value = 0;
            if (const Reading number = readNumber(value); number != Reading::Good)
                return number;
            const Unit dateUnit = part == 0 ? Unit::Month : Unit::Day;
            const Unit timeUnit = part == 0 ? Unit::Minute : Unit::Second;
            m_amounts.add(inTime ? timeUnit : dateUnit, value);
            if (m_text.empty() || (!inTime && m_text.starts_with('T')))
                return Reading::Good;
        }
        return Reading::Bad;
    }

    static Unit unitOf(char unit, bool inTime)
    {
        switch (unit) {
        case 'Y':
            return inTime ? Unit::None : Unit::Year;
        case 'M':
            return inTime ? Unit::Minute : Unit::Month;
        case 'W':
            return inTime ? Unit::None : Unit::Week;
        case 'D':
            return inTime ? Unit::None : Unit::Day;
        case 'H':
            return inTime ? Unit::Hour : Unit::None;
        case 'S':
            return inTime ? Unit::Second : Unit::None;
        default:
            return Unit::None;
        }
    }

    [[nodiscard]] std::size_t wholeDigits() const
    {
        const std::size_t start = m_text.starts_with('-') ? 1 : 0;
        return std::min(m_text.find_first_not_of("0123456789", start), m_text.size()) - start;
    }

    Reading readNumber(double &value)
    {
        const char first = m_text.empty() ? '\0' : m_text.front();
        if (!isDigit(first) && first != '-' && first != '.')
            return Reading::Bad;
        const auto parsed = std::from_chars(m_text.data(), m_text.data() + m_text.size(), value);
        if (parsed.ec == std::errc::invalid_argument)
            return Reading::Bad;
        const std::string_view number(m_text.data(),
                                      static_cast<std::size_t>(parsed.ptr - m_text.data()));
        // Other things that C's own reader takes for a number.
        constexpr double largest = 1e15;
        const std::string_view rest = m_text.substr(number.size());
        if (number.find_first_of("eEnNiI") != std::string_view::npos || rest.starts_with('x') ||
            rest.starts_with('X'))
            return Reading::Other;
        if (parsed.ec != std::errc() || std::abs(value) > largest)
            return Reading::Bad;
        m_text = rest;
        return Reading::Good;
    }

    std::string_view m_text;
    Amounts m_amounts;
};

} // namespace

LiteralVerdict readInterval(ir::TypeId type, std::string_view text)
{
    TimeFields fields;
    const TimeFields::Result split = fields.split(text);
    if (split == TimeFields::Result::TooLong)
        return unverified();
    Reading reading =
        split == TimeFields::Result::Good ? IntervalReader(fields, type).read() : Reading::Bad;
    if (reading == Reading::Bad)
        reading = IsoReader(text).read();
    if (reading == Reading::Other)
        return unverified();
    return reading == Reading::Good ? readable()
                                    : unreadable("an interval as `1 day 02:00:00` or `P1DT2H`");
}

} // namespace tw::postgresql
