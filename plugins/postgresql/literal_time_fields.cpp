// SPDX-License-Identifier: MIT
#include "literal_time_fields.h"

#include "literal_readers.h"

#include <algorithm>

namespace tw::postgresql {
namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool isPunctuation(char c) { return c > ' ' && c < '\x7f' && !isLetter(c) && !isDigit(c); }

using Kind = TimeWord::Kind;

constexpr std::array words = {
    TimeWord{"ad", Kind::Era, 0},
    TimeWord{"allballs", Kind::Midnight, 0},
    TimeWord{"am", Kind::Meridiem, 0},
    TimeWord{"apr", Kind::Month, 4},
    TimeWord{"april", Kind::Month, 4},
    TimeWord{"at", Kind::Ignored, 0},
    TimeWord{"aug", Kind::Month, 8},
    TimeWord{"august", Kind::Month, 8},
    TimeWord{"bc", Kind::Era, 1},
    TimeWord{"d", Kind::Unit, 0},
    TimeWord{"dec", Kind::Month, 12},
    TimeWord{"december", Kind::Month, 12},
    TimeWord{"dow", Kind::Unit, 0},
    TimeWord{"doy", Kind::Unit, 0},
    TimeWord{"dst", Kind::Daylight, 0},
    TimeWord{"epoch", Kind::Epoch, 0},
    TimeWord{"feb", Kind::Month, 2},
    TimeWord{"february", Kind::Month, 2},
    TimeWord{"fri", Kind::Weekday, 0},
    TimeWord{"friday", Kind::Weekday, 0},
    TimeWord{"gmt", Kind::Utc, 0},
    TimeWord{"h", Kind::Unit, 0},
    TimeWord{"infinity", Kind::Infinity, 1},
    TimeWord{"isodow", Kind::Unit, 0},
    TimeWord{"isoyear", Kind::Unit, 0},
    TimeWord{"j", Kind::Julian, 0},
    TimeWord{"jan", Kind::Month, 1},
    TimeWord{"january", Kind::Month, 1},
    TimeWord{"jd", Kind::Julian, 0},
    TimeWord{"jul", Kind::Month, 7},
    TimeWord{"julian", Kind::Julian, 0},
    TimeWord{"july", Kind::Month, 7},
    TimeWord{"jun", Kind::Month, 6},
    TimeWord{"june", Kind::Month, 6},
    TimeWord{"m", Kind::Unit, 0},
    TimeWord{"mar", Kind::Month, 3},
    TimeWord{"march", Kind::Month, 3},
    TimeWord{"may", Kind::Month, 5},
    TimeWord{"mm", Kind::Unit, 0},
    TimeWord{"mon", Kind::Weekday, 0},
    TimeWord{"monday", Kind::Weekday, 0},
    TimeWord{"nov", Kind::Month, 11},
    TimeWord{"november", Kind::Month, 11},
    TimeWord{"now", Kind::Now, 0},
    TimeWord{"oct", Kind::Month, 10},
    TimeWord{"october", Kind::Month, 10},
    TimeWord{"on", Kind::Ignored, 0},
    TimeWord{"pm", Kind::Meridiem, 1},
    TimeWord{"s", Kind::Unit, 0},
    TimeWord{"sat", Kind::Weekday, 0},
    TimeWord{"saturday", Kind::Weekday, 0},
    TimeWord{"sep", Kind::Month, 9},
    TimeWord{"sept", Kind::Month, 9},
    TimeWord{"september", Kind::Month, 9},
    TimeWord{"sun", Kind::Weekday, 0},
    TimeWord{"sunday", Kind::Weekday, 0},
    TimeWord{"t", Kind::TimeMark, 0},
    TimeWord{"thu", Kind::Weekday, 0},
    TimeWord{"thur", Kind::Weekday, 0},
    TimeWord{"thurs", Kind::Weekday, 0},
    TimeWord{"thursday", Kind::Weekday, 0},
    TimeWord{"today", Kind::Day, 0},
    TimeWord{"tomorrow", Kind::Day, 1},
    TimeWord{"tue", Kind::Weekday, 0},
    TimeWord{"tues", Kind::Weekday, 0},
    TimeWord{"tuesday", Kind::Weekday, 0},
    TimeWord{"utc", Kind::Utc, 0},
    TimeWord{"wed", Kind::Weekday, 0},
    TimeWord{"wednesday", Kind::Weekday, 0},
    TimeWord{"weds", Kind::Weekday, 0},
    TimeWord{"y", Kind::Unit, 0},
    TimeWord{"yesterday", Kind::Day, -1},
    TimeWord{"z", Kind::Utc, 0},
    TimeWord{"zulu", Kind::Utc, 0},
};

static_assert(std::ranges::is_sorted(words, {}, &TimeWord::text));

} // namespace

