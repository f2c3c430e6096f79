// SPDX-License-Identifier: MIT
#include "expression_typer.h"

#include "quoting.h"
#include "type_catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tw::postgresql {

Oid Typer::enumNamed(std::string_view space, std::string_view name) const
{
    const std::string_view wanted = space.empty() ? "public" : space;
    for (std::size_t i = 0; i < m_context.schema.enums.size(); ++i) {
        const ir::EnumType &candidate = m_context.schema.enums[i];
        const std::string_view home = candidate.namespaceName.empty()
                                          ? "public"
                                          : keptIdentifier(candidate.namespaceName.view());
        if (home == wanted && keptIdentifier(candidate.name.view()) == name)
            return firstEnumOid + static_cast<Oid>(i);
    }
    return 0;
}

/// `(10,2)` behind a type's name. False when the type takes no such thing.
bool Typer::readArguments(const TreeNode &typeName, NamedType &named, std::size_t offset)
{
    const TreeNode *arguments = member(typeName, "typmods");
    if (!arguments || !arguments->IsArray() || arguments->Empty())
        return true;
    named.isLimited = true;
    std::vector<int> numbers;
    for (const TreeNode &argument : arguments->GetArray()) {
        const bool isConstant = nodeKind(argument) == "A_Const";
        const std::optional<int> number =
            isConstant ? integerOf(nodeFields(argument)) : std::nullopt;
        if (isConstant && !number) {
            undecided(fmt::format("the arguments of {}", printed(named.type)), offset);
            return false;
        }
        if (!number) {
            mismatch(fmt::format("the arguments of {} are numbers", printed(named.type)), offset);
            return false;
        }
        numbers.push_back(*number);
    }
    struct Limits {
        Oid type;
        std::size_t count;
        int least, most;
    };
    constexpr int seconds = 1000000000;
    constexpr Limits known[] = {
        {oid::varchar, 1, 1, 10485760},    {oid::bpchar, 1, 1, 10485760},
        {oid::bit, 1, 1, 83886080},        {oid::varbit, 1, 1, 83886080},
        {oid::numeric, 2, 1, 1000},        {oid::timestamp, 1, 0, seconds},
        {oid::timestamptz, 1, 0, seconds}, {oid::time, 1, 0, seconds},
        {oid::timetz, 1, 0, seconds},      {oid::interval, 2, 0, seconds * 2}};
    const auto *found = std::ranges::find(known, named.type, &Limits::type);
    if (found == std::end(known) || numbers.size() > found->count || numbers[0] < found->least ||
        numbers[0] > found->most ||
        (numbers.size() > 1 && named.type == oid::numeric &&
         (numbers[1] < -1000 || numbers[1] > 1000))) {
        mismatch(fmt::format("{} does not take such arguments", printed(named.type)), offset);
        return false;
    }
    named.first = numbers[0];
    named.second = numbers.size() > 1 ? numbers[1] : 0;
    return true;
}

NamedType Typer::typeNamed(const TreeNode &typeName, std::size_t offset)
{
    const TreeNode *names = member(typeName, "names");
    if (!names || !names->IsArray() || names->Empty() || names->Size() > 2 ||
        boolMember(typeName, "setof") || boolMember(typeName, "pct_type")) {
        undecided("a type", offset);
        return {};
    }
    const std::string_view name = stringNode((*names)[names->Size() - 1]);
    const std::string_view space =
        names->Size() == 2 ? stringNode((*names)[0]) : std::string_view();
    NamedType named;
    if (space.empty() || space == "pg_catalog") {
        if (const CatalogType *row = findTypeNamed(name))
            named.type = row->oid;
    }
    if (!named.type)
        named.type = enumNamed(space, name);
    if (!named.type) {
        undecided(fmt::format("the type `{}`", name), offset);
        return {};
    }
    if (!readArguments(typeName, named, offset))
        return {};
    const TreeNode *bounds = member(typeName, "arrayBounds");
    if (bounds && bounds->IsArray() && !bounds->Empty()) {
        const Oid array = arrayOf(named.type);
        if (!array) {
            mismatch(fmt::format("there are no arrays of {}", printed(named.type)), offset);
            return {};
        }
        named.type = array;
    }
    return named;
}

