// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/diagram_model.h"

#include <QSet>

namespace tw::preview {

/// The keys of the table and of all that is at most `steps` edges away, whichever way the edges
/// run. An enum is reached but not passed through: two tables that share one are not neighbours
/// by it. Empty when there is no such table.
[[nodiscard]] QSet<QString> neighbourhood(const DiagramModel &model, const QString &key, int steps);

} // namespace tw::preview
