// SPDX-License-Identifier: MIT
#include "expression_types.h"

#include "expression_typer.h"
#include "literal_check.h"
#include "quoting.h"
#include "type_catalog.h"

#include <fmt/format.h>

#include <algorithm>

namespace tw::postgresql {
namespace {

/// The length of the word, the quoted name or the sign at `offset`.
std::size_t tokenLength(std::string_view text, std::size_t offset)
{
    const auto isWord = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || static_cast<unsigned char>(c) >= 0x80U;
    };
    if (offset >= text.size())
        return 0;
    std::size_t end = offset;
    if (text[offset] == '"' || text[offset] == '\'') {
        end = text.find(text[offset], offset + 1);
        return end == std::string_view::npos ? 0 : end + 1 - offset;
    }
    while (end < text.size() && isWord(text[end]))
        ++end;
    return std::max<std::size_t>(end - offset, 1);
}

} // namespace

void Typer::report(Kind kind, std::string detail, std::size_t offset)
{
    m_findings.push_back({kind, std::move(detail), offset, tokenLength(m_text, offset)});
}

Typed Typer::undecided(std::string reason, std::size_t offset)
{
    if (m_findings.empty())
        report(Kind::Unverified, std::move(reason), offset);
    return {};
}

Typed Typer::mismatch(std::string detail, std::size_t offset)
{
    report(Kind::TypeMismatch, std::move(detail), offset);
    return {};
}

void Typer::useVolatility(char volatility, std::string_view name, std::size_t offset, bool withNull)
{
    if (!isPlanned() || m_ignoreVolatility || volatility == 'i')
        return;
    // A call with a null may be left out altogether.
    if (volatility == 'q' || withNull)
        undecided(fmt::format("whether `{}` is immutable here", name), offset);
    else
        report(Kind::NotImmutable, std::string(name), offset);
}

std::string Typer::printed(Oid type) const
{
    if (type == oid::unknown)
        return "unknown";
    const ir::DataType data = dataTypeOf(type);
    std::string text;
    if (data.isEnum() || (data.base.isValid() && type != oid::bpchar && type != oid::bit)) {
        appendType(text, m_context.schema, data);
        return text;
    }
    const CatalogType *row = findType(type);
    return row ? std::string(row->printed) : "?";
}

Typed Typer::result(Oid type, const TreeNode &node, std::size_t offset) const
{
    Typed value;
    value.type = type;
    value.node = &node;
    value.offset = offset;
    return value;
}

Typed Typer::folded(Typed value, bool constant, bool isSafe, std::string_view name)
{
    value.isConstant = constant && value.type;
    if (value.isConstant && !isSafe && isPlanned())
        return undecided(fmt::format("the value of `{}` for constants", name), value.offset);
    return value;
}

void Typer::readLiteral(const Typed &value, const ir::DataType &target)
{
    if (!value.literal)
        return;
    const std::string_view text = *value.literal;
    ir::DefaultValue literal;
    literal.kind = ir::DefaultValue::Kind::String;
    literal.value.text = std::string(text);
    const LiteralVerdict verdict = checkLiteral(m_context.schema, target, literal);
    if (verdict.kind == LiteralVerdict::Kind::Unreadable)
        mismatch(fmt::format("'{}' is not readable as {}, expected {}", text,
                             printed(oidOf(target)), verdict.expected),
                 value.offset);
    else if (verdict.kind == LiteralVerdict::Kind::Unverified)
        undecided(fmt::format("whether '{}' is readable as {}", text, printed(oidOf(target))),
                  value.offset);
}

void Typer::readLiteral(const Typed &value, Oid target)
{
    if (value.isNull || !value.literal)
        return;
    const CatalogType *row = findType(target);
    if (!row || row->kind == 'p')
        return;
    ir::DataType data = dataTypeOf(target);
    if (!data.isResolved()) {
        undecided(fmt::format("whether '{}' is readable as {}", *value.literal, printed(target)),
                  value.offset);
        return;
    }
    if (data.base == typeId(Builtin::Bit))
        data.base = typeId(Builtin::VarBit); // no length, so any
    readLiteral(value, data);
}

