// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/text_view.h"

#include "core/document.h"
#include "editor/highlighter.h"

#include <Qsci/qscicommand.h>
#include <Qsci/qscicommandset.h>

#include <QDragEnterEvent>
#include <QFontDatabase>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <set>

namespace tw::preview {

namespace {

QPixmap chevron(bool isOpen, const QColor &color, qreal ratio)
{
    QPixmap image(QSize(qRound(12 * ratio), qRound(12 * ratio)));
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (isOpen)
        painter.drawPolyline(QPolygonF({{3, 4.5}, {6, 7.5}, {9, 4.5}}));
    else
        painter.drawPolyline(QPolygonF({{4.5, 3}, {7.5, 6}, {4.5, 9}}));
    return image;
}

} // namespace

TextView::TextView(QWidget *parent) : QsciScintilla(parent)
{
    setObjectName(QStringLiteral("editorText"));
    setFrameShape(QFrame::NoFrame);
    setUtf8(true);
    setEolMode(EolUnix);
    setIndentationsUseTabs(false);
    setTabWidth(2);
    setIndentationGuides(true);
    setBackspaceUnindents(true);
    setTabIndents(true);
    setBraceMatching(SloppyBraceMatch);
    setCaretLineVisible(true);
    setCaretWidth(2);
    setWrapMode(WrapNone);
    setAutoCompletionSource(AcsNone);
    send(SCI_SETSCROLLWIDTH, 1);
    send(SCI_SETSCROLLWIDTHTRACKING, 1);
    send(SCI_SETENDATLASTLINE, 0);
    send(SCI_SETLAYOUTCACHE, SC_CACHE_PAGE);
    send(SCI_SETIDLESTYLING, SC_IDLESTYLING_ALL);
    send(SCI_SETMULTIPLESELECTION, 1);
    send(SCI_SETADDITIONALSELECTIONTYPING, 1);
    send(SCI_SETMULTIPASTE, 1);
    send(SCI_SETMOUSEDWELLTIME, 350);
    send(SCI_SETYCARETPOLICY, CARET_SLOP | CARET_STRICT | CARET_EVEN, 3);
    send(SCI_SETVISIBLEPOLICY, VISIBLE_SLOP | VISIBLE_STRICT, 4);
    send(SCI_SETEXTRADESCENT, 1);
    send(SCI_SETMARGINLEFT, 0, 4);
    setUpKeys();
    setUpMarks();
    setFontPointSize(10);
    connect(this, &QsciScintilla::linesChanged, this, [this] {
        const auto digits = std::max<qsizetype>(QString::number(lines()).size(), 3);
        setMarginWidth(Numbers, QString(digits + 1, QLatin1Char('0')));
    });
    connect(this, &QsciScintillaBase::SCN_MODIFIED, this,
            [this](int position, int type, const char *, int length) {
                if ((type & SC_MOD_INSERTTEXT) != 0)
                    emit changed(static_cast<quint32>(position), 0, static_cast<quint32>(length));
                else if ((type & SC_MOD_DELETETEXT) != 0)
                    emit changed(static_cast<quint32>(position), static_cast<quint32>(length), 0);
            });
}

/// Scintilla takes its keys before the window's actions get them; it keeps those that move, select
/// and edit in the usual way.
void TextView::setUpKeys()
{
    const auto combined = [](Qt::KeyboardModifiers modifiers, Qt::Key key) {
        return QKeyCombination(modifiers, key).toCombined();
    };
    std::set<int> taken;
    for (const Qt::Key key :
         {Qt::Key_D, Qt::Key_L, Qt::Key_T, Qt::Key_U, Qt::Key_Slash, Qt::Key_Plus, Qt::Key_Minus,
          Qt::Key_BracketLeft, Qt::Key_BracketRight, Qt::Key_Backslash}) {
        taken.insert(combined(Qt::ControlModifier, key));
        taken.insert(combined(Qt::ControlModifier | Qt::ShiftModifier, key));
    }
    for (QsciCommand *command : standardCommands()->commands()) {
        const auto free = [&](int key) { return taken.contains(key); };
        if (free(command->key()))
            command->setKey(0);
        if (free(command->alternateKey()))
            command->setAlternateKey(0);
    }
    const auto bind = [this](QsciCommand::Command what, int key) {
        if (QsciCommand *command = standardCommands()->find(what))
            command->setKey(key);
    };
    bind(QsciCommand::MoveSelectedLinesUp, combined(Qt::AltModifier, Qt::Key_Up));
    bind(QsciCommand::MoveSelectedLinesDown, combined(Qt::AltModifier, Qt::Key_Down));
    bind(QsciCommand::SelectionDuplicate,
         combined(Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_D));
    bind(QsciCommand::LineDelete, combined(Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_K));
}

void TextView::setUpMarks()
{
    setMarginType(Numbers, NumberMargin);
    setMarginType(Marks, SymbolMargin);
    setMarginWidth(Marks, 16);
    setMarginMarkerMask(Marks,
                        (1 << NoteLine) | (1 << WarningLine) | (1 << ErrorLine) | (1 << FixLine));
    setMarginSensitivity(Marks, true);
    setFolding(PlainFoldStyle, Folds);
    setMarginWidth(Folds, 14);
    // Chevrons at what opens (in the theme's colour), nothing elsewhere.
    for (const int marker : {SC_MARKNUM_FOLDERSUB, SC_MARKNUM_FOLDERTAIL, SC_MARKNUM_FOLDERMIDTAIL})
        send(SCI_MARKERDEFINE, static_cast<std::uintptr_t>(marker), SC_MARK_EMPTY);
    send(SCI_SETFOLDFLAGS, SC_FOLDFLAG_LINEAFTER_CONTRACTED);
    const auto style = [this](Indicator indicator, int look, int alpha, int outline) {
        send(SCI_INDICSETSTYLE, indicator, look);
        send(SCI_INDICSETALPHA, indicator, alpha);
        send(SCI_INDICSETOUTLINEALPHA, indicator, outline);
    };
    style(NoteMark, INDIC_DOTS, 255, 255);
    style(WarningMark, INDIC_SQUIGGLE, 255, 255);
    style(ErrorMark, INDIC_SQUIGGLE, 255, 255);
    style(FoundMark, INDIC_STRAIGHTBOX, 70, 160);
    style(LookedAtMark, INDIC_STRAIGHTBOX, 40, 170);
    style(SameNameMark, INDIC_STRAIGHTBOX, 40, 0);
    style(PairMark, INDIC_HIDDEN, 0, 0);
    for (const Indicator indicator : {FoundMark, LookedAtMark, SameNameMark})
        send(SCI_INDICSETUNDER, indicator, 1);
}

void TextView::setTheme(const Theme &theme)
{
    const auto rgb = [](const QColor &color) {
        return static_cast<std::intptr_t>(color.red() | (color.green() << 8) |
                                          (color.blue() << 16));
    };
    const auto style = [&](int number, const QColor &fore, const QColor &back) {
        send(SCI_STYLESETFORE, static_cast<std::uintptr_t>(number), rgb(fore));
        send(SCI_STYLESETBACK, static_cast<std::uintptr_t>(number), rgb(back));
    };
    for (int number = 0; number <= STYLE_LASTPREDEFINED; ++number)
        style(number, theme.name, theme.surface);
    Highlighter::setColors(*this, theme);
    style(STYLE_LINENUMBER, theme.lineNumber, theme.surface);
    style(STYLE_BRACELIGHT, theme.text, theme.matchingBrace);
    style(STYLE_BRACEBAD, theme.error, theme.surface);
    style(STYLE_INDENTGUIDE, theme.border, theme.surface);
    setMarginsBackgroundColor(theme.surface);
    setMarginsForegroundColor(theme.lineNumber);
    setFoldMarginColors(theme.surface, theme.surface);
    setCaretForegroundColor(theme.accent);
    setCaretLineBackgroundColor(theme.currentLine);
    setSelectionBackgroundColor(theme.selection);
    send(SCI_SETSELFORE, 0);
    send(SCI_SETADDITIONALSELBACK, static_cast<std::uintptr_t>(rgb(theme.selection)));
    setPaper(theme.surface);
    setColor(theme.name);
    for (const int marker : {SC_MARKNUM_FOLDER, SC_MARKNUM_FOLDEREND})
        markerDefine(chevron(false, theme.lineNumber, devicePixelRatioF()), marker);
    for (const int marker : {SC_MARKNUM_FOLDEROPEN, SC_MARKNUM_FOLDEROPENMID})
        markerDefine(chevron(true, theme.lineNumber, devicePixelRatioF()), marker);
    const auto indicator = [&](Indicator which, const QColor &color) {
        send(SCI_INDICSETFORE, which, rgb(color));
    };
    indicator(NoteMark, theme.note);
    indicator(WarningMark, theme.warning);
    indicator(ErrorMark, theme.error);
    indicator(FoundMark, theme.warning);
    indicator(LookedAtMark, theme.accent);
    indicator(SameNameMark, theme.mutedText);
}

void TextView::setFontPointSize(int points)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSize(points);
    font.setStyleHint(QFont::Monospace);
    const QByteArray family = font.family().toUtf8();
    for (int style = 0; style <= STYLE_LASTPREDEFINED; ++style) {
        SendScintilla(SCI_STYLESETFONT, static_cast<unsigned long>(style), family.constData());
        send(SCI_STYLESETSIZE, static_cast<std::uintptr_t>(style), points);
    }
    setMarginsFont(font);
    m_codeFont = font;
    emit linesChanged();
}

