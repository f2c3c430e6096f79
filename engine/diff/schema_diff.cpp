// SPDX-License-Identifier: MIT
#include <tablewright/diff/schema_diff.h>

#include "diff/annotations.h"
#include "diff/describe.h"

#include <algorithm>

namespace tw {

namespace {

using namespace diff;

std::string escaped(std::string_view segment)
{
    std::string out;
    for (const char c : segment) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

/// By the document's ids where both have one, by names where one of them has none. An id that is
/// the name, as elements of DBML have by default, tells no more than the name does.
template <class Element, class Name>
Matching matchByIdThenName(const std::vector<Element> &before, const std::vector<Element> &after,
                           Name nameOf)
{
    Matching matching(before.size(), after.size());
    matching.pair([&](std::size_t i) { return before[i].id; },
                  [&](std::size_t i) { return after[i].id; });
    const auto hasId = [&](const Element &element) {
        return !element.id.empty() && element.id != nameOf(element);
    };
    matching.pair(
        [&](std::size_t i) { return nameOf(before[i]); },
        [&](std::size_t i) { return nameOf(after[i]); },
        [&](std::size_t i, std::size_t j) { return !hasId(before[i]) || !hasId(after[j]); });
    return matching;
}

Correspondence correspondenceOf(const ir::Schema &before, const ir::Schema &after)
{
    const auto qualifiedName = [](const auto &element) {
        return qualified(element.namespaceName, element.name);
    };
    Correspondence map;
    map.enums = matchByIdThenName(before.enums, after.enums, qualifiedName);
    map.tables = matchByIdThenName(before.tables, after.tables, qualifiedName);
    map.columns.resize(before.tables.size());
    for (std::size_t i = 0; i < before.tables.size(); ++i) {
        const std::uint32_t other = map.tables.afterOf(i);
        if (other != Matching::none)
            map.columns[i] =
                matchByIdThenName(before.tables[i].columns, after.tables[other].columns,
                                  [](const ir::Column &column) { return column.name.text; });
    }
    return map;
}

/// One list of elements on both sides, and how to speak of them. `describe` and `label` take an
/// element, its table (if any) and a namer.
template <class Element, class Describe, class Label> struct Lists {
    DiffElement kind;
    std::string path; ///< of the list
    const std::vector<Element> &before;
    const std::vector<Element> &after;
    ir::TableId tableBefore;
    ir::TableId tableAfter;
    Describe describe;
    Label label; ///< what an element without a name is called in its path
};

template <class Element, class Describe, class Label>
Lists(DiffElement, std::string, const std::vector<Element> &, const std::vector<Element> &,
      ir::TableId, ir::TableId, Describe, Label) -> Lists<Element, Describe, Label>;

class Differ {
public:
    Differ(const ir::Schema &before, const ir::Schema &after)
        : m_before(before), m_after(after), m_map(correspondenceOf(before, after)),
          m_shownBefore(Namer::shown(before)), m_shownAfter(Namer::shown(after)),
          m_comparedBefore(Namer::comparedBefore(before, after, m_map)),
          m_comparedAfter(Namer::comparedAfter(after))
    {
    }

    SchemaDiff run()
    {
        compareName(DiffElement::Schema, "", m_before.name.text, m_after.name.text);
        compare(DiffElement::Schema, "", m_after.name.text, describe(m_before), describe(m_after));
        diffEnums();
        diffTables();
        diffForeignKeys();
        diffRelationships();
        diffAnnotations();
        return std::move(m_diff);
    }

private:
    SchemaChange &add(SchemaChange::Kind kind, DiffElement element, std::string path,
                      std::string name)
    {
        return m_diff.changes.emplace_back(
            SchemaChange{kind, element, std::move(path), std::move(name), {}, {}});
    }

    void compareName(DiffElement element, const std::string &path, const std::string &before,
                     const std::string &after)
    {
        if (before == after)
            return;
        SchemaChange &change = add(SchemaChange::Kind::Renamed, element, path, after);
        change.before = {{"name", before}};
        change.after = {{"name", after}};
    }

    void compare(DiffElement element, const std::string &path, const std::string &name,
                 const Properties &before, const Properties &after)
    {
        compare(element, path, name, before, after, before, after);
    }

    /// Compares one pair of descriptions and shows the other.
    void compare(DiffElement element, const std::string &path, const std::string &name,
                 const Properties &before, const Properties &after, const Properties &shownBefore,
                 const Properties &shownAfter)
    {
        if (before == after)
            return;
        SchemaChange &change = add(SchemaChange::Kind::Changed, element, path, name);
        for (std::size_t i = 0; i < after.size(); ++i) {
            if (before[i] == after[i])
                continue;
            change.before.push_back(shownBefore[i]);
            change.after.push_back(shownAfter[i]);
        }
    }

    void moved(DiffElement element, std::string path, const std::string &name, std::size_t before,
               std::size_t after)
    {
        SchemaChange &change = add(SchemaChange::Kind::Moved, element, std::move(path), name);
        change.before = {{"ordinal", static_cast<std::int64_t>(before + 1)}};
        change.after = {{"ordinal", static_cast<std::int64_t>(after + 1)}};
    }

    template <class L> void diffLists(const Matching &matching, const L &lists)
    {
        const auto pathOf = [&](const auto &element, ir::TableId table, const Namer &namer) {
            const std::string &name = element.name.text;
            return lists.path + '/' +
                   escaped(name.empty() ? lists.label(element, table, namer) : name);
        };
        for (std::size_t i = 0; i < lists.before.size(); ++i) {
            if (matching.afterOf(i) != Matching::none)
                continue;
            const auto &element = lists.before[i];
            add(SchemaChange::Kind::Removed, lists.kind,
                pathOf(element, lists.tableBefore, m_shownBefore), element.name.text)
                .before = lists.describe(element, lists.tableBefore, m_shownBefore);
        }
        for (std::size_t i = 0; i < lists.after.size(); ++i) {
            const auto &element = lists.after[i];
            const std::uint32_t other = matching.beforeOf(i);
            if (other == Matching::none) {
                add(SchemaChange::Kind::Added, lists.kind,
                    pathOf(element, lists.tableAfter, m_shownAfter), element.name.text)
                    .after = lists.describe(element, lists.tableAfter, m_shownAfter);
                continue;
            }
            const auto &old = lists.before[other];
            const Properties oldProperties =
                lists.describe(old, lists.tableBefore, m_comparedBefore);
            const Properties properties =
                lists.describe(element, lists.tableAfter, m_comparedAfter);
            if (old.name.text == element.name.text && oldProperties == properties)
                continue;
            const std::string path = pathOf(element, lists.tableAfter, m_shownAfter);
            compareName(lists.kind, path, old.name.text, element.name.text);
            compare(lists.kind, path, element.name.text, oldProperties, properties,
                    lists.describe(old, lists.tableBefore, m_shownBefore),
                    lists.describe(element, lists.tableAfter, m_shownAfter));
        }
    }

    /// Named ones by name, the rest by what they are made of.
    template <class L> void diffNamed(const L &lists)
    {
        Matching matching(lists.before.size(), lists.after.size());
        matching.pair([&](std::size_t i) { return lists.before[i].name.text; },
                      [&](std::size_t i) { return lists.after[i].name.text; });
        const auto before = [&](std::size_t i) {
            return lists.label(lists.before[i], lists.tableBefore, m_comparedBefore);
        };
        const auto after = [&](std::size_t i) {
            return lists.label(lists.after[i], lists.tableAfter, m_comparedAfter);
        };
        matching.pair(before, after);
        diffLists(matching, lists);
    }

    void diffEnums()
    {
        const auto pathOf = [](const ir::EnumType &type) {
            return "/enums/" + escaped(qualified(type.namespaceName, type.name));
        };
        for (std::size_t i = 0; i < m_before.enums.size(); ++i) {
            const ir::EnumType &type = m_before.enums[i];
            if (m_map.enums.afterOf(i) == Matching::none)
                add(SchemaChange::Kind::Removed, DiffElement::Enum, pathOf(type), type.name.text)
                    .before = withValues(type);
        }
        for (std::size_t i = 0; i < m_after.enums.size(); ++i) {
            const ir::EnumType &type = m_after.enums[i];
            const std::string path = pathOf(type);
            const std::uint32_t other = m_map.enums.beforeOf(i);
            if (other == Matching::none) {
                add(SchemaChange::Kind::Added, DiffElement::Enum, path, type.name.text).after =
                    withValues(type);
                continue;
            }
            const ir::EnumType &old = m_before.enums[other];
            compareName(DiffElement::Enum, path, old.name.text, type.name.text);
            compare(DiffElement::Enum, path, type.name.text, describe(old), describe(type));
            diffValues(old, type, path + "/values/");
        }
    }

    static Properties withValues(const ir::EnumType &type)
    {
        std::vector<std::string> values;
        values.reserve(type.values.size());
        for (const ir::EnumValue &value : type.values)
            values.push_back(value.value.text);
        Properties properties = describe(type);
        properties.push_back({"values", std::move(values)});
        return properties;
    }

    void diffValues(const ir::EnumType &before, const ir::EnumType &after, const std::string &path)
    {
        Matching matching(before.values.size(), after.values.size());
        matching.pair([&](std::size_t i) { return before.values[i].value.text; },
                      [&](std::size_t i) { return after.values[i].value.text; });
        for (std::size_t i = 0; i < before.values.size(); ++i) {
            const std::string &text = before.values[i].value.text;
            if (matching.afterOf(i) == Matching::none)
                add(SchemaChange::Kind::Removed, DiffElement::EnumValue, path + escaped(text), text)
                    .before = describe(before.values[i]);
        }
        for (std::size_t i = 0; i < after.values.size(); ++i) {
            const std::string &text = after.values[i].value.text;
            const std::uint32_t other = matching.beforeOf(i);
            if (other == Matching::none)
                add(SchemaChange::Kind::Added, DiffElement::EnumValue, path + escaped(text), text)
                    .after = describe(after.values[i]);
            else
                compare(DiffElement::EnumValue, path + escaped(text), text,
                        describe(before.values[other]), describe(after.values[i]));
        }
        for (const std::uint32_t i : matching.moved())
            moved(DiffElement::EnumValue, path + escaped(after.values[i].value.text),
                  after.values[i].value.text, matching.beforeOf(i), i);
    }

    static std::string pathOf(const ir::Table &table)
    {
        return "/tables/" + escaped(qualified(table.namespaceName, table.name));
    }

    static Properties withColumns(ir::TableId id, const ir::Table &table, const Namer &namer)
    {
        std::vector<std::string> columns;
        columns.reserve(table.columns.size());
        for (const ir::Column &column : table.columns)
            columns.push_back(column.name.text);
        Properties properties = describe(id, table, namer);
        properties.push_back({"columns", std::move(columns)});
        return properties;
    }

    void diffTables()
    {
        for (std::size_t i = 0; i < m_before.tables.size(); ++i) {
            const ir::Table &table = m_before.tables[i];
            if (m_map.tables.afterOf(i) == Matching::none)
                add(SchemaChange::Kind::Removed, DiffElement::Table, pathOf(table), table.name.text)
                    .before = withColumns(ir::TableId(i), table, m_shownBefore);
        }
        for (std::size_t i = 0; i < m_after.tables.size(); ++i) {
            const std::uint32_t other = m_map.tables.beforeOf(i);
            const ir::Table &table = m_after.tables[i];
            if (other == Matching::none)
                add(SchemaChange::Kind::Added, DiffElement::Table, pathOf(table), table.name.text)
                    .after = withColumns(ir::TableId(i), table, m_shownAfter);
            else
                diffTable(ir::TableId(other), ir::TableId(i));
        }
    }

    void diffTable(ir::TableId beforeId, ir::TableId afterId)
    {
        const ir::Table &before = m_before.table(beforeId);
        const ir::Table &after = m_after.table(afterId);
        const std::string path = pathOf(after);
        compareName(DiffElement::Table, path, before.name.text, after.name.text);
        compare(DiffElement::Table, path, after.name.text,
                describe(beforeId, before, m_comparedBefore),
                describe(afterId, after, m_comparedAfter),
                describe(beforeId, before, m_shownBefore), describe(afterId, after, m_shownAfter));
        diffPosition(before, after, path);
        diffColumns(beforeId, afterId, path);
        diffPrimaryKey(beforeId, afterId, path);

        const auto describeWithTable = [](const auto &element, ir::TableId table,
                                          const Namer &namer) {
            return describe(table, element, namer);
        };
        const auto columnsLabel = [](const ir::UniqueKey &key, ir::TableId table,
                                     const Namer &namer) {
            return signature(table, key.columns, namer);
        };
        diffNamed(Lists{DiffElement::UniqueKey, path + "/uniqueKeys", before.uniqueKeys,
                        after.uniqueKeys, beforeId, afterId, describeWithTable, columnsLabel});
        const auto describeCheck = [](const ir::CheckConstraint &check, ir::TableId,
                                      const Namer &) { return describe(check); };
        const auto checkLabel = [](const ir::CheckConstraint &check, ir::TableId, const Namer &) {
            return check.expression.text;
        };
        diffNamed(Lists{DiffElement::Check, path + "/checks", before.checks, after.checks, beforeId,
                        afterId, describeCheck, checkLabel});
        const auto indexLabel = [](const ir::Index &index, ir::TableId table, const Namer &namer) {
            return signature(table, index, namer);
        };
        diffNamed(Lists{DiffElement::Index, path + "/indexes", before.indexes, after.indexes,
                        beforeId, afterId, describeWithTable, indexLabel});
    }

    void diffPosition(const ir::Table &before, const ir::Table &after, const std::string &path)
    {
        const auto propertiesOf = [](const ir::Table &table) {
            return table.position ? Properties{{"x", table.position->x}, {"y", table.position->y}}
                                  : Properties{};
        };
        Properties old = propertiesOf(before);
        Properties now = propertiesOf(after);
        if (old == now)
            return;
        SchemaChange &change =
            add(SchemaChange::Kind::Moved, DiffElement::Table, path, after.name.text);
        change.before = std::move(old);
        change.after = std::move(now);
    }

    void diffColumns(ir::TableId beforeId, ir::TableId afterId, const std::string &path)
    {
        const std::vector<ir::Column> &before = m_before.table(beforeId).columns;
        const std::vector<ir::Column> &after = m_after.table(afterId).columns;
        const Matching &matching = m_map.columns[beforeId.index()];
        const auto describeColumn = [](const ir::Column &column, ir::TableId, const Namer &namer) {
            return describe(column, namer);
        };
        const auto label = [](const ir::Column &, ir::TableId, const Namer &) {
            return std::string();
        };
        diffLists(matching, Lists{DiffElement::Column, path + "/columns", before, after, beforeId,
                                  afterId, describeColumn, label});
        for (const std::uint32_t i : matching.moved())
            moved(DiffElement::Column, path + "/columns/" + escaped(after[i].name.text),
                  after[i].name.text, matching.beforeOf(i), i);
    }

    void diffPrimaryKey(ir::TableId beforeId, ir::TableId afterId, const std::string &path)
    {
        const std::optional<ir::PrimaryKey> &before = m_before.table(beforeId).primaryKey;
        const std::optional<ir::PrimaryKey> &after = m_after.table(afterId).primaryKey;
        const std::string keyPath = path + "/primaryKey";
        if (before && after) {
            compareName(DiffElement::PrimaryKey, keyPath, before->name.text, after->name.text);
            compare(DiffElement::PrimaryKey, keyPath, after->name.text,
                    describe(beforeId, *before, m_comparedBefore),
                    describe(afterId, *after, m_comparedAfter),
                    describe(beforeId, *before, m_shownBefore),
                    describe(afterId, *after, m_shownAfter));
        } else if (before) {
            add(SchemaChange::Kind::Removed, DiffElement::PrimaryKey, keyPath, before->name.text)
                .before = describe(beforeId, *before, m_shownBefore);
        } else if (after) {
            add(SchemaChange::Kind::Added, DiffElement::PrimaryKey, keyPath, after->name.text)
                .after = describe(afterId, *after, m_shownAfter);
        }
    }

    /// Foreign keys and relationships: by id, then by name, then by their ends.
    template <class Link>
    void diffEdges(DiffElement kind, const char *path, const std::vector<DrawnLink<Link>> &before,
                   const std::vector<DrawnLink<Link>> &after)
    {
        using Element = DrawnLink<Link>;
        Matching matching = matchByIdThenName(before, after, [](const Element &element) {
            return element.link.partial.isValid() ? std::string() : element.name.text;
        });
        const auto label = [](const Element &element, ir::TableId, const Namer &namer) {
            return signature(element.link.source, element.link.target, namer);
        };
        matching.pair([&](std::size_t i) { return label(before[i], {}, m_comparedBefore); },
                      [&](std::size_t i) { return label(after[i], {}, m_comparedAfter); },
                      [&](std::size_t i, std::size_t j) {
                          return before[i].id.empty() || after[j].id.empty();
                      });
        const auto describeEdge = [](const Element &element, ir::TableId, const Namer &namer) {
            Properties properties = describe(element.link, namer);
            properties.push_back({"inactive", element.isInactive ? DiffValue(true) : DiffValue()});
            return properties;
        };
        diffLists(matching, Lists{kind, path, before, after, ir::TableId(), ir::TableId(),
                                  describeEdge, label});
    }

    void diffForeignKeys()
    {
        diffEdges(DiffElement::ForeignKey, "/foreignKeys",
                  drawn(m_before.foreignKeys, m_before.inactiveForeignKeys),
                  drawn(m_after.foreignKeys, m_after.inactiveForeignKeys));
    }

    void diffRelationships()
    {
        diffEdges(DiffElement::Relationship, "/relationships",
                  drawn(m_before.relationships, m_before.inactiveRelationships),
                  drawn(m_after.relationships, m_after.inactiveRelationships));
    }

    void diffAnnotations()
    {
        const Namers before{m_comparedBefore, m_shownBefore};
        const Namers after{m_comparedAfter, m_shownAfter};
        diffAnnotations(DiffElement::TablePartial, "/tablePartials",
                        describePartials(m_before, before), describePartials(m_after, after));
        diffAnnotations(DiffElement::Records, "/records", describeRecords(m_before, before),
                        describeRecords(m_after, after));
        diffAnnotations(DiffElement::TableGroup, "/tableGroups", describeGroups(m_before, before),
                        describeGroups(m_after, after));
        diffAnnotations(DiffElement::Note, "/notes", describeNotes(m_before),
                        describeNotes(m_after));
        diffAnnotations(DiffElement::View, "/views", describeViews(m_before, before),
                        describeViews(m_after, after));
        diffAnnotations(DiffElement::Dependency, "/dependencies",
                        describeDependencies(m_before, before),
                        describeDependencies(m_after, after));
    }

    void diffAnnotations(DiffElement kind, const char *path, const Annotations &before,
                         const Annotations &after)
    {
        const auto describeIt = [](const Annotation &annotation, ir::TableId, const Namer &namer) {
            return namer.isCompared() ? annotation.compared : annotation.shown;
        };
        const auto label = [](const Annotation &annotation, ir::TableId, const Namer &namer) {
            return namer.isCompared() ? annotation.key : annotation.shownKey;
        };
        diffNamed(
            Lists{kind, path, before, after, ir::TableId(), ir::TableId(), describeIt, label});
    }

    const ir::Schema &m_before;
    const ir::Schema &m_after;
    const Correspondence m_map;
    const Namer m_shownBefore;
    const Namer m_shownAfter;
    const Namer m_comparedBefore;
    const Namer m_comparedAfter;
    SchemaDiff m_diff;
};

} // namespace

std::array<std::size_t, 5> SchemaDiff::counts() const
{
    std::array<std::size_t, 5> counts{};
    for (const SchemaChange &change : changes)
        ++counts[static_cast<std::size_t>(change.kind)];
    return counts;
}

SchemaDiff diffSchemas(const ir::Schema &before, const ir::Schema &after)
{
    return Differ(before, after).run();
}

} // namespace tw
