// SPDX-License-Identifier: GPL-3.0-or-later
// What the cursor is on: selection, definitions, new names, fixes.

#include "editor/completer.h"
#include "editor/editor.h"
#include "editor/find_bar.h"
#include "editor/overview_strip.h"
#include "editor/popup_bar.h"
#include "editor/squiggles.h"
#include "editor/text_view.h"
#include "language/json_format.h"
#include "language/rename.h"
#include "model/element.h"

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/writers.h>

#include <QContextMenuEvent>
#include <QMenu>
#include <QToolTip>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tw::preview {

namespace {

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

std::vector<TextEdit> toEdits(const std::vector<Replacement> &replacements)
{
    std::vector<TextEdit> edits;
    edits.reserve(replacements.size());
    for (const Replacement &one : replacements)
        edits.push_back({one.begin, one.end, QByteArray::fromStdString(one.text)});
    return edits;
}

QString places(qsizetype count) { return count == 1 ? u"1 place"_s : u"%1 places"_s.arg(count); }

/// What a formatter answers: the text, or what is in its way.
struct Formatted {
    std::vector<Replacement> edits;
    QString refusal;
};

Formatted format(Language language, const QByteArray &text)
{
    Formatted result;
    if (language == Language::Json) {
        if (const auto after = formatJson(view(text)))
            result.edits = lineEdits(view(text), *after);
        else
            result.refusal = u"The text is not JSON yet: mend its errors first"_s;
        return result;
    }
    SourceManager sources;
    const SourceId source = sources.add("text", view(text));
    DiagnosticList list;
    DiagnosticEmitter diagnostics(list);
    if (const auto after = formatDbml(sources, source, diagnostics, Limits()))
        result.edits = lineEdits(view(text), *after);
    else
        result.refusal = u"The text cannot be read yet: mend its errors first"_s;
    return result;
}

} // namespace

void Editor::connectBars()
{
    connect(m_overview, &OverviewStrip::placeClicked, this, [this](double place) {
        const int line = static_cast<int>(place * m_view->lines());
        setCursorOffset(m_view->lineStart(std::clamp(line, 0, m_view->lines() - 1)));
        m_view->ensureLineVisible(line);
        m_view->setFocus();
    });
    connect(m_findBar, &FindBar::matchesChanged, this, &Editor::showOverview);
    connect(m_lineBar, &PopupBar::accepted, this, [this](const QString &text) {
        const QStringList parts = text.split(QRegularExpression(u"[:,\\s]+"_s), Qt::SkipEmptyParts);
        const int line = std::clamp(parts.value(0).toInt(), 1, m_view->lines()) - 1;
        const int column = std::max(parts.value(1).toInt(), 1) - 1;
        const long offset =
            m_view->send(TextView::SCI_POSITIONRELATIVE, m_view->lineStart(line), column);
        setCursorOffset(column == 0
                            ? m_view->lineStart(line)
                            : std::min(static_cast<std::uint32_t>(offset), m_view->lineEnd(line)));
        m_view->reveal(cursorOffset(), cursorOffset());
    });
    connect(m_lineBar, &PopupBar::edited, this, [this](const QString &text) {
        static const QRegularExpression good(u"^\\s*\\d+\\s*([:,\\s]\\s*\\d*\\s*)?$"_s);
        m_lineBar->setRefusal(good.match(text).hasMatch() || text.isEmpty()
                                  ? QString()
                                  : u"A line's number, or line:column"_s);
    });
    for (PopupBar *const bar : std::initializer_list<PopupBar *>{m_lineBar, m_renameBar})
        connect(bar, &PopupBar::closed, this, [this] { m_view->setFocus(); });
    connect(m_renameBar, &PopupBar::edited, this, &Editor::hintRename);
    connect(m_renameBar, &PopupBar::accepted, this, &Editor::applyRename);
    connect(&m_namesWatcher, &QFutureWatcherBase::finished, this, [this] {
        m_names = m_namesWatcher.result();
        if (m_names->change != m_change) {
            if (!m_waiting.empty())
                withNames(nullptr); // the text went on meanwhile
            return;
        }
        const auto waiting = std::exchange(m_waiting, {});
        for (const auto &use : waiting)
            use(*m_names);
    });
}

void Editor::withNames(std::function<void(const Names &)> use)
{
    if (use) {
        if (m_names && m_names->change == m_change) {
            use(*m_names);
            return;
        }
        m_waiting.push_back(std::move(use));
    }
    if (m_namesWatcher.isRunning())
        return;
    m_namesWatcher.setFuture(QtConcurrent::run(
        [language = m_view->language(), change = m_change, text = m_view->bytes()]() -> NamesPtr {
            auto names = std::make_shared<Names>();
            names->change = change;
            names->table = SymbolTable(language, view(text));
            return names;
        }));
}

