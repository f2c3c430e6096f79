// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"

#include <fmt/format.h>

namespace tw::server {

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

std::optional<Problem> explainStoreError(const std::exception &error)
{
    const auto *refusal = dynamic_cast<const PgError *>(&error);
    if (refusal == nullptr || !refusal->isUnavailable())
        return std::nullopt;
    return Problem{503,
                   "store-unavailable",
                   "the database does not answer at the moment",
                   {},
                   {{"Retry-After", "2"}}};
}

} // namespace tw::server
