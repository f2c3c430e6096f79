// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/findings_panel.h"

#include "panels/code_view.h"
#include "panels/configuration_view.h"
#include "panels/explanation_view.h"
#include "panels/findings_delegate.h"
#include "panels/findings_filter.h"
#include "panels/findings_model.h"
#include "panels/panel_parts.h"
#include "panels/severity_icon.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedLayout>
#include <QTextBrowser>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>
#include <set>

namespace tw::preview {

namespace {

constexpr Severity shownSeverities[] = {Severity::Error, Severity::Warning, Severity::Note};
constexpr const char *severityNames[] = {"error", "warning", "note"};
constexpr int narrow = 476;      ///< below it, with the place, the message needs the pass's room
constexpr int roomOfText = 20;   ///< around the text of a cell
constexpr int roomForBoth = 760; ///< the list, and the page about a finding beside it

/// Pale while its button is off.
QIcon switchIcon(Severity severity, const Theme &theme)
{
    const QPixmap on = severityIcon(severity, theme).pixmap(16, 16);
    QPixmap off(on.size());
    off.setDevicePixelRatio(on.devicePixelRatio());
    off.fill(Qt::transparent);
    QPainter painter(&off);
    painter.setOpacity(.35);
    painter.drawPixmap(0, 0, on);
    painter.end();
    QIcon icon;
    icon.addPixmap(on, QIcon::Normal, QIcon::On);
    icon.addPixmap(off, QIcon::Normal, QIcon::Off);
    return icon;
}

QString switchStyle(const Theme &theme)
{
    return QStringLiteral("QToolButton { border: 1px solid transparent; border-radius: 5px;"
                          " padding: 2px 8px 2px 5px; color: %1; background: transparent; }"
                          "QToolButton:checked { border-color: %2; color: %3; background: %4; }"
                          "QToolButton:hover, QToolButton:focus { border-color: %5; }")
        .arg(theme.mutedText.name(), theme.border.name(), theme.text.name(), theme.surface.name(),
             theme.accent.name());
}

} // namespace

FindingsPanel::FindingsPanel(Document *document, Selection *selection, QWidget *parent)
    : QWidget(parent), m_document(document), m_selection(selection),
      m_model(new FindingsModel(this)), m_filter(new FindingsFilter(m_model)),
      m_empty(new EmptyState(this)), m_splitter(new QSplitter(this)),
      m_explanation(new ExplanationView(this)), m_configuration(new ConfigurationView(this))
{
    setObjectName(QStringLiteral("findingsPanel"));
    auto *bar = new PanelBar(this);
    buildFilters(bar->row());
    buildView();

    auto *list = new QWidget(this);
    m_pages = new QStackedLayout(list);
    m_pages->addWidget(m_view);
    m_pages->addWidget(m_empty);

    m_explanation->hide();
    m_configuration->hide();
    connect(m_explanation, &ExplanationView::closed, this, &FindingsPanel::closeSide);
    connect(m_configuration, &ConfigurationView::closed, this, &FindingsPanel::closeSide);
    m_explanation->page()->installEventFilter(this);
    m_configuration->text()->installEventFilter(this);

    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(list);
    m_splitter->addWidget(m_explanation);
    m_splitter->addWidget(m_configuration);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setStretchFactor(2, 2);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_splitter, 1);
    setFocusProxy(m_view);

    connect(m_document, &Document::snapshotChanged, this, &FindingsPanel::showSnapshot);
    setTheme(Theme::light());
    showSnapshot();
}

FindingsPanel::~FindingsPanel() { saveColumns(m_view); }

void FindingsPanel::buildFilters(QHBoxLayout *row)
{
    for (int i = 0; i < 3; ++i) {
        auto *button = new QToolButton(this);
        button->setObjectName(QStringLiteral("show-%1s").arg(QLatin1String(severityNames[i])));
        button->setCheckable(true);
        button->setChecked(true);
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setToolTip(QStringLiteral("Show or hide %1s").arg(QLatin1String(severityNames[i])));
        connect(button, &QToolButton::toggled, this, [this, i](bool shown) {
            m_filter->setSeverityShown(shownSeverities[i], shown);
            showEmptyState();
        });
        m_severities[i] = button;
        row->addWidget(button);
    }
    row->addSpacing(6);

    m_passes = new QComboBox(this);
    m_passes->setObjectName(QStringLiteral("findingPass"));
    m_passes->setAccessibleName(QStringLiteral("Show findings of one pass"));
    m_passes->setToolTip(QStringLiteral("Show findings of one pass"));
    m_passes->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_passes, &QComboBox::activated, this, [this] {
        m_filter->setPass(m_passes->currentData().toString());
        showEmptyState();
    });
    row->addWidget(m_passes);

    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("findingSearch"));
    m_search->setAccessibleName(QStringLiteral("Show findings with these words"));
    m_search->setPlaceholderText(QStringLiteral("Filter findings"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(280);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        showEmptyState();
    });
    m_search->installEventFilter(this);
    row->addWidget(m_search, 1);
    row->addStretch();
}

