// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QRectF>
#include <QString>
#include <QTextOption>

namespace tw::preview {

struct DiagramColumn;
struct DiagramTable;

/// The measures of a card in scene units. They depend on the fonts alone, not on the theme, so that
/// a worker thread can tell how large a table is.
namespace metrics {

inline constexpr double headerHeight = 36;
inline constexpr double rowHeight = 24;
inline constexpr double bottomPadding = 6;
inline constexpr double sidePadding = 12;
inline constexpr double markWidth = 20; ///< of a key mark and what follows it
inline constexpr double typeGap = 20;   ///< at least, between name and type
inline constexpr double notNullWidth = 22;
inline constexpr double noteMarkWidth = 18;
inline constexpr double badgeWidth = 30; ///< kept free in the header
inline constexpr double minWidth = 168;
inline constexpr double maxWidth = 440;
inline constexpr double grid = 8; ///< widths are multiples of it
inline constexpr double radius = 7;

inline constexpr double noteWidth = 240;
inline constexpr double notePadding = 14;

inline constexpr double groupPadding = 36;
inline constexpr double groupTitle = 28;

/// Pixels of the fonts below.
inline constexpr int nameSize = 13;
inline constexpr int rowSize = 13;
inline constexpr int smallSize = 9;

} // namespace metrics

[[nodiscard]] QFont diagramFont(int pixelSize, QFont::Weight weight = QFont::Normal);

enum class DiagramText : std::uint8_t { TableName, Row, Type, Small };
[[nodiscard]] QFont fontOf(DiagramText text);
/// Kept for each thread: asked again it costs a look-up.
[[nodiscard]] double widthOf(const QString &string, DiagramText text);

/// The size of the card, and of the paper that holds a sticky note.
[[nodiscard]] QSizeF sizeOf(const DiagramTable &table);
/// How texts of notes are broken into lines, and how high they are then.
[[nodiscard]] QTextOption noteWrapping();
[[nodiscard]] double heightOfNoteText(const QString &text, DiagramText kind);
[[nodiscard]] QSizeF sizeOfNote(const QString &name, const QString &text);

/// How wide the key marks of the table are together, in each row the same.
[[nodiscard]] double marksWidth(const DiagramTable &table);
/// `billing.orders`, as people call it.
[[nodiscard]] QString titleOf(const DiagramTable &table);

/// Of the row's middle, from the card's top; the header's for -1.
[[nodiscard]] double middleOfRow(int column);

} // namespace tw::preview
