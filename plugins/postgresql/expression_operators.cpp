// SPDX-License-Identifier: MIT
#include "expression_typer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tw::postgresql {

namespace {

bool isRowNode(const TreeNode &node) { return nodeKind(node) == "RowExpr"; }

/// The word NULL and nothing else.
bool isNullNode(const TreeNode &node)
{
    return nodeKind(node) == "A_Const" && boolMember(nodeFields(node), "isnull");
}

/// What a NULL test tells of a constant.
Constant::Kind nullness(const Constant &constant)
{
    using Known = Constant::Kind;
    if (constant.isNull())
        return Known::True;
    if (constant.isNotNull())
        return Known::False;
    return constant.kind == Known::Any ? Known::NotNull : constant.kind;
}

} // namespace

Typed Typer::applyOperator(std::string_view name, const Typed *left, const Typed &right,
                           const TreeNode &node, std::size_t offset, Typed *leftAfter)
{
    if ((left && !left->type) || !right.type)
        return {};
    const ResolvedOperator found = resolveOperator(name, left ? left->type : 0, right.type);
    if (found.resolution == Resolution::Indeterminate)
        return mismatch(fmt::format("what `{}` makes of {}{}{} is not determined", name,
                                    left ? printed(left->type) : "", left ? " and " : "",
                                    printed(right.type)),
                        offset);
    if (found.resolution != Resolution::Found)
        return mismatch(fmt::format("no operator `{}` for {}{}{}", name,
                                    left ? printed(left->type) : "", left ? " and " : "",
                                    printed(right.type)),
                        offset);
    const std::size_t begin = mark();
    Typed value = result(found.result, node, offset);
    std::array<Operand, 2> operands;
    std::size_t count = 0;
    char volatility = found.row->volatility;
    const auto take = [&](const Typed &operand, Oid target, Oid declared) {
        if (volatility == 'q' && declared == oid::anynonarray)
            volatility = findCoercion(target, oid::text, CoercionContext::Explicit).volatility;
        const Typed taken = coerce(operand, target, CoercionContext::Implicit, "the operand");
        mergeCollation(value, taken);
        operands[count++] = {taken.type, taken.constant};
        return taken;
    };
    if (left) {
        const Typed taken = take(*left, found.left, found.row->left);
        if (leftAfter)
            *leftAfter = taken;
    }
    take(right, found.right, found.row->right);
    const CatalogType *row = findType(found.result);
    if (!row || !row->collation)
        value.collation = {};
    const std::span<const Operand> all(operands.data(), count);
    value.constant = planCall({name, volatility, found.row->strict, begin, offset}, all, [&] {
        return foldOperator(name, all, found.result, m_hasCollations);
    });
    return value;
}

/// `left op ANY (right)`.
Typed Typer::applyArrayOperator(std::string_view name, const Typed &left, const Typed &right,
                                const TreeNode &node, std::size_t offset)
{
    if (!left.type || !right.type)
        return {};
    const Oid element = right.type == oid::unknown ? Oid{oid::unknown} : elementOf(right.type);
    if (!element)
        return mismatch(fmt::format("ANY and ALL take an array, not {}", printed(right.type)),
                        right.offset);
    const ResolvedOperator found = resolveOperator(name, left.type, element);
    if (found.resolution != Resolution::Found)
        return mismatch(fmt::format("no operator `{}` for {} and {}", name, printed(left.type),
                                    printed(element)),
                        offset);
    if (found.result != oid::boolean)
        return mismatch(
            fmt::format("`{}` with ANY gives {}, expected boolean", name, printed(found.result)),
            offset);
    const Oid array = arrayOf(found.right);
    if (!array)
        return mismatch(fmt::format("no array type for {}", printed(found.right)), offset);
    const std::size_t begin = mark();
    Typed value = result(oid::boolean, node, offset);
    const Typed one = coerce(left, found.left, CoercionContext::Implicit, "the operand");
    const Typed all = coerce(right, array, CoercionContext::Implicit, "the array");
    mergeCollation(value, one);
    mergeCollation(value, all);
    value.collation = {};
    const std::array<Operand, 2> operands = {Operand{one.type, one.constant},
                                             Operand{found.right, all.constant}};
    value.constant = planCall({name, found.row->volatility, false, begin, offset}, operands, [&] {
        Folded folded = foldOperator(name, operands, oid::boolean, m_hasCollations);
        if (folded.outcome == Folded::Outcome::Fails && !one.constant.isNotNull())
            folded.outcome = Folded::Outcome::Unknown;
        folded.value = Constant::of(Constant::Kind::Any);
        return folded;
    });
    return value;
}

