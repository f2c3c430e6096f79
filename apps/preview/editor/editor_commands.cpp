// SPDX-License-Identifier: GPL-3.0-or-later
// Fixes, the layout of the text, the menu and the keys.

#include "editor/editor.h"
#include "editor/edits.h"
#include "editor/find_bar.h"
#include "editor/popup_bar.h"
#include "editor/squiggles.h"
#include "editor/text_view.h"
#include "language/json_format.h"

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/writers.h>

#include <QContextMenuEvent>
#include <QMenu>
#include <QtConcurrentRun>

#include <optional>

using namespace Qt::StringLiterals;

namespace tw::preview {

namespace {

/// What a formatter answers: the text, or what is in its way.
struct Formatted {
    std::vector<TextEdit> edits;
    QString refusal;
};

Formatted format(Language language, const QByteArray &text)
{
    Formatted result;
    if (language == Language::Json) {
        if (const auto after = formatJson(viewOf(text)))
            result.edits = toEdits(lineEdits(viewOf(text), *after));
        else
            result.refusal = u"The text is not JSON yet: mend its errors first"_s;
        return result;
    }
    SourceManager sources;
    const SourceId source = sources.add("text", viewOf(text));
    DiagnosticList list;
    DiagnosticEmitter diagnostics(list);
    if (const auto after = formatDbml(sources, source, diagnostics, Limits()))
        result.edits = toEdits(lineEdits(viewOf(text), *after));
    else
        result.refusal = u"The text cannot be read yet: mend its errors first"_s;
    return result;
}

} // namespace

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
            m_document->applyEdits(result.edits, u"Format"_s);
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
        const auto after = formatJson(viewOf(text));
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
