// SPDX-License-Identifier: MIT
#include "frontend/json/schema_reader.h"

#include <tablewright/base/string_map.h>

#include <iterator>

namespace tw::json {

/// A check that goes with a column has that column's place: injection looks at places.
void SchemaReader::placeChecks(ir::Table &table)
{
    ir::ColumnFinder finder;
    for (const auto &[check, column] : m_checkColumns) {
        if (const ir::ColumnId found = finder.byName(table, column.text); found.isValid()) {
            table.checks[check].range = table.column(found).range;
            m_schema.mentions.push_back({table.column(found).name.range, column.range});
        } else {
            m_diagnostics.report(diag::UnknownColumn, column.range, table.name.text, column.text);
        }
    }
}

/// Injection asks for columns by name, since it moves them.
void SchemaReader::takeKeys(Body &body, const ObjectFrame &frame)
{
    ir::Table &table = body.table;
    ir::PrimaryKey &listed = body.listed;
    const bool byName = m_isPartial || !table.injections->empty();
    const auto flagged = [&](const KeyFlag &flag) {
        return byName ? ir::ColumnRef{{table.column(flag.column).name.text, {}}, {}}
                      : ir::ColumnRef{{}, flag.column};
    };
    if (body.listRange.isValid()) {
        listed.range = body.listRange;
        if (!m_primaryFlags.empty() && !flagsSayTheSame(table, listed)) {
            m_diagnostics
                .report(diag::ConflictingMembers,
                        stringRange(frame.nameBegin[TableMembers::PrimaryKey]), "table.primaryKey",
                        "column.primaryKey")
                .note(m_primaryFlags.front().range, "the first column that says so is here");
        }
        table.primaryKey = std::move(listed);
    } else if (!m_primaryFlags.empty()) {
        listed.columns.reserve(m_primaryFlags.size());
        for (const KeyFlag &flag : m_primaryFlags)
            listed.columns.push_back(flagged(flag));
        listed.range = m_primaryFlags.front().range;
        table.primaryKey = std::move(listed);
    }
    // Keys of single columns stand before those that `uniqueConstraints` lists, wherever that is.
    std::vector<ir::UniqueKey> keys;
    keys.reserve(m_uniqueFlags.size() + table.uniqueKeys.size());
    for (const KeyFlag &flag : m_uniqueFlags) {
        ir::UniqueKey &key = keys.emplace_back();
        key.columns.push_back(flagged(flag));
        key.range = flag.range;
    }
    std::move(table.uniqueKeys.begin(), table.uniqueKeys.end(), std::back_inserter(keys));
    table.uniqueKeys = std::move(keys);
}

void SchemaReader::readExtraPrimaryKey(Label label, ir::Table &table)
{
    ir::PrimaryKey key;
    using enum ExtraPrimaryKeyMembers::Member;
    const auto frame =
        readObjectAt<ExtraPrimaryKeyMembers>(label, [&](ExtraPrimaryKeyMembers::Member member) {
            const Label of{ExtraPrimaryKeyMembers::names[member]};
            if (member == Name)
                readName(of, key.name);
            else
                readNames(of, key.columns);
        });
    if (!frame)
        return;
    key.range = range(frame->begin, frame->end);
    require<ExtraPrimaryKeyMembers>(
        *frame, {"primary key", &key.name, ExtraPrimaryKeyMembers::what}, {Columns});
    table.extraPrimaryKeys.push_back(std::move(key));
}

/// Whether the list names, by name or id, the very columns that are flagged.
bool SchemaReader::flagsSayTheSame(const ir::Table &table, const ir::PrimaryKey &listed) const
{
    StringViewMap<std::size_t> flagged;
    for (std::size_t i = 0; i < m_primaryFlags.size(); ++i) {
        const ir::Column &column = table.column(m_primaryFlags[i].column);
        flagged.insert_or_assign(column.name.text, i);
    }
    for (std::size_t i = 0; i < m_primaryFlags.size(); ++i)
        flagged.emplace(table.column(m_primaryFlags[i].column).id, i);
    std::vector<bool> named(m_primaryFlags.size(), false);
    std::size_t count = 0;
    for (const ir::ColumnRef &column : listed.columns) {
        const auto found = flagged.find(column.name.text);
        if (found == flagged.end())
            return false;
        count += named[found->second] ? 0 : 1;
        named[found->second] = true;
    }
    return count == named.size();
}

void SchemaReader::readCheck(Label label, ir::Table &table)
{
    ir::CheckConstraint check;
    ir::Name column;
    using enum CheckMembers::Member;
    const auto frame = readObjectAt<CheckMembers>(label, [&](CheckMembers::Member member) {
        const Label of{CheckMembers::names[member]};
        switch (member) {
        case Name:
            readName(of, check.name);
            break;
        case Expression:
            readExpression(of, check.expression);
            break;
        case Column:
            readName(of, column);
            break;
        }
    });
    if (!frame)
        return;
    check.range = range(frame->begin, frame->end);
    require<CheckMembers>(*frame, {"check", &check.name, CheckMembers::what}, {Expression});
    if (frame->has(Column) && !m_isPartial)
        reportUnwanted(*frame, Column, "column", CheckMembers::ofTable);
    else if (column.range.isValid())
        m_checkColumns.emplace_back(table.checks.size(), std::move(column));
    table.checks.push_back(std::move(check));
}

void SchemaReader::readUniqueKey(Label label, ir::Table &table)
{
    ir::UniqueKey key;
    using enum UniqueKeyMembers::Member;
    const auto frame = readObjectAt<UniqueKeyMembers>(label, [&](UniqueKeyMembers::Member member) {
        const Label of{UniqueKeyMembers::names[member]};
        switch (member) {
        case Name:
            readName(of, key.name);
            break;
        case Columns:
            readNames(of, key.columns);
            break;
        }
    });
    if (!frame)
        return;
    key.range = range(frame->begin, frame->end);
    require<UniqueKeyMembers>(*frame, {"unique constraint", &key.name, UniqueKeyMembers::what},
                              {Columns});
    table.uniqueKeys.push_back(std::move(key));
}

void SchemaReader::readIndex(Label label, ir::Table &table)
{
    ir::Index index;
    using enum IndexMembers::Member;
    const auto frame = readObjectAt<IndexMembers>(label, [&](IndexMembers::Member member) {
        const Label of{IndexMembers::names[member]};
        switch (member) {
        case Name:
            readName(of, index.name);
            break;
        case Columns:
            readArray(of, [&](Label column) { readIndexElement(column, index); });
            break;
        case Unique:
            index.uniqueRange = readBool(of, index.unique);
            break;
        case Method:
            readName(of, index.method);
            break;
        case Where:
            readExpression(of, index.where.edit());
            break;
        case Include:
            readNames(of, index.include);
            break;
        case Note:
            readName(of, index.note.edit());
            break;
        }
    });
    if (!frame)
        return;
    index.range = range(frame->begin, frame->end);
    require<IndexMembers>(*frame, {"index", &index.name, IndexMembers::what}, {Columns});
    table.indexes.push_back(std::move(index));
}

void SchemaReader::readIndexElement(Label label, ir::Index &index)
{
    ir::IndexElement element;
    if (m_cursor.peek() == '"') {
        readName(label, element.column.name);
        element.range = element.column.name.range;
        index.elements.push_back(std::move(element));
        return;
    }
    if (m_cursor.peek() != '{') {
        reportWrongType(label, "the name of a column or an object");
        return;
    }
    using enum IndexElementMembers::Member;
    using ElementOrder = ir::IndexElement::Order;
    using ElementNulls = ir::IndexElement::Nulls;
    const auto frame = readObject<IndexElementMembers>([&](IndexElementMembers::Member member) {
        const Label of{IndexElementMembers::names[member]};
        switch (member) {
        case Column:
            readName(of, element.column.name);
            break;
        case Expression:
            readExpression(of, element.expression.edit());
            break;
        case Order:
            if (const auto choice = readChoice(of, "order", {"asc", "desc"}))
                element.order = *choice == 0 ? ElementOrder::Ascending : ElementOrder::Descending;
            break;
        case Nulls:
            if (const auto choice = readChoice(of, "place of nulls", {"first", "last"}))
                element.nulls = *choice == 0 ? ElementNulls::First : ElementNulls::Last;
            break;
        }
    });
    element.range = range(frame.begin, frame.end);
    if (frame.has(Column) && frame.has(Expression))
        reportConflict(frame, Column, "column", Expression, "expression");
    else if (!frame.has(Column) && !frame.has(Expression))
        reportMissing(frame, {{}, nullptr, IndexElementMembers::what}, "column");
    else if (element.column.name.range.isValid() || element.expression->range.isValid())
        index.elements.push_back(std::move(element));
}

} // namespace tw::json
