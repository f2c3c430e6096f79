// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/histogram.h"
#include "app/plugin_pause.h"

#include <tablewright/base/string_map.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// How the runs of one plugin's passes went. A plugin that keeps failing is left out for the user
/// whose documents it fails with, and for everybody only when it fails with those of several: no
/// user takes it away from the others. Thread-safe.
class PluginRecord {
public:
    using Clock = PluginPause::Clock;
    using Outcome = PluginOutcome;
    using Turn = PluginPause::Turn;

    /// A leave to run, or none.
    struct Ticket {
        Turn ofUser = Turn::Refused;
        Turn ofAll = Turn::Refused;

        [[nodiscard]] bool isRefused() const { return ofAll == Turn::Refused; }
    };
    /// What the end of a run changed.
    enum class Change : std::uint8_t { None, PausedForUser, PausedForAll, RunsAgain };

    explicit PluginRecord(PluginPatience patience) : m_patience(patience) {}

    /// Each ticket that is not refused has to be given to `end`, with the same user.
    [[nodiscard]] Ticket begin(std::string_view user, Clock::time_point now);
    Change end(Ticket ticket, std::string_view user, Outcome outcome, Clock::time_point begun,
               Clock::time_point now);
    /// For everybody.
    [[nodiscard]] bool isPaused() const;
    /// For how many users it is left out, where it is not for all.
    [[nodiscard]] std::size_t pausedUsers(Clock::time_point now) const;

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
    /// One whose documents it failed with.
    struct User {
        PluginPause pause;
        Clock::time_point failedAt; ///< the last time
    };

    [[nodiscard]] User &failing(std::string_view user);
    [[nodiscard]] bool tellsOfAll(std::string_view user);

    const PluginPatience m_patience;
    std::array<std::atomic<std::uint64_t>, 5> m_outcomes{};
    std::atomic<std::uint64_t> m_leftOut{0};
    std::atomic<std::uint64_t> m_started{0};
    std::atomic<std::uint64_t> m_ended{0};
    DurationHistogram m_times;

    mutable std::mutex m_mutex;
    PluginPause m_all;
    std::vector<std::string> m_counted; ///< whose failures told of all, the last ones
    StringMap<User> m_users;
};

} // namespace tw::server
