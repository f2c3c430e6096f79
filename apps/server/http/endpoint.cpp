// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/endpoint.h"

#include "http/cross_origin.h"
#include "http/negotiation.h"
#include "net/reason_phrase.h"

#include <fmt/format.h>

#include <QUuid>

#include <algorithm>

namespace tw::server {

namespace {

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
    request.parameters = parseQuery(source.url().query(QUrl::FullyEncoded).toStdString());
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

/// The fields of an answer that every way of sending it writes, `Content-Length` aside.
std::vector<HeaderField> fieldsOf(const Response &response, const std::string &requestId)
{
    std::vector<HeaderField> fields;
    fields.reserve(response.headers.size() + 3);
    if (!response.contentType.empty())
        fields.push_back({"Content-Type", response.contentType});
    fields.push_back({"X-Request-Id", requestId});
    fields.push_back({"X-Content-Type-Options", "nosniff"});
    fields.insert(fields.end(), response.headers.begin(), response.headers.end());
    return fields;
}

void write(QHttpServerResponder &responder, const Response &response, const std::string &requestId)
{
    responder.writeStatusLine(static_cast<QHttpServerResponder::StatusCode>(response.status));
    const std::string_view content = response.content();
    if (response.status != 304 && response.status != 204)
        responder.writeHeader("Content-Length", QByteArray::number(content.size()));
    for (const HeaderField &field : fieldsOf(response, requestId))
        responder.writeHeader(
            QByteArray(field.name.data(), static_cast<qsizetype>(field.name.size())),
            QByteArray(field.value.data(), static_cast<qsizetype>(field.value.size())));
    responder.writeBody(content.data(), static_cast<qint64>(content.size()));
}

/// Of bodies.
std::vector<std::string_view> acceptedTypes(bool takesDbml)
{
    if (takesDbml)
        return {media_type::json, media_type::dbml};
    return {media_type::json};
}

std::optional<Problem> negotiateAnswer(const Route &route, Request &request)
{
    request.mediaType = negotiate(request.header("accept"), route.produces);
    if (!request.mediaType.empty() || route.produces.empty())
        return std::nullopt;
    return Problem{406,
                   "media-type",
                   fmt::format("`Accept` takes none of `{}`", fmt::join(route.produces, "`, `")),
                   {},
                   {}};
}

} // namespace

Endpoint::Endpoint(const EndpointContext &context, Routes routes, QObject *parent)
    : QObject(parent), m_context(context), m_front(new Front(context.limits, this)),
      m_routes(std::move(routes))
{
    m_front->setRefusalWriter([this](int status, std::string_view reason) {
        const std::string id = newRequestId();
        Response response = toResponse({status, {}, std::string(reason), {}, {}}, id);
        if (m_context.observe)
            m_context.observe({.routeIndex = m_routes.size(),
                               .requestId = id,
                               .status = status,
                               .bytes = response.body.size()});
        return FrontRefusal{fmt::format("Content-Type: {}\r\nX-Request-Id: {}\r\n"
                                        "X-Content-Type-Options: nosniff\r\n",
                                        response.contentType, id),
                            std::move(response.body)};
    });
    m_front->setUserReader([this](const RequestMessage &head) {
        Request request;
        request.method = head.method;
        request.headers = head.headers;
        // Those who are nobody share one share.
        static_cast<void>(m_context.authenticator->authenticate(request, Access::User));
        return request.user;
    });
    m_front->setDirectHandler([this](RequestMessage &message, const DirectReply &reply) {
        return handleDirectly(message, reply);
    });
    for (const Route &route : m_routes)
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
    if (auto problem = m_context.authenticator->authenticate(request, route.access))
        return problem;
    for (const HeaderField &parameter : request.parameters) {
        if (std::ranges::find(route.parameters, parameter.name) == route.parameters.end())
            return Problem{400,
                           "unknown-parameter",
                           fmt::format("this call has no parameter `{}`", shown(parameter.name)),
                           {},
                           {}};
        if (std::ranges::count(request.parameters, parameter.name, &HeaderField::name) > 1)
            return Problem{400,
                           "repeated-parameter",
                           fmt::format("parameter `{}` is given more than once", parameter.name),
                           {},
                           {}};
    }
    if (route.body == BodyRule::None && !request.body.isEmpty())
        return Problem{400, "unexpected-body", "this call takes no body", {}, {}};
    if (route.body == BodyRule::OptionalJson && request.body.isEmpty())
        return negotiateAnswer(route, request);
    if (route.body != BodyRule::None) {
        if (!request.header("content-encoding").empty())
            return Problem{415, "media-type", "`Content-Encoding` is not supported", {}, {}};
        const std::string_view type = request.header("content-type");
        const bool takesDbml = route.body == BodyRule::Document;
        if (!isMediaType(type, media_type::json) &&
            !(takesDbml && isMediaType(type, media_type::dbml)))
            return Problem{
                415,
                "media-type",
                fmt::format("`Content-Type` is `{}`, expected `{}` in UTF-8", shown(type),
                            fmt::join(acceptedTypes(takesDbml), "` or `")),
                {},
                {{"Accept", fmt::format("{}", fmt::join(acceptedTypes(takesDbml), ", "))}}};
    }
    return negotiateAnswer(route, request);
}

void Endpoint::dispatch(const Route &route, Request request, Exchange::Writer write)
{
    const auto begin = std::chrono::steady_clock::now();
    std::vector<HeaderField> fields = crossOriginFields(request, m_context.crossOrigins);
    const auto problem = check(route, request);
    const std::string id = request.id;
    auto finish = [this, &route, begin, id, method = request.method, fields = std::move(fields),
                   write = std::move(write)](const Response &response) {
        if (m_context.observe)
            m_context.observe({.route = &route,
                               .routeIndex = static_cast<std::size_t>(&route - m_routes.data()),
                               .method = method,
                               .requestId = id,
                               .status = response.status,
                               .bytes = response.content().size(),
                               .time = std::chrono::steady_clock::now() - begin});
        if (fields.empty())
            return write(response);
        Response extended = response;
        addCrossOriginFields(extended, fields);
        write(extended);
    };
    if (problem)
        return finish(toResponse(*problem, id));
    const auto exchange =
        std::make_shared<Exchange>(std::move(request), this, m_context.explain, std::move(finish));
    if (const auto *handler = std::get_if<AsyncHandler>(&route.handler))
        return exchange->guarded([&] { (*handler)(exchange); });
    const auto &handler = std::get<Handler>(route.handler);
    const auto run = [exchange, &handler] {
        exchange->answerWith([&] { return handler(exchange->request()); });
    };
    if (route.runsOn == RunsOn::EventLoop)
        return run();
    if (!m_context.workers.start(route.runsOn, run))
        exchange->answer(toResponse(busy(), id));
}

void Endpoint::handle(const Route &route, Request request, QHttpServerResponder &&responder)
{
    // The responder's socket is the front's, which keeps it until the answer is written.
    auto late = std::make_shared<QHttpServerResponder>(std::move(responder));
    auto answer = [late, id = request.id](const Response &response) { write(*late, response, id); };
    dispatch(route, std::move(request), std::move(answer));
}

bool Endpoint::handleDirectly(RequestMessage &message, const DirectReply &reply)
{
    const std::string_view method =
        message.method == "HEAD" ? "GET" : std::string_view(message.method);
    const std::string_view target = message.target;
    const std::size_t mark = std::min(target.find('?'), target.size());
    const std::string_view path = target.substr(0, mark);
    std::vector<std::string> arguments;
    for (const Route &route : m_routes) {
        if (!route.isDirect || spelling(route.method) != method ||
            !fits(path, route.pattern, arguments))
            continue;
        Request request;
        request.id = newRequestId();
        request.method = method;
        request.path = path;
        request.arguments = std::move(arguments);
        request.parameters = parseQuery(target.substr(std::min(mark + 1, target.size())));
        request.headers = std::move(message.headers);
        request.body = QByteArray(message.body.data(), static_cast<qsizetype>(message.body.size()));
        if (route.stopsWithClient)
            request.gone = reply.gone();
        const std::string id = request.id;
        dispatch(route, std::move(request), [reply, id](const Response &response) {
            std::string fields;
            for (const HeaderField &field : fieldsOf(response, id))
                fields.append(field.name).append(": ").append(field.value).append("\r\n");
            reply(response.status, fields, {response.content(), response.sharedBody});
        });
        return true;
    }
    return false;
}

void Endpoint::handleMissing(const QHttpServerRequest &source, QHttpServerResponder &&responder)
{
    Request request = requestFrom(source);
    std::vector<HeaderField> fields = crossOriginFields(request, m_context.crossOrigins);
    const std::string allowed = allowedMethods(m_routes, request.path);
    const bool isOptions = request.method == "OPTIONS" && !allowed.empty();
    // A browser asks before it sends who the user is.
    auto problem =
        m_context.authenticator->authenticate(request, isOptions ? Access::Anybody : Access::User);
    if (!problem && allowed.empty())
        problem = Problem{404, {}, fmt::format("there is nothing at `{}`", request.path), {}, {}};
    if (!problem && !isOptions)
        problem = Problem{
            405, {}, fmt::format("`{}` takes {}", request.path, allowed), {}, {{"Allow", allowed}}};
    Response response =
        problem ? toResponse(*problem, request.id) : Response{204, {}, {}, {{"Allow", allowed}}};
    if (isOptions && !problem)
        addPreflightFields(fields, allowed);
    addCrossOriginFields(response, fields);
    if (m_context.observe)
        m_context.observe({.routeIndex = m_routes.size(),
                           .method = request.method,
                           .requestId = request.id,
                           .status = response.status,
                           .bytes = response.body.size()});
    write(responder, response, request.id);
}

} // namespace tw::server
