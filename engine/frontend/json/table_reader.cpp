// SPDX-License-Identifier: MIT
#include "frontend/json/schema_reader.h"

#include <tablewright/base/string_map.h>

#include <iterator>

namespace tw::json {

void SchemaReader::beginBody(bool isPartial)
{
    m_isPartial = isPartial;
    m_checkColumns.clear();
    m_columns.clear();
    m_columnIds.clear();
    m_injections.clear();
    m_primaryFlags.clear();
    m_uniqueFlags.clear();
}

void SchemaReader::readBodyMember(TableMembers::Member member, Body &body)
{
    using enum TableMembers::Member;
    ir::Table &table = body.table;
    const Label of{TableMembers::names[member]};
    switch (member) {
    case Name:
        readName(of, table.name);
        break;
    case Columns:
        readLimited(of, "columns", m_limits.columns, [&](Label column) { readColumn(column); });
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
        body.listRange = readNames(of, body.listed.columns);
        break;
    case PrimaryKeyName:
        readName(of, body.listed.name);
        break;
    case ExtraPrimaryKeys:
        readArray(of, [&](Label key) { readExtraPrimaryKey(key, table); });
        break;
    case HeaderColor:
        readColor(of, table.headerColor);
        break;
    case Metadata:
        readMetadata(of, table.metadata.edit());
        break;
    case Id:
    case Namespace:
    case Position:
    case Alias:
        break; // of tables only
    }
}

void SchemaReader::endBody(Body &body, const ObjectFrame &frame)
{
    ir::Table &table = body.table;
    table.range = range(frame.begin, frame.end);
    table.columns.assign(std::make_move_iterator(m_columns.begin()),
                         std::make_move_iterator(m_columns.end()));
    if (!m_injections.empty())
        table.injections = std::move(m_injections);
    takeKeys(body, frame);
    placeChecks(table);
}

/// A check that goes with a column has that column's place: injection looks at places.
void SchemaReader::placeChecks(ir::Table &table)
{
    ir::ColumnFinder finder;
    for (const auto &[check, column] : m_checkColumns) {
        if (const ir::ColumnId found = finder.byName(table, column.text); found.isValid())
            table.checks[check].range = table.column(found).range;
        else
            m_diagnostics.report(diag::UnknownColumn, column.range, table.name.text, column.text);
    }
}

void SchemaReader::readTable(Label label)
{
    ir::Table &table = m_schema.tables.emplace_back();
    beginBody(false);
    Body body{table, {}, {}};
    using enum TableMembers::Member;
    const auto frame = readObjectAt<TableMembers>(label, [&](TableMembers::Member member) {
        const Label of{TableMembers::names[member]};
        switch (member) {
        case Id:
            readId(of, table.id, m_tableIds, "tables");
            break;
        case Namespace:
            readName(of, table.namespaceName);
            break;
        case Position:
            readPosition(of, table.position);
            break;
        case Alias:
            readName(of, table.alias);
            break;
        default:
            readBodyMember(member, body);
        }
    });
    if (!frame) {
        m_schema.tables.pop_back();
        m_isIncomplete = true;
        return;
    }
    endBody(body, *frame);
    require<TableMembers>(*frame, {"table", &table.name, TableMembers::what}, {Name, Columns});
}

void SchemaReader::readPartial(Label label)
{
    using enum PartialMembers::Member;
    static_assert(static_cast<int>(Metadata) == static_cast<int>(TableMembers::Metadata) &&
                  static_cast<int>(Columns) == static_cast<int>(TableMembers::Columns));
    ir::TablePartial &partial = m_schema.partials.emplace_back();
    beginBody(true);
    Body body{partial.table, {}, {}};
    const auto frame = readObjectAt<PartialMembers>(label, [&](PartialMembers::Member member) {
        const Label of{PartialMembers::names[member]};
        if (member == ForeignKeys)
            readLimited(of, "foreign keys", m_limits.foreignKeys, [&](Label key) {
                readForeignKey(key, partial.foreignKeys, LinksOf::Partial);
            });
        else if (member == Relationships)
            readLimited(of, "relationships", m_limits.foreignKeys, [&](Label relationship) {
                readRelationship(relationship, partial.relationships, LinksOf::Partial);
            });
        else
            readBodyMember(static_cast<TableMembers::Member>(member), body);
    });
    if (!frame) {
        m_schema.partials.pop_back();
        m_isIncomplete = true;
        return;
    }
    for (const ir::Injection &injection : m_injections)
        m_diagnostics.report(diag::MisplacedElement, injection.partialName.range, "partial",
                             "in a partial", "in a table");
    m_injections.clear();
    endBody(body, *frame);
    require<PartialMembers>(*frame, {"partial", &partial.table.name, PartialMembers::what},
                            {Name, Columns});
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

void SchemaReader::readColumn(Label label)
{
    ir::Column &column = m_columns.emplace_back();
    SourceRange primaryRange;
    SourceRange uniqueRange;
    bool primary = false;
    bool unique = false;
    ir::Name partial;
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
        case Metadata:
            readMetadata(of, column.metadata.edit());
            break;
        case Partial:
            readName(of, partial);
            break;
        case Overrides:
            readOpenObject(of, [&](ir::Name &name) { readOverride(name); });
            break;
        }
    });
    if (!frame || frame->has(Partial)) {
        m_columns.pop_back();
        if (frame)
            takeInjection(*frame, partial);
        return;
    }
    if (frame->has(Overrides))
        reportUnwanted(*frame, Overrides, "overrides", ColumnMembers::what);
    column.range = range(frame->begin, frame->end);
    const ir::ColumnId id(m_columns.size() - 1);
    if (primary)
        m_primaryFlags.push_back({id, primaryRange});
    if (unique)
        m_uniqueFlags.push_back({id, uniqueRange});
    require<ColumnMembers>(*frame, {"column", &column.name, ColumnMembers::what}, {Name, DataType});
}