void FindingsPanel::buildView()
{
    m_view = makeTree(this, QStringLiteral("findings"), QStringLiteral("Findings"));
    m_view->setModel(m_filter);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(FindingsModel::PlaceColumn, Qt::AscendingOrder);
    m_view->setMouseTracking(true);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setExpandsOnDoubleClick(false);
    m_view->installEventFilter(this);
    m_delegate = new FindingsDelegate(m_view);
    m_view->setItemDelegate(m_delegate);

    QHeaderView *header = m_view->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(FindingsModel::MessageColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(FindingsModel::SeverityColumn, QHeaderView::Fixed);
    header->setSectionResizeMode(FindingsModel::FixColumn, QHeaderView::Fixed);
    header->resizeSection(FindingsModel::SeverityColumn, 46);
    header->resizeSection(FindingsModel::CodeColumn, 74);
    header->resizeSection(FindingsModel::PlaceColumn, 72);
    header->resizeSection(FindingsModel::PassColumn, 122);
    header->resizeSection(FindingsModel::FixColumn, 56);
    restoreColumns(m_view);

    connect(m_view, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        const bool isButton = index.column() == FindingsModel::FixColumn &&
                              index.data(FindingsModel::FixTitleRole).isValid();
        if (!isButton)
            goTo(index);
    });
    connect(m_view, &QWidget::customContextMenuRequested, this, &FindingsPanel::showMenu);
    connect(m_delegate, &FindingsDelegate::fixClicked, this, &FindingsPanel::applyFixAt);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                const Diagnostic *finding = findingAt(current);
                if (finding != nullptr && m_explanation->isVisible())
                    explainCurrent();
                else if (finding != nullptr && m_configuration->isVisible() &&
                         m_model->snapshot()->isOfConfiguration(finding->range))
                    m_configuration->showPlace(finding->range);
            });
}

bool FindingsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::Resize)
        fitColumns();
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (watched == m_search) {
        if (key->key() == Qt::Key_Down || enter) {
            m_view->setFocus();
            if (!m_view->currentIndex().isValid())
                m_view->setCurrentIndex(m_filter->index(0, 0));
            return true;
        }
        if (key->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
        return false;
    }
    if (key->key() == Qt::Key_Escape &&
        (m_explanation->isVisible() || m_configuration->isVisible())) {
        closeSide();
        return true;
    }
    if (watched != m_view)
        return false;
    if (enter && key->modifiers().testFlag(Qt::AltModifier))
        applyFixOfCurrent();
    else if (enter)
        goToCurrent();
    else if (key->key() == Qt::Key_F1)
        explainCurrent();
    else if (key->matches(QKeySequence::Copy))
        copyCurrent();
    else
        return false;
    return true;
}

void FindingsPanel::fitColumns()
{
    const auto &findings = m_model->findings();
    m_view->setColumnHidden(FindingsModel::FixColumn,
                            std::ranges::none_of(findings, [this](const Diagnostic &finding) {
                                return m_model->fixOf(finding) != nullptr;
                            }));
    // A place in another file is told with its name.
    const auto isElsewhere = [this](const Diagnostic &finding) {
        return finding.range.isValid() && finding.range.source != m_model->snapshot()->source;
    };
    const auto elsewhere = std::ranges::find_if(findings, isElsewhere);
    const int needed =
        elsewhere == findings.end()
            ? 0
            : fontMetrics().horizontalAdvance(m_model->shortPlaceOf(elsewhere->range)) + roomOfText;
    QHeaderView *header = m_view->header();
    if (header->sectionSize(FindingsModel::PlaceColumn) < needed)
        header->resizeSection(FindingsModel::PlaceColumn, needed);
    // The longer the places, the more room the message needs.
    const int place = header->sectionSize(FindingsModel::PlaceColumn);
    m_view->setColumnHidden(FindingsModel::PassColumn, m_view->width() < narrow + 2 * place);
}

void FindingsPanel::setTheme(const Theme &theme)
{
    applyTheme(this, theme);
    m_model->setTheme(theme);
    m_delegate->setTheme(theme);
    m_explanation->setTheme(theme);
    m_configuration->setTheme(theme);
    for (int i = 0; i < 3; ++i) {
        m_severities[i]->setIcon(switchIcon(shownSeverities[i], theme));
        m_severities[i]->setStyleSheet(switchStyle(theme));
    }
    m_view->viewport()->update();
}