// --- Selection ----------------------------------------------------------------------------------

void Editor::settle()
{
    withNames([this](const Names &names) { markSameNames(names); });
    const SnapshotPtr snapshot = currentSnapshot();
    if (!snapshot || !m_view->hasFocus())
        return; // nobody looks at this place
    const ElementRef element = elementAt(snapshot->declared(), snapshot->source, cursorOffset());
    if (element.isValid())
        m_selection->select(element, this);
}

void Editor::markSameNames(const Names &names)
{
    m_view->clearMarks(TextView::SameNameMark);
    const SymbolPlace *const place = names.table.at(cursorOffset());
    if (place == nullptr || !m_view->hasFocus())
        return;
    const auto all = names.table.placesOf(place->symbol);
    if (all.size() < 2)
        return;
    for (const SymbolPlace &one : all)
        m_view->mark(TextView::SameNameMark, one.begin, one.end);
}

void Editor::showSelected(const ElementRef &element, const QObject *by)
{
    m_view->clearMarks(TextView::LookedAtMark);
    if (by == this || !element.isValid())
        return;
    const SnapshotPtr snapshot = currentSnapshot();
    if (!snapshot) {
        m_awaited = element;
        return;
    }
    const SourceRange range = placeOf(snapshot->declared(), element);
    if (!range.isValid() || range.source != snapshot->source || range.end > m_view->size())
        return;
    const std::uint32_t lineEnd = m_view->lineEnd(m_view->lineOf(range.begin));
    m_view->mark(TextView::LookedAtMark, range.begin, std::min(range.end, lineEnd));
    m_view->reveal(range.begin, std::min(range.end, lineEnd));
}

void Editor::showSource(SourceRange range)
{
    const SnapshotPtr snapshot = m_document->snapshot();
    if (!range.isValid() || !snapshot)
        return;
    if (range.source != snapshot->source) {
        const std::string &name = snapshot->sources->buffer(range.source).name();
        emit statusMessage(u"This is in another file: %1"_s.arg(QString::fromStdString(name)));
        return;
    }
    // A finding has moved with the text since.
    for (const Squiggles::Finding &finding : m_squiggles->findings()) {
        if (finding.diagnostic->range == range) {
            range.begin = finding.begin;
            range.end = finding.end;
            break;
        }
    }
    const std::uint32_t size = m_view->size();
    m_view->select(std::min(range.begin, size), std::min(range.end, size));
    m_view->setFocus();
}

void Editor::showHover(int offset, int x, int y)
{
    if (offset < 0) {
        QToolTip::hideText();
        return;
    }
    const QString text = m_squiggles->textAt(static_cast<std::uint32_t>(offset));
    if (text.isEmpty() || m_completer->isOpen())
        return;
    QToolTip::showText(m_view->mapToGlobal(QPoint(x, y)), text, m_view);
}

// --- Names --------------------------------------------------------------------------------------

void Editor::goToDefinition()
{
    const std::uint32_t offset = cursorOffset();
    withNames([this, offset](const Names &names) {
        const SymbolPlace *const place = names.table.at(offset);
        if (place == nullptr) {
            emit statusMessage(u"No name with a declaration is here"_s);
            return;
        }
        const QString what = QString::fromStdString(describe(names.table, place->symbol));
        const SymbolPlace *const definition = names.table.definitionOf(place->symbol);
        if (definition == nullptr) {
            emit statusMessage(u"%1 is declared in another file"_s.arg(what));
            return;
        }
        if (definition->begin == place->begin) {
            const auto uses = static_cast<qsizetype>(names.table.placesOf(place->symbol).size());
            emit statusMessage(u"%1 is declared here; it is in %2"_s.arg(what, places(uses)));
            return;
        }
        m_view->select(definition->begin, definition->end);
        m_view->setFocus();
    });
}

void Editor::renameSymbol()
{
    withNames([this](const Names &names) { openRename(names); });
}

void Editor::openRename(const Names &names)
{
    const SymbolPlace *const place = names.table.at(cursorOffset());
    if (place == nullptr) {
        emit statusMessage(u"Nothing here can be renamed: put the cursor on the name of a table, a "
                           "column or an enum"_s);
        return;
    }
    const std::string refusal = refuseRename(names.table, place->symbol);
    if (!refusal.empty()) {
        emit statusMessage(u"Cannot rename: %1"_s.arg(QString::fromStdString(refusal)));
        return;
    }
    m_renamed = place->symbol;
    const QString name = QString::fromStdString(names.table.symbol(m_renamed).name);
    const QRect at = m_view->placeOf(place->begin);
    m_renameBar->open(QRect(m_view->mapTo(this, at.topLeft()), at.size()), name, {});
    hintRename(name);
}

