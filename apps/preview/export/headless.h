// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "export/command_line.h"

#include <functional>

class QWidget;

namespace tw::preview {

class Engine;

/// Makes the main window with the file open, for `--screenshot`; null, with the reason in the last
/// argument, when it cannot. The layers above bring it.
using WindowMaker = std::function<std::unique_ptr<QWidget>(Engine *, const Options &, QString *)>;

/// Tells when what the window shows is complete: nothing compiles any more.
using WindowReady = std::function<bool(QWidget *)>;

/// Does what `--export` and `--screenshot` ask for and returns the exit code. Findings go to
/// standard error as `tablewright check` prints them. Needs a QApplication, of any platform.
[[nodiscard]] int runHeadless(const Options &options, const WindowMaker &makeWindow,
                              const WindowReady &isReady);

} // namespace tw::preview
