// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"
#include "store/resource_text.h"

#include <memory>

namespace tw::server {

namespace {

/// A file that is compiled in; the same bytes for as long as the program runs.
Handler served(const char *path)
{
    const auto text = std::make_shared<const std::string>(resourceText(path));
    return [text](const Request &request) {
        return Response{200,
                        std::string(request.mediaType),
                        {},
                        {{"Cache-Control", "public, max-age=300"}},
                        text};
    };
}

} // namespace

/// What the API takes and answers, for programs to read.
void addContractCalls(Routes &routes)
{
    const auto add = [&](const char *pattern, const char *path,
                         std::vector<std::string_view> produces) {
        routes.push_back({QHttpServerRequest::Method::Get, pattern, BodyRule::None,
                          std::move(produces), RunsOn::EventLoop, served(path), Access::Anybody});
    };
    add("/openapi.json", ":/contract/openapi.json", {"application/json"});
    add("/schema.json", ":/contract/schema.json", {"application/schema+json", "application/json"});
}

} // namespace tw::server
