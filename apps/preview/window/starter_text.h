// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/frontend/frontend.h>

#include <QByteArray>

namespace tw::preview {

/// What a new file begins with: little enough to throw away, enough to see how it goes.
[[nodiscard]] QByteArray starterText(Language language);

} // namespace tw::preview