/// Two rows, field by field.
Typed Typer::compareRows(std::string_view name, const TreeNode &left, const TreeNode &right,
                         const TreeNode &node, std::size_t offset)
{
    const TreeNode *leftFields = member(nodeFields(left), "args");
    const TreeNode *rightFields = member(nodeFields(right), "args");
    const auto sizeOf = [](const TreeNode *list) {
        return list && list->IsArray() ? list->Size() : rapidjson::SizeType(0);
    };
    const rapidjson::SizeType count = sizeOf(leftFields);
    if (count != sizeOf(rightFields) || count == 0)
        return mismatch(
            fmt::format("rows of {} and {} values cannot be compared", count, sizeOf(rightFields)),
            offset);
    const bool isEqual = name == "=";
    const bool isJunction = isEqual || name == "<>";
    const bool isOrder = name == "<" || name == ">" || name == "<=" || name == ">=";
    Typed value = result(oid::boolean, node, offset);
    std::vector<Part> parts;
    for (rapidjson::SizeType i = 0; i < count; ++i) {
        const std::size_t begin = mark();
        const Typed a = type((*leftFields)[i]);
        const Typed b = type((*rightFields)[i]);
        const bool outer = m_comparesRows;
        m_comparesRows = outer || (isOrder && count > 1);
        Part part;
        part.value = applyOperator(name, &a, b, node, offset);
        m_comparesRows = outer;
        leaveOut(part.value.constant, begin);
        part.effects = cut(begin);
        if (!part.value.type)
            return {};
        if (part.value.type != oid::boolean)
            return mismatch(fmt::format("`{}` of two values of a row gives {}, expected boolean",
                                        name, printed(part.value.type)),
                            offset);
        if (count > 1) {
            const ResolvedOperator found = resolveOperator(name, a.type, b.type);
            const bool sorts = found.row && (isJunction || isOrder) &&
                               hasEquality(found.row->left, found.row->right);
            if (!sorts)
                return mismatch(fmt::format("`{}` of {} and {} does not compare rows", name,
                                            printed(a.type), printed(b.type)),
                                offset);
        }
        value.hasColumn = value.hasColumn || part.value.hasColumn;
        parts.push_back(std::move(part));
    }
    if (isJunction || parts.size() == 1) {
        value.constant = planJunction(parts, isEqual);
        return value;
    }
    for (Part &part : parts)
        append(part.effects);
    if (m_isEvaluated)
        value.constant = Constant::of(Constant::Kind::Any);
    return value;
}

