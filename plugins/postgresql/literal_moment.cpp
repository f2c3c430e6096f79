// SPDX-License-Identifier: MIT
#include "literal_moment.h"
#include "literal_readers.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tw::postgresql {
namespace {

constexpr std::int64_t secondsOfDay = 86'400;
constexpr std::int64_t julianOfEpoch = 2'440'588; ///< 1970-01-01

bool isLeap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

std::int64_t daysIn(std::int64_t year, std::int64_t month)
{
    static constexpr std::array<std::int64_t, 12> days = {31, 28, 31, 30, 31, 30,
                                                          31, 31, 30, 31, 30, 31};
    return month == 2 && isLeap(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// Days from 1970-01-01 in the Gregorian calendar, which counts backwards without end; year 0 is
/// 1 BC.
std::int64_t dayOf(std::int64_t year, std::int64_t month, std::int64_t day)
{
    const std::int64_t shifted = month <= 2 ? year - 1 : year;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    const std::int64_t yearOfEra = shifted - era * 400;
    const std::int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146'097 + dayOfEra - 719'468;
}

/// The digits at the front. False when they are more than an `int` holds; no digits are 0.
bool takeInt(std::string_view &text, std::int64_t &value)
{
    value = 0;
    while (!text.empty() && isDigit(text.front())) {
        value = value * 10 + (text.front() - '0');
        if (value > INT32_MAX)
            return false;
        text.remove_prefix(1);
    }
    return true;
}

} // namespace

void settleDay(Moment &moment)
{
    constexpr std::int64_t whole = secondsOfDay * microsOfSecond;
    const std::int64_t days =
        (moment.micros >= 0 ? moment.micros : moment.micros - whole + 1) / whole;
    moment.day += days;
    moment.micros -= days * whole;
}

bool readFraction(std::string_view text, std::int64_t &micros)
{
    if (!text.starts_with('.') || !std::ranges::all_of(text.substr(1), isDigit))
        return false;
    text.remove_prefix(1);
    micros = 0;
    constexpr std::size_t kept = 6;
    for (std::size_t i = 0; i < kept; ++i)
        micros = micros * 10 + (i < text.size() ? text[i] - '0' : 0);
    // Half way, the server's floating point decides; no key or range hangs on it.
    if (text.size() > kept && text[kept] >= '5')
        ++micros;
    return true;
}

Reading MomentReader::readClock(std::string_view text)
{
    set(Clock);
    m_second = 0;
    m_micros = 0;
    if (!takeInt(text, m_hour) || !text.starts_with(':'))
        return Reading::Bad;
    text.remove_prefix(1);
    if (!takeInt(text, m_minute))
        return Reading::Bad;
    if (text.starts_with('.')) { // minutes and seconds
        if (!readFraction(text, m_micros))
            return Reading::Bad;
        m_second = m_minute;
        m_minute = m_hour;
        m_hour = 0;
    } else if (text.starts_with(':')) {
        text.remove_prefix(1);
        if (!takeInt(text, m_second) || (!text.empty() && !readFraction(text, m_micros)))
            return Reading::Bad;
    } else if (!text.empty()) {
        return Reading::Bad;
    }
    return m_minute < 60 && m_second <= 60 ? Reading::Good : Reading::Bad;
}

/// `±HH`, `±HHMM`, `±HH:MM[:SS]`.
Reading MomentReader::readZone(std::string_view text)
{
    if (!text.starts_with('+') && !text.starts_with('-'))
        return Reading::Bad;
    const std::size_t length = text.size();
    const bool east = text.front() == '+';
    text.remove_prefix(1);
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    if (!takeInt(text, hour))
        return Reading::Bad;
    if (text.find(":-") != std::string_view::npos)
        return Reading::Other; // `-0` is a number as C reads it
    if (text.starts_with(':')) {
        text.remove_prefix(1);
        if (!takeInt(text, minute))
            return Reading::Bad;
        if (text.starts_with(':')) {
            text.remove_prefix(1);
            if (!takeInt(text, second))
                return Reading::Bad;
        }
    } else if (text.empty() && length > 3) {
        minute = hour % 100;
        hour /= 100;
    }
    constexpr std::int64_t mostHours = 15;
    if (!text.empty() || hour > mostHours || minute >= 60 || second >= 60)
        return Reading::Bad;
    m_zone = (hour * 60 + minute) * 60 + second;
    if (!east)
        m_zone = -m_zone;
    set(Zone);
    return Reading::Good;
}

Reading MomentReader::zoneName(std::string_view text)
{
    if (!mayBeZone(text))
        return Reading::Bad;
    m_unknownZone = true;
    set(Zone);
    return Reading::Good;
}

/// Digits that hold several parts: `20240229`, `123015`, `123015.5`. `seen` are the parts there
/// are.
Reading MomentReader::readDigits(std::string_view text, unsigned seen)
{
    const std::size_t dot = text.find('.');
    const std::string_view digits = text.substr(0, dot);
    if (!std::ranges::all_of(digits, isDigit))
        return Reading::Bad;
    const auto number = [&digits](std::size_t begin, std::size_t count) {
        std::int64_t value = 0;
        std::string_view part = digits.substr(begin, count);
        return takeInt(part, value) ? value : -1;
    };
    if (dot != std::string_view::npos) {
        if (!readFraction(text.substr(dot), m_micros))
            return Reading::Bad;
    } else if ((seen & WholeDate) != WholeDate && digits.size() >= 6) {
        const std::size_t end = digits.size();
        m_day = number(end - 2, 2);
        m_month = number(end - 4, 2);
        m_year = number(0, end - 4);
        if (m_year < 0)
            return Reading::Other;
        if (end == 6)
            m_twoDigits = true;
        set(WholeDate);
        return Reading::Good;
    }
    if ((seen & Clock) != 0 || (digits.size() != 6 && digits.size() != 4))
        return Reading::Bad;
    m_hour = number(0, 2);
    m_minute = number(2, 2);
    m_second = digits.size() == 6 ? number(4, 2) : 0;
    if (dot == std::string_view::npos)
        m_micros = 0;
    set(Clock);
    return Reading::Good;
}

/// One number, which is what the ones before it leave it to be.
Reading MomentReader::readNumber(std::string_view text, unsigned seen)
{
    const std::string_view whole = text;
    std::int64_t value = 0;
    if (!takeInt(text, value))
        return Reading::Bad;
    const std::size_t digits = whole.size() - text.size();
    if (digits == 0)
        return Reading::Bad;
    if (text.starts_with('.')) {
        if (digits > 2)
            return readDigits(whole, seen | WholeDate);
        if (!readFraction(text, m_micros))
            return Reading::Bad;
    } else if (!text.empty()) {
        return Reading::Bad;
    }
    const unsigned date = seen & WholeDate;
    const bool isLong = whole.size() >= 3;
    if (whole.size() == 3 && date == Year && value >= 1 && value <= 366) {
        m_dayOfYear = value;
        set(DayOfYear | Month | Day);
        return Reading::Good;
    }
    unsigned part = 0;
    switch (date) {
    case 0:
        m_usedOrder = m_usedOrder || !isLong;
        part = isLong || m_order == DateOrder::YearMonthDay ? Year
               : m_order == DateOrder::DayMonthYear         ? Day
                                                            : Month;
        break;
    case Month:
        if (m_textMonth) {
            m_usedOrder = m_usedOrder || !isLong;
            part = isLong || m_order == DateOrder::YearMonthDay ? Year : Day;
        } else {
            part = Day;
        }
        break;
    case Year | Month:
        if (m_textMonth && isLong && m_twoDigits) {
            m_day = m_year; // it was no year
            m_year = value;
            m_twoDigits = false;
            set(Day);
            return Reading::Good;
        }
        part = Day;
        break;
    case Year:
    case Day:
        part = Month;
        break;
    case Month | Day:
        part = Year;
        break;
    case WholeDate:
        return readDigits(whole, seen);
    default:
        return Reading::Bad;
    }
    set(part);
    if (part == Year) {
        m_year = value;
        m_twoDigits = whole.size() <= 2;
    } else {
        (part == Month ? m_month : m_day) = value;
    }
    return Reading::Good;
}

/// A whole date in one field: `2024-02-29`, `29.feb.2024`.
Reading MomentReader::readDate(std::string_view text)
{
    const auto isPart = [](char c) { return isDigit(c) || (c >= 'a' && c <= 'z'); };
    std::array<std::string_view, 25> parts;
    std::size_t count = 0;
    while (!text.empty()) {
        while (!text.empty() && !isPart(text.front()))
            text.remove_prefix(1);
        if (text.empty() || count == parts.size())
            return text.empty() ? Reading::Bad : Reading::Other;
        const bool number = isDigit(text.front());
        std::size_t end = 0;
        while (end < text.size() && isPart(text[end]) && isDigit(text[end]) == number)
            ++end;
        parts[count++] = text.substr(0, end);
        // What follows a part is dropped, whatever it is.
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    unsigned seen = m_seen;
    const bool textMonthBefore = std::exchange(m_textMonth, false);
    for (std::size_t i = 0; i < count; ++i) {
        if (isDigit(parts[i].front()))
            continue;
        const TimeWord &word = findTimeWord(parts[i]);
        if (word.kind == TimeWord::Kind::Ignored)
            return Reading::Other;
        if (word.kind != TimeWord::Kind::Month || (seen & Month) != 0)
            return Reading::Bad;
        m_month = word.value;
        m_textMonth = true;
        m_added |= Month;
        seen |= Month;
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (!isDigit(parts[i].front()))
            continue;
        const unsigned before = m_added;
        m_added = 0;
        const Reading reading = readNumber(parts[i], seen);
        const unsigned added = m_added;
        m_added = before | added;
        if (reading != Reading::Good)
            return reading;
        if ((seen & added) != 0)
            return Reading::Bad;
        seen |= added;
    }
    m_textMonth = textMonthBefore;
    return (seen & ~static_cast<unsigned>(DayOfYear | Zone)) == WholeDate ? Reading::Good
                                                                          : Reading::Bad;
}

/// A field with `-`, `/` or `.` inside when there is a date: the name of a zone, or a time with its
/// zone, as `123015-08`.
Reading MomentReader::readDateOrZone(std::size_t i, bool timeOnly)
{
    const std::string_view text = m_fields[i].text;
    const bool labelled = std::exchange(m_label, nullptr) != nullptr;
    if (!isDigit(text.front()) && (timeOnly || !labelled))
        return zoneName(text);
    if ((m_seen & Clock) != 0)
        return Reading::Bad;
    const std::size_t minus = text.find('-');
    if (minus == std::string_view::npos)
        return Reading::Bad;
    const Reading zone = readZone(text.substr(minus));
    if (zone != Reading::Good)
        return zone;
    return readDigits(text.substr(0, minus), m_seen | (timeOnly ? WholeDate : 0U));
}

Reading MomentReader::readDateField(std::size_t i)
{
    if (m_label != nullptr || (m_seen & (Month | Day)) == (Month | Day))
        return readDateOrZone(i, false);
    return readDate(m_fields[i].text);
}

/// A number after a label: of those only `T` and `J` are in use.
Reading MomentReader::readNumberField(std::size_t i)
{
    std::string_view text = m_fields[i].text;
    const TimeWord &label = *std::exchange(m_label, nullptr);
    if (label.kind == TimeWord::Kind::TimeMark)
        return readDigits(text, m_seen | WholeDate);
    if (text.find('.') != std::string_view::npos)
        return Reading::Other;
    if (!takeInt(text, m_julian))
        return Reading::Bad;
    set(WholeDate);
    return Reading::Good;
}

Reading MomentReader::readLoneNumber(std::size_t i)
{
    const std::string_view text = m_fields[i].text;
    const std::size_t dot = text.find('.');
    if (dot != std::string_view::npos && (m_seen & WholeDate) == 0)
        return readDate(text);
    if (dot != std::string_view::npos && dot > 2)
        return readDigits(text, m_seen);
    const bool complete = (m_seen & WholeDate) != 0 && (m_seen & Clock) != 0;
    if (text.size() >= 6 && !complete)
        return readDigits(text, m_seen);
    return readNumber(text, m_seen);
}

Reading MomentReader::readWord(std::size_t i, bool timeOnly)
{
    using Kind = TimeWord::Kind;
    const TimeWord &word = findTimeWord(m_fields[i].text);
    switch (word.kind) {
    case Kind::Ignored:
        return Reading::Good;
    case Kind::Now:
        m_isRelative = m_isNow = true;
        set(timeOnly ? Clock : WholeDate | Clock | Zone);
        return Reading::Good;
    case Kind::Midnight:
        m_hour = m_minute = m_second = m_micros = 0;
        m_zone = 0;
        set(Clock | Zone);
        return Reading::Good;
    case Kind::Utc:
        m_zone = 0;
        set(Zone);
        return Reading::Good;
    case Kind::Daylight:
        return Reading::Other;
    case Kind::Meridiem:
        m_meridiem = word.value;
        set(Meridiem);
        return Reading::Good;
    case Kind::Era:
        m_beforeChrist = word.value == 1;
        set(Era);
        return Reading::Good;
    case Kind::TimeMark: {
        if (!timeOnly && (m_seen & WholeDate) != WholeDate)
            return Reading::Bad;
        const bool follows = m_fields.has(i + 1, TimeField::Kind::Number) ||
                             m_fields.has(i + 1, TimeField::Kind::Clock) ||
                             m_fields.has(i + 1, TimeField::Kind::Date);
        if (!follows)
            return Reading::Bad;
        m_label = &word;
        return Reading::Good;
    }
    case Kind::Unit:
        return Reading::Other;
    case Kind::Unknown:
        return zoneName(m_fields[i].text);
    default:
        break;
    }
    if (timeOnly)
        return word.kind == Kind::Julian ? Reading::Other : Reading::Bad;
    switch (word.kind) {
    case Kind::Day:
        m_isRelative = true;
        set(WholeDate);
        return Reading::Good;
    case Kind::Epoch:
        m_isEpoch = true;
        set(Other);
        return Reading::Good;
    case Kind::Infinity:
        m_kind = word.value < 0 ? Moment::Kind::Past : Moment::Kind::Future;
        set(Other);
        return Reading::Good;
    case Kind::Weekday:
        set(Weekday);
        return Reading::Good;
    case Kind::Julian:
        m_label = &word;
        return Reading::Good;
    default: // a month
        if ((m_seen & Month) != 0 && !m_textMonth && (m_seen & Day) == 0 && m_month >= 1 &&
            m_month <= 31) {
            m_day = m_month;
            set(Day);
        } else {
            set(Month);
        }
        m_textMonth = true;
        m_month = word.value;
        return Reading::Good;
    }
}

Reading MomentReader::readField(std::size_t i, bool timeOnly)
{
    const TimeField &field = m_fields[i];
    const bool julianNext = m_label != nullptr && m_label->kind == TimeWord::Kind::Julian;
    if (julianNext && field.kind != TimeField::Kind::Number)
        return Reading::Other;
    switch (field.kind) {
    case TimeField::Kind::Date:
        if (!timeOnly)
            return readDateField(i);
        // A date may come first when a time comes after it.
        if (i == 0 && m_fields.size() >= 2 &&
            (m_fields[m_fields.size() - 1].kind == TimeField::Kind::Date ||
             m_fields[1].kind == TimeField::Kind::Clock))
            return readDate(field.text);
        return readDateOrZone(i, true);
    case TimeField::Kind::Clock: {
        m_label = nullptr;
        const Reading reading = readClock(field.text);
        if (reading != Reading::Good || timeOnly)
            return reading;
        const bool late = m_hour > 24 || (m_hour == 24 && m_minute + m_second + m_micros > 0);
        return late ? Reading::Bad : Reading::Good;
    }
    case TimeField::Kind::Signed:
        return m_label != nullptr ? Reading::Other : readZone(field.text);
    case TimeField::Kind::Number: {
        if (m_label != nullptr)
            return readNumberField(i);
        if (!timeOnly)
            return readLoneNumber(i);
        const std::size_t dot = field.text.find('.');
        if (dot == std::string_view::npos) {
            return field.text.size() > 4 ? readDigits(field.text, m_seen | WholeDate)
                                         : readNumber(field.text, m_seen | WholeDate);
        }
        if (i == 0 && m_fields.size() >= 2 &&
            m_fields[m_fields.size() - 1].kind == TimeField::Kind::Date)
            return readDate(field.text);
        return dot > 2 ? readDigits(field.text, m_seen | WholeDate) : Reading::Bad;
    }
    default:
        return m_label != nullptr ? Reading::Other : readWord(i, timeOnly);
    }
}

Reading MomentReader::settleDate()
{
    if ((m_seen & Year) != 0 && m_julian < 0 && !m_isRelative) {
        if (m_beforeChrist) {
            if (m_year <= 0)
                return Reading::Bad;
            m_year = 1 - m_year;
        } else if (m_twoDigits) {
            m_year += m_year < 70 ? 2000 : (m_year < 100 ? 1900 : 0);
        } else if (m_year <= 0) {
            return Reading::Bad;
        }
    }
    if ((m_seen & DayOfYear) != 0) {
        // The day of the year may be the first one of the next.
        m_month = 1;
        m_day = 1;
        return Reading::Good;
    }
    if (m_julian >= 0 || m_isRelative)
        return Reading::Good;
    if ((m_seen & Month) != 0 && (m_month < 1 || m_month > 12))
        return Reading::Bad;
    if ((m_seen & Day) != 0 && (m_day < 1 || m_day > 31))
        return Reading::Bad;
    if ((m_seen & WholeDate) == WholeDate && m_day > daysIn(m_year, m_month))
        return Reading::Bad;
    return Reading::Good;
}

Reading MomentReader::settleMeridiem()
{
    if (m_meridiem < 0)
        return Reading::Good;
    if (m_isNow)
        return Reading::Other;
    if (m_hour > 12)
        return Reading::Bad;
    if (m_hour == 12)
        m_hour = m_meridiem == 0 ? 0 : 12;
    else if (m_meridiem == 1)
        m_hour += 12;
    return Reading::Good;
}

Reading MomentReader::readDateTime(Moment &moment)
{
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        m_added = 0;
        const Reading reading = readField(i, false);
        if (reading != Reading::Good)
            return reading;
        if ((m_added & m_seen) != 0)
            return Reading::Bad;
        m_seen |= m_added;
    }
    const bool special = m_isEpoch || m_kind != Moment::Kind::Fixed;
    // A word for a moment beside anything else: servers differ.
    if (m_label != nullptr || (special && (m_seen != Other || m_fields.size() != 1)))
        return Reading::Other;
    if (settleDate() != Reading::Good)
        return Reading::Bad;
    if (const Reading reading = settleMeridiem(); reading != Reading::Good)
        return reading;
    if (!special && (m_seen & WholeDate) != WholeDate)
        return Reading::Bad;
    moment.kind = m_isRelative ? Moment::Kind::Relative : m_kind;
    if (m_isEpoch)
        moment.zoned = true;
    if (special || m_isRelative)
        return m_unknownZone ? Reading::Other : Reading::Good;
    moment.date = m_julian >= 0 ? m_julian - julianOfEpoch : dayOf(m_year, m_month, m_day);
    if ((m_seen & DayOfYear) != 0)
        moment.date += m_dayOfYear - 1;
    moment.zoned = (m_seen & Zone) != 0;
    moment.zone = moment.zoned ? m_zone : 0;
    moment.day = moment.date;
    moment.micros = ((m_hour * 60 + m_minute) * 60 + m_second) * microsOfSecond + m_micros;
    settleDay(moment);
    return m_unknownZone ? Reading::Other : Reading::Good;
}

Reading MomentReader::readTimeOfDay()
{
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        m_added = 0;
        const Reading reading = readField(i, true);
        if (reading != Reading::Good)
            return reading;
        if ((m_added & m_seen) != 0)
            return Reading::Bad;
        m_seen |= m_added;
    }
    if (m_label != nullptr)
        return Reading::Other;
    if (settleDate() != Reading::Good)
        return Reading::Bad;
    if (const Reading reading = settleMeridiem(); reading != Reading::Good)
        return reading;
    if (!m_isNow) {
        const bool late = m_hour > 24 || (m_hour == 24 && m_minute + m_second + m_micros > 0);
        const bool beyond = m_hour == 23 && m_minute == 59 && m_second == 60 && m_micros > 0;
        if (late || beyond || m_minute > 59 || m_second > 60)
            return Reading::Bad;
    }
    if ((m_seen & Clock) == 0)
        return Reading::Bad;
    return m_unknownZone ? Reading::Other : Reading::Good;
}

} // namespace tw::postgresql
