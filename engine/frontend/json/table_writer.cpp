// SPDX-License-Identifier: MIT
#include "frontend/json/json_writer.h"

#include <algorithm>
#include <cmath>

namespace tw::json {

namespace {

using Shape = JsonText::Shape;

bool liesIn(SourceRange inner, SourceRange outer)
{
    return inner.isValid() && outer.isValid() && inner.source == outer.source &&
           inner.begin >= outer.begin && inner.end <= outer.end;
}

/// The column that was written where `range` is, or none. A partial's columns stand in the order
/// of their text.
const ir::Column *columnAround(const ir::Table &partial, SourceRange range)
{
    const auto behind = std::upper_bound(
        partial.columns.begin(), partial.columns.end(), range.begin,
        [](std::uint32_t begin, const ir::Column &column) { return begin < column.range.begin; });
    return behind != partial.columns.begin() && liesIn(range, std::prev(behind)->range)
               ? &*std::prev(behind)
               : nullptr;
}

bool isSame(const ir::Metadata &a, const ir::Metadata &b)
{
    return a.key.text == b.key.text && a.value.text == b.value.text && a.isColor == b.isColor;
}

} // namespace

void SchemaWriter::writeTable(const ir::Table &table, ir::TableId id)
{
    m_out.beginObject(Shape::Lines);
    m_out.optional("id", m_ids.ofTable(id));
    m_out.member("name", table.name.text);
    m_out.optional("namespace", table.namespaceName.text);
    m_out.optional("alias", table.alias.text);
    writeBody(table, id, {});
    if (table.position && std::isfinite(table.position->x) && std::isfinite(table.position->y)) {
        m_out.name("position");
        m_out.beginObject(Shape::OneLine);
        m_out.name("x");
        m_out.number(table.position->x);
        m_out.name("y");
        m_out.number(table.position->y);
        m_out.endObject();
    }
    m_out.endObject();
}

void SchemaWriter::writePartial(const ir::TablePartial &partial, ir::TablePartialId id)
{
    m_out.beginObject(Shape::Lines);
    m_out.member("name", partial.table.name.text);
    writeBody(partial.table, {}, id);
    const auto writeOne = [&](const auto &link) { writeLink(link, true, id); };
    writeList("foreignKeys", partial.foreignKeys, writeOne);
    writeList("relationships", partial.relationships, writeOne);
    m_out.endObject();
}

void SchemaWriter::writeBody(const ir::Table &table, ir::TableId id, ir::TablePartialId partial)
{
    const KeyFlags flags = keyFlags(table, partial.isValid());
    m_out.name("columns");
    m_out.beginArray(Shape::Lines);
    const Differences differences = differencesOf(table);
    auto injection = table.injections->begin();
    const auto injectBefore = [&](std::size_t own) {
        for (; injection != table.injections->end() && injection->before <= own; ++injection) {
            writeInjection(*injection, differences);
        }
    };
    std::size_t own = 0;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const ir::Column &column = table.columns[i];
        if (column.partial.isValid())
            continue;
        injectBefore(own++);
        const std::string_view columnId = partial.isValid() ? m_ids.ofPartialColumn(partial, column)
                                                            : m_ids.ofColumn(id, ir::ColumnId(i));
        writeColumn(column, columnId, {flags.primary[i], flags.unique[i]});
    }
    injectBefore(table.columns.size());
    m_out.endArray();
    writeKeys(table, flags);
    writeChecks(table, partial.isValid());
    writeOwn("indexes", table.indexes, [&](const ir::Index &index) { writeIndex(table, index); });
    if (!table.notePartial.isValid())
        m_out.optional("note", table.note.text);
    if (!table.headerColorPartial.isValid())
        m_out.optional("headerColor", table.headerColor.text);
    writeMetadata(*table.metadata);
}

SchemaWriter::Differences SchemaWriter::differencesOf(const ir::Table &table)
{
    Differences differences;
    if (table.injections->empty())
        return differences;
    for (const ir::Column &column : table.columns) {
        if (!column.partial.isValid())
            continue;
        const ir::Table &partial = m_schema.partials[column.partial.index()].table;
        const ir::ColumnId id = m_partialFinders[column.partial].byName(partial, column.name.text);
        if (!id.isValid())
            continue;
        const ir::Column &origin = partial.column(id);
        const Difference difference{&column, column.note->text != origin.note->text,
                                    !std::equal(column.metadata->begin(), column.metadata->end(),
                                                origin.metadata->begin(), origin.metadata->end(),
                                                isSame)};
        if (difference.inNote || difference.inMetadata)
            differences[column.partial].push_back(difference);
    }
    return differences;
}

