// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"

#include <tablewright/diff/schema_diff.h>

#include <QHash>

#include <stop_token>

namespace tw::preview {

/// One version of a schema: a text, or a file to be read.
struct VersionInput {
    QString label; ///< as messages call it
    QString path;  ///< of the file, or where the text is from
    Language language = Language::Dbml;
    QByteArray text;
    bool isFile = false; ///< `text` is read from `path`
};

/// What changed from one version to another.
struct SchemaComparison {
    QString problem; ///< why there is nothing to show; empty when there is
    QString reason;
    QString remark; ///< that a version has errors, and was compared as far as it can be read
    SchemaDiff diff;
    /// Where the elements of the later version are written, by `SchemaChange::path`.
    QHash<QByteArray, SourceRange> places;
    bool stopped = false;
};

struct ComparisonRequest {
    std::shared_ptr<const Compiler> compiler;
    CompileOptions options;
    VersionInput before;
    VersionInput after;
};

/// Reads and compares. For any thread; ranges are of a source of its own, in which the later
/// version is the first.
[[nodiscard]] SchemaComparison compareVersions(const ComparisonRequest &request,
                                               const std::stop_token &stop);

} // namespace tw::preview
