// SPDX-License-Identifier: MIT
#include "diff/annotations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tw::diff {

namespace {

DiffValue text(std::string_view value)
{
    return value.empty() ? DiffValue() : DiffValue(std::string(value));
}

DiffValue list(std::vector<std::string> values)
{
    return values.empty() ? DiffValue() : DiffValue(std::move(values));
}

template <class Describe> Annotation twice(ir::Name name, const Namers &namers, Describe describe)
{
    return {std::move(name), {}, {}, describe(namers.compared), describe(namers.shown)};
}

std::string describe(const ir::RecordValue &value)
{
    switch (value.kind) {
    case ir::RecordValue::Kind::Omitted:
        return "default";
    case ir::RecordValue::Kind::Null:
        return "null";
    case ir::RecordValue::Kind::Boolean:
    case ir::RecordValue::Kind::Number:
        return value.text.text;
    case ir::RecordValue::Kind::String:
        return '\'' + value.text.text + '\'';
    case ir::RecordValue::Kind::Expression:
        return '(' + value.text.text + ')';
    }
    return {};
}

DiffValue rowsOf(const ir::Records &records)
{
    std::vector<std::string> rows;
    rows.reserve(records.rowCount());
    auto value = records.values.begin();
    for (std::size_t row = 0; row < records.rowCount(); ++row) {
        std::string line;
        for (std::size_t i = 0; i < records.columns.size(); ++i, ++value)
            line += (i > 0 ? ", " : "") + describe(*value);
        rows.push_back(std::move(line));
    }
    return rows;
}

/// The ends of a partial's link are columns of the partial, or a table with its columns.
template <class Link>
std::vector<std::string> linksOf(const std::vector<Link> &links, const Namer &namer)
{
    std::vector<std::string> all;
    for (const Link &link : links)
        all.push_back(signature(link.source, link.target, namer));
    return all;
}

template <class Id, class NameOf>
DiffValue selected(const ir::DiagramView::Selection<Id> &selection, NameOf nameOf)
{
    if (!selection.given)
        return {};
    if (selection.all)
        return "*";
    std::vector<std::string> names;
    for (const Id &one : selection.some)
        names.push_back(nameOf(one));
    return names;
}

std::string describe(const ir::Dependency::End &end, const Namer &namer)
{
    std::string name = namer.table(end.table, {});
    if (end.column.isValid())
        name += '.' + namer.column(end.table, {{}, end.column});
    return name;
}

std::vector<std::string> edgesOf(const ir::Dependency &dependency, const Namer &namer)
{
    std::vector<std::string> edges;
    for (const ir::Dependency::Edge &edge : dependency.edges)
        edges.push_back(describe(edge.upstream, namer) + " -> " + describe(edge.downstream, namer));
    return edges;
}

} // namespace

DiffValue describe(const std::vector<ir::Metadata> &metadata)
{
    std::vector<std::string> all;
    for (const ir::Metadata &entry : metadata)
        all.push_back(fmt::format("{}: {}", entry.key.text, entry.value.text));
    return list(std::move(all));
}

Annotations describePartials(const ir::Schema &schema, const Namers &namers)
{
    Annotations all;
    for (const ir::TablePartial &partial : schema.partials) {
        const ir::Table &table = partial.table;
        all.push_back(twice(table.name, namers, [&](const Namer &namer) -> Properties {
            std::vector<std::string> columns;
            for (const ir::Column &column : table.columns)
                columns.push_back(
                    fmt::format("{} {}", column.name.text, column.typeSyntax.spelling.text));
            std::vector<std::string> keys;
            if (table.primaryKey)
                keys.push_back(signature({}, table.primaryKey->columns, namer));
            for (const ir::UniqueKey &key : table.uniqueKeys)
                keys.push_back(signature({}, key.columns, namer));
            std::vector<std::string> checks;
            for (const ir::CheckConstraint &check : table.checks)
                checks.push_back(check.expression.text);
            std::vector<std::string> indexes;
            for (const ir::Index &index : table.indexes)
                indexes.push_back(signature({}, index, namer));
            return {{"columns", list(std::move(columns))},
                    {"keys", list(std::move(keys))},
                    {"checks", list(std::move(checks))},
                    {"indexes", list(std::move(indexes))},
                    {"foreignKeys", list(linksOf(partial.foreignKeys, namer))},
                    {"relationships", list(linksOf(partial.relationships, namer))},
                    {"note", text(table.note.text)},
                    {"headerColor", text(table.headerColor.text)},
                    {"metadata", describe(*table.metadata)}};
        }));
    }
    return all;
}