void SchemaWriter::writeInjection(const ir::Injection &injection, const Differences &differences)
{
    const auto found = differences.find(injection.partial);
    const bool isDifferent = found != differences.end();
    m_out.beginObject(isDifferent ? Shape::Lines : Shape::OneLine);
    m_out.member("partial", injection.partial.isValid()
                                ? m_schema.partials[injection.partial.index()].table.name.view()
                                : injection.partialName.view());
    if (isDifferent) {
        m_out.name("overrides");
        m_out.beginObject(Shape::Lines);
        for (const Difference &difference : found->second) {
            m_out.name(difference.column->name.text);
            m_out.beginObject(Shape::Lines);
            if (difference.inNote)
                m_out.member("note", difference.column->note->text);
            if (difference.inMetadata && difference.column->metadata->empty()) {
                m_out.name("metadata");
                m_out.beginObject(Shape::OneLine);
                m_out.endObject();
            } else if (difference.inMetadata) {
                writeMetadata(*difference.column->metadata);
            }
            m_out.endObject();
        }
        m_out.endObject();
    }
    m_out.endObject();
}

SchemaWriter::KeyFlags SchemaWriter::keyFlags(const ir::Table &table, bool isPartial)
{
    KeyFlags flags{std::vector<bool>(table.columns.size()), std::vector<bool>(table.columns.size()),
                   0, false};
    ir::ColumnFinder finder;
    const auto ownColumn = [&](const ir::ColumnRef &ref) {
        const ir::ColumnId column =
            ref.column.isValid() ? ref.column : finder.byName(table, ref.name.text);
        const bool isOwn = column.isValid() && !table.column(column).partial.isValid();
        return isOwn ? column : ir::ColumnId();
    };
    if (table.primaryKey && !table.primaryKeyPartial.isValid()) {
        // What a partial says at a column goes with the column, what it lists does not.
        const ir::PrimaryKey &key = *table.primaryKey;
        std::vector<ir::ColumnId> columns;
        for (const ir::ColumnRef &ref : key.columns)
            columns.push_back(ownColumn(ref));
        flags.sayPrimaryKey =
            !columns.empty() && columns.front().isValid() && columns.back().isValid() &&
            std::adjacent_find(columns.begin(), columns.end(), std::greater_equal<>()) ==
                columns.end() &&
            (!isPartial || columnAround(table, key.range) != nullptr);
        for (std::size_t i = 0; flags.sayPrimaryKey && i < columns.size(); ++i)
            flags.primary[columns[i].index()] = true;
    }
    ir::ColumnId last;
    for (const ir::UniqueKey &key : table.uniqueKeys) {
        if (key.partial.isValid())
            continue;
        const ir::ColumnId column = key.columns.size() == 1 && key.name.empty()
                                        ? ownColumn(key.columns.front())
                                        : ir::ColumnId();
        if (!column.isValid() || (last.isValid() && column <= last) ||
            (isPartial && columnAround(table, key.range) != &table.column(column)))
            break;
        flags.unique[column.index()] = true;
        last = column;
        ++flags.uniqueCount;
    }
    return flags;
}

void SchemaWriter::writeColumn(const ir::Column &column, std::string_view id, ColumnKeys keys)
{
    m_out.beginObject(Shape::Lines);
    m_out.optional("id", id);
    m_out.member("name", column.name.text);
    m_out.member("dataType", column.typeSyntax.spelling.text);
    const ir::TypeArguments &arguments = *column.typeSyntax.arguments;
    const auto argument = [&](std::string_view member, const auto &value) {
        if (!value)
            return;
        m_out.name(member);
        m_out.number(value->value);
    };
    argument("length", arguments.length);
    argument("precision", arguments.precision);
    argument("scale", arguments.scale);
    if (!column.nullable || column.nullableRange.isValid())
        m_out.flag("nullable", column.nullable);
    if (keys.primary)
        m_out.flag("primaryKey");
    if (column.autoIncrement)
        m_out.flag("autoIncrement");
    if (keys.unique)
        m_out.flag("unique");
    writeDefault(column.defaultValue);
    m_out.optional("generated", column.generated->text);
    m_out.optional("note", column.note->text);
    writeMetadata(*column.metadata);
    m_out.endObject();
}

