// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/main_window.h"

#include "core/recovery.h"
#include "diagram/diagram_view.h"
#include "diagram/minimap.h"
#include "editor/editor.h"
#include "panels/diff_panel.h"
#include "panels/findings_panel.h"
#include "panels/pipeline_panel.h"
#include "panels/plugins_panel.h"
#include "panels/sql_panel.h"
#include "window/actions.h"
#include "window/appearance.h"
#include "window/icons.h"
#include "window/message_area.h"
#include "window/panel_title.h"
#include "window/status_line.h"
#include "window/welcome_page.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QMenu>
#include <QScreen>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>

namespace tw::preview {

namespace {

constexpr QSize usualSize(1440, 900);
constexpr int layoutVersion = 1;
constexpr double editorShare = 0.37;
constexpr double panelsShare = 0.28;
constexpr int codePoints = 10;

const QString geometryKey = QStringLiteral("window/geometry");
const QString panelsKey = QStringLiteral("window/panels");
const QString splitKey = QStringLiteral("window/split");
/// The panel, or what in it takes the focus first.
void focusInside(QWidget *panel)
{
    QWidget *target = panel;
    const QWidget *proxy = panel->focusProxy();
    if (proxy ? !proxy->isVisibleTo(panel) : panel->focusPolicy() == Qt::NoFocus) {
        const QList<QWidget *> parts = panel->findChildren<QWidget *>();
        const auto takes = [panel](const QWidget *part) {
            return part->isVisibleTo(panel) && (part->focusPolicy() & Qt::TabFocus);
        };
        if (const auto part = std::ranges::find_if(parts, takes); part != parts.end())
            target = *part;
    }
    target->setFocus(Qt::ShortcutFocusReason);
}

const QString fontKey = QStringLiteral("editor/fontPointSize");
const QString minimapKey = QStringLiteral("diagram/minimap");

} // namespace

MainWindow::MainWindow(Engine *engine, QWidget *parent)
    : QMainWindow(parent), m_engine(engine), m_document(new Document(engine, this)),
      m_selection(new Selection(this)), m_autosave(new Autosave(m_document, this)),
      m_exporter(new Exporter(this)), m_actions(new Actions(this)),
      m_status(new StatusLine(m_document, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(programIcon());
    setAcceptDrops(true);
    resize(usualSize);
    setStatusBar(m_status);
    buildBody();
    connectActions();
    connectExport();
    watchDisk();
    watchForReady();
    arrangeAnew();

    connect(&Appearance::instance(), &Appearance::themeChanged, this, &MainWindow::applyTheme);
    applyTheme(Appearance::instance().theme());
    connect(m_document, &Document::fileChanged, this, &MainWindow::showTitle);
    connect(m_document, &Document::modifiedChanged, this, &MainWindow::showTitle);
    setHasDocument(false);
    offerRecovered();
}

MainWindow::~MainWindow()
{
    // The parts look at the document until they go; it must not go first, nor tell of its going.
    m_document->disconnect(this);
    m_document->diagramUndo()->disconnect(this);
    qApp->disconnect(this);
    delete m_autosave;
    delete takeCentralWidget();
}

MainWindow *MainWindow::openWindow(Engine *engine)
{
    auto *window = new MainWindow(engine);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->restoreLayout();
    window->show();
    return window;
}

void MainWindow::buildBody()
{
    auto *body = new QWidget(this);
    auto *rows = new QVBoxLayout(body);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    m_messages = new MessageArea(body);
    rows->addWidget(m_messages);
    m_pages = new QStackedWidget(body);
    rows->addWidget(m_pages, 1);

    m_welcome = new WelcomePage(m_pages);
    m_pages->addWidget(m_welcome);

    m_body = new QSplitter(Qt::Horizontal, m_pages);
    m_body->setObjectName(QStringLiteral("body"));
    m_body->setHandleWidth(1);
    m_body->setChildrenCollapsible(false);
    m_pages->addWidget(m_body);

    m_editor = new Editor(m_document, m_selection, m_body);
    m_editor->setObjectName(QStringLiteral("editor"));
    m_editor->setMinimumWidth(220);
    m_body->addWidget(m_editor);

    m_work = new QMainWindow(m_body);
    m_work->setWindowFlags(Qt::Widget); // its constructor makes it a window
    m_work->setObjectName(QStringLiteral("work"));
    m_work->setDocumentMode(true);
    m_work->setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    m_work->setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks |
                           QMainWindow::AllowTabbedDocks);
    m_work->setContextMenuPolicy(Qt::NoContextMenu);
    m_diagram = new DiagramView(m_document, m_selection, m_work);
    m_diagram->setObjectName(QStringLiteral("diagram"));
    m_work->setCentralWidget(m_diagram);
    m_body->addWidget(m_work);
    m_body->setStretchFactor(0, 0);
    m_body->setStretchFactor(1, 1);

    m_findings = new FindingsPanel(m_document, m_selection, nullptr);
    m_sql = new SqlPanel(m_document, m_selection, nullptr);
    m_pipeline = new PipelinePanel(m_document, m_engine, nullptr);
    m_plugins = new PluginsPanel(m_document, m_engine, nullptr);
    m_diff = new DiffPanel(m_document, m_engine, nullptr);
    const auto follow = [this](QDockWidget *dock, auto *panel, auto signal) {
        connect(panel, signal, dock, &QDockWidget::setWindowTitle);
    };
    follow(addPanel(m_findings, QStringLiteral("Findings"), "findings", "Ctrl+3"), m_findings,
           &FindingsPanel::titleChanged);
    addPanel(m_sql, QStringLiteral("SQL"), "sql", "Ctrl+4");
    follow(addPanel(m_pipeline, QStringLiteral("Pipeline"), "pipeline", "Ctrl+5"), m_pipeline,
           &PipelinePanel::titleChanged);
    follow(addPanel(m_plugins, QStringLiteral("Plugins"), "plugins", "Ctrl+6"), m_plugins,
           &PluginsPanel::titleChanged);
    follow(addPanel(m_diff, QStringLiteral("Changes"), "differences", "Ctrl+7"), m_diff,
           &DiffPanel::titleChanged);
    setCentralWidget(body);
    setCodeSize(codePoints);
    connect(m_editor, &Editor::fontPointSizeChanged, this, &MainWindow::setCodeSize);
}

QDockWidget *MainWindow::addPanel(QWidget *panel, const QString &title, const char *name,
                                  const char *shortcut)
{
    auto *dock = new QDockWidget(title, m_work);
    dock->setObjectName(QLatin1String(name) + QStringLiteral("Dock"));
    panel->setObjectName(QLatin1String(name));
    dock->setWidget(panel);
    dock->setTitleBarWidget(new PanelTitle(dock));
    m_work->addDockWidget(Qt::BottomDockWidgetArea, dock);
    m_docks.push_back(dock);
    const auto later = [this] {
        QMetaObject::invokeMethod(this, &MainWindow::fillTitleBars, Qt::QueuedConnection);
    };
    connect(dock, &QDockWidget::dockLocationChanged, this, later);
    connect(dock, &QDockWidget::topLevelChanged, this, later);
    connect(dock, &QDockWidget::visibilityChanged, this, later);

    QAction *go = m_actions->addPanel(title, QStringLiteral("go.") + QLatin1String(name),
                                      QLatin1String(shortcut));
    connect(go, &QAction::triggered, this, [this, panel] {
        showPanel(panel);
        focusInside(panel);
    });
    return dock;
}

void MainWindow::showPanel(QWidget *panel)
{
    for (QDockWidget *dock : m_docks) {
        if (dock->widget() == panel) {
            dock->show();
            dock->raise();
        }
    }
}

void MainWindow::fillTitleBars()
{
    for (QDockWidget *dock : m_docks) {
        // Tabs say the title already.
        const bool tabbed = !dock->isFloating() && !m_work->tabifiedDockWidgets(dock).isEmpty();
        static_cast<PanelTitle *>(dock->titleBarWidget())->setShown(!tabbed);
    }
}

void MainWindow::arrangeAnew()
{
    QDockWidget *first = m_docks[0];
    QDockWidget *sql = m_docks[1];
    for (QDockWidget *dock : m_docks) {
        dock->setFloating(false);
        dock->show();
        m_work->addDockWidget(Qt::BottomDockWidgetArea, dock);
    }
    m_work->splitDockWidget(first, sql, Qt::Horizontal);
    for (std::size_t i = 2; i < m_docks.size(); ++i)
        m_work->tabifyDockWidget(m_docks[i - 1 == 1 ? 0 : i - 1], m_docks[i]);
    first->raise();

    const int left = static_cast<int>(width() * editorShare);
    m_body->setSizes({left, width() - left});
    const int across = width() - left;
    m_work->resizeDocks({first, sql}, {across * 11 / 20, across * 9 / 20}, Qt::Horizontal);
    const int high = static_cast<int>(height() * panelsShare);
    m_work->resizeDocks({first, sql}, {high, high}, Qt::Vertical);
    fillTitleBars();
}

void MainWindow::restoreLayout()
{
    const QSettings settings;
    if (!restoreGeometry(settings.value(geometryKey).toByteArray())) {
        const QSize room = screen()->availableSize();
        resize(usualSize.boundedTo(room));
        if (room.width() <= usualSize.width() + 160)
            setWindowState(windowState() | Qt::WindowMaximized);
        arrangeAnew();
    }
    m_work->restoreState(settings.value(panelsKey).toByteArray(), layoutVersion);
    m_body->restoreState(settings.value(splitKey).toByteArray());
    if (const int points = settings.value(fontKey).toInt(); points > 0)
        setCodeSize(points);
    m_diagram->minimap()->setWanted(settings.value(minimapKey, true).toBool());
    fillTitleBars();
}

void MainWindow::saveLayout() const
{
    QSettings settings;
    settings.setValue(geometryKey, saveGeometry());
    settings.setValue(panelsKey, m_work->saveState(layoutVersion));
    settings.setValue(splitKey, m_body->saveState());
    settings.setValue(fontKey, m_editor->fontPointSize());
    settings.setValue(minimapKey, m_diagram->minimap()->isWanted());
}

void MainWindow::setHasDocument(bool has)
{
    m_hasDocument = has;
    m_actions->setDocumentOpen(has);
    m_actions->toolBar()->setVisible(has);
    m_status->setVisible(has);
    m_pages->setCurrentWidget(has ? static_cast<QWidget *>(m_body) : m_welcome);
    if (has)
        m_editor->setFocus();
    for (QDockWidget *dock : m_docks) {
        if (dock->isFloating())
            dock->setVisible(has);
    }
    showTitle();
    showUndo();
    showRecovered();
}

void MainWindow::applyTheme(const Theme &theme)
{
    m_editor->setTheme(theme);
    m_diagram->setTheme(theme);
    m_findings->setTheme(theme);
    m_sql->setTheme(theme);
    m_pipeline->setTheme(theme);
    m_plugins->setTheme(theme);
    m_diff->setTheme(theme);
    m_messages->setTheme(theme);
    m_status->setTheme(theme);
    m_welcome->setTheme(theme);
}

void MainWindow::setCodeSize(int points)
{
    m_editor->setFontPointSize(points);
    m_findings->setFontPointSize(m_editor->fontPointSize());
    m_sql->setFontPointSize(m_editor->fontPointSize());
    m_pipeline->setFontPointSize(m_editor->fontPointSize());
}

void MainWindow::showTitle()
{
    const QString program = QStringLiteral("Tablewright");
    setWindowFilePath(m_hasDocument ? m_document->path() : QString());
    setWindowTitle(m_hasDocument
                       ? QStringLiteral("%1[*] – %2").arg(m_document->displayName(), program)
                       : program);
    setWindowModified(m_hasDocument && m_document->isModified());
}

QAction *MainWindow::action(const QString &name) const { return m_actions->find(name); }

} // namespace tw::preview
