// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/diff_panel.h"

#include "panels/diff_model.h"
#include "panels/panel_parts.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QScrollBar>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeView>
#include <QtConcurrent>

namespace tw::preview {

namespace {

constexpr std::chrono::milliseconds shownProgressAfter(200);
const QString chooseItem = QStringLiteral(":choose");

QString summaryOf(const SchemaDiff &diff, const Theme &theme)
{
    const auto counts = diff.counts();
    const QColor colors[] = {theme.good, theme.error, theme.warning, theme.accent, theme.mutedText};
    const char *const names[] = {"added", "removed", "changed", "renamed", "moved"};
    QStringList parts;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] > 0)
            parts.append(QStringLiteral("<span style='color:%1'>%2 %3</span>")
                             .arg(colors[i].name())
                             .arg(counts[i])
                             .arg(QLatin1String(names[i])));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace

DiffPanel::DiffPanel(Document *document, Engine *engine, QWidget *parent)
    : QWidget(parent), m_document(document), m_engine(engine), m_model(new DiffModel(this)),
      m_chosenBefore(savedVersion), m_chosenAfter(presentVersion), m_empty(new EmptyState(this)),
      m_theme(Theme::light())
{
    setObjectName(QStringLiteral("diffPanel"));
    auto *bar = new PanelBar(this);
    buildBar(bar->row());
    buildView();
    auto *body = new QWidget(this);
    m_pages = new QStackedLayout(body);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_view);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(body, 1);
    setFocusProxy(m_view);

    m_slow.setSingleShot(true);
    m_slow.setInterval(shownProgressAfter);
    connect(&m_slow, &QTimer::timeout, m_progress, &QWidget::show);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &DiffPanel::showComparison);
    connect(m_document, &Document::snapshotChanged, this, &DiffPanel::compareWhenShown);
    connect(m_document, &Document::modifiedChanged, this, &DiffPanel::compareWhenShown);
    connect(m_document, &Document::fileChanged, this, [this] {
        nameVersions();
        compareWhenShown();
    });
    nameVersions();
    setTheme(m_theme);
    compareWhenShown();
}

DiffPanel::~DiffPanel()
{
    m_stop.request_stop();
    m_watcher.waitForFinished();
    saveColumns(m_view);
}

QComboBox *DiffPanel::makeChooser(const QString &name, const QString &spokenName)
{
    auto *box = new QComboBox(this);
    box->setObjectName(name);
    box->setAccessibleName(spokenName);
    box->setToolTip(spokenName);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(16);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    box->setMaximumWidth(280);
    box->addItem(QString(), savedVersion);
    box->addItem(QString(), presentVersion);
    box->addItem(QStringLiteral("Another file…"), chooseItem);
    connect(box, &QComboBox::activated, this, [this, box] {
        if (box->currentData() == chooseItem)
            chooseFile(box);
        else
            setVersion(box, box->currentData().toString());
    });
    return box;
}

void DiffPanel::buildBar(QHBoxLayout *row)
{
    m_before = makeChooser(QStringLiteral("diffBefore"), QStringLiteral("Earlier version"));
    m_after = makeChooser(QStringLiteral("diffAfter"), QStringLiteral("Later version"));
    m_after->setCurrentIndex(1);
    auto *swapped = new QToolButton(this);
    swapped->setObjectName(QStringLiteral("diffSwap"));
    swapped->setText(QStringLiteral("⇄"));
    swapped->setToolTip(QStringLiteral("Swap the versions"));
    swapped->setAccessibleName(swapped->toolTip());
    swapped->setAutoRaise(true);
    connect(swapped, &QToolButton::clicked, this, &DiffPanel::swap);
    row->addWidget(m_before, 2);
    row->addWidget(swapped);
    row->addWidget(m_after, 2);
    row->addSpacing(8);

    m_summary = new QLabel(this);
    m_summary->setObjectName(QStringLiteral("diffSummary"));
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_summary, 3);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(90, 8);
    m_progress->hide();
    row->addWidget(m_progress);
}