void SchemaReader::readOverride(ir::Name &column)
{
    PendingReferences::Override pending;
    const auto frame =
        readObjectAt<OverrideMembers>({column.text}, [&](OverrideMembers::Member member) {
            const Label of{OverrideMembers::names[member]};
            if (member == OverrideMembers::Note)
                readName(of, pending.note);
            else
                readMetadata(of, pending.metadata);
        });
    if (!frame || m_isPartial)
        return;
    pending.hasMetadata = frame->has(OverrideMembers::Metadata);
    pending.table = ir::TableId(m_schema.tables.size() - 1);
    pending.column = std::move(column);
    m_pending.overrides.push_back(std::move(pending));
}

void SchemaReader::takeInjection(const ObjectFrame &frame, ir::Name &partial)
{
    using enum ColumnMembers::Member;
    for (std::size_t member = 0; member < ColumnMembers::names.size(); ++member) {
        if (member != Partial && member != Overrides && frame.has(member)) {
            reportConflict(frame, Partial, "partial", member, ColumnMembers::names[member]);
            return;
        }
    }
    if (partial.range.isValid())
        m_injections.push_back(
            {std::move(partial), {}, static_cast<std::uint32_t>(m_columns.size())});
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
        readDefaultObject(label, value);
    } else {
        reportWrongType(label, "a number, a string, true, false or an expression");
    }
}

void SchemaReader::readDefaultObject(Label label, ir::DefaultValue &value)
{
    using enum DefaultMembers::Member;
    using Kind = ir::DefaultValue::Kind;
    const ObjectFrame frame = readObject<DefaultMembers>([&](DefaultMembers::Member member) {
        const Label of{DefaultMembers::names[member]};
        ir::Name text;
        bool isNull = false;
        Kind kind = Kind::None;
        switch (member) {
        case Expression:
            readName(of, text);
            kind = Kind::Expression;
            break;
        case Number:
            readNumberText(of, text);
            kind = Kind::Number;
            break;
        case Null:
            text.range = readBool(of, isNull);
            kind = isNull ? Kind::Null : Kind::None;
            break;
        }
        if (text.range.isValid())
            value = {kind, {std::move(text.text), text.range}};
    });
    requireOne<DefaultMembers>(frame, label);
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
