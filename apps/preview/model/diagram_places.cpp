// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/diagram_builder.h"
#include "model/diagram_metrics.h"

#include <tablewright/layout/layout.h>

#include <algorithm>

namespace tw::preview {

namespace {

LayoutNode nodeOf(const DiagramTable &table)
{
    LayoutNode node;
    node.width = table.box.width();
    node.height = table.box.height();
    if (table.placed)
        node.fixed = LayoutPoint{table.box.x(), table.box.y()};
    return node;
}

void layOutRest(const DiagramOptions &options, const std::stop_token &stop, DiagramModel &model)
{
    std::vector<LayoutNode> nodes;
    nodes.reserve(model.tables.size());
    for (const DiagramTable &table : model.tables)
        nodes.push_back(nodeOf(table));
    for (std::size_t g = 0; g < model.groups.size(); ++g) {
        for (const int table : model.groups[g].tables)
            nodes[static_cast<std::size_t>(table)].group = static_cast<std::uint32_t>(g);
    }
    std::vector<LayoutEdge> edges;
    edges.reserve(model.edges.size());
    for (const DiagramEdge &edge : model.edges) {
        edges.push_back({static_cast<std::uint32_t>(edge.source),
                         static_cast<std::uint32_t>(edge.target), middleOfRow(edge.sourceColumn),
                         middleOfRow(edge.targetColumn)});
    }
    LayoutOptions layout;
    layout.aspect = options.aspect;
    layout.stopToken = stop;
    const LayoutResult result = layOut(nodes, edges, layout);
    for (std::size_t i = 0; i < model.tables.size(); ++i) {
        if (!model.tables[i].placed)
            model.tables[i].box.moveTopLeft({result.positions[i].x, result.positions[i].y});
    }
}

/// Notes have no place in the document: they stand in rows above the tables.
void placeNotes(DiagramModel &model)
{
    if (model.notes.empty())
        return;
    constexpr double gap = 24;
    const double width = std::max(model.bounds.width(), 3 * (metrics::noteWidth + gap));
    double x = 0;
    double height = 0;
    double rowHeight = 0;
    for (DiagramNote &note : model.notes) {
        if (x > 0 && x + note.box.width() > width) {
            height += rowHeight + gap;
            x = rowHeight = 0;
        }
        note.box.moveTopLeft({x, height});
        x += note.box.width() + gap;
        rowHeight = std::max(rowHeight, note.box.height());
    }
    height += rowHeight + 2 * gap;
    if (!model.groups.empty())
        height += metrics::groupPadding + metrics::groupTitle;
    const QPointF corner = model.bounds.topLeft() - QPointF(0, height);
    for (DiagramNote &note : model.notes) {
        note.box.translate(corner);
        model.bounds |= note.box;
    }
}

} // namespace

void placeDiagram(const ir::Schema &schema, const DiagramOptions &options,
                  const QHash<QString, QPointF> &positions, const std::stop_token &stop,
                  DiagramModel &model)
{
    bool complete = true;
    for (std::size_t i = 0; i < model.tables.size(); ++i) {
        DiagramTable &table = model.tables[i];
        if (const auto given = positions.constFind(table.key); given != positions.cend()) {
            table.box.moveTopLeft(*given);
            table.placed = true;
        } else if (options.declaredPositions && i < schema.tables.size() &&
                   schema.tables[i].position) {
            table.box.moveTopLeft({schema.tables[i].position->x, schema.tables[i].position->y});
            table.placed = true;
        }
        complete = complete && table.placed;
    }
    if (!complete)
        layOutRest(options, stop, model);
    for (const DiagramTable &table : model.tables)
        model.bounds |= table.box;
    placeNotes(model);
}

} // namespace tw::preview