void FindingsPanel::setFontPointSize(int size) { m_configuration->setFontPointSize(size); }

void FindingsPanel::showSnapshot()
{
    // The rows that stay carry current row, open notes and scroll place with them; where all rows
    // are new, the same finding becomes current again.
    const QModelIndex current = m_filter->mapToSource(m_view->currentIndex());
    const Diagnostic *before = m_model->findingAt(current);
    const QString message = before == nullptr ? QString() : QString::fromStdString(before->message);
    const int scroll = m_view->verticalScrollBar()->value();

    m_model->setSnapshot(m_document->snapshot());
    if (!message.isNull() && !m_view->currentIndex().isValid()) {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            if (m_model->messageOf(row) != message)
                continue;
            m_view->setCurrentIndex(m_filter->mapFromSource(m_model->index(row, 0, {})));
            break;
        }
    }
    m_view->verticalScrollBar()->setValue(scroll);
    fillPasses();
    fitColumns();
    showCounts();
    showEmptyState();
    followConfiguration();
}

void FindingsPanel::showCounts()
{
    qsizetype total = 0;
    for (int i = 0; i < 3; ++i) {
        const int count = m_model->count(shownSeverities[i]);
        total += count;
        m_severities[i]->setText(QString::number(count));
        m_severities[i]->setAccessibleName(counted(count, QLatin1String(severityNames[i])) +
                                           QStringLiteral(", show or hide"));
    }
    emit titleChanged(total == 0 ? QStringLiteral("Findings")
                                 : QStringLiteral("Findings (%1)").arg(total));
}

void FindingsPanel::fillPasses()
{
    const QString chosen = m_passes->currentData().toString();
    std::set<QString> passes;
    for (const Diagnostic &finding : m_model->findings()) {
        if (!finding.pass.empty())
            passes.insert(QString::fromUtf8(finding.pass.data(),
                                            static_cast<qsizetype>(finding.pass.size())));
    }
    // A pass that was chosen stays to be chosen, though it finds nothing just now.
    if (!chosen.isEmpty())
        passes.insert(chosen);
    QStringList names{QString()};
    names.append(QStringList(passes.begin(), passes.end()));
    QStringList present;
    for (int i = 0; i < m_passes->count(); ++i)
        present.append(m_passes->itemData(i).toString());
    if (names == present)
        return;
    m_passes->clear();
    for (const QString &name : std::as_const(names))
        m_passes->addItem(name.isEmpty() ? QStringLiteral("All passes") : name, name);
    m_passes->setCurrentIndex(std::max(0, m_passes->findData(chosen)));
}

void FindingsPanel::showEmptyState()
{
    const SnapshotPtr &snapshot = m_model->snapshot();
    if (m_filter->rowCount() > 0) {
        m_pages->setCurrentWidget(m_view);
        return;
    }
    if (!snapshot) {
        m_empty->setText(QStringLiteral("Nothing checked yet"),
                         QStringLiteral("Findings appear here as soon as a schema is open."));
    } else if (m_model->rowCount() > 0) {
        m_empty->setText(
            QStringLiteral("No finding matches the filter"),
            QStringLiteral("%1 hidden. Press Esc in the filter, or switch severities on again.")
                .arg(counted(m_model->rowCount(), QStringLiteral("finding"))));
    } else {
        m_empty->setText(QStringLiteral("No findings"),
                         QStringLiteral("Every check is satisfied with this schema."));
    }
    m_pages->setCurrentWidget(m_empty);
}

void FindingsPanel::openSide(QWidget *side)
{
    QWidget *other =
        side == m_explanation ? static_cast<QWidget *>(m_configuration) : m_explanation;
    const bool wasOpen = side->isVisible() || other->isVisible();
    other->hide();
    side->show();
    if (!wasOpen)
        m_splitter->setSizes({width() * 3 / 5, width() * 2 / 5, width() * 2 / 5});
    fitSide();
}

void FindingsPanel::closeSide()
{
    m_explanation->hide();
    m_configuration->hide();
    fitSide();
    m_view->setFocus();
}

void FindingsPanel::fitSide()
{
    const bool isAlone = m_explanation->isHidden() && m_configuration->isHidden();
    m_splitter->widget(0)->setVisible(isAlone || width() >= roomForBoth);
}

/// What is on show is what was read last.
void FindingsPanel::followConfiguration()
{
    if (m_configuration->isHidden())
        return;
    const SnapshotPtr snapshot = m_model->snapshot();
    if (snapshot && snapshot->configuration.state != LoadedConfiguration::State::Absent) {
        m_configuration->showText(snapshot);
    } else {
        m_configuration->hide();
        fitSide();
    }
}

void FindingsPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitSide();
}

} // namespace tw::preview
