// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/drag_session.h"

#include "diagram/diagram_scene.h"

#include <QSet>

#include <array>
#include <cmath>
#include <optional>

namespace tw::preview {

namespace {

/// One direction of a box: where it begins, and how long it is.
struct Span {
    double begin;
    double length;

    [[nodiscard]] std::array<double, 3> marks() const
    {
        return {begin, begin + length / 2, begin + length};
    }
};

Span across(const QRectF &box) { return {box.left(), box.width()}; }

Span down(const QRectF &box) { return {box.top(), box.height()}; }

/// The smallest step that brings a mark of `span` onto the same mark of another.
std::optional<double> nearestStep(const Span &span, const std::vector<QRectF> &others,
                                  Span (*of)(const QRectF &), double reach)
{
    std::optional<double> best;
    const auto own = span.marks();
    for (const auto &other : others) {
        const auto marks = of(other).marks();
        for (std::size_t i = 0; i < own.size(); ++i) {
            const double step = marks[i] - own[i];
            if (std::abs(step) <= reach && (!best || std::abs(step) < std::abs(*best)))
                best = step;
        }
    }
    return best;
}

/// A line along each mark that boxes share with this one, as long as all of them.
void addGuides(const QRectF &box, const std::vector<QRectF> &others, bool vertical,
               std::vector<QLineF> &guides)
{
    const auto of = vertical ? across : down;
    const auto beside = vertical ? down : across;
    const auto own = of(box).marks();
    for (std::size_t i = 0; i < own.size(); ++i) {
        auto [low, length] = beside(box);
        double high = low + length;
        bool shared = false;
        for (const auto &other : others) {
            if (std::abs(of(other).marks()[i] - own[i]) > 0.01)
                continue;
            const auto span = beside(other);
            low = std::min(low, span.begin);
            high = std::max(high, span.begin + span.length);
            shared = true;
        }
        if (shared)
            guides.emplace_back(vertical ? QLineF(own[i], low, own[i], high)
                                         : QLineF(low, own[i], high, own[i]));
    }
}

} // namespace

QPointF snapBox(const QRectF &box, const std::vector<QRectF> &others, double reach, double grid,
                std::vector<QLineF> &guides)
{
    guides.clear();
    const auto snapped = [&](double value) { return std::round(value / grid) * grid; };
    const auto stepX = nearestStep(across(box), others, across, reach);
    const auto stepY = nearestStep(down(box), others, down, reach);
    const QPointF corner(stepX ? box.left() + *stepX : snapped(box.left()),
                         stepY ? box.top() + *stepY : snapped(box.top()));
    const QRectF at(corner, box.size());
    if (stepX)
        addGuides(at, others, true, guides);
    if (stepY)
        addGuides(at, others, false, guides);
    return corner;
}

DragSession::DragSession(DiagramScene *scene, QStringList keys, QPointF from)
    : m_scene(scene), m_keys(std::move(keys)), m_from(from)
{
    m_keys.removeIf([&](const QString &key) { return !scene->table(key); });
    m_boxes.reserve(static_cast<std::size_t>(m_keys.size()));
    for (const auto &key : m_keys)
        m_boxes.push_back(scene->table(key)->box());
}

QPointF DragSession::aligned(const QRectF &wanted, const Snap &snap)
{
    m_guides.clear();
    if (!snap.on)
        return wanted.topLeft();
    const QSet<QString> own(m_keys.begin(), m_keys.end());
    std::vector<QRectF> others;
    for (const auto &table : m_scene->model().tables) {
        const auto *item = m_scene->table(table.key);
        if (item && item->isVisible() && item->box().intersects(snap.visible) &&
            !own.contains(table.key))
            others.push_back(item->box());
    }
    return snapBox(wanted, others, snap.reach, grid, m_guides);
}

void DragSession::moveTo(QPointF to, const Snap &snap)
{
    if (m_keys.isEmpty())
        return;
    const auto &first = m_boxes.front();
    m_offset = aligned(first.translated(to - m_from), snap) - first.topLeft();
    place();
}

void DragSession::cancel()
{
    m_guides.clear();
    m_offset = {};
    place();
}

void DragSession::place()
{
    for (qsizetype i = 0; i < m_keys.size(); ++i) {
        // A recompile may have taken the table away.
        if (auto *item = m_scene->table(m_keys[i]))
            item->setPos(m_boxes[static_cast<std::size_t>(i)].topLeft() + m_offset);
    }
}

TablePositions DragSession::moved() const
{
    TablePositions positions;
    if (m_offset.isNull())
        return positions;
    for (qsizetype i = 0; i < m_keys.size(); ++i)
        positions.insert(m_keys[i], m_boxes[static_cast<std::size_t>(i)].topLeft() + m_offset);
    return positions;
}

} // namespace tw::preview
