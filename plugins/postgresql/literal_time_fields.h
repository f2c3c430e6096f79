// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// How the server takes a text about time apart, before it asks what the parts mean.
namespace tw::postgresql {

struct TimeField {
    enum class Kind : std::uint8_t {
        Number, ///< `2024`, `12.5`, `.5`
        Date,   ///< what has `-`, `/` or `.` inside: `2024-02-29`, `29.feb.2024`, `europe/vienna`
        Clock,  ///< `12:30:00.5`
        Signed, ///< `+02:00`, `-5`, `-1-2`
        Word    ///< `feb`, `now`, `-infinity`
    };

    Kind kind = Kind::Number;
    std::string_view text; ///< in lower case; a sign is followed by what belongs to it
};

class TimeFields {
public:
    enum class Result : std::uint8_t { Good, Malformed, TooLong };

    /// The fields are views into this object.
    [[nodiscard]] Result split(std::string_view text);

    [[nodiscard]] std::size_t size() const { return m_count; }
    [[nodiscard]] const TimeField &operator[](std::size_t i) const { return m_fields[i]; }
    /// False for the first field too when there is none.
    [[nodiscard]] bool has(std::size_t i, TimeField::Kind kind) const
    {
        return i < m_count && m_fields[i].kind == kind;
    }

private:
    static constexpr std::size_t mostFields = 25;
    static constexpr std::size_t mostBytes = 100; ///< of all fields: the server has a little more

    char take();
    template <class Accepts> void takeWhile(Accepts accepts);
    [[nodiscard]] char peek() const { return m_text.empty() ? '\0' : m_text.front(); }
    bool splitOne(TimeField::Kind &kind);
    TimeField::Kind splitNumber();
    TimeField::Kind splitWord(std::size_t start);

    std::string_view m_text; ///< not split yet
    std::array<TimeField, mostFields> m_fields{};
    std::size_t m_count = 0;
    std::array<char, mostBytes> m_bytes{};
    std::size_t m_used = 0;
    bool m_full = false;
};

/// What a word in a date or a time is.
struct TimeWord {
    enum class Kind : std::uint8_t {
        Unknown,
        Ignored, ///< `at`, `on`
        Month,
        Weekday,
        Meridiem, ///< 0 before noon, 1 after
        Era,      ///< 1 before Christ
        Now,
        Day, ///< `today` and its neighbours: days from today
        Midnight,
        Epoch,
        Infinity, ///< -1 or 1
        Utc,      ///< a name of UTC that every server knows
        Daylight, ///< `dst`
        TimeMark, ///< `t`
        Julian,
        Unit ///< a label of the next field, which nobody writes
    };

    std::string_view text;
    Kind kind = Kind::Unknown;
    int value = 0;
};

[[nodiscard]] const TimeWord &findTimeWord(std::string_view word);

/// Whether the server could know this as a time zone. Which ones it knows depends on its files.
[[nodiscard]] bool mayBeZone(std::string_view word);

} // namespace tw::postgresql
