// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <tablewright/diag/diagnostic.h>

#include <QIcon>

namespace tw::preview {

/// Told apart by shape as well as by colour: a disc, a triangle, a ring.
[[nodiscard]] QIcon severityIcon(Severity severity, const Theme &theme);

} // namespace tw::preview
