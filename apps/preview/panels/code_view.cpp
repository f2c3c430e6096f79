// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/code_view.h"

#include "panels/panel_parts.h"

#include <Qsci/qscilexer.h>

#include <algorithm>

namespace tw::preview {

namespace {

enum Marker { BarMarker = 1, StatementMarker, PieceMarker, AddedMarker };
enum Margin { LineMargin, BarMargin, GapMargin };
constexpr int matchIndicator = 8;

/// Scintilla's colours are blue, green, red from the high byte on.
long scintillaColor(const QColor &color)
{
    return color.red() | (color.green() << 8) | (color.blue() << 16);
}

QColor mixed(const QColor &one, const QColor &other, double share)
{
    const auto mix = [share](int a, int b) { return static_cast<int>(a + (b - a) * share); };
    return {mix(one.red(), other.red()), mix(one.green(), other.green()),
            mix(one.blue(), other.blue())};
}

} // namespace

CodeView::CodeView(QWidget *parent) : QsciScintilla(parent), m_font(codeFont())
{
    setUtf8(true);
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setWrapMode(WrapNone);
    setFolding(NoFoldStyle);
    setTabWidth(4);
    setCaretLineVisible(true);
    setScrollWidthTracking(true);
    setScrollWidth(100);
    SendScintilla(SCI_SETUNDOCOLLECTION, 0UL);
    SendScintilla(SCI_SETCARETLINEVISIBLEALWAYS, 0UL);
    SendScintilla(SCI_SETEXTRAASCENT, 1UL);
    SendScintilla(SCI_SETEXTRADESCENT, 1UL);

    setMargins(3);
    setMarginType(LineMargin, NumberMargin);
    setMarginType(BarMargin, SymbolMargin);
    setMarginWidth(BarMargin, 3);
    setMarginMarkerMask(BarMargin, 1 << BarMarker);
    setMarginType(GapMargin, SymbolMargin);
    setMarginWidth(GapMargin, 6);
    setMarginMarkerMask(GapMargin, 0);
    SendScintilla(SCI_MARKERDEFINE, BarMarker, SC_MARK_FULLRECT);
    for (const Marker marker : {StatementMarker, PieceMarker, AddedMarker})
        SendScintilla(SCI_MARKERDEFINE, marker, SC_MARK_BACKGROUND);
    SendScintilla(SCI_INDICSETSTYLE, matchIndicator, INDIC_ROUNDBOX);
    SendScintilla(SCI_INDICSETUNDER, matchIndicator, 1L);
    setTheme(Theme::light());
}

void CodeView::setTheme(const Theme &theme)
{
    setColor(theme.text);
    setPaper(theme.surface);
    setFont(m_font);
    if (QsciLexer *own = lexer()) {
        own->setDefaultPaper(theme.surface);
        own->setPaper(theme.surface);
        own->setFont(m_font);
    }
    setCaretForegroundColor(theme.text);
    setCaretLineBackgroundColor(theme.currentLine);
    setSelectionBackgroundColor(theme.selection);
    resetSelectionForegroundColor();
    setMarginsForegroundColor(theme.lineNumber);
    setMarginsBackgroundColor(theme.surface);
    setMarginsFont(m_font);
    for (const int margin : {BarMargin, GapMargin}) {
        SendScintilla(SCI_SETMARGINTYPEN, static_cast<unsigned long>(margin), SC_MARGIN_COLOUR);
        setMarginBackgroundColor(margin, theme.surface);
    }
    const auto ground = [this](int marker, const QColor &color) {
        SendScintilla(SCI_MARKERSETFORE, static_cast<unsigned long>(marker), scintillaColor(color));
        SendScintilla(SCI_MARKERSETBACK, static_cast<unsigned long>(marker), scintillaColor(color));
    };
    ground(BarMarker, theme.accent);
    ground(StatementMarker, mixed(theme.surface, theme.selection, .35));
    ground(PieceMarker, theme.selection);
    ground(AddedMarker, mixed(theme.surface, theme.good, theme.dark ? .22 : .14));
    SendScintilla(SCI_INDICSETFORE, matchIndicator, scintillaColor(theme.warning));
    SendScintilla(SCI_INDICSETALPHA, matchIndicator, 60L);
    SendScintilla(SCI_INDICSETOUTLINEALPHA, matchIndicator, 120L);
}

void CodeView::setFontPointSize(int size)
{
    m_font.setPointSize(size);
    setFont(m_font);
    if (QsciLexer *own = lexer())
        own->setFont(m_font);
    setMarginsFont(m_font);
}

void CodeView::showText(const QByteArray &text)
{
    if (text == m_text)
        return;
    // Whole lines, so that no character is cut.
    const qsizetype shorter = std::min(text.size(), m_text.size());
    qsizetype head =
        std::mismatch(text.begin(), text.begin() + shorter, m_text.begin()).first - text.begin();
    head = head == 0 ? 0 : text.lastIndexOf('\n', head - 1) + 1;
    qsizetype tail = 0;
    while (tail < shorter - head &&
           text[text.size() - 1 - tail] == m_text[m_text.size() - 1 - tail])
        ++tail;
    const qsizetype lineEnd = tail == 0 ? -1 : text.indexOf('\n', text.size() - tail);
    tail = lineEnd < 0 ? 0 : text.size() - lineEnd - 1;

    const long oldEnd = static_cast<long>(m_text.size() - tail);
    m_text = text;
    SendScintilla(SCI_SETREADONLY, 0UL);
    SendScintilla(SCI_SETTARGETRANGE, static_cast<unsigned long>(head), oldEnd);
    SendScintilla(SCI_REPLACETARGET, static_cast<unsigned long>(text.size() - head - tail),
                  text.constData() + head);
    SendScintilla(SCI_SETREADONLY, 1UL);
    setMarginWidth(LineMargin, QStringLiteral(" ") + QString::number(std::max(lines(), 99)) + u' ');
}

int CodeView::lineAt(std::size_t offset) const
{
    return static_cast<int>(SendScintilla(SCI_LINEFROMPOSITION, offset));
}

void CodeView::fillGround(const std::vector<ByteRange> &ranges, int marker)
{
    for (const ByteRange &range : ranges) {
        const int last = lineAt(range.end > range.begin ? range.end - 1 : range.begin);
        for (int line = lineAt(range.begin); line <= last; ++line)
            SendScintilla(SCI_MARKERADD, static_cast<unsigned long>(line), marker);
    }
}

void CodeView::mark(const std::vector<ByteRange> &statements, const std::vector<ByteRange> &pieces)
{
    for (const Marker marker : {BarMarker, StatementMarker, PieceMarker})
        SendScintilla(SCI_MARKERDELETEALL, static_cast<unsigned long>(marker));
    fillGround(statements, BarMarker);
    fillGround(statements, StatementMarker);
    fillGround(pieces, PieceMarker);
    m_pieces = pieces.empty() ? statements : pieces;
}

bool CodeView::isMarked(std::size_t offset) const
{
    return std::ranges::any_of(m_pieces, [offset](const ByteRange &range) {
        return range.begin <= offset && offset < range.end;
    });
}

void CodeView::markAdded(const std::vector<int> &lines)
{
    SendScintilla(SCI_MARKERDELETEALL, static_cast<unsigned long>(AddedMarker));
    for (const int line : lines)
        SendScintilla(SCI_MARKERADD, static_cast<unsigned long>(line), AddedMarker);
}

void CodeView::reveal(const ByteRange &range)
{
    const int first = lineAt(range.begin);
    const int last = lineAt(range.end > range.begin ? range.end - 1 : range.begin);
    const int top = firstVisibleLine();
    const int shown = static_cast<int>(SendScintilla(SCI_LINESONSCREEN));
    const bool inSight = first >= top && std::min(last, first + shown - 1) < top + shown;
    if (!inSight)
        revealLine(first);
}

void CodeView::revealLine(int line)
{
    const int shown = static_cast<int>(SendScintilla(SCI_LINESONSCREEN));
    setFirstVisibleLine(std::max(0, line - shown / 4));
}

long CodeView::searchIn(const QByteArray &text, long from, long to) const
{
    SendScintilla(SCI_SETSEARCHFLAGS, 0UL);
    SendScintilla(SCI_SETTARGETRANGE, static_cast<unsigned long>(from), to);
    return SendScintilla(SCI_SEARCHINTARGET, static_cast<unsigned long>(text.size()),
                         text.constData());
}

int CodeView::showMatches(const QByteArray &text)
{
    const long size = static_cast<long>(m_text.size());
    SendScintilla(SCI_SETINDICATORCURRENT, matchIndicator);
    SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, size);
    int matches = 0;
    for (long at = 0; !text.isEmpty() && matches < mostMatches; ++matches) {
        const long found = searchIn(text, at, size);
        if (found < 0)
            break;
        at = SendScintilla(SCI_GETTARGETEND);
        SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(found), at - found);
    }
    return matches;
}

bool CodeView::goToMatch(const QByteArray &text, bool forward, bool fromSelectionStart)
{
    if (text.isEmpty())
        return false;
    const long size = static_cast<long>(m_text.size());
    const bool fromStart = fromSelectionStart || !forward;
    const long from = SendScintilla(fromStart ? SCI_GETSELECTIONSTART : SCI_GETSELECTIONEND);
    long found = forward ? searchIn(text, from, size) : searchIn(text, from, 0);
    if (found < 0)
        found = forward ? searchIn(text, 0, size) : searchIn(text, size, 0);
    if (found < 0)
        return false;
    const long end = SendScintilla(SCI_GETTARGETEND);
    SendScintilla(SCI_SETSEL, static_cast<unsigned long>(found), end);
    reveal({static_cast<std::size_t>(found), static_cast<std::size_t>(end)});
    return true;
}

} // namespace tw::preview