void SchemaWriter::writeDefault(const ir::DefaultValue &value)
{
    using Kind = ir::DefaultValue::Kind;
    if (value.kind == Kind::None)
        return;
    m_out.name("defaultValue");
    switch (value.kind) {
    case Kind::None:
        break;
    case Kind::Null:
        m_out.beginObject(Shape::OneLine);
        m_out.flag("null");
        m_out.endObject();
        break;
    case Kind::Boolean:
        m_out.raw(value.value.text);
        break;
    case Kind::Number:
        writeNumber(value.value.text);
        break;
    case Kind::String:
        m_out.text(value.value.text);
        break;
    case Kind::Expression:
        writeExpression(value.value.text);
        break;
    }
}

void SchemaWriter::writeExpression(std::string_view expression)
{
    m_out.beginObject(Shape::OneLine);
    m_out.member("expression", expression);
    m_out.endObject();
}

void SchemaWriter::writeNumber(std::string_view number)
{
    if (isJsonNumber(number)) {
        m_out.raw(number);
        return;
    }
    m_out.beginObject(Shape::OneLine);
    m_out.member("number", number);
    m_out.endObject();
}

std::string_view SchemaWriter::columnName(const ir::Table &table, const ir::ColumnRef &ref)
{
    return ref.column.isValid() ? table.column(ref.column).name.view() : ref.name.view();
}

void SchemaWriter::writeColumnNames(std::string_view member, const ir::Table &table,
                                    const std::vector<ir::ColumnRef> &columns)
{
    m_out.name(member);
    m_out.beginArray(Shape::OneLine);
    for (const ir::ColumnRef &ref : columns)
        m_out.text(columnName(table, ref));
    m_out.endArray();
}

void SchemaWriter::writeKeys(const ir::Table &table, const KeyFlags &flags)
{
    if (table.primaryKey && !table.primaryKeyPartial.isValid()) {
        if (!flags.sayPrimaryKey)
            writeColumnNames("primaryKey", table, table.primaryKey->columns);
        m_out.optional("primaryKeyName", table.primaryKey->name.text);
    }
    const auto writeKey = [&](const auto &key) {
        m_out.beginObject(Shape::OneLine);
        m_out.optional("name", key.name.text);
        writeColumnNames("columns", table, key.columns);
        m_out.endObject();
    };
    writeList("extraPrimaryKeys", table.extraPrimaryKeys, writeKey);
    std::size_t number = 0;
    std::vector<const ir::UniqueKey *> listed;
    for (const ir::UniqueKey &key : table.uniqueKeys) {
        if (!key.partial.isValid() && number++ >= flags.uniqueCount)
            listed.push_back(&key);
    }
    writeList("uniqueConstraints", listed, [&](const ir::UniqueKey *key) { writeKey(*key); });
}

void SchemaWriter::writeChecks(const ir::Table &table, bool isPartial)
{
    writeOwn("checks", table.checks, [&](const ir::CheckConstraint &check) {
        m_out.beginObject(Shape::OneLine);
        m_out.optional("name", check.name.text);
        m_out.member("expression", check.expression.text);
        const ir::Column *column = isPartial ? columnAround(table, check.range) : nullptr;
        if (column != nullptr)
            m_out.member("column", column->name.text);
        m_out.endObject();
    });
}

void SchemaWriter::writeIndex(const ir::Table &table, const ir::Index &index)
{
    using Order = ir::IndexElement::Order;
    using Nulls = ir::IndexElement::Nulls;
    m_out.beginObject(Shape::Lines);
    m_out.optional("name", index.name.text);
    m_out.name("columns");
    m_out.beginArray(Shape::OneLine);
    for (const ir::IndexElement &element : index.elements) {
        if (!element.isExpression() && element.order == Order::Default &&
            element.nulls == Nulls::Default) {
            m_out.text(columnName(table, element.column));
            continue;
        }
        m_out.beginObject(Shape::OneLine);
        if (element.isExpression())
            m_out.member("expression", element.expression->text);
        else
            m_out.member("column", columnName(table, element.column));
        if (element.order != Order::Default)
            m_out.member("order", element.order == Order::Ascending ? "asc" : "desc");
        if (element.nulls != Nulls::Default)
            m_out.member("nulls", element.nulls == Nulls::First ? "first" : "last");
        m_out.endObject();
    }
    m_out.endArray();
    if (index.unique)
        m_out.flag("unique");
    m_out.optional("method", index.method.text);
    m_out.optional("where", index.where->text);
    if (!index.include.empty())
        writeColumnNames("include", table, index.include);
    m_out.optional("note", index.note->text);
    m_out.endObject();
}

} // namespace tw::json