void Editor::hintRename(const QString &name)
{
    if (!m_names || m_names->change != m_change || m_renamed == Symbol::none)
        return;
    const Symbol &symbol = m_names->table.symbol(m_renamed);
    const Rename change = rename(m_names->table, m_renamed, name.toStdString());
    const bool isSame = name.toStdString() == symbol.name;
    QString hint =
        u"Rename %1 in %2"_s.arg(QString::fromStdString(describe(m_names->table, m_renamed)),
                                 places(static_cast<qsizetype>(change.replacements.size())));
    if (change.left > 0)
        hint += u"; %1 left, where it cannot be told"_s.arg(places(change.left));
    m_renameBar->setHint(hint);
    m_renameBar->setRefusal(isSame ? QString() : QString::fromStdString(change.refusal));
}

void Editor::applyRename(const QString &name)
{
    if (!m_names || m_names->change != m_change || m_renamed == Symbol::none) {
        emit statusMessage(u"The text has changed: rename again"_s);
        return;
    }
    const std::string wanted = name.toStdString();
    if (wanted == m_names->table.symbol(m_renamed).name)
        return;
    const Rename change = rename(m_names->table, m_renamed, wanted);
    if (!change.refusal.empty()) {
        emit statusMessage(QString::fromStdString(change.refusal));
        return;
    }
    const QString what = QString::fromStdString(describe(m_names->table, m_renamed));
    m_document->applyEdits(toEdits(change.replacements), u"Rename %1"_s.arg(what));
    QString message =
        u"Renamed %1 in %2"_s.arg(what, places(static_cast<qsizetype>(change.replacements.size())));
    if (change.left > 0)
        message += u"; %1 left as they are"_s.arg(places(change.left));
    emit statusMessage(message);
}

// --- Fixes, layout, places ----------------------------------------------------------------------

void Editor::showFixes()
{
    const SnapshotPtr snapshot = currentSnapshot();
    if (!snapshot) {
        m_fixesWait = true; // a moment later it is there
        return;
    }
    const auto findings = m_squiggles->fixesNear(cursorOffset());
    if (findings.empty()) {
        emit statusMessage(u"Nothing on this line has a quick fix"_s);
        return;
    }
    auto *const menu = new QMenu(this);
    menu->setObjectName(u"editorFixes"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Squiggles::Finding &finding : findings) {
        const FixIt &fix = *finding.diagnostic->fix;
        QString title = QString::fromStdString(fix.title).remove(u'`');
        if (!title.isEmpty())
            title[0] = title[0].toUpper();
        QAction *const action = menu->addAction(title);
        action->setToolTip(QString::fromStdString(finding.diagnostic->message));
        connect(action, &QAction::triggered, this, [this, snapshot, fix] {
            if (!m_document->applyFix(*snapshot, fix))
                emit statusMessage(u"The text has changed: try again in a moment"_s);
            m_view->setFocus();
        });
    }
    menu->setToolTipsVisible(true);
    menu->setActiveAction(menu->actions().first());
    menu->popup(m_view->mapToGlobal(m_view->placeOf(cursorOffset()).bottomLeft()));
}

void Editor::formatText()
{
    emit statusMessage({});
    auto *const watcher = new QFutureWatcher<Formatted>(this);
    const std::uint64_t change = m_change;
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, change] {
        watcher->deleteLater();
        const Formatted result = watcher->result();
        if (change != m_change)
            return; // who types on does not want it now
        if (!result.refusal.isEmpty())
            emit statusMessage(result.refusal);
        else if (result.edits.empty())
            emit statusMessage(u"Nothing to format"_s);
        else
            m_document->applyEdits(toEdits(result.edits), u"Format"_s);
    });
    watcher->setFuture(QtConcurrent::run(format, m_view->language(), m_view->bytes()));
}

// The text of a machine, all on one line, would take seconds to draw after each key.
void Editor::loadFormatted()
{
    m_applying = true;
    m_view->loadText({});
    m_applying = false;
    emit statusMessage(u"Laying out…"_s);
    auto *const watcher = new QFutureWatcher<std::optional<QByteArray>>(this);
    const std::uint64_t revision = m_document->revision();
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, revision] {
        watcher->deleteLater();
        if (revision != m_document->revision())
            return; // another text has come
        const std::optional<QByteArray> text = watcher->result();
        m_applying = true;
        m_view->loadText(text.value_or(m_document->text()));
        m_applying = false;
        if (text) {
            takeTyped();
            emit statusMessage(u"The file has very long lines: its text is laid out anew here"_s);
        } else {
            emit statusMessage({});
        }
    });
    watcher->setFuture(QtConcurrent::run([text = m_document->text()] {
        const auto after = formatJson(view(text));
        return after ? std::optional(QByteArray::fromStdString(*after)) : std::nullopt;
    }));
}

