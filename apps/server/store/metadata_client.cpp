// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/metadata_client.h"

#include "store/metadata_connection.h"

#include <QLoggingCategory>

#include <algorithm>
#include <atomic>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcStore, "store")

/// Statements that one connection may have under way: enough to keep the server busy over the way
/// there and back, few enough that the rest can still go to another one.
constexpr std::size_t readWindow = 32;
constexpr std::chrono::milliseconds deadlineStep{100};

/// Completions are the callers' code; no exception of theirs may reach the event loop.
void complete(const MetadataClient::ResultCompletion &done, Outcome<PgResult> outcome)
{
    try {
        done(std::move(outcome));
    } catch (const std::exception &error) {
        qCCritical(lcStore, "a completion threw: %s", error.what());
    }
}

PgError unavailable(const std::string &message) { return {message, {}}; }

} // namespace

/// Connections of one kind with what waits for them.
class ConnectionGroup {
public:
    std::vector<std::unique_ptr<MetadataConnection>> connections;
    std::deque<StatementCall> queue;
    std::size_t queueLimit = 0;
    std::size_t window = 1;
    std::atomic<std::uint64_t> sent{0};

    void dispatch()
    {
        while (!queue.empty()) {
            MetadataConnection *best = nullptr;
            for (const auto &connection : connections)
                if (connection->isUp() && connection->inFlight() < window &&
                    (best == nullptr || connection->inFlight() < best->inFlight()))
                    best = connection.get();
            if (best == nullptr)
                return;
            StatementCall call = std::move(queue.front());
            queue.pop_front();
            sent.fetch_add(1, std::memory_order_relaxed);
            best->send(std::move(call));
        }
    }
    [[nodiscard]] std::size_t inFlight() const
    {
        std::size_t count = 0;
        for (const auto &connection : connections)
            count += connection->inFlight();
        return count;
    }
    [[nodiscard]] std::size_t connected() const
    {
        return static_cast<std::size_t>(
            std::ranges::count_if(connections, [](const auto &each) { return each->isUp(); }));
    }
    /// Takes out what waited for too long; the queue is in the order of deadlines but for retries.
    std::vector<StatementCall> takeLate(std::chrono::steady_clock::time_point now,
                                        const MetadataLimits &limits)
    {
        const auto early = connected() > 0 ? std::chrono::milliseconds(0)
                                           : std::max(limits.deadline - limits.patience,
                                                      std::chrono::milliseconds(0));
        std::vector<StatementCall> late;
        while (!queue.empty() && queue.front().deadline - early < now) {
            late.push_back(std::move(queue.front()));
            queue.pop_front();
        }
        return late;
    }
};

struct MetadataClient::Parts {
    MetadataLimits limits;
    ConnectionGroup reads;
    ConnectionGroup writes;
    QTimer clock;             ///< runs while something is due
    bool isInTrouble = false; ///< said so in the log
    std::atomic<std::uint64_t> lost{0};
    std::atomic<std::size_t> queued{0};
    std::atomic<std::size_t> inFlight{0};
    std::atomic<std::size_t> connected{0};

    void open(MetadataClient &client, const PgTarget &target, ConnectionGroup &group, int count);
    void onUp(ConnectionGroup &group);
    void onAnswered(ConnectionGroup &group, MetadataConnection &connection);
    void onLost(ConnectionGroup &group, MetadataConnection &connection);
    void onClock();
    void publish();
    [[nodiscard]] std::string whyDown(const ConnectionGroup &group) const;
};

void MetadataClient::Parts::open(MetadataClient &client, const PgTarget &target,
                                 ConnectionGroup &group, int count)
{
    for (int i = 0; i < count; ++i) {
        auto &connection = *group.connections.emplace_back(
            std::make_unique<MetadataConnection>(target, limits, nullptr));
        connect(&connection, &MetadataConnection::answered, &client,
                [this, &group, &connection] { onAnswered(group, connection); });
        connect(&connection, &MetadataConnection::lost, &client,
                [this, &group, &connection] { onLost(group, connection); });
        connect(&connection, &MetadataConnection::up, &client, [this, &group] { onUp(group); });
    }
}

void MetadataClient::Parts::onUp(ConnectionGroup &group)
{
    group.dispatch();
    publish();
    if (connected.load() == reads.connections.size() + writes.connections.size() &&
        std::exchange(isInTrouble, false))
        qCInfo(lcStore, "all connections to PostgreSQL are up again");
}

void MetadataClient::Parts::onAnswered(ConnectionGroup &group, MetadataConnection &connection)
{
    std::vector<FinishedCall> finished = connection.takeFinished();
    group.dispatch();
    publish();
    for (FinishedCall &call : finished)
        complete(call.call.done, std::move(call.outcome));
}

