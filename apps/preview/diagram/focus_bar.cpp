// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/focus_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

namespace tw::preview {

FocusBar::FocusBar(QWidget *parent)
    : QFrame(parent), m_table(new QLabel(this)), m_steps(new QSpinBox(this)),
      m_unit(new QLabel(this)), m_count(new QLabel(this)),
      m_all(new QPushButton(QStringLiteral("Show all"), this))
{
    setObjectName(QStringLiteral("focusBar"));
    m_table->setObjectName(QStringLiteral("focusTable"));
    m_steps->setObjectName(QStringLiteral("focusSteps"));
    m_count->setObjectName(QStringLiteral("focusCount"));
    m_all->setObjectName(QStringLiteral("focusShowAll"));
    m_all->setToolTip(QStringLiteral("Show all tables (Esc)"));
    m_steps->setRange(1, maxSteps);
    m_steps->setAccessibleName(QStringLiteral("Steps"));
    m_steps->setToolTip(QStringLiteral("How many relationships away (+ and -)"));
    auto font = m_table->font();
    font.setWeight(QFont::DemiBold);
    m_table->setFont(font);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 6, 6, 6);
    row->setSpacing(8);
    row->addWidget(m_table);
    row->addWidget(new QLabel(QStringLiteral("and neighbours within"), this));
    row->addWidget(m_steps);
    row->addWidget(m_unit);
    row->addSpacing(8);
    row->addWidget(m_count);
    row->addSpacing(8);
    row->addWidget(m_all);
    connect(m_steps, &QSpinBox::valueChanged, this, &FocusBar::stepsChanged);
    connect(m_all, &QPushButton::clicked, this, &FocusBar::showAllRequested);
}

void FocusBar::setTheme(const Theme &theme)
{
    setPalette(theme.palette());
    setStyleSheet(QStringLiteral("#focusBar { background: %1; border: 1px solid %2; "
                                 "border-radius: 8px; } "
                                 "QLabel { color: %3; } #focusTable { color: %4; }")
                      .arg(theme.raised.name(), theme.border.name(), theme.mutedText.name(),
                           theme.text.name()));
}

void FocusBar::show(const QString &table, int steps, int shown, int all)
{
    // A name without end would push the rest out of sight.
    m_table->setText(m_table->fontMetrics().elidedText(table, Qt::ElideMiddle, 240));
    const QSignalBlocker quiet(m_steps);
    m_steps->setValue(steps);
    m_unit->setText(steps == 1 ? QStringLiteral("step") : QStringLiteral("steps"));
    m_count->setText(QStringLiteral("%1 of %2").arg(shown).arg(all));
    QFrame::show();
}

} // namespace tw::preview

#include "moc_focus_bar.cpp" // NOLINT(bugprone-suspicious-include)