Typed Typer::typeOperation(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const std::string_view kind = stringMember(fields, "kind");
    const std::string_view name = catalogName(member(fields, "name"));
    const TreeNode *leftNode = member(fields, "lexpr");
    const TreeNode *rightNode = member(fields, "rexpr");
    if (!rightNode || name.empty())
        return undecided("an operator", offset);
    if (leftNode && (kind.starts_with("AEXPR_BETWEEN") || kind.starts_with("AEXPR_NOT_BETWEEN")))
        return typeBetween(*leftNode, fields, kind, node, offset);
    if (leftNode && (kind == "AEXPR_DISTINCT" || kind == "AEXPR_NOT_DISTINCT"))
        return typeDistinct(*leftNode, *rightNode, name, node, offset);
    if (leftNode && kind == "AEXPR_OP" && isRowNode(*leftNode) && isRowNode(*rightNode))
        return compareRows(name, *leftNode, *rightNode, node, offset);
    const std::size_t begin = mark();
    const Typed left = leftNode ? type(*leftNode) : Typed();
    if (kind == "AEXPR_IN") {
        const Typed value = typeIn(name, left, fields, node, offset);
        if (value.constant.kind != Constant::Kind::None)
            softenMutable(begin);
        return value;
    }
    const Typed right = type(*rightNode);
    if (!right.type || (leftNode && !left.type))
        return {};
    if (kind == "AEXPR_OP_ANY" || kind == "AEXPR_OP_ALL")
        return applyArrayOperator(name, left, right, node, offset);
    if (kind == "AEXPR_NULLIF") {
        Typed first;
        const Typed equal = applyOperator(name, &left, right, node, offset, &first);
        if (!equal.type)
            return {};
        if (equal.type != oid::boolean)
            return mismatch("NULLIF compares with an operator that is no condition", offset);
        Typed value = first;
        value.node = &node;
        value.hasColumn = left.hasColumn || right.hasColumn;
        if (first.constant.kind == Constant::Kind::None ||
            right.constant.kind == Constant::Kind::None)
            value.constant = Constant::of(first.constant.isNull() ? Constant::Kind::Null
                                          : m_isEvaluated         ? Constant::Kind::Any
                                                                  : Constant::Kind::None);
        else
            value.constant = Constant::of(Constant::Kind::Maybe);
        if (m_isEvaluated || !(m_isPlanned))
            value.constant =
                Constant::of(m_isEvaluated ? Constant::Kind::Any : Constant::Kind::None);
        if (value.constant.kind == Constant::Kind::Maybe)
            softenMutable(begin);
        return value;
    }
    const bool plain = kind == "AEXPR_OP" || kind == "AEXPR_LIKE" || kind == "AEXPR_ILIKE" ||
                       kind == "AEXPR_SIMILAR";
    if (!plain)
        return undecided("an operator", offset);
    Typed value = applyOperator(name, leftNode ? &left : nullptr, right, node, offset);
    leaveOut(value.constant, begin);
    return value;
}

Typed Typer::typeIn(std::string_view name, const Typed &left, const TreeNode &fields,
                    const TreeNode &node, std::size_t offset)
{
    const TreeNode *list = member(fields, "rexpr");
    const TreeNode *leftNode = member(fields, "lexpr");
    if (!list || nodeKind(*list) != "List" || !leftNode)
        return undecided("the list of IN", offset);
    const TreeNode *itemNodes = member(nodeFields(*list), "items");
    std::vector<Typed> items = typeAll(itemNodes);
    if (!left.type || items.empty())
        return {};
    // What does not depend on the row is brought to one type first, the rest compared one by one.
    std::vector<Oid> types = {left.type};
    Typed array = result(0, node, offset);
    for (const Typed &item : items) {
        if (!item.type)
            return {};
        if (!item.hasColumn)
            types.push_back(item.type);
    }
    Oid common = types.size() > 2 ? commonType(types) : 0;
    for (const Oid type : types) {
        if (common && type != oid::unknown &&
            !findCoercion(type, common, CoercionContext::Implicit))
            common = 0;
    }
    if (common == oid::record || (common && !arrayOf(common)))
        common = 0;
    const bool isOr = name == "=";
    std::vector<Part> parts;
    if (common) {
        const std::size_t begin = mark();
        Part part;
        std::vector<Typed> elements;
        for (const Typed &item : items) {
            if (item.hasColumn)
                continue;
            elements.push_back(coerce(item, common, CoercionContext::Implicit, "the value of IN"));
            mergeCollation(array, item);
        }
        array.type = arrayOf(common);
        array.constant = planAll(elements, Constant::Kind::NotNull);
        part.value = applyArrayOperator(name, left, array, node, offset);
        part.effects = cut(begin);
        if (!part.value.type)
            return {};
        parts.push_back(std::move(part));
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (common && !items[i].hasColumn)
            continue;
        const std::size_t begin = mark();
        Part part;
        const TreeNode &itemNode = (*itemNodes)[static_cast<rapidjson::SizeType>(i)];
        part.value = isRowNode(*leftNode) && isRowNode(itemNode)
                         ? compareRows(name, *leftNode, itemNode, node, offset)
                         : applyOperator(name, &left, items[i], node, offset);
        part.value = toBoolean(part.value, "a comparison of IN");
        part.effects = cut(begin);
        if (!part.value.type)
            return {};
        parts.push_back(std::move(part));
    }
    Typed value = result(oid::boolean, node, offset);
    for (const Part &part : parts)
        value.hasColumn = value.hasColumn || part.value.hasColumn;
    value.constant = planJunction(parts, !isOr);
    return value;
}