bool Typer::coerce(const Typed &value, Oid target, CoercionContext context, std::string_view what)
{
    if (!value.type || !target)
        return true;
    if (value.type == oid::unknown) {
        readLiteral(value, target);
        return true;
    }
    if (value.type == target || target == oid::any || isPolymorphic(target))
        return true;
    if (value.type == oid::record || value.type == oid::recordArray) {
        undecided("a row in an expression", value.offset);
        return true;
    }
    const CoercionPath path = findCoercion(value.type, target, context);
    if (!path) {
        mismatch(fmt::format("{} is {}, expected {}", what, printed(value.type), printed(target)),
                 value.offset);
        return false;
    }
    useVolatility(path.volatility, fmt::format("{}::{}", printed(value.type), printed(target)),
                  value.offset);
    return true;
}

bool Typer::toBoolean(const Typed &value, std::string_view what)
{
    return coerce(value, oid::boolean, CoercionContext::Assignment, what);
}

std::vector<Typed> Typer::typeAll(const TreeNode *list)
{
    std::vector<Typed> values;
    if (list && list->IsArray()) {
        for (const TreeNode &node : list->GetArray())
            values.push_back(type(node));
    }
    return values;
}

Typed Typer::type(const TreeNode &node)
{
    const std::string_view kind = nodeKind(node);
    if (kind.empty())
        return undecided("a part of the expression", 0);
    const TreeNode &fields = nodeFields(node);
    const std::size_t offset = locationOf(fields, m_prefixSize);
    if (kind == "A_Const")
        return typeConstant(node, fields, offset);
    if (kind == "ColumnRef")
        return typeColumn(node, fields, offset);
    if (kind == "A_Expr")
        return typeOperation(node, fields, offset);
    if (kind == "BoolExpr")
        return typeBoolean(node, fields, offset);
    if (kind == "NullTest" || kind == "BooleanTest") {
        const TreeNode *argument = member(fields, "arg");
        const Typed value = argument ? type(*argument) : Typed();
        if (kind == "BooleanTest")
            toBoolean(value, "the tested value");
        return result(oid::boolean, node, offset);
    }
    if (kind == "CaseExpr")
        return typeCase(node, fields, offset);
    if (kind == "CoalesceExpr" || kind == "MinMaxExpr")
        return typeCommon(typeAll(member(fields, "args")),
                          kind == "CoalesceExpr" ? "COALESCE" : "GREATEST and LEAST", node, offset);
    if (kind == "TypeCast")
        return typeCast(node, fields, offset);
    if (kind == "FuncCall")
        return typeCall(node, fields, offset);
    if (kind == "SQLValueFunction")
        return typeValueFunction(node, fields, offset);
    if (kind == "A_ArrayExpr")
        return typeArray(node, fields, offset, 0);
    if (kind == "A_Indirection")
        return typeIndirection(node, fields, offset);
    if (kind == "CollateClause")
        return typeCollate(node, fields, offset);
    return undecided(kind == "RowExpr" ? "a row in an expression" : "a part of the expression",
                     offset);
}

Typed Typer::typeConstant(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    Typed value = result(oid::unknown, node, offset);
    value.isConstant = true;
    if (boolMember(fields, "isnull")) {
        value.isNull = true;
    } else if (member(fields, "ival")) {
        value.type = oid::int4;
    } else if (const TreeNode *number = member(fields, "fval")) {
        const std::string_view digits = stringMember(*number, "fval");
        ir::DefaultValue literal;
        literal.kind = ir::DefaultValue::Kind::String;
        literal.value.text = std::string(digits);
        ir::DataType bigint;
        bigint.base = typeId(Builtin::Int8);
        const bool fits =
            checkLiteral(m_context.schema, bigint, literal).kind == LiteralVerdict::Kind::Readable;
        value.type = fits ? oid::int8 : oid::numeric;
    } else if (member(fields, "boolval")) {
        value.type = oid::boolean;
    } else if (member(fields, "bsval")) {
        value.type = oid::bit;
    } else if (const TreeNode *string = member(fields, "sval")) {
        value.literal = stringMember(*string, "sval");
    } else {
        return undecided("a constant", offset);
    }
    return value;
}