/// The length or precision that a cast asks for. Only numbers can be too large for it.
Typed Typer::limit(Typed value, const NamedType &named)
{
    if (!named.isLimited || !value.constant.isConstant() || value.constant.isNull() ||
        (!m_isPlanned && !m_isEvaluated))
        return value;
    const Oid element = elementOf(named.type) ? elementOf(named.type) : named.type;
    if (element != oid::numeric) {
        if (value.constant.kind == Constant::Kind::Tame)
            return value;
        value.constant = Constant::of(value.constant.isNotNull() ? Constant::Kind::NotNull
                                                                 : Constant::Kind::Any);
        return value; // a text that may have been cut is not known any more
    }
    const Folded folded = foldNumericLimit(value.constant, named.first, named.second);
    if (folded.outcome == Folded::Outcome::Fails)
        addEffect(Effect::Kind::Fails, "numeric", value.offset);
    else if (folded.outcome == Folded::Outcome::Unknown)
        addEffect(Effect::Kind::MaybeFails, "numeric", value.offset);
    return value;
}

Typed Typer::typeCast(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *typeName = member(fields, "typeName");
    const TreeNode *argument = member(fields, "arg");
    if (!typeName || !argument)
        return undecided("a cast", offset);
    const NamedType target = typeNamed(*typeName, offset);
    const Typed value =
        nodeKind(*argument) == "A_ArrayExpr"
            ? typeArray(*argument, nodeFields(*argument), offset, elementOf(target.type))
            : type(*argument);
    if (!target.type || !value.type)
        return {};
    Typed converted =
        coerce(value, target.type, CoercionContext::Explicit, "the value of the cast");
    if (!converted.type)
        return {};
    converted.node = &node;
    converted.isNull = false;
    if (converted.type != oid::unknown) // a cast to "any" leaves a literal what it is
        converted.literal.reset();
    return limit(converted, target);
}

Typed Typer::typeCall(const TreeNode &node, const TreeNode &fields, std::size_t offset)
{
    const TreeNode *names = member(fields, "funcname");
    const std::string_view name = catalogName(names);
    const bool isQualified = names && names->IsArray() && names->Size() > 1;
    const std::size_t begin = mark();
    std::vector<Typed> arguments;
    CallArguments call;
    call.variadic = boolMember(fields, "func_variadic");
    if (const TreeNode *list = member(fields, "args"); list && list->IsArray()) {
        for (const TreeNode &argument : list->GetArray()) {
            const bool isNamed = nodeKind(argument) == "NamedArgExpr";
            const TreeNode *value = isNamed ? member(nodeFields(argument), "arg") : &argument;
            if (!value)
                return undecided("an argument", offset);
            if (isNamed)
                call.names.push_back(stringMember(nodeFields(argument), "name"));
            else if (!call.names.empty())
                return mismatch("an argument without a name follows one with a name", offset);
            arguments.push_back(type(*value));
        }
    }
    Oid castTarget = 0;
    if (!name.empty()) {
        if (const CatalogType *row = findTypeNamed(name))
            castTarget = row->oid;
        else if (!isQualified)
            castTarget = enumNamed({}, name);
    }
    if (name.empty() || (functionsNamed(name).empty() && !castTarget)) {
        if (!name.empty() && isQualified)
            return mismatch(fmt::format("no function `pg_catalog.{}`", name), offset);
        const std::string_view shown = names && names->IsArray() && !names->Empty()
                                           ? stringNode((*names)[names->Size() - 1])
                                           : std::string_view();
        return undecided(fmt::format("the function `{}`, which is not built in", shown), offset);
    }
    for (const Typed &argument : arguments) {
        if (!argument.type)
            return {};
        call.types.push_back(argument.type);
    }
    constexpr std::size_t mostArguments = 100;
    if (call.types.size() > mostArguments)
        return mismatch(
            fmt::format("{} arguments, expected at most {}", call.types.size(), mostArguments),
            offset);
    const ResolvedFunction found = resolveFunction(name, call, castTarget);
    if (found.resolution == Resolution::Found)
        return callFound(found, name, std::move(arguments), call.variadic, begin, node, offset);
    std::string list;
    for (const Oid type : call.types)
        list += (list.empty() ? "" : ", ") + printed(type);
    switch (found.resolution) {
    case Resolution::Ambiguous:
        return mismatch(fmt::format("several functions fit `{}({})`", name, list), offset);
    case Resolution::Indeterminate:
        return mismatch(fmt::format("what `{}({})` gives is not determined", name, list), offset);
    default:
        return mismatch(fmt::format("no function `{}({})`", name, list), offset);
    }
}

