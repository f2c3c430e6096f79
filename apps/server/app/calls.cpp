// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"

#include "app/problems.h"
#include "http/json_writer.h"

#include <fmt/format.h>

#include <QThread>

namespace tw::server {

namespace {

std::string_view nameOf(BodyRule rule)
{
    switch (rule) {
    case BodyRule::None:
        return "none";
    case BodyRule::Json:
        return "json";
    case BodyRule::OptionalJson:
        return "optionalJson";
    case BodyRule::Document:
        return "document";
    }
    return {};
}

std::string listJson(const std::vector<std::string_view> &texts)
{
    std::string json = "[";
    for (const std::string_view text : texts) {
        if (json.size() > 1)
            json += ',';
        appendJsonString(json, text);
    }
    return json + ']';
}

} // namespace

Routes allRoutes(const LoopServices *services)
{
    Routes routes;
    // QHttpServer tries them in this order: what is called most comes first.
    addSchemaCalls(routes, services);
    addVersionCalls(routes, services);
    addDocumentCalls(routes, services);
    addLayoutCalls(routes, services);
    addDatabaseCalls(routes, services);
    addPageCalls(routes, services);
    addContractCalls(routes);
    return routes;
}

std::string describeRoutes(const Routes &routes)
{
    std::string json = "[";
    for (const Route &route : routes) {
        json += json.size() > 1 ? ",\n " : "\n ";
        json += JsonObject()
                    .add("method", spelling(route.method))
                    .add("pattern", route.pattern)
                    .add("body", nameOf(route.body))
                    .addJson("produces", listJson(route.produces))
                    .addJson("parameters", listJson(route.parameters))
                    .add("access", route.access == Access::User ? "user" : "anybody")
                    .take();
    }
    return json + "\n]\n";
}

void onWorker(const LoopServices &services, const ExchangePtr &exchange, RunsOn where,
              std::function<void()> step)
{
    const bool isTaken = services.shared.workers.start(
        where, [exchange, step = std::move(step)] { exchange->guarded(step); });
    if (!isTaken)
        throw RequestError(busy());
}

void onLoop(const LoopServices &services, const ExchangePtr &exchange, std::function<void()> step)
{
    if (services.loop.thread() == QThread::currentThread())
        return exchange->guarded(step);
    QMetaObject::invokeMethod(
        &services.loop, [exchange, step = std::move(step)] { exchange->guarded(step); },
        Qt::QueuedConnection);
}

void whereItFits(const LoopServices &services, const ExchangePtr &exchange, std::size_t bytes,
                 std::function<void()> step)
{
    if (bytes <= smallDocument)
        return exchange->guarded(step);
    onWorker(services, exchange, RunsOn::Worker, std::move(step));
}

void whereItCompiles(const LoopServices &services, const ExchangePtr &exchange, std::size_t bytes,
                     CompileOptions::Until until, std::function<void()> step)
{
    if (services.shared.compiler.mayBlock(until))
        return onWorker(services, exchange, RunsOn::PluginWorker, std::move(step));
    whereItFits(services, exchange, bytes, std::move(step));
}

CompiledDocument compiledOrRefused(const Document &document, const DocumentCompiler &compiler)
{
    CompiledDocument compiled = compiler.compile(document, CompileOptions::Until::Script);
    if (!compiled.result.ok)
        throw RequestError(invalidDocument(compiled));
    return compiled;
}

Problem invalidDocument(const CompiledDocument &compiled)
{
    const std::size_t errors = compiled.errorCount();
    return {422,
            problem::invalidDocument,
            fmt::format("the document has {} {}", errors, errors == 1 ? "error" : "errors"),
            compiled.diagnosticsJson(),
            {}};
}

Response jsonResponse(int status, std::string body)
{
    return {status, "application/json", std::move(body), {{"Cache-Control", "no-store"}}};
}

std::optional<Problem> explainStoreError(const std::exception &error)
{
    const auto *refusal = dynamic_cast<const PgError *>(&error);
    if (refusal == nullptr || !refusal->isUnavailable())
        return std::nullopt;
    return Problem{503,
                   problem::storeUnavailable,
                   "the database does not answer at the moment",
                   {},
                   {{"Retry-After", "2"}}};
}

} // namespace tw::server
