// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include "app/version.h"
#include "http/authenticator.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <QDir>
#include <QThread>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <string_view>

#include <unistd.h>

namespace tw::server {

namespace {

constexpr int usageError = 2;
constexpr int maxThreads = 64;

std::string defaultDataFolder()
{
    if (::geteuid() == 0) // the cluster's account cannot enter root's home
        return "/var/lib/tablewright";
    const QByteArray state = qgetenv("XDG_STATE_HOME");
    const QString base = state.startsWith('/') ? QString::fromLocal8Bit(state)
                                               : QDir::homePath() + QStringLiteral("/.local/state");
    return (base + QStringLiteral("/tablewright")).toStdString();
}

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
}

void check(const std::string &listen, const std::string &auth, Options &options)
{
    readAddress(listen, options);
    if (auth == "proxy")
        throw std::invalid_argument("`--auth proxy` is not available yet");
    if (auth != "local")
        throw std::invalid_argument(fmt::format("`--auth` is `{}`, expected `local`", auth));
    const std::string shown = options.listenHost.find(':') == std::string::npos
                                  ? options.listenHost
                                  : '[' + options.listenHost + ']';
    if (!isLoopbackHost(shown))
        throw std::invalid_argument(fmt::format(
            "`--listen` is `{}`, expected a loopback address with `--auth local`", listen));
    if (options.postgresUrl.empty() != options.postgresAdminUrl.empty())
        throw std::invalid_argument("`--postgres` and `--postgres-admin` go together");
    if (options.threads < 1 || options.threads > maxThreads)
        throw std::invalid_argument(
            fmt::format("`--threads` is {}, expected 1 to {}", options.threads, maxThreads));
    options.dataFolder =
        QDir(QString::fromStdString(options.dataFolder)).absolutePath().toStdString();
}

} // namespace

std::optional<Options> readOptions(int argc, char **argv, int &exitCode)
{
    Options options;
    options.dataFolder = defaultDataFolder();
    options.threads = std::clamp(QThread::idealThreadCount(), 1, 4);
    std::string listen = "127.0.0.1:8080";
    std::string auth = "local";

    CLI::App cli("Tablewright's HTTP API: schema documents in, PostgreSQL databases out",
                 "tablewright-server");
    cli.set_version_flag("--version", std::string("tablewright-server ") + version);
    cli.add_option("--listen", listen, "address and port; port 0 is any free one")
        ->envname("TABLEWRIGHT_LISTEN")
        ->capture_default_str();
    cli.add_option("--data", options.dataFolder, "folder of the private PostgreSQL")
        ->envname("TABLEWRIGHT_DATA")
        ->capture_default_str();
    cli.add_option("--postgres", options.postgresUrl,
                   "URL of the metadata's database; without it the server runs its own PostgreSQL")
        ->envname("TABLEWRIGHT_POSTGRES");
    cli.add_option("--postgres-admin", options.postgresAdminUrl,
                   "URL of a role that may make databases and roles")
        ->envname("TABLEWRIGHT_POSTGRES_ADMIN");
    cli.add_option("--auth", auth, "who may call: `local` is everybody on this machine")
        ->envname("TABLEWRIGHT_AUTH")
        ->capture_default_str();
    cli.add_option("--threads", options.threads, "event loops")
        ->envname("TABLEWRIGHT_THREADS")
        ->capture_default_str();
    try {
        cli.parse(argc, argv);
        check(listen, auth, options);
    } catch (const CLI::ParseError &error) {
        exitCode = cli.exit(error) == 0 ? 0 : usageError;
        return std::nullopt;
    } catch (const std::invalid_argument &error) {
        fmt::print(stderr, "tablewright-server: {}\n", error.what());
        exitCode = usageError;
        return std::nullopt;
    }
    return options;
}

} // namespace tw::server
