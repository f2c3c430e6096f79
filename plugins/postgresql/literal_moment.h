// SPDX-License-Identifier: MIT
#pragma once

#include "literal_readers.h"
#include "literal_time_fields.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tw::postgresql {

/// A point in time as a literal says it. Days count from 1970-01-01.
struct Moment {
    enum class Kind : std::uint8_t {
        Fixed,
        Relative, ///< `now`, `today`
        Past,     ///< `-infinity`
        Future    ///< `infinity`
    };

    Kind kind = Kind::Fixed;
    std::int64_t date = 0;   ///< as written
    std::int64_t day = 0;    ///< the same, or the next one at 24:00 and the like
    std::int64_t micros = 0; ///< of `day`
    std::int64_t zone = 0;   ///< seconds east of UTC
    bool zoned = false;      ///< says that

    friend bool operator==(const Moment &, const Moment &) = default;
};

inline constexpr std::int64_t microsOfSecond = 1'000'000;

/// Brings a time of day that is no longer one into its day.
void settleDay(Moment &moment);

/// How the server reads `1/2/3`.
enum class DateOrder : std::uint8_t { MonthDayYear, DayMonthYear, YearMonthDay };

/// Reads the fields of one text as the server does.
class MomentReader {
public:
    MomentReader(const TimeFields &fields, DateOrder order) : m_fields(fields), m_order(order) {}

    [[nodiscard]] Reading readDateTime(Moment &moment);
    [[nodiscard]] Reading readTimeOfDay();

    /// Whether the answer depended on the order.
    [[nodiscard]] bool usedOrder() const { return m_usedOrder; }

private:
    enum Part : unsigned {
        Year = 1,
        Month = 2,
        Day = 4,
        DayOfYear = 8,
        Clock = 16,
        Zone = 32,
        Daylight = 64,
        Other = 128,
        Weekday = 256,
        Meridiem = 512,
        Era = 1024,
        WholeDate = Year | Month | Day
    };

    Reading readField(std::size_t i, bool timeOnly);
    Reading readWord(std::size_t i, bool timeOnly);
    Reading readNumberField(std::size_t i);
    Reading readLoneNumber(std::size_t i);
    Reading readDateField(std::size_t i);
    Reading readDateOrZone(std::size_t i, bool timeOnly);
    Reading readDate(std::string_view text);
    Reading readNumber(std::string_view text, unsigned seen);
    Reading readDigits(std::string_view text, unsigned seen);
    Reading readClock(std::string_view text);
    Reading readZone(std::string_view text);
    Reading settleDate();
    Reading settleMeridiem();
    Reading zoneName(std::string_view text);

    void set(unsigned parts) { m_added |= parts; }

    const TimeFields &m_fields;
    DateOrder m_order;
    bool m_usedOrder = false;

    unsigned m_seen = 0;  ///< parts of the fields before this one
    unsigned m_added = 0; ///< by this field
    std::int64_t m_year = 0;
    std::int64_t m_month = 0;
    std::int64_t m_day = 0;
    std::int64_t m_dayOfYear = 0;
    std::int64_t m_julian = -1;
    std::int64_t m_hour = 0;
    std::int64_t m_minute = 0;
    std::int64_t m_second = 0;
    std::int64_t m_micros = 0;
    std::int64_t m_zone = 0; ///< seconds east of UTC
    bool m_twoDigits = false;
    bool m_textMonth = false;
    bool m_beforeChrist = false;
    int m_meridiem = -1;
    const TimeWord *m_label = nullptr; ///< a word that says what the next field is
    Moment::Kind m_kind = Moment::Kind::Fixed;
    bool m_isRelative = false;
    bool m_isNow = false;
    bool m_isEpoch = false;
    bool m_unknownZone = false;
};

/// What a literal of `date`, `timestamp` or `timestamptz` is, if it is the same whatever the
/// server's settings: without the parts that the type leaves out, and in UTC when `zoned`.
[[nodiscard]] std::optional<Moment> momentOf(std::string_view text, Oid type);

/// Reads `.` and digits as millionths, rounded. False when there is more.
[[nodiscard]] bool readFraction(std::string_view text, std::int64_t &micros);

} // namespace tw::postgresql
