// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/command_line.h"

#include <QFileInfo>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/ranges.h>

#include <charconv>
#include <cstdio>

namespace tw::preview {

namespace {

/// What CLI11 fills; checked and translated afterwards.
struct Arguments {
    std::vector<std::string> files;
    std::vector<std::string> exports;
    std::string format;
    std::string screenshot;
    std::string size;
    std::string theme;
    std::string junctions = "declared";
    std::string pages = "fitted";
    std::string from;
    std::string fresh;
    std::vector<std::string> pluginPaths;
    double scale = 0;
    bool transparent = false;
};

/// A usage error, as the user reads it.
struct Misuse {
    std::string message;
};

std::vector<std::string> formatNames()
{
    std::vector<std::string> names;
    for (const ExportFormatInfo &info : exportFormats())
        names.emplace_back(info.name);
    return names;
}

void declare(CLI::App &app, Arguments &arguments)
{
    app.description("Shows a database schema as a diagram, with its findings and its SQL, while you"
                    " type.\nWith --export or --screenshot it opens no window and needs no"
                    " display.");
    app.name("tablewright-preview");
    app.set_version_flag("--version", "tablewright-preview " TABLEWRIGHT_VERSION);
    app.add_option("FILE", arguments.files, "Documents to open; - is standard input (--export)");
    app.add_option("--export", arguments.exports,
                   "Write FILE as OUT, whose ending tells the format; - is standard output. May be"
                   " given several times")
        ->type_name("OUT")
        ->allow_extra_args(false);
    app.add_option("--format", arguments.format,
                   "What --export writes, whatever the ending: " +
                       fmt::format("{}", fmt::join(formatNames(), ", ")))
        ->type_name("FORMAT")
        ->check(CLI::IsMember(formatNames()))
        ->needs("--export");
    app.add_option("--screenshot", arguments.screenshot,
                   "Write a picture (PNG) of the whole window with FILE open")
        ->type_name("OUT");
    app.add_option("--size", arguments.size, "Of the window: 1600x1000")->type_name("WxH");
    app.add_option("--theme", arguments.theme, "Colours: light, dark or system")
        ->type_name("NAME")
        ->check(CLI::IsMember({"light", "dark", "system"}));
    app.add_option("--junctions", arguments.junctions,
                   "Show a many-to-many relationship as it is declared, or expanded into its table")
        ->type_name("HOW")
        ->check(CLI::IsMember({"declared", "expanded"}));
    app.add_option("--scale", arguments.scale,
                   "PNG: pixels a unit of the diagram, 0.05 to 10; without it 2, or as many as make"
                   " a picture of a sane size")
        ->type_name("N")
        ->check(CLI::Range(0.05, 10.0));
    app.add_flag("--transparent", arguments.transparent, "PNG and SVG: no ground");
    app.add_option("--pages", arguments.pages,
                   "PDF: one page that fits the diagram, or tiled onto a4 or letter sheets")
        ->type_name("PAPER")
        ->check(CLI::IsMember({"fitted", "a4", "letter"}));
    app.add_option("--from", arguments.from, "The document's language, whatever its ending")
        ->type_name("json|dbml")
        ->check(CLI::IsMember({"json", "dbml"}));
    app.add_option("--new", arguments.fresh, "Open an empty document of this language")
        ->type_name("json|dbml")
        ->check(CLI::IsMember({"json", "dbml"}))
        ->excludes("--export");
    app.add_option("--plugin-path", arguments.pluginPaths, "A further folder with plugins")
        ->type_name("DIR")
        ->allow_extra_args(false);
    app.footer("Exit codes: 0 done, 1 the document has errors, 2 wrong usage or a file that cannot"
               " be read or written.\nWhat is drawn and the data dictionaries are written of a"
               " document with errors as well, as far as it could be read.");
}

QSize sizeOf(const std::string &text)
{
    int width = 0;
    int height = 0;
    const char *end = text.data() + text.size();
    const auto [x, badWidth] = std::from_chars(text.data(), end, width);
    if (badWidth == std::errc() && x != end && *x == 'x') {
        const auto [rest, badHeight] = std::from_chars(x + 1, end, height);
        if (badHeight == std::errc() && rest == end && width >= 320 && height >= 240 &&
            width <= 10'000 && height <= 10'000)
            return {width, height};
    }
    throw Misuse{
        fmt::format("--size is `{}`, expected WIDTHxHEIGHT of 320x240 to 10000x10000", text)};
}

ExportRequest requestOf(const std::string &path, const std::string &format)
{
    ExportRequest request{QString::fromStdString(path), {}};
    if (const auto named = formatNamed(QString::fromStdString(format)))
        request.format = *named;
    else if (path == "-")
        throw Misuse{"standard output has no name to tell the format, expected --format"};
    else if (const auto known = formatOf(request.path))
        request.format = *known;
    else
        throw Misuse{fmt::format("the format of `{}` is unknown, expected --format with {}", path,
                                 fmt::join(formatNames(), ", "))};
    return request;
}

void checkFiles(const Options &options)
{
    if (!options.isHeadless()) {
        if (options.files.contains(u"-"))
            throw Misuse{"standard input can be read with --export only"};
        return;
    }
    if (!options.exports.empty() && options.files.size() != 1)
        throw Misuse{fmt::format("--export takes one FILE, not {}", options.files.size())};
    if (options.files.size() > 1)
        throw Misuse{"--screenshot takes one FILE at most"};
    if (options.files.contains(u"-")) {
        if (!options.screenshot.isEmpty())
            throw Misuse{"standard input can be read with --export only"};
        if (!options.from)
            throw Misuse{"standard input has no name to tell its language, expected --from json or"
                         " --from dbml"};
    }
    if (std::ranges::count(options.exports, QStringLiteral("-"), &ExportRequest::path) > 1)
        throw Misuse{"standard output can be written once"};
}

Options translated(const Arguments &arguments)
{
    Options options;
    for (const std::string &file : arguments.files)
        options.files.append(QString::fromStdString(file));
    for (const std::string &path : arguments.exports)
        options.exports.push_back(requestOf(path, arguments.format));
    for (const std::string &path : arguments.pluginPaths)
        options.pluginPaths.append(QFileInfo(QString::fromStdString(path)).absoluteFilePath());
    options.screenshot = QString::fromStdString(arguments.screenshot);
    if (!arguments.size.empty())
        options.size = sizeOf(arguments.size);
    if (!arguments.theme.empty()) {
        options.theme = arguments.theme == "light"  ? ThemeChoice::Light
                        : arguments.theme == "dark" ? ThemeChoice::Dark
                                                    : ThemeChoice::System;
    }
    if (arguments.junctions == "expanded")
        options.diagram.junctions = DiagramOptions::Junctions::Expanded;
    using Pages = ExportOptions::Pages;
    options.exportOptions.pages = arguments.pages == "a4"       ? Pages::A4
                                  : arguments.pages == "letter" ? Pages::Letter
                                                                : Pages::Fitted;
    if (arguments.scale > 0)
        options.exportOptions.scale = arguments.scale;
    options.exportOptions.transparent = arguments.transparent;
    options.from = languageNamed(arguments.from);
    options.newDocument = languageNamed(arguments.fresh);
    checkFiles(options);
    return options;
}

} // namespace

std::variant<Options, int> parseCommandLine(int argc, char **argv)
{
    CLI::App app;
    Arguments arguments;
    try {
        declare(app, arguments);
        app.parse(argc, argv);
        return translated(arguments);
    } catch (const CLI::ParseError &stop) {
        return app.exit(stop) == 0 ? Success : Failed;
    } catch (const Misuse &misuse) {
        fmt::print(stderr, "tablewright-preview: {}\n", misuse.message);
    } catch (const std::exception &error) {
        fmt::print(stderr, "tablewright-preview: {}\n", error.what());
    }
    return Failed;
}

namespace {

/// Standard error is for what the user can use: neither what the offscreen platform cannot do, nor
/// what a session would have set.
void tellMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    for (const char *noise : {"This plugin does not support", "QStandardPaths: XDG_RUNTIME_DIR"}) {
        if (message.startsWith(QLatin1StringView(noise)))
            return;
    }
    const QString line = qFormatLogMessage(type, context, message);
    fmt::print(stderr, "{}\n", line.toStdString());
}

} // namespace

bool choosePlatform(const Options &options)
{
    if (options.isHeadless())
        qInstallMessageHandler(tellMessage);
    if (qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        return true;
    if (options.isHeadless()) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        return true;
    }
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")) {
        fmt::print(stderr, "tablewright-preview: there is no display to open a window on;"
                           " --export and --screenshot need none\n");
        return false;
    }
    return true;
}

} // namespace tw::preview
