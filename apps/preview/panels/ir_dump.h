// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"

#include <stop_token>
#include <vector>

namespace tw::preview {

/// What to print of which compile.
struct IrDumpRequest {
    std::shared_ptr<const Compiler> compiler;
    CompileOptions options;
    SnapshotPtr snapshot; ///< whose text is compiled again
    QString pass;
    QString before; ///< the step whose work the pass had; empty to compare with nothing
};

/// The schema as it is after a pass.
struct IrDump {
    QString pass;
    QString before;
    QByteArray text;        ///< empty when the pass was not reached
    std::vector<int> added; ///< lines of `text`, from 0, that were not there before the pass
    int gone = 0;           ///< how many lines of before are not in it
    bool stopped = false;
};

/// Compiles anew as far as the pass. For any thread.
[[nodiscard]] IrDump dumpIr(const IrDumpRequest &request, const std::stop_token &stop);

/// Compares element by element, so that lines are told apart though others are equal to them.
/// Linear.
void compareIr(const QByteArray &before, IrDump &after);

} // namespace tw::preview
