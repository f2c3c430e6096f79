// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/editor.h"

#include "editor/completer.h"
#include "editor/find_bar.h"
#include "editor/highlighter.h"
#include "editor/overview_strip.h"
#include "editor/popup_bar.h"
#include "editor/squiggles.h"
#include "editor/text_view.h"
#include "model/severity_color.h"

#include <QBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tw::preview {

namespace {

bool hasLongLine(const QByteArray &text)
{
    constexpr qsizetype most = 20'000;
    for (qsizetype at = 0; text.size() - at > most;) {
        const qsizetype end = text.lastIndexOf('\n', at + most);
        if (end < at)
            return true;
        at = end + 1;
    }
    return false;
}

} // namespace

Editor::Editor(Document *document, Selection *selection, QWidget *parent)
    : QWidget(parent), m_document(document), m_selection(selection), m_view(new TextView(this)),
      m_highlighter(new Highlighter(m_view)), m_squiggles(new Squiggles(m_view)),
      m_overview(new OverviewStrip(this)),
      m_completer(new Completer(m_view, m_highlighter, document)),
      m_findBar(new FindBar(m_view, document, this)),
      m_lineBar(new LineBar(u"editorLineBar"_s, this)),
      m_renameBar(new RenameBar(u"editorRenameBar"_s, this))
{
    setObjectName(u"editor"_s);
    setFocusProxy(m_view);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *const row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_view, 1);
    row->addWidget(m_overview);
    column->addLayout(row, 1);
    column->addWidget(m_findBar);
    m_typed.setSingleShot(true);
    m_typed.setInterval(0);
    m_settle.setSingleShot(true);
    m_settle.setInterval(180);
    connectText();
    connectDocument();
    connectBars();
    setTheme(Theme::light());
    setFontPointSize(m_fontPointSize);
    loadText();
}

Editor::~Editor() { m_namesWatcher.waitForFinished(); }

void Editor::connectText()
{
    connect(&m_typed, &QTimer::timeout, this, &Editor::takeTyped);
    connect(&m_settle, &QTimer::timeout, this, &Editor::settle);
    connect(m_view, &TextView::changed, this,
            [this](quint32 position, quint32 removed, quint32 inserted) {
                ++m_change;
                if (m_applying)
                    return;
                m_pending.push_back({position, removed, inserted});
                m_typed.start();
            });
    connect(m_view, &QsciScintilla::cursorPositionChanged, this, &Editor::cursorMovedTo);
    connect(m_view, &QsciScintilla::selectionChanged, this, [this] {
        if (hasSelection() != m_had)
            emit hasSelectionChanged(m_had = hasSelection());
    });
    connect(m_view, &QsciScintillaBase::SCN_UPDATEUI, this, [this] {
        if (canUndo() != m_couldUndo)
            emit canUndoChanged(m_couldUndo = canUndo());
        if (canRedo() != m_couldRedo)
            emit canRedoChanged(m_couldRedo = canRedo());
    });
    connect(m_view, &QsciScintillaBase::SCN_DWELLSTART, this, &Editor::showHover);
    connect(m_view, &QsciScintillaBase::SCN_DWELLEND, this, [this] { showHover(-1, 0, 0); });
    connect(m_view, &QsciScintilla::marginClicked, this,
            [this](int margin, int line, Qt::KeyboardModifiers) {
                if (margin != TextView::Marks)
                    return;
                setCursorOffset(m_view->lineStart(line));
                showFixes();
            });
    connect(m_view, &TextView::linkClicked, this, &Editor::goToDefinition);
    connect(m_view, &TextView::zoomRequested, this, [this](int steps) {
        setFontPointSize(m_fontPointSize + steps);
        emit fontPointSizeChanged(m_fontPointSize);
    });
    m_view->installEventFilter(this);
}

void Editor::connectDocument()
{
    connect(m_document, &Document::textEdited, this, &Editor::apply);
    connect(m_document, &Document::textReplaced, this, &Editor::loadText);
    connect(m_document, &Document::fileChanged, this, [this] {
        if (m_document->language() == m_view->language())
            return;
        m_view->setLanguage(m_document->language());
        m_highlighter->setLanguage(m_document->language());
    });
    connect(m_document, &Document::snapshotChanged, this, [this] {
        if (const SnapshotPtr snapshot = currentSnapshot()) {
            m_squiggles->setSnapshot(snapshot);
            m_squiggles->showLamp(cursorOffset());
            if (std::exchange(m_fixesWait, false))
                showFixes();
            if (const ElementRef awaited = std::exchange(m_awaited, {}); awaited.isValid())
                showSelected(awaited, nullptr);
            m_settle.start();
        }
    });
    connect(m_selection, &Selection::changed, this, &Editor::showSelected);
    connect(m_selection, &Selection::sourceRequested, this, &Editor::showSource);
    connect(m_squiggles, &Squiggles::changed, this, &Editor::showOverview);
}

