// SPDX-License-Identifier: MIT
#include "schema_shrinker.h"

#include "valid_schemas.h"

#include <algorithm>

namespace tw::test {

namespace {

template <class List> void eraseAt(List &list, std::size_t at)
{
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(at));
}

/// Behind one that went, the others move up.
template <class Id> void close(Id &id, std::size_t gone)
{
    if (id.isValid() && id.index() > gone)
        id = Id(id.index() - 1);
}

template <class Refs> bool names(const Refs &refs, std::size_t column)
{
    return std::ranges::any_of(refs, [&](const ir::ColumnRef &ref) {
        return ref.column.isValid() && ref.column.index() == column;
    });
}

template <class Refs> void closeAll(Refs &refs, std::size_t gone)
{
    for (ir::ColumnRef &ref : refs)
        close(ref.column, gone);
}

template <class Keys> void removeFromKeys(Keys &keys, std::size_t column)
{
    std::erase_if(keys, [&](const auto &key) { return names(key.columns, column); });
    for (auto &key : keys)
        closeAll(key.columns, column);
}

template <class Links> void removeTableFromLinks(Links &links, std::size_t table)
{
    const auto isIt = [&](const ir::Endpoint &end) {
        return end.table.isValid() && end.table.index() == table;
    };
    std::erase_if(links, [&](const auto &link) { return isIt(link.source) || isIt(link.target); });
    for (auto &link : links) {
        close(link.source.table, table);
        close(link.target.table, table);
    }
}

template <class Links>
void removeColumnFromLinks(Links &links, std::size_t table, std::size_t column)
{
    const auto isOf = [&](const ir::Endpoint &end) {
        return end.table.isValid() && end.table.index() == table;
    };
    std::erase_if(links, [&](const auto &link) {
        return (isOf(link.source) && names(link.source.columns, column)) ||
               (isOf(link.target) && names(link.target.columns, column));
    });
    for (auto &link : links) {
        for (ir::Endpoint *end : {&link.source, &link.target}) {
            if (isOf(*end))
                closeAll(end->columns, column);
        }
    }
}

/// Tries changes one after the other and keeps those after which it still fails.
class Shrinker {
public:
    Shrinker(ir::Schema schema, const std::function<bool(const ir::Schema &)> &fails,
             std::size_t most)
        : m_schema(std::move(schema)), m_fails(fails), m_left(most)
    {
    }

    ir::Schema run()
    {
        bool changed = true;
        while (changed && m_left > 0) {
            changed = dropLists();
            for (std::size_t i = 0; i < m_schema.tables.size() && m_left > 0; ++i)
                changed = shrinkTable(i) || changed;
        }
        return std::move(m_schema);
    }

private:
    template <class Change> bool attempt(const Change &change)
    {
        if (m_left == 0)
            return false;
        ir::Schema smaller = m_schema;
        if (!change(smaller))
            return false;
        --m_left;
        if (!m_fails(smaller))
            return false;
        m_schema = std::move(smaller);
        return true;
    }

    /// Drops each element that is not needed, the last first.
    template <class Of, class Drop> bool dropEach(const Of &listOf, const Drop &drop)
    {
        bool changed = false;
        for (std::size_t i = listOf(m_schema).size(); i-- > 0;) {
            if (i < listOf(m_schema).size())
                changed = attempt([&](ir::Schema &schema) {
                              drop(schema, i);
                              return true;
                          }) ||
                          changed;
        }
        return changed;
    }

    template <class Of> bool dropEach(const Of &listOf)
    {
        return dropEach(listOf,
                        [&](ir::Schema &schema, std::size_t i) { eraseAt(listOf(schema), i); });
    }

    bool dropLists()
    {
        bool changed = dropEach([](auto &s) -> auto & { return s.tables; }, removeTable);
        changed = dropEach([](auto &s) -> auto & { return s.foreignKeys; }) || changed;
        changed = dropEach([](auto &s) -> auto & { return s.relationships; }) || changed;
        changed = dropEach([](auto &s) -> auto & { return s.records; }) || changed;
        changed = dropEach([](auto &s) -> auto & { return s.groups; }) || changed;
        changed = dropEach([](auto &s) -> auto & { return s.enums; }, removeEnum) || changed;
        for (std::size_t e = 0; e < m_schema.enums.size(); ++e) {
            changed = dropEach([e](auto &s) -> auto & { return s.enums[e].values; }) || changed;
            changed =
                clear(m_schema.enums[e].note, [e](auto &s) -> auto & { return s.enums[e].note; }) ||
                changed;
        }
        for (std::size_t k = 0; k < m_schema.foreignKeys.size(); ++k) {
            changed = attempt([k](ir::Schema &s) {
                          ir::ForeignKey &key = s.foreignKeys[k];
                          const bool had = key.onDelete != ir::ReferentialAction::Unspecified ||
                                           key.onUpdate != ir::ReferentialAction::Unspecified ||
                                           key.deferrability != ir::Deferrability::NotDeferrable;
                          key.onDelete = key.onUpdate = ir::ReferentialAction::Unspecified;
                          key.deferrability = ir::Deferrability::NotDeferrable;
                          return had;
                      }) ||
                      changed;
            changed = clear(m_schema.foreignKeys[k].name,
                            [k](auto &s) -> auto & { return s.foreignKeys[k].name; }) ||
                      changed;
        }
        return clear(m_schema.note, [](auto &s) -> auto & { return s.note; }) || changed;
    }

    template <class Of> bool clear(const ir::Name &name, const Of &of)
    {
        return !name.empty() && attempt([&](ir::Schema &schema) {
            of(schema) = {};
            return true;
        });
    }