std::string_view TextView::textView() const
{
    return {static_cast<const char *>(SendScintillaPtrResult(SCI_GETCHARACTERPOINTER)), size()};
}

std::string_view TextView::textOf(std::uint32_t begin, std::uint32_t end) const
{
    if (begin >= end)
        return {};
    // NOLINTNEXTLINE(performance-no-int-to-ptr): how Scintilla gives an address
    return {reinterpret_cast<const char *>(send(SCI_GETRANGEPOINTER, begin, end - begin)),
            end - begin};
}

QByteArray TextView::bytes() const
{
    const std::string_view text = textView();
    return {text.data(), static_cast<qsizetype>(text.size())};
}

std::uint32_t TextView::size() const { return static_cast<std::uint32_t>(send(SCI_GETLENGTH)); }
std::uint32_t TextView::cursor() const
{
    return static_cast<std::uint32_t>(send(SCI_GETCURRENTPOS));
}
int TextView::lineOf(std::uint32_t offset) const
{
    return static_cast<int>(send(SCI_LINEFROMPOSITION, offset));
}
std::uint32_t TextView::lineStart(int line) const
{
    return static_cast<std::uint32_t>(
        send(SCI_POSITIONFROMLINE, static_cast<std::uintptr_t>(line)));
}
std::uint32_t TextView::lineEnd(int line) const
{
    return static_cast<std::uint32_t>(
        send(SCI_GETLINEENDPOSITION, static_cast<std::uintptr_t>(line)));
}

