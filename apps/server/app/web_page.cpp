// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/web_page.h"

#include "store/resource_text.h"
#include "store/sha256.h"

#include <fmt/format.h>

#include <QByteArray>

#include <memory>

namespace tw::server {

namespace {

/// The `Content-Security-Policy` source of what stands between the first two such tags.
std::string hashOf(std::string_view page, std::string_view open, std::string_view close)
{
    const std::size_t begin = page.find(open) + open.size();
    const std::string_view text = page.substr(begin, page.find(close, begin) - begin);
    return "'sha256-" + QByteArray::fromStdString(sha256(text)).toBase64().toStdString() + "'";
}

} // namespace

Response webPage(const char *resource, bool usesFiles)
{
    auto text = std::make_shared<const std::string>(resourceText(resource));
    const char *own = usesFiles ? "'self' " : "";
    const std::string policy = fmt::format(
        "default-src 'none'; style-src {0}{1}; script-src {0}{2}; img-src data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        own, hashOf(*text, "<style>", "</style>"), hashOf(*text, "<script>", "</script>"));
    return {200,
            "text/html; charset=utf-8",
            {},
            {{"Content-Security-Policy", policy},
             {"Referrer-Policy", "no-referrer"},
             {"Cache-Control", "no-cache"}},
            std::move(text)};
}

Response webFile(const char *resource, std::string_view contentType)
{
    return {200,
            std::string(contentType),
            {},
            {{"Cache-Control", "public, max-age=86400"}},
            std::make_shared<const std::string>(resourceText(resource))};
}

} // namespace tw::server
