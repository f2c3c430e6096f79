// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"
#include "app/judgement.h"
#include "http/json_writer.h"

namespace tw::server {

namespace {

using Method = QHttpServerRequest::Method;
using JudgementPtr = std::shared_ptr<const Judgement>;

void validate(const LoopServices &services, const ExchangePtr &exchange)
{
    constexpr auto until = CompileOptions::Until::Transform;
    judge(services, exchange, until, [exchange](const JudgementPtr &judgement) {
        exchange->answer(
            jsonResponse(200, JsonObject()
                                  .add("valid", judgement->isValid())
                                  .addJson("diagnostics", judgement->document.diagnosticsJson())
                                  .take()));
    });
}

void compile(const LoopServices &services, const ExchangePtr &exchange)
{
    constexpr auto until = CompileOptions::Until::Script;
    judge(services, exchange, until, [exchange](const JudgementPtr &judgement) {
        if (!judgement->isValid())
            judgement->requireAcceptable(); // throws
        const Script &script = judgement->document.script();
        exchange->answer(jsonResponse(
            200, JsonObject()
                     .add("sql", script.text)
                     .add("statements", static_cast<std::int64_t>(script.statements.size()))
                     .addJson("diagnostics", judgement->document.diagnosticsJson())
                     .take()));
    });
}

} // namespace

void addDocumentCalls(Routes &routes, const LoopServices *services)
{
    const auto add = [&](const char *pattern, AsyncCall call) {
        routes.push_back({Method::Post,
                          pattern,
                          BodyRule::Document,
                          {"application/json"},
                          RunsOn::EventLoop,
                          later(services, call),
                          Access::User,
                          {},
                          true,
                          true});
    };
    add("/api/v1/validate", validate);
    add("/api/v1/compile", compile);
}

} // namespace tw::server
