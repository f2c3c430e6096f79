// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/panel_parts.h"

#include <QApplication>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QSettings>
#include <QTreeView>

namespace tw::preview {

namespace {

constexpr int rowPadding = 8; ///< above and below the text together

/// A list that has got more columns begins anew.
QString settingsKey(const QTreeView *tree)
{
    return QStringLiteral("panels/columns/%1-%2")
        .arg(tree->objectName())
        .arg(tree->header()->count());
}

/// The style's own is dark on dark.
void paintBox(QPainter *painter, const QRect &place, Qt::CheckState state, const QPalette &palette,
              bool canChange)
{
    constexpr double side = 13;
    QRectF box(0, 0, side, side);
    box.moveCenter(QRectF(place).center());
    const QColor accent = palette.color(QPalette::Link);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(palette.color(QPalette::Base)); // over the style's
    painter->drawRect(box.adjusted(-1, -1, 1, 1));
    if (!canChange)
        painter->setOpacity(.45);
    const bool isEmpty = state == Qt::Unchecked;
    painter->setPen(isEmpty ? palette.color(QPalette::PlaceholderText) : accent);
    painter->setBrush(isEmpty ? palette.color(QPalette::Base) : accent);
    painter->drawRoundedRect(box.adjusted(.5, .5, -.5, -.5), 3, 3);
    painter->setPen(QPen(palette.color(QPalette::Base), 1.8, Qt::SolidLine, Qt::RoundCap));
    if (state == Qt::Checked)
        painter->drawPolyline(QPolygonF{box.topLeft() + QPointF(3.2, 6.8),
                                        box.topLeft() + QPointF(5.6, 9.2),
                                        box.topLeft() + QPointF(9.8, 4.2)});
    else if (state == Qt::PartiallyChecked)
        painter->drawLine(box.topLeft() + QPointF(3.5, 6.5), box.topLeft() + QPointF(9.5, 6.5));
    painter->restore();
}

} // namespace

PanelBar::PanelBar(QWidget *parent) : QWidget(parent), m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(8, 5, 8, 6);
    m_row->setSpacing(6);
}

void PanelBar::setTheme(const Theme &theme)
{
    m_line = theme.border;
    m_ground = theme.window;
    update();
}

void PanelBar::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_ground);
    painter.fillRect(0, height() - 1, width(), 1, m_line);
}

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_headline(new QLabel(this)), m_explanation(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 16, 24, 24);
    column->setSpacing(6);
    column->addStretch(2);
    for (QLabel *label : {m_headline, m_explanation}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(label);
    }
    column->addStretch(3);
    QFont font = m_headline->font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    font.setWeight(QFont::DemiBold);
    m_headline->setFont(font);
    m_headline->setObjectName(QStringLiteral("emptyHeadline"));
    m_explanation->setObjectName(QStringLiteral("emptyExplanation"));
}

void EmptyState::setText(const QString &headline, const QString &explanation)
{
    m_headline->setText(headline);
    m_explanation->setText(explanation);
    m_explanation->setVisible(!explanation.isEmpty());
}

QString EmptyState::headline() const { return m_headline->text(); }

void EmptyState::setTheme(const Theme &theme) { setMuted(m_explanation, theme); }

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    QStyleOptionViewItem plain(option);
    plain.state &= ~QStyle::State_HasFocus;
    QStyledItemDelegate::paint(painter, plain, index);
    const QVariant checked = index.data(Qt::CheckStateRole);
    if (!checked.isValid())
        return;
    initStyleOption(&plain, index);
    const QStyle *style = plain.widget != nullptr ? plain.widget->style() : QApplication::style();
    const QRect place =
        style->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &plain, plain.widget);
    paintBox(painter, place, static_cast<Qt::CheckState>(checked.toInt()), plain.palette,
             index.flags().testFlag(Qt::ItemIsUserCheckable));
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(option.fontMetrics.height(), 16) + rowPadding);
    return size;
}

QTreeView *makeTree(QWidget *parent, const QString &name, const QString &spokenName)
{
    auto *tree = new QTreeView(parent);
    tree->setObjectName(name);
    tree->setAccessibleName(spokenName);
    tree->setFrameShape(QFrame::NoFrame);
    tree->setUniformRowHeights(true);
    tree->setAllColumnsShowFocus(true);
    tree->setSelectionBehavior(QAbstractItemView::SelectRows);
    tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    tree->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    tree->setTextElideMode(Qt::ElideRight);
    tree->setIndentation(18);
    tree->header()->setHighlightSections(false);
    tree->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    tree->header()->setMinimumSectionSize(24);
    // Titles stand over what they are titles of.
    tree->header()->setStyleSheet(QStringLiteral("QHeaderView::section { padding: 5px 4px; }"));
    return tree;
}

void restoreColumns(QTreeView *tree)
{
    const QByteArray state = QSettings().value(settingsKey(tree)).toByteArray();
    if (!state.isEmpty())
        tree->header()->restoreState(state);
}

void saveColumns(const QTreeView *tree)
{
    QSettings().setValue(settingsKey(tree), tree->header()->saveState());
}

QFont codeFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setStyleHint(QFont::Monospace);
    return font;
}

QString decidedBy(Switch::By by)
{
    switch (by) {
    case Switch::By::Itself:
        return QStringLiteral("default");
    case Switch::By::Configuration:
        return QStringLiteral("tablewright.toml");
    case Switch::By::User:
        return QStringLiteral("you");
    }
    return {};
}

QString counted(qsizetype count, const QString &one)
{
    return QString::number(count) + u' ' + one + (count == 1 ? QString() : QStringLiteral("s"));
}

void setMuted(QLabel *label, const Theme &theme)
{
    QPalette palette = theme.palette();
    palette.setColor(QPalette::WindowText, theme.mutedText);
    palette.setColor(QPalette::Text, theme.mutedText);
    label->setPalette(palette);
}

void applyTheme(QWidget *panel, const Theme &theme)
{
    QPalette palette = theme.palette();
    palette.setColor(QPalette::Window, theme.surface);
    panel->setPalette(palette);
    panel->setAutoFillBackground(true);
    // A list shows much more than its current row: a soft ground keeps its colours readable.
    QPalette list = palette;
    list.setColor(QPalette::Highlight, theme.selection);
    list.setColor(QPalette::HighlightedText, theme.text);
    // Under a style sheet of the application, widgets keep what they inherited before.
    for (QWidget *child : panel->findChildren<QWidget *>())
        child->setPalette(palette);
    for (QTreeView *tree : panel->findChildren<QTreeView *>()) {
        tree->setPalette(list);
        tree->viewport()->setPalette(list);
    }
    for (PanelBar *bar : panel->findChildren<PanelBar *>())
        bar->setTheme(theme);
    for (EmptyState *state : panel->findChildren<EmptyState *>())
        state->setTheme(theme);
}

} // namespace tw::preview
