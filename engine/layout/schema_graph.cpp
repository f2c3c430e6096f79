// SPDX-License-Identifier: MIT
#include <tablewright/layout/schema_graph.h>

#include <algorithm>
#include <optional>
#include <string>

namespace tw {

namespace {

/// Code points, as what is wide in most fonts; bytes that continue one do not count.
double characters(std::string_view text)
{
    return static_cast<double>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

LayoutNode boxOf(const ir::Table &table, const BoxSizes &sizes)
{
    const double qualified =
        table.namespaceName.empty() ? 0 : characters(table.namespaceName.view()) + 1;
    double width =
        sizes.headerMargins + sizes.headerCharacter * (qualified + characters(table.name.view()));
    for (const ir::Column &column : table.columns) {
        const double text =
            characters(column.name.view()) + characters(column.typeSyntax.spelling.view());
        width = std::max(width, sizes.rowMargins + sizes.rowCharacter * text);
    }
    return {.width = std::clamp(width, sizes.narrowest, sizes.widest),
            .height =
                sizes.headerHeight + sizes.rowHeight * static_cast<double>(table.columns.size()),
            .fixed = {}};
}

/// From the top of the box to the middle of the row of the end's first column, or of the header.
double portOf(const ir::Endpoint &end, const BoxSizes &sizes)
{
    if (end.columns.empty() || !end.columns.front().column.isValid())
        return sizes.headerHeight / 2;
    const auto row = static_cast<double>(end.columns.front().column.index());
    return sizes.headerHeight + sizes.rowHeight * (row + 0.5);
}

std::optional<LayoutEdge> lineOf(const ir::Schema &schema, const ir::Endpoint &source,
                                 const ir::Endpoint &target, const BoxSizes &sizes)
{
    const auto isThere = [&](const ir::Endpoint &end) {
        return end.table.isValid() && end.table.index() < schema.tables.size();
    };
    if (!isThere(source) || !isThere(target))
        return std::nullopt;
    return LayoutEdge{static_cast<std::uint32_t>(source.table.index()),
                      static_cast<std::uint32_t>(target.table.index()), portOf(source, sizes),
                      portOf(target, sizes)};
}

} // namespace

SchemaGraph schemaGraph(const ir::Schema &schema, bool placeAll, const BoxSizes &sizes)
{
    SchemaGraph graph;
    graph.nodes.reserve(schema.tables.size());
    for (const ir::Table &table : schema.tables) {
        graph.nodes.push_back(boxOf(table, sizes));
        if (table.position && !placeAll)
            graph.nodes.back().fixed = LayoutPoint{table.position->x, table.position->y};
    }
    for (std::uint32_t group = 0; group < schema.groups.size(); ++group) {
        for (const ir::TableGroup::Member &member : schema.groups[group].tables) {
            if (member.table.isValid() && member.table.index() < graph.nodes.size())
                graph.nodes[member.table.index()].group = group;
        }
    }
    const auto add = [&](const auto &links) {
        for (const auto &link : links) {
            if (const auto line = lineOf(schema, link.source, link.target, sizes))
                graph.edges.push_back(*line);
        }
    };
    add(schema.foreignKeys);
    add(schema.relationships);
    add(schema.inactiveForeignKeys);
    add(schema.inactiveRelationships);
    return graph;
}

} // namespace tw
