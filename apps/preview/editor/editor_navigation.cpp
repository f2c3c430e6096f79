// SPDX-License-Identifier: GPL-3.0-or-later
// What the cursor is on: selection, definitions, new names.

#include "editor/completer.h"
#include "editor/editor.h"
#include "editor/edits.h"
#include "editor/find_bar.h"
#include "editor/overview_strip.h"
#include "editor/popup_bar.h"
#include "editor/squiggles.h"
#include "editor/text_view.h"
#include "language/rename.h"
#include "model/element.h"

#include <QToolTip>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tw::preview {

namespace {

QString places(qsizetype count) { return count == 1 ? u"1 place"_s : u"%1 places"_s.arg(count); }

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
            names->table = SymbolTable(language, viewOf(text));
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

Rename Editor::renamedTo(std::string_view name) const
{
    const auto compiler = m_document->engine()->compiler();
    return rename(m_names->table, m_renamed, name,
                  compiler ? &compiler->backend().nameRules() : nullptr);
}

void Editor::hintRename(const QString &name)
{
    if (!m_names || m_names->change != m_change || m_renamed == Symbol::none)
        return;
    const Symbol &symbol = m_names->table.symbol(m_renamed);
    const Rename change = renamedTo(name.toStdString());
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
    const Rename change = renamedTo(wanted);
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

} // namespace tw::preview
