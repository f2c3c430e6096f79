// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databases/lock_budget.h"
#include "databases/script_watch.h"
#include "store/pg_connection.h"

#include <tablewright/backend/script.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace tw::server {

struct ScriptRefusal {
    /// The statement that PostgreSQL refused; the number of statements when it was the end.
    std::size_t statement = 0;
    PgError error;
    std::size_t sentFrom = 0; ///< where in the script's text the query that was refused begins
};

/// Runs scripts: as one multi-statement query, which is one transaction, where the lock table
/// allows; otherwise in batches under a `LockBudget`, each of them such a query, so that a script
/// that is refused or ended may leave its first batches behind. Thread-safe; blocks.
class ScriptRunner {
public:
    /// `budget` must outlive it.
    explicit ScriptRunner(LockBudget &budget) : m_budget(budget) {}

    /// What the script itself is to blame for is returned. Throws `PgError` for everything else:
    /// no connection, the end of the deadline (57014), a stop (57P01), a lack of resources (53xxx).
    [[nodiscard]] std::optional<ScriptRefusal> run(const PgTarget &target, const Script &script,
                                                   const ScriptOptions &options = {});

    /// Generous: a minute, and 20 ms for each statement.
    [[nodiscard]] static std::chrono::milliseconds deadlineOf(const Script &script);

private:
    LockBudget &m_budget;
};

/// Whether PostgreSQL's code tells of the statement, not of the state that the server is in.
[[nodiscard]] bool blamesStatement(std::string_view sqlState);

/// Runs the whole script as one query, without a budget. Cancels it at the deadline.
[[nodiscard]] std::optional<ScriptRefusal> runScript(const PgTarget &target, const Script &script,
                                                     std::chrono::milliseconds deadline);

} // namespace tw::server
