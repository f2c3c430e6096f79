// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <QString>

namespace tw::preview {

/// What the palette cannot say: flat tabs, splitters of one pixel, a calm tool bar.
[[nodiscard]] QString styleSheet(const Theme &theme);

} // namespace tw::preview
