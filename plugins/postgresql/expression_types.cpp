// SPDX-License-Identifier: MIT
#include "expression_types.h"

#include "expression_scanner.h"
#include "literal_check.h"
#include "name_rules.h"
#include "quoting.h"
#include "resolution.h"
#include "type_catalog.h"

#include <fmt/format.h>

#include <algorithm>

namespace tw::postgresql {
namespace {

using Kind = ExpressionFinding::Kind;

/// What one part of an expression evaluates to.
struct Typed {
    Oid type = 0; ///< 0: not decided, and already reported
    const TreeNode *node = nullptr;
    std::size_t offset = 0;
    bool isNull = false;
    bool isConstant = false; ///< the server computes it when it plans the expression
    std::optional<std::string_view> literal; ///< text of a constant of the type `oid::unknown`
};

/// Types one expression bottom-up. Lives for one check.
class Typer {
public:
    Typer(std::size_t prefixSize, std::string_view text, const ExpressionContext &context,
          std::vector<ExpressionFinding> &findings)
        : m_prefixSize(prefixSize), m_text(text), m_context(context), m_findings(findings)
    {
    }

    void checkRoot(const ir::Expression *self, const TreeNode &root);

private:
    // Reports. Unverified is kept only when it comes first: the rest may follow from it.
    void report(Kind kind, std::string detail, std::size_t offset);
    Typed undecided(std::string reason, std::size_t offset);
    Typed mismatch(std::string detail, std::size_t offset);
    void useVolatility(char volatility, std::string_view name, std::size_t offset,
                       bool withNull = false);

    [[nodiscard]] std::string printed(Oid type) const;
    [[nodiscard]] Typed result(Oid type, const TreeNode &node, std::size_t offset) const;

    /// The value of an operation on `constant` operands: planned expressions compute it at once,
    /// and may fail.
    Typed folded(Typed value, bool constant, bool isSafe, std::string_view name);
    [[nodiscard]] bool isPlanned() const
    {
        return m_context.role != ExpressionRole::Default && m_context.role != ExpressionRole::Check;
    }

    // Conversions. False when the value does not fit, which is then reported.
    bool coerce(const Typed &value, Oid target, CoercionContext context, std::string_view what);
    void readLiteral(const Typed &value, Oid target);
    void readLiteral(const Typed &value, const ir::DataType &target);
    bool toBoolean(const Typed &value, std::string_view what);

