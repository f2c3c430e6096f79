// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/ir_lexer.h"

#include "panels/code_view.h"

namespace tw::preview {

namespace {

enum Style : char { Plain, KindWord, Quoted, Number, Sign };

bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

/// The end of what begins at `at`, and its style.
qsizetype tokenEnd(const QByteArray &text, qsizetype at, bool first, Style &style)
{
    const char begin = text[at];
    qsizetype end = at + 1;
    if (begin == '"') {
        style = Quoted;
        while (end < text.size() && text[end] != '"' && text[end] != '\n')
            end += text[end] == '\\' ? 2 : 1;
        return end < text.size() && text[end] == '"' ? end + 1 : end;
    }
    if (begin == '#' || (begin >= '0' && begin <= '9')) {
        style = Number;
        while (end < text.size() && isWord(text[end]))
            ++end;
        return end;
    }
    const bool arrow =
        (begin == '-' && end < text.size() && (text[end] == '>' || text[end] == '-'));
    if (!arrow && isWord(begin)) {
        style = first ? KindWord : Plain;
        while (end < text.size() && isWord(text[end]))
            ++end;
        return end;
    }
    style = begin == ' ' ? Plain : Sign;
    return end;
}

} // namespace

QString IrLexer::description(int style) const
{
    return style <= Sign ? QString::number(style) : QString();
}

void IrLexer::setTheme(const Theme &theme)
{
    setDefaultColor(theme.text);
    setColor(theme.text);
    setColor(theme.keyword, KindWord);
    setColor(theme.string, Quoted);
    setColor(theme.number, Number);
    setColor(theme.punctuation, Sign);
}

void IrLexer::styleText(int start, int end)
{
    const QByteArray &text = static_cast<CodeView *>(editor())->shownText();
    const qsizetype last = std::min<qsizetype>(end, text.size());
    // A line ends every token, and Qt's view asks from the beginning of one on.
    QByteArray styles;
    styles.reserve(last - start);
    bool first = true;
    for (qsizetype at = start; at < last;) {
        Style style = Plain;
        const qsizetype next = std::min(tokenEnd(text, at, first, style), last);
        styles.append(next - at, style);
        if (text[at] == '\n')
            first = true;
        else if (text[at] != ' ')
            first = false;
        at = next;
    }
    startStyling(start);
    editor()->SendScintilla(QsciScintillaBase::SCI_SETSTYLINGEX,
                            static_cast<unsigned long>(styles.size()), styles.constData());
}

} // namespace tw::preview
