// SPDX-License-Identifier: MIT
#include "expression_typer.h"

#include <fmt/format.h>

#include <algorithm>

namespace tw::postgresql {

namespace {

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

} // namespace

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
        if (declared == oid::anyenum && value.type == oid::unknown && isEnum(target)) {
            readLiteral(value, target);
            return;
        }
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

} // namespace tw::postgresql
