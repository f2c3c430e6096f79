// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/plugin_record.h"

#include <algorithm>

namespace tw::server {

namespace {

/// One part of so many of the time that passes may be lost.
constexpr int forgivenPart = 10;

} // namespace

PluginRecord::Ticket PluginRecord::begin(Clock::time_point now)
{
    const std::lock_guard lock(m_mutex);
    if (!m_isPaused)
        return Ticket::Run;
    if (m_isTried || now < m_pausedUntil) {
        ++m_leftOut;
        return Ticket::Refused;
    }
    m_isTried = true;
    return Ticket::Trial;
}

void PluginRecord::end(Ticket ticket, Outcome outcome, Clock::time_point begun,
                       Clock::time_point now)
{
    ++m_outcomes[static_cast<std::size_t>(outcome)];
    m_times.observe(now - begun);
    const std::lock_guard lock(m_mutex);
    if (ticket == Ticket::Trial)
        m_isTried = false;
    if (outcome == Outcome::Ok) {
        m_inARow = 0;
        if (ticket == Ticket::Trial) {
            m_isPaused = false;
            m_lost = {};
        }
        return;
    }
    noteLost(outcome, now - begun, now);
    if (outcome != Outcome::Abandoned)
        ++m_inARow;
    const bool isTooMuch = m_lost > m_patience.lostTime || m_inARow >= m_patience.failuresInARow;
    if (isTooMuch || (ticket == Ticket::Trial && outcome != Outcome::Abandoned)) {
        m_isPaused = true;
        m_pausedUntil = now + m_patience.pause;
        m_inARow = 0;
        m_lost = {};
    }
}

void PluginRecord::noteLost(Outcome outcome, Clock::duration time, Clock::time_point now)
{
    m_lost = std::max(m_lost - (now - m_lostAt) / forgivenPart, Clock::duration{0});
    m_lostAt = now;
    if (outcome == Outcome::TimedOut || time > m_patience.shortRun)
        m_lost += time;
}

bool PluginRecord::isPaused() const
{
    const std::lock_guard lock(m_mutex);
    return m_isPaused;
}

} // namespace tw::server
