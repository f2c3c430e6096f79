// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw::soak {

/// What was asked of schemas that many clients change at once, and what was answered. A schema is a
/// register that is only changed by compare-and-set: a PUT on version `u` makes version `u + 1` or
/// nothing. That makes linearizability cheap to decide as the answers come. It holds exactly when
/// - a version has one writer, and its bytes are that writer's;
/// - what is answered is never older than what was answered before the question was asked;
/// - an acknowledged write is newer than that;
/// - a refused write had a rival for its version.
/// Events are told in the order in which they happen, by one thread. Keeps the first violations.
class RegisterHistory {
public:
    explicit RegisterHistory(std::size_t registers) : m_registers(registers) {}

    /// The oldest version that a question asked now may be answered with.
    [[nodiscard]] std::int64_t floorOf(std::size_t index) const { return m_registers[index].floor; }

    /// A write begins; version 0 is before there is any. Returns its number, which names its bytes.
    std::uint64_t writeStarts(std::size_t index, std::int64_t onVersion);
    [[nodiscard]] static std::string documentOf(std::size_t index, std::uint64_t write);

    void writeAcknowledged(std::size_t index, std::uint64_t write, std::int64_t version,
                           std::int64_t floorAtStart);
    /// With 412.
    void writeRefused(std::size_t index, std::uint64_t write);
    /// Returns the version that these bytes are; 0 when they are nobody's.
    std::int64_t readAnswered(std::size_t index, std::string_view document,
                              std::int64_t floorAtStart);
    /// Of one version that was named in the question.
    void versionAnswered(std::size_t index, std::int64_t version, std::string_view document);
    /// At the end: what the newest version is.
    void endsWith(std::size_t index, std::int64_t version);
    /// Something that must not be, seen by somebody else.
    void violated(std::string what);

    [[nodiscard]] std::uint64_t violations() const { return m_violations; }
    [[nodiscard]] const std::vector<std::string> &firstViolations() const { return m_first; }
    [[nodiscard]] std::uint64_t acknowledged() const { return m_acknowledged; }

private:
    struct Register {
        std::int64_t floor = 0;
        std::vector<std::int64_t> writes;   ///< by number: the version it was on
        std::vector<std::uint64_t> writers; ///< by version: the write's number + 1; 0: unknown
        std::vector<std::uint32_t> rivals;  ///< by version: how many writes were on it
    };

    void settle(std::size_t index, std::int64_t version, std::uint64_t write);

    std::vector<Register> m_registers;
    std::uint64_t m_acknowledged = 0;
    std::uint64_t m_violations = 0;
    std::vector<std::string> m_first;
};

} // namespace tw::soak