void Editor::goToLine()
{
    const QRect place(m_view->x() + m_view->width() / 2 - 140, m_view->y() + 4, 1, 1);
    m_lineBar->open(place, QString::number(m_view->lineOf(cursorOffset()) + 1),
                    u"Go to line, 1 to %1"_s.arg(m_view->lines()));
}

void Editor::showMenu(const QPoint &at)
{
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &text, const QString &key, void (Editor::*slot)(),
                         bool enabled = true) {
        QAction *const action = menu->addAction(text, this, slot);
        action->setShortcut(QKeySequence(key));
        action->setShortcutContext(Qt::WidgetShortcut); // shown, not taken: others have it
        action->setEnabled(enabled);
    };
    add(u"Undo"_s, u"Ctrl+Z"_s, &Editor::undo, canUndo());
    add(u"Redo"_s, u"Ctrl+Shift+Z"_s, &Editor::redo, canRedo());
    menu->addSeparator();
    add(u"Cut"_s, u"Ctrl+X"_s, &Editor::cut, hasSelection());
    add(u"Copy"_s, u"Ctrl+C"_s, &Editor::copy, hasSelection());
    add(u"Paste"_s, u"Ctrl+V"_s, &Editor::paste);
    menu->addSeparator();
    add(u"Quick fix…"_s, u"Alt+Return"_s, &Editor::showFixes,
        !m_squiggles->fixesNear(cursorOffset()).empty());
    add(u"Go to definition"_s, u"F12"_s, &Editor::goToDefinition);
    add(u"Rename…"_s, u"F2"_s, &Editor::renameSymbol);
    add(u"Format"_s, u"Ctrl+Shift+I"_s, &Editor::formatText);
    if (m_view->language() == Language::Dbml)
        add(u"Comment out"_s, u"Ctrl+/"_s, &Editor::toggleComment);
    menu->popup(at);
}

/// Keys that the window may have taken already; alone the editor has them too.
void Editor::keyPressEvent(QKeyEvent *event)
{
    struct Key {
        QKeyCombination key;
        void (Editor::*slot)();
    };
    static const Key keys[] = {
        {Qt::CTRL | Qt::Key_Space, &Editor::complete},
        {Qt::CTRL | Qt::Key_Slash, &Editor::toggleComment},
        {Qt::ALT | Qt::Key_Return, &Editor::showFixes},
        {Qt::ALT | Qt::Key_Enter, &Editor::showFixes},
        {QKeyCombination(Qt::Key_F12), &Editor::goToDefinition},
        {QKeyCombination(Qt::Key_F2), &Editor::renameSymbol},
        {QKeyCombination(Qt::Key_F3), &Editor::findNext},
        {Qt::SHIFT | Qt::Key_F3, &Editor::findPrevious},
        {Qt::CTRL | Qt::Key_F, &Editor::find},
        {Qt::CTRL | Qt::Key_H, &Editor::replace},
        {Qt::CTRL | Qt::Key_G, &Editor::goToLine},
        {Qt::CTRL | Qt::SHIFT | Qt::Key_I, &Editor::formatText},
    };
    const QKeyCombination pressed(event->modifiers() & ~Qt::KeypadModifier,
                                  static_cast<Qt::Key>(event->key()));
    for (const Key &key : keys) {
        if (key.key == pressed) {
            (this->*key.slot)();
            event->accept();
            return;
        }
    }
    QWidget::keyPressEvent(event);
}

bool Editor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_view)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress) {
        auto *const key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape && m_findBar->isVisible()) {
            m_findBar->close();
            return true;
        }
        const Qt::KeyboardModifiers modifiers = key->modifiers() & ~Qt::KeypadModifier;
        const bool isCommand = (modifiers & (Qt::ControlModifier | Qt::AltModifier)) != 0 ||
                               (key->key() >= Qt::Key_F1 && key->key() <= Qt::Key_F35);
        if (isCommand) {
            key->setAccepted(false);
            keyPressEvent(key);
            return key->isAccepted();
        }
    } else if (event->type() == QEvent::ContextMenu) {
        showMenu(static_cast<QContextMenuEvent *>(event)->globalPos());
        return true;
    } else if (event->type() == QEvent::FocusIn) {
        m_settle.start();
    }
    return false;
}

} // namespace tw::preview
