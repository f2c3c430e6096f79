// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"

#include <fmt/format.h>

#include <QLoggingCategory>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcCalls, "calls")

} // namespace

StoredSchema schemaOf(const Request &request, Services &services, std::optional<int> version)
{
    auto schema = services.schemas.find(request.user, request.arguments.at(0), version);
    if (!schema)
        throw RequestError({404, {}, "there is no such schema", {}, {}});
    return std::move(*schema);
}

CompiledDocument compiledOrRefused(std::string_view document, Services &services,
                                   CompileOptions::Until until)
{
    CompiledDocument compiled = services.compiler.compile(document, until);
    if (compiled.result.ok)
        return compiled;
    const std::size_t errors = compiled.errorCount();
    throw RequestError(
        {422,
         "invalid-document",
         fmt::format("the document has {} {}", errors, errors == 1 ? "error" : "errors"),
         compiled.diagnosticsJson(),
         {}});
}

Response jsonResponse(int status, std::string body)
{
    return {status, "application/json", std::move(body), {{"Cache-Control", "no-store"}}};
}

Handler withStore(Handler handler)
{
    return [handler = std::move(handler)](const Request &request) {
        try {
            return handler(request);
        } catch (const PgError &error) {
            qCCritical(lcCalls, "request %s: %s", request.id.c_str(), error.what());
            if (!error.isUnavailable())
                throw;
            throw RequestError({503,
                                "store-unavailable",
                                "the database does not answer at the moment",
                                {},
                                {{"Retry-After", "2"}}});
        }
    };
}

} // namespace tw::server
