// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <Qsci/qsciscintilla.h>

#include <QByteArray>
#include <QFont>

#include <cstddef>
#include <vector>

namespace tw::preview {

/// A half-open range of bytes of a text on show.
struct ByteRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    friend bool operator==(const ByteRange &, const ByteRange &) = default;
};

/// A long text to be read and not changed. All places in it are bytes of its UTF-8.
class CodeView : public QsciScintilla {
    Q_OBJECT
public:
    explicit CodeView(QWidget *parent);

    /// Before it a lexer may be set, whose colours are its own matter.
    void setTheme(const Theme &theme);
    void setFontPointSize(int size);

    /// Puts in only what differs, so that scroll place and cursor stay with what they are on.
    void showText(const QByteArray &text);
    [[nodiscard]] const QByteArray &shownText() const { return m_text; }

    /// Marks the lines of `statements` at the left, and those of `pieces` by their ground.
    void mark(const std::vector<ByteRange> &statements, const std::vector<ByteRange> &pieces);
    [[nodiscard]] bool isMarked(std::size_t offset) const; ///< by a piece
    /// Lines that are new, counted from 0.
    void markAdded(const std::vector<int> &lines);
    /// Scrolls only when the place is out of sight.
    void reveal(const ByteRange &range);
    void revealLine(int line);

    /// Shows where the text stands; at most `mostMatches` of them. Returns how many there are.
    int showMatches(const QByteArray &text);
    /// Selects the next match from the selection on, around the end if need be.
    bool goToMatch(const QByteArray &text, bool forward, bool fromSelectionStart);

    static constexpr int mostMatches = 2000;

private:
    [[nodiscard]] int lineAt(std::size_t offset) const;
    void fillGround(const std::vector<ByteRange> &ranges, int marker);
    [[nodiscard]] long searchIn(const QByteArray &text, long from, long to) const;

    QByteArray m_text;
    std::vector<ByteRange> m_pieces;
    QFont m_font;
};

} // namespace tw::preview
