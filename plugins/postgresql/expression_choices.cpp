// SPDX-License-Identifier: MIT
// AND, OR, CASE, COALESCE and the like; arrays, rows and their parts; XML.
#include "expression_typer.h"

#include "quoting.h"
#include "type_catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tw::postgresql {

using Known = Constant::Kind;

Typed Typer::typeBoolean(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *arguments = member(fields, "args");
    const std::string_view op = stringMember(fields, "boolop");
    if (!arguments || !arguments->IsArray())
        return undecided("a condition", offset);
    Typed value = result(oid::boolean, node, offset);
    std::vector<Part> parts;
    for (const TreeNode &argument : arguments->GetArray()) {
        const std::size_t begin = mark();
        Part part;
        part.value = toBoolean(type(argument), "the operand of AND, OR or NOT");
        part.effects = cut(begin);
        value.hasColumn = value.hasColumn || part.value.hasColumn;
        parts.push_back(std::move(part));
    }
    if (op == "NOT_EXPR") {
        append(parts.front().effects);
        const Known kind = parts.front().value.constant.kind;
        value.constant = kind == Known::True || kind == Known::False
                             ? Constant::ofBool(kind == Known::False)
                             : parts.front().value.constant;
        return value;
    }
    value.constant = planJunction(parts, op == "AND_EXPR");
    return value;
}

bool Typer::unite(std::span<Typed *const> values, std::string_view what, Oid &common,
                  std::size_t offset)
{
    std::vector<Oid> types;
    types.reserve(values.size());
    for (const Typed *value : values) {
        if (!value->type)
            return false;
        types.push_back(value->type);
    }
    if (types.empty()) {
        undecided(std::string(what), offset);
        return false;
    }
    common = commonType(types);
    if (common)
        return true;
    const auto isKnown = [](Oid type) { return type != oid::unknown; };
    const auto first = std::ranges::find_if(types, isKnown);
    const auto other = std::ranges::find_if(types, [&](Oid type) {
        return isKnown(type) && commonType(std::vector<Oid>{*first, type}) == 0;
    });
    mismatch(fmt::format("{} has {} and {}", what, printed(*first),
                         printed(other == types.end() ? *first : *other)),
             offset);
    return false;
}

Typed Typer::typeCase(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *argumentNode = member(fields, "arg");
    const std::size_t start = mark();
    Typed argument;
    if (argumentNode) {
        // The server gives this part its collations at once.
        const bool outer = std::exchange(m_hasCollations, true);
        argument = type(*argumentNode);
        m_hasCollations = outer;
        if (argument.type == oid::unknown)
            argument = readAs(argument, oid::text);
        argument.isNull = false;
        argument.collation = {};
    }
    Part otherwise;
    if (const TreeNode *last = member(fields, "defresult")) {
        otherwise = typePart(*last);
    } else {
        otherwise.value = result(oid::unknown, node, offset);
        otherwise.value.isNull = true;
        otherwise.value.constant = Constant::of(Known::Null);
    }
    const TreeNode *branchNodes = member(fields, "args");
    if (!branchNodes || !branchNodes->IsArray())
        return undecided("CASE", offset);
    std::vector<Branch> branches;
    Typed value = result(0, node, offset);
    value.hasColumn = argument.hasColumn;
    for (const TreeNode &branchNode : branchNodes->GetArray()) {
        const TreeNode &when = nodeFields(branchNode);
        const TreeNode *condition = member(when, "expr");
        const TreeNode *then = member(when, "result");
        if (!condition || !then)
            return undecided("CASE", offset);
        Branch &branch = branches.emplace_back();
        const std::size_t begin = mark();
        Typed test = type(*condition);
        if (argumentNode)
            test = applyOperator("=", &argument, test, branchNode, test.offset);
        leaveOut(test.constant, begin);
        branch.condition.value = toBoolean(test, "the condition of CASE");
        branch.condition.effects = cut(begin);
        branch.result = typePart(*then);
        value.hasColumn = value.hasColumn || branch.condition.value.hasColumn;
    }
    std::vector<Part *> parts = {&otherwise};
    for (Branch &branch : branches)
        parts.push_back(&branch.result);
    std::vector<Typed *> values;
    values.reserve(parts.size());
    for (Part *part : parts)
        values.push_back(&part->value);
    if (!unite(values, "CASE", value.type, offset))
        return {};
    bool good = true;
    for (Part *part : parts) {
        const std::size_t begin = mark();
        part->value = coerce(part->value, value.type, CoercionContext::Implicit, "CASE");
        std::vector<Effect> effects = cut(begin);
        std::move(effects.begin(), effects.end(), std::back_inserter(part->effects));
        mergeCollation(value, part->value);
        good = good && part->value.type;
    }
    std::vector<Effect> ofArgument = cut(start);
    value.constant = planCase(branches, otherwise, ofArgument);
    return good ? value : Typed();
}

