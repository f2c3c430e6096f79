// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/main_window.h"

#include "diagram/diagram_view.h"
#include "diagram/minimap.h"
#include "editor/editor.h"
#include "panels/diff_panel.h"
#include "panels/findings_panel.h"
#include "panels/sql_panel.h"
#include "window/about_dialog.h"
#include "window/actions.h"
#include "window/appearance.h"
#include "window/message_area.h"
#include "window/recent_files.h"
#include "window/samples.h"
#include "window/shortcuts_dialog.h"
#include "window/status_line.h"
#include "window/welcome_page.h"

#include <QAction>
#include <QApplication>
#include <QFileInfo>
#include <QMenu>

#include <algorithm>

namespace tw::preview {

namespace {

constexpr std::pair<const char *, ThemeChoice> themes[] = {
    {"themeSystem", ThemeChoice::System},
    {"themeLight", ThemeChoice::Light},
    {"themeDark", ThemeChoice::Dark},
};

bool isIn(const QWidget *widget, const QWidget *tree)
{
    return widget && (widget == tree || tree->isAncestorOf(widget));
}

} // namespace

void MainWindow::connectActions()
{
    Actions &on = *m_actions;
    const auto act = [&](const char *name, auto slot) {
        connect(on[name], &QAction::triggered, this, slot);
    };
    act("fileNewDbml", [this] { newDocumentSomewhere(Language::Dbml); });
    act("fileNewJson", [this] { newDocumentSomewhere(Language::Json); });
    act("fileOpen", &MainWindow::open);
    act("fileSave", [this] { save(); });
    act("fileSaveAs", [this] { chooseSaveName({}); });
    act("fileReload", &MainWindow::reload);
    act("fileConvert", &MainWindow::convert);
    act("fileClose", &MainWindow::closeDocument);
    act("fileQuit", [] {
        for (QWidget *window : QApplication::topLevelWidgets()) {
            if (qobject_cast<MainWindow *>(window))
                window->close();
        }
    });
    for (const ExportFormatInfo &info : exportFormats()) {
        const QByteArray name = QByteArray("export.") + info.name;
        act(name.constData(), [this, format = info.format] { chooseExport(format); });
    }
    connect(on.recentMenu(), &QMenu::aboutToShow, this, &MainWindow::showRecentMenu);

    act("helpShortcuts", [this] { (new ShortcutsDialog(*m_actions, this))->show(); });
    act("helpAbout", [this] { (new AboutDialog(this))->show(); });

    connect(m_welcome, &WelcomePage::newRequested, this,
            [this](Language language) { newDocument(language); });
    connect(m_welcome, &WelcomePage::openRequested, this, &MainWindow::open);
    connect(m_welcome, &WelcomePage::fileRequested, this, &MainWindow::openFileSomewhere);
    connect(m_welcome, &WelcomePage::sampleRequested, this,
            [this](const QString &id, Language language) {
                newDocument(language, sampleText(QLatin1StringView(id.toLatin1()), language));
            });
    connectEditing();
    connectView();
}

void MainWindow::connectEditing()
{
    Actions &on = *m_actions;
    on.addEditorKeys(m_editor);
    const auto edit = [&](const char *name, void (Editor::*slot)()) {
        connect(on[name], &QAction::triggered, m_editor, slot);
    };
    edit("editCut", &Editor::cut);
    edit("editCopy", &Editor::copy);
    edit("editPaste", &Editor::paste);
    edit("editSelectAll", &Editor::selectAll);
    edit("editReplace", &Editor::replace);
    edit("editFindNext", &Editor::findNext);
    edit("editFindPrevious", &Editor::findPrevious);
    edit("editGoToLine", &Editor::goToLine);
    edit("editRename", &Editor::renameSymbol);
    edit("editComplete", &Editor::complete);
    edit("editComment", &Editor::toggleComment);
    edit("editFormat", &Editor::formatText);
    edit("editFix", &Editor::showFixes);

    const auto act = [&](const char *name, auto slot) {
        connect(on[name], &QAction::triggered, this, slot);
    };
    act("editFind", &MainWindow::find);
    edit("editGoToDefinition", &Editor::goToDefinition);
    act("editUndo", [this] {
        if (m_pane == Pane::Diagram)
            m_document->diagramUndo()->undo();
        else
            m_editor->undo();
    });
    act("editRedo", [this] {
        if (m_pane == Pane::Diagram)
            m_document->diagramUndo()->redo();
        else
            m_editor->redo();
    });
    act("editNextFinding", [this] { goToFinding(true); });
    act("editPreviousFinding", [this] { goToFinding(false); });

    connect(qApp, &QApplication::focusChanged, this,
            [this](QWidget *, QWidget *now) { followFocus(now); });
    connect(m_editor, &Editor::canUndoChanged, this, &MainWindow::showUndo);
    connect(m_editor, &Editor::canRedoChanged, this, &MainWindow::showUndo);
    connect(m_document->diagramUndo(), &QUndoStack::indexChanged, this, &MainWindow::showUndo);
    connect(m_editor, &Editor::hasSelectionChanged, this, &MainWindow::showUndo);
    connect(m_editor, &Editor::statusMessage, this,
            [this](const QString &message) { m_status->showMessage(message, 6000); });
    connect(m_sql, &SqlPanel::statusMessage, this,
            [this](const QString &message) { m_status->showMessage(message, 6000); });
    connect(m_editor, &Editor::cursorMoved, m_status, &StatusLine::setCursor);
    connect(m_diff, &DiffPanel::sourceRequested, m_selection, &Selection::goToSource);
}

void MainWindow::connectView()
{
    Actions &on = *m_actions;
    const auto act = [&](const char *name, auto slot) {
        connect(on[name], &QAction::triggered, this, slot);
    };
    // The editor's letters grow where the editor has the focus, the diagram otherwise.
    act("viewZoomIn", [this] {
        if (isIn(QApplication::focusWidget(), m_editor))
            setCodeSize(m_editor->fontPointSize() + 1);
        else
            m_diagram->zoomIn();
    });
    act("viewZoomOut", [this] {
        if (isIn(QApplication::focusWidget(), m_editor))
            setCodeSize(m_editor->fontPointSize() - 1);
        else
            m_diagram->zoomOut();
    });
    connect(on["viewZoomReset"], &QAction::triggered, m_diagram, &DiagramView::zoomReset);
    connect(on["viewZoomFit"], &QAction::triggered, m_diagram, &DiagramView::zoomToFit);
    act("viewSearch", [this] { m_diagram->openSearch(); });
    act("viewFocus", [this] { m_diagram->toggleFocus(); });
    connect(m_diagram, &DiagramView::focusTableChanged, this,
            [&on](const QString &key) { on["viewFocus"]->setChecked(!key.isEmpty()); });
    act("viewJunctions", [this](bool expanded) {
        DiagramOptions options = m_document->diagramOptions();
        options.junctions =
            expanded ? DiagramOptions::Junctions::Expanded : DiagramOptions::Junctions::AsDeclared;
        m_document->setDiagramOptions(options);
    });
    Minimap *minimap = m_diagram->minimap();
    on["viewMinimap"]->setChecked(minimap->isWanted());
    connect(on["viewMinimap"], &QAction::toggled, minimap, &Minimap::setWanted);
    connect(minimap, &Minimap::wantedChanged, on["viewMinimap"], &QAction::setChecked);
    connect(on["viewArrange"], &QAction::triggered, m_diagram, &DiagramView::layOutAgain);
    act("goEditor", [this] { m_editor->setFocus(Qt::ShortcutFocusReason); });
    act("goDiagram", [this] { m_diagram->setFocus(Qt::ShortcutFocusReason); });

    for (const auto &[name, choice] : themes) {
        connect(on[name], &QAction::triggered, this,
                [choice = choice] { Appearance::instance().setChoice(choice); });
    }
    connect(on["themeToggle"], &QAction::triggered, this, [] {
        Appearance &appearance = Appearance::instance();
        appearance.setChoice(appearance.theme().dark ? ThemeChoice::Light : ThemeChoice::Dark);
    });
    const auto showTheme = [&on] {
        for (const auto &[name, choice] : themes)
            on[name]->setChecked(choice == Appearance::instance().choice());
    };
    connect(&Appearance::instance(), &Appearance::themeChanged, this, showTheme);
    showTheme();
    act("viewFullScreen", [this](bool full) {
        setWindowState(full ? windowState() | Qt::WindowFullScreen
                            : windowState() & ~Qt::WindowFullScreen);
    });
    act("viewDefaultPanels", &MainWindow::arrangeAnew);

    connect(m_diagram, &DiagramView::zoomChanged, m_status, &StatusLine::setZoom);
    m_status->setZoom(m_diagram->zoom());
    connect(m_status, &StatusLine::zoomResetRequested, m_diagram, &DiagramView::zoomReset);
    connect(m_status, &StatusLine::findingsRequested, this, [this] {
        showPanel(m_findings);
        m_findings->setFocus(Qt::OtherFocusReason);
    });
    connect(m_status, &StatusLine::lineRequested, m_editor, &Editor::goToLine);
}

void MainWindow::followFocus(QWidget *now)
{
    if (isIn(now, m_editor))
        m_pane = Pane::Editor;
    else if (isIn(now, m_diagram))
        m_pane = Pane::Diagram;
    else
        return;
    showUndo();
}

void MainWindow::showUndo()
{
    const QUndoStack *moves = m_document->diagramUndo();
    const bool diagram = m_pane == Pane::Diagram;
    Actions &on = *m_actions;
    on["editUndo"]->setEnabled(m_hasDocument && (diagram ? moves->canUndo() : m_editor->canUndo()));
    on["editRedo"]->setEnabled(m_hasDocument && (diagram ? moves->canRedo() : m_editor->canRedo()));
    const bool selected = m_hasDocument && m_editor->hasSelection();
    on["editCut"]->setEnabled(selected);
    on["editCopy"]->setEnabled(selected);
}

void MainWindow::find()
{
    const QWidget *focus = QApplication::focusWidget();
    if (isIn(focus, m_diagram))
        m_diagram->openSearch();
    else if (isIn(focus, m_sql))
        m_sql->find();
    else
        m_editor->find();
}

void MainWindow::goToFinding(bool next)
{
    const SnapshotPtr snapshot = m_document->snapshot();
    if (!snapshot)
        return;
    std::vector<SourceRange> places;
    for (const Diagnostic &diagnostic : snapshot->result.diagnostics) {
        if (diagnostic.range.source == snapshot->source && diagnostic.severity >= Severity::Warning)
            places.push_back(diagnostic.range);
    }
    if (places.empty() && m_findings->goToConfiguration()) {
        showPanel(m_findings);
        return;
    }
    if (places.empty()) {
        m_status->showMessage(QStringLiteral("No errors and no warnings"), 4000);
        return;
    }
    std::ranges::sort(places, {}, &SourceRange::begin);
    const std::uint32_t cursor = m_editor->cursorOffset();
    // After the last comes the first.
    if (next) {
        const auto after = std::ranges::upper_bound(places, cursor, {}, &SourceRange::begin);
        m_selection->goToSource(after == places.end() ? places.front() : *after);
    } else {
        const auto before = std::ranges::lower_bound(places, cursor, {}, &SourceRange::begin);
        m_selection->goToSource(before == places.begin() ? places.back() : *std::prev(before));
    }
}

void MainWindow::showRecentMenu()
{
    QMenu *menu = m_actions->recentMenu();
    menu->clear();
    RecentFiles &recent = RecentFiles::instance();
    int number = 1;
    for (const QString &path : recent.paths()) {
        const QFileInfo file(path);
        QString name = QStringLiteral("%1  –  %2").arg(file.fileName(), file.absolutePath());
        name.replace(QLatin1Char('&'), QStringLiteral("&&"));
        if (number <= 9)
            name.prepend(QStringLiteral("&%1  ").arg(number++));
        QAction *action = menu->addAction(name);
        action->setEnabled(file.exists());
        connect(action, &QAction::triggered, this, [this, path] { openFileSomewhere(path); });
    }
    if (recent.paths().isEmpty()) {
        menu->addAction(QStringLiteral("No file was opened yet"))->setEnabled(false);
        return;
    }
    menu->addSeparator();
    connect(menu->addAction(QStringLiteral("&Forget These")), &QAction::triggered, &recent,
            &RecentFiles::clear);
}

} // namespace tw::preview
