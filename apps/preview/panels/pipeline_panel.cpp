// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/pipeline_panel.h"

#include "panels/code_search.h"
#include "panels/code_view.h"
#include "panels/ir_lexer.h"
#include "panels/panel_parts.h"
#include "panels/pass_model.h"
#include "panels/time_bar_delegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QResizeEvent>
#include <QShortcut>
#include <QSplitter>
#include <QStackedLayout>
#include <QTreeView>
#include <QtConcurrent>

namespace tw::preview {

namespace {
constexpr std::chrono::milliseconds shownProgressAfter(200);
constexpr int narrow = 420; ///< below it a list of passes tells their times and no more
constexpr int roomForOwner = 520;
constexpr int roomForStage = 620;

QString howToSwitchOn(const PassModel::Step &step)
{
    if (step.isShut)
        return QStringLiteral("Its plugin is off. Check the plugin's box in the Plugins panel.");
    if (step.state.by == Switch::By::Configuration)
        return QStringLiteral("tablewright.toml beside the document says so. Check its box to have "
                              "it run all the same.");
    return QStringLiteral("Check its box to have it run.");
}

} // namespace

PipelinePanel::PipelinePanel(Document *document, Engine *engine, QWidget *parent)
    : QWidget(parent), m_document(document), m_engine(engine), m_model(new PassModel(engine, this)),
      m_splitter(new QSplitter(this)), m_theme(Theme::light())
{
    setObjectName(QStringLiteral("pipelinePanel"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(buildPasses());
    m_splitter->addWidget(buildIr());
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_splitter);
    setFocusProxy(m_view);
    m_view->installEventFilter(this);

    m_slow.setSingleShot(true);
    m_slow.setInterval(shownProgressAfter);
    connect(&m_slow, &QTimer::timeout, m_progress, &QWidget::show);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &PipelinePanel::showDump);
    connect(m_document, &Document::snapshotChanged, this, &PipelinePanel::showSnapshot);
    connect(m_engine, &Engine::changed, this, &PipelinePanel::showSnapshot);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &PipelinePanel::requestDump);
    setTheme(m_theme);
    showSnapshot();
}

PipelinePanel::~PipelinePanel()
{
    m_stop.request_stop();
    m_watcher.waitForFinished();
    saveColumns(m_view);
}

QWidget *PipelinePanel::buildPasses()
{
    auto *side = new QWidget(this);
    auto *bar = new PanelBar(side);
    m_total = new QLabel(bar);
    m_total->setObjectName(QStringLiteral("pipelineTotal"));
    bar->row()->addWidget(m_total, 1);

    m_view = makeTree(side, QStringLiteral("passes"), QStringLiteral("Passes"));
    m_view->setModel(m_model);
    m_view->setRootIsDecorated(false);
    m_view->setItemDelegate(new RowDelegate(m_view));
    m_bars = new TimeBarDelegate(m_view);
    m_view->setItemDelegateForColumn(PassModel::TimeColumn, m_bars);
    QHeaderView *header = m_view->header();
    header->setStretchLastSection(true);
    header->resizeSection(PassModel::NameColumn, 176);
    header->resizeSection(PassModel::StageColumn, 76);
    header->resizeSection(PassModel::OwnerColumn, 84);
    header->resizeSection(PassModel::ByColumn, 110);
    header->resizeSection(PassModel::FindingsColumn, 66);
    restoreColumns(m_view);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &PipelinePanel::showMenu);

    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_view, 1);
    return side;
}

QWidget *PipelinePanel::buildIr()
{
    auto *side = new QWidget(this);
    auto *bar = new PanelBar(side);
    m_heading = new QLabel(bar);
    m_heading->setObjectName(QStringLiteral("irHeading"));
    m_heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    bar->row()->addWidget(m_heading, 1);
    m_progress = new QProgressBar(bar);
    m_progress->setObjectName(QStringLiteral("irProgress"));
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(90, 8);
    m_progress->hide();
    bar->row()->addWidget(m_progress);

    m_ir = new CodeView(side);
    m_ir->setObjectName(QStringLiteral("ir"));
    m_ir->setAccessibleName(QStringLiteral("The schema after the pass"));
    m_lexer = new IrLexer(m_ir);
    m_ir->setLexer(m_lexer);
    m_search = new CodeSearch(m_ir, side);
    auto *find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_search, &CodeSearch::open);

    auto *body = new QWidget(side);
    m_reason = new EmptyState(side);
    m_pages = new QStackedLayout(body);
    m_pages->addWidget(m_reason);
    m_pages->addWidget(m_ir);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_search);
    column->addWidget(body, 1);
    return side;
}

void PipelinePanel::setTheme(const Theme &theme)
{
    m_theme = theme;
    applyTheme(this, theme);
    m_model->setTheme(theme);
    m_bars->setTheme(theme);
    m_ir->setTheme(theme);
    m_lexer->setTheme(theme);
    setMuted(m_total, theme);
    setMuted(m_heading, theme);
    m_view->viewport()->update();
}

void PipelinePanel::setFontPointSize(int size) { m_ir->setFontPointSize(size); }

void PipelinePanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_outdated)
        showSnapshot();
}

void PipelinePanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_splitter->setOrientation(width() < height() * 5 / 4 ? Qt::Vertical : Qt::Horizontal);
}

