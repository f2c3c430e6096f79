// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/endpoint.h"

#include "http/negotiation.h"
#include "net/reason_phrase.h"

#include <fmt/format.h>

#include <QLoggingCategory>
#include <QUuid>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcHttp, "http")

std::string newRequestId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
}

Request requestFrom(const QHttpServerRequest &source)
{
    Request request;
    request.id = newRequestId();
    request.method = spelling(source.method());
    request.path = source.url().path().toStdString();
    for (const auto &[name, value] : source.headers())
        request.headers.push_back({name.toLower().toStdString(), value.toStdString()});
    request.body = source.body();
    return request;
}

/// Header fields may hold any bytes, JSON only UTF-8.
std::string shown(std::string_view field)
{
    return QString::fromUtf8(field.data(), static_cast<qsizetype>(field.size())).toStdString();
}

void write(QHttpServerResponder &responder, const Response &response, const std::string &requestId)
{
    responder.writeStatusLine(static_cast<QHttpServerResponder::StatusCode>(response.status));
    const auto field = [&](std::string_view name, std::string_view value) {
        responder.writeHeader(QByteArray(name.data(), static_cast<qsizetype>(name.size())),
                              QByteArray(value.data(), static_cast<qsizetype>(value.size())));
    };
    if (!response.contentType.empty())
        field("Content-Type", response.contentType);
    if (response.status != 304 && response.status != 204)
        field("Content-Length", std::to_string(response.body.size()));
    field("X-Request-Id", requestId);
    field("X-Content-Type-Options", "nosniff");
    for (const HeaderField &header : response.headers)
        field(header.name, header.value);
    responder.writeBody(response.body.data(), static_cast<qint64>(response.body.size()));
}

Response run(const Route &route, const Request &request)
{
    try {
        return route.handler(request);
    } catch (const RequestError &error) {
        return toResponse(error.problem(), request.id);
    } catch (const std::exception &error) {
        qCCritical(lcHttp, "request %s: %s", request.id.c_str(), error.what());
        return toResponse({500, "internal", "the server's log tells more", {}, {}}, request.id);
    }
}

} // namespace

Endpoint::Endpoint(const EndpointContext &context, QObject *parent)
    : QObject(parent), m_context(context), m_front(new Front(context.limits, this))
{
    m_front->setRefusalWriter([](int status, std::string_view reason) {
        const std::string id = newRequestId();
        Response response = toResponse({status, {}, std::string(reason), {}, {}}, id);
        return FrontRefusal{
            fmt::format("Content-Type: {}\r\nX-Request-Id: {}\r\n", response.contentType, id),
            std::move(response.body)};
    });
    for (const Route &route : m_context.routes)
        add(route);
    m_server.setMissingHandler(
        [this](const QHttpServerRequest &request, QHttpServerResponder &&responder) {
            handleMissing(request, std::move(responder));
        });
}

std::string Endpoint::listenOn(const QHostAddress &address, quint16 port, bool shared)
{
    std::string reason = m_front->listenOn(address, port, shared);
    if (reason.empty())
        m_server.bind(m_front); // takes it over
    return reason;
}

void Endpoint::add(const Route &route)
{
    const QString pattern = QString::fromStdString(route.pattern);
    switch (pattern.count(QStringLiteral("<arg>"))) {
    case 0:
        m_server.route(
            pattern, route.method,
            [this, &route](const QHttpServerRequest &request, QHttpServerResponder &&responder) {
                handle(route, requestFrom(request), std::move(responder));
            });
        break;
    case 1:
        m_server.route(pattern, route.method,
                       [this, &route](const QString &argument, const QHttpServerRequest &request,
                                      QHttpServerResponder &&responder) {
                           Request made = requestFrom(request);
                           made.arguments = {argument.toStdString()};
                           handle(route, std::move(made), std::move(responder));
                       });
        break;
    default:
        m_server.route(pattern, route.method,
                       [this, &route](const QString &first, const QString &second,
                                      const QHttpServerRequest &request,
                                      QHttpServerResponder &&responder) {
                           Request made = requestFrom(request);
                           made.arguments = {first.toStdString(), second.toStdString()};
                           handle(route, std::move(made), std::move(responder));
                       });
    }
}

std::optional<Problem> Endpoint::check(const Route &route, Request &request) const
{
    if (auto problem = m_context.authenticator->authenticate(request))
        return problem;
    if (route.body == BodyRule::None && !request.body.isEmpty())
        return Problem{400, "unexpected-body", "this call takes no body", {}, {}};
    const bool hasBody = !request.body.isEmpty();
    if (route.body == BodyRule::Json || (route.body == BodyRule::OptionalJson && hasBody)) {
        if (!request.header("content-encoding").empty())
            return Problem{415, "media-type", "`Content-Encoding` is not supported", {}, {}};
        if (!isMediaType(request.header("content-type"), "application/json"))
            return Problem{
                415,
                "media-type",
                fmt::format("`Content-Type` is `{}`, expected `application/json` in UTF-8",
                            shown(request.header("content-type"))),
                {},
                {{"Accept", "application/json"}}};
    }
    request.mediaType = negotiate(request.header("accept"), route.produces);
    if (request.mediaType.empty() && !route.produces.empty())
        return Problem{
            406,
            "media-type",
            fmt::format("`Accept` takes none of `{}`", fmt::join(route.produces, "`, `")),
            {},
            {}};
    return std::nullopt;
}

void Endpoint::handle(const Route &route, Request request, QHttpServerResponder &&responder)
{
    if (const auto problem = check(route, request))
        return write(responder, toResponse(*problem, request.id), request.id);
    if (route.runsOn == RunsOn::EventLoop)
        return write(responder, run(route, request), request.id);

    // The responder's socket is the front's, which keeps it until the answer is written.
    auto late = std::make_shared<QHttpServerResponder>(std::move(responder));
    const std::string id = request.id;
    const bool started = m_context.workers.start(
        route.runsOn, [this, late, &route, request = std::move(request)]() mutable {
            auto response = std::make_shared<Response>(run(route, request));
            QMetaObject::invokeMethod(
                this,
                [late = std::move(late), response = std::move(response), id = request.id] {
                    write(*late, *response, id);
                },
                Qt::QueuedConnection);
        });
    if (!started)
        write(*late,
              toResponse({503, "busy", "too many requests are waiting", {}, {{"Retry-After", "1"}}},
                         id),
              id);
}

void Endpoint::handleMissing(const QHttpServerRequest &source, QHttpServerResponder &&responder)
{
    Request request = requestFrom(source);
    auto problem = m_context.authenticator->authenticate(request);
    const std::string allowed = allowedMethods(m_context.routes, request.path);
    if (!problem && allowed.empty())
        problem = Problem{404, {}, fmt::format("there is nothing at `{}`", request.path), {}, {}};
    if (!problem && request.method == "OPTIONS")
        return write(responder, Response{204, {}, {}, {{"Allow", allowed}}}, request.id);
    if (!problem)
        problem = Problem{
            405, {}, fmt::format("`{}` takes {}", request.path, allowed), {}, {{"Allow", allowed}}};
    write(responder, toResponse(*problem, request.id), request.id);
}

} // namespace tw::server
