// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"

#include <QHttpServerRequest>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

using Handler = std::function<Response(const Request &)>;

/// Where a handler runs. What may block runs on a worker.
enum class RunsOn : std::uint8_t { EventLoop, Worker, DatabaseWorker };

enum class BodyRule : std::uint8_t { None, Json, OptionalJson };

/// One call of the API.
struct Route {
    QHttpServerRequest::Method method;
    std::string pattern; ///< `/api/v1/schemas/<arg>/sql`; at most two `<arg>`
    BodyRule body = BodyRule::None;
    std::vector<std::string_view> produces; ///< media types, the default first
    RunsOn runsOn = RunsOn::EventLoop;
    Handler handler;
};

/// All calls, declared once; every event loop registers the same ones.
using Routes = std::vector<Route>;

[[nodiscard]] std::string_view spelling(QHttpServerRequest::Method method);

/// The methods of the routes that `path` fits, HEAD and OPTIONS included: `GET, HEAD, OPTIONS`.
/// Empty when there is none.
[[nodiscard]] std::string allowedMethods(const Routes &routes, std::string_view path);

} // namespace tw::server
