// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace tw::server {

/// An amount (bytes, requests) that all who share it may take from, on any thread. Never goes over
/// its limit.
class Budget {
public:
    explicit Budget(std::size_t limit) : m_limit(limit) {}

    /// All of it or nothing.
    [[nodiscard]] bool take(std::size_t amount)
    {
        std::size_t used = m_used.load(std::memory_order_relaxed);
        do {
            if (amount > m_limit - used)
                return false;
        } while (!m_used.compare_exchange_weak(used, used + amount, std::memory_order_relaxed));
        return true;
    }
    void giveBack(std::size_t amount) { m_used.fetch_sub(amount, std::memory_order_relaxed); }

    [[nodiscard]] std::size_t limit() const { return m_limit; }
    [[nodiscard]] std::size_t used() const { return m_used.load(std::memory_order_relaxed); }

private:
    const std::size_t m_limit;
    std::atomic<std::size_t> m_used{0};
};

/// What one owner has of a budget; gives it back at its end.
class BudgetShare {
public:
    explicit BudgetShare(std::shared_ptr<Budget> budget) : m_budget(std::move(budget)) {}
    BudgetShare(BudgetShare &&other) noexcept
        : m_budget(std::move(other.m_budget)), m_amount(std::exchange(other.m_amount, 0))
    {
    }
    BudgetShare(const BudgetShare &) = delete;
    BudgetShare &operator=(const BudgetShare &) = delete;
    BudgetShare &operator=(BudgetShare &&) = delete;
    ~BudgetShare() { giveBack(); }

    /// Takes what is missing to `amount`; false when there is not so much, and then nothing
    /// changes.
    [[nodiscard]] bool growTo(std::size_t amount)
    {
        if (amount <= m_amount)
            return true;
        if (!m_budget->take(amount - m_amount))
            return false;
        m_amount = amount;
        return true;
    }
    void giveBack()
    {
        if (m_amount > 0)
            m_budget->giveBack(std::exchange(m_amount, 0));
    }

private:
    std::shared_ptr<Budget> m_budget;
    std::size_t m_amount = 0;
};

} // namespace tw::server