void Editor::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_view->setTheme(theme);
    m_squiggles->setTheme(theme);
    m_squiggles->showLamp(cursorOffset());
    m_completer->setTheme(theme);
    m_findBar->setTheme(theme);
    m_lineBar->setTheme(theme);
    m_renameBar->setTheme(theme);
    m_overview->setTheme(theme);
    showOverview();
}

void Editor::setFontPointSize(int points)
{
    m_fontPointSize = std::clamp(points, 6, 40);
    m_view->setFontPointSize(m_fontPointSize);
    m_completer->setFont(m_view->codeFont());
}

// --- The text and the document ------------------------------------------------------------------

void Editor::takeTyped()
{
    m_typed.stop();
    m_pending.clear();
    m_document->setTyped(m_view->bytes());
}

void Editor::apply(const std::vector<TextEdit> &edits)
{
    // The document does not know yet of what was typed in this very moment.
    const bool isAhead = !m_pending.empty();
    std::vector<TextEdit> here = edits;
    for (TextEdit &edit : here) {
        for (const Change &change : m_pending) {
            for (std::uint32_t *const place : {&edit.begin, &edit.end}) {
                if (*place > change.position)
                    *place = std::max(change.position,
                                      *place - std::min(change.removed, *place - change.position)) +
                             change.inserted;
            }
        }
    }
    m_applying = true;
    m_view->applyEdits(here);
    m_applying = false;
    if (isAhead)
        takeTyped();
    m_settle.start();
}

void Editor::loadText()
{
    m_typed.stop();
    m_pending.clear();
    m_completer->close();
    m_view->setLanguage(m_document->language());
    if (m_document->language() == Language::Json && hasLongLine(m_document->text())) {
        loadFormatted();
    } else {
        m_applying = true;
        m_view->loadText(m_document->text());
        m_applying = false;
    }
    m_highlighter->setLanguage(m_document->language());
    m_squiggles->setSnapshot(currentSnapshot());
    m_view->clearMarks(TextView::LookedAtMark);
    cursorMovedTo();
}

SnapshotPtr Editor::currentSnapshot() const
{
    SnapshotPtr snapshot = m_document->snapshot();
    const bool isCurrent =
        snapshot && snapshot->revision == m_document->revision() && !m_typed.isActive();
    return isCurrent ? snapshot : nullptr;
}

bool Editor::canUndo() const { return m_view->isUndoAvailable(); }
bool Editor::canRedo() const { return m_view->isRedoAvailable(); }
bool Editor::hasSelection() const { return m_view->hasSelectedText(); }
std::uint32_t Editor::cursorOffset() const { return m_view->cursor(); }

void Editor::setCursorOffset(std::uint32_t offset)
{
    m_view->send(TextView::SCI_ENSUREVISIBLE, static_cast<std::uintptr_t>(m_view->lineOf(offset)));
    m_view->send(TextView::SCI_GOTOPOS, offset);
}

void Editor::undo() { m_view->undo(); }
void Editor::redo() { m_view->redo(); }
void Editor::cut() { m_view->cut(); }
void Editor::copy() { m_view->copy(); }
void Editor::paste() { m_view->paste(); }
void Editor::selectAll() { m_view->selectAll(); }
void Editor::find() { m_findBar->open(false); }
void Editor::replace() { m_findBar->open(true); }
void Editor::findNext() { m_findBar->findNext(); }
void Editor::findPrevious() { m_findBar->findPrevious(); }
void Editor::toggleComment() { m_view->toggleComment(); }

void Editor::complete()
{
    m_view->setFocus();
    m_completer->open();
}

void Editor::cursorMovedTo()
{
    const std::uint32_t offset = cursorOffset();
    const int line = m_view->lineOf(offset);
    const long column =
        m_view->send(TextView::SCI_COUNTCHARACTERS, m_view->lineStart(line), offset);
    emit cursorMoved(line + 1, static_cast<int>(column) + 1);
    m_squiggles->showLamp(offset);
    m_settle.start();
}

void Editor::showOverview()
{
    std::vector<OverviewStrip::Mark> marks;
    const double lines = std::max(m_view->lines(), 1);
    for (const Squiggles::Finding &finding : m_squiggles->findings()) {
        const Severity severity = finding.diagnostic->severity;
        marks.push_back({m_view->lineOf(finding.begin) / lines, severityColor(severity, m_theme),
                         static_cast<int>(severity)});
    }
    int last = -1;
    for (const TextMatch &match : m_findBar->result().matches) {
        const int line = m_view->lineOf(match.begin);
        if (line == last || marks.size() > 4000)
            continue;
        last = line;
        marks.push_back({line / lines, m_theme.accent, -1});
    }
    m_overview->setMarks(std::move(marks));
}

} // namespace tw::preview