Annotations describeRecords(const ir::Schema &schema, const Namers &namers)
{
    Annotations all;
    for (const ir::Records &records : schema.records) {
        Annotation annotation = twice({}, namers, [&](const Namer &namer) -> Properties {
            std::vector<std::string> columns;
            for (const ir::ColumnId column : records.columns)
                columns.push_back(namer.column(records.table, {{}, column}));
            return {{"columns", list(std::move(columns))},
                    {"rows", rowsOf(records)},
                    {"example", records.isExample ? DiffValue(true) : DiffValue()}};
        });
        annotation.key = namers.compared.table(records.table, {});
        annotation.shownKey = namers.shown.table(records.table, {});
        all.push_back(std::move(annotation));
    }
    return all;
}

Annotations describeGroups(const ir::Schema &schema, const Namers &namers)
{
    Annotations all;
    for (const ir::TableGroup &group : schema.groups) {
        all.push_back(twice(group.name, namers, [&](const Namer &namer) -> Properties {
            std::vector<std::string> tables;
            for (const ir::TableGroup::Member &member : group.tables)
                tables.push_back(namer.table(member.table, {}));
            return {{"tables", list(std::move(tables))},
                    {"note", text(group.note.text)},
                    {"color", text(group.color.text)},
                    {"metadata", describe(group.metadata)}};
        }));
    }
    return all;
}

Annotations describeNotes(const ir::Schema &schema)
{
    Annotations all;
    for (const ir::StickyNote &note : schema.stickyNotes) {
        const Properties properties{{"text", text(note.text.text)},
                                    {"color", text(note.color.text)},
                                    {"metadata", describe(note.metadata)}};
        all.push_back({note.name, {}, {}, properties, properties});
    }
    return all;
}

Annotations describeViews(const ir::Schema &schema, const Namers &namers)
{
    Annotations all;
    for (const ir::DiagramView &view : schema.views) {
        all.push_back(twice(view.name, namers, [&](const Namer &namer) -> Properties {
            return {{"tables",
                     selected(view.tables, [&](ir::TableId id) { return namer.table(id, {}); })},
                    {"notes", selected(view.notes,
                                       [&](ir::StickyNoteId id) {
                                           return schema.stickyNotes[id.index()].name.text;
                                       })},
                    {"tableGroups", selected(view.groups,
                                             [&](ir::TableGroupId id) {
                                                 return schema.groups[id.index()].name.text;
                                             })},
                    {"namespaces",
                     selected(view.namespaces, [](const ir::Name &name) { return name.text; })}};
        }));
    }
    return all;
}

Annotations describeDependencies(const ir::Schema &schema, const Namers &namers)
{
    Annotations all;
    for (const ir::Dependency &dependency : schema.dependencies) {
        Annotation annotation =
            twice(dependency.name, namers, [&](const Namer &namer) -> Properties {
                return {{"edges", list(edgesOf(dependency, namer))},
                        {"note", text(dependency.note.text)},
                        {"color", text(dependency.color.text)},
                        {"metadata", describe(dependency.metadata)}};
            });
        annotation.key = fmt::format("{}", fmt::join(edgesOf(dependency, namers.compared), ", "));
        annotation.shownKey = fmt::format("{}", fmt::join(edgesOf(dependency, namers.shown), ", "));
        all.push_back(std::move(annotation));
    }
    return all;
}

} // namespace tw::diff
