// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/front.h"

#include "net/connection.h"
#include "net/reason_phrase.h"
#include "net/virtual_socket.h"

#include <fmt/format.h>

#include <QDateTime>
#include <QLocale>
#include <QMetaMethod>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tw::server {

namespace {

constexpr int acceptBacklog = 1024;
/// Then those that are in have their turn.
constexpr int acceptsATurn = 64;
constexpr std::chrono::milliseconds tickInterval{200};

void setOption(int descriptor, int level, int option)
{
    const int one = 1;
    ::setsockopt(descriptor, level, option, &one, sizeof one);
}

/// Has the kernel drop segments with SYN and without ACK; a socket's filter sees the TCP header.
void refuseHandshakes(int descriptor)
{
    constexpr std::uint32_t flagsOffset = 13;
    constexpr std::uint32_t syn = 0x02;
    constexpr std::uint32_t synAndAck = 0x12;
    std::array<sock_filter, 5> code{{
        {BPF_LD | BPF_B | BPF_ABS, 0, 0, flagsOffset},
        {BPF_ALU | BPF_AND | BPF_K, 0, 0, synAndAck},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, syn},
        {BPF_RET | BPF_K, 0, 0, 0},
        {BPF_RET | BPF_K, 0, 0, 0xFFFFFFFF},
    }};
    const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
    ::setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
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

} // namespace

void DirectReply::operator()(int status, std::string_view fields, const DirectBody &body) const
{
    if (const auto connection = m_connection.lock())
        connection->answer(m_request, status, fields, body);
}

std::stop_token DirectReply::gone() const
{
    const auto connection = m_connection.lock();
    return connection ? connection->goneToken(m_request) : std::stop_token();
}

Front::Front(FrontLimits limits, QObject *parent) : QTcpServer(parent), m_limits(std::move(limits))
{
    connect(&m_tick, &QTimer::timeout, this, &Front::expireDue);
    m_tick.start(tickInterval);
}

Front::~Front()
{
    if (m_listening >= 0)
        m_poller.remove(m_listeningTicket);
    // What they hold goes with the base class, when this is no Front any more.
    m_due.clear();
    m_connections.clear();
}

std::string Front::listenOn(const QHostAddress &address, quint16 port, bool shared)
{
    if (!m_poller.isValid())
        return "no descriptor for epoll";
    sockaddr_storage storage{};
    const socklen_t size = fillAddress(storage, address, port);
    const int descriptor =
        ::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return std::strerror(errno);
    setOption(descriptor, SOL_SOCKET, SO_REUSEADDR);
    setOption(descriptor, IPPROTO_TCP, TCP_NODELAY); // those that it accepts have it too
    if (shared)
        setOption(descriptor, SOL_SOCKET, SO_REUSEPORT);
    if (::bind(descriptor, reinterpret_cast<const sockaddr *>(&storage), size) != 0 ||
        ::listen(descriptor, acceptBacklog) != 0 || !setSocketDescriptor(descriptor)) {
        std::string reason = std::strerror(errno);
        ::close(descriptor);
        return reason;
    }
    pauseAccepting(); // QTcpServer is to know the port only
    const auto ticket = m_poller.add(descriptor, *this, EPOLLIN);
    if (!ticket)
        return std::strerror(errno);
    m_listening = descriptor;
    m_listeningTicket = *ticket;
    return {};
}

void Front::takeEvents(std::uint32_t /*events*/)
{
    for (int i = 0; i < acceptsATurn && acceptOne(); ++i) {
    }
}

bool Front::acceptOne()
{
    const int descriptor = ::accept4(m_listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
        adopt(descriptor);
        return true;
    }
    // When descriptors run out, the queue stays as it is until the next tick.
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        m_poller.change(m_listeningTicket, 0);
    return errno == EINTR || errno == ECONNABORTED;
}

void Front::adopt(int descriptor)
{
    BudgetShare share(m_limits.connections);
    if (!share.growTo(1))
        return turnAway(descriptor);
    const auto connection = std::make_shared<Connection>(*this, descriptor, std::move(share));
    if (connection->start())
        m_connections.emplace(connection.get(), connection);
}

void Front::turnAway(int descriptor)
{
    const FrontRefusal answer = refusal(503, "too many connections");
    const std::string bytes =
        fmt::format("HTTP/1.1 503 {}\r\n{}{}Retry-After: 1\r\nContent-Length: {}\r\nConnection: "
                    "close\r\n\r\n{}",
                    reasonPhrase(503), dateLine(), answer.fields, answer.body.size(), answer.body);
    // Bytes that nobody read would make a reset of the end, and that might overtake the answer.
    std::array<char, 16 * 1024> unread;
    static_cast<void>(::recv(descriptor, unread.data(), unread.size(), MSG_DONTWAIT));
    static_cast<void>(::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    ::close(descriptor);
}

void Front::handOver(VirtualSocket *socket)
{
    m_pending.push_back(socket);
    // addPendingConnection() would have QTcpServer watch the listening descriptor again.
    static const QMetaMethod available =
        QMetaMethod::fromSignal(&QTcpServer::pendingConnectionAvailable);
    available.invoke(this, Qt::DirectConnection);
}

QTcpSocket *Front::nextPendingConnection()
{
    if (m_pending.empty())
        return nullptr;
    VirtualSocket *socket = m_pending.back();
    m_pending.pop_back();
    return socket;
}

void Front::callLater(const std::shared_ptr<Connection> &connection)
{
    if (m_due.empty())
        QMetaObject::invokeMethod(this, &Front::callDue, Qt::QueuedConnection);
    m_due.push_back(connection);
}

void Front::callDue()
{
    const auto due = std::exchange(m_due, {});
    for (const auto &connection : due)
        connection->resume();
}

void Front::forget(Connection *connection)
{
    m_connections.erase(connection);
    emitWhenDrained();
}

void Front::drain()
{
    if (m_draining)
        return;
    m_draining = true;
    if (m_listening >= 0) {
        // Closing resets whoever is in the queue or in a handshake: let nobody begin one, and give
        // those that have begun the time to end. A client asks again after a second, and finds the
        // next server or nobody.
        refuseHandshakes(m_listening);
        QTimer::singleShot(m_limits.handshake, this, &Front::stopListening);
    }
    std::vector<std::shared_ptr<Connection>> connections;
    connections.reserve(m_connections.size());
    for (const auto &entry : m_connections)
        connections.push_back(entry.second);
    for (const auto &connection : connections)
        connection->closeWhenIdle();
    if (m_listening < 0)
        QMetaObject::invokeMethod(this, &Front::emitWhenDrained, Qt::QueuedConnection);
}

void Front::stopListening()
{
    while (acceptOne()) {
    }
    m_poller.remove(m_listeningTicket);
    m_listening = -1;
    close();
    emitWhenDrained();
}

void Front::emitWhenDrained()
{
    if (m_draining && m_listening < 0 && m_connections.empty())
        emit drained();
}

void Front::expireDue()
{
    if (m_listening >= 0)
        m_poller.change(m_listeningTicket, EPOLLIN);
    const auto now = Connection::Clock::now();
    for (const auto &entry : m_connections)
        entry.second->expireIfDue(now); // takes itself from here only later
}

bool Front::isVital(std::string_view target) const
{
    return std::ranges::find(m_limits.vitalTargets, target) != m_limits.vitalTargets.end();
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
