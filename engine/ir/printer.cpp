// SPDX-License-Identifier: MIT
#include "ir/schema_printer.h"

namespace tw::ir {

namespace {

} // namespace

std::string quote(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else if (static_cast<unsigned char>(c) < 0x20)
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out + '"';
}

std::string qualified(const Name &namespaceName, const Name &name)
{
    return namespaceName.empty() ? quote(name.text)
                                 : quote(namespaceName.text) + '.' + quote(name.text);
}

std::string SchemaPrinter::run()
{
    put("schema {}", quote(m_schema.name.text));
    note(m_schema.note);
    put("\n");
    metadata(m_schema.metadata, "  ");
    for (const EnumType &type : m_schema.enums)
        printEnum(type);
    for (const TablePartial &partial : m_schema.partials)
        printPartial(partial);
    if (m_schema.creationOrder.empty()) {
        for (const Table &table : m_schema.tables)
            printTable(table);
    } else {
        for (const TableId id : m_schema.creationOrder)
            printTable(m_schema.table(id));
    }
    for (const ForeignKey &key : m_schema.foreignKeys)
        printForeignKey(key);
    for (const Relationship &relationship : m_schema.relationships)
        printRelationship(relationship);
    printAnnotations();
    return std::move(m_out);
}

void SchemaPrinter::note(const Name &note)
{
    if (!note.empty())
        put(" note {}", quote(note.text));
}

void SchemaPrinter::named(const Name &name)
{
    if (!name.empty())
        put(" {}", quote(name.text));
}

void SchemaPrinter::from(TablePartialId partial)
{
    if (partial.isValid())
        put(" from {}", quote(m_schema.partials[partial.index()].table.name.text));
}

std::string SchemaPrinter::columnName(const Table *table, const ColumnRef &ref)
{
    return quote(table != nullptr && ref.column.isValid() ? table->column(ref.column).name.text
                                                          : ref.name.text);
}

std::string SchemaPrinter::tableName(TableId table) const
{
    return table.isValid()
               ? qualified(m_schema.table(table).namespaceName, m_schema.table(table).name)
               : "?";
}

void SchemaPrinter::printEnum(const EnumType &type)
{
    put("enum {}", qualified(type.namespaceName, type.name));
    note(type.note);
    put("\n");
    for (const EnumValue &value : type.values) {
        put("  value {}", quote(value.value.text));
        note(value.note);
        put("\n");
    }
}

void SchemaPrinter::printType(const Column &column)
{
    if (column.type.isResolved() && m_spellType) {
        put(" {}", m_spellType(m_schema, column.type));
        return;
    }
    put(" {}", quote(column.typeSyntax.spelling.text));
    const auto argument = [&](std::string_view name, const auto &value) {
        if (value)
            put(" {}={}", name, value->value);
    };
    argument("length", column.typeSyntax.arguments->length);
    argument("precision", column.typeSyntax.arguments->precision);
    argument("scale", column.typeSyntax.arguments->scale);
}

void SchemaPrinter::defaultValue(const DefaultValue &value)
{
    switch (value.kind) {
    case DefaultValue::Kind::None:
        break;
    case DefaultValue::Kind::Null:
        put(" default null");
        break;
    case DefaultValue::Kind::Expression:
        put(" default expression {}", quote(value.value.text));
        break;
    case DefaultValue::Kind::String:
        put(" default {}", quote(value.value.text));
        break;
    case DefaultValue::Kind::Boolean:
    case DefaultValue::Kind::Number:
        put(" default {}", value.value.text);
        break;
    }
}

void SchemaPrinter::printColumn(const Column &column)
{
    put("  column {}", quote(column.name.text));
    printType(column);
    put("{}{}", column.nullable ? "" : " not-null", column.autoIncrement ? " auto-increment" : "");
    defaultValue(column.defaultValue);
    if (!column.generated->empty())
        put(" generated {}", quote(column.generated->text));
    note(*column.note);
    from(column.partial);
    put("\n");
    metadata(*column.metadata, "    ");
}

void SchemaPrinter::columns(const Table *table, const std::vector<ColumnRef> &refs)
{
    put(" (");
    for (std::size_t i = 0; i < refs.size(); ++i)
        put("{}{}", i > 0 ? ", " : "", columnName(table, refs[i]));
    put(")");
}

void SchemaPrinter::printIndex(const Table &table, const Index &index)
{
    put("  {}index", index.unique ? "unique " : "");
    named(index.name);
    if (!index.method.empty())
        put(" method {}", index.method.text);
    put(" (");
    for (std::size_t i = 0; i < index.elements.size(); ++i) {
        const IndexElement &element = index.elements[i];
        put("{}", i > 0 ? ", " : "");
        if (element.isExpression())
            put("expression {}", quote(element.expression->text));
        else
            put("{}", columnName(&table, element.column));
        if (element.order != IndexElement::Order::Default)
            put("{}", element.order == IndexElement::Order::Ascending ? " asc" : " desc");
        if (element.nulls != IndexElement::Nulls::Default)
            put("{}", element.nulls == IndexElement::Nulls::First ? " nulls-first" : " nulls-last");
    }
    put(")");
    if (!index.include.empty()) {
        put(" include");
        columns(&table, index.include);
    }
    if (!index.where->empty())
        put(" where {}", quote(index.where->text));
    note(*index.note);
    from(index.partial);
    put("\n");
}

void SchemaPrinter::printTable(const Table &table)
{
    put("table {}", qualified(table.namespaceName, table.name));
    if (!table.alias.empty())
        put(" alias {}", quote(table.alias.text));
    printBody(table);
}

void SchemaPrinter::printPartial(const TablePartial &partial)
{
    put("partial {}", quote(partial.table.name.text));
    printBody(partial.table);
    for (const ForeignKey &key : partial.foreignKeys) {
        put("  ");
        printForeignKey(key, &partial.table);
    }
    for (const Relationship &relationship : partial.relationships) {
        put("  ");
        printRelationship(relationship, &partial.table);
    }
}

void SchemaPrinter::printBody(const Table &table)
{
    note(table.note);
    from(table.notePartial);
    if (!table.headerColor.empty())
        put(" header-color {}", table.headerColor.text);
    from(table.headerColorPartial);
    put("\n");
    metadata(*table.metadata, "  ");
    for (const Injection &injection : *table.injections)
        put("  inject {} before {}\n", quote(injection.partialName.text), injection.before);
    for (const Column &column : table.columns)
        printColumn(column);
    printKeys(table);
    for (const Index &index : table.indexes)
        printIndex(table, index);
}

void SchemaPrinter::printKeys(const Table &table)
{
    const auto primaryKey = [&](std::string_view what, const PrimaryKey &key,
                                TablePartialId partial) {
        put("  {}", what);
        named(key.name);
        columns(&table, key.columns);
        from(partial);
        put("\n");
    };
    if (table.primaryKey)
        primaryKey("primary-key", *table.primaryKey, table.primaryKeyPartial);
    for (const PrimaryKey &key : table.extraPrimaryKeys)
        primaryKey("extra-primary-key", key, {});
    for (const UniqueKey &key : table.uniqueKeys) {
        put("  unique");
        named(key.name);
        columns(&table, key.columns);
        from(key.partial);
        put("\n");
    }
    for (const CheckConstraint &check : table.checks) {
        put("  check");
        named(check.name);
        put(" {}", quote(check.expression.text));
        from(check.partial);
        put("\n");
    }
}

void SchemaPrinter::endpoint(const Endpoint &end, const Table *ofPartial)
{
    if (ofPartial != nullptr && !end.table.isValid() && end.tableSyntax.empty()) {
        columns(ofPartial, end.columns);
        return;
    }
    const Table *table = end.table.isValid() ? &m_schema.table(end.table) : nullptr;
    put(" {}", table != nullptr ? tableName(end.table) : quote(end.tableSyntax.text));
    columns(table, end.columns);
}

void SchemaPrinter::actions(ReferentialAction onDelete, ReferentialAction onUpdate)
{
    if (onDelete != ReferentialAction::Unspecified)
        put(" on-delete {}", spelling(onDelete));
    if (onUpdate != ReferentialAction::Unspecified)
        put(" on-update {}", spelling(onUpdate));
}

void SchemaPrinter::looks(const LinkLooks &looks)
{
    color(looks.color);
    put("{}{}{}", looks.sourceOptional ? " source-optional" : "",
        looks.targetOptional ? " target-optional" : "", looks.swapped ? " target-first" : "");
}

void SchemaPrinter::printForeignKey(const ForeignKey &key, const Table *ofPartial)
{
    put("foreign-key");
    named(key.name);
    endpoint(key.source, ofPartial);
    put(" ->");
    endpoint(key.target, ofPartial);
    actions(key.onDelete, key.onUpdate);
    if (key.deferrability == Deferrability::InitiallyImmediate)
        put(" deferrable");
    if (key.deferrability == Deferrability::InitiallyDeferred)
        put(" initially-deferred");
    looks(*key.looks);
    from(key.partial);
    put("{}\n", key.addedLater ? " added-later" : "");
}

void SchemaPrinter::printRelationship(const Relationship &relationship, const Table *ofPartial)
{
    put("relationship {}", spelling(relationship.kind));
    named(relationship.name);
    endpoint(relationship.source, ofPartial);
    put(" --");
    endpoint(relationship.target, ofPartial);
    actions(relationship.onDelete, relationship.onUpdate);
    if (!relationship.junctionName.empty())
        put(" junction {}", qualified(relationship.junctionNamespace, relationship.junctionName));
    looks(*relationship.looks);
    from(relationship.partial);
    put("\n");
}

std::string print(const Schema &schema, const TypeSpeller &spellType)
{
    return SchemaPrinter(schema, spellType).run();
}

} // namespace tw::ir
