// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/option_checks.h"

#include "http/authenticator.h"
#include "store/connection_parts.h"
#include "store/pg_connection.h"

#include <fmt/format.h>

#include <QFileInfo>
#include <QHostAddress>
#include <QUrl>

#include <charconv>
#include <stdexcept>

namespace tw::server {

namespace {

/// libpq's own words would quote the URL, with the password in it.
void checkUrl(const char *option, const std::string &url)
{
    if (url.empty())
        return;
    try {
        static_cast<void>(connectionParts(url));
    } catch (const PgError &) {
        throw std::invalid_argument(fmt::format(
            "`{}` is not readable, expected `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`, "
            "with `%XX` for what is not a letter or digit in a password",
            option));
    }
}

void checkOrigin(const std::string &origin)
{
    const QUrl url(QString::fromStdString(origin), QUrl::StrictMode);
    const bool isWeb =
        url.scheme() == QStringLiteral("http") || url.scheme() == QStringLiteral("https");
    const QString plain = url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment |
                                       QUrl::RemoveUserInfo)
                              .toString(QUrl::FullyEncoded);
    if (!url.isValid() || !isWeb || url.host().isEmpty() || plain.toStdString() != origin)
        throw std::invalid_argument(fmt::format(
            "`--cors-origin` is `{}`, expected an origin in lower case as browsers send it, "
            "`https://HOST` or `http://HOST:PORT`",
            origin));
}

void checkPlugins(const PluginOptions &plugins)
{
    for (const std::string &folder : plugins.folders) {
        const QFileInfo found(QString::fromStdString(folder));
        if (!(found.isDir() && found.isReadable() && found.isExecutable()))
            throw std::invalid_argument(
                fmt::format("`--plugin-path` is `{}`, expected a folder that can be read", folder));
    }
    const QFileInfo file(QString::fromStdString(plugins.documentConfig));
    if (!plugins.documentConfig.empty() && !(file.isFile() && file.isReadable()))
        throw std::invalid_argument(
            fmt::format("`--document-config` is `{}`, expected a file that can be read",
                        plugins.documentConfig));
}

} // namespace

void readAddress(std::string_view text, Options &options)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        throw std::invalid_argument(fmt::format("`--listen` is `{}`, expected HOST:PORT", text));
    const std::string_view port = text.substr(colon + 1);
    const auto [end, error] =
        std::from_chars(port.data(), port.data() + port.size(), options.listenPort);
    if (error != std::errc() || end != port.data() + port.size())
        throw std::invalid_argument(
            fmt::format("the port of `--listen` is `{}`, expected 0 to 65535", port));
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    options.listenHost = host == "localhost" ? "127.0.0.1" : host;
    if (QHostAddress(QString::fromStdString(options.listenHost)).isNull())
        throw std::invalid_argument(
            fmt::format("the host of `--listen` is `{}`, expected an IP address", host));
}

void checkOptions(const Options &options)
{
    const bool isIpv6 = options.listenHost.find(':') != std::string::npos;
    const std::string host = isIpv6 ? '[' + options.listenHost + ']' : options.listenHost;
    const bool isProxy = options.auth == AuthMode::Proxy;
    if (!isProxy && !isLoopbackHost(host))
        throw std::invalid_argument(
            fmt::format("`--listen` is `{}:{}`, expected a loopback address with `--auth local`",
                        host, options.listenPort));
    if (isProxy && options.proxySecretFile.empty())
        throw std::invalid_argument("`--auth proxy` needs `--proxy-secret-file`");
    if (!isProxy && !options.proxySecretFile.empty())
        throw std::invalid_argument("`--proxy-secret-file` needs `--auth proxy`");
    if (options.postgresUrl.empty() != options.postgresAdminUrl.empty())
        throw std::invalid_argument("`--postgres` and `--postgres-admin` go together");
    checkUrl("--postgres", options.postgresUrl);
    checkUrl("--postgres-admin", options.postgresAdminUrl);
    if (options.reusePort && options.postgresUrl.empty())
        throw std::invalid_argument(
            "`--reuse-port` needs `--postgres`: a server's own PostgreSQL is for one process");
    if (options.reusePort && options.listenPort == 0)
        throw std::invalid_argument("`--reuse-port` needs a port, found 0");
    for (const std::string &origin : options.crossOrigins)
        checkOrigin(origin);
    checkPlugins(options.plugins);
    if (options.process.memoryBudget / 3 < options.document.bodyBytes)
        throw std::invalid_argument(fmt::format(
            "`--memory-budget` is {} bytes, expected three times the {} of `--max-body`",
            options.process.memoryBudget, options.document.bodyBytes));
}

} // namespace tw::server