QRect TextView::placeOf(std::uint32_t offset) const
{
    const auto x = static_cast<int>(send(SCI_POINTXFROMPOSITION, 0, offset));
    const auto y = static_cast<int>(send(SCI_POINTYFROMPOSITION, 0, offset));
    return {viewport()->mapTo(this, QPoint(x, y)),
            QSize(1, textHeight(std::max(lineOf(offset), 0)))};
}

void TextView::loadText(const QByteArray &text)
{
    send(SCI_SETUNDOCOLLECTION, 0);
    send(SCI_CLEARALL);
    send(SCI_ALLOCATE, static_cast<std::uintptr_t>(text.size()) + 4096);
    SendScintilla(SCI_APPENDTEXT, static_cast<unsigned long>(text.size()), text.constData());
    send(SCI_SETUNDOCOLLECTION, 1);
    send(SCI_EMPTYUNDOBUFFER);
    send(SCI_SETSAVEPOINT);
    send(SCI_SETEOLMODE, text.contains("\r\n") ? SC_EOL_CRLF : SC_EOL_LF);
    send(SCI_SETSCROLLWIDTH, 1);
    send(SCI_GOTOPOS, 0);
}

void TextView::replaceRange(std::uint32_t begin, std::uint32_t end, std::string_view text)
{
    send(SCI_SETTARGETRANGE, begin, end);
    SendScintilla(SCI_REPLACETARGET, static_cast<unsigned long>(text.size()),
                  text.empty() ? "" : text.data());
}

