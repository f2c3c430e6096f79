// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "export/exporter.h"

namespace tw::preview {

/// What is exported as text, without the diagram. Safe in any thread. Empty, with the reason in
/// `error`: a sentence, and below it the findings if they are the reason.
[[nodiscard]] std::optional<QByteArray> sqlOf(const Snapshot &snapshot, QString *error);
[[nodiscard]] std::optional<QByteArray> dbmlOf(const Snapshot &snapshot, QString *error);
/// Each table has its place in it, as it is shown.
[[nodiscard]] std::optional<QByteArray> jsonOf(const Snapshot &snapshot,
                                               const TablePositions &positions, QString *error);
[[nodiscard]] QByteArray markdownOf(const Snapshot &snapshot);
/// `light` and `dark` are `<svg>` elements of the same diagram.
[[nodiscard]] QByteArray htmlOf(const Snapshot &snapshot, const QByteArray &light,
                                const QByteArray &dark);

} // namespace tw::preview
