// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/plugin_pause.h"

#include <algorithm>

namespace tw::server {

namespace {

/// One part of so many of the time that passes may be lost.
constexpr int forgivenPart = 10;

} // namespace

bool PluginPause::refuses(Clock::time_point now) const
{
    return m_isPaused && (m_isTried || now < m_pausedUntil);
}

PluginPause::Turn PluginPause::begin(Clock::time_point now)
{
    if (refuses(now))
        return Turn::Refused;
    if (!m_isPaused)
        return Turn::Run;
    m_isTried = true;
    return Turn::Trial;
}

void PluginPause::giveBack(Turn turn)
{
    if (turn == Turn::Trial)
        m_isTried = false;
}

void PluginPause::end(Turn turn, PluginOutcome outcome, Clock::duration time, Clock::time_point now,
                      const PluginPatience &patience)
{
    giveBack(turn);
    if (outcome == PluginOutcome::Ok) {
        m_inARow = 0;
        if (turn == Turn::Trial) {
            m_isPaused = false;
            m_lost = {};
        }
        return;
    }
    m_lost = lost(now);
    m_lostAt = now;
    if (outcome == PluginOutcome::TimedOut || time > patience.shortRun)
        m_lost += time;
    if (outcome != PluginOutcome::Abandoned)
        ++m_inARow;
    const bool isTooMuch = m_lost > patience.lostTime || m_inARow >= patience.failuresInARow;
    if (isTooMuch || (turn == Turn::Trial && outcome != PluginOutcome::Abandoned)) {
        m_isPaused = true;
        m_pausedUntil = now + patience.pause;
        m_inARow = 0;
        m_lost = {};
    }
}

bool PluginPause::isClear(Clock::time_point now) const
{
    return !m_isPaused && m_inARow == 0 && lost(now) == Clock::duration{0};
}

PluginPause::Clock::duration PluginPause::lost(Clock::time_point now) const
{
    return std::max(m_lost - (now - m_lostAt) / forgivenPart, Clock::duration{0});
}

} // namespace tw::server