void TextView::applyEdits(const std::vector<TextEdit> &edits)
{
    const long top = send(SCI_GETFIRSTVISIBLELINE);
    send(SCI_BEGINUNDOACTION);
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
        replaceRange(
            edit->begin, edit->end,
            {edit->replacement.constData(), static_cast<std::size_t>(edit->replacement.size())});
    send(SCI_ENDUNDOACTION);
    send(SCI_SETFIRSTVISIBLELINE, static_cast<std::uintptr_t>(top));
}

void TextView::select(std::uint32_t begin, std::uint32_t end)
{
    send(SCI_ENSUREVISIBLEENFORCEPOLICY, static_cast<std::uintptr_t>(lineOf(begin)));
    send(SCI_SETSEL, begin, end);
    reveal(begin, end);
}

void TextView::reveal(std::uint32_t begin, std::uint32_t end)
{
    send(SCI_ENSUREVISIBLE, static_cast<std::uintptr_t>(lineOf(begin)));
    const long shown = send(SCI_LINESONSCREEN);
    const auto visibleLine = [&](std::uint32_t at) {
        return send(SCI_VISIBLEFROMDOCLINE, static_cast<std::uintptr_t>(lineOf(at)));
    };
    const long first = visibleLine(begin);
    const long last = std::min(visibleLine(end), first + shown - 1);
    const long top = send(SCI_GETFIRSTVISIBLELINE);
    if (first < top || last >= top + shown)
        send(SCI_SETFIRSTVISIBLELINE, static_cast<std::uintptr_t>(std::max(0L, first - shown / 4)));
    send(SCI_SCROLLRANGE, end, begin);
}

void TextView::mark(Indicator indicator, std::uint32_t begin, std::uint32_t end)
{
    send(SCI_SETINDICATORCURRENT, indicator);
    send(SCI_INDICATORFILLRANGE, begin, end - begin);
}

void TextView::clearMarks(Indicator indicator)
{
    send(SCI_SETINDICATORCURRENT, indicator);
    send(SCI_INDICATORCLEARRANGE, 0, size());
}

void TextView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && event->modifiers() == Qt::ControlModifier) {
        const QPoint at = event->pos();
        const long offset =
            send(SCI_POSITIONFROMPOINTCLOSE, static_cast<std::uintptr_t>(at.x()), at.y());
        if (offset >= 0) {
            send(SCI_GOTOPOS, static_cast<std::uintptr_t>(offset));
            emit linkClicked(static_cast<quint32>(offset));
            event->accept();
            return;
        }
    }
    QsciScintilla::mousePressEvent(event);
}

void TextView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() != Qt::ControlModifier) {
        QsciScintilla::wheelEvent(event);
        return;
    }
    event->accept();
    if (event->angleDelta().y() != 0)
        emit zoomRequested(event->angleDelta().y() > 0 ? 1 : -1);
}

void TextView::resizeEvent(QResizeEvent *event)
{
    QsciScintilla::resizeEvent(event);
    emit resized();
}

/// The line alone: the base class gives the paragraph, and JSON is one from start to end.
QVariant TextView::inputMethodQuery(Qt::InputMethodQuery query) const
{
    const int line = lineOf(cursor());
    const std::uint32_t start = lineStart(line);
    const auto characters = [&](std::uint32_t end) {
        const std::string_view text = textOf(start, std::max(start, end));
        return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    };
    switch (query) {
    case Qt::ImSurroundingText:
        return characters(lineEnd(line));
    case Qt::ImCursorPosition:
        return static_cast<int>(characters(cursor()).size());
    case Qt::ImAnchorPosition: {
        const auto anchor = static_cast<std::uint32_t>(send(SCI_GETANCHOR));
        return static_cast<int>(characters(std::min(anchor, lineEnd(line))).size());
    }
    default:
        return QsciScintilla::inputMethodQuery(query);
    }
}

/// Files are for the window.
void TextView::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->ignore();
    else
        QsciScintilla::dragEnterEvent(event);
}

/// The editor has a menu of its own.
void TextView::contextMenuEvent(QContextMenuEvent *event) { event->ignore(); }

} // namespace tw::preview
