// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace tw::server {

struct ScriptOptions {
    /// For everything, waiting included; 0 is `ScriptRunner::deadlineOf()`.
    std::chrono::milliseconds deadline{0};
    /// Called about once a second while the script waits or runs, on the thread that runs it. What
    /// it throws ends the script and comes out of `run()`.
    std::function<void()> onProgress;
    std::stop_token stopToken;
};

/// Runs queries that may take long, and cancels them at the deadline, at a stop and when the
/// callback throws. For one thread.
class ScriptWatch {
public:
    using Clock = std::chrono::steady_clock;

    explicit ScriptWatch(const ScriptOptions &options)
        : m_options(options), m_end(Clock::now() + options.deadline)
    {
    }

    struct End {
        std::size_t completed = 0;    ///< statements
        std::optional<PgError> error; ///< of the one after these
        /// Why it was ended from here: the callback's exception, or `PgError` 57014 or 57P01.
        std::exception_ptr reason;
    };
    /// Runs a query of one or more statements. Throws `PgError` when the connection fails.
    End run(PgConnection &session, const std::string &sql);

    /// Waits in between. Throws the reason when it is time to end.
    void sleep(std::chrono::milliseconds time);

private:
    /// False when it is time to cancel.
    bool awaitResult(PGconn *connection);
    /// Sets `m_reason` when it is time to end.
    bool goesOn();

    const ScriptOptions &m_options;
    Clock::time_point m_end;
    Clock::time_point m_nextProgress = Clock::now() + std::chrono::seconds(1);
    std::exception_ptr m_reason;
};

} // namespace tw::server
