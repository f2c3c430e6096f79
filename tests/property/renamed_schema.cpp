// SPDX-License-Identifier: MIT
#include "renamed_schema.h"

#include <tablewright/ir/printer.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace tw::test {

namespace {

/// Puts a name in place of that of one element of a schema.
class Renaming {
public:
    Renaming(ir::Schema &schema, const FixIt &fix)
        : m_schema(schema), m_fix(fix), m_new(fix.replacement)
    {
        if (m_new.size() > 1 && m_new.front() == '"')
            m_new = m_new.substr(1, m_new.size() - 2);
    }

    void run()
    {
        for (ir::Table &table : m_schema.tables)
            renameTable(table);
        for (ir::TablePartial &partial : m_schema.partials) {
            renameTable(partial.table);
            renamePartialLinks(partial, partial.foreignKeys);
            renamePartialLinks(partial, partial.relationships);
        }
        for (ir::EnumType &type : m_schema.enums) {
            rename(type.name);
            for (ir::EnumValue &value : type.values)
                rename(value.value);
        }
        for (ir::Records &records : m_schema.records) {
            for (ir::RecordValue &value : records.values)
                renameLiteral(value.text);
        }
        for (ir::ForeignKey &key : m_schema.foreignKeys)
            rename(key.name);
        for (ir::Relationship &relationship : m_schema.relationships) {
            rename(relationship.name);
            rename(relationship.junctionName);
        }
    }

private:
    /// The fix edits the name, or what is between its quotes.
    [[nodiscard]] bool isMeant(SourceRange range) const
    {
        return range.isValid() && range.source == m_fix.range.source &&
               range.begin <= m_fix.range.begin && m_fix.range.end <= range.end;
    }

    void rename(ir::Name &name)
    {
        if (isMeant(name.range))
            name.text = m_new;
    }

    /// What a partial brings has the table's name before its own.
    void renameBrought(ir::Name &name, const ir::Table &table, std::string_view oldTable)
    {
        std::string own = name.text;
        const std::string prefix = std::string(oldTable) + '.';
        const bool isPrefixed = own.starts_with(prefix);
        if (isPrefixed)
            own = own.substr(prefix.size());
        if (isMeant(name.range))
            own = m_new;
        name.text = isPrefixed ? table.name.text + '.' + own : own;
    }

    void renameRefs(const ir::Table &table, std::vector<ir::ColumnRef> &refs) const
    {
        for (ir::ColumnRef &ref : refs) {
            for (const ir::Column &column : table.columns) {
                if (isMeant(column.name.range) && ref.name.text == m_oldColumn)
                    ref.name.text = m_new;
            }
        }
    }

    template <class Link>
    void renamePartialLinks(ir::TablePartial &partial, std::vector<Link> &links)
    {
        for (Link &link : links) {
            rename(link.name);
            for (ir::Endpoint *end : {&link.source, &link.target}) {
                const ir::Table &table =
                    end->table.isValid() ? m_schema.table(end->table) : partial.table;
                renameRefs(table, end->columns);
            }
        }
    }

    /// `status.active`, where the fix edits the last part.
    template <class Literal> void renameLiteral(Literal &literal)
    {
        for (const TextEdit &edit : m_fix.also) {
            if (literal.range.isValid() && edit.range.source == literal.range.source &&
                edit.range.begin >= literal.range.begin && edit.range.end <= literal.range.end &&
                edit.range.end + 1 >= literal.range.end && isOfValue())
                literal.text = m_new;
        }
    }

    [[nodiscard]] bool isOfValue() const
    {
        return std::ranges::any_of(m_schema.enums, [&](const ir::EnumType &type) {
            return std::ranges::any_of(type.values, [&](const ir::EnumValue &value) {
                return isMeant(value.value.range);
            });
        });
    }

    void renameTable(ir::Table &table)
    {
        const std::string old = table.name.text;
        rename(table.name);
        for (ir::Column &column : table.columns) {
            if (isMeant(column.name.range))
                m_oldColumn = column.name.text;
            rename(column.name);
            renameLiteral(column.defaultValue.value);
        }
        if (table.primaryKey) {
            renameBrought(table.primaryKey->name, table, old);
            renameRefs(table, table.primaryKey->columns);
        }
        for (ir::UniqueKey &key : table.uniqueKeys) {
            renameBrought(key.name, table, old);
            renameRefs(table, key.columns);
        }
        for (ir::CheckConstraint &check : table.checks)
            renameBrought(check.name, table, old);
        for (ir::Index &index : table.indexes) {
            renameBrought(index.name, table, old);
            renameRefs(table, index.include);
            for (ir::IndexElement &element : index.elements) {
                std::vector<ir::ColumnRef> one{element.column};
                renameRefs(table, one);
                element.column = one.front();
            }
        }
    }

    ir::Schema &m_schema;
    const FixIt &m_fix;
    std::string m_new;
    std::string m_oldColumn;
};

/// Ids follow names in DBML; types of partials are not read, and stand in the tables as well.
void forgetIds(ir::Schema &schema)
{
    const auto forget = [](ir::Table &table) {
        table.id.clear();
        for (ir::Column &column : table.columns)
            column.id.clear();
    };
    for (ir::Table &table : schema.tables)
        forget(table);
    for (ir::TablePartial &partial : schema.partials) {
        forget(partial.table);
        for (ir::Column &column : partial.table.columns)
            column.typeSyntax.spelling.text.clear();
        for (ir::ForeignKey &key : partial.foreignKeys) {
            for (ir::Endpoint *end : {&key.source, &key.target})
                end->tableSyntax.text.clear();
        }
        for (ir::Relationship &relationship : partial.relationships) {
            for (ir::Endpoint *end : {&relationship.source, &relationship.target})
                end->tableSyntax.text.clear();
        }
    }
}

} // namespace

std::string printRenamed(ir::Schema schema, const std::optional<FixIt> &fix)
{
    if (fix)
        Renaming(schema, *fix).run();
    forgetIds(schema);
    return ir::print(schema, [](const ir::Schema &of, const ir::DataType &type) {
        std::string text = type.isEnum()
                               ? of.enumType(type.enumType).name.text
                               : std::to_string(type.base.isValid() ? type.base.index() : SIZE_MAX);
        for (int i = 0; i < type.arrayDimensions; ++i)
            text += "[]";
        return text;
    });
}

} // namespace tw::test
