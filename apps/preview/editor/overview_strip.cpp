// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/overview_strip.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace tw::preview {

OverviewStrip::OverviewStrip(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("editorOverview"));
    setFixedWidth(10);
    setCursor(Qt::PointingHandCursor);
}

void OverviewStrip::setMarks(std::vector<Mark> marks)
{
    std::stable_sort(marks.begin(), marks.end(),
                     [](const Mark &a, const Mark &b) { return a.weight < b.weight; });
    m_marks = std::move(marks);
    update();
}

void OverviewStrip::setTheme(const Theme &theme)
{
    m_ground = theme.surface;
    m_line = theme.border;
    update();
}

void OverviewStrip::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_ground);
    painter.fillRect(QRect(0, 0, 1, height()), m_line);
    for (const Mark &mark : m_marks) {
        const int y = static_cast<int>(mark.place * (height() - 3));
        painter.fillRect(QRect(3, y, width() - 5, 3), mark.color);
    }
}

void OverviewStrip::mousePressEvent(QMouseEvent *event)
{
    emit placeClicked(std::clamp(event->position().y() / std::max(height(), 1), 0.0, 1.0));
}

void OverviewStrip::mouseMoveEvent(QMouseEvent *event) { mousePressEvent(event); }

} // namespace tw::preview