Typed Typer::typeCoalesce(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *arguments = member(fields, "args");
    if (!arguments || !arguments->IsArray())
        return undecided("COALESCE", offset);
    std::vector<Part> parts;
    for (const TreeNode &argument : arguments->GetArray())
        parts.push_back(typePart(argument));
    std::vector<Typed *> values;
    values.reserve(parts.size());
    for (Part &part : parts)
        values.push_back(&part.value);
    Typed value = result(0, node, offset);
    if (!unite(values, "COALESCE", value.type, offset))
        return {};
    bool good = true;
    for (Part &part : parts) {
        const std::size_t begin = mark();
        part.value = coerce(part.value, value.type, CoercionContext::Implicit, "COALESCE");
        std::vector<Effect> effects = cut(begin);
        std::move(effects.begin(), effects.end(), std::back_inserter(part.effects));
        mergeCollation(value, part.value);
        good = good && part.value.type;
    }
    value.constant = planCoalesce(parts);
    return good ? value : Typed();
}

/// GREATEST and LEAST.
Typed Typer::typeGreatest(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    std::vector<Typed> all = typeAll(member(fields, "args"));
    std::vector<Typed *> values;
    values.reserve(all.size());
    for (Typed &one : all)
        values.push_back(&one);
    Typed value = result(0, node, offset);
    if (!unite(values, "GREATEST and LEAST", value.type, offset))
        return {};
    for (Typed &one : all) {
        one = coerce(one, value.type, CoercionContext::Implicit, "GREATEST and LEAST");
        mergeCollation(value, one);
        if (!one.type)
            return {};
    }
    if (!m_isPlanned && !m_isEvaluated)
        return value;
    const bool sorts = defaultOpclass("btree", value.type) != nullptr;
    const bool allConstant =
        std::ranges::all_of(all, [](const Typed &one) { return one.constant.isConstant(); });
    if (!sorts) {
        // Conditions are made ready before the first row is there.
        if (allConstant || m_context.role == ExpressionRole::IndexPredicate)
            addEffect(Effect::Kind::Fails, "GREATEST and LEAST", offset);
        return value;
    }
    const Operand operand{value.type, Constant::of(Known::Any)};
    const std::array<Operand, 2> operands = {operand, operand};
    value.constant = planAll(all, Known::Any);
    if (value.constant.kind != Known::None) {
        const Folded folded = foldOperator("<", operands, oid::boolean, m_hasCollations);
        if (folded.outcome != Folded::Outcome::Value)
            addEffect(Effect::Kind::MaybeFails, "GREATEST and LEAST", offset);
    }
    return value;
}

