// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/budget.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace tw::server {

/// What each user has of a budget, so that none takes all of it: once half of the whole is taken,
/// who has something already gets no more than a quarter. Thread-safe.
class UserShares {
public:
    explicit UserShares(std::shared_ptr<const Budget> whole) : m_whole(std::move(whole)) {}

    /// Counts `amount` that was taken of the whole by one who has `held` of the user's share; false
    /// when it is too much, and then nothing changes.
    [[nodiscard]] bool take(const std::string &user, std::size_t held, std::size_t amount)
    {
        const std::scoped_lock lock(m_mutex);
        std::size_t &used = m_used[user];
        const bool hasOthers = used > held;
        if (hasOthers && m_whole->used() > m_whole->limit() / 2 &&
            used + amount > m_whole->limit() / 4)
            return false;
        used += amount;
        return true;
    }
    void giveBack(const std::string &user, std::size_t amount)
    {
        const std::scoped_lock lock(m_mutex);
        const auto entry = m_used.find(user);
        if (entry == m_used.end())
            return;
        entry->second -= amount;
        if (entry->second == 0)
            m_used.erase(entry);
    }
    /// How many users have something.
    [[nodiscard]] std::size_t userCount()
    {
        const std::scoped_lock lock(m_mutex);
        return m_used.size();
    }

private:
    std::shared_ptr<const Budget> m_whole;
    std::mutex m_mutex;
    std::unordered_map<std::string, std::size_t> m_used;
};

/// What one request has of its user's share; gives it back at its end.
class UserShare {
public:
    explicit UserShare(std::shared_ptr<UserShares> shares) : m_shares(std::move(shares)) {}
    UserShare(const UserShare &) = delete;
    UserShare &operator=(const UserShare &) = delete;
    ~UserShare() { giveBack(); }

    [[nodiscard]] std::size_t amount() const { return m_amount; }
    /// Counts what is missing to `amount`; false when it is too much, and then nothing changes. The
    /// user is the same until all is given back.
    [[nodiscard]] bool growTo(std::size_t amount, const std::string &user)
    {
        if (amount <= m_amount)
            return true;
        if (!m_shares->take(user, m_amount, amount - m_amount))
            return false;
        m_user = user;
        m_amount = amount;
        return true;
    }
    void giveBack()
    {
        if (m_amount > 0)
            m_shares->giveBack(m_user, std::exchange(m_amount, 0));
    }

private:
    std::shared_ptr<UserShares> m_shares;
    std::string m_user;
    std::size_t m_amount = 0;
};

} // namespace tw::server
