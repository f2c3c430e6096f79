// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"
#include "app/operations.h"
#include "app/problems.h"
#include "app/web_page.h"
#include "http/json_writer.h"
#include "store/ping.h"

#include <QTimer>

#include <chrono>

namespace tw::server {

namespace {

constexpr std::chrono::seconds readyTime{1};

Problem notReady(const char *why)
{
    return {503, problem::notReady, why, {}, {{"Retry-After", "2"}, {"Cache-Control", "no-store"}}};
}

/// Ready is who can do what users ask for: the metadata answers, and nobody has said to stop.
void ready(const LoopServices &services, const ExchangePtr &exchange)
{
    const Operations &operations = *services.operations;
    if (operations.isStopping)
        throw RequestError(notReady("the server is stopping"));
    QTimer::singleShot(readyTime, &services.loop, [exchange] {
        exchange->answer(
            toResponse(notReady("the database does not answer in time"), exchange->request().id));
    });
    operations.metadata.read<bool>(ping(), [exchange](Outcome<bool> outcome) {
        exchange->answerWith([&] {
            if (outcome.isError())
                throw RequestError(notReady("the database does not answer"));
            if (!outcome.take())
                throw RequestError(notReady("the database has no metadata"));
            return jsonResponse(200, JsonObject().add("status", "ready").take());
        });
    });
}

} // namespace

/// What people and programs ask about the server itself; nothing of anybody's.
void addPageCalls(Routes &routes, const LoopServices *services)
{
    const auto add = [&](const char *pattern, std::vector<std::string_view> produces,
                         std::variant<Handler, AsyncHandler> handler) {
        routes.push_back({QHttpServerRequest::Method::Get, pattern, BodyRule::None,
                          std::move(produces), RunsOn::EventLoop, std::move(handler),
                          Access::Anybody});
    };
    const auto fixed = [](Response response) {
        return Handler([response = std::move(response)](const Request &) { return response; });
    };
    add("/", {"text/html"}, fixed(webPage(":/page/index.html", false)));
    add("/healthz", {"application/json"},
        fixed(jsonResponse(200, JsonObject().add("status", "ok").take())));
    add("/readyz", {"application/json"}, later(services, ready));
    add("/metrics", {"text/plain"}, Handler([services](const Request &) {
            Response response = jsonResponse(200, services->operations->metrics.text());
            response.contentType = "text/plain; version=0.0.4; charset=utf-8";
            return response;
        }));
    add("/docs", {"text/html"}, fixed(webPage(":/page/docs.html", true)));
    add("/docs/swagger-ui.css", {"text/css"},
        fixed(webFile(":/web/swagger-ui/swagger-ui.css", "text/css; charset=utf-8")));
    add("/docs/swagger-ui-bundle.js", {"text/javascript", "application/javascript"},
        fixed(webFile(":/web/swagger-ui/swagger-ui-bundle.js", "text/javascript; charset=utf-8")));
}

} // namespace tw::server
