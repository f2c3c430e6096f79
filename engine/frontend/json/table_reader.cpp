// SPDX-License-Identifier: MIT
#include "frontend/json/schema_reader.h"

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
    if (frame) {
        read.range = range(frame->begin, frame->end);
        position = read;
    }
}

} // namespace tw::json
