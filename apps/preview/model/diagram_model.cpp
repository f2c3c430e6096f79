// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/diagram_model.h"

#include "model/diagram_builder.h"
#include "model/diagram_metrics.h"

#include <algorithm>

namespace tw::preview {

namespace {

/// Which table a byte of the sources belongs to. Ranges of one map do not overlap.
class RangeMap {
public:
    void add(const SourceRange &range, int table)
    {
        if (range.isValid())
            m_ranges.emplace_back(range, table);
    }
    void sort() { std::sort(m_ranges.begin(), m_ranges.end()); }

    [[nodiscard]] int find(const SourceRange &range) const
    {
        auto after = std::upper_bound(m_ranges.begin(), m_ranges.end(), range,
                                      [](const SourceRange &place, const auto &entry) {
                                          return std::pair(place.source, place.begin) <
                                                 std::pair(entry.first.source, entry.first.begin);
                                      });
        if (after == m_ranges.begin())
            return -1;
        const auto &[around, table] = *std::prev(after);
        return around.source == range.source && range.begin <= around.end ? table : -1;
    }

private:
    std::vector<std::pair<SourceRange, int>> m_ranges;
};

void addGroups(const ir::Schema &declared, DiagramModel &model)
{
    for (std::size_t i = 0; i < declared.groups.size(); ++i) {
        const ir::TableGroup &group = declared.groups[i];
        DiagramGroup made;
        made.name = textOf(group.name);
        made.note = textOf(group.note);
        made.color = colorOf(group.color);
        made.element = {ElementRef::Kind::Group, static_cast<std::uint32_t>(i)};
        for (const ir::TableGroup::Member &member : group.tables) {
            if (member.table.isValid() && member.table.index() < declared.tables.size())
                made.tables.push_back(static_cast<int>(member.table.index()));
        }
        model.groups.push_back(std::move(made));
    }
}

void addNotes(const ir::Schema &declared, DiagramModel &model)
{
    for (std::size_t i = 0; i < declared.stickyNotes.size(); ++i) {
        const ir::StickyNote &note = declared.stickyNotes[i];
        DiagramNote made;
        made.name = textOf(note.name);
        made.text = textOf(note.text);
        made.color = colorOf(note.color);
        made.element = {ElementRef::Kind::StickyNote, static_cast<std::uint32_t>(i)};
        made.box = QRectF({}, sizeOfNote(made.name, made.text));
        model.notes.push_back(std::move(made));
    }
}

} // namespace

QString textOf(const ir::Name &name)
{
    return QString::fromUtf8(name.text.data(), static_cast<qsizetype>(name.text.size()));
}

QColor colorOf(const ir::Color &color)
{
    return color.text.starts_with('#') ? QColor(textOf(color)) : QColor();
}

void countFindings(const std::vector<Diagnostic> &diagnostics, const ir::Schema &declared,
                   DiagramModel &model)
{
    if (diagnostics.empty())
        return;
    RangeMap boxes;
    for (std::size_t i = 0; i < model.tables.size(); ++i) {
        const ElementRef &element = model.tables[i].element;
        if (element.kind == ElementRef::Kind::Table)
            boxes.add(declared.tables[element.element].range, static_cast<int>(i));
        else if (element.kind == ElementRef::Kind::Enum)
            boxes.add(declared.enums[element.element].range, static_cast<int>(i));
    }
    boxes.sort();
    RangeMap links;
    const auto addLink = [&](const ir::Endpoint &source, const SourceRange &range) {
        if (source.table.isValid() && source.table.index() < declared.tables.size())
            links.add(range, static_cast<int>(source.table.index()));
    };
    for (const ir::ForeignKey &key : declared.foreignKeys)
        addLink(key.source, key.range);
    for (const ir::Relationship &relationship : declared.relationships)
        addLink(relationship.source, relationship.range);
    links.sort();

    for (const Diagnostic &diagnostic : diagnostics) {
        if (!diagnostic.range.isValid())
            continue;
        int table = boxes.find(diagnostic.range);
        if (table < 0)
            table = links.find(diagnostic.range);
        if (table >= 0)
            ++model.tables[static_cast<std::size_t>(table)]
                  .findings[static_cast<std::size_t>(diagnostic.severity)];
    }
}

DiagramModel buildDiagram(const CompileResult &result, const Compiler &compiler,
                          const DiagramOptions &options, const QHash<QString, QPointF> &positions,
                          const std::stop_token &stop)
{
    const ir::Schema &declared = result.declaredSchema();
    const ir::Schema &schema =
        options.junctions == DiagramOptions::Junctions::Expanded ? result.schema : declared;
    DiagramModel model;
    DiagramTables(declared, schema, compiler.backend().typeCatalog()).build(model);
    DiagramEdges(declared, schema, model).build();
    addGroups(declared, model);
    addNotes(declared, model);
    countFindings(result.diagnostics, declared, model);
    placeDiagram(schema, options, positions, stop, model);
    return model;
}

} // namespace tw::preview
