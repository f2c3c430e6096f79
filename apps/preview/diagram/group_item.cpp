// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/group_item.h"

#include "diagram/diagram_scene.h"
#include "diagram/edge_painting.h"
#include "model/diagram_metrics.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <algorithm>

namespace tw::preview {

using namespace metrics;

namespace {
constexpr double radiusOfArea = 12;
constexpr int titleSize = 13;
constexpr int smallestTitle = 11; // on the screen
constexpr double leastScale = 0.05;
constexpr double groupTopPadding = 10;
constexpr double groupBottomPadding = 20;
constexpr double titleInset = 16;
} // namespace

GroupItem::GroupItem(DiagramScene *scene, int index) : m_scene(scene), m_index(index)
{
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(-2);
}

QRectF GroupItem::titleRect() const
{
    return m_area.isEmpty() ? QRectF()
                            : QRectF(m_area.topLeft(), QSizeF(m_area.width(), groupTitle));
}

void GroupItem::fit()
{
    QRectF area;
    for (const int index : m_scene->model().groups[static_cast<std::size_t>(m_index)].tables) {
        if (const TableItem *table = m_scene->table(index); table->isVisible())
            area |= table->box();
    }
    if (!area.isEmpty())
        area.adjust(-groupPadding, -groupTopPadding - groupTitle, groupPadding, groupBottomPadding);
    if (area == m_area)
        return;
    prepareGeometryChange();
    m_area = area;
    setVisible(!area.isEmpty());
}

void GroupItem::paint(QPainter *painter, const QStyleOptionGraphicsItem * /*option*/,
                      QWidget * /*widget*/)
{
    const DiagramGroup &group = m_scene->model().groups[static_cast<std::size_t>(m_index)];
    const Theme &theme = m_scene->theme();
    const QColor color = group.color.isValid() ? group.color : theme.group;
    const bool current = m_scene->current().isValid() && m_scene->current() == group.element;
    painter->setRenderHint(QPainter::Antialiasing, true);
    const QPen pen(current ? theme.accent : mixed(color, theme.canvas, theme.dark ? 0.45 : 0.4),
                   current ? 2 : 1);
    painter->setPen(pen);
    painter->setBrush(mixed(color, theme.canvas, theme.dark ? 0.13 : 0.1));
    painter->drawRoundedRect(m_area, radiusOfArea, radiusOfArea);

    const double scale =
        m_scene->isFullDetail()
            ? 1
            : QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    if (scale < leastScale)
        return;
    // Zoomed out the title keeps its size on the screen, as long as the group has room for it.
    const double size =
        std::min(std::max<double>(titleSize, smallestTitle / scale), m_area.width() / 6);
    const QFont font = diagramFont(static_cast<int>(size), QFont::Bold);
    const double room = m_area.width() - 2 * titleInset;
    const QString title = QFontMetricsF(font).elidedText(group.name, Qt::ElideRight, room);
    painter->setFont(font);
    painter->setPen(mixed(color, theme.text, 0.35));
    painter->drawText(QRectF(m_area.left() + titleInset, m_area.top(), room,
                             std::max(groupTitle + 4, size * 1.4)),
                      Qt::AlignVCenter | Qt::AlignLeft, title);
}

} // namespace tw::preview
