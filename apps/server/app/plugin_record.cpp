// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/plugin_record.h"

#include <algorithm>

namespace tw::server {

namespace {

/// Whose documents it has to fail with before that is held against the plugin and not them.
constexpr std::size_t usersThatTell = 3;

} // namespace

PluginRecord::Ticket PluginRecord::begin(std::string_view user, Clock::time_point now)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_users.find(user);
    Ticket ticket;
    ticket.ofUser = found == m_users.end() ? Turn::Run : found->second.pause.begin(now);
    if (ticket.ofUser != Turn::Refused)
        ticket.ofAll = m_all.begin(now);
    if (ticket.isRefused()) {
        ++m_leftOut;
        if (found != m_users.end())
            found->second.pause.giveBack(ticket.ofUser);
    }
    return ticket;
}

PluginRecord::Change PluginRecord::end(Ticket ticket, std::string_view user, Outcome outcome,
                                       Clock::time_point begun, Clock::time_point now)
{
    const auto time = now - begun;
    ++m_outcomes[static_cast<std::size_t>(outcome)];
    m_times.observe(time);

    const std::lock_guard lock(m_mutex);
    if (outcome == Outcome::Ok) {
        const bool wasPaused = m_all.isPaused();
        m_all.end(ticket.ofAll, outcome, time, now, m_patience);
        const auto found = m_users.find(user);
        if (found != m_users.end()) {
            found->second.pause.end(ticket.ofUser, outcome, time, now, m_patience);
            if (found->second.pause.isClear(now))
                m_users.erase(found);
        }
        return wasPaused && !m_all.isPaused() ? Change::RunsAgain : Change::None;
    }

    const auto pauses = [&](PluginPause &pause, Turn turn) {
        const bool wasRefused = turn != Turn::Trial && pause.refuses(now);
        pause.end(turn, outcome, time, now, m_patience);
        return !wasRefused && pause.refuses(now);
    };
    User &own = failing(user);
    own.failedAt = now;
    const bool isForUser = pauses(own.pause, ticket.ofUser);
    const bool isNothing = outcome == Outcome::Abandoned && time <= m_patience.shortRun;
    bool isForAll = false;
    if (!isNothing && tellsOfAll(user))
        isForAll = pauses(m_all, ticket.ofAll);
    else
        m_all.giveBack(ticket.ofAll);
    return isForAll ? Change::PausedForAll : isForUser ? Change::PausedForUser : Change::None;
}

PluginRecord::User &PluginRecord::failing(std::string_view user)
{
    const auto found = m_users.find(user);
    if (found != m_users.end())
        return found->second;
    if (m_users.size() >= m_patience.users)
        m_users.erase(std::ranges::min_element(
            m_users, {}, [](const auto &entry) { return entry.second.failedAt; }));
    return m_users.emplace(user, User()).first->second;
}

/// False for the few whose failures told of it last: theirs alone never leave it out for all.
bool PluginRecord::tellsOfAll(std::string_view user)
{
    if (std::ranges::find(m_counted, user) != m_counted.end())
        return false;
    if (m_counted.size() + 1 >= usersThatTell)
        m_counted.erase(m_counted.begin());
    m_counted.emplace_back(user);
    return true;
}

bool PluginRecord::isPaused() const
{
    const std::lock_guard lock(m_mutex);
    return m_all.isPaused();
}

std::size_t PluginRecord::pausedUsers(Clock::time_point now) const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<std::size_t>(std::ranges::count_if(
        m_users, [now](const auto &entry) { return entry.second.pause.refuses(now); }));
}

} // namespace tw::server