/// `wanted` is the type of the elements that a cast asks for; 0 when none does.
Typed Typer::typeArray(const TreeNode &node, const TreeNode &fields, std::size_t offset, Oid wanted)
{
    const TreeNode *elements = member(fields, "elements");
    if (!elements || !elements->IsArray() || elements->Empty()) {
        if (!wanted)
            return mismatch("an empty ARRAY[] has no type, expected a cast such as ::text[]",
                            offset);
        Typed empty = result(arrayOf(wanted), node, offset);
        empty.constant = Constant::of(Known::NotNull);
        return empty;
    }
    bool nested = false;
    std::vector<Typed> values;
    for (const TreeNode &element : elements->GetArray()) {
        const bool isArray = nodeKind(element) == "A_ArrayExpr";
        const TreeNode &inner = nodeFields(element);
        values.push_back(isArray
                             ? typeArray(element, inner, locationOf(inner, m_prefixSize), wanted)
                             : type(element));
        if (!values.back().type)
            return {};
        const Oid one = values.back().type;
        const bool isVector = one == oid::int2vector || one == oid::oidvector;
        nested = nested || isArray || (elementOf(one) && !isVector);
    }
    Typed value = result(0, node, offset);
    Oid target = 0;
    if (wanted) {
        target = nested ? arrayOf(wanted) : wanted;
        value.type = arrayOf(wanted);
    } else {
        std::vector<Typed *> pointers;
        pointers.reserve(values.size());
        for (Typed &one : values)
            pointers.push_back(&one);
        if (!unite(pointers, "ARRAY", target, offset))
            return {};
        value.type = nested ? target : arrayOf(target);
        if (!value.type || (nested && !elementOf(target)))
            return mismatch(fmt::format("no array type for {}", printed(target)), offset);
    }
    for (Typed &one : values) {
        one = coerce(one, target, wanted ? CoercionContext::Explicit : CoercionContext::Implicit,
                     "the element");
        mergeCollation(value, one);
        if (!one.type)
            return {};
    }
    value.constant = planAll(values, Known::NotNull);
    // Arrays in an array must be equally long.
    if (nested && value.constant.kind != Known::None && values.size() > 1 &&
        (m_isPlanned || m_isEvaluated))
        addEffect(Effect::Kind::MaybeFails, "ARRAY", offset);
    return value;
}

Typed Typer::typeRow(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const std::vector<Typed> values = typeAll(member(fields, "args"));
    Typed value = result(oid::record, node, offset);
    for (const Typed &one : values) {
        if (!one.type)
            return {};
        if (one.type == tableRowOid)
            return undecided("a row in an expression", offset);
        value.hasColumn = value.hasColumn || one.hasColumn;
    }
    value.constant = planAll(values, Known::NotNull);
    return value;
}

namespace {

/// What a subscript takes of a value that is no array in the strict sense; 0 when it takes nothing.
Oid partOf(Oid type)
{
    switch (type) {
    case oid::name:
        return oid::charType;
    case oid::point:
    case oid::line:
        return oid::float8;
    case oid::lseg:
    case oid::box:
        return oid::point;
    default:
        return elementOf(type);
    }
}

} // namespace

Typed Typer::subscript(const Typed &container, std::span<const TreeNode *const> steps,
                       const TreeNode &node)
{
    const bool isJson = container.type == oid::jsonb;
    const Oid element = isJson ? Oid{oid::jsonb} : partOf(container.type);
    if (!element)
        return mismatch(fmt::format("{} takes no subscript", printed(container.type)),
                        container.offset);
    constexpr std::size_t maxDimensions = 6;
    if (!isJson && steps.size() > maxDimensions)
        return mismatch("more than 6 subscripts", container.offset);
    Typed value = result(element, node, container.offset);
    value.hasColumn = container.hasColumn;
    value.collation = container.collation;
    std::vector<Typed> used = {container};
    bool slice = false;
    for (const TreeNode *step : steps) {
        const TreeNode &indices = nodeFields(*step);
        slice = slice || boolMember(indices, "is_slice");
        for (const char *bound : {"lidx", "uidx"}) {
            const TreeNode *indexNode = member(indices, bound);
            if (!indexNode)
                continue;
            Typed index = type(*indexNode);
            if (!index.type)
                return {};
            if (isJson) {
                const bool isNumber =
                    index.type != oid::unknown &&
                    findCoercion(index.type, oid::int4, CoercionContext::Implicit);
                const bool isText = index.type == oid::unknown ||
                                    findCoercion(index.type, oid::text, CoercionContext::Implicit);
                if (isNumber == isText)
                    return mismatch(fmt::format("the subscript is {}, expected integer or text",
                                                printed(index.type)),
                                    index.offset);
                index = coerce(index, isText ? oid::text : oid::int4, CoercionContext::Implicit,
                               "the subscript");
            } else {
                index = coerce(index, oid::int4, CoercionContext::Assignment, "the subscript");
            }
            if (!index.type)
                return {};
            value.hasColumn = value.hasColumn || index.hasColumn;
            used.push_back(index);
        }
    }
    if (slice && isJson)
        return mismatch("jsonb takes no slice", container.offset);
    if (slice)
        value.type = container.type;
    const CatalogType *row = findType(value.type);
    if (!row || !row->collation)
        value.collation = {};
    value.constant = planAll(used, Known::Any);
    if (slice && partOf(container.type) != elementOf(container.type) &&
        value.constant.kind != Known::None && (m_isPlanned || m_isEvaluated))
        addEffect(Effect::Kind::MaybeFails, "[:]", container.offset);
    return value;
}

