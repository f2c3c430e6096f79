// SPDX-License-Identifier: MIT
#include "literal_moment.h"
#include "literal_readers.h"

#include <array>

namespace tw::postgresql {
namespace {

constexpr std::array orders = {DateOrder::MonthDayYear, DateOrder::DayMonthYear,
                               DateOrder::YearMonthDay};

/// What a text is under every order of a date. `read(reader, moment)` reads it under one.
template <class Read> Reading readInAnyOrder(std::string_view text, Moment &result, Read read)
{
    TimeFields fields;
    switch (fields.split(text)) {
    case TimeFields::Result::Malformed:
        return Reading::Bad;
    case TimeFields::Result::TooLong:
        return Reading::Other;
    default:
        break;
    }
    Reading first = Reading::Good;
    for (const DateOrder order : orders) {
        MomentReader reader(fields, order);
        Moment moment;
        const Reading reading = read(reader, moment);
        if (order == orders[0]) {
            first = reading;
            result = moment;
            if (!reader.usedOrder())
                return reading;
        } else if (reading != first || (reading == Reading::Good && moment != result)) {
            return Reading::Other;
        }
    }
    return first;
}

/// 4714-11-24 BC, the first day of all these types.
constexpr std::int64_t firstDay = -2'440'588;
constexpr std::int64_t lastDate = 2'145'042'905;    ///< 5874897-12-31
constexpr std::int64_t lastTimestamp = 106'762'939; ///< 294276-12-31

Reading readMoment(std::string_view text, Moment &moment)
{
    return readInAnyOrder(text, moment, [](MomentReader &reader, Moment &result) {
        return reader.readDateTime(result);
    });
}

} // namespace

std::optional<Moment> momentOf(std::string_view text, Oid type)
{
    Moment moment;
    if (readMoment(text, moment) != Reading::Good)
        return std::nullopt;
    if (type == oid::date) {
        moment.day = moment.date;
        moment.micros = 0;
    }
    if (type == oid::timestamptz) {
        moment.micros -= moment.zone * microsOfSecond;
        settleDay(moment);
    } else {
        moment.zoned = false;
    }
    moment.zone = 0;
    moment.date = 0;
    return moment;
}

LiteralVerdict readDate(std::string_view text)
{
    Moment moment;
    const Reading reading = readMoment(text, moment);
    if (reading == Reading::Good && (moment.date < firstDay || moment.date > lastDate))
        return unreadable("a date from 4714-11-24 BC to 5874897-12-31");
    return answer(reading, "a date as YYYY-MM-DD");
}

LiteralVerdict readTime(std::string_view text)
{
    Moment moment;
    const Reading reading = readInAnyOrder(
        text, moment, [](MomentReader &reader, Moment &) { return reader.readTimeOfDay(); });
    return answer(reading, "a time as HH:MM:SS");
}

LiteralVerdict readTimestamp(std::string_view text)
{
    static constexpr const char *range = "a timestamp from 4714-11-24 BC to 294276-12-31";
    Moment moment;
    const Reading reading = readMoment(text, moment);
    if (reading == Reading::Good && moment.kind == Moment::Kind::Fixed) {
        // Near the ends the zone decides.
        constexpr std::int64_t margin = 2;
        if (moment.day < firstDay - margin || moment.day > lastTimestamp + margin)
            return unreadable(range);
        if (moment.day < firstDay + margin || moment.day > lastTimestamp - margin)
            return unverified();
    }
    return answer(reading, "a timestamp as YYYY-MM-DD HH:MM:SS");
}

} // namespace tw::postgresql
