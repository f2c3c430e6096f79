// SPDX-License-Identifier: MIT
#include "expression_types.h"

#include "expression_typer.h"
#include "literal_check.h"
#include "quoting.h"
#include "type_catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
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
        mismatch(fmt::format("it has the collations `{}` and `{}`", into.collation, from.collation),
                 from.offset);
}

void Typer::readLiteral(const Typed &value, const ir::DataType &target)
{
    if (!value.literal)
        return;
    const std::string_view text = *value.literal;
    const LiteralVerdict verdict = checkConstant(m_context.schema, target, text);
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
    if (!value.literal)
        return;
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
    if (!value.literal || (target != oid::regconfig && target != oid::regdictionary))
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
    if (target == oid::regrole && !m_isEvaluated)
        return mismatch("a role may not be part of what a table stores", value.offset);
    constexpr std::string_view unreadableTypes[] = {"pg_node_tree",
                                                    "pg_ndistinct",
                                                    "pg_dependencies",
                                                    "pg_mcv_list",
                                                    "gtsvector",
                                                    "pg_brin_bloom_summary",
                                                    "pg_brin_minmax_multi_summary"};
    if (row && std::ranges::find(unreadableTypes, row->name) != std::end(unreadableTypes))
        return mismatch(fmt::format("a text is not readable as {}", printed(target)), value.offset);
    if (elementOf(target) && *value.literal == "{}")
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
                 [&] { return foldConversion(operand, target, path); });
    return converted;
}

Folded Typer::foldConversion(const Operand &operand, Oid target, const CoercionPath &path) const
{
    const bool isKnown = operand.constant.text.data() != nullptr;
    if (path.kind == CoercionPath::Kind::ThroughText && isKnown) {
        ir::DataType data = dataTypeOf(target);
        if (!data.isResolved() || oidOf(data) != target)
            return {};
        if (data.base == typeId(Builtin::Bit))
            data.base = typeId(Builtin::VarBit);
        switch (checkConstant(m_context.schema, data, operand.constant.text).kind) {
        case LiteralVerdict::Kind::Readable:
            return {Folded::Outcome::Value, readConstant(target, operand.constant.text)};
        case LiteralVerdict::Kind::Unreadable:
            return {Folded::Outcome::Fails, {}};
        default:
            return {};
        }
    }
    if (path.kind == CoercionPath::Kind::Array &&
        findCoercion(elementOf(operand.type), elementOf(target), CoercionContext::Explicit).kind ==
            CoercionPath::Kind::Binary)
        return {Folded::Outcome::Value, operand.constant};
    return foldCast(operand, target);
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

/// The tree leaves zero out, and negative numbers too: those are read from the text.
std::optional<int> Typer::integerOf(const TreeNode &fields) const
{
    const TreeNode *number = member(fields, "ival");
    if (!number)
        return std::nullopt;
    if (const TreeNode *digits = member(*number, "ival"))
        return digits->IsInt() ? std::optional<int>(digits->GetInt()) : std::nullopt;
    const std::size_t offset = locationOf(fields, m_prefixSize);
    std::string_view text = offset < m_text.size() ? m_text.substr(offset) : std::string_view();
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(std::min(text.find_first_not_of(" \t\n\r", 1), text.size()));
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value > INT32_MAX || stop == text.data())
        return std::nullopt;
    if (!negative && value != 0)
        return std::nullopt;
    return static_cast<int>(-value);
}

Typed Typer::typeConstant(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    Typed value = result(oid::unknown, node, offset);
    if (boolMember(fields, "isnull")) {
        value.isNull = true;
        value.constant = Constant::of(Constant::Kind::Null);
    } else if (member(fields, "ival")) {
        value.type = oid::int4;
        const std::optional<int> number = integerOf(fields);
        value.constant =
            number ? Constant::ofInteger(*number) : Constant::of(Constant::Kind::NotNull);
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
        value.constant = readConstant(oid::text, *value.literal);
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

void Typer::checkIndexElement(const Typed &value)
{
    if (!value.type)
        return;
    const Oid type = value.type;
    const CatalogType *row = findType(type);
    if (type >= tableRowOid) {
        undecided("an index of whole rows", 0);
        return;
    }
    const CatalogType *element = findType(elementOf(type));
    if (!row || row->kind == 'p' || (element && element->kind == 'p')) {
        mismatch(fmt::format("an index cannot hold {}", printed(type)), 0);
        return;
    }
    static const PostgresqlTypeCatalog catalog;
    const ir::DataType data = dataTypeOf(type);
    const std::string_view method = m_context.indexMethod.empty() ? "btree" : m_context.indexMethod;
    const bool fits = data.isResolved() && oidOf(data) == type
                          ? catalog.hasOperatorClass(method, data)
                          : defaultOpclass(method, type) != nullptr;
    if (!fits)
        mismatch(fmt::format("{} has no operator class for method `{}`", printed(type), method), 0);
}

/// Whether a row's value keeps to the column's length or precision.
void Typer::checkLimit(const Typed &value)
{
    const ir::DataType &column = *m_context.expectedType;
    if (value.constant.isNull())
        return;
    if (value.constant.text.data() != nullptr && !column.isArray()) {
        Typed literal = value;
        literal.literal = value.constant.text;
        readLiteral(literal, column);
        return;
    }
    const Oid type = column.isArray() ? elementOf(value.type) : value.type;
    const bool rounds = type == oid::timestamp || type == oid::timestamptz || type == oid::time ||
                        type == oid::timetz || type == oid::interval;
    if (rounds)
        return;
    const int scale = column.argumentCount > 1 ? column.arguments[1] : 0;
    const Folded folded = type == oid::numeric && !column.isArray()
                              ? foldNumericLimit(value.constant, column.arguments[0], scale)
                              : Folded{};
    if (folded.outcome == Folded::Outcome::Fails)
        mismatch(fmt::format("the value does not fit {} digits", column.arguments[0]), 0);
    else if (folded.outcome == Folded::Outcome::Unknown)
        undecided("the length of the value", 0);
}

/// The value becomes one of the column's type when a row is stored.
void Typer::checkStored(const Typed &value)
{
    if (!value.type || !m_context.expectedType || !m_context.expectedType->isResolved())
        return;
    const bool limited = m_context.expectedType->argumentCount > 0;
    if (value.literal) {
        ir::DataType target = *m_context.expectedType;
        if (oidOf(target) == oid::regrole && !m_isEvaluated) {
            readAs(value, oid::regrole);
            return;
        }
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
    if (m_isEvaluated && stored.type && limited && m_effects.empty())
        checkLimit(stored);
}

void Typer::checkRoot(const TreeNode &root)
{
    const Typed value = type(root);
    switch (m_context.role) {
    case ExpressionRole::Check:
    case ExpressionRole::IndexPredicate:
        toBoolean(value, "the condition");
        break;
    case ExpressionRole::IndexElement:
        reportEffects();
        m_effects.clear();
        checkIndexElement(value);
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
    Typer(prefixSize, expression.text, context, findings).checkRoot(root);
}

} // namespace tw::postgresql