char TimeFields::take()
{
    const char c = m_text.front();
    m_text.remove_prefix(1);
    if (m_used == m_bytes.size()) {
        m_full = true;
        return c;
    }
    m_bytes[m_used++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return c;
}

template <class Accepts> void TimeFields::takeWhile(Accepts accepts)
{
    while (!m_text.empty() && accepts(m_text.front()))
        take();
}

TimeField::Kind TimeFields::splitNumber()
{
    using enum TimeField::Kind;
    takeWhile(isDigit);
    const char delimiter = peek();
    if (delimiter == ':') {
        takeWhile([](char c) { return isDigit(c) || c == ':' || c == '.'; });
        return Clock;
    }
    if (delimiter != '-' && delimiter != '/' && delimiter != '.')
        return Number;
    take();
    if (!isDigit(peek())) {
        takeWhile([delimiter](char c) { return isDigit(c) || isLetter(c) || c == delimiter; });
        return Date;
    }
    takeWhile(isDigit);
    if (peek() != delimiter)
        return delimiter == '.' ? Number : Date;
    takeWhile([delimiter](char c) { return isDigit(c) || c == delimiter; });
    return Date;
}

TimeField::Kind TimeFields::splitWord(std::size_t start)
{
    takeWhile(isLetter);
    const char next = peek();
    // Digits may follow a word that is known: `feb29`.
    const std::string_view word(m_bytes.data() + start, m_used - start);
    const bool joined =
        next == '-' || next == '/' || next == '.' ||
        ((next == '+' || isDigit(next)) &&
         (findTimeWord(word).kind == Kind::Unknown || findTimeWord(word).kind == Kind::Utc));
    if (!joined)
        return TimeField::Kind::Word;
    takeWhile([](char c) {
        return isDigit(c) || isLetter(c) || c == '+' || c == '-' || c == '/' || c == '_' ||
               c == '.' || c == ':';
    });
    return TimeField::Kind::Date;
}

bool TimeFields::splitOne(TimeField::Kind &kind)
{
    const std::size_t start = m_used;
    const char first = peek();
    if (isDigit(first)) {
        kind = splitNumber();
    } else if (first == '.') {
        take();
        takeWhile(isDigit);
        kind = TimeField::Kind::Number;
    } else if (isLetter(first)) {
        kind = splitWord(start);
    } else {
        take(); // the sign
        while (isBlank(peek()))
            m_text.remove_prefix(1);
        if (isDigit(peek())) {
            takeWhile([](char c) { return isDigit(c) || c == ':' || c == '.' || c == '-'; });
            kind = TimeField::Kind::Signed;
        } else if (isLetter(peek())) {
            takeWhile(isLetter);
            kind = TimeField::Kind::Word;
        } else {
            return false;
        }
    }
    return true;
}

TimeFields::Result TimeFields::split(std::string_view text)
{
    m_text = text;
    m_count = 0;
    m_used = 0;
    m_full = false;
    while (!m_text.empty()) {
        const char c = peek();
        if (isBlank(c)) {
            m_text.remove_prefix(1);
            continue;
        }
        const bool begins = isDigit(c) || isLetter(c) || c == '.' || c == '+' || c == '-';
        if (!begins) {
            if (!isPunctuation(c) || m_count == mostFields)
                return Result::Malformed;
            m_text.remove_prefix(1);
            continue;
        }
        if (m_count == mostFields)
            return Result::Malformed;
        const std::size_t start = m_used;
        TimeField::Kind kind{};
        if (!splitOne(kind))
            return m_full ? Result::TooLong : Result::Malformed;
        m_fields[m_count++] = {kind, {m_bytes.data() + start, m_used - start}};
        if (m_used < m_bytes.size())
            ++m_used; // the server keeps them apart
    }
    return m_full ? Result::TooLong : Result::Good;
}

const TimeWord &findTimeWord(std::string_view word)
{
    static constexpr TimeWord unknown{};
    static constexpr TimeWord past{"-infinity", Kind::Infinity, -1};
    const auto found = std::ranges::lower_bound(words, word, {}, &TimeWord::text);
    if (found != words.end() && found->text == word)
        return *found;
    return word == past.text ? past : unknown;
}

bool mayBeZone(std::string_view word)
{
    // Abbreviations are short, and a longer name of letters alone is one of few.
    constexpr std::size_t longestAbbreviation = 5;
    static constexpr std::array names = {"factory",   "greenwich", "hongkong",  "iceland",
                                         "israel",    "jamaica",   "kwajalein", "localtime",
                                         "navajo",    "poland",    "portugal",  "posixrules",
                                         "singapore", "turkey",    "universal"};
    return word.size() <= longestAbbreviation || !std::ranges::all_of(word, isLetter) ||
           std::ranges::find(names, word) != names.end();
}

} // namespace tw::postgresql
