// SPDX-License-Identifier: MIT
#include "diff/describe.h"

#include "diff/annotations.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tw::diff {

namespace {

/// Follows the name of what is on one side only: no name of the other side has it.
constexpr char aloneMark = '\0';

DiffValue text(std::string_view value)
{
    return value.empty() ? DiffValue() : DiffValue(std::string(value));
}

DiffValue onlyIf(bool value) { return value ? DiffValue(true) : DiffValue(); }

/// As it was declared, arguments in brackets wherever they stood.
std::string declaredType(const ir::TypeSyntax &syntax)
{
    const std::string &spelling = syntax.spelling.text;
    const ir::TypeArguments &arguments = *syntax.arguments;
    const auto &first = arguments.length ? arguments.length : arguments.precision;
    if (!first || spelling.find('(') != std::string::npos)
        return spelling;
    return arguments.scale && !arguments.length
               ? fmt::format("{}({},{})", spelling, first->value, arguments.scale->value)
               : fmt::format("{}({})", spelling, first->value);
}

DiffValue literalOf(const ir::DefaultValue &value)
{
    switch (value.kind) {
    case ir::DefaultValue::Kind::Null:
        return DiffLiteral{"null"};
    case ir::DefaultValue::Kind::Boolean:
    case ir::DefaultValue::Kind::Number:
        return DiffLiteral{value.value.text};
    case ir::DefaultValue::Kind::String:
        return value.value.text;
    case ir::DefaultValue::Kind::None:
    case ir::DefaultValue::Kind::Expression:
        break;
    }
    return {};
}

DiffValue expressionOf(const ir::DefaultValue &value)
{
    return value.kind == ir::DefaultValue::Kind::Expression ? DiffValue(value.value.text)
                                                            : DiffValue();
}

std::string describe(ir::TableId table, const ir::IndexElement &element, const Namer &namer)
{
    std::string text = element.isExpression() ? '(' + element.expression->text + ')'
                                              : namer.column(table, element.column);
    if (element.order == ir::IndexElement::Order::Descending)
        text += " DESC";
    if (element.nulls == ir::IndexElement::Nulls::First)
        text += " NULLS FIRST";
    if (element.nulls == ir::IndexElement::Nulls::Last)
        text += " NULLS LAST";
    return text;
}

std::vector<std::string> elementsOf(ir::TableId table, const ir::Index &index, const Namer &namer)
{
    std::vector<std::string> elements;
    elements.reserve(index.elements.size());
    for (const ir::IndexElement &element : index.elements)
        elements.push_back(describe(table, element, namer));
    return elements;
}

DiffValue list(std::vector<std::string> values)
{
    return values.empty() ? DiffValue() : DiffValue(std::move(values));
}

DiffValue spelled(ir::Deferrability deferrability)
{
    switch (deferrability) {
    case ir::Deferrability::NotDeferrable:
        break;
    case ir::Deferrability::InitiallyImmediate:
        return "initially immediate";
    case ir::Deferrability::InitiallyDeferred:
        return "initially deferred";
    }
    return {};
}

std::string describe(const ir::Endpoint &end, const Namer &namer)
{
    return fmt::format("{}({})", namer.table(end.table, end.tableSyntax),
                       fmt::join(namer.columns(end.table, end.columns), ", "));
}

} // namespace

std::string Namer::table(ir::TableId table, const ir::Name &syntax) const
{
    if (!table.isValid())
        return syntax.text;
    const ir::Table &own = m_schema->table(table);
    if (m_map == nullptr)
        return qualified(own.namespaceName, own.name);
    const std::uint32_t other = m_map->tables.afterOf(table.index());
    if (other == Matching::none)
        return qualified(own.namespaceName, own.name) + aloneMark;
    const ir::Table &after = m_after->tables[other];
    return qualified(after.namespaceName, after.name);
}

std::string Namer::column(ir::TableId table, const ir::ColumnRef &ref) const
{
    if (!table.isValid() || !ref.column.isValid())
        return ref.name.text;
    const std::string &own = m_schema->table(table).column(ref.column).name.text;
    if (m_map == nullptr)
        return own;
    const std::uint32_t otherTable = m_map->tables.afterOf(table.index());
    if (otherTable == Matching::none)
        return own;
    const std::uint32_t other = m_map->columns[table.index()].afterOf(ref.column.index());
    return other == Matching::none ? own + aloneMark
                                   : m_after->tables[otherTable].columns[other].name.text;
}

std::vector<std::string> Namer::columns(ir::TableId table,
                                        const std::vector<ir::ColumnRef> &refs) const
{
    std::vector<std::string> names;
    names.reserve(refs.size());
    for (const ir::ColumnRef &ref : refs)
        names.push_back(column(table, ref));
    return names;
}

std::string Namer::type(const ir::Column &column) const
{
    const ir::DataType &type = column.type;
    if (!m_isCompared)
        return declaredType(column.typeSyntax);
    if (!type.isResolved())
        return asciiLower(declaredType(column.typeSyntax));
    std::string base;
    if (!type.isEnum()) {
        base = fmt::format("type {}", type.base.index());
    } else {
        const std::uint32_t after = m_map == nullptr
                                        ? static_cast<std::uint32_t>(type.enumType.index())
                                        : m_map->enums.afterOf(type.enumType.index());
        base = after == Matching::none ? std::string("gone") : fmt::format("enum {}", after);
    }
    for (std::size_t i = 0; i < type.argumentCount; ++i)
        base += fmt::format(" {}", type.arguments[i]);
    return fmt::format("{} [{}]", base, type.arrayDimensions);
}

