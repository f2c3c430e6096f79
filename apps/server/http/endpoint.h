// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/authenticator.h"
#include "http/message.h"
#include "http/problem.h"
#include "http/routes.h"
#include "http/workers.h"
#include "net/front.h"

#include <QHttpServer>
#include <QObject>

#include <memory>
#include <string>

namespace tw::server {

/// What all event loops share. Outlives them.
struct EndpointContext {
    Routes routes;
    std::shared_ptr<const Authenticator> authenticator;
    Workers &workers;
    FrontLimits limits;
};

/// The API at one address in one event loop: the strict front, QHttpServer behind it, the routes.
/// Before it is destroyed, `Workers::finish()` must have returned.
class Endpoint final : public QObject {
    Q_OBJECT
public:
    explicit Endpoint(const EndpointContext &context, QObject *parent = nullptr);

    /// See `Front::listenOn()`.
    [[nodiscard]] std::string listenOn(const QHostAddress &address, quint16 port, bool shared);
    [[nodiscard]] quint16 port() const { return m_front->serverPort(); }
    [[nodiscard]] Front &front() { return *m_front; }

private:
    using Responder = std::shared_ptr<QHttpServerResponder>;

    void add(const Route &route);
    void handle(const Route &route, Request request, QHttpServerResponder &&responder);
    void handleMissing(const QHttpServerRequest &request, QHttpServerResponder &&responder);
    /// What is wrong with the request in the eyes of its route.
    [[nodiscard]] std::optional<Problem> check(const Route &route, Request &request) const;

    const EndpointContext &m_context;
    QHttpServer m_server;
    Front *m_front; ///< owned by m_server once it listens
};

} // namespace tw::server
