// SPDX-License-Identifier: MIT
#include "coercion.h"

#include <algorithm>
#include <array>

namespace tw::postgresql {
namespace {

bool allows(CoercionContext context, char castContext)
{
    switch (castContext) {
    case 'i':
        return true;
    case 'a':
        return context != CoercionContext::Implicit;
    default:
        return context == CoercionContext::Explicit;
    }
}

char later(char a, char b) // the more volatile of two
{
    if (a == 'v' || b == 'v')
        return 'v';
    return a == 's' || b == 's' ? 's' : 'i';
}

CoercionPath throughText(const CatalogType &source, const CatalogType &target)
{
    return {CoercionPath::Kind::ThroughText, later(source.printVolatility, target.readVolatility)};
}

/// What the polymorphic parameters of one call stand for; 0 while nothing has said.
struct Generics {
    Oid element = 0, array = 0, range = 0, multirange = 0;
    bool any = false, nonArray = false, isEnum = false, compatible = false;

    static bool unify(Oid &slot, Oid actual)
    {
        if (actual == oid::unknown)
            return true;
        if (slot && slot != actual)
            return false;
        slot = actual;
        return true;
    }

    bool take(Oid declared, Oid actual)
    {
        any = true;
        switch (declared) {
        case oid::anyelement:
            return unify(element, actual);
        case oid::anynonarray:
            nonArray = true;
            return unify(element, actual);
        case oid::anyenum:
            isEnum = true;
            return unify(element, actual);
        case oid::anyarray:
            return unify(array, actual);
        case oid::anyrange:
            return unify(range, actual);
        case oid::anymultirange:
            return unify(multirange, actual);
        default:
            compatible = true;
            return actual == oid::unknown || fitsCompatible(declared, actual);
        }
    }

    static bool fitsCompatible(Oid declared, Oid actual)
    {
        const CatalogType *row = findType(actual);
        switch (declared) {
        case oid::anycompatiblearray:
            return elementOf(actual) != 0;
        case oid::anycompatiblerange:
            return row && row->kind == 'r';
        case oid::anycompatiblemultirange:
            return row && row->kind == 'm';
        default:
            return true;
        }
    }

    /// Makes the four agree with each other.
    bool settle()
    {
        if (array && !unify(element, elementOf(array)))
            return false;
        if (array && !elementOf(array))
            return false;
        if (multirange) {
            const CatalogRange *row = findRange(multirange);
            if (!row || row->multirange != multirange || !unify(range, row->range))
                return false;
        }
        if (range) {
            const CatalogRange *row = findRange(range);
            if (!row || row->range != range || !unify(element, row->element))
                return false;
        }
        if (nonArray && element && elementOf(element))
            return false;
        return !isEnum || !element || postgresql::isEnum(element);
    }
};

} // namespace

CoercionPath findCoercion(Oid source, Oid target, CoercionContext context)
{
    using Kind = CoercionPath::Kind;
    if (source == target)
        return {Kind::Same};
    const CatalogType *from = findType(source);
    const CatalogType *to = findType(target);
    if (!from || !to)
        return {};
    if (const CatalogCast *cast = findCast(source, target)) {
        if (!allows(context, cast->context))
            return {};
        if (cast->method == 'b')
            return {Kind::Binary};
        return cast->method == 'i' ? throughText(*from, *to)
                                   : CoercionPath{Kind::Function, cast->volatility};
    }
    const Oid fromElement = elementOf(source);
    const Oid toElement = elementOf(target);
    const bool isVector = to->category == 'A' && to->name.ends_with("vector");
    if (fromElement && toElement && !isVector) {
        const CoercionPath element = findCoercion(fromElement, toElement, context);
        if (element.kind == Kind::ThroughText)
            return throughText(*from, *to);
        if (element)
            return {Kind::Array, element.volatility};
    }
    if (context != CoercionContext::Implicit && to->category == 'S')
        return throughText(*from, *to);
    if (context == CoercionContext::Explicit && from->category == 'S')
        return throughText(*from, *to);
    return {};
}

Tristate canCoerce(std::span<const Oid> sources, std::span<const Oid> targets,
                   CoercionContext context)
{
    Generics generics;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (sources[i] == targets[i] || targets[i] == oid::any)
            continue;
        if (isPolymorphic(targets[i])) {
            if (!generics.take(targets[i], sources[i]))
                return Tristate::No;
            continue;
        }
        if (sources[i] == oid::unknown)
            continue;
        if (!findCoercion(sources[i], targets[i], context))
            return Tristate::No;
    }
    if (!generics.settle())
        return Tristate::No;
    return generics.compatible ? Tristate::Unknown : Tristate::Yes;
}

Oid resolvePolymorphic(Oid result, std::span<const Oid> sources, std::span<const Oid> targets)
{
    if (!isPolymorphic(result))
        return result;
    Generics generics;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (isPolymorphic(targets[i]) && !generics.take(targets[i], sources[i]))
            return 0;
    }
    if (!generics.settle() || generics.compatible)
        return 0;
    switch (result) {
    case oid::anyarray:
        return generics.array || !generics.element ? generics.array : arrayOf(generics.element);
    case oid::anyrange:
        return generics.range;
    case oid::anymultirange:
        return generics.multirange;
    default:
        return generics.element;
    }
}

bool isBinaryCoercible(Oid source, Oid target)
{
    if (source == target || target == oid::any || target == oid::anyelement)
        return true;
    const CatalogType *from = findType(source);
    if (!from)
        return false;
    switch (target) {
    case oid::anyarray:
        return elementOf(source) != 0;
    case oid::anyenum:
        return isEnum(source);
    case oid::anyrange:
        return from->kind == 'r';
    case oid::anymultirange:
        return from->kind == 'm';
    default:
        break;
    }
    const CatalogCast *cast = findCast(source, target);
    return cast && cast->method == 'b' && cast->context == 'i';
}

const CatalogOpclass *defaultOpclass(std::string_view method, Oid type)
{
    const CatalogType *row = findType(type);
    if (!row)
        return nullptr;
    const std::span<const CatalogOpclass> opclasses = defaultOpclasses(method);
    const auto exact = std::ranges::find(opclasses, type, &CatalogOpclass::input);
    if (exact != opclasses.end())
        return &*exact;
    const CatalogOpclass *compatible = nullptr;
    const CatalogOpclass *preferred = nullptr;
    std::size_t compatibleCount = 0;
    std::size_t preferredCount = 0;
    for (const CatalogOpclass &opclass : opclasses) {
        if (!isBinaryCoercible(type, opclass.input))
            continue;
        const CatalogType *input = findType(opclass.input);
        if (input && input->category == row->category && input->preferred) {
            preferred = &opclass;
            ++preferredCount;
        } else {
            compatible = &opclass;
            ++compatibleCount;
        }
    }
    if (preferredCount == 1)
        return preferred;
    return preferredCount == 0 && compatibleCount == 1 ? compatible : nullptr;
}

bool canReferTo(Oid source, Oid target)
{
    const CatalogOpclass *opclass = defaultOpclass("btree", target);
    if (!opclass)
        return false;
    if (hasEquality(opclass->family, opclass->input, source) &&
        hasEquality(opclass->family, source, source))
        return true;
    const std::array<Oid, 2> sources = {target, source};
    const std::array<Oid, 2> targets = {opclass->input, opclass->input};
    return canCoerce(sources, targets, CoercionContext::Implicit) == Tristate::Yes;
}

} // namespace tw::postgresql
