// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/text_view.h"

#include <QKeyEvent>

#include <tablewright/frontend/tokens.h>

#include <algorithm>
#include <string>

namespace tw::preview {

namespace {

char closingOf(char opening)
{
    switch (opening) {
    case '{':
        return '}';
    case '[':
        return ']';
    case '(':
        return ')';
    case '"':
    case '\'':
    case '`':
        return opening;
    default:
        return '\0';
    }
}

bool isQuote(char c) { return c == '"' || c == '\'' || c == '`'; }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0'; }
bool isOpening(char c) { return c == '{' || c == '[' || c == '('; }
bool isClosing(char c) { return c == '}' || c == ']' || c == ')'; }
bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

} // namespace

char TextView::byteAt(std::uint32_t offset) const
{
    return static_cast<char>(send(SCI_GETCHARAT, offset)); // a NUL behind the end
}

bool TextView::isInText(std::uint32_t offset) const
{
    if (offset == 0)
        return false;
    const long style = send(SCI_GETSTYLEAT, offset - 1) - 1;
    return style == static_cast<long>(TokenKind::Comment) ||
           style == static_cast<long>(TokenKind::String);
}

std::string TextView::indentationOf(int line) const
{
    const std::string_view text = textOf(lineStart(line), lineEnd(line));
    return std::string(text.substr(0, std::min(text.find_first_not_of(" \t"), text.size())));
}

void TextView::keyPressEvent(QKeyEvent *event)
{
    const bool plain = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == 0;
    const bool single = send(SCI_GETSELECTIONS) == 1;
    if (plain && single && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        breakLine();
        event->accept();
        emit typed();
        return;
    }
    if (plain && single && event->key() == Qt::Key_Backspace && deletePair()) {
        event->accept();
        return;
    }
    const QString text = event->text();
    const bool isCharacter = text.size() == 1 && text[0].unicode() < 0x7F && text[0].isPrint() &&
                             !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    if (isCharacter && single && typeCharacter(text[0].toLatin1())) {
        event->accept();
        emit typed();
        return;
    }
    QsciScintilla::keyPressEvent(event);
    if (!text.isEmpty() && text[0].isPrint() &&
        !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)))
        emit typed();
}

/// Brackets and quotes. False when the character is typed as any other.
bool TextView::typeCharacter(char c)
{
    const std::uint32_t at = cursor();
    const bool selected = send(SCI_GETSELECTIONEMPTY) == 0;
    const char closing = closingOf(c);
    if (selected)
        return closing != '\0' && surround(c);
    const char next = byteAt(at);
    if ((isClosing(c) || isQuote(c)) && next == c &&
        send(SCI_INDICATORVALUEAT, PairMark, at) != 0) {
        send(SCI_GOTOPOS, at + 1); // it came with its opening one
        return true;
    }
    if (c == '}') {
        closeBlock();
        return true;
    }
    if (closing == '\0' || isInText(at))
        return false;
    if (isQuote(c) && (m_language == Language::Json ? c != '"' : false))
        return false;
    const char before = at > 0 ? byteAt(at - 1) : '\0';
    const bool roomBehind = isBlank(next) || isClosing(next) || next == ',' || next == ':';
    if (!roomBehind || (isQuote(c) && (isWordByte(before) || before == c)))
        return false;
    const char pair[3] = {c, closing, '\0'};
    send(SCI_BEGINUNDOACTION);
    SendScintilla(SCI_REPLACESEL, pair);
    send(SCI_GOTOPOS, at + 1);
    mark(PairMark, at + 1, at + 2);
    send(SCI_ENDUNDOACTION);
    return true;
}

bool TextView::surround(char opening)
{
    const auto begin = static_cast<std::uint32_t>(send(SCI_GETSELECTIONSTART));
    const auto end = static_cast<std::uint32_t>(send(SCI_GETSELECTIONEND));
    if (lineOf(begin) != lineOf(end) && isQuote(opening))
        return false;
    const char closing = closingOf(opening);
    send(SCI_BEGINUNDOACTION);
    replaceRange(end, end, {&closing, 1});
    replaceRange(begin, begin, {&opening, 1});
    send(SCI_ENDUNDOACTION);
    send(SCI_SETSEL, begin + 1, end + 1);
    return true;
}

