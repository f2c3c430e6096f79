// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/script_watch.h"

#include <algorithm>
#include <memory>
#include <thread>

#include <poll.h>

namespace tw::server {

namespace {

using std::chrono::milliseconds;

/// How soon a stop is seen.
constexpr milliseconds slice{100};
/// For PostgreSQL to end what was cancelled. A connection that takes longer is given up.
constexpr std::chrono::seconds cancelTime{10};

void cancel(PGconn *connection)
{
    const std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> handle(PQgetCancel(connection),
                                                                    &PQfreeCancel);
    char error[256];
    if (handle)
        static_cast<void>(PQcancel(handle.get(), error, sizeof error));
}

} // namespace

bool ScriptWatch::goesOn()
{
    if (m_reason)
        return false;
    const auto now = Clock::now();
    if (m_options.stopToken.stop_requested()) {
        m_reason = std::make_exception_ptr(PgError("the server stops", "57P01"));
    } else if (now >= m_end) {
        m_reason = std::make_exception_ptr(PgError("the script's deadline has passed", "57014"));
    } else if (now >= m_nextProgress && m_options.onProgress) {
        m_nextProgress = now + std::chrono::seconds(1);
        try {
            m_options.onProgress();
        } catch (...) {
            m_reason = std::current_exception();
        }
    }
    return !m_reason;
}

bool ScriptWatch::awaitResult(PGconn *connection)
{
    while (PQisBusy(connection) != 0) {
        if (!goesOn())
            return false;
        pollfd descriptor{PQsocket(connection), POLLIN, 0};
        static_cast<void>(::poll(&descriptor, 1, static_cast<int>(slice.count())));
        if (PQconsumeInput(connection) == 0)
            return true; // PQgetResult() tells what is wrong
    }
    return true;
}

ScriptWatch::End ScriptWatch::run(PgConnection &session, const std::string &sql)
{
    PGconn *connection = session.get();
    if (!goesOn())
        return {0, std::nullopt, m_reason};
    if (PQsendQuery(connection, sql.c_str()) == 0)
        throw PgError(PQerrorMessage(connection), {});
    End end;
    Clock::time_point givenUp = Clock::time_point::max();
    for (;;) {
        if (givenUp == Clock::time_point::max() && !awaitResult(connection)) {
            cancel(connection);
            givenUp = Clock::now() + cancelTime;
        }
        while (givenUp != Clock::time_point::max() && PQisBusy(connection) != 0) {
            if (Clock::now() >= givenUp) {
                end.reason = m_reason; // the session stays busy, and so is never used again
                return end;
            }
            pollfd descriptor{PQsocket(connection), POLLIN, 0};
            static_cast<void>(::poll(&descriptor, 1, static_cast<int>(slice.count())));
            if (PQconsumeInput(connection) == 0)
                break;
        }
        PGresult *raw = PQgetResult(connection);
        if (raw == nullptr)
            break;
        const PgResult result(raw);
        const ExecStatusType status = PQresultStatus(raw);
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
            ++end.completed;
        else if (status != PGRES_EMPTY_QUERY && !end.error)
            end.error = PgError(raw);
    }
    if (m_reason && end.error) // one that was over before it could be cancelled is as good as any
        end.reason = m_reason;
    if (!end.error && PQstatus(connection) != CONNECTION_OK)
        throw PgError(PQerrorMessage(connection), {});
    return end;
}

void ScriptWatch::sleep(milliseconds time)
{
    const auto end = Clock::now() + time;
    while (goesOn()) {
        const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
        if (left.count() <= 0)
            return;
        std::this_thread::sleep_for(std::min(left, slice));
    }
    std::rethrow_exception(m_reason);
}

} // namespace tw::server
