// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/exchange.h"
#include "http/message.h"

#include <QHttpServerRequest>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tw::server {

/// Answers at once, or throws: `RequestError`, or what `Explain` knows.
using Handler = std::function<Response(const Request &)>;
/// Sees to it that the exchange is answered, later as a rule. Runs on the event loop and must not
/// block it.
using AsyncHandler = std::function<void(const ExchangePtr &)>;

/// Where a `Handler` runs. What may block runs on a worker; an `AsyncHandler` is always on the
/// loop. What may wait for a plugin has threads of its own.
enum class RunsOn : std::uint8_t { EventLoop, Worker, DatabaseWorker, PluginWorker };

enum class BodyRule : std::uint8_t {
    None,
    Json,
    OptionalJson,
    Document ///< a schema in one of the languages that the server reads
};

enum class Access : std::uint8_t {
    User,   ///< only for somebody whom the authenticator knows
    Anybody ///< tells nothing of anybody's
};

/// One call of the API. There are thirty: they are in a reader's order.
struct Route { // NOLINT(clang-analyzer-optin.performance.Padding)
    QHttpServerRequest::Method method;
    std::string pattern; ///< `/api/v1/schemas/<arg>/sql`; at most two `<arg>`
    BodyRule body = BodyRule::None;
    std::vector<std::string_view> produces; ///< media types, the default first
    RunsOn runsOn = RunsOn::EventLoop;
    std::variant<Handler, AsyncHandler> handler;
    Access access = Access::User;
    std::vector<std::string_view> parameters = {}; ///< of the query; any other one is refused
    /// Answered by the front itself, past QHttpServer's routing and writing: for the calls that are
    /// made most.
    bool isDirect = false;
    /// Of a direct one: the request's `gone` is stopped when the client goes away.
    bool stopsWithClient = false;
};

/// All calls. Declared in one place and made once for each event loop, with the clients of that
/// loop in its handlers.
using Routes = std::vector<Route>;

[[nodiscard]] std::string_view spelling(QHttpServerRequest::Method method);

/// The methods of the routes that `path` fits, HEAD and OPTIONS included: `GET, HEAD, OPTIONS`.
/// Empty when there is none.
[[nodiscard]] std::string allowedMethods(const Routes &routes, std::string_view path);

/// Whether `path` fits `pattern`; then `arguments` are what stands for each `<arg>`,
/// percent-decoded.
[[nodiscard]] bool fits(std::string_view path, std::string_view pattern,
                        std::vector<std::string> &arguments);

} // namespace tw::server