void DiffPanel::buildView()
{
    m_view = makeTree(this, QStringLiteral("changes"), QStringLiteral("Changes"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new RowDelegate(m_view));
    m_view->setExpandsOnDoubleClick(false);
    QHeaderView *header = m_view->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(DiffModel::BeforeColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(DiffModel::AfterColumn, QHeaderView::Stretch);
    header->resizeSection(DiffModel::ElementColumn, 240);
    header->resizeSection(DiffModel::ChangeColumn, 96);
    restoreColumns(m_view);
    connect(m_view, &QTreeView::clicked, this, &DiffPanel::goTo);
    connect(m_view, &QTreeView::activated, this, &DiffPanel::goTo);
}

void DiffPanel::setTheme(const Theme &theme)
{
    m_theme = theme;
    applyTheme(this, theme);
    m_model->setTheme(theme);
    if (!m_summary->text().isEmpty() && m_shown.remark.isEmpty())
        m_summary->setText(summaryOf(m_shown.diff, theme));
}

void DiffPanel::nameVersions()
{
    for (QComboBox *box : {m_before, m_after}) {
        box->setItemText(0, m_document->displayName() + QStringLiteral(" (as saved)"));
        box->setItemText(1, m_document->displayName() + QStringLiteral(" (as it is now)"));
    }
}

QString DiffPanel::before() const { return m_chosenBefore; }

QString DiffPanel::after() const { return m_chosenAfter; }

void DiffPanel::setBefore(const QString &version) { setVersion(m_before, version); }

void DiffPanel::setAfter(const QString &version) { setVersion(m_after, version); }

void DiffPanel::setVersion(QComboBox *box, const QString &version)
{
    // A file is to be chosen on either side from now on.
    for (QComboBox *each : {m_before, m_after}) {
        if (each->findData(version) < 0) {
            each->insertItem(each->count() - 1, QFileInfo(version).fileName(), version);
            each->setItemData(each->count() - 2, version, Qt::ToolTipRole);
        }
    }
    (box == m_before ? m_chosenBefore : m_chosenAfter) = version;
    m_before->setCurrentIndex(m_before->findData(m_chosenBefore));
    m_after->setCurrentIndex(m_after->findData(m_chosenAfter));
    compareWhenShown();
}

void DiffPanel::chooseFile(QComboBox *box)
{
    setVersion(box, box == m_before ? m_chosenBefore : m_chosenAfter);
    auto *dialog = new QFileDialog(this, QStringLiteral("Compare with a file"),
                                   QFileInfo(m_document->path()).absolutePath(),
                                   QStringLiteral("Schemas (*.json *.dbml)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, box](const QString &path) { setVersion(box, path); });
    dialog->open();
}

void DiffPanel::swap()
{
    std::swap(m_chosenBefore, m_chosenAfter);
    setVersion(m_before, m_chosenBefore);
}

void DiffPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_outdated)
        compare();
}

void DiffPanel::compareWhenShown()
{
    m_outdated = true;
    if (isVisible())
        compare();
}

VersionInput DiffPanel::inputOf(const QComboBox *box) const
{
    const QString version = box->currentData().toString();
    const bool isSaved = version == savedVersion;
    const bool isOwn = isSaved || version == presentVersion;
    VersionInput input;
    input.label = box->currentText();
    input.path = isOwn ? m_document->path() : version;
    input.language = isOwn ? m_document->language()
                           : languageOfFile(version.toStdString()).value_or(Language::Dbml);
    input.isFile = isSaved || !isOwn;
    if (!input.isFile)
        input.text = m_document->text();
    return input;
}

void DiffPanel::showReason(const QString &headline, const QString &explanation)
{
    m_slow.stop();
    m_progress->hide();
    m_summary->clear();
    m_empty->setText(headline, explanation);
    m_pages->setCurrentWidget(m_empty);
    emit titleChanged(QStringLiteral("Changes"));
}

void DiffPanel::compare()
{
    m_outdated = false;
    m_stop.request_stop();
    const auto compiler = m_engine->compiler();
    if (!compiler)
        return showReason(QStringLiteral("No backend"), m_engine->error());
    const VersionInput before = inputOf(m_before);
    const VersionInput after = inputOf(m_after);
    if ((before.isFile && before.path.isEmpty()) || (after.isFile && after.path.isEmpty()))
        return showReason(
            QStringLiteral("Not saved yet"),
            QStringLiteral("Once the document is saved, what changed since then shows here. "
                           "Or choose a file to compare it with."));
    m_stop = std::stop_source();
    ComparisonRequest request{compiler, m_engine->options(), before, after};
    m_slow.start();
    m_watcher.setFuture(
        QtConcurrent::run([request = std::move(request), stop = m_stop.get_token()] {
            return compareVersions(request, stop);
        }));
}

void DiffPanel::showComparison()
{
    if (m_watcher.future().resultCount() == 0)
        return;
    SchemaComparison comparison = m_watcher.result();
    if (comparison.stopped)
        return;
    m_slow.stop();
    m_progress->hide();
    m_shown = std::move(comparison);
    const int scroll = m_view->verticalScrollBar()->value();
    m_model->setDiff(m_shown.diff);
    const std::size_t count = m_shown.diff.changes.size();
    if (!m_shown.problem.isEmpty()) {
        showReason(m_shown.problem, m_shown.reason);
    } else if (count == 0) {
        showReason(QStringLiteral("No changes"),
                   m_shown.remark.isEmpty()
                       ? QStringLiteral("Both versions describe the same schema.")
                       : m_shown.remark);
    } else {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QModelIndex top = m_model->index(row, 0, {});
            if (!m_model->isOpenAtFirst(top))
                continue;
            m_view->expand(top);
            for (int part = 0; part < m_model->rowCount(top); ++part) {
                const QModelIndex child = m_model->index(part, 0, top);
                if (m_model->isOpenAtFirst(child))
                    m_view->expand(child);
            }
        }
        m_view->verticalScrollBar()->setValue(scroll);
        m_summary->setText(m_shown.remark.isEmpty() ? summaryOf(m_shown.diff, m_theme)
                                                    : m_shown.remark);
        m_summary->setToolTip(m_shown.remark);
        m_pages->setCurrentWidget(m_view);
        emit titleChanged(QStringLiteral("Changes (%1)").arg(count));
    }
    emit compared();
}

void DiffPanel::goTo(const QModelIndex &index)
{
    const SnapshotPtr snapshot = m_document->snapshot();
    if (m_chosenAfter != presentVersion || !snapshot)
        return;
    // What is gone is shown by what it was part of.
    for (QByteArray path = m_model->pathOf(index); !path.isEmpty();
         path.truncate(std::max<qsizetype>(0, path.lastIndexOf('/')))) {
        const auto place = m_shown.places.constFind(path);
        if (place == m_shown.places.cend() || !place->isValid())
            continue;
        // The version's own text was its first source.
        if (place->source == SourceId(0))
            emit sourceRequested({snapshot->source, place->begin, place->end});
        return;
    }
}

} // namespace tw::preview
