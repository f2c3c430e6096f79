// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/cross_origin.h"

#include <algorithm>

namespace tw::server {

std::vector<HeaderField> crossOriginFields(const Request &request,
                                           std::span<const std::string> origins)
{
    if (origins.empty())
        return {};
    // Caches keep the answers of different origins apart, those to no origin included.
    std::vector<HeaderField> fields = {{"Vary", "Origin"}};
    const std::string_view origin = request.header("origin");
    if (!origin.empty() && std::ranges::find(origins, origin) != origins.end()) {
        fields.push_back({"Access-Control-Allow-Origin", std::string(origin)});
        fields.push_back({"Access-Control-Allow-Credentials", "true"}); // the proxy's cookies
        fields.push_back({"Access-Control-Expose-Headers",
                          "ETag, Location, Link, Retry-After, X-Request-Id, Preference-Applied"});
    }
    return fields;
}

void addCrossOriginFields(Response &response, const std::vector<HeaderField> &fields)
{
    for (const HeaderField &field : fields) {
        const auto own = std::ranges::find(response.headers, field.name, &HeaderField::name);
        if (field.name == "Vary" && own != response.headers.end())
            own->value += ", " + field.value;
        else
            response.headers.push_back(field);
    }
}

void addPreflightFields(std::vector<HeaderField> &fields, std::string_view methods)
{
    const auto isAllowed = [](const HeaderField &field) {
        return field.name == "Access-Control-Allow-Origin";
    };
    if (std::ranges::none_of(fields, isAllowed))
        return;
    fields.push_back({"Access-Control-Allow-Methods", std::string(methods)});
    fields.push_back({"Access-Control-Allow-Headers",
                      "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
                      "Prefer"});
    fields.push_back({"Access-Control-Max-Age", "600"});
}

} // namespace tw::server
