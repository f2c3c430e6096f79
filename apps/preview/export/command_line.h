// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "export/exporter.h"

#include <tablewright/frontend/frontend.h>

#include <QSize>

#include <variant>
#include <vector>

namespace tw::preview {

/// What the program says by its exit code.
enum ExitCode : int {
    Success = 0,
    InputErrors = 1, ///< the input has errors
    Failed = 2       ///< wrong usage, unreadable or unwritable file, missing plugin
};

struct ExportRequest {
    QString path; ///< `-` is standard output
    ExportFormat format = ExportFormat::Svg;
};

/// What the command line asks for.
struct Options {
    QStringList files; ///< `-` is standard input, when there is no window
    std::vector<ExportRequest> exports;
    QString screenshot; ///< of the whole window; a PNG
    QSize size;         ///< of the window; empty when not given
    std::optional<ThemeChoice> theme;
    DiagramOptions diagram;
    ExportOptions exportOptions;
    std::optional<Language> from;        ///< in place of the file name's ending
    std::optional<Language> newDocument; ///< open an empty one
    QStringList pluginPaths;

    /// Nothing is shown on a display.
    [[nodiscard]] bool isHeadless() const { return !exports.empty() || !screenshot.isEmpty(); }
};

/// What was asked for, or the exit code when that is all: help, the version or wrong usage, which
/// is said already. Needs no QApplication.
[[nodiscard]] std::variant<Options, int> parseCommandLine(int argc, char **argv);

/// Called before the QApplication is made: without a window to show, or without a display to show
/// it on, Qt draws offscreen. False, and said, when a window is asked for and there is no display.
[[nodiscard]] bool choosePlatform(const Options &options);

} // namespace tw::preview