/// Deletes an empty pair that came as one.
bool TextView::deletePair()
{
    const std::uint32_t at = cursor();
    if (at == 0 || send(SCI_GETSELECTIONEMPTY) == 0 ||
        send(SCI_INDICATORVALUEAT, PairMark, at) == 0 || closingOf(byteAt(at - 1)) != byteAt(at) ||
        byteAt(at) == '\0')
        return false;
    replaceRange(at - 1, at + 1, {});
    return true;
}

/// The new line is indented as the one before, and deeper behind an opening bracket.
void TextView::breakLine()
{
    send(SCI_BEGINUNDOACTION);
    SendScintilla(SCI_REPLACESEL, "");
    const std::uint32_t at = cursor();
    const int line = lineOf(at);
    const std::uint32_t start = lineStart(line);
    const std::string before(textOf(start, at));
    const std::string behind(textOf(at, lineEnd(line)));
    std::string indentation = indentationOf(line);
    indentation.resize(std::min<std::size_t>(indentation.size(), at - start));
    const std::size_t last = before.find_last_not_of(" \t");
    const bool opens = last != std::string::npos && isOpening(before[last]) &&
                       !isInText(start + static_cast<std::uint32_t>(last) + 1);
    const std::size_t next = behind.find_first_not_of(" \t");
    const bool closes = next != std::string::npos && isClosing(behind[next]);
    const std::string lineBreak = send(SCI_GETEOLMODE) == SC_EOL_CRLF ? "\r\n" : "\n";
    std::string text = lineBreak + indentation + (opens ? "  " : "");
    const auto cursorAt = static_cast<std::uint32_t>(at + text.size());
    if (opens && closes)
        text += lineBreak + indentation;
    // Blanks at the break would stay at the end of one line or the start of the next.
    const auto skip = static_cast<std::uint32_t>(next == std::string::npos ? behind.size() : next);
    replaceRange(at, at + skip, text);
    send(SCI_GOTOPOS, cursorAt);
    send(SCI_CHOOSECARETX);
    send(SCI_SCROLLCARET);
    send(SCI_ENDUNDOACTION);
}

/// A `}` that is the first of its line goes where the line that it closes begins.
void TextView::closeBlock()
{
    send(SCI_BEGINUNDOACTION);
    SendScintilla(SCI_REPLACESEL, "}");
    const std::uint32_t at = cursor() - 1;
    const int line = lineOf(at);
    const std::uint32_t start = lineStart(line);
    const std::string_view before = textOf(start, at);
    if (before.find_first_not_of(" \t") == std::string_view::npos && !before.empty()) {
        const long opening = send(SCI_BRACEMATCH, at, 0);
        if (opening >= 0) {
            const std::string wanted = indentationOf(lineOf(static_cast<std::uint32_t>(opening)));
            replaceRange(start, at, wanted);
            send(SCI_GOTOPOS, start + wanted.size() + 1);
        }
    }
    send(SCI_ENDUNDOACTION);
}

void TextView::toggleComment()
{
    if (m_language != Language::Dbml)
        return; // JSON has none
    const auto begin = static_cast<std::uint32_t>(send(SCI_GETSELECTIONSTART));
    const auto end = static_cast<std::uint32_t>(send(SCI_GETSELECTIONEND));
    const int first = lineOf(begin);
    const int last = end > begin && lineStart(lineOf(end)) == end ? lineOf(end) - 1 : lineOf(end);
    bool all = true;
    std::size_t indentation = std::string::npos;
    for (int line = first; line <= last; ++line) {
        const std::string_view text = textOf(lineStart(line), lineEnd(line));
        const std::size_t at = text.find_first_not_of(" \t");
        if (at == std::string_view::npos)
            continue;
        all = all && text.substr(at, 2) == "//";
        indentation = std::min(indentation, at);
    }
    if (indentation == std::string::npos)
        return;
    send(SCI_BEGINUNDOACTION);
    for (int line = first; line <= last; ++line) {
        const std::uint32_t start = lineStart(line);
        const std::string text(textOf(start, lineEnd(line)));
        const std::size_t at = text.find_first_not_of(" \t");
        if (at == std::string::npos)
            continue;
        if (all) {
            const auto place = static_cast<std::uint32_t>(start + at);
            replaceRange(place, place + (text.substr(at + 2, 1) == " " ? 3 : 2), {});
        } else {
            const auto place = static_cast<std::uint32_t>(start + indentation);
            replaceRange(place, place, "// ");
        }
    }
    send(SCI_ENDUNDOACTION);
}

} // namespace tw::preview
