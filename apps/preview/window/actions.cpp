// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/actions.h"

#include "export/exporter.h"
#include "window/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

namespace tw::preview {

namespace {

struct Row {
    const char *name; ///< empty: a separator; beginning with `>`: a submenu
    const char *text = "";
    const char *keys = ""; ///< several with ` | ` between
    Icon icon = Icon::Count;
    enum Needs : std::uint8_t { Nothing, Document } needs = Document;
    bool checkable = false;
    bool inEditor = false; ///< its keys mean something else elsewhere
};

struct Menu {
    const char *title;
    std::vector<Row> rows;
};

const std::vector<Menu> &menus()
{
    static const std::vector<Menu> all = {
        {"&File",
         {{"fileNewDbml", "New &DBML File", "Ctrl+N", Icon::NewFile, Row::Nothing},
          {"fileNewJson", "New &JSON File", "Ctrl+Shift+N", Icon::Count, Row::Nothing},
          {"fileOpen", "&Open…", "Ctrl+O", Icon::Open, Row::Nothing},
          {">recent", "Open &Recent"},
          {""},
          {"fileSave", "&Save", "Ctrl+S", Icon::Save},
          {"fileSaveAs", "Save &As…", "Ctrl+Shift+S"},
          {"fileReload", "Re&load from Disk"},
          {""},
          {"fileConvert", "&Convert", "", Icon::Convert},
          {">export", "&Export"},
          {""},
          {"fileClose", "Close", "Ctrl+W", Icon::Close, Row::Nothing},
          {"fileQuit", "&Quit", "Ctrl+Q", Icon::Count, Row::Nothing}}},
        {"&Edit",
         {{"editUndo", "&Undo", "Ctrl+Z", Icon::Undo},
          {"editRedo", "&Redo", "Ctrl+Shift+Z | Ctrl+Y", Icon::Redo},
          {""},
          {"editCut", "Cu&t", "Ctrl+X", Icon::Count, Row::Document, false, true},
          {"editCopy", "&Copy", "Ctrl+C", Icon::Count, Row::Document, false, true},
          {"editPaste", "&Paste", "Ctrl+V", Icon::Count, Row::Document, false, true},
          {"editSelectAll", "Select &All", "Ctrl+A", Icon::Count, Row::Document, false, true},
          {""},
          {"editFind", "&Find…", "Ctrl+F", Icon::Search, Row::Document, false, true},
          {"editReplace", "Re&place…", "Ctrl+H", Icon::Count, Row::Document, false, true},
          {"editFindNext", "Find &Next", "F3", Icon::Count, Row::Document, false, true},
          {"editFindPrevious", "Find Pre&vious", "Shift+F3", Icon::Count, Row::Document, false,
           true},
          {"editGoToLine", "Go to &Line…", "Ctrl+G"},
          {""},
          {"editGoToDefinition", "Go to &Definition", "F12", Icon::Count, Row::Document, false,
           true},
          {"editRename", "Rena&me…", "F2", Icon::Count, Row::Document, false, true},
          {"editComplete", "Co&mplete", "Ctrl+Space", Icon::Count, Row::Document, false, true},
          {"editComment", "T&oggle Comment", "Ctrl+/", Icon::Count, Row::Document, false, true},
          {"editFormat", "Format &Text", "Ctrl+Shift+I", Icon::Format},
          {""},
          {"editFix", "&Quick Fix…", "Alt+Return", Icon::Fix, Row::Document, false, true},
          {"editNextFinding", "Next Findin&g", "F8"},
          {"editPreviousFinding", "Previous Findin&g", "Shift+F8"}}},
        {"&View",
         {{"viewZoomIn", "Zoom &In", "Ctrl++ | Ctrl+=", Icon::ZoomIn},
          {"viewZoomOut", "Zoom &Out", "Ctrl+-", Icon::ZoomOut},
          {"viewZoomReset", "&Actual Size", "Ctrl+0"},
          {"viewZoomFit", "Zoom to &Fit", "Ctrl+9", Icon::Fit},
          {""},
          {"viewSearch", "Find T&able or Column…", "Ctrl+P", Icon::Search},
          {"viewFocus", "Focus on &Table", "Ctrl+Shift+F", Icon::Focus, Row::Document, true},
          {"viewJunctions", "&Junction Tables Expanded", "Ctrl+J", Icon::Junction, Row::Document,
           true},
          {"viewMinimap", "&Minimap", "Ctrl+M", Icon::Minimap, Row::Document, true},
          {"viewArrange", "&Lay Out Again", "Ctrl+Shift+L", Icon::Arrange},
          {""},
          {">panels", "&Panels"},
          {"viewDefaultPanels", "Panels in Their &Usual Places"},
          {"goEditor", "Go to &Editor", "Ctrl+1"},
          {"goDiagram", "Go to &Diagram", "Ctrl+2"},
          {""},
          {"themeSystem", "Theme of the &System", "", Icon::Count, Row::Nothing, true},
          {"themeLight", "Li&ght Theme", "", Icon::Count, Row::Nothing, true},
          {"themeDark", "Dar&k Theme", "", Icon::Count, Row::Nothing, true},
          {""},
          {"viewFullScreen", "F&ull Screen", "F11", Icon::Count, Row::Nothing, true}}},
        {"&Help",
         {{"helpShortcuts", "&Keyboard Shortcuts", "Ctrl+F1", Icon::Count, Row::Nothing},
          {"helpAbout", "&About Tablewright", "", Icon::Count, Row::Nothing}}},
    };
    return all;
}

QList<QKeySequence> sequences(const char *keys)
{
    QList<QKeySequence> list;
    for (const QString &key :
         QString::fromLatin1(keys).split(QStringLiteral(" | "), Qt::SkipEmptyParts))
        list << QKeySequence(key, QKeySequence::PortableText);
    return list;
}

} // namespace

Actions::Actions(QMainWindow *window) : QObject(window)
{
    build(window);
    buildExport();
    buildToolBar(window);

    auto *themes = new QActionGroup(this);
    for (const char *name : {"themeSystem", "themeLight", "themeDark"})
        themes->addAction((*this)[name]);
    (*this)["fileQuit"]->setMenuRole(QAction::QuitRole);
    (*this)["helpAbout"]->setMenuRole(QAction::AboutRole);
}

void Actions::build(QMainWindow *window)
{
    for (const Menu &menu : menus()) {
        QMenu *target = window->menuBar()->addMenu(QString::fromUtf8(menu.title));
        target->setToolTipsVisible(false);
        Section section{QString::fromUtf8(menu.title).remove(QLatin1Char('&')), {}};
        for (const Row &row : menu.rows) {
            if (*row.name == '\0') {
                target->addSeparator();
                continue;
            }
            const QString text = QString::fromUtf8(row.text);
            if (*row.name == '>') {
                QMenu *sub = target->addMenu(text);
                sub->setObjectName(QLatin1String(row.name + 1));
                (row.name[1] == 'r' ? m_recent : row.name[1] == 'e' ? m_export : m_panels) = sub;
                continue;
            }
            auto *action = new QAction(text, this);
            action->setObjectName(QLatin1String(row.name));
            action->setShortcuts(sequences(row.keys));
            action->setCheckable(row.checkable);
            if (row.icon != Icon::Count)
                action->setIcon(lineIcon(row.icon));
            action->setIconVisibleInMenu(false);
            const QString keys = action->shortcut().toString(QKeySequence::NativeText);
            const QString plain = QString(text).remove(QLatin1Char('&'));
            action->setToolTip(keys.isEmpty() ? plain : QStringLiteral("%1 (%2)").arg(plain, keys));
            m_actions.insert(action->objectName(), action);
            if (row.needs == Row::Document)
                m_needDocument.push_back(action);
            if (row.inEditor) {
                action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
                m_inEditor.push_back(action);
            }
            target->addAction(action);
            section.actions.push_back(action);
        }
        m_sections.push_back(std::move(section));
    }
}

void Actions::buildExport()
{
    for (const ExportFormatInfo &info : exportFormats()) {
        auto *action = new QAction(QString::fromUtf8(info.title) + QStringLiteral("…"), this);
        action->setObjectName(QStringLiteral("export.") + QLatin1String(info.name));
        action->setData(int(info.format));
        m_actions.insert(action->objectName(), action);
        m_export->addAction(action);
    }
    m_needDocument.push_back(m_export->menuAction());
}

void Actions::buildToolBar(QMainWindow *window)
{
    m_toolBar = new QToolBar(QStringLiteral("Tools"), window);
    m_toolBar->setObjectName(QStringLiteral("toolBar"));
    m_toolBar->setMovable(false);
    m_toolBar->setFloatable(false);
    m_toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_toolBar->setIconSize({19, 19});
    for (const char *name :
         {"fileNewDbml", "fileOpen", "fileSave", "", "editUndo", "editRedo", "", "editFormat",
          "editFix", "", "viewZoomOut", "viewZoomIn", "viewZoomFit", "viewArrange", "",
          "viewJunctions", "viewFocus", "viewSearch"}) {
        if (*name == '\0')
            m_toolBar->addSeparator();
        else
            m_toolBar->addAction((*this)[name]);
    }
    auto *space = new QWidget(m_toolBar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_toolBar->addWidget(space);

    auto *exporting = new QToolButton(m_toolBar);
    exporting->setObjectName(QStringLiteral("toolExport"));
    exporting->setIcon(lineIcon(Icon::Export));
    exporting->setToolTip(QStringLiteral("Export"));
    exporting->setAccessibleName(QStringLiteral("Export"));
    exporting->setMenu(m_export);
    exporting->setPopupMode(QToolButton::InstantPopup);
    m_toolBar->addWidget(exporting);

    auto *theme = new QAction(lineIcon(Icon::Theme), QStringLiteral("Light or dark"), this);
    theme->setObjectName(QStringLiteral("themeToggle"));
    m_actions.insert(theme->objectName(), theme);
    m_toolBar->addAction(theme);
    window->addToolBar(m_toolBar);
}

QAction *Actions::operator[](const char *name) const
{
    QAction *action = m_actions.value(QLatin1String(name));
    Q_ASSERT_X(action, "Actions", name);
    return action;
}

QAction *Actions::find(const QString &name) const { return m_actions.value(name); }

QAction *Actions::addPanel(const QString &title, const QString &name, const QString &keys)
{
    auto *action = new QAction(title, this);
    action->setObjectName(name);
    action->setShortcut(QKeySequence(keys, QKeySequence::PortableText));
    m_actions.insert(name, action);
    m_needDocument.push_back(action);
    m_panels->addAction(action);
    for (Section &section : m_sections) {
        if (section.title == QLatin1String("View"))
            section.actions.push_back(action);
    }
    return action;
}

void Actions::addEditorKeys(QWidget *editor) const
{
    for (QAction *action : m_inEditor)
        editor->addAction(action);
}

void Actions::setDocumentOpen(bool open)
{
    for (QAction *action : m_needDocument)
        action->setEnabled(open);
}

} // namespace tw::preview
