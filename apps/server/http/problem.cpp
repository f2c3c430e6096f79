// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/problem.h"

#include "http/json_writer.h"
#include "net/reason_phrase.h"

namespace tw::server {

Response toResponse(const Problem &problem, std::string_view requestId)
{
    JsonObject body;
    if (problem.kind.empty())
        body.add("type", "about:blank");
    else
        body.add("type", "urn:tablewright:problem:" + std::string(problem.kind));
    body.add("title", reasonPhrase(problem.status));
    body.add("status", static_cast<std::int64_t>(problem.status));
    if (!problem.detail.empty())
        body.add("detail", problem.detail);
    body.add("instance", requestId);
    if (!problem.diagnostics.empty())
        body.addJson("diagnostics", problem.diagnostics);
    return {problem.status, "application/problem+json", body.take(), problem.headers};
}

} // namespace tw::server
