// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/histogram.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace tw::server {

/// When a plugin is left out for a while.
struct PluginPatience {
    /// For which failed runs may hold threads, now and then; a tenth of the time is forgiven.
    std::chrono::nanoseconds lostTime = std::chrono::seconds(10);
    std::chrono::nanoseconds shortRun = std::chrono::milliseconds(500); ///< is no lost time
    std::size_t failuresInARow = 16;
    std::chrono::nanoseconds pause = std::chrono::seconds(30);
};

/// How the runs of one plugin's passes went. A plugin that keeps threads waiting for nothing, or
/// that fails every time, is left out for a pause; then one run tries it again. Thread-safe.
class PluginRecord {
public:
    using Clock = std::chrono::steady_clock;
    enum class Ticket : std::uint8_t { Refused, Run, Trial };
    enum class Outcome : std::uint8_t { Ok, Failed, TimedOut, OutOfMemory, Abandoned };

    explicit PluginRecord(PluginPatience patience) : m_patience(patience) {}

    /// Each ticket that is not refused has to be given to `end`.
    [[nodiscard]] Ticket begin(Clock::time_point now);
    void end(Ticket ticket, Outcome outcome, Clock::time_point begun, Clock::time_point now);
    [[nodiscard]] bool isPaused() const;

    void processStarted() { ++m_started; }
    void processEnded() { ++m_ended; }

    [[nodiscard]] std::uint64_t failures(Outcome outcome) const
    {
        return m_outcomes[static_cast<std::size_t>(outcome)];
    }
    [[nodiscard]] std::uint64_t leftOut() const { return m_leftOut; }
    [[nodiscard]] std::uint64_t started() const { return m_started; }
    [[nodiscard]] std::uint64_t processes() const
    {
        const std::uint64_t ended = m_ended; // before: what starts meanwhile is alive
        return m_started - ended;
    }
    [[nodiscard]] const DurationHistogram &times() const { return m_times; }

private:
    void noteLost(Outcome outcome, Clock::duration time, Clock::time_point now);

    const PluginPatience m_patience;
    std::array<std::atomic<std::uint64_t>, 5> m_outcomes{};
    std::atomic<std::uint64_t> m_leftOut{0};
    std::atomic<std::uint64_t> m_started{0};
    std::atomic<std::uint64_t> m_ended{0};
    DurationHistogram m_times;

    mutable std::mutex m_mutex;
    Clock::duration m_lost{0};
    Clock::time_point m_lostAt; ///< when `m_lost` was right
    std::size_t m_inARow = 0;
    bool m_isPaused = false;
    bool m_isTried = false; ///< by a run under way
    Clock::time_point m_pausedUntil;
};

} // namespace tw::server
