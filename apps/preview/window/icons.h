// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>

namespace tw::preview {

/// Line icons of our own, for a bare machine has no icon theme.
enum class Icon : std::uint8_t {
    NewFile,
    Open,
    Save,
    Close,
    Undo,
    Redo,
    Search,
    Format,
    Fix,
    ZoomIn,
    ZoomOut,
    Fit,
    Arrange,
    Junction,
    Minimap,
    Focus,
    Export,
    Convert,
    Theme,
    Error,
    Warning,
    Information,
    Done,
    Recent,
    Recover,
    Table,
    Panel,
    Detach,
    Count
};

/// Takes the text's colour of the application's palette each time that it is painted, so a change
/// of theme needs no new icon; or always the colour given.
[[nodiscard]] QIcon lineIcon(Icon icon, const QColor &color = {});

/// Makes the files that are compiled into the program readable; as often as one likes.
void useResources();

/// The program's own sign, in colours.
[[nodiscard]] QIcon programIcon();

} // namespace tw::preview
