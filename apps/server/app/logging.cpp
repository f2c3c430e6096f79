// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logging.h"

#include <fmt/format.h>

#include <QDateTime>
#include <QLoggingCategory>

#include <cstdio>
#include <string>
#include <string_view>

#include <unistd.h>

namespace tw::server {

namespace {

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

void write(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    std::string text = message.toStdString();
    for (char &c : text) {
        if (static_cast<unsigned char>(c) < 0x20) // one line a message, whatever it quotes
            c = ' ';
    }
    const std::string line = fmt::format(
        "{} {} {}: {}\n", QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toStdString(),
        levelOf(type), context.category, text);
    static_cast<void>(::write(STDERR_FILENO, line.data(), line.size()) == 0);
}

} // namespace

void installLogHandler()
{
    QLoggingCategory::setFilterRules(QStringLiteral("*.debug=false"));
    qInstallMessageHandler(write);
}

} // namespace tw::server
