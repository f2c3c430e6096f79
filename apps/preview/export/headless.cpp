// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/headless.h"

#include "core/compile.h"
#include "core/positions.h"
#include "export/diagram_painting.h"

#include <tablewright/diag/render.h>

#include <QApplication>
#include <QBuffer>
#include <QDeadlineTimer>
#include <QFile>
#include <QFileInfo>
#include <QPixmap>
#include <QSettings>
#include <QTemporaryDir>
#include <QWidget>

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tw::preview {

namespace {

/// Long enough for 10,000 tables on a slow machine.
constexpr std::chrono::minutes windowDeadline{5};

/// A sentence for standard error, without the program's name.
struct Failure {
    QString message;
};

bool wantsColours()
{
    return isatty(STDERR_FILENO) == 1 && qEnvironmentVariableIsEmpty("NO_COLOR") &&
           qEnvironmentVariable("TERM") != u"dumb";
}

void say(const QString &message)
{
    fmt::print(stderr, "tablewright-preview: {}\n", message.toStdString());
}

QByteArray readDocument(const QString &path)
{
    QFile file(path);
    const bool opened =
        path == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    const QByteArray text = opened ? file.readAll() : QByteArray();
    if (!opened || file.error() != QFileDevice::NoError)
        throw Failure{QStringLiteral("cannot read `%1`: %2").arg(path, file.errorString())};
    if (static_cast<std::uint64_t>(text.size()) >= SourceBuffer::maxSize)
        throw Failure{QStringLiteral("`%1` is 4 GiB or larger").arg(path)};
    return text;
}

Language languageOf(const QString &path, const Options &options)
{
    if (options.from)
        return *options.from;
    if (const auto language = languageOfFile(path.toStdString()))
        return *language;
    throw Failure{QStringLiteral("the language of `%1` is unknown, expected --from json or"
                                 " --from dbml")
                      .arg(path)};
}

SnapshotPtr compileFile(const Engine &engine, const Options &options)
{
    const QString &path = options.files.front();
    const Language language = languageOf(path, options);
    const QByteArray text = readDocument(path);
    TablePositions positions;
    if (path != u"-") {
        QString error;
        positions = readLayoutFile(path, &error);
        if (!error.isEmpty())
            say(error);
    }
    return compileText(engine, path == u"-" ? QString(standardInputName) : path, language, text,
                       options.diagram, positions);
}

/// As `tablewright check` does.
void printFindings(const Snapshot &snapshot)
{
    const std::string text =
        renderText(snapshot.result.diagnostics, *snapshot.sources, {.colours = wantsColours()});
    std::fwrite(text.data(), 1, text.size(), stderr);
    const auto counted = [&](Severity severity, std::string_view noun) {
        const auto count =
            std::ranges::count(snapshot.result.diagnostics, severity, &Diagnostic::severity);
        return count == 0 ? std::string()
                          : fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
    };
    std::string summary = counted(Severity::Error, "error");
    const std::string warnings = counted(Severity::Warning, "warning");
    summary += (summary.empty() || warnings.empty() ? "" : ", ") + warnings;
    if (!summary.empty())
        fmt::print(stderr, "{}\n", summary);
}

void writeOutput(const QString &path, const QByteArray &bytes)
{
    QString error;
    if (path == u"-") {
        const auto size = static_cast<std::size_t>(bytes.size());
        if (std::fwrite(bytes.constData(), 1, size, stdout) != size || std::fflush(stdout) != 0)
            throw Failure{QStringLiteral("cannot write to standard output: %1")
                              .arg(QString::fromLocal8Bit(std::strerror(errno)))};
    } else if (!writeFile(path, bytes, &error)) {
        throw Failure{error};
    }
}

/// The findings are printed already: the sentence before them is enough. Returns whether all was
/// written; what the document's errors refuse does not keep the rest from being written.
bool exportAll(const SnapshotPtr &snapshot, const Options &options)
{
    const Theme &theme = themeFor(options.theme.value_or(ThemeChoice::Light));
    bool all = true;
    for (const ExportRequest &request : options.exports) {
        QString error;
        const std::optional<QByteArray> bytes =
            exportBytes(request.format, snapshot, theme, options.exportOptions, &error);
        if (bytes) {
            writeOutput(request.path, *bytes);
            continue;
        }
        all = false;
        const QString sentence = cannotWrite(request.path, error.section(u'\n', 0, 0));
        if (snapshot->result.ok)
            throw Failure{sentence};
        say(sentence);
    }
    return all;
}

void takeScreenshot(Engine *engine, const Options &options, const WindowMaker &makeWindow,
                    const WindowReady &isReady)
{
    if (const QString why = missingFont(); !why.isEmpty())
        throw Failure{why};
    QString error;
    const std::unique_ptr<QWidget> window = makeWindow(engine, options, &error);
    if (!window)
        throw Failure{error};
    window->resize(options.size.isEmpty() ? QSize(1600, 1000) : options.size);
    window->show();
    const QDeadlineTimer deadline(windowDeadline);
    while (!isReady(window.get())) {
        if (deadline.hasExpired())
            throw Failure{QStringLiteral("the window was not complete within 5 minutes")};
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 50);
    }
    QCoreApplication::processEvents();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    window->grab().save(&buffer, "PNG");
    writeOutput(options.screenshot, bytes);
}

} // namespace

int runHeadless(const Options &options, const WindowMaker &makeWindow, const WindowReady &isReady)
try {
    // What comes out depends on the command line alone, not on what the user chose in the window.
    const QTemporaryDir settings;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
    Engine engine(options.pluginPaths);
    if (!engine.compiler())
        throw Failure{engine.error()};

    bool ok = true;
    if (!options.files.isEmpty()) {
        const SnapshotPtr snapshot = compileFile(engine, options);
        printFindings(*snapshot);
        ok = exportAll(snapshot, options) && snapshot->result.ok;
    }
    if (!options.screenshot.isEmpty())
        takeScreenshot(&engine, options, makeWindow, isReady);
    return ok ? Success : InputErrors;
} catch (const Failure &failure) {
    say(failure.message);
    return Failed;
} catch (const std::exception &error) {
    say(QString::fromUtf8(error.what()));
    return Failed;
}

} // namespace tw::preview