namespace {

/// Functions that the server looks into, so that it computes some of their arguments although
/// others are no constants.
bool mayFailInPart(std::string_view name, std::span<const Operand> operands)
{
    const auto isConstant = [](const Operand &operand) { return operand.constant.isConstant(); };
    if (std::ranges::all_of(operands, isConstant))
        return false;
    if (name == "interval")
        return operands.size() == 2 && isConstant(operands[1]);
    if (name == "substring")
        return operands.size() == 3 && operands[2].type == oid::text &&
               !foldFunction("similar_to_escape", operands.subspan(1), oid::text, true).isValue();
    if (name != "overlaps")
        return false;
    return std::ranges::any_of(operands, [&](const Operand &operand) {
        return isConstant(operand) && operand.constant.kind != Constant::Kind::Tame;
    });
}

} // namespace

Typed Typer::callFound(const ResolvedFunction &found, std::string_view name,
                       std::vector<Typed> arguments, bool isSpread, std::size_t begin,
                       const TreeNode &node, std::size_t offset)
{
    if (found.isCast) {
        Typed converted =
            coerce(arguments[0], found.result, CoercionContext::Explicit, "the value of the cast");
        converted.node = &node;
        converted.literal.reset();
        return converted;
    }
    const CatalogFunction &row = *found.row;
    if (row.kind == 'a' || row.kind == 'w' || row.returnsSet) {
        report(row.kind == 'a'   ? Kind::Aggregate
               : row.kind == 'w' ? Kind::WindowFunction
                                 : Kind::SetReturning,
               std::string(name), offset);
        return {};
    }
    if (isSpread && row.variadic == oid::any && !elementOf(arguments.back().type))
        return mismatch(
            fmt::format("VARIADIC takes an array, not {}", printed(arguments.back().type)), offset);
    Typed value = result(found.result, node, offset);
    char volatility = row.volatility;
    std::vector<Operand> operands;
    operands.reserve(arguments.size());
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (volatility == 'q' && row.arguments[i] != oid::text)
            volatility =
                findCoercion(found.declared[i], oid::text, CoercionContext::Explicit).volatility;
        const Typed taken =
            coerce(arguments[i], found.declared[i], CoercionContext::Implicit, "the argument");
        if (!taken.type)
            return {};
        mergeCollation(value, taken);
        operands.push_back({taken.type, taken.constant});
    }
    const CatalogType *type = findType(found.result);
    if (!type || !type->collation)
        value.collation = {};
    if (m_isPlanned && mayFailInPart(name, operands))
        addEffect(Effect::Kind::MaybeFails, name, offset);
    value.constant = planCall({name, volatility, row.strict, begin, offset}, operands, [&] {
        return m_isEvaluated ? foldAtRunTime(name, operands, found.result)
                             : foldFunction(name, operands, found.result, m_hasCollations);
    });
    return value;
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
    Typed value = result(type, node, offset);
    if (m_isPlanned)
        addEffect(Effect::Kind::Mutable, name, offset);
    if (m_isEvaluated)
        value.constant =
            Constant::of(type == oid::name ? Constant::Kind::Any : Constant::Kind::Tame);
    return value;
}

} // namespace tw::postgresql
