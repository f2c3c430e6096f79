// SPDX-License-Identifier: MIT
// advise-references
//
// Requires: a resolved schema.
// Reports: references that no foreign key checks, or not wholly; tables that can get no first row;
// deletes that reach far; tables that stand alone.

#include "advice.h"
#include "checked_columns.h"
#include "foreign_key_names.h"
#include "name_words.h"
#include "table_shape.h"

#include <algorithm>
#include <map>
#include <set>

namespace tw::advisor {

namespace {

class ReferenceAdvice {
public:
    explicit ReferenceAdvice(Advice &advice)
        : m_advice(advice), m_schema(advice.schema), m_names(advice),
          m_namesAnother(advice.schema.tables.size())
    {
    }

    void run()
    {
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            checkColumns(ir::TableId(i));
        for (const Link &link : m_advice.links.all())
            checkLink(link);
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            checkIsolated(ir::TableId(i));
    }

private:
    void checkColumns(ir::TableId id)
    {
        const ir::Table &table = m_schema.table(id);
        const Links::OfTable &facts = m_advice.links.of(id);
        const ir::Column *key = soleKeyColumn(table);
        NameWords words({});
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const ir::Column &column = table.columns[i];
            words.assign(column.name.text);
            if (facts.isSource[i] || &column == key || !words.endsWith("id") ||
                words.withoutLast().empty())
                continue;
            if (const ir::Table *target = m_names.tableOf(table, column, words)) {
                m_namesAnother[id.index()] = true;
                m_namesAnother[static_cast<std::size_t>(target - m_schema.tables.data())] = true;
                reportMissing(table, column, *target);
            } else {
                checkPolymorphic(table, column, words);
            }
        }
    }

    /// Where there is no foreign key at all, that is one decision and not many slips: the first
    /// column for each table will do.
    void reportMissing(const ir::Table &table, const ir::Column &column, const ir::Table &target)
    {
        if (m_advice.links.all().empty() && !m_told.insert(&target).second)
            return;
        m_advice.report(rules::MissingForeignKey, {table, column}, placeOf(table, column),
                        column.name.text, target.name.text);
    }

    void checkPolymorphic(const ir::Table &table, const ir::Column &column, const NameWords &words)
    {
        const std::string_view stem = words.withoutLast();
        if (m_names.isTable(stem))
            return; // the type of that thing
        NameWords other({});
        for (const ir::Column &type : table.columns) {
            if (!type.type.isEnum() && !m_advice.isOf(type, TypeFamily::Text))
                continue;
            other.assign(type.name.text);
            if (!other.endsWith("type") || other.withoutLast() != stem)
                continue;
            auto finding =
                m_advice.report(rules::PolymorphicAssociation, {table, column},
                                placeOf(table, column), column.name.text, type.name.text);
            if (finding)
                finding->note(placeOf(table, type), "what the type is of is told here");
            return;
        }
    }

    void checkLink(const Link &link)
    {
        const ir::Table &table = m_schema.table(link.source->table);
        const std::vector<ir::ColumnRef> &columns = link.source->columns;
        checkTypes(link, table);
        checkCounting(link, table);
        if (columns.size() > 1)
            checkPartlyNull(link, table);
        if (columns.empty() || link.deferrable || link.source->table != link.target->table ||
            hasNullable(link))
            return;
        // A key over a part of the primary key may refer to the row itself and often does.
        const Links::OfTable &facts = m_advice.links.of(link.source->table);
        const ir::ColumnId first = columns.front().column;
        if (columns.size() == 1 && !facts.isPrimary[first.index()])
            m_advice.report(rules::RequiredSelfReference, {table, columns},
                            placeOf(table, table.column(first)), table.column(first).name.text);
    }

    [[nodiscard]] bool hasNullable(const Link &link) const
    {
        return std::ranges::any_of(link.source->columns, [&](const ir::ColumnRef &ref) {
            return m_advice.isNullable(m_schema.table(link.source->table), ref.column);
        });
    }

