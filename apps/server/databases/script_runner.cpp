// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/script_runner.h"

#include <memory>

#include <poll.h>

namespace tw::server {

namespace {

using Clock = std::chrono::steady_clock;

/// Waits until the next result can be taken. False when the deadline has passed.
bool awaitResult(PGconn *connection, Clock::time_point deadline)
{
    while (PQisBusy(connection) != 0) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0)
            return false;
        pollfd descriptor{PQsocket(connection), POLLIN, 0};
        static_cast<void>(::poll(&descriptor, 1, static_cast<int>(left.count())));
        if (PQconsumeInput(connection) == 0)
            return true; // PQgetResult() tells what is wrong
    }
    return true;
}

void cancel(PGconn *connection)
{
    const std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> handle(PQgetCancel(connection),
                                                                    &PQfreeCancel);
    char error[256];
    static_cast<void>(PQcancel(handle.get(), error, sizeof error));
}

} // namespace

std::optional<ScriptRefusal> runScript(const PgTarget &target, const Script &script,
                                       std::chrono::milliseconds deadline)
{
    if (script.statements.empty())
        return std::nullopt;
    const PgConnection session(target);
    PGconn *connection = session.get();
    if (PQsendQuery(connection, script.text.c_str()) == 0)
        throw PgError(PQerrorMessage(connection), {});

    std::size_t completed = 0;
    std::optional<ScriptRefusal> refusal;
    const Clock::time_point end = Clock::now() + deadline;
    if (!awaitResult(connection, end))
        cancel(connection);
    while (PGresult *raw = PQgetResult(connection)) {
        const PgResult result(raw);
        const ExecStatusType status = PQresultStatus(raw);
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
            ++completed;
        else if (status != PGRES_EMPTY_QUERY && !refusal)
            refusal =
                ScriptRefusal{completed, PgError(PQresultErrorMessage(raw), result.sqlState())};
        if (!awaitResult(connection, end))
            cancel(connection);
    }
    if (!refusal && completed != script.statements.size())
        throw std::logic_error("the script has another number of statements than it says");
    return refusal;
}

} // namespace tw::server
