// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logging.h"

#include "http/json_writer.h"

#include <fmt/format.h>

#include <QLoggingCategory>

#include <chrono>
#include <climits>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <string>
#include <string_view>

#include <poll.h>
#include <unistd.h>

namespace tw::server {

namespace {

// Qt's handler is a bare function. Set before there are threads.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
LogFormat logFormat = LogFormat::Text;
LogLevel logLevel = LogLevel::Info;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

constexpr std::size_t idLength = 36;

std::string_view levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    case QtCriticalMsg:
    case QtFatalMsg:
        return "error";
    }
    return "info";
}

std::string now()
{
    timespec time{};
    ::clock_gettime(CLOCK_REALTIME, &time);
    std::tm parts{};
    ::gmtime_r(&time.tv_sec, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900,
                       parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                       time.tv_nsec / 1'000'000);
}

/// So much goes into a pipe without waiting once it takes anything at all.
constexpr std::size_t longestLine = PIPE_BUF;
constexpr int longestMessage = 1000; ///< characters, which may need three bytes each

/// In one call, so that the lines of several threads and processes do not mix. Never waits for a
/// reader: an event loop that does serves nobody. What is lost is counted.
void writeLine(std::string line)
{
    static std::mutex mutex;
    static std::size_t lost = 0;
    line += '\n';
    const std::scoped_lock lock(mutex);
    pollfd descriptor{STDERR_FILENO, POLLOUT, 0};
    const bool hasRoom = ::poll(&descriptor, 1, 0) == 1 && (descriptor.revents & POLLOUT) != 0;
    if (!hasRoom || line.size() > longestLine) {
        ++lost;
        return;
    }
    if (::write(STDERR_FILENO, line.data(), line.size()) < 0 || lost == 0)
        return;
    line = fmt::format("tablewright-server: {} lines of the log were lost before this one\n", lost);
    if (::poll(&descriptor, 1, 0) == 1 && ::write(STDERR_FILENO, line.data(), line.size()) > 0)
        lost = 0;
}

JsonObject jsonLine(std::string_view level, std::string_view category, std::string_view message)
{
    JsonObject object;
    object.add("time", now()).add("level", level).add("category", category);
    object.add("message", message);
    return object;
}

/// The id at the head of `request 0f3…: what went wrong`; empty when there is none.
std::string_view requestIdIn(std::string_view message)
{
    constexpr std::string_view before = "request ";
    if (!message.starts_with(before) || message.size() < before.size() + idLength)
        return {};
    return message.substr(before.size(), idLength);
}

void write(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    std::string text = message.left(longestMessage).toStdString();
    const char *category = context.category == nullptr ? "default" : context.category;
    if (logFormat == LogFormat::Json) {
        JsonObject object = jsonLine(levelOf(type), category, text);
        if (const std::string_view id = requestIdIn(text); !id.empty())
            object.add("requestId", id);
        return writeLine(object.take());
    }
    for (char &c : text) {
        if (static_cast<unsigned char>(c) < 0x20) // one line a message, whatever it quotes
            c = ' ';
    }
    writeLine(fmt::format("{} {} {}: {}", now(), levelOf(type), category, text));
}

} // namespace

void installLogHandler(LogFormat format, LogLevel level)
{
    logFormat = format;
    logLevel = level;
    QString rules;
    for (const auto &[name, least] :
         {std::pair{"debug", LogLevel::Info}, std::pair{"info", LogLevel::Warning},
          std::pair{"warning", LogLevel::Error}}) {
        if (level >= least)
            rules += QStringLiteral("*.%1=false\n").arg(QLatin1String(name));
    }
    if (level == LogLevel::Debug)
        rules = QStringLiteral("*.debug=true\nqt.*.debug=false\n");
    QLoggingCategory::setFilterRules(rules);
    qInstallMessageHandler(write);
}

void logAnswer(const Answered &answered)
{
    if (logLevel > LogLevel::Info)
        return;
    const std::string_view method = answered.method.empty() ? "-" : answered.method;
    const std::string route = answered.route == nullptr ? "-" : routeLabel(answered.route->pattern);
    const double milliseconds = std::chrono::duration<double, std::milli>(answered.time).count();
    if (logFormat == LogFormat::Json)
        return writeLine(
            jsonLine("info", "access", fmt::format("{} {} {}", method, route, answered.status))
                .add("requestId", answered.requestId)
                .add("method", method)
                .add("route", route)
                .add("status", static_cast<std::int64_t>(answered.status))
                .addJson("durationMs", fmt::format("{:.3f}", milliseconds))
                .add("bytes", static_cast<std::int64_t>(answered.bytes))
                .take());
    writeLine(fmt::format("{} info access: {} {} {} {} B {:.3f} ms request {}", now(), method,
                          route, answered.status, answered.bytes, milliseconds,
                          answered.requestId));
}

std::string routeLabel(std::string_view pattern)
{
    constexpr std::string_view placeholder = "<arg>";
    std::string label;
    std::string_view name = "{id}";
    for (;;) {
        const std::size_t at = pattern.find(placeholder);
        label += pattern.substr(0, at);
        if (at == std::string_view::npos)
            return label;
        label += name;
        name = "{n}";
        pattern.remove_prefix(at + placeholder.size());
    }
}

} // namespace tw::server
