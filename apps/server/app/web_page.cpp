// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/web_page.h"

#include <fmt/format.h>

#include <QCryptographicHash>
#include <QFile>

#include <memory>
#include <stdexcept>

namespace tw::server {

namespace {

QByteArray contentOf(const char *resource)
{
    QFile file(QString::fromLatin1(resource));
    if (!file.open(QIODevice::ReadOnly))
        throw std::logic_error(fmt::format("`{}` is missing from the program", resource));
    return file.readAll();
}

/// The `Content-Security-Policy` source of what stands between the first two such tags.
std::string hashOf(const QByteArray &page, const char *open, const char *close)
{
    const qsizetype begin = page.indexOf(open) + static_cast<qsizetype>(qstrlen(open));
    const QByteArray text = page.mid(begin, page.indexOf(close, begin) - begin);
    return "'sha256-" +
           QCryptographicHash::hash(text, QCryptographicHash::Sha256).toBase64().toStdString() +
           "'";
}

} // namespace

Response webPage(const char *resource, bool usesFiles)
{
    const QByteArray text = contentOf(resource);
    const char *own = usesFiles ? "'self' " : "";
    const std::string policy = fmt::format(
        "default-src 'none'; style-src {0}{1}; script-src {0}{2}; img-src data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        own, hashOf(text, "<style>", "</style>"), hashOf(text, "<script>", "</script>"));
    return {200,
            "text/html; charset=utf-8",
            {},
            {{"Content-Security-Policy", policy},
             {"Referrer-Policy", "no-referrer"},
             {"Cache-Control", "no-cache"}},
            std::make_shared<const std::string>(text.toStdString())};
}

Response webFile(const char *resource, std::string_view contentType)
{
    return {200,
            std::string(contentType),
            {},
            {{"Cache-Control", "public, max-age=86400"}},
            std::make_shared<const std::string>(contentOf(resource).toStdString())};
}

} // namespace tw::server
