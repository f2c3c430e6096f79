// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/front.h"

#include "net/connection.h"
#include "net/reason_phrase.h"
#include "net/virtual_socket.h"

#include <fmt/format.h>

#include <QDateTime>
#include <QLocale>

#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tw::server {

namespace {

constexpr int acceptBacklog = 1024;
constexpr std::chrono::milliseconds tickInterval{200};

void setOption(int descriptor, int level, int option)
{
    const int one = 1;
    ::setsockopt(descriptor, level, option, &one, sizeof one);
}

socklen_t fillAddress(sockaddr_storage &storage, const QHostAddress &address, quint16 port)
{
    std::memset(&storage, 0, sizeof storage);
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        sockaddr_in6 in6{};
        in6.sin6_family = AF_INET6;
        in6.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&in6.sin6_addr, &bytes, sizeof in6.sin6_addr);
        std::memcpy(&storage, &in6, sizeof in6);
        return sizeof in6;
    }
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    in.sin_addr.s_addr = htonl(address.toIPv4Address());
    std::memcpy(&storage, &in, sizeof in);
    return sizeof in;
}

QHostAddress peerOf(int descriptor)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    if (::getpeername(descriptor, reinterpret_cast<sockaddr *>(&storage), &size) != 0)
        return {};
    return QHostAddress(reinterpret_cast<const sockaddr *>(&storage));
}

} // namespace

Front::Front(const FrontLimits &limits, QObject *parent) : QTcpServer(parent), m_limits(limits)
{
    connect(&m_tick, &QTimer::timeout, this, &Front::expireDue);
    m_tick.start(tickInterval);
    // Qt stops accepting for good when descriptors run out; they come back.
    connect(this, &QTcpServer::acceptError, this, [this] {
        QTimer::singleShot(tickInterval, this, [this] {
            if (!m_draining)
                resumeAccepting();
        });
    });
}

Front::~Front()
{
    // Children go with the base class, when this is no Front any more.
    const auto connections = std::exchange(m_connections, {});
    for (Connection *connection : connections)
        delete connection;
}

std::string Front::listenOn(const QHostAddress &address, quint16 port, bool shared)
{
    sockaddr_storage storage{};
    const socklen_t size = fillAddress(storage, address, port);
    const int descriptor =
        ::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return std::strerror(errno);
    setOption(descriptor, SOL_SOCKET, SO_REUSEADDR);
    if (shared)
        setOption(descriptor, SOL_SOCKET, SO_REUSEPORT);
    if (::bind(descriptor, reinterpret_cast<const sockaddr *>(&storage), size) != 0 ||
        ::listen(descriptor, acceptBacklog) != 0 || !setSocketDescriptor(descriptor)) {
        std::string reason = std::strerror(errno);
        ::close(descriptor);
        return reason;
    }
    return {};
}

void Front::incomingConnection(qintptr handle)
{
    const int descriptor = static_cast<int>(handle);
    if (m_draining || m_connections.size() >= m_limits.connections) {
        const FrontRefusal answer = refusal(503, "too many connections");
        const std::string bytes = fmt::format(
            "HTTP/1.1 503 {}\r\n{}{}Retry-After: 1\r\nContent-Length: {}\r\nConnection: "
            "close\r\n\r\n{}",
            reasonPhrase(503), dateLine(), answer.fields, answer.body.size(), answer.body);
        static_cast<void>(
            ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
        ::close(descriptor);
        return;
    }
    setOption(descriptor, IPPROTO_TCP, TCP_NODELAY);
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    auto *connection = new Connection(*this, descriptor, peerOf(descriptor));
    m_connections.insert(connection);
    addPendingConnection(connection->socket());
}

void Front::forget(Connection *connection)
{
    m_connections.erase(connection);
    if (m_draining && m_connections.empty())
        emit drained();
}

void Front::drain()
{
    m_draining = true;
    close();
    const std::vector<Connection *> connections(m_connections.begin(), m_connections.end());
    for (Connection *connection : connections)
        connection->closeWhenIdle();
    if (connections.empty())
        QMetaObject::invokeMethod(this, &Front::drained, Qt::QueuedConnection);
}

void Front::expireDue()
{
    const auto now = Connection::Clock::now();
    for (Connection *connection : m_connections)
        connection->expireIfDue(now); // takes itself from the set only later
}

FrontRefusal Front::refusal(int status, std::string_view reason) const
{
    if (m_refusalWriter)
        return m_refusalWriter(status, reason);
    return {"Content-Type: text/plain; charset=utf-8\r\n", fmt::format("{}\n", reason)};
}

const std::string &Front::dateLine()
{
    const qint64 second = QDateTime::currentSecsSinceEpoch();
    if (second != m_dateSecond) {
        m_dateSecond = second;
        m_dateLine = "Date: " +
                     QLocale::c()
                         .toString(QDateTime::fromSecsSinceEpoch(second, Qt::UTC),
                                   QStringLiteral("ddd, dd MMM yyyy hh:mm:ss"))
                         .toStdString() +
                     " GMT\r\n";
    }
    return m_dateLine;
}

} // namespace tw::server
