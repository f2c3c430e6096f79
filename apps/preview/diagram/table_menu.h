// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"

#include <QString>

class QMenu;

namespace tw::preview {

class DiagramView;

/// What can be done with the table, or with the diagram when the key is empty. Deletes itself.
[[nodiscard]] QMenu *makeDiagramMenu(DiagramView *view, const QString &key);

/// The statements that make the element and its indexes and keys; empty without a script.
[[nodiscard]] QString sqlOf(const Snapshot &snapshot, const ElementRef &element);

/// The element as the document has it.
[[nodiscard]] QString sourceOf(const Snapshot &snapshot, const ElementRef &element);

} // namespace tw::preview
