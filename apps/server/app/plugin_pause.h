// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tw::server {

/// When a plugin is left out for a while.
struct PluginPatience {
    /// For which failed runs may hold threads, now and then; a tenth of the time is forgiven.
    std::chrono::nanoseconds lostTime = std::chrono::seconds(10);
    std::chrono::nanoseconds shortRun = std::chrono::milliseconds(500); ///< is no lost time
    std::size_t failuresInARow = 16;
    std::chrono::nanoseconds pause = std::chrono::seconds(30);
    /// Whose failures are remembered, at most; those longest ago are forgotten first.
    std::size_t users = 1024;
};

/// How a run of a plugin's pass ended.
enum class PluginOutcome : std::uint8_t { Ok, Failed, TimedOut, OutOfMemory, Abandoned };

/// Leaves out what keeps threads waiting for nothing, or fails every time, for a pause; then one
/// run tries it again.
class PluginPause {
public:
    using Clock = std::chrono::steady_clock;
    enum class Turn : std::uint8_t { Refused, Run, Trial };

    /// A turn that is not refused is ended or given back.
    [[nodiscard]] Turn begin(Clock::time_point now);
    void end(Turn turn, PluginOutcome outcome, Clock::duration time, Clock::time_point now,
             const PluginPatience &patience);
    /// As if it had not begun.
    void giveBack(Turn turn);

    /// Until a run has gone well again.
    [[nodiscard]] bool isPaused() const { return m_isPaused; }
    [[nodiscard]] bool refuses(Clock::time_point now) const;
    /// Whether nothing is held against it any more.
    [[nodiscard]] bool isClear(Clock::time_point now) const;

private:
    [[nodiscard]] Clock::duration lost(Clock::time_point now) const;

    Clock::duration m_lost{0};
    Clock::time_point m_lostAt; ///< when `m_lost` was right
    std::size_t m_inARow = 0;
    bool m_isPaused = false;
    bool m_isTried = false; ///< by a run under way
    Clock::time_point m_pausedUntil;
};

} // namespace tw::server
