// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/toml_lexer.h"

#include "panels/code_view.h"

#include <algorithm>

namespace tw::preview {

namespace {

enum Style : char { Plain, Comment, TableName, Quoted, Number, Word, Sign };

bool isBare(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

/// The end of the text that begins at `at`, also one of several lines.
qsizetype quotedEnd(const QByteArray &text, qsizetype at)
{
    const char quote = text[at];
    const QByteArray fence(3, quote);
    if (text.mid(at, 3) == fence) {
        const qsizetype end = text.indexOf(fence, at + 3);
        return end < 0 ? text.size() : end + 3;
    }
    qsizetype end = at + 1;
    while (end < text.size() && text[end] != quote && text[end] != '\n')
        end += text[end] == '\\' && quote == '"' ? 2 : 1;
    return std::min(end + 1, text.size());
}

qsizetype lineEnd(const QByteArray &text, qsizetype at)
{
    const qsizetype end = text.indexOf('\n', at);
    return end < 0 ? text.size() : end;
}

/// What begins at `at`; `isKey` until the line's `=`.
qsizetype tokenEnd(const QByteArray &text, qsizetype at, bool isFirst, bool isKey, Style &style)
{
    const char begin = text[at];
    if (begin == '#') {
        style = Comment;
        return lineEnd(text, at);
    }
    if (begin == '[' && isFirst) {
        style = TableName;
        const qsizetype end = std::min(text.indexOf('#', at), lineEnd(text, at));
        return end < 0 ? lineEnd(text, at) : end;
    }
    if (begin == '"' || begin == '\'') {
        style = isKey ? Plain : Quoted;
        return quotedEnd(text, at);
    }
    if (!isBare(begin)) {
        style = begin == ' ' ? Plain : Sign;
        return at + 1;
    }
    qsizetype end = at;
    while (end < text.size() && isBare(text[end]))
        ++end;
    const bool isNumber = (begin >= '0' && begin <= '9') || begin == '-';
    style = isKey ? Plain : isNumber ? Number : Word;
    return end;
}

} // namespace

QString TomlLexer::description(int style) const
{
    return style <= Sign ? QString::number(style) : QString();
}

void TomlLexer::setTheme(const Theme &theme)
{
    setDefaultColor(theme.text);
    setColor(theme.text);
    setColor(theme.comment, Comment);
    setColor(theme.keyword, TableName);
    setColor(theme.string, Quoted);
    setColor(theme.number, Number);
    setColor(theme.keyword, Word);
    setColor(theme.punctuation, Sign);
}

void TomlLexer::styleText(int /*start*/, int /*end*/)
{
    // A list or a text may begin far above, and a configuration is short: always all of it.
    const QByteArray &text = static_cast<CodeView *>(editor())->shownText();
    QByteArray styles;
    styles.reserve(text.size());
    bool isFirst = true;
    bool isKey = true;
    int depth = 0; // of lists and inline tables
    for (qsizetype at = 0; at < text.size();) {
        Style style = Plain;
        const qsizetype next =
            std::min(tokenEnd(text, at, isFirst && depth == 0, isKey, style), text.size());
        styles.append(next - at, style);
        const char begin = text[at];
        if (style == Sign && (begin == '[' || begin == '{'))
            ++depth;
        else if (style == Sign && (begin == ']' || begin == '}'))
            depth = std::max(0, depth - 1);
        if (begin == '=')
            isKey = false;
        else if (begin == '\n' && depth == 0)
            isKey = true;
        if (begin == '\n')
            isFirst = true;
        else if (begin != ' ' && begin != '\t')
            isFirst = false;
        at = next;
    }
    startStyling(0);
    editor()->SendScintilla(QsciScintillaBase::SCI_SETSTYLINGEX,
                            static_cast<unsigned long>(styles.size()), styles.constData());
}

} // namespace tw::preview