    template <class Of> bool rename(const ir::Name &name, const Of &of, const std::string &to)
    {
        return name.text != to && attempt([&](ir::Schema &schema) {
                   of(schema) = named(to);
                   return true;
               });
    }

    bool shrinkTable(std::size_t t)
    {
        bool changed = dropEach([t](auto &s) -> auto & { return s.tables[t].checks; });
        changed = dropEach([t](auto &s) -> auto & { return s.tables[t].indexes; }) || changed;
        changed = dropEach([t](auto &s) -> auto & { return s.tables[t].uniqueKeys; }) || changed;
        changed = dropEach([t](auto &s) -> auto & { return s.tables[t].columns; },
                           [t](ir::Schema &s, std::size_t c) { removeColumn(s, t, c); }) ||
                  changed;
        changed = attempt([t](ir::Schema &s) {
                      const bool had = s.tables[t].primaryKey.has_value();
                      s.tables[t].primaryKey.reset();
                      return had;
                  }) ||
                  changed;
        for (std::size_t i = 0; i < m_schema.tables[t].indexes.size(); ++i)
            changed = shrinkIndex(t, i) || changed;
        for (std::size_t c = 0; c < m_schema.tables[t].columns.size(); ++c)
            changed = shrinkColumn(t, c) || changed;
        const auto name = [t](auto &s) -> auto & { return s.tables[t].name; };
        const auto space = [t](auto &s) -> auto & { return s.tables[t].namespaceName; };
        const auto note = [t](auto &s) -> auto & { return s.tables[t].note; };
        changed = clear(m_schema.tables[t].note, note) || changed;
        changed = clear(m_schema.tables[t].namespaceName, space) || changed;
        return rename(m_schema.tables[t].name, name, "t" + std::to_string(t)) || changed;
    }

    bool shrinkIndex(std::size_t t, std::size_t i)
    {
        bool changed =
            dropEach([t, i](auto &s) -> auto & { return s.tables[t].indexes[i].elements; });
        changed = dropEach([t, i](auto &s) -> auto & { return s.tables[t].indexes[i].include; }) ||
                  changed;
        changed = attempt([t, i](ir::Schema &s) {
                      const bool had = !s.tables[t].indexes[i].where->empty();
                      s.tables[t].indexes[i].where = {};
                      return had;
                  }) ||
                  changed;
        return clear(m_schema.tables[t].indexes[i].name,
                     [t, i](auto &s) -> auto & { return s.tables[t].indexes[i].name; }) ||
               changed;
    }

    bool shrinkColumn(std::size_t t, std::size_t c)
    {
        bool changed = attempt([t, c](ir::Schema &s) {
            ir::Column &column = s.tables[t].columns[c];
            const bool had = column.defaultValue.kind != ir::DefaultValue::Kind::None;
            column.defaultValue = {};
            return had;
        });
        changed = attempt([t, c](ir::Schema &s) {
                      ir::Column &column = s.tables[t].columns[c];
                      const bool had = !column.note->empty() || !column.nullable;
                      column.note = {};
                      column.nullable = true;
                      return had;
                  }) ||
                  changed;
        return rename(
                   m_schema.tables[t].columns[c].name,
                   [t, c](auto &s) -> auto & { return s.tables[t].columns[c].name; },
                   "c" + std::to_string(c)) ||
               changed;
    }

    ir::Schema m_schema;
    const std::function<bool(const ir::Schema &)> &m_fails;
    std::size_t m_left;
};

} // namespace

void removeTable(ir::Schema &schema, std::size_t table)
{
    eraseAt(schema.tables, table);
    removeTableFromLinks(schema.foreignKeys, table);
    removeTableFromLinks(schema.relationships, table);
    std::erase_if(schema.records,
                  [&](const ir::Records &rows) { return rows.table.index() == table; });
    for (ir::Records &rows : schema.records)
        close(rows.table, table);
    for (ir::TableGroup &group : schema.groups) {
        std::erase_if(group.tables, [&](const auto &one) { return one.table.index() == table; });
        for (ir::TableGroup::Member &member : group.tables)
            close(member.table, table);
    }
}

void removeColumn(ir::Schema &schema, std::size_t t, std::size_t column)
{
    ir::Table &table = schema.tables[t];
    eraseAt(table.columns, column);
    if (table.primaryKey) {
        if (names(table.primaryKey->columns, column))
            table.primaryKey.reset();
        else
            closeAll(table.primaryKey->columns, column);
    }
    removeFromKeys(table.uniqueKeys, column);
    removeFromKeys(table.extraPrimaryKeys, column);
    std::erase_if(table.indexes, [&](const ir::Index &index) {
        return names(index.include, column) ||
               std::ranges::any_of(index.elements, [&](const ir::IndexElement &element) {
                   return !element.isExpression() && element.column.column.isValid() &&
                          element.column.column.index() == column;
               });
    });
    for (ir::Index &index : table.indexes) {
        closeAll(index.include, column);
        for (ir::IndexElement &element : index.elements)
            close(element.column.column, column);
    }
    removeColumnFromLinks(schema.foreignKeys, t, column);
    removeColumnFromLinks(schema.relationships, t, column);
    std::erase_if(schema.records, [&](const ir::Records &rows) {
        return rows.table.index() == t &&
               std::ranges::find(rows.columns, ir::ColumnId(column)) != rows.columns.end();
    });
    for (ir::Records &rows : schema.records) {
        if (rows.table.index() == t) {
            for (ir::ColumnId &id : rows.columns)
                close(id, column);
        }
    }
}

void removeEnum(ir::Schema &schema, std::size_t type) { eraseAt(schema.enums, type); }

ir::Schema shrink(ir::Schema schema, const std::function<bool(const ir::Schema &)> &fails,
                  std::size_t most)
{
    return Shrinker(std::move(schema), fails, most).run();
}

} // namespace tw::test
