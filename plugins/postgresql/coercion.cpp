// SPDX-License-Identifier: MIT
#include "coercion.h"

#include <algorithm>
#include <array>
#include <vector>

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
class Generics {
public:
    /// False when the arguments contradict each other.
    bool read(std::span<const Oid> sources, std::span<const Oid> targets);
    /// What a polymorphic type stands for; 0 when nothing says.
    [[nodiscard]] Oid meaning(Oid declared) const;

private:
    bool take(Oid declared, Oid actual);
    bool takeCompatible(Oid declared, Oid actual);
    bool agree();

    static bool unify(Oid &slot, Oid actual)
    {
        if (slot && slot != actual)
            return false;
        slot = actual;
        return true;
    }

    struct Family {
        Oid element = 0, array = 0, range = 0, multirange = 0;
        bool nonArray = false, isEnum = false;

        /// Derives one from the other. False when they are not of one kind.
        bool complete();
        [[nodiscard]] Oid arrayType() const { return array || !element ? array : arrayOf(element); }
    };

    Family m_exact, m_compatible;
    std::vector<Oid> m_compatibleTypes;
    bool m_usesCompatible = false;
};

bool Generics::Family::complete()
{
    if (multirange) {
        const CatalogRange *row = findRange(multirange);
        if (!row || row->multirange != multirange || !unify(range, row->range))
            return false;
    }
    if (range) {
        const CatalogRange *row = findRange(range);
        if (!row || row->range != range)
            return false;
        multirange = row->multirange;
        return unify(element, row->element);
    }
    return true;
}

bool Generics::take(Oid declared, Oid actual)
{
    switch (declared) {
    case oid::anynonarray:
        m_exact.nonArray = true;
        break;
    case oid::anyenum:
        m_exact.isEnum = true;
        break;
    default:
        break;
    }
    if (actual == oid::unknown)
        return true;
    switch (declared) {
    case oid::anyelement:
    case oid::anynonarray:
    case oid::anyenum:
        return unify(m_exact.element, actual);
    case oid::anyarray:
        return unify(m_exact.array, actual);
    case oid::anyrange:
        return unify(m_exact.range, actual);
    default:
        return unify(m_exact.multirange, actual);
    }
}

bool Generics::takeCompatible(Oid declared, Oid actual)
{
    m_usesCompatible = true;
    if (declared == oid::anycompatiblenonarray)
        m_compatible.nonArray = true;
    if (actual == oid::unknown)
        return true;
    switch (declared) {
    case oid::anycompatiblearray:
        m_compatibleTypes.push_back(elementOf(actual));
        return m_compatibleTypes.back() != 0;
    case oid::anycompatiblerange:
    case oid::anycompatiblemultirange: {
        const bool multi = declared == oid::anycompatiblemultirange;
        if (!unify(multi ? m_compatible.multirange : m_compatible.range, actual))
            return false;
        const CatalogRange *row = findRange(actual);
        if (!row || (multi ? row->multirange : row->range) != actual)
            return false;
        m_compatibleTypes.push_back(row->element);
        return true;
    }
    default:
        m_compatibleTypes.push_back(actual);
        return true;
    }
}

bool Generics::agree()
{
    if (m_exact.array) {
        const Oid element = elementOf(m_exact.array);
        if (!element || !unify(m_exact.element, element))
            return false;
    }
    if (!m_exact.complete() || (m_exact.nonArray && elementOf(m_exact.element)) ||
        (m_exact.isEnum && !isEnum(m_exact.element)))
        return false;
    if (m_compatibleTypes.empty()) {
        if (m_usesCompatible)
            m_compatible.element = oid::text;
        return true;
    }
    const Oid common = commonType(m_compatibleTypes);
    const bool works =
        common && std::ranges::all_of(m_compatibleTypes, [common](Oid type) {
            return static_cast<bool>(findCoercion(type, common, CoercionContext::Implicit));
        });
    if (!works || (m_compatible.nonArray && elementOf(common)))
        return false;
    m_compatible.element = common;
    return m_compatible.complete();
}

bool Generics::read(std::span<const Oid> sources, std::span<const Oid> targets)
{
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (!isPolymorphic(targets[i]))
            continue;
        const bool good = isCompatible(targets[i]) ? takeCompatible(targets[i], sources[i])
                                                   : take(targets[i], sources[i]);
        if (!good)
            return false;
    }
    return agree();
}

Oid Generics::meaning(Oid declared) const
{
    const Family &family = isCompatible(declared) ? m_compatible : m_exact;
    switch (declared) {
    case oid::anyarray:
    case oid::anycompatiblearray:
        return family.arrayType();
    case oid::anyrange:
    case oid::anycompatiblerange:
        return family.range;
    case oid::anymultirange:
    case oid::anycompatiblemultirange:
        return family.multirange;
    default:
        return family.element;
    }
}

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
    if ((source == tableRowOid && target == oid::record) ||
        (source == tableRowArrayOid && target == oid::recordArray) ||
        (source == oid::record && target == tableRowOid))
        return {Kind::Binary};
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
        if (element)
            return {Kind::Array, element.volatility};
    }
    if (context != CoercionContext::Implicit && to->category == 'S')
        return throughText(*from, *to);
    if (context == CoercionContext::Explicit && from->category == 'S')
        return throughText(*from, *to);
    return {};
}

bool canCoerce(std::span<const Oid> sources, std::span<const Oid> targets, CoercionContext context)
{
    bool polymorphic = false;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (sources[i] == targets[i] || targets[i] == oid::any)
            continue;
        if (isPolymorphic(targets[i])) {
            polymorphic = true;
            continue;
        }
        if (sources[i] == oid::unknown ? targets[i] == oid::internal
                                       : !findCoercion(sources[i], targets[i], context))
            return false; // nothing that can be written is `internal`
    }
    return !polymorphic || Generics().read(sources, targets);
}

Oid settlePolymorphic(std::span<const Oid> sources, std::span<Oid> targets, Oid result)
{
    if (std::ranges::none_of(targets, isPolymorphic))
        return result;
    Generics generics;
    if (!generics.read(sources, targets))
        return 0;
    for (Oid &target : targets) {
        if (!isPolymorphic(target))
            continue;
        target = generics.meaning(target);
        if (!target)
            return 0;
    }
    return isPolymorphic(result) ? generics.meaning(result) : result;
}

Oid commonType(std::span<const Oid> types)
{
    const auto categoryOf = [](Oid type) {
        const CatalogType *row = findType(type);
        return row ? row->category : '\0';
    };
    Oid chosen = types.front();
    if (chosen != oid::unknown &&
        std::ranges::all_of(types, [chosen](Oid type) { return type == chosen; }))
        return chosen;
    for (const Oid type : types) {
        if (type == oid::unknown || type == chosen)
            continue;
        if (chosen == oid::unknown) {
            chosen = type;
            continue;
        }
        if (categoryOf(type) != categoryOf(chosen))
            return 0;
        const CatalogType *row = findType(chosen);
        if ((!row || !row->preferred) && findCoercion(chosen, type, CoercionContext::Implicit) &&
            !findCoercion(type, chosen, CoercionContext::Implicit))
            chosen = type;
    }
    return chosen == oid::unknown ? oid::text : chosen;
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
    return canCoerce(sources, targets, CoercionContext::Implicit);
}

} // namespace tw::postgresql
