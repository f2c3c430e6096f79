// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/budget.h"
#include "net/poller.h"
#include "net/request_parser.h"
#include "net/user_shares.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tw::server {

class Connection;
class VirtualSocket;

/// The budgets are one for all fronts that got a copy of the same limits.
struct FrontLimits {
    RequestLimits request;
    std::size_t pipelinedBytes = 64 * 1024;    ///< kept unread while a request is in flight
    std::size_t minBytesPerSecond = 16 * 1024; ///< of a body; of a response that is read
    std::chrono::milliseconds idle{30'000};
    std::chrono::milliseconds header{10'000};
    std::chrono::milliseconds body{15'000};      ///< that it may lag behind the least rate
    std::chrono::milliseconds response{900'000}; ///< that an answer may take to be made
    std::chrono::milliseconds write{15'000};     ///< that reading may lag behind the least rate
    std::chrono::milliseconds linger{2'000};     ///< for the client to read a refusal
    std::chrono::milliseconds handshake{20};     ///< for those that have begun before a drain
    std::chrono::milliseconds firstRequest{200}; ///< for those that have connected before a drain
    std::shared_ptr<Budget> connections = std::make_shared<Budget>(4096);
    /// Of request bodies, from when their size is known until they are answered.
    std::shared_ptr<Budget> bodyBytes = std::make_shared<Budget>(std::size_t{256} << 20);
    /// Of them, what each user has; none: users are not told apart.
    std::shared_ptr<UserShares> userBodies = nullptr;
    /// Of answers that clients are slow to read.
    std::shared_ptr<Budget> unsentBytes = std::make_shared<Budget>(std::size_t{64} << 20);
    std::shared_ptr<Budget> requestsInFlight = std::make_shared<Budget>(4096);
    std::vector<std::string> vitalTargets = {}; ///< served beside those in flight: who watches a
                                                ///< busy server must not take it for a dead one
};

/// What the front itself answers, to a request that QHttpServer never sees.
struct FrontRefusal {
    std::string fields; ///< header lines with their ends; no framing
    std::string body;
};

/// The body of a direct answer. Without an owner its bytes need to last for the call only.
struct DirectBody {
    std::string_view bytes;
    std::shared_ptr<const void> owner = nullptr;
};

/// Answers a request that was taken past QHttpServer: once, on the front's loop. Whoever holds it
/// need not care whether the client or the front is still there. `fields` are header lines with
/// their ends; no framing.
class DirectReply {
public:
    DirectReply(std::weak_ptr<Connection> connection, std::uint64_t request)
        : m_connection(std::move(connection)), m_request(request)
    {
    }
    void operator()(int status, std::string_view fields, const DirectBody &body) const;
    /// Stopped when the client closes the connection before there is an answer. One that closes its
    /// own direction only and waits is asked by a `100 Continue`, which it has to pass over.
    [[nodiscard]] std::stop_token gone() const;

private:
    std::weak_ptr<Connection> m_connection;
    std::uint64_t m_request;
};

/// Takes a request instead of QHttpServer, and returns true; or leaves it as it is.
using DirectHandler = std::function<bool(RequestMessage &message, const DirectReply &reply)>;

/// Listens, owns the descriptors of its connections and shows QHttpServer only complete and clean
/// requests, one at a time a connection. Belongs to one event loop; several fronts may share an
/// address.
class Front final : public QTcpServer, private PollTarget {
    Q_OBJECT
public:
    /// The user that the head of a request names; empty for nobody.
    using UserReader = std::function<std::string(const RequestMessage &head)>;
    using RefusalWriter = std::function<FrontRefusal(int status, std::string_view reason)>;

    explicit Front(FrontLimits limits, QObject *parent = nullptr);
    ~Front() override;

    /// How to word refusals; plain text otherwise.
    void setRefusalWriter(RefusalWriter writer) { m_refusalWriter = std::move(writer); }

    /// Who is asked first about each request.
    void setDirectHandler(DirectHandler handler) { m_directHandler = std::move(handler); }

    /// Who tells the users of `FrontLimits::userBodies` apart.
    void setUserReader(UserReader reader) { m_userReader = std::move(reader); }

    /// Port 0 is any free one. With `shared`, other fronts may listen there too (SO_REUSEPORT).
    /// Returns an empty string, or why it could not.
    [[nodiscard]] std::string listenOn(const QHostAddress &address, quint16 port, bool shared);

    /// Serves whom the kernel has let in, takes no more connections, lets requests in flight be
    /// answered and closes the rest; emits `drained`.
    void drain();
    [[nodiscard]] bool isDraining() const { return m_draining; }

    [[nodiscard]] std::size_t connectionCount() const { return m_connections.size(); }
    [[nodiscard]] const FrontLimits &limits() const { return m_limits; }
    [[nodiscard]] bool isVital(std::string_view target) const;
    [[nodiscard]] std::string userOf(const RequestMessage &head) const
    {
        return m_userReader ? m_userReader(head) : std::string();
    }
    [[nodiscard]] FrontRefusal refusal(int status, std::string_view reason) const;
    /// The `Date` field's line, made once a second.
    [[nodiscard]] const std::string &dateLine();

    [[nodiscard]] bool hasPendingConnections() const override { return !m_pending.empty(); }
    /// For QHttpServer.
    [[nodiscard]] QTcpSocket *nextPendingConnection() override;

signals:
    void drained();

private:
    friend class Connection;

    void takeEvents(std::uint32_t events) override;
    /// False when nobody waits.
    bool acceptOne();
    void adopt(int descriptor);
    void turnAway(int descriptor);
    void stopListening();
    void handOver(VirtualSocket *socket);
    void callLater(const std::shared_ptr<Connection> &connection);
    void callDue();
    void forget(Connection *connection);
    void expireDue();
    void emitWhenDrained();

    FrontLimits m_limits;
    RefusalWriter m_refusalWriter;
    DirectHandler m_directHandler;
    UserReader m_userReader;
    Poller m_poller;
    int m_listening = -1;
    Poller::Ticket m_listeningTicket = 0; ///< while `m_listening`
    std::unordered_map<Connection *, std::shared_ptr<Connection>> m_connections;
    std::vector<std::shared_ptr<Connection>> m_due;
    std::vector<VirtualSocket *> m_pending;
    QTimer m_tick;
    std::string m_dateLine;
    qint64 m_dateSecond = 0;
    bool m_draining = false;
};

} // namespace tw::server
