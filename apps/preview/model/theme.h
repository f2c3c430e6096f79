// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace tw::preview {

/// The colours of everything that is drawn. Two exist; text on its ground has a contrast of 4.5 or
/// more in both.
struct Theme {
    bool dark = false;

    // Surfaces and text.
    QColor window, surface, raised, border;
    QColor text, mutedText, accent, onAccent, selection;

    // Findings.
    QColor error, warning, note, good;

    // Diagram.
    QColor canvas, grid, tableHeader, tableHeaderText, tableBody, tableBorder, keyMark;
    QColor edge, edgeHighlight, group, stickyNote, stickyNoteText;

    // Code.
    QColor keyword, typeName, string, number, comment, function, setting, punctuation, name;
    QColor currentLine, lineNumber, matchingBrace;

    [[nodiscard]] QPalette palette() const;

    [[nodiscard]] static const Theme &light();
    [[nodiscard]] static const Theme &darkTheme();
};

/// What the user asked for; `System` follows the desktop where Qt tells.
enum class ThemeChoice : std::uint8_t { System, Light, Dark };

[[nodiscard]] const Theme &themeFor(ThemeChoice choice);

} // namespace tw::preview
