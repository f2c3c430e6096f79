// SPDX-License-Identifier: MIT
#include "catalog.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <tuple>
#include <unordered_map>

namespace tw::postgresql {
namespace {

constexpr bool f = false; // as the generated rows spell truth
constexpr bool t = true;

constexpr CatalogType types[] = {
#define TW_PG_TYPE(oid, name, printed, kind, category, preferred, element, array, read, print,     \
                   collation)                                                                      \
    {oid, name, printed, kind, category, preferred, element, array, read, print, collation},
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
#define TW_PG_OPERATOR(name, left, right, result, volatility, strict)                              \
    {name, left, right, result, volatility, strict},
#include "catalog_data.def"
#undef TW_PG_OPERATOR
};

constexpr CatalogFunction functions[] = {
#define TW_PG_FUNCTION(name, result, kind, set, volatility, strict, defaults, variadic, names,     \
                       count, ...)                                                                 \
    {name, result, kind, set, volatility, strict, defaults, variadic, names, count, __VA_ARGS__},
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

constexpr CatalogTextSearch textSearchNames[] = {
#define TW_PG_TEXTSEARCH(type, name) {type, name},
#include "catalog_data.def"
#undef TW_PG_TEXTSEARCH
};

constexpr CatalogType enumType = {firstEnumOid,      "enum", "enum", 'e', 'E', false, 0,
                                  firstEnumArrayOid, 's',    's',    0};
constexpr CatalogType enumArrayType = {firstEnumArrayOid, "enum[]", "enum[]", 'b', 'A', false,
                                       firstEnumOid,      0,        's',      's', 0};
constexpr CatalogType rowType = {tableRowOid,      "row", "row", 'c', 'C', false, 0,
                                 tableRowArrayOid, 's',   's',   0};
constexpr CatalogType rowArrayType = {tableRowArrayOid, "row[]", "row[]", 'b', 'A', false,
                                      tableRowOid,      0,       's',     's', 0};

/// Small enough for tables that stay in the cache.
using RowNumber = std::uint8_t;
constexpr std::size_t maxRows = std::numeric_limits<RowNumber>::max();
static_assert(std::size(types) < maxRows && std::size(casts) < maxRows);

/// The row of `types` that an oid has, counted from 1; 0 when it has none.
constexpr auto rowsByOid = [] {
    std::array<RowNumber, types[std::size(types) - 1].oid + 1> rows{};
    for (std::size_t i = 0; i < std::size(types); ++i)
        rows[types[i].oid] = static_cast<RowNumber>(i + 1);
    return rows;
}();

struct CastRange {
    RowNumber first = 0, count = 0;
};

/// The casts of each source, by its row; those of row 0 are none.
constexpr auto castsByRow = [] {
    std::array<CastRange, std::size(types) + 1> all{};
    for (std::size_t i = std::size(casts); i-- > 0;) {
        CastRange &range = all[rowsByOid[casts[i].source]];
        range.first = static_cast<RowNumber>(i);
        ++range.count;
    }
    return all;
}();
static_assert(castsByRow[0].count == 0, "a cast of a type without a row");

template <class Row>
std::span<const Row> rowsNamed(std::span<const Row> rows, std::string_view name)
{
    const auto found = std::ranges::equal_range(rows, name, {}, &Row::name);
    return {found.begin(), found.end()};
}

} // namespace

const CatalogType *findType(Oid type)
{
    if (type >= tableRowOid)
        return type == tableRowOid ? &rowType : &rowArrayType;
    if (isEnumArray(type))
        return &enumArrayType;
    if (isEnum(type))
        return &enumType;
    const std::size_t row = type < rowsByOid.size() ? rowsByOid[type] : 0;
    return row > 0 ? &types[row - 1] : nullptr;
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
    if (source >= rowsByOid.size())
        return nullptr;
    const CastRange range = castsByRow[rowsByOid[source]];
    for (const CatalogCast &cast : std::span(casts).subspan(range.first, range.count)) {
        if (cast.target == target)
            return &cast;
    }
    return nullptr;
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
    const auto key = [](const CatalogEquality &row) {
        return std::tuple(row.family, row.left, row.right);
    };
    return std::ranges::binary_search(equalities, std::tuple(family, left, right), {}, key);
}

bool hasEquality(Oid left, Oid right)
{
    return std::ranges::any_of(equalities, [=](const CatalogEquality &row) {
        return row.left == left && row.right == right;
    });
}

bool isTextSearchName(Oid type, std::string_view name)
{
    return std::ranges::any_of(textSearchNames, [=](const CatalogTextSearch &row) {
        return row.type == type && row.name == name;
    });
}

bool isCompatible(Oid type)
{
    switch (type) {
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

bool isPolymorphic(Oid type)
{
    switch (type) {
    case oid::anyarray:
    case oid::anyelement:
    case oid::anynonarray:
    case oid::anyenum:
    case oid::anyrange:
    case oid::anymultirange:
        return true;
    default:
        return isCompatible(type);
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