    /// With `serial` and the like as what they store.
    [[nodiscard]] ir::DataType stored(ir::DataType type) const
    {
        if (type.base.isValid()) {
            const ir::TypeId storage = m_advice.types.info(type.base).storageType;
            type.base = storage.isValid() ? storage : type.base;
        }
        return type;
    }

    void checkTypes(const Link &link, const ir::Table &table)
    {
        const ir::Table &target = m_schema.table(link.target->table);
        const std::size_t count =
            std::min(link.source->columns.size(), link.target->columns.size());
        for (std::size_t i = 0; i < count; ++i) {
            const ir::Column &from = table.column(link.source->columns[i].column);
            const ir::Column &to = target.column(link.target->columns[i].column);
            // What cannot be compared at all is check-foreign-keys' matter.
            if (stored(from.type) == stored(to.type) ||
                !m_advice.types.canReference(from.type, to.type))
                continue;
            const std::string fromType = m_advice.spell(from);
            const std::string toType = m_advice.types.spell(m_schema, stored(to.type));
            auto finding =
                m_advice.report(rules::ForeignKeyTypeDiffers, {table, from},
                                placeOfType(table, from), from.name.text, fromType, toType);
            if (finding)
                finding->note(placeOfType(target, to), fmt::format("`{}` is here", to.name.text));
        }
    }

    void checkCounting(const Link &link, const ir::Table &table)
    {
        for (const ir::ColumnRef &ref : link.source->columns) {
            const ir::Column &column = table.column(ref.column);
            if (m_advice.countsByItself(column))
                m_advice.report(rules::CountingForeignKey, {table, column}, placeOf(table, column),
                                column.name.text, m_schema.table(link.target->table).name.text,
                                m_advice.types.spell(m_schema, stored(column.type)));
        }
    }

    void checkPartlyNull(const Link &link, const ir::Table &table)
    {
        std::vector<ir::ColumnRef> nullable;
        for (const ir::ColumnRef &ref : link.source->columns) {
            if (m_advice.isNullable(m_schema.table(link.source->table), ref.column))
                nullable.push_back(ref);
        }
        // One that can be null is the usual way to say that there is no reference.
        if (nullable.size() < 2 || isCheckedTogether(link.source->table, nullable))
            return;
        auto finding =
            m_advice.report(rules::PartlyNullForeignKey, {table, nullable},
                            placeOf(table, table.column(nullable.front().column)),
                            listed(table, nullable), m_schema.table(link.target->table).name.text);
        if (finding && link.range.isValid())
            finding->note(link.range, "the foreign key is here");
    }

    /// Whether one check speaks of all of them.
    bool isCheckedTogether(ir::TableId id, const std::vector<ir::ColumnRef> &columns)
    {
        const ir::Table &table = m_schema.table(id);
        std::vector<std::string_view> names;
        names.reserve(columns.size());
        for (const ir::ColumnRef &ref : columns)
            names.push_back(table.column(ref.column).name.text);
        return m_checked.try_emplace(id, table).first->second.together(names);
    }

    void checkIsolated(ir::TableId id)
    {
        const Links::OfTable &facts = m_advice.links.of(id);
        const bool schemaHasLinks =
            !m_advice.links.all().empty() || !m_schema.relationships.empty();
        if (!schemaHasLinks || !facts.outgoing.empty() || !facts.incoming.empty() ||
            facts.inManyToMany || m_namesAnother[id.index()])
            return;
        const ir::Table &table = m_schema.table(id);
        m_advice.report(rules::IsolatedTable, table, placeOf(table), table.name.text);
    }

    Advice &m_advice;
    const ir::Schema &m_schema;
    const ForeignKeyNames m_names;
    std::map<ir::TableId, CheckedColumns> m_checked; ///< of the tables that were asked for
    std::set<const ir::Table *> m_told;              ///< targets, in a schema without foreign keys
    std::vector<bool> m_namesAnother;                ///< tables that columns' names join to others
};

} // namespace

void adviseReferences(Advice &advice)
{
    ReferenceAdvice(advice).run();
    adviseCycles(advice);
}

} // namespace tw::advisor
