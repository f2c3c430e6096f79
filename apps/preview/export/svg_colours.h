// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace tw::preview {

/// Two renderings of one diagram that differ in colours only, as one whose colours are CSS
/// variables, and the style sheet that sets them for light and dark. Empty when more differs.
struct TwoColourSvg {
    QByteArray element;
    QByteArray style;
};
[[nodiscard]] TwoColourSvg withBothColours(const QByteArray &light, const QByteArray &dark);

} // namespace tw::preview
