// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/compile_setup.h"
#include "model/diagram_model.h"

#include <tablewright/config/configuration.h>
#include <tablewright/driver/compiler.h>
#include <tablewright/frontend/file_resolver.h>

#include <QByteArray>
#include <QString>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string_view>

namespace tw::preview {

/// All bytes of it; QByteArray converts itself as far as the first zero only.
[[nodiscard]] inline std::string_view viewOf(const QByteArray &text)
{
    return {text.constData(), static_cast<std::size_t>(text.size())};
}

/// Where boxes stand, by `DiagramTable::key`.
using TablePositions = QHash<QString, QPointF>;

/// One compile of one text, with all that is drawn from it. Made in the worker thread, then never
/// changed; shared by whoever shows it.
struct Snapshot {
    std::uint64_t revision = 0; ///< of the document's text
    QString path;               ///< empty for a text without a file
    Language language = Language::Dbml;
    std::shared_ptr<const Compiler> compiler;     ///< null when there is none
    LoadedConfiguration configuration;            ///< that stands beside the file, as it was read
    CompileOptions options;                       ///< with what it and the user say
    std::shared_ptr<const SourceManager> sources; ///< all ranges below point into these
    SourceId source;                              ///< the document's own text
    /// With `timings` and `keepDeclared`. Findings of the configuration come first, and with errors
    /// among them there is no script.
    CompileResult result;
    DiagramModel diagram; ///< positions decided
    /// The text could not be read as a whole: the diagram is that of the last one that could, its
    /// elements those of this schema, or none.
    bool diagramIsOld = false;
    TablePositions written; ///< what the text itself says
    std::chrono::nanoseconds compileTime{0};
    std::chrono::nanoseconds diagramTime{0}; ///< model and layout

    [[nodiscard]] const ir::Schema &declared() const { return result.declaredSchema(); }
    [[nodiscard]] std::string_view text() const { return sources->buffer(source).text(); }
    [[nodiscard]] bool isOfConfiguration(const SourceRange &range) const
    {
        return range.isValid() && configuration.source.isValid() &&
               range.source == configuration.source;
    }
};

/// How many errors the document has, and how many its configuration.
struct ErrorCounts {
    qsizetype document = 0;
    qsizetype configuration = 0;
};
[[nodiscard]] inline ErrorCounts errorsOf(const Snapshot &snapshot)
{
    ErrorCounts counts;
    for (const Diagnostic &diagnostic : snapshot.result.diagnostics) {
        if (diagnostic.severity == Severity::Error)
            ++(snapshot.isOfConfiguration(diagnostic.range) ? counts.configuration
                                                            : counts.document);
    }
    return counts;
}

/// Whether all that the fix changes is the document's own text.
[[nodiscard]] inline bool isOfDocument(const Snapshot &snapshot, const FixIt &fix)
{
    return fix.range.source == snapshot.source &&
           std::ranges::all_of(fix.also, [&](const tw::TextEdit &edit) {
               return edit.range.source == snapshot.source;
           });
}

using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace tw::preview
