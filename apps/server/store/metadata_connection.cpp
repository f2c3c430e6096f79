// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/metadata_connection.h"

#include "store/metadata_target.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QRandomGenerator>

#include <algorithm>

namespace tw::server {

namespace {

constexpr std::chrono::milliseconds connectTime{10'000};
/// The server ends a statement at its deadline; what it says of it has to arrive, too.
constexpr std::chrono::milliseconds grace{500};
constexpr std::size_t swollenBytes = std::size_t{4} << 20;

/// libpq's messages have several lines.
std::string oneLine(std::string_view message)
{
    return QString::fromUtf8(message.data(), static_cast<qsizetype>(message.size()))
        .simplified()
        .toStdString();
}

void stop(std::unique_ptr<QSocketNotifier> &notifier)
{
    if (!notifier)
        return;
    notifier->setEnabled(false);
    notifier.release()->deleteLater(); // it may be what is calling
}

} // namespace

MetadataConnection::MetadataConnection(const PgTarget &target, const MetadataLimits &limits,
                                       QObject *parent)
    : QObject(parent), m_target(metadataTarget(target, limits.deadline)), m_limits(limits),
      m_delay(limits.firstDelay)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &MetadataConnection::onTimeout);
    m_timer.start(0);
}

MetadataConnection::~MetadataConnection() { close(); }

/// libpq would block while it asks for a host's address.
void MetadataConnection::begin()
{
    std::string host;
    for (const auto &[name, value] : m_target.parameters()) {
        if (name == "host")
            host = value;
        if (name == "hostaddr")
            return connectTo({});
    }
    const bool isName = !host.empty() && host.front() != '/' && host.front() != '@' &&
                        host.find(',') == std::string::npos &&
                        QHostAddress(QString::fromStdString(host)).isNull();
    if (!isName)
        return connectTo({});
    m_state = State::Resolving;
    m_timer.start(connectTime);
    QHostInfo::lookupHost(QString::fromStdString(host), this, [this](const QHostInfo &info) {
        if (m_state != State::Resolving)
            return;
        if (info.addresses().isEmpty())
            return drop(info.errorString().toStdString());
        connectTo(info.addresses().first().toString().toStdString());
    });
}

