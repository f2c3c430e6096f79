// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/busy_indicator.h"

#include <QPainter>

namespace tw::preview {

BusyIndicator::BusyIndicator(QWidget *parent) : QWidget(parent)
{
    setFixedSize(sizeHint());
    m_turn.setStartValue(0);
    m_turn.setEndValue(360);
    m_turn.setDuration(900);
    m_turn.setLoopCount(-1);
    connect(&m_turn, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
}

void BusyIndicator::setBusy(bool busy)
{
    if (busy == isBusy())
        return;
    if (busy)
        m_turn.start();
    else
        m_turn.stop();
    update();
}

void BusyIndicator::paintEvent(QPaintEvent * /*event*/)
{
    if (!isBusy())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2, Qt::SolidLine, Qt::RoundCap));
    // Angles are in sixteenths of a degree, against the clock.
    painter.drawArc(QRectF(rect()).adjusted(2, 2, -2, -2), -m_turn.currentValue().toInt() * 16,
                    100 * 16);
}

} // namespace tw::preview
