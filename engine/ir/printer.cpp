// SPDX-License-Identifier: MIT
#include <tablewright/ir/printer.h>

#include <fmt/format.h>

#include <iterator>

namespace tw::ir {

namespace {

/// A JSON-like string: one line, unambiguous.
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

std::string_view kindName(Relationship::Kind kind)
{
    switch (kind) {
    case Relationship::Kind::OneToOne:
        return "one-to-one";
    case Relationship::Kind::OneToMany:
        return "one-to-many";
    case Relationship::Kind::ManyToMany:
        return "many-to-many";
    }
    return {};
}

class Printer {
public:
    Printer(const Schema &schema, const TypeSpeller &spellType)
        : m_schema(schema), m_spellType(spellType)
    {
    }

    std::string run()
    {
        put("schema {}", quote(m_schema.name.text));
        note(m_schema.note);
        put("\n");
        for (const EnumType &type : m_schema.enums)
            printEnum(type);
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
        return std::move(m_out);
    }

private:
    template <class... Args> void put(fmt::format_string<Args...> format, Args &&...args)
    {
        fmt::format_to(std::back_inserter(m_out), format, std::forward<Args>(args)...);
    }

    void note(const Name &note)
    {
        if (!note.empty())
            put(" note {}", quote(note.text));
    }

    void named(const Name &name)
    {
        if (!name.empty())
            put(" {}", quote(name.text));
    }

    static std::string qualified(const Name &namespaceName, const Name &name)
    {
        return namespaceName.empty() ? quote(name.text)
                                     : quote(namespaceName.text) + '.' + quote(name.text);
    }

    void printEnum(const EnumType &type)
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

    void printType(const Column &column)
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

    void printColumn(const Column &column)
    {
        put("  column {}", quote(column.name.text));
        printType(column);
        put("{}{}", column.nullable ? "" : " not-null",
            column.autoIncrement ? " auto-increment" : "");
        switch (column.defaultValue.kind) {
        case DefaultValue::Kind::None:
            break;
        case DefaultValue::Kind::Null:
            put(" default null");
            break;
        case DefaultValue::Kind::Expression:
            put(" default expression {}", quote(column.defaultValue.value.text));
            break;
        case DefaultValue::Kind::String:
            put(" default {}", quote(column.defaultValue.value.text));
            break;
        default:
            put(" default {}", column.defaultValue.value.text);
        }
        if (!column.generated->empty())
            put(" generated {}", quote(column.generated->text));
        note(*column.note);
        put("\n");
    }

    std::string columnName(const Table *table, const ColumnRef &ref) const
    {
        return quote(table != nullptr && ref.column.isValid() ? table->column(ref.column).name.text
                                                              : ref.name.text);
    }

    void columns(const Table *table, const std::vector<ColumnRef> &refs)
    {
        put(" (");
        for (std::size_t i = 0; i < refs.size(); ++i)
            put("{}{}", i > 0 ? ", " : "", columnName(table, refs[i]));
        put(")");
    }

    void printIndex(const Table &table, const Index &index)
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
                put("{}",
                    element.nulls == IndexElement::Nulls::First ? " nulls-first" : " nulls-last");
        }
        put(")");
        if (!index.include.empty()) {
            put(" include");
            columns(&table, index.include);
        }
        if (!index.where->empty())
            put(" where {}", quote(index.where->text));
        note(*index.note);
        put("\n");
    }

    void printTable(const Table &table)
    {
        put("table {}", qualified(table.namespaceName, table.name));
        note(table.note);
        put("\n");
        for (const Column &column : table.columns)
            printColumn(column);
        if (table.primaryKey) {
            put("  primary-key");
            named(table.primaryKey->name);
            columns(&table, table.primaryKey->columns);
            put("\n");
        }
        for (const UniqueKey &key : table.uniqueKeys) {
            put("  unique");
            named(key.name);
            columns(&table, key.columns);
            put("\n");
        }
        for (const CheckConstraint &check : table.checks) {
            put("  check");
            named(check.name);
            put(" {}\n", quote(check.expression.text));
        }
        for (const Index &index : table.indexes)
            printIndex(table, index);
    }

    void endpoint(const Endpoint &end)
    {
        const Table *table = end.table.isValid() ? &m_schema.table(end.table) : nullptr;
        put(" {}", table != nullptr ? qualified(table->namespaceName, table->name)
                                    : quote(end.tableSyntax.text));
        columns(table, end.columns);
    }

    void actions(ReferentialAction onDelete, ReferentialAction onUpdate)
    {
        if (onDelete != ReferentialAction::Unspecified)
            put(" on-delete {}", spelling(onDelete));
        if (onUpdate != ReferentialAction::Unspecified)
            put(" on-update {}", spelling(onUpdate));
    }

    void printForeignKey(const ForeignKey &key)
    {
        put("foreign-key");
        named(key.name);
        endpoint(key.source);
        put(" ->");
        endpoint(key.target);
        actions(key.onDelete, key.onUpdate);
        if (key.deferrability == Deferrability::InitiallyImmediate)
            put(" deferrable");
        if (key.deferrability == Deferrability::InitiallyDeferred)
            put(" initially-deferred");
        put("{}\n", key.addedLater ? " added-later" : "");
    }

    void printRelationship(const Relationship &relationship)
    {
        put("relationship {}", kindName(relationship.kind));
        named(relationship.name);
        endpoint(relationship.source);
        put(" --");
        endpoint(relationship.target);
        actions(relationship.onDelete, relationship.onUpdate);
        if (!relationship.junctionName.empty())
            put(" junction {}",
                qualified(relationship.junctionNamespace, relationship.junctionName));
        put("\n");
    }

    const Schema &m_schema;
    const TypeSpeller &m_spellType;
    std::string m_out;
};

} // namespace

std::string print(const Schema &schema, const TypeSpeller &spellType)
{
    return Printer(schema, spellType).run();
}

} // namespace tw::ir