void MetadataConnection::connectTo(const std::string &address)
{
    std::vector<const char *> names;
    std::vector<const char *> values;
    for (const auto &[name, value] : m_target.parameters()) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    if (!address.empty()) {
        names.push_back("hostaddr");
        values.push_back(address.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    m_state = State::Connecting;
    m_timer.start(connectTime);
    m_connection.reset(PQconnectStartParams(names.data(), values.data(), 0));
    if (!m_connection)
        return drop("out of memory");
    if (PQstatus(m_connection.get()) == CONNECTION_BAD)
        return drop(oneLine(PQerrorMessage(m_connection.get())));
    PQsetNoticeProcessor(
        m_connection.get(), [](void *, const char *) {}, nullptr);
    watchSocket();
    m_writable->setEnabled(true);
}

void MetadataConnection::watchSocket()
{
    const int socket = PQsocket(m_connection.get());
    if (m_readable && m_readable->socket() == socket && m_readable->isValid())
        return;
    stop(m_readable);
    stop(m_writable);
    m_readable = std::make_unique<QSocketNotifier>(socket, QSocketNotifier::Read);
    m_writable = std::make_unique<QSocketNotifier>(socket, QSocketNotifier::Write);
    m_readable->setEnabled(false);
    m_writable->setEnabled(false);
    connect(m_readable.get(), &QSocketNotifier::activated, this, [this] {
        if (m_state == State::Up)
            onReadable();
        else
            poll();
    });
    connect(m_writable.get(), &QSocketNotifier::activated, this, [this] {
        if (m_state == State::Up)
            flush();
        else
            poll();
    });
}

void MetadataConnection::poll()
{
    if (m_state != State::Connecting)
        return;
    m_readable->setEnabled(false);
    m_writable->setEnabled(false);
    const PostgresPollingStatusType status = PQconnectPoll(m_connection.get());
    if (status == PGRES_POLLING_FAILED)
        return drop(oneLine(PQerrorMessage(m_connection.get())));
    watchSocket();
    if (status == PGRES_POLLING_OK)
        return becomeUp();
    m_readable->setEnabled(status == PGRES_POLLING_READING);
    m_writable->setEnabled(status == PGRES_POLLING_WRITING);
}

void MetadataConnection::becomeUp()
{
    if (PQsetnonblocking(m_connection.get(), 1) != 0 ||
        PQenterPipelineMode(m_connection.get()) != 1)
        return drop(oneLine(PQerrorMessage(m_connection.get())));
    PQsetErrorVerbosity(m_connection.get(), PQERRORS_TERSE); // no values in the log
    m_timer.stop();
    m_delay = m_limits.firstDelay;
    m_state = State::Up;
    m_reason.clear();
    m_readable->setEnabled(true);
    emit up();
}

void MetadataConnection::send(StatementCall call)
{
    PGconn *connection = m_connection.get();
    const Statement &statement = *call.statement;
    m_calls.push_back({std::move(call), false, {}, {}});
    Pending &pending = m_calls.back();
    const BoundParameters bound(pending.call.values);
    bool isSent = true;
    if (m_prepared.insert(statement.name).second) {
        pending.isPreparing = true;
        isSent = PQsendPrepare(connection, statement.name, statement.sql, 0, nullptr) == 1;
    }
    isSent = isSent &&
             PQsendQueryPrepared(connection, statement.name, static_cast<int>(bound.data.size()),
                                 bound.data.data(), bound.lengths.data(), bound.formats.data(),
                                 1) == 1 &&
             PQpipelineSync(connection) == 1;
    m_isSwollen = m_isSwollen || bound.bytes > swollenBytes;
    if (!isSent)
        return drop(oneLine(PQerrorMessage(connection)));
    flush();
}

void MetadataConnection::flush()
{
    const int left = PQflush(m_connection.get());
    if (left < 0)
        return drop(oneLine(PQerrorMessage(m_connection.get())));
    m_writable->setEnabled(left > 0);
}

void MetadataConnection::onReadable()
{
    PGconn *connection = m_connection.get();
    const bool isAlive = PQconsumeInput(connection) == 1;
    int empty = 0; // a null result stands between two statements; more of them mean the end
    while (!m_calls.empty() && empty < 3 && PQisBusy(connection) == 0) {
        PGresult *result = PQgetResult(connection);
        empty = result == nullptr ? empty + 1 : 0;
        if (result != nullptr)
            take(PgResult(result));
    }
    if (!isAlive || PQstatus(connection) != CONNECTION_OK) {
        drop(oneLine(PQerrorMessage(connection)));
    } else if (m_isSwollen && m_calls.empty()) {
        close();
        m_timer.start(0);
    }
    if (!m_finished.empty())
        emit answered();
}

void MetadataConnection::take(PgResult result)
{
    Pending &front = m_calls.front();
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC)
        return finishFront();
    if (status == PGRES_COMMAND_OK && front.isPreparing) {
        front.isPreparing = false;
    } else if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        front.result = std::move(result);
    } else if (status != PGRES_PIPELINE_ABORTED && !front.error) {
        front.error = PgError(oneLine(PQresultErrorMessage(result.get())), result.sqlState());
        if (front.isPreparing)
            m_prepared.erase(front.call.statement->name);
    }
}

/// The Sync is through, and so the statement is committed, or has failed for good.
void MetadataConnection::finishFront()
{
    Pending front = std::move(m_calls.front());
    m_calls.pop_front();
    if (front.error)
        m_finished.push_back({std::move(front.call), std::move(*front.error)});
    else if (front.result)
        m_finished.push_back({std::move(front.call), std::move(*front.result)});
    else
        m_finished.push_back(
            {std::move(front.call), PgError("the server sent no result", "XX000")});
}

void MetadataConnection::close()
{
    stop(m_readable);
    stop(m_writable);
    m_connection.reset();
    m_prepared.clear();
    m_isSwollen = false;
    m_state = State::Waiting;
}

void MetadataConnection::drop(const std::string &reason)
{
    m_reason = reason;
    close();
    for (Pending &pending : m_calls) {
        // An error that is no farewell is the statement's own and rolled it back.
        if (pending.error && !pending.error->isUnavailable())
            m_finished.push_back({std::move(pending.call), std::move(*pending.error)});
        else
            m_lost.push_back(std::move(pending.call));
    }
    m_calls.clear();
    const double jitter = 0.5 + QRandomGenerator::global()->generateDouble() / 2;
    m_timer.start(std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(m_delay.count()) * jitter)));
    m_delay = std::min(m_delay * 2, m_limits.longestDelay);
    // Whoever called send() is not ready to hear of it.
    QMetaObject::invokeMethod(this, &MetadataConnection::lost, Qt::QueuedConnection);
}

void MetadataConnection::onTimeout()
{
    if (m_state == State::Waiting)
        begin();
    else if (m_state != State::Up)
        drop("no connection was made in time");
}

void MetadataConnection::checkDeadline(std::chrono::steady_clock::time_point now)
{
    if (!m_calls.empty() && m_calls.front().call.deadline + grace < now)
        drop("the server did not answer in time");
}

} // namespace tw::server
