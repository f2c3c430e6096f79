// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logging.h"
#include "app/options.h"
#include "app/server.h"
#include "app/stop_signal.h"
#include "app/version.h"

#include <tablewright/base/standard_streams.h>

#include <fmt/format.h>

#include <QCoreApplication>

#include <cstdio>
#include <exception>

#include <malloc.h>
#include <sys/resource.h>

namespace {

/// A connection is a descriptor; the soft limit of most systems is for programs of another kind.
void raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/// Large blocks are bodies and documents: their memory goes back to the system with them. glibc by
/// itself moves the threshold up to 32 MiB and keeps what it has.
void returnLargeBlocks()
{
    constexpr int threshold = 1024 * 1024;
    ::mallopt(M_MMAP_THRESHOLD, threshold);
    ::mallopt(M_TRIM_THRESHOLD, threshold);
}

} // namespace

int main(int argc, char **argv)
{
    tw::holdStandardStreams();
    // The front has one descriptor for all of its connections: glib's loop would only cost more.
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("tablewright-server"));
    QCoreApplication::setApplicationVersion(QString::fromLatin1(tw::server::version));
    int exitCode = 0;
    const auto options = tw::server::readOptions(argc, argv, exitCode);
    if (!options)
        return exitCode;
    tw::server::installLogHandler(options->logFormat, options->logLevel);
    raiseDescriptorLimit();
    returnLargeBlocks();

    const tw::server::StopSignal stopSignal;
    tw::server::Server server(*options);
    try {
        server.start();
    } catch (const std::exception &error) {
        fmt::print(stderr, "tablewright-server: {}\n", error.what());
        return 1;
    }
    QObject::connect(&stopSignal, &tw::server::StopSignal::received, &server,
                     &tw::server::Server::stop);
    QObject::connect(&server, &tw::server::Server::stopped, &application,
                     [&] { QCoreApplication::exit(exitCode); });
    QObject::connect(&server, &tw::server::Server::failed, &server, [&] {
        exitCode = 1;
        server.stop();
    });
    fmt::print("tablewright-server listening on {}\n", server.url());
    std::fflush(stdout);
    return QCoreApplication::exec();
}
