// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"
#include "http/json_writer.h"

namespace tw::server {

namespace {

using Method = QHttpServerRequest::Method;

Response validate(const Request &request, Services &services)
{
    const CompiledDocument compiled =
        services.compiler.compile(request.bodyText(), CompileOptions::Until::Check);
    return jsonResponse(200, JsonObject()
                                 .add("valid", compiled.result.ok)
                                 .addJson("diagnostics", compiled.diagnosticsJson())
                                 .take());
}

Response compile(const Request &request, Services &services)
{
    const CompiledDocument compiled =
        compiledOrRefused(request.bodyText(), services, CompileOptions::Until::Script);
    const Script &script = compiled.script();
    return jsonResponse(200,
                        JsonObject()
                            .add("sql", script.text)
                            .add("statements", static_cast<std::int64_t>(script.statements.size()))
                            .addJson("diagnostics", compiled.diagnosticsJson())
                            .take());
}

} // namespace

void addDocumentCalls(Routes &routes, Services &services)
{
    routes.push_back({Method::Post,
                      "/api/v1/validate",
                      BodyRule::Json,
                      {"application/json"},
                      RunsOn::Worker,
                      [&](const Request &request) { return validate(request, services); }});
    routes.push_back({Method::Post,
                      "/api/v1/compile",
                      BodyRule::Json,
                      {"application/json"},
                      RunsOn::Worker,
                      [&](const Request &request) { return compile(request, services); }});
}

} // namespace tw::server