    Typed type(const TreeNode &node);
    std::vector<Typed> typeAll(const TreeNode *list);
    Typed typeConstant(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeColumn(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeOperation(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeIn(std::string_view name, const Typed &left, const TreeNode &fields,
                 const TreeNode &node, std::size_t offset);
    Typed typeBetween(const Typed &left, const TreeNode &fields, std::string_view kind,
                      const TreeNode &node, std::size_t offset);
    Typed typeAnyAll(std::string_view name, const Typed &left, const Typed &right,
                     const TreeNode &node, std::size_t offset);
    Typed applyOperator(std::string_view name, const Typed *left, const Typed &right,
                        const TreeNode &node, std::size_t offset);
    Typed typeBoolean(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeCase(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeCommon(const std::vector<Typed> &values, std::string_view what, const TreeNode &node,
                     std::size_t offset);
    Typed typeCast(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeCall(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeValueFunction(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeArray(const TreeNode &node, const TreeNode &fields, std::size_t offset, Oid wanted);
    Typed typeIndirection(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeCollate(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Oid typeNamed(const TreeNode &typeName, std::size_t offset);

    void checkIndexElement(const ir::Expression *self, const Typed &value);

    std::size_t m_prefixSize;
    std::string_view m_text;
    const ExpressionContext &m_context;
    std::vector<ExpressionFinding> &m_findings;
    bool m_ignoreVolatility = false;
    std::size_t m_collations = 0;
};

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

/// A literal is read before it could fail here, and an implicit cast loses nothing.
bool castNeverFails(const Typed &value, Oid target)
{
    return value.literal || value.isNull ||
           static_cast<bool>(findCoercion(value.type, target, CoercionContext::Implicit));
}

/// Whether an operator gives a value for all operands of these types. Comparisons of strings need a
/// collation, which constants lack while they are computed.
bool neverFails(std::string_view name, Oid type)
{
    if (name == "||")
        return true;
    const CatalogType *row = findType(type);
    const bool compares =
        name == "=" || name == "<>" || name == "<" || name == ">" || name == "<=" || name == ">=";
    return compares && row && row->category != 'S' && row->category != 'A';
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
    if (m_context.role == ExpressionRole::Default) {
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

Typed Typer::applyOperator(std::string_view name, const Typed *left, const Typed &right,
                           const TreeNode &node, std::size_t offset)
{
    if ((left && !left->type) || !right.type)
        return {};
    const ResolvedOperator found = resolveOperator(name, left ? left->type : 0, right.type);
    switch (found.resolution) {
    case Resolution::None:
    case Resolution::Ambiguous:
        return mismatch(fmt::format("no operator `{}` for {}{}{}", name,
                                    left ? printed(left->type) : "", left ? " and " : "",
                                    printed(right.type)),
                        offset);
    case Resolution::Unknown:
        return undecided(fmt::format("what `{}` gives for {}{}{}", name,
                                     left ? printed(left->type) : "", left ? " and " : "",
                                     printed(right.type)),
                         offset);
    case Resolution::Found:
        break;
    }
    const auto operand = [&](const Typed &value, const Typed *other, Oid declared) {
        Oid target = declared;
        if (isPolymorphic(declared) && value.type == oid::unknown && other)
            target = other->type; // both stand for one type in every such operator that is known
        if (isPolymorphic(declared) && value.type == oid::unknown && value.literal) {
            undecided(fmt::format("how '{}' is read", *value.literal), value.offset);
            return;
        }
        coerce(value, target, CoercionContext::Implicit, "the operand");
    };
    if (left)
        operand(*left, &right, found.row->left);
    operand(right, left, found.row->right);
    useVolatility(found.row->volatility, name, offset, right.isNull || (left && left->isNull));
    return folded(result(found.result, node, offset),
                  right.isConstant && (!left || left->isConstant),
                  neverFails(name, found.row->right), name);
}

Typed Typer::typeOperation(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const std::string_view kind = stringMember(fields, "kind");
    const std::string_view name = catalogName(member(fields, "name"));
    const TreeNode *leftNode = member(fields, "lexpr");
    const TreeNode *rightNode = member(fields, "rexpr");
    if (!rightNode || name.empty())
        return undecided("an operator", offset);
    const Typed left = leftNode ? type(*leftNode) : Typed();
    if (kind == "AEXPR_IN")
        return typeIn(name, left, fields, node, offset);
    if (kind.starts_with("AEXPR_BETWEEN") || kind.starts_with("AEXPR_NOT_BETWEEN"))
        return typeBetween(left, fields, kind, node, offset);
    const Typed right = type(*rightNode);
    if (!right.type || (leftNode && !left.type))
        return {};
    if (kind == "AEXPR_OP_ANY" || kind == "AEXPR_OP_ALL")
        return typeAnyAll(name, left, right, node, offset);
    const Typed value = applyOperator(name, leftNode ? &left : nullptr, right, node, offset);
    if (kind == "AEXPR_NULLIF") {
        if (!value.type)
            return {};
        const ResolvedOperator found = resolveOperator(name, left.type, right.type);
        const Oid declared = found.row ? found.row->left : 0;
        return !declared || isPolymorphic(declared)
                   ? (left.type == oid::unknown ? undecided("the type of NULLIF", offset)
                                                : result(left.type, node, offset))
                   : result(declared, node, offset);
    }
    const bool plain = kind == "AEXPR_OP" || kind == "AEXPR_LIKE" || kind == "AEXPR_ILIKE" ||
                       kind == "AEXPR_SIMILAR" || kind == "AEXPR_DISTINCT" ||
                       kind == "AEXPR_NOT_DISTINCT";
    return plain ? value : undecided("an operator", offset);
}

Typed Typer::typeIn(std::string_view name, const Typed &left, const TreeNode &fields,
                    const TreeNode &node, std::size_t offset)
{
    const TreeNode *list = member(fields, "rexpr");
    if (!list || nodeKind(*list) != "List")
        return undecided("the list of IN", offset);
    const std::vector<Typed> items = typeAll(member(nodeFields(*list), "items"));
    if (!left.type || items.empty())
        return {};
    // Constants are brought to one type first, columns are compared one by one.
    std::vector<Oid> types = {left.type};
    std::vector<const Typed *> constants;
    std::vector<const Typed *> others;
    for (const Typed &item : items) {
        if (!item.type)
            return {};
        const bool column = nodeKind(*item.node) == "ColumnRef";
        (column ? others : constants).push_back(&item);
        if (!column)
            types.push_back(item.type);
    }
    Oid common = constants.size() > 1 ? commonType(types) : 0;
    for (const Typed *item : constants) {
        if (common && item->type != oid::unknown &&
            !findCoercion(item->type, common, CoercionContext::Implicit))
            common = 0;
    }
    if (common && !arrayOf(common))
        common = 0;
    if (!common) {
        others.insert(others.end(), constants.begin(), constants.end());
        constants.clear();
    }
    if (!constants.empty()) {
        for (const Typed *item : constants)
            coerce(*item, common, CoercionContext::Implicit, "the value of IN");
        Typed one = result(common, node, offset);
        one.isConstant =
            std::ranges::all_of(constants, [](const Typed *item) { return item->isConstant; });
        const Typed compared = applyOperator(name, &left, one, node, offset);
        if (compared.type && compared.type != oid::boolean)
            return mismatch("IN compares with an operator that is no condition", offset);
    }
    for (const Typed *item : others)
        applyOperator(name, &left, *item, node, offset);
    return result(oid::boolean, node, offset);
}

Typed Typer::typeBetween(const Typed &left, const TreeNode &fields, std::string_view kind,
                         const TreeNode &node, std::size_t offset)
{
    const TreeNode *list = member(fields, "rexpr");
    if (!list || nodeKind(*list) != "List")
        return undecided("the limits of BETWEEN", offset);
    const std::vector<Typed> limits = typeAll(member(nodeFields(*list), "items"));
    if (limits.size() != 2 || !left.type)
        return {};
    const bool negated = kind.starts_with("AEXPR_NOT");
    const bool symmetric = kind.ends_with("_SYM");
    applyOperator(negated ? "<" : ">=", &left, limits[0], node, offset);
    applyOperator(negated ? ">" : "<=", &left, limits[1], node, offset);
    if (symmetric) {
        applyOperator(negated ? "<" : ">=", &left, limits[1], node, offset);
        applyOperator(negated ? ">" : "<=", &left, limits[0], node, offset);
    }
    return result(oid::boolean, node, offset);
}

Typed Typer::typeAnyAll(std::string_view name, const Typed &left, const Typed &right,
                        const TreeNode &node, std::size_t offset)
{
    if (right.type == oid::unknown)
        return undecided("the array of ANY", offset);
    const Oid element = elementOf(right.type);
    if (!element)
        return mismatch(fmt::format("ANY and ALL take an array, not {}", printed(right.type)),
                        right.offset);
    const ResolvedOperator found = resolveOperator(name, left.type, element);
    Typed one = result(element, *right.node, right.offset);
    one.isConstant = right.isConstant;
    const Typed compared = applyOperator(name, &left, one, node, offset);
    if (!compared.type)
        return {};
    if (compared.type != oid::boolean)
        return mismatch(
            fmt::format("`{}` with ANY gives {}, expected boolean", name, printed(compared.type)),
            offset);
    const Oid declared = found.row ? arrayOf(found.row->right) : 0;
    if (declared)
        coerce(right, declared, CoercionContext::Implicit, "the array");
    return result(oid::boolean, node, offset);
}

Typed Typer::typeBoolean(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    for (const Typed &value : typeAll(member(fields, "args")))
        toBoolean(value, "the operand of AND, OR or NOT");
    return result(oid::boolean, node, offset);
}

Typed Typer::typeCase(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    Typed argument;
    const TreeNode *argumentNode = member(fields, "arg");
    if (argumentNode) {
        argument = type(*argumentNode);
        if (argument.type == oid::unknown)
            argument.type = oid::text;
        argument.literal.reset();
    }
    std::vector<Typed> results;
    if (const TreeNode *otherwise = member(fields, "defresult")) {
        results.push_back(type(*otherwise));
    } else {
        Typed null = result(oid::unknown, node, offset);
        null.isNull = true;
        results.push_back(null);
    }
    const TreeNode *branches = member(fields, "args");
    if (!branches || !branches->IsArray())
        return undecided("CASE", offset);
    for (const TreeNode &branch : branches->GetArray()) {
        const TreeNode &when = nodeFields(branch);
        const TreeNode *condition = member(when, "expr");
        const TreeNode *then = member(when, "result");
        if (!condition || !then)
            return undecided("CASE", offset);
        Typed test = type(*condition);
        if (argumentNode)
            test = applyOperator("=", &argument, test, branch, test.offset);
        toBoolean(test, "the condition of CASE");
        results.push_back(type(*then));
    }
    return typeCommon(results, "CASE", node, offset);
}

Typed Typer::typeCommon(const std::vector<Typed> &values, std::string_view what,
                        const TreeNode &node, std::size_t offset)
{
    std::vector<Oid> types;
    for (const Typed &value : values) {
        if (!value.type)
            return {};
        types.push_back(value.type);
    }
    if (types.empty())
        return undecided(std::string(what), offset);
    const Oid common = commonType(types);
    if (!common) {
        const Oid first = types.front() == oid::unknown ? types.back() : types.front();
        const auto other = std::ranges::find_if(types, [&](Oid type) {
            return type != oid::unknown && type != first && commonType({first, type}) == 0;
        });
        return mismatch(fmt::format("{} has {} and {}", what, printed(first),
                                    printed(other == types.end() ? first : *other)),
                        offset);
    }
    bool good = true;
    for (const Typed &value : values)
        good = coerce(value, common, CoercionContext::Implicit, what) && good;
    Typed value = result(common, node, offset);
    value.isConstant = std::ranges::all_of(values, &Typed::isConstant);
    return good ? value : Typed();
}

Oid Typer::typeNamed(const TreeNode &typeName, std::size_t offset)
{
    const TreeNode *names = member(typeName, "names");
    if (!names || !names->IsArray() || names->Empty() || names->Size() > 2 ||
        boolMember(typeName, "setof") || boolMember(typeName, "pct_type")) {
        undecided("a type", offset);
        return 0;
    }
    const std::string_view name = stringNode((*names)[names->Size() - 1]);
    const std::string_view space =
        names->Size() == 2 ? stringNode((*names)[0]) : std::string_view();
    Oid found = 0;
    if (space.empty() || space == "pg_catalog") {
        if (const CatalogType *row = findTypeNamed(name))
            found = row->oid;
    }
    // Then the schema's own; others than the default namespace only by name.
    const std::string_view wanted = space.empty() ? "public" : space;
    for (std::size_t i = 0; !found && i < m_context.schema.enums.size(); ++i) {
        const ir::EnumType &candidate = m_context.schema.enums[i];
        const std::string_view home = candidate.namespaceName.empty()
                                          ? "public"
                                          : keptIdentifier(candidate.namespaceName.view());
        if (home == wanted && keptIdentifier(candidate.name.view()) == name)
            found = firstEnumOid + static_cast<Oid>(i);
    }
    const CatalogType *row = findType(found);
    if (!found || !row || row->kind == 'p') {
        undecided(fmt::format("the type `{}`", name), offset);
        return 0;
    }
    const TreeNode *bounds = member(typeName, "arrayBounds");
    if (bounds && bounds->IsArray() && !bounds->Empty() && !elementOf(found))
        found = arrayOf(found);
    return found;
}

Typed Typer::typeCast(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *typeName = member(fields, "typeName");
    const TreeNode *argument = member(fields, "arg");
    if (!typeName || !argument)
        return undecided("a cast", offset);
    const Oid target = typeNamed(*typeName, offset);
    const Typed value = nodeKind(*argument) == "A_ArrayExpr"
                            ? typeArray(*argument, nodeFields(*argument), offset, elementOf(target))
                            : type(*argument);
    if (!target || !value.type)
        return {};
    if (member(*typeName, "typmods") && target != oid::varchar && target != oid::bpchar &&
        target != oid::numeric && target != oid::timestamp && target != oid::timestamptz &&
        target != oid::time && target != oid::timetz && target != oid::bit && target != oid::varbit)
        return undecided(fmt::format("the arguments of {}", printed(target)), offset);
    if (!coerce(value, target, CoercionContext::Explicit, "the value of the cast"))
        return {};
    const bool limited = member(*typeName, "typmods") != nullptr;
    return folded(result(target, node, offset), value.isConstant,
                  castNeverFails(value, target) && !limited, printed(target));
}

Typed Typer::typeCall(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *names = member(fields, "funcname");
    const std::string_view name = catalogName(names);
    const std::vector<Typed> arguments = typeAll(member(fields, "args"));
    if (name.empty() || functionsNamed(name).empty()) {
        const bool cast = !name.empty() && arguments.size() == 1 && findTypeNamed(name);
        if (!cast) {
            const std::string_view shown = names && names->IsArray() && !names->Empty()
                                               ? stringNode((*names)[names->Size() - 1])
                                               : std::string_view();
            return undecided(fmt::format("the function `{}`, which is not built in", shown),
                             offset);
        }
    }
    std::vector<Oid> types;
    for (const Typed &argument : arguments) {
        if (!argument.type)
            return {};
        types.push_back(argument.type);
    }
    if (boolMember(fields, "func_variadic") || types.size() > CatalogFunction::maxArguments)
        return undecided(fmt::format("the arguments of `{}`", name), offset);
    const ResolvedFunction found = resolveFunction(name, types);
    std::string list;
    for (const Oid type : types)
        list += (list.empty() ? "" : ", ") + printed(type);
    switch (found.resolution) {
    case Resolution::None:
        return mismatch(fmt::format("no function `{}({})`", name, list), offset);
    case Resolution::Ambiguous:
        return mismatch(fmt::format("several functions fit `{}({})`", name, list), offset);
    case Resolution::Unknown:
        return undecided(fmt::format("what `{}({})` gives", name, list), offset);
    case Resolution::Found:
        break;
    }
    if (found.isCast) {
        coerce(arguments[0], found.result, CoercionContext::Explicit, "the value of the cast");
        return folded(result(found.result, node, offset), arguments[0].isConstant,
                      castNeverFails(arguments[0], found.result), name);
    }
    const CatalogFunction &row = *found.row;
    if (row.kind == 'a' || row.kind == 'w' || row.returnsSet) {
        report(row.kind == 'a'   ? Kind::Aggregate
               : row.kind == 'w' ? Kind::WindowFunction
                                 : Kind::SetReturning,
               std::string(name), offset);
        return {};
    }
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        Oid declared = found.declared[i];
        if (isPolymorphic(declared) && arguments[i].literal) {
            declared = resolvePolymorphic(declared, types, found.declared);
            if (!declared)
                return undecided(fmt::format("the arguments of `{}`", name), offset);
        }
        coerce(arguments[i], declared, CoercionContext::Implicit, "the argument");
    }
    useVolatility(row.volatility, name, offset, std::ranges::any_of(arguments, &Typed::isNull));
    const bool constant = std::ranges::all_of(arguments, &Typed::isConstant);
    return folded(result(found.result, node, offset), constant && row.volatility == 'i', false,
                  name);
}

Typed Typer::typeValueFunction(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const std::string_view op = stringMember(fields, "op");
    std::string_view name = op;
    if (name.starts_with("SVFOP_"))
        name.remove_prefix(6);
    if (name.ends_with("_N"))
        name.remove_suffix(2);
    Oid type = oid::name;
    if (name == "CURRENT_DATE")
        type = oid::date;
    else if (name == "CURRENT_TIME")
        type = oid::timetz;
    else if (name == "CURRENT_TIMESTAMP")
        type = oid::timestamptz;
    else if (name == "LOCALTIME")
        type = oid::time;
    else if (name == "LOCALTIMESTAMP")
        type = oid::timestamp;
    useVolatility('s', name, offset);
    return result(type, node, offset);
}

Typed Typer::typeArray(const TreeNode &node, const TreeNode &fields, std::size_t offset, Oid wanted)
{
    const TreeNode *elements = member(fields, "elements");
    if (!elements || !elements->IsArray() || elements->Empty()) {
        return wanted ? result(arrayOf(wanted), node, offset)
                      : mismatch("an empty ARRAY[] has no type, expected a cast such as ::text[]",
                                 offset);
    }
    for (const TreeNode &element : elements->GetArray()) {
        if (nodeKind(element) == "A_ArrayExpr")
            return undecided("an array of arrays", offset);
    }
    const std::vector<Typed> values = typeAll(elements);
    if (wanted) {
        for (const Typed &value : values)
            coerce(value, wanted, CoercionContext::Explicit, "the element");
        return result(arrayOf(wanted), node, offset);
    }
    const Typed common = typeCommon(values, "ARRAY", node, offset);
    if (!common.type)
        return {};
    if (elementOf(common.type))
        return undecided("an array of arrays", offset);
    const Oid array = arrayOf(common.type);
    return array ? result(array, node, offset)
                 : mismatch(fmt::format("no array type for {}", printed(common.type)), offset);
}

Typed Typer::typeIndirection(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *argument = member(fields, "arg");
    const TreeNode *steps = member(fields, "indirection");
    if (!argument || !steps || !steps->IsArray())
        return undecided("a part of the expression", offset);
    const Typed value = type(*argument);
    if (!value.type)
        return {};
    const Oid element = elementOf(value.type);
    if (!element)
        return undecided(fmt::format("a part of {}", printed(value.type)), offset);
    bool slice = false;
    for (const TreeNode &step : steps->GetArray()) {
        if (nodeKind(step) != "A_Indices")
            return undecided("a field of a row", offset);
        const TreeNode &indices = nodeFields(step);
        slice = slice || boolMember(indices, "is_slice");
        for (const char *bound : {"lidx", "uidx"}) {
            if (const TreeNode *index = member(indices, bound))
                coerce(type(*index), oid::int4, CoercionContext::Assignment, "the subscript");
        }
    }
    return result(slice ? value.type : element, node, value.offset);
}

Typed Typer::typeCollate(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *argument = member(fields, "arg");
    const std::string_view collation = catalogName(member(fields, "collname"));
    const Typed value = argument ? type(*argument) : Typed();
    if (!value.type)
        return {};
    const bool known = collation == "C" || collation == "POSIX" || collation == "default";
    const CatalogType *row = findType(value.type);
    const bool text = row && row->category == 'S' && value.type != 18;
    if (!known || !text || ++m_collations > 1)
        return undecided(fmt::format("the collation `{}`", collation), offset);
    return result(value.type, node, value.offset);
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

} // namespace

void checkExpressionTypes(const TreeNode &root, std::size_t prefixSize,
                          const ir::Expression &expression, const ExpressionContext &context,
                          std::vector<ExpressionFinding> &findings)
{
    Typer(prefixSize, expression.text, context, findings).checkRoot(&expression, root);
}

} // namespace tw::postgresql
