// SPDX-License-Identifier: MIT
#include "expression_types.h"

#include "expression_typer.h"
#include "literal_check.h"
#include "quoting.h"
#include "type_catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

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

Typer::Typer(std::size_t prefixSize, std::string_view text, const ExpressionContext &context,
             std::vector<ExpressionFinding> &findings)
    : m_prefixSize(prefixSize), m_text(text), m_context(context), m_findings(findings),
      m_isPlanned(context.role == ExpressionRole::Generated ||
                  context.role == ExpressionRole::IndexElement ||
                  context.role == ExpressionRole::IndexPredicate),
      m_isEvaluated(context.role == ExpressionRole::Record),
      m_hasCollations(context.role != ExpressionRole::Generated)
{
}

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

std::string Typer::printed(Oid type) const
{
    if (type == oid::unknown)
        return "unknown";
    if (type >= tableRowOid)
        return type == tableRowOid ? "a row of the table" : "rows of the table";
    const CatalogType *row = findType(type);
    if (isEnum(type) || isEnumArray(type)) {
        std::string text;
        appendType(text, m_context.schema, dataTypeOf(type));
        return text;
    }
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

void Typer::mergeCollation(Typed &into, const Typed &from)
{
    into.hasColumn = into.hasColumn || from.hasColumn;
    if (from.collation.empty() || into.collation == from.collation)
        return;
    if (into.collation.empty())
        into.collation = from.collation;
    else
        mismatch(
            fmt::format("it has the collations \"{}\" and \"{}\"", into.collation, from.collation),
            from.offset);
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

/// `1 2 3`: numbers between blanks.
void Typer::readVector(const Typed &value, Oid target)
{
    bool plain = true;
    std::size_t digits = 0;
    for (const char c : *value.literal) {
        const bool digit = c >= '0' && c <= '9';
        digits = digit ? digits + 1 : 0;
        plain = plain && (digit || c == ' ') && digits < 5;
    }
    if (!plain)
        undecided(fmt::format("whether '{}' is readable as {}", *value.literal, printed(target)),
                  value.offset);
}

/// The types whose values are names that every server has, or other names. False for other types.
bool Typer::readName(const Typed &value, Oid target)
{
    if (target != oid::regconfig && target != oid::regdictionary)
        return false;
    std::string_view name = *value.literal;
    constexpr std::string_view space = "pg_catalog.";
    if (name.starts_with(space))
        name.remove_prefix(space.size());
    if (!isTextSearchName(target, name))
        undecided(fmt::format("whether '{}' is readable as {}", *value.literal, printed(target)),
                  value.offset);
    return true;
}

/// An unknown literal, or NULL, as a value of this type.
Typed Typer::readAs(const Typed &value, Oid target)
{
    Typed read = value;
    read.type = target;
    read.literal.reset();
    if (value.isNull || !value.literal)
        return read;
    read.constant = readConstant(target, *value.literal);
    const CatalogType *row = findType(target);
    if (row && row->kind == 'p') {
        if (target == oid::record || target == oid::anyarray || target == oid::voidType)
            return target == oid::voidType
                       ? read
                       : mismatch(fmt::format("a text is not readable as {}", printed(target)),
                                  value.offset);
        return read;
    }
    if (target == oid::int2vector || target == oid::oidvector) {
        readVector(value, target);
        return read;
    }
    if (readName(value, target))
        return read;
    ir::DataType data = dataTypeOf(target);
    if (!data.isResolved() || oidOf(data) != target) {
        undecided(fmt::format("whether '{}' is readable as {}", *value.literal, printed(target)),
                  value.offset);
        return read;
    }
    if (data.base == typeId(Builtin::Bit))
        data.base = typeId(Builtin::VarBit); // no length, so any
    readLiteral(value, data);
    return read;
}

Typed Typer::coerce(const Typed &value, Oid target, CoercionContext context, std::string_view what)
{
    if (!value.type || !target || value.type == target || target == oid::any)
        return value;
    if (value.type == oid::unknown)
        return readAs(value, target);
    if (target == tableRowOid || target == tableRowArrayOid)
        return undecided("a row in an expression", value.offset);
    const CoercionPath path = findCoercion(value.type, target, context);
    if (!path)
        return mismatch(
            fmt::format("{} is {}, expected {}", what, printed(value.type), printed(target)),
            value.offset);
    Typed converted = value;
    converted.type = target;
    const CatalogType *row = findType(target);
    if (!row || !row->collation)
        converted.collation = {};
    if (path.kind == CoercionPath::Kind::Binary)
        return converted;
    const Operand operand{value.type, value.constant};
    const std::string name = m_isPlanned || m_isEvaluated
                                 ? fmt::format("{}::{}", printed(value.type), printed(target))
                                 : std::string();
    converted.constant =
        planCall({name, path.volatility, true, mark(), value.offset}, std::span(&operand, 1),
                 [&] { return foldCast(operand, target); });
    return converted;
}

Typed Typer::toBoolean(const Typed &value, std::string_view what)
{
    return coerce(value, oid::boolean, CoercionContext::Assignment, what);
}

std::vector<Typed> Typer::typeAll(const TreeNode *list)
{
    std::vector<Typed> values;
    if (list && list->IsArray()) {
        values.reserve(list->Size());
        for (const TreeNode &node : list->GetArray())
            values.push_back(type(node));
    }
    return values;
}

Part Typer::typePart(const TreeNode &node)
{
    const std::size_t begin = mark();
    Part part;
    part.value = type(node);
    part.effects = cut(begin);
    return part;
}

Typed Typer::type(const TreeNode &node)
{
    using Method = Typed (Typer::*)(const TreeNode &, const TreeNode &, std::size_t);
    struct Entry {
        std::string_view kind;
        Method method;
    };
    static constexpr Entry entries[] = {{"A_Const", &Typer::typeConstant},
                                        {"ColumnRef", &Typer::typeColumn},
                                        {"A_Expr", &Typer::typeOperation},
                                        {"FuncCall", &Typer::typeCall},
                                        {"TypeCast", &Typer::typeCast},
                                        {"BoolExpr", &Typer::typeBoolean},
                                        {"CaseExpr", &Typer::typeCase},
                                        {"CoalesceExpr", &Typer::typeCoalesce},
                                        {"MinMaxExpr", &Typer::typeGreatest},
                                        {"SQLValueFunction", &Typer::typeValueFunction},
                                        {"A_Indirection", &Typer::typeIndirection},
                                        {"CollateClause", &Typer::typeCollate},
                                        {"RowExpr", &Typer::typeRow},
                                        {"XmlExpr", &Typer::typeXml},
                                        {"XmlSerialize", &Typer::typeXmlText}};
    const std::string_view kind = nodeKind(node);
    if (kind.empty())
        return undecided("a part of the expression", 0);
    const TreeNode &fields = nodeFields(node);
    const std::size_t offset = locationOf(fields, m_prefixSize);
    for (const Entry &entry : entries) {
        if (entry.kind == kind)
            return (this->*entry.method)(node, fields, offset);
    }
    if (kind == "NullTest" || kind == "BooleanTest")
        return typeTest(node, fields, offset, kind == "BooleanTest");
    if (kind == "A_ArrayExpr")
        return typeArray(node, fields, offset, 0);
    return undecided("a part of the expression", offset);
}

Typed Typer::typeConstant(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    Typed value = result(oid::unknown, node, offset);
    if (boolMember(fields, "isnull")) {
        value.isNull = true;
        value.constant = Constant::of(Constant::Kind::Null);
    } else if (const TreeNode *number = member(fields, "ival")) {
        value.type = oid::int4;
        const TreeNode *digits = member(*number, "ival");
        value.constant = Constant::ofInteger(digits && digits->IsInt() ? digits->GetInt() : 0);
    } else if (const TreeNode *real = member(fields, "fval")) {
        const std::string_view digits = stringMember(*real, "fval");
        value.constant = readConstant(oid::int8, digits);
        value.type = oid::int8;
        if (value.constant.kind != Constant::Kind::Integer) {
            value.type = oid::numeric;
            value.constant = readConstant(oid::numeric, digits);
        }
    } else if (const TreeNode *truth = member(fields, "boolval")) {
        value.type = oid::boolean;
        value.constant = Constant::ofBool(boolMember(*truth, "boolval"));
    } else if (member(fields, "bsval")) {
        value.type = oid::bit;
        value.constant = Constant::of(Constant::Kind::NotNull);
    } else if (const TreeNode *string = member(fields, "sval")) {
        value.literal = stringMember(*string, "sval");
        value.constant = Constant::of(Constant::Kind::NotNull);
    } else {
        return undecided("a constant", offset);
    }
    return value;
}

Typed Typer::typeSystemColumn(std::string_view name, const TreeNode &node, std::size_t offset)
{
    struct SystemColumn {
        std::string_view name;
        Oid type;
    };
    constexpr SystemColumn columns[] = {{"tableoid", oid::oidType},
                                        {"ctid", 27},
                                        {"xmin", 28},
                                        {"cmin", 29},
                                        {"xmax", 28},
                                        {"cmax", 29}};
    const auto *found = std::ranges::find(columns, name, &SystemColumn::name);
    if (found == std::end(columns))
        return {};
    const bool isAllowed = name == "tableoid" && (m_context.role == ExpressionRole::Check ||
                                                  m_context.role == ExpressionRole::Generated);
    if (!isAllowed)
        return mismatch(fmt::format("the system column `{}` may not be used here", name), offset);
    Typed value = result(found->type, node, offset);
    value.hasColumn = true;
    return value;
}

Typed Typer::typeWholeRow(const TreeNode &node, std::size_t offset)
{
    if (m_context.role == ExpressionRole::Generated)
        return mismatch("a whole row may not be used in a generated column", offset);
    Typed value = result(tableRowOid, node, offset);
    value.hasColumn = true;
    return value;
}

Typed Typer::typeColumn(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *parts = member(fields, "fields");
    if (!parts || !parts->IsArray() || parts->Empty())
        return undecided("a column", offset);
    const TreeNode &last = (*parts)[parts->Size() - 1];
    const std::string_view name = stringNode(last);
    if (m_context.role == ExpressionRole::Default || m_context.role == ExpressionRole::Record) {
        report(Kind::ColumnInDefault, name.empty() ? "*" : std::string(name), offset);
        return {};
    }
    if (parts->Size() > 2)
        return undecided("a column behind a namespace", offset);
    const ir::Table &table = m_context.table;
    const std::string_view tableName = keptIdentifier(table.name.view());
    if (parts->Size() == 2 && stringNode((*parts)[0]) != tableName) {
        report(Kind::UnknownColumn, fmt::format("{}.{}", stringNode((*parts)[0]), name), offset);
        return {};
    }
    if (name.empty())
        return typeWholeRow(node, offset);
    for (const ir::Column &column : table.columns) {
        if (keptIdentifier(column.name.view()) != name)
            continue;
        if (m_context.role == ExpressionRole::Generated && !column.generated->empty()) {
            report(Kind::GeneratedColumn, std::string(name), offset);
            return {};
        }
        if (!column.type.isResolved())
            return undecided(fmt::format("the type of column `{}`", name), offset);
        Typed value = result(oidOf(column.type), node, offset);
        value.hasColumn = true;
        return value;
    }
    const Typed system = typeSystemColumn(name, node, offset);
    if (system.type || !m_findings.empty())
        return system;
    if (parts->Size() == 1 && name == tableName)
        return typeWholeRow(node, offset);
    if (parts->Size() == 2 && (!functionsNamed(name).empty() || findTypeNamed(name)))
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
    if (type >= tableRowOid) {
        undecided("an index of whole rows", 0);
        return;
    }
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
        const bool fits = data.isResolved() && oidOf(data) == type
                              ? catalog.hasOperatorClass(method, data)
                              : defaultOpclass(method, type) != nullptr;
        if (!fits)
            mismatch(fmt::format("{} has no operator class for method `{}`", printed(type), method),
                     0);
        return;
    }
    undecided(fmt::format("whether the index can hold {}", printed(type)), 0);
}

/// The value becomes one of the column's type when a row is stored.
void Typer::checkStored(const Typed &value)
{
    if (!value.type || !m_context.expectedType || !m_context.expectedType->isResolved())
        return;
    const bool limited = m_context.expectedType->argumentCount > 0;
    if (value.literal) {
        ir::DataType target = *m_context.expectedType;
        if (!m_isEvaluated && limited && oidOf(target) != oid::interval)
            target.argumentCount = 0; // the length is asked of the rows
        if (!m_isEvaluated && (target.base == typeId(Builtin::Bit)))
            target.base = typeId(Builtin::VarBit);
        if (!m_isEvaluated && target.base == typeId(Builtin::Char))
            target.base = typeId(Builtin::BpChar);
        if (!readName(value, oidOf(target)))
            readLiteral(value, target);
        return;
    }
    // Whether it is immutable has been asked before; here only rows are computed.
    m_isPlanned = false;
    const Typed stored =
        coerce(value, oidOf(*m_context.expectedType), CoercionContext::Assignment, "the value");
    if (m_isEvaluated && limited && !stored.constant.isNull() && m_effects.empty())
        undecided(fmt::format("the length of the value"), 0);
}

void Typer::checkRoot(const ir::Expression *self, const TreeNode &root)
{
    Typed value = type(root);
    switch (m_context.role) {
    case ExpressionRole::Check:
    case ExpressionRole::IndexPredicate:
        toBoolean(value, "the condition");
        break;
    case ExpressionRole::IndexElement:
        checkIndexElement(self, value);
        break;
    case ExpressionRole::Record:
        checkStored(value);
        break;
    case ExpressionRole::Default:
    case ExpressionRole::Generated:
        break;
    }
    reportEffects();
    if (m_context.role == ExpressionRole::Default || m_context.role == ExpressionRole::Generated)
        checkStored(value);
}

void checkExpressionTypes(const TreeNode &root, std::size_t prefixSize,
                          const ir::Expression &expression, const ExpressionContext &context,
                          std::vector<ExpressionFinding> &findings)
{
    Typer(prefixSize, expression.text, context, findings).checkRoot(&expression, root);
}

} // namespace tw::postgresql
