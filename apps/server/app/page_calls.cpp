// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"
#include "http/json_writer.h"

#include <fmt/format.h>

#include <QCryptographicHash>
#include <QFile>

#include <stdexcept>

namespace tw::server {

namespace {

using Method = QHttpServerRequest::Method;

/// The `Content-Security-Policy` source of what stands between two tags of the page.
std::string hashOf(const QByteArray &page, const char *open, const char *close)
{
    const qsizetype begin = page.indexOf(open) + static_cast<qsizetype>(qstrlen(open));
    const QByteArray text = page.mid(begin, page.indexOf(close, begin) - begin);
    return "'sha256-" +
           QCryptographicHash::hash(text, QCryptographicHash::Sha256).toBase64().toStdString() +
           "'";
}

Response page()
{
    QFile file(QStringLiteral(":/page/index.html"));
    if (!file.open(QIODevice::ReadOnly))
        throw std::logic_error("the page is missing from the program");
    const QByteArray text = file.readAll();
    const std::string policy = fmt::format(
        "default-src 'none'; style-src {}; script-src {}; img-src data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hashOf(text, "<style>", "</style>"), hashOf(text, "<script>", "</script>"));
    return {200,
            "text/html; charset=utf-8",
            text.toStdString(),
            {{"Content-Security-Policy", policy},
             {"Referrer-Policy", "no-referrer"},
             {"Cache-Control", "no-cache"}}};
}

} // namespace

void addPageCalls(Routes &routes)
{
    routes.push_back({Method::Get,
                      "/",
                      BodyRule::None,
                      {"text/html"},
                      RunsOn::EventLoop,
                      [made = page()](const Request &) { return made; }});
    routes.push_back({Method::Get,
                      "/healthz",
                      BodyRule::None,
                      {"application/json"},
                      RunsOn::EventLoop,
                      [](const Request &) {
                          return jsonResponse(200, JsonObject().add("status", "ok").take());
                      }});
}

} // namespace tw::server
