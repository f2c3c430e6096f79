// SPDX-License-Identifier: MIT
#include "frontend/json/schema_reader.h"

#include <tablewright/base/string_map.h>

#include <iterator>

namespace tw::json {

void SchemaReader::readTable(Label label)
{
    ir::Table &table = m_schema.tables.emplace_back();
    m_columns.clear();
    m_columnIds.clear();
    m_primaryFlags.clear();
    m_uniqueFlags.clear();
    ir::PrimaryKey listed;
    SourceRange listRange;
    using enum TableMembers::Member;
    const auto frame = readObjectAt<TableMembers>(label, [&](TableMembers::Member member) {
        const Label of{TableMembers::names[member]};
        switch (member) {
        case Id:
            readId(of, table.id, m_tableIds, "tables");
            break;
        case Name:
            readName(of, table.name);
            break;
        case Namespace:
            readName(of, table.namespaceName);
            break;
        case Columns:
            readLimited(of, "columns", m_limits.columns, [&](Label column) { readColumn(column); });
            break;
        case Position:
            readPosition(of, table.position);
            break;
        case Indexes:
            readArray(of, [&](Label index) { readIndex(index, table); });
            break;
        case Note:
            readName(of, table.note);
            break;
        case Checks:
            readArray(of, [&](Label check) { readCheck(check, table); });
            break;
        case UniqueConstraints:
            readArray(of, [&](Label key) { readUniqueKey(key, table); });
            break;
        case PrimaryKey:
            listRange = readNames(of, listed.columns);
            break;
        case PrimaryKeyName:
            readName(of, listed.name);
            break;
        }
    });
    if (!frame) {
        m_schema.tables.pop_back();
        return;
    }
    table.range = range(frame->begin, frame->end);
    table.columns.assign(std::make_move_iterator(m_columns.begin()),
                         std::make_move_iterator(m_columns.end()));
    takeKeys(table, listed, *frame, listRange);
    require<TableMembers>(*frame, {"table", &table.name, TableMembers::what}, {Name, Columns});
}

void SchemaReader::takeKeys(ir::Table &table, ir::PrimaryKey &listed, const ObjectFrame &frame,
                            SourceRange listRange)
{
    if (listRange.isValid()) {
        listed.range = listRange;
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
            listed.columns.push_back({{}, flag.column});
        listed.range = m_primaryFlags.front().range;
        table.primaryKey = std::move(listed);
    }
    // Keys of single columns stand before those that `uniqueConstraints` lists, wherever that is.
    std::vector<ir::UniqueKey> keys;
    keys.reserve(m_uniqueFlags.size() + table.uniqueKeys.size());
    for (const KeyFlag &flag : m_uniqueFlags) {
        ir::UniqueKey &key = keys.emplace_back();
        key.columns.emplace_back().column = flag.column;
        key.range = flag.range;
    }
    std::move(table.uniqueKeys.begin(), table.uniqueKeys.end(), std::back_inserter(keys));
    table.uniqueKeys = std::move(keys);
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

void SchemaReader::readColumn(Label label)
{
    ir::Column &column = m_columns.emplace_back();
    SourceRange primaryRange;
    SourceRange uniqueRange;
    bool primary = false;
    bool unique = false;
    using enum ColumnMembers::Member;
    const auto frame = readObjectAt<ColumnMembers>(label, [&](ColumnMembers::Member member) {
        const Label of{ColumnMembers::names[member]};
        switch (member) {
        case Id:
            readId(of, column.id, m_columnIds, "columns of one table");
            break;
        case Name:
            readName(of, column.name);
            break;
        case DataType:
            readName(of, column.typeSyntax.spelling);
            break;
        case Length:
            readWhole(of, column.typeSyntax.arguments.edit().length);
            break;
        case Precision:
            readWhole(of, column.typeSyntax.arguments.edit().precision);
            break;
        case Scale:
            readWhole(of, column.typeSyntax.arguments.edit().scale);
            break;
        case Nullable:
            column.nullableRange = readBool(of, column.nullable);
            break;
        case PrimaryKey:
            primaryRange = readBool(of, primary);
            break;
        case AutoIncrement:
            column.autoIncrementRange = readBool(of, column.autoIncrement);
            break;
        case DefaultValue:
            readDefault(of, column.defaultValue);
            break;
        case Unique:
            uniqueRange = readBool(of, unique);
            break;
        case Note:
            readName(of, column.note.edit());
            break;
        case Generated:
            readExpression(of, column.generated.edit());
            break;
        }
    });
    if (!frame) {
        m_columns.pop_back();
        return;
    }
    column.range = range(frame->begin, frame->end);
    const ir::ColumnId id(m_columns.size() - 1);
    if (primary)
        m_primaryFlags.push_back({id, primaryRange});
    if (unique)
        m_uniqueFlags.push_back({id, uniqueRange});
    require<ColumnMembers>(*frame, {"column", &column.name, ColumnMembers::what}, {Name, DataType});
}

void SchemaReader::readDefault(Label label, ir::DefaultValue &value)
{
    using enum ir::DefaultValue::Kind;
    const char first = m_cursor.peek();
    if (first == '"') {
        ir::Name text;
        readName(label, text);
        value = {String, {std::move(text.text), text.range}};
    } else if (first == 't' || first == 'f') {
        bool flag = false;
        const SourceRange place = readBool(label, flag);
        value = {Boolean, {flag ? "true" : "false", place}};
    } else if (m_cursor.atNumber()) {
        const NumberToken token = m_cursor.number();
        value = {Number, {std::string(token.text), range(token.begin, token.end())}};
    } else if (first == '{') {
        readExpression(label, value.value);
        if (value.value.range.isValid())
            value.kind = Expression;
    } else {
        reportWrongType(label, "a number, a string, true, false or an expression");
    }
}

void SchemaReader::readPosition(Label label, std::optional<ir::Position> &position)
{
    ir::Position read;
    const auto frame = readObjectAt<PositionMembers>(label, [&](PositionMembers::Member member) {
        readDouble({PositionMembers::names[member]},
                   member == PositionMembers::X ? read.x : read.y);
    });
    if (frame)
        position = read;
}

void SchemaReader::readCheck(Label label, ir::Table &table)
{
    ir::CheckConstraint check;
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
        }
    });
    if (!frame)
        return;
    check.range = range(frame->begin, frame->end);
    require<CheckMembers>(*frame, {"check", &check.name, CheckMembers::what}, {Expression});
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