std::string qualified(const ir::Name &namespaceName, const ir::Name &name)
{
    return namespaceName.empty() ? name.text : namespaceName.text + '.' + name.text;
}

Properties describe(const ir::Schema &schema)
{
    return {{"note", text(schema.note.text)}, {"metadata", describe(schema.metadata)}};
}

Properties describe(const ir::EnumType &type)
{
    return {{"namespace", text(type.namespaceName.text)}, {"note", text(type.note.text)}};
}

Properties describe(const ir::EnumValue &value) { return {{"note", text(value.note.text)}}; }

Properties describe(ir::TableId id, const ir::Table &table, const Namer &namer)
{
    std::vector<std::string> partials;
    for (const ir::Injection &injection : *table.injections)
        partials.push_back(injection.partialName.text);
    std::vector<std::string> keys;
    for (const ir::PrimaryKey &key : table.extraPrimaryKeys)
        keys.push_back(signature(id, key.columns, namer));
    return {{"namespace", text(table.namespaceName.text)},
            {"note", text(table.note.text)},
            {"alias", text(table.alias.text)},
            {"headerColor", text(table.headerColor.text)},
            {"partials", list(std::move(partials))},
            {"extraPrimaryKeys", list(std::move(keys))},
            {"metadata", describe(*table.metadata)}};
}

Properties describe(const ir::Column &column, const Namer &namer)
{
    return {{"dataType", namer.type(column)},
            {"nullable", column.nullable},
            {"autoIncrement", onlyIf(column.autoIncrement)},
            {"defaultValue", literalOf(column.defaultValue)},
            {"defaultExpression", expressionOf(column.defaultValue)},
            {"generated", text(column.generated->text)},
            {"note", text(column.note->text)},
            {"metadata", describe(*column.metadata)}};
}

Properties describe(ir::TableId table, const ir::PrimaryKey &key, const Namer &namer)
{
    return {{"columns", list(namer.columns(table, key.columns))}};
}

Properties describe(ir::TableId table, const ir::UniqueKey &key, const Namer &namer)
{
    return {{"columns", list(namer.columns(table, key.columns))}};
}

Properties describe(const ir::CheckConstraint &check)
{
    return {{"expression", text(check.expression.text)}};
}

Properties describe(ir::TableId table, const ir::Index &index, const Namer &namer)
{
    return {{"columns", list(elementsOf(table, index, namer))},
            {"include", list(namer.columns(table, index.include))},
            {"unique", index.unique},
            {"method",
             index.method.empty() ? DiffValue("btree") : DiffValue(asciiLower(index.method.text))},
            {"where", text(index.where->text)},
            {"note", text(index.note->text)}};
}

Properties describe(const ir::ForeignKey &key, const Namer &namer)
{
    return {{"sourceTable", namer.table(key.source.table, key.source.tableSyntax)},
            {"sourceColumns", list(namer.columns(key.source.table, key.source.columns))},
            {"targetTable", namer.table(key.target.table, key.target.tableSyntax)},
            {"targetColumns", list(namer.columns(key.target.table, key.target.columns))},
            {"onDelete", text(spelling(key.onDelete))},
            {"onUpdate", text(spelling(key.onUpdate))},
            {"deferrable", spelled(key.deferrability)},
            {"color", text(key.looks->color.text)},
            {"sourceOptional", onlyIf(key.looks->sourceOptional)},
            {"targetOptional", onlyIf(key.looks->targetOptional)},
            {"targetFirst", onlyIf(key.looks->swapped)}};
}

Properties describe(const ir::Relationship &relationship, const Namer &namer)
{
    return {
        {"kind", text(ir::spelling(relationship.kind))},
        {"source", describe(relationship.source, namer)},
        {"target", describe(relationship.target, namer)},
        {"onDelete", text(spelling(relationship.onDelete))},
        {"onUpdate", text(spelling(relationship.onUpdate))},
        {"junction", text(qualified(relationship.junctionNamespace, relationship.junctionName))},
        {"color", text(relationship.looks->color.text)},
        {"sourceOptional", onlyIf(relationship.looks->sourceOptional)},
        {"targetOptional", onlyIf(relationship.looks->targetOptional)},
        {"targetFirst", onlyIf(relationship.looks->swapped)}};
}

std::string signature(ir::TableId table, const std::vector<ir::ColumnRef> &columns,
                      const Namer &namer)
{
    return fmt::format("{}", fmt::join(namer.columns(table, columns), ","));
}

std::string signature(ir::TableId table, const ir::Index &index, const Namer &namer)
{
    return fmt::format("{}", fmt::join(elementsOf(table, index, namer), ","));
}

std::string signature(const ir::Endpoint &source, const ir::Endpoint &target, const Namer &namer)
{
    return describe(source, namer) + " -> " + describe(target, namer);
}

} // namespace tw::diff
