// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine.h"
#include "core/snapshot.h"

#include <stop_token>

namespace tw::preview {

/// All that one compile needs, so that it can run in a thread of its own.
struct CompileInput {
    std::shared_ptr<const CompileSetup> setup; ///< without a compiler, a snapshot says so
    QString path;          ///< empty for a text without a file; `use` then finds nothing
    QString configuration; ///< of the file that is heeded when it is there; empty for none
    Language language = Language::Dbml;
    QByteArray text;
    std::uint64_t revision = 0;
    std::uint64_t request = 0; ///< tells one compile of a text from another

    DiagramOptions diagram;
    TablePositions positions; ///< where tables stand
    /// What the text said of it when that was decided. Where the text says something else now, the
    /// text is right.
    TablePositions written;
    bool positionsWin = false; ///< whatever the text says
    bool keepPlaces = false;   ///< someone placed the tables: nothing moves but what the text moves
    bool layOutAgain = false;  ///< as if nothing had been placed
    /// Of the last text that could be read: keeps the diagram steady.
    SnapshotPtr previous;
};

/// The configuration of the document at this path, there or not; none for a text without a file.
[[nodiscard]] QString configurationOf(const QString &documentPath);

/// What a text from standard input is called.
inline constexpr QLatin1String standardInputName("<stdin>");

/// Never throws: what goes wrong becomes a finding. Null when it was stopped.
[[nodiscard]] SnapshotPtr compile(const CompileInput &input, const std::stop_token &stop = {});

/// A compile by itself, for tests and for export without a window.
[[nodiscard]] SnapshotPtr compileText(const Engine &engine, const QString &path, Language language,
                                      const QByteArray &text, const DiagramOptions &diagram = {},
                                      const TablePositions &positions = {});

} // namespace tw::preview