void MetadataClient::Parts::onLost(ConnectionGroup &group, MetadataConnection &connection)
{
    lost.fetch_add(1, std::memory_order_relaxed);
    if (!std::exchange(isInTrouble, true))
        qCWarning(lcStore, "lost a connection to PostgreSQL: %s", connection.reason().c_str());
    std::vector<FinishedCall> finished = connection.takeFinished();
    std::vector<StatementCall> calls = connection.takeLost();
    std::vector<StatementCall> failed;
    const auto now = std::chrono::steady_clock::now();
    std::ranges::reverse(calls); // to the front of the queue, the first one last
    for (StatementCall &call : calls) {
        // The next connection may be as dead, only not known to be yet.
        const bool mayRetry = &group == &reads && now < call.deadline;
        if (mayRetry && ++call.attempts <= group.connections.size()) {
            group.queue.push_front(std::move(call));
        } else {
            failed.push_back(std::move(call));
        }
    }
    group.dispatch();
    publish();
    for (FinishedCall &call : finished)
        complete(call.call.done, std::move(call.outcome));
    for (const StatementCall &call : failed)
        complete(call.done, unavailable("the connection was lost: " + connection.reason()));
}

std::string MetadataClient::Parts::whyDown(const ConnectionGroup &group) const
{
    if (group.connected() > 0)
        return "PostgreSQL did not come to the statement in time";
    for (const auto &connection : group.connections)
        if (!connection->reason().empty())
            return "there is no connection to PostgreSQL: " + connection->reason();
    return "there is no connection to PostgreSQL";
}

void MetadataClient::Parts::onClock()
{
    const auto now = std::chrono::steady_clock::now();
    std::vector<std::pair<StatementCall, std::string>> late;
    for (ConnectionGroup *group : {&reads, &writes}) {
        for (const auto &connection : group->connections)
            connection->checkDeadline(now);
        for (StatementCall &call : group->takeLate(now, limits))
            late.emplace_back(std::move(call), whyDown(*group));
    }
    publish();
    for (const auto &[call, reason] : late)
        complete(call.done, unavailable(reason));
}

void MetadataClient::Parts::publish()
{
    const std::size_t waiting = reads.queue.size() + writes.queue.size();
    const std::size_t underWay = reads.inFlight() + writes.inFlight();
    queued.store(waiting, std::memory_order_relaxed);
    inFlight.store(underWay, std::memory_order_relaxed);
    connected.store(reads.connected() + writes.connected(), std::memory_order_relaxed);
    if (waiting + underWay == 0)
        clock.stop();
    else if (!clock.isActive())
        clock.start(deadlineStep);
}

MetadataClient::MetadataClient(const PgTarget &target, MetadataLimits limits, QObject *parent)
    : QObject(parent), m_parts(std::make_unique<Parts>())
{
    m_parts->limits = limits;
    m_parts->reads.queueLimit = limits.queuedReads;
    m_parts->reads.window = readWindow;
    m_parts->writes.queueLimit = limits.queuedWrites;
    m_parts->open(*this, target, m_parts->reads, std::max(limits.readConnections, 1));
    m_parts->open(*this, target, m_parts->writes, std::max(limits.writeConnections, 1));
    connect(&m_parts->clock, &QTimer::timeout, this, [this] { m_parts->onClock(); });
}

MetadataClient::~MetadataClient() = default;

const MetadataLimits &MetadataClient::limits() const { return m_parts->limits; }

void MetadataClient::start(bool isRead, const Statement &statement, Parameters values,
                           ResultCompletion done)
{
    ConnectionGroup &group = isRead ? m_parts->reads : m_parts->writes;
    if (group.queue.size() >= group.queueLimit) {
        // Nobody expects an answer before the question is through.
        QMetaObject::invokeMethod(
            this,
            [done = std::move(done)] {
                complete(done, unavailable("too many statements are waiting for PostgreSQL"));
            },
            Qt::QueuedConnection);
        return;
    }
    group.queue.push_back({&statement, std::move(values), std::move(done),
                           std::chrono::steady_clock::now() + m_parts->limits.deadline, 0});
    group.dispatch();
    m_parts->publish();
}

MetadataClient::Counters MetadataClient::counters() const
{
    return {m_parts->reads.sent.load(),
            m_parts->writes.sent.load(),
            m_parts->lost.load(),
            m_parts->queued.load(),
            m_parts->inFlight.load(),
            m_parts->connected.load(),
            m_parts->reads.connections.size() + m_parts->writes.connections.size()};
}

} // namespace tw::server