Typed Typer::typeBetween(const TreeNode &left, const TreeNode &fields, std::string_view kind,
                         const TreeNode &node, std::size_t offset)
{
    const TreeNode *list = member(fields, "rexpr");
    const TreeNode *limits =
        list && nodeKind(*list) == "List" ? member(nodeFields(*list), "items") : nullptr;
    if (!limits || !limits->IsArray() || limits->Size() != 2)
        return undecided("the limits of BETWEEN", offset);
    const bool negated = kind.starts_with("AEXPR_NOT");
    Typed value = result(oid::boolean, node, offset);
    const auto compare = [&](std::string_view name, const TreeNode &limit) {
        const std::size_t begin = mark();
        Part part;
        if (isRowNode(left) && isRowNode(limit)) {
            part.value = compareRows(name, left, limit, node, offset);
        } else {
            const Typed one = type(left);
            const Typed other = type(limit);
            part.value = applyOperator(name, &one, other, node, offset);
            leaveOut(part.value.constant, begin);
        }
        part.value = toBoolean(part.value, "a comparison of BETWEEN");
        part.effects = cut(begin);
        value.hasColumn = value.hasColumn || part.value.hasColumn;
        if (!part.value.type)
            value.type = 0;
        return part;
    };
    const auto both = [&](const TreeNode &low, const TreeNode &high) {
        const std::size_t begin = mark();
        std::vector<Part> parts;
        parts.push_back(compare(negated ? "<" : ">=", low));
        parts.push_back(compare(negated ? ">" : "<=", high));
        Part part;
        part.value = value;
        part.value.constant = planJunction(parts, !negated);
        part.effects = cut(begin);
        return part;
    };
    std::vector<Part> ways;
    ways.push_back(both((*limits)[0], (*limits)[1]));
    if (kind.ends_with("_SYM"))
        ways.push_back(both((*limits)[1], (*limits)[0]));
    if (!value.type)
        return {};
    value.constant = planJunction(ways, negated);
    return value;
}

