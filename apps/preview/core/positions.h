// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"

#include <optional>
#include <vector>

namespace tw::preview {

/// Puts `replacement` in place of the bytes from `begin` to `end` of a text.
struct TextEdit {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    QByteArray replacement;

    friend bool operator==(const TextEdit &, const TextEdit &) = default;
};

/// The text after the edits, which are sorted and do not overlap.
[[nodiscard]] QByteArray edited(const QByteArray &text, const std::vector<TextEdit> &edits);

/// The one edit that makes `after` of `before`, as short as it can be; none when they are equal.
/// It cuts no code point in two.
[[nodiscard]] std::vector<TextEdit> difference(const QByteArray &before, const QByteArray &after);

/// What the document itself says of where its tables stand.
[[nodiscard]] TablePositions writtenPositions(const ir::Schema &declared);

/// A text in schema JSON that is to say where its tables stand.
struct PositionEdits {
    std::vector<TextEdit> edits; ///< sorted; whatever they do not touch stays as it is
    TablePositions rest;         ///< of what the text has no place for: enums, junctions
};

/// Nothing when the text is no JSON: it has no place for anything then.
[[nodiscard]] std::optional<PositionEdits> positionEdits(const QByteArray &text,
                                                         const TablePositions &positions);

/// The file beside a document that says where what stands of which the document cannot say it:
/// all of DBML, enums and junctions of JSON. `{"version": 1, "positions": {"key": {"x": 1,
/// "y": 2}}}`, sorted by key; members that are not known are left alone.
[[nodiscard]] QString layoutPath(const QString &documentPath);

/// Empty when there is none. What cannot be read is empty as well, and `error` says why.
[[nodiscard]] TablePositions readLayoutFile(const QString &documentPath, QString *error = nullptr);

/// No file is left behind when `positions` is empty. On failure what was there stays.
bool writeLayoutFile(const QString &documentPath, const TablePositions &positions, QString *error);

} // namespace tw::preview
