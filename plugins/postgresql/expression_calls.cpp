// SPDX-License-Identifier: MIT
#include "expression_typer.h"

#include "quoting.h"

#include <fmt/format.h>

#include <algorithm>

namespace tw::postgresql {

namespace {

/// A literal is read before it could fail here, and an implicit cast loses nothing.
bool castNeverFails(const Typed &value, Oid target)
{
    return value.literal || value.isNull ||
           static_cast<bool>(findCoercion(value.type, target, CoercionContext::Implicit));
}

} // namespace

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

} // namespace tw::postgresql