bool PipelinePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::Resize) {
        const int width = m_view->width();
        m_view->setColumnHidden(PassModel::StageColumn, width < roomForStage);
        m_view->setColumnHidden(PassModel::OwnerColumn, width < roomForOwner);
        for (const int column : {PassModel::ByColumn, PassModel::FindingsColumn})
            m_view->setColumnHidden(column, width < narrow);
    }
    return QWidget::eventFilter(watched, event);
}

void PipelinePanel::showSnapshot()
{
    const SnapshotPtr snapshot = m_document->snapshot();
    m_model->refresh(snapshot);
    const QString total = PassModel::spelled(m_model->total());
    if (snapshot)
        m_total->setText(
            QStringLiteral("%1 in the passes · %2 with the diagram")
                .arg(total, PassModel::spelled(snapshot->compileTime + snapshot->diagramTime)));
    else
        m_total->setText(QStringLiteral("Nothing compiled yet"));
    emit titleChanged(snapshot ? QStringLiteral("Pipeline (%1)").arg(total)
                               : QStringLiteral("Pipeline"));
    m_outdated = !isVisible();
    if (!m_outdated)
        requestDump();
}

void PipelinePanel::showMenu(const QPoint &place)
{
    const QModelIndex index = m_view->indexAt(place);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("passMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(QStringLiteral("Forget My Choice"), this,
                    [this, row = index.row()] { m_model->forgetChoice(row); })
        ->setEnabled(m_model->isChosen(index.row()));
    menu->popup(m_view->viewport()->mapToGlobal(place));
}

QString PipelinePanel::currentPass() const
{
    const QModelIndex current = m_view->currentIndex();
    return current.isValid() ? m_model->steps()[static_cast<std::size_t>(current.row())].name
                             : QString();
}

void PipelinePanel::selectPass(const QString &name)
{
    const int row = m_model->rowOf(name);
    if (row >= 0)
        m_view->setCurrentIndex(m_model->index(row, 0));
}

QString PipelinePanel::stepBefore(int row) const
{
    const std::vector<PassModel::Step> &steps = m_model->steps();
    const auto at = static_cast<std::size_t>(row);
    if (steps[at].isCheck || at + 1 == steps.size())
        return {};
    for (std::size_t i = at; i-- > 0;) {
        if (!steps[i].isCheck)
            return steps[i].name;
    }
    return {};
}

void PipelinePanel::showReason(const QString &headline, const QString &explanation)
{
    m_stop.request_stop();
    m_slow.stop();
    m_progress->hide();
    m_heading->clear();
    m_shownPass.clear();
    m_reason->setText(headline, explanation);
    m_pages->setCurrentWidget(m_reason);
}

void PipelinePanel::requestDump()
{
    const SnapshotPtr snapshot = m_document->snapshot();
    const auto compiler = m_engine->compiler();
    if (!compiler)
        return showReason(QStringLiteral("No backend"), m_engine->error());
    const QString pass = currentPass();
    if (pass.isEmpty())
        return showReason(QStringLiteral("No pass selected"),
                          QStringLiteral("Select a pass to see the schema as it is after it."));
    if (!snapshot)
        return showReason(QStringLiteral("Nothing compiled yet"),
                          QStringLiteral("Open a schema to see what the pass makes of it."));
    const int row = m_view->currentIndex().row();
    const PassModel::Step &step = m_model->steps()[static_cast<std::size_t>(row)];
    if (!step.state.isOn)
        return showReason(step.state.by == Switch::By::Itself
                              ? QStringLiteral("%1 runs only when it is asked for").arg(pass)
                              : QStringLiteral("%1 is switched off").arg(pass),
                          howToSwitchOn(step));

    m_stop.request_stop();
    m_stop = std::stop_source();
    IrDumpRequest request{compiler, snapshot->options, snapshot, pass, stepBefore(row)};
    m_slow.start();
    m_watcher.setFuture(
        QtConcurrent::run([request = std::move(request), stop = m_stop.get_token()] {
            return dumpIr(request, stop);
        }));
}

void PipelinePanel::showDump()
{
    if (m_watcher.future().resultCount() == 0)
        return;
    const IrDump dump = m_watcher.result();
    if (dump.stopped || dump.pass != currentPass())
        return;
    if (dump.text.isEmpty())
        return showReason(QStringLiteral("%1 was not reached").arg(dump.pass),
                          QStringLiteral("An earlier stage found errors, and the compile ended "
                                         "with it."));
    m_slow.stop();
    m_progress->hide();
    m_ir->showText(dump.text);
    m_ir->markAdded(dump.added);
    m_search->refresh();
    QString heading = QStringLiteral("After %1").arg(dump.pass);
    if (!dump.before.isEmpty()) {
        heading += dump.added.empty() && dump.gone == 0
                       ? QStringLiteral(" · nothing changed")
                       : QStringLiteral(" · %1 new, %2 gone since %3")
                             .arg(counted(std::ssize(dump.added), QStringLiteral("line")))
                             .arg(dump.gone)
                             .arg(dump.before);
    } else if (m_model->steps()[static_cast<std::size_t>(m_view->currentIndex().row())].isCheck) {
        heading += QStringLiteral(" · a check changes nothing");
    }
    m_heading->setText(heading);
    m_heading->setToolTip(heading);
    if (dump.pass != m_shownPass && !dump.added.empty())
        m_ir->revealLine(dump.added.front());
    m_shownPass = dump.pass;
    m_pages->setCurrentWidget(m_ir);
    emit dumpShown(dump.pass);
}

} // namespace tw::preview
