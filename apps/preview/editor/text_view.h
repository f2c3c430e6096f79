// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <tablewright/frontend/frontend.h>

#include <Qsci/qsciscintilla.h>

#include <string_view>
#include <vector>

namespace tw::preview {

struct TextEdit;

/// A text with what any good editor of code does by itself: indentation, pairs of brackets and
/// quotes, lines that move, comments that toggle. Knows no document. Places are bytes of UTF-8.
class TextView : public QsciScintilla {
    Q_OBJECT
public:
    enum Margin : std::uint8_t { Numbers, Marks, Folds };
    /// Indicators, each for one meaning.
    enum Indicator : std::uint8_t {
        NoteMark = 8,
        WarningMark,
        ErrorMark,
        FoundMark,
        LookedAtMark,
        SameNameMark,
        PairMark ///< a closing bracket or quote that came with its opening one
    };
    enum Marker : std::uint8_t { NoteLine, WarningLine, ErrorLine, FixLine };

    explicit TextView(QWidget *parent);

    void setLanguage(Language language) { m_language = language; }
    [[nodiscard]] Language language() const { return m_language; }
    void setTheme(const Theme &theme);
    void setFontPointSize(int points);
    [[nodiscard]] const QFont &codeFont() const { return m_codeFont; }

    /// Any message of Scintilla.
    long send(unsigned message, std::uintptr_t first = 0, std::intptr_t second = 0) const
    {
        return SendScintilla(message, static_cast<unsigned long>(first), static_cast<long>(second));
    }
    /// Valid until the text changes.
    [[nodiscard]] std::string_view textView() const;
    [[nodiscard]] std::string_view textOf(std::uint32_t begin, std::uint32_t end) const;
    [[nodiscard]] QByteArray bytes() const;
    [[nodiscard]] std::uint32_t size() const;
    [[nodiscard]] std::uint32_t cursor() const;
    [[nodiscard]] int lineOf(std::uint32_t offset) const;
    [[nodiscard]] std::uint32_t lineStart(int line) const;
    [[nodiscard]] std::uint32_t lineEnd(int line) const; ///< before its line break
    /// Where the character at the place is drawn, in the widget's coordinates.
    [[nodiscard]] QRect placeOf(std::uint32_t offset) const;

    /// Another text, with nothing to undo.
    void loadText(const QByteArray &text);
    /// One step of undo; cursor and view stay at what they are at.
    void applyEdits(const std::vector<TextEdit> &edits);
    void replaceRange(std::uint32_t begin, std::uint32_t end, std::string_view text);
    void select(std::uint32_t begin, std::uint32_t end);
    /// Scrolls as little as needed, and unfolds.
    void reveal(std::uint32_t begin, std::uint32_t end);

    void mark(Indicator indicator, std::uint32_t begin, std::uint32_t end);
    void clearMarks(Indicator indicator);

    void toggleComment();

signals:
    void linkClicked(quint32 offset);
    void zoomRequested(int steps);
    void changed(quint32 position, quint32 removed, quint32 inserted); ///< in bytes
    void typed(); ///< a character, by the keyboard
    void resized();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    [[nodiscard]] QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;

private:
    void setUpKeys();
    void setUpMarks();
    bool typeCharacter(char c);
    bool surround(char opening);
    bool deletePair();
    void breakLine();
    void closeBlock();
    [[nodiscard]] char byteAt(std::uint32_t offset) const;
    [[nodiscard]] bool isInText(std::uint32_t offset) const; ///< in a string or a comment
    [[nodiscard]] std::string indentationOf(int line) const;

    Language m_language = Language::Dbml;
    QFont m_codeFont;
};

} // namespace tw::preview