/// IS [NOT] DISTINCT FROM. Beside the word NULL it asks for no operator.
Typed Typer::typeDistinct(const TreeNode &left, const TreeNode &right, std::string_view name,
                          const TreeNode &node, std::size_t offset)
{
    if (isRowNode(left) && isRowNode(right)) {
        const std::vector<Typed> a = typeAll(member(nodeFields(left), "args"));
        const std::vector<Typed> b = typeAll(member(nodeFields(right), "args"));
        if (a.size() != b.size())
            return mismatch(
                fmt::format("rows of {} and {} values cannot be compared", a.size(), b.size()),
                offset);
        Typed value = result(oid::boolean, node, offset);
        for (std::size_t i = 0; i < a.size(); ++i) {
            const Typed one = applyOperator(name, &a[i], b[i], node, offset);
            if (!one.type)
                return {};
            if (one.type != oid::boolean)
                return mismatch("IS DISTINCT FROM compares with an operator that is no condition",
                                offset);
            value.hasColumn = value.hasColumn || one.hasColumn;
        }
        softenMutable(0);
        if (m_isEvaluated || m_isPlanned)
            value.constant =
                Constant::of(m_isEvaluated ? Constant::Kind::Any : Constant::Kind::Maybe);
        return value;
    }
    const bool leftNull = isNullNode(left);
    if (leftNull || isNullNode(right)) {
        const std::size_t begin = mark();
        const Typed tested = type(leftNull ? right : left);
        if (!tested.type)
            return {};
        Typed value = result(oid::boolean, node, offset);
        value.hasColumn = tested.hasColumn;
        value.constant = Constant::of(nullness(tested.constant));
        if (value.constant.isConstant())
            dropMutable(begin);
        return value;
    }
    const std::size_t begin = mark();
    const Typed a = type(left);
    const Typed b = type(right);
    if (!a.type || !b.type)
        return {};
    const ResolvedOperator found = resolveOperator(name, a.type, b.type);
    Typed value = applyOperator(name, &a, b, node, offset);
    if (value.type && value.type != oid::boolean)
        return mismatch("IS DISTINCT FROM compares with an operator that is no condition", offset);
    if (!value.type || (!m_isPlanned && !m_isEvaluated))
        return value;
    // Unlike the operator, it gives no null for a null.
    const bool constant = a.constant.isConstant() && b.constant.isConstant();
    if (a.constant.isNull() || b.constant.isNull()) {
        value.constant =
            constant ? Constant::ofBool(a.constant.isNull() != b.constant.isNull()) : Constant();
        if (!constant && found.row && found.row->volatility != 'i')
            addEffect(Effect::Kind::Mutable, name, offset);
    } else if (value.constant.kind == Constant::Kind::True ||
               value.constant.kind == Constant::Kind::False) {
        value.constant = Constant::ofBool(value.constant.kind == Constant::Kind::False);
    } else if (value.constant.kind != Constant::Kind::None) {
        softenMutable(begin);
        value.constant = Constant::of(Constant::Kind::Maybe);
    }
    if (m_isEvaluated)
        value.constant = Constant::of(Constant::Kind::Any);
    return value;
}

Typed Typer::typeTest(const TreeNode &node, const TreeNode &fields, std::size_t offset,
                      bool isBoolean)
{
    using Known = Constant::Kind;
    const TreeNode *argument = member(fields, "arg");
    const std::size_t begin = mark();
    Typed tested = argument ? type(*argument) : Typed();
    if (isBoolean)
        tested = toBoolean(tested, "the tested value");
    if (!tested.type)
        return {};
    Typed value = result(oid::boolean, node, offset);
    value.hasColumn = tested.hasColumn;
    if (!m_isPlanned && !m_isEvaluated)
        return value;
    const Known kind = tested.constant.kind;
    if (kind == Known::None)
        return value;
    if (isRow(tested.type)) {
        softenMutable(begin);
        value.constant = Constant::of(Known::Maybe);
        return value;
    }
    if (!isBoolean) {
        const Known null = nullness(tested.constant);
        const bool negated = stringMember(fields, "nulltesttype") == "IS_NOT_NULL";
        value.constant = null == Known::True || null == Known::False
                             ? Constant::ofBool((null == Known::True) != negated)
                             : Constant::of(null);
        return value;
    }
    const std::string_view test = stringMember(fields, "booltesttype");
    const Known wanted = test.ends_with("TRUE")    ? Known::True
                         : test.ends_with("FALSE") ? Known::False
                                                   : Known::Null;
    const bool negated = test.starts_with("IS_NOT");
    const bool isKnown = kind == Known::True || kind == Known::False || kind == Known::Null;
    value.constant = isKnown ? Constant::ofBool((kind == wanted) != negated)
                             : Constant::of(kind == Known::Maybe ? kind : Known::NotNull);
    return value;
}

} // namespace tw::postgresql
