// SPDX-License-Identifier: MIT
#include "catalog.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace tw::postgresql {
namespace {

constexpr bool f = false; // as the generated rows spell truth
constexpr bool t = true;

constexpr CatalogType types[] = {
#define TW_PG_TYPE(oid, name, printed, kind, category, preferred, element, array, read, print)     \
    {oid, name, printed, kind, category, preferred, element, array, read, print},
#include "catalog_data.def"
#undef TW_PG_TYPE
};

constexpr CatalogCast casts[] = {
#define TW_PG_CAST(source, target, context, method, volatility)                                    \
    {source, target, context, method, volatility},
#include "catalog_data.def"
#undef TW_PG_CAST
};

constexpr CatalogRange ranges[] = {
#define TW_PG_RANGE(range, multirange, element) {range, multirange, element},
#include "catalog_data.def"
#undef TW_PG_RANGE
};

constexpr CatalogOperator operators[] = {
#define TW_PG_OPERATOR(name, left, right, result, volatility)                                      \
    {name, left, right, result, volatility},
#include "catalog_data.def"
#undef TW_PG_OPERATOR
};

constexpr CatalogFunction functions[] = {
#define TW_PG_FUNCTION(name, result, kind, set, volatility, defaults, variadic, count, ...)        \
    {name, result, kind, set, volatility, defaults, variadic, count, __VA_ARGS__},
#include "catalog_data.def"
#undef TW_PG_FUNCTION
};

constexpr CatalogOpclass opclasses[] = {
#define TW_PG_OPCLASS(method, family, input) {method, family, input},
#include "catalog_data.def"
#undef TW_PG_OPCLASS
};

constexpr CatalogEquality equalities[] = {
#define TW_PG_EQUALITY(family, left, right) {family, left, right},
#include "catalog_data.def"
#undef TW_PG_EQUALITY
};

constexpr CatalogType enumType = {firstEnumOid,      "enum", "enum", 'e', 'E', false, 0,
                                  firstEnumArrayOid, 's',    's'};
constexpr CatalogType enumArrayType = {firstEnumArrayOid, "enum[]", "enum[]", 'b', 'A', false,
                                       firstEnumOid,      0,        's',      's'};

template <class Row>
std::span<const Row> rowsNamed(std::span<const Row> rows, std::string_view name)
{
    const auto found = std::ranges::equal_range(rows, name, {}, &Row::name);
    return {found.begin(), found.end()};
}

} // namespace

const CatalogType *findType(Oid type)
{
    if (isEnumArray(type))
        return &enumArrayType;
    if (isEnum(type))
        return &enumType;
    const auto *found = std::ranges::lower_bound(types, type, {}, &CatalogType::oid);
    return found != std::end(types) && found->oid == type ? found : nullptr;
}

const CatalogType *findTypeNamed(std::string_view name)
{
    static const auto byName = [] {
        std::unordered_map<std::string_view, const CatalogType *> map;
        for (const CatalogType &type : types)
            map.emplace(type.name, &type);
        return map;
    }();
    const auto found = byName.find(name);
    return found == byName.end() ? nullptr : found->second;
}

const CatalogCast *findCast(Oid source, Oid target)
{
    const auto key = [](const CatalogCast &cast) { return std::pair(cast.source, cast.target); };
    const auto *found = std::ranges::lower_bound(casts, std::pair(source, target), {}, key);
    const bool hit = found != std::end(casts) && found->source == source && found->target == target;
    return hit ? found : nullptr;
}

const CatalogRange *findRange(Oid rangeOrMultirange)
{
    for (const CatalogRange &row : ranges) {
        if (row.range == rangeOrMultirange || row.multirange == rangeOrMultirange)
            return &row;
    }
    return nullptr;
}

std::span<const CatalogOperator> operatorsNamed(std::string_view name)
{
    return rowsNamed(std::span<const CatalogOperator>(operators), name);
}

std::span<const CatalogFunction> functionsNamed(std::string_view name)
{
    return rowsNamed(std::span<const CatalogFunction>(functions), name);
}

std::span<const CatalogOpclass> defaultOpclasses(std::string_view method)
{
    const auto found = std::ranges::equal_range(opclasses, method, {}, &CatalogOpclass::method);
    return {found.begin(), found.end()};
}

bool hasEquality(std::uint32_t family, Oid left, Oid right)
{
    return std::ranges::any_of(equalities, [&](const CatalogEquality &row) {
        return row.family == family && row.left == left && row.right == right;
    });
}

bool isPolymorphic(Oid type)
{
    switch (type) {
    case oid::anyarray:
    case oid::anyelement:
    case oid::anynonarray:
    case oid::anyenum:
    case oid::anyrange:
    case oid::anymultirange:
    case oid::anycompatible:
    case oid::anycompatiblearray:
    case oid::anycompatiblenonarray:
    case oid::anycompatiblerange:
    case oid::anycompatiblemultirange:
        return true;
    default:
        return false;
    }
}

Oid elementOf(Oid type)
{
    if (isEnumArray(type))
        return firstEnumOid + (type - firstEnumArrayOid);
    if (isEnum(type))
        return 0;
    const CatalogType *row = findType(type);
    return row ? row->element : 0;
}

Oid arrayOf(Oid element)
{
    if (isEnum(element))
        return firstEnumArrayOid + (element - firstEnumOid);
    const CatalogType *row = findType(element);
    return row ? row->array : 0;
}

} // namespace tw::postgresql