Typed Typer::typeColumn(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *parts = member(fields, "fields");
    if (!parts || !parts->IsArray() || parts->Empty())
        return undecided("a column", offset);
    const std::string_view name = stringNode((*parts)[parts->Size() - 1]);
    if (name.empty())
        return undecided("a whole row", offset);
    if (m_context.role == ExpressionRole::Default || m_context.role == ExpressionRole::Record) {
        report(Kind::ColumnInDefault, std::string(name), offset);
        return {};
    }
    if (parts->Size() > 2)
        return undecided("a column behind a namespace", offset);
    const ir::Table &table = m_context.table;
    if (parts->Size() == 2 && stringNode((*parts)[0]) != keptIdentifier(table.name.view())) {
        report(Kind::UnknownColumn, fmt::format("{}.{}", stringNode((*parts)[0]), name), offset);
        return {};
    }
    for (const ir::Column &column : table.columns) {
        if (keptIdentifier(column.name.view()) != name)
            continue;
        if (m_context.role == ExpressionRole::Generated && !column.generated->empty()) {
            report(Kind::GeneratedColumn, std::string(name), offset);
            return {};
        }
        if (!column.type.isResolved())
            return undecided(fmt::format("the type of column `{}`", name), offset);
        return result(oidOf(column.type), node, offset);
    }
    if (name == "tableoid" || name == keptIdentifier(table.name.view()))
        return undecided(fmt::format("the use of `{}`", name), offset);
    report(Kind::UnknownColumn, std::string(name), offset);
    return {};
}

/// The name of an operator or a function; empty when it is behind another namespace than
/// `pg_catalog`.
std::string_view catalogName(const TreeNode *names)
{
    if (!names || !names->IsArray() || names->Empty() || names->Size() > 2)
        return {};
    if (names->Size() == 2 && stringNode((*names)[0]) != "pg_catalog")
        return {};
    return stringNode((*names)[names->Size() - 1]);
}

void Typer::checkIndexElement(const ir::Expression *self, const Typed &value)
{
    if (!value.type)
        return;
    const Oid type = value.type;
    const CatalogType *row = findType(type);
    if (!row || row->kind == 'p') {
        mismatch(fmt::format("an index cannot hold {}", printed(type)), 0);
        return;
    }
    for (const ir::Index &index : m_context.table.indexes) {
        const bool own =
            std::ranges::any_of(index.elements, [self](const ir::IndexElement &element) {
                return &*element.expression == self;
            });
        if (!own)
            continue;
        static const PostgresqlTypeCatalog catalog;
        const ir::DataType data = dataTypeOf(type);
        const std::string_view method = index.method.empty() ? "btree" : index.method.view();
        if (data.isResolved() && !catalog.hasOperatorClass(method, data))
            mismatch(fmt::format("{} has no operator class for method `{}`", printed(type), method),
                     0);
        return;
    }
    undecided(fmt::format("whether the index can hold {}", printed(type)), 0);
}

void Typer::checkRoot(const ir::Expression *self, const TreeNode &root)
{
    const Typed value = type(root);
    switch (m_context.role) {
    case ExpressionRole::Check:
    case ExpressionRole::IndexPredicate:
        toBoolean(value, "the condition");
        break;
    case ExpressionRole::IndexElement:
        checkIndexElement(self, value);
        break;
    case ExpressionRole::Default:
    case ExpressionRole::Record:
    case ExpressionRole::Generated:
        if (!value.type || !m_context.expectedType || !m_context.expectedType->isResolved())
            break;
        if (value.literal) {
            readLiteral(value, *m_context.expectedType);
        } else {
            // The server looks at the volatility before it converts to the column's type.
            m_ignoreVolatility = true;
            coerce(value, oidOf(*m_context.expectedType), CoercionContext::Assignment, "the value");
        }
        break;
    }
}

void checkExpressionTypes(const TreeNode &root, std::size_t prefixSize,
                          const ir::Expression &expression, const ExpressionContext &context,
                          std::vector<ExpressionFinding> &findings)
{
    Typer(prefixSize, expression.text, context, findings).checkRoot(&expression, root);
}

} // namespace tw::postgresql
