// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/authenticator.h"
#include "http/exchange.h"
#include "http/message.h"
#include "http/problem.h"
#include "http/routes.h"
#include "http/workers.h"
#include "net/front.h"

#include <QHttpServer>
#include <QObject>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// An answer as it was given.
struct Answered {
    const Route *route = nullptr; ///< null: the request fitted none, or the front refused it
    std::size_t routeIndex = 0;   ///< among the routes; their number when there is none
    std::string_view method = {}; ///< as QHttpServer sees it; empty when it could not be read
    std::string_view requestId = {};
    int status = 0;
    std::size_t bytes = 0; ///< of the content
    std::chrono::nanoseconds time{0};
};

/// Hears of every answer. Thread-safe.
using Observer = std::function<void(const Answered &)>;

/// What all event loops share. Outlives them.
struct EndpointContext {
    std::shared_ptr<const Authenticator> authenticator;
    Workers &workers;
    FrontLimits limits;
    Explain explain;
    Observer observe;
    std::vector<std::string> crossOrigins; ///< that a browser's pages may come from; may be empty
};

/// The API at one address in one event loop: the strict front, QHttpServer behind it, the routes.
/// Before it is destroyed, `Workers::finish()` must have returned.
class Endpoint final : public QObject {
    Q_OBJECT
public:
    Endpoint(const EndpointContext &context, Routes routes, QObject *parent = nullptr);

    /// See `Front::listenOn()`.
    [[nodiscard]] std::string listenOn(const QHostAddress &address, quint16 port, bool shared);
    [[nodiscard]] quint16 port() const { return m_front->serverPort(); }
    [[nodiscard]] Front &front() { return *m_front; }

private:
    void add(const Route &route);
    void handle(const Route &route, Request request, QHttpServerResponder &&responder);
    [[nodiscard]] bool handleDirectly(RequestMessage &message, const DirectReply &reply);
    void handleMissing(const QHttpServerRequest &request, QHttpServerResponder &&responder);
    void dispatch(const Route &route, Request request, Exchange::Writer write);
    /// What is wrong with the request in the eyes of its route.
    [[nodiscard]] std::optional<Problem> check(const Route &route, Request &request) const;

    const EndpointContext &m_context;
    QHttpServer m_server;
    Front *m_front;        ///< owned by m_server once it listens
    const Routes m_routes; ///< what its clients drop is still answered
};

} // namespace tw::server