Typed Typer::typeIndirection(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *argument = member(fields, "arg");
    const TreeNode *steps = member(fields, "indirection");
    if (!argument || !steps || !steps->IsArray())
        return undecided("a part of the expression", offset);
    Typed value = type(*argument);
    std::vector<const TreeNode *> subscripts;
    for (const TreeNode &step : steps->GetArray()) {
        if (!value.type)
            return {};
        if (nodeKind(step) == "A_Indices") {
            subscripts.push_back(&step);
            continue;
        }
        if (!subscripts.empty() || value.type != tableRowOid)
            return undecided("a field of a row", offset);
        const std::string_view name = stringNode(step);
        const auto found =
            std::ranges::find_if(m_context.table.columns, [name](const ir::Column &column) {
                return keptIdentifier(column.name.view()) == name;
            });
        if (found == m_context.table.columns.end() || !found->type.isResolved())
            return undecided("a field of a row", offset);
        value.type = oidOf(found->type);
    }
    if (!value.type || subscripts.empty())
        return value;
    if (value.type == oid::unknown)
        return mismatch("a text without a type takes no subscript", value.offset);
    return subscript(value, subscripts, node);
}

Typed Typer::typeCollate(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *argument = member(fields, "arg");
    const std::string_view collation = catalogName(member(fields, "collname"));
    Typed value = argument ? type(*argument) : Typed();
    if (!value.type)
        return {};
    const CatalogType *row = findType(value.type);
    if (value.type != oid::unknown && (!row || !row->collation))
        return mismatch(fmt::format("{} takes no collation", printed(value.type)), offset);
    constexpr std::string_view everywhere[] = {"C", "POSIX", "default", "ucs_basic"};
    if (std::ranges::find(everywhere, collation) == std::end(everywhere))
        return undecided(fmt::format("the collation `{}`", collation), offset);
    value.node = &node;
    value.isNull = false;
    value.collation = collation;
    return value;
}

Typed Typer::typeXml(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const std::string_view op = stringMember(fields, "op");
    const std::vector<Typed> named = typeAll(member(fields, "named_args"));
    std::vector<Typed> values = typeAll(member(fields, "args"));
    if (m_isEvaluated || member(fields, "named_args"))
        return undecided("XML", offset);
    Oid wanted = 0;
    if (op == "IS_XMLCONCAT" || op == "IS_DOCUMENT")
        wanted = 142;
    else if (op == "IS_XMLPARSE" || op == "IS_XMLPI")
        wanted = oid::text;
    else if (op != "IS_XMLELEMENT")
        return undecided("XML", offset);
    Typed value = result(op == "IS_DOCUMENT" ? Oid{oid::boolean} : Oid{142}, node, offset);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i].type)
            return {};
        value.hasColumn = value.hasColumn || values[i].hasColumn;
        const bool isOption = op == "IS_XMLPARSE" && i > 0;
        if (wanted && !isOption &&
            !coerce(values[i], wanted, CoercionContext::Assignment, "the argument").type)
            return {};
    }
    return value;
}

Typed Typer::typeXmlText(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *argument = member(fields, "expr");
    const TreeNode *typeName = member(fields, "typeName");
    if (!argument || !typeName || m_isEvaluated)
        return undecided("XML", offset);
    const Typed value = coerce(type(*argument), 142, CoercionContext::Assignment, "the argument");
    const NamedType named = typeNamed(*typeName, offset);
    if (!value.type || !named.type)
        return {};
    Typed text = result(oid::text, node, offset);
    text.hasColumn = value.hasColumn;
    return coerce(text, named.type, CoercionContext::Implicit, "the argument");
}

} // namespace tw::postgresql
