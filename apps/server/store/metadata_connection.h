// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/metadata_client.h"

#include <QSocketNotifier>
#include <QTimer>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace tw::server {

/// A statement on its way.
struct StatementCall {
    const Statement *statement = nullptr;
    Parameters values;
    MetadataClient::ResultCompletion done;
    std::chrono::steady_clock::time_point deadline;
    std::size_t attempts = 0; ///< that ended with their connections
};

struct FinishedCall {
    StatementCall call;
    Outcome<PgResult> outcome;
};

/// One non-blocking connection in pipeline mode, which is made anew for ever after it was lost.
/// Never calls a completion: it tells its owner what came of the calls.
class MetadataConnection final : public QObject {
    Q_OBJECT
public:
    MetadataConnection(const PgTarget &target, const MetadataLimits &limits, QObject *parent);
    ~MetadataConnection() override;

    [[nodiscard]] bool isUp() const { return m_state == State::Up; }
    [[nodiscard]] std::size_t inFlight() const { return m_calls.size(); }
    [[nodiscard]] std::vector<FinishedCall> takeFinished() { return std::exchange(m_finished, {}); }
    [[nodiscard]] std::vector<StatementCall> takeLost() { return std::exchange(m_lost, {}); }
    /// Why it is down.
    [[nodiscard]] const std::string &reason() const { return m_reason; }
    /// Only when it is up. A failure comes by `lost`, later.
    void send(StatementCall call);
    /// Gives the connection up when its oldest call is past its deadline.
    void checkDeadline(std::chrono::steady_clock::time_point now);

signals:
    /// Something was answered; `takeFinished()` has it.
    void answered();
    void up();
    /// `takeLost()` has what was under way.
    void lost();

private:
    enum class State : std::uint8_t { Waiting, Resolving, Connecting, Up };
    struct Finish {
        void operator()(PGconn *connection) const { PQfinish(connection); }
    };
    struct Pending {
        StatementCall call;
        bool isPreparing = false; ///< the next result is that of its preparation
        std::optional<PgResult> result;
        std::optional<PgError> error;
    };

    void begin();
    void connectTo(const std::string &address);
    void watchSocket();
    void poll();
    void becomeUp();
    void onReadable();
    void flush();
    void take(PgResult result);
    void finishFront();
    void close();
    void drop(const std::string &reason);
    void onTimeout();

    PgTarget m_target;
    const MetadataLimits &m_limits;
    State m_state = State::Waiting;
    std::unique_ptr<PGconn, Finish> m_connection;
    std::unique_ptr<QSocketNotifier> m_readable;
    std::unique_ptr<QSocketNotifier> m_writable;
    QTimer m_timer; ///< to the next attempt, or to the end of this one
    std::chrono::milliseconds m_delay;
    std::unordered_set<std::string_view> m_prepared; ///< names of statements
    std::deque<Pending> m_calls;
    bool m_isSwollen = false; ///< libpq keeps the memory that its largest message took
    std::vector<FinishedCall> m_finished;
    std::vector<StatementCall> m_lost;
    std::string m_reason;
};

} // namespace tw::server
