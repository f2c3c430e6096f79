// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/request_parser.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTimer>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace tw::server {

class Connection;
class VirtualSocket;

struct FrontLimits {
    RequestLimits request;
    std::size_t connections = 4096;
    std::size_t pipelinedBytes = 64 * 1024;    ///< kept unread while a request is in flight
    std::size_t minBytesPerSecond = 16 * 1024; ///< of a body; of a response that is read
    std::chrono::milliseconds idle{30'000};
    std::chrono::milliseconds header{10'000};
    std::chrono::milliseconds body{15'000};      ///< and more at the least rate
    std::chrono::milliseconds response{900'000}; ///< what QHttpServer may take
    std::chrono::milliseconds write{15'000};     ///< and more at the least rate
    std::chrono::milliseconds linger{2'000};     ///< for the client to read a refusal
};

/// What the front itself answers, to a request that QHttpServer never sees.
struct FrontRefusal {
    std::string fields; ///< header lines with their ends; no framing
    std::string body;
};

/// Answers a request that was taken past QHttpServer: once, on the front's loop, also when the
/// client has gone meanwhile. `fields` are header lines with their ends; no framing.
using DirectReply = std::function<void(int status, std::string_view fields, std::string_view body)>;

/// Takes a request instead of QHttpServer, and returns true; or leaves it as it is.
using DirectHandler = std::function<bool(RequestMessage &message, const DirectReply &reply)>;

/// Listens, owns the descriptors of its connections and shows QHttpServer only complete and clean
/// requests, one at a time a connection. Belongs to one event loop; several fronts may share an
/// address.
class Front final : public QTcpServer {
    Q_OBJECT
public:
    using RefusalWriter = std::function<FrontRefusal(int status, std::string_view reason)>;

    explicit Front(const FrontLimits &limits, QObject *parent = nullptr);
    ~Front() override;

    /// How to word refusals; plain text otherwise.
    void setRefusalWriter(RefusalWriter writer) { m_refusalWriter = std::move(writer); }

    /// Who is asked first about each request.
    void setDirectHandler(DirectHandler handler) { m_directHandler = std::move(handler); }

    /// Port 0 is any free one. With `shared`, other fronts may listen there too (SO_REUSEPORT).
    /// Returns an empty string, or why it could not.
    [[nodiscard]] std::string listenOn(const QHostAddress &address, quint16 port, bool shared);

    /// Takes no more connections and lets requests in flight be answered; emits `drained`.
    void drain();
    [[nodiscard]] bool isDraining() const { return m_draining; }

    [[nodiscard]] std::size_t connectionCount() const { return m_connections.size(); }
    [[nodiscard]] const FrontLimits &limits() const { return m_limits; }
    [[nodiscard]] FrontRefusal refusal(int status, std::string_view reason) const;
    /// The `Date` field's line, made once a second.
    [[nodiscard]] const std::string &dateLine();

signals:
    void drained();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    friend class Connection;
    void forget(Connection *connection);
    void expireDue();

    FrontLimits m_limits;
    RefusalWriter m_refusalWriter;
    DirectHandler m_directHandler;
    std::unordered_set<Connection *> m_connections;
    QTimer m_tick;
    std::string m_dateLine;
    qint64 m_dateSecond = 0;
    bool m_draining = false;
};

} // namespace tw::server
