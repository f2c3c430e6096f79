// SPDX-License-Identifier: MIT
#include "literal_moment.h"
#include "literal_readers.h"

#include <charconv>
#include <compare>

namespace tw::postgresql {
namespace {

/// What takes `[1,5)` apart.
struct RangeText {
    bool isEmpty = false;
    bool lowerInclusive = false;
    bool upperInclusive = false;
    std::optional<std::string> lower, upper; ///< none: without end
};

void skipBlanks(std::string_view &text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
}

/// A bound up to the next `,`, `]` or `)`, quotes and backslashes taken off. Blanks count.
bool takeBound(std::string_view &text, std::optional<std::string> &bound)
{
    constexpr std::string_view ends = ",)]";
    if (!text.empty() && ends.find(text.front()) != std::string_view::npos)
        return true;
    bound.emplace();
    bool quoted = false;
    while (true) {
        if (text.empty())
            return false;
        const char c = text.front();
        if (!quoted && ends.find(c) != std::string_view::npos)
            return true;
        text.remove_prefix(1);
        if (c == '\\') {
            if (text.empty())
                return false;
            bound->push_back(text.front());
            text.remove_prefix(1);
        } else if (c == '"') {
            if (quoted && text.starts_with('"')) {
                bound->push_back('"');
                text.remove_prefix(1);
            } else {
                quoted = !quoted;
            }
        } else {
            bound->push_back(c);
        }
    }
}

/// Takes a range from the front.
bool takeRange(std::string_view &text, RangeText &range)
{
    skipBlanks(text);
    constexpr std::string_view word = "empty";
    if (equalsIgnoringCase(text.substr(0, word.size()), word)) {
        text.remove_prefix(word.size());
        range.isEmpty = true;
        skipBlanks(text);
        return true;
    }
    if (!text.starts_with('[') && !text.starts_with('('))
        return false;
    range.lowerInclusive = text.front() == '[';
    text.remove_prefix(1);
    if (!takeBound(text, range.lower) || !text.starts_with(','))
        return false;
    text.remove_prefix(1);
    if (!takeBound(text, range.upper) || text.empty() || text.front() == ',')
        return false;
    range.upperInclusive = text.front() == ']';
    text.remove_prefix(1);
    skipBlanks(text);
    return true;
}

std::int64_t integerOf(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// How two readable bounds compare; nothing when that depends on the session.
std::optional<std::strong_ordering> compareMoments(const std::string &low, const std::string &high,
                                                   Oid element)
{
    const std::optional<Moment> first = momentOf(low, element);
    const std::optional<Moment> second = momentOf(high, element);
    if (!first || !second || first->kind == Moment::Kind::Relative ||
        second->kind == Moment::Kind::Relative)
        return std::nullopt;
    const auto rank = [](const Moment &moment) {
        return moment.kind == Moment::Kind::Past ? -1 : moment.kind == Moment::Kind::Future ? 1 : 0;
    };
    if (rank(*first) != 0 || rank(*second) != 0)
        return rank(*first) <=> rank(*second);
    // Between the two the session's zone may put its clocks back, by a day even.
    constexpr std::int64_t margin = 2;
    const std::int64_t days = second->day - first->day;
    const bool certain = element != oid::timestamptz || (first->zoned && second->zoned) ||
                         days > margin || days < -margin || *first == *second;
    if (!certain)
        return std::nullopt;
    const std::strong_ordering byDay = first->day <=> second->day;
    return byDay != std::strong_ordering::equal ? byDay : first->micros <=> second->micros;
}

LiteralVerdict readElement(Oid element, std::string_view text)
{
    switch (element) {
    case oid::int4:
    case oid::int8:
        return readInteger(element, text, false);
    case oid::numeric:
        return readNumeric({}, text);
    case oid::date:
        return readDate(text);
    default:
        return readTimestamp(text);
    }
}

/// Whether the bound that a discrete range is given in the end is one that its type has.
LiteralVerdict readSteps(Oid element, const RangeText &range)
{
    const auto isHighest = [element](const std::string &bound) {
        const std::int64_t value = integerOf(bound);
        return value == (element == oid::int4 ? INT32_MAX : INT64_MAX);
    };
    if (element == oid::int4 || element == oid::int8) {
        const bool over = (range.lower && !range.lowerInclusive && isHighest(*range.lower)) ||
                          (range.upper && range.upperInclusive && isHighest(*range.upper));
        return over ? unreadable("a range with an end below the highest number") : readable();
    }
    if (element == oid::date) {
        constexpr std::int64_t late = 2'145'042'900; // the last days of the type
        for (const auto &bound : {range.lower, range.upper}) {
            const std::optional<Moment> moment = bound ? momentOf(*bound, oid::date) : std::nullopt;
            if (moment && moment->kind == Moment::Kind::Fixed && moment->day > late)
                return unverified();
        }
    }
    return readable();
}

LiteralVerdict judge(Oid element, const RangeText &range)
{
    if (range.isEmpty)
        return readable();
    LiteralVerdict verdict;
    for (const auto &bound : {range.lower, range.upper}) {
        if (!bound)
            continue;
        LiteralVerdict one = readElement(element, *bound);
        if (one.kind == LiteralVerdict::Kind::Unreadable)
            return unreadable("a range over " + one.expected);
        if (one.kind == LiteralVerdict::Kind::Unverified)
            verdict = std::move(one);
    }
    if (verdict.kind != LiteralVerdict::Kind::Readable)
        return verdict;
    if (!range.lower || !range.upper)
        return readSteps(element, range);
    std::optional<std::strong_ordering> order;
    if (element == oid::int4 || element == oid::int8)
        order = integerOf(*range.lower) <=> integerOf(*range.upper);
    else if (element == oid::numeric)
        order = compareNumerics(*range.lower, *range.upper);
    else
        order = compareMoments(*range.lower, *range.upper, element);
    if (!order)
        return unverified();
    if (*order == std::strong_ordering::greater)
        return unreadable("a range whose lower bound is not above the upper one");
    const bool empty =
        *order == std::strong_ordering::equal && !(range.lowerInclusive && range.upperInclusive);
    return empty ? readable() : readSteps(element, range);
}

constexpr const char *expectedRange = "a range as [lower,upper) or empty";

} // namespace

LiteralVerdict readRange(Oid type, std::string_view text)
{
    RangeText range;
    if (!takeRange(text, range) || !text.empty())
        return unreadable(expectedRange);
    return judge(findRange(type)->element, range);
}

LiteralVerdict readMultirange(Oid type, std::string_view text)
{
    static constexpr const char *expected = "ranges as {[1,3),[5,8)}";
    const Oid element = findRange(type)->element;
    skipBlanks(text);
    if (!text.starts_with('{'))
        return unreadable(expected);
    text.remove_prefix(1);
    skipBlanks(text);
    LiteralVerdict verdict;
    if (!text.starts_with('}')) {
        while (true) {
            RangeText range;
            if (!takeRange(text, range))
                return unreadable(expected);
            LiteralVerdict one = judge(element, range);
            if (one.kind == LiteralVerdict::Kind::Unreadable)
                return one;
            if (one.kind == LiteralVerdict::Kind::Unverified)
                verdict = std::move(one);
            if (!text.starts_with(','))
                break;
            text.remove_prefix(1);
            skipBlanks(text);
        }
        if (!text.starts_with('}'))
            return unreadable(expected);
    }
    text.remove_prefix(1);
    skipBlanks(text);
    return text.empty() ? verdict : unreadable(expected);
}

} // namespace tw::postgresql
