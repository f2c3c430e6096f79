// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// What `pg_catalog` of PostgreSQL 15 holds, as `generate_catalog.sh` read it. Constant data.
namespace tw::postgresql {

/// A type by its oid in `pg_type`. The schema's own enums follow `firstEnumOid`, and arrays of them
/// `firstEnumArrayOid`. 0 is no type, or one that is not known.
using Oid = std::uint32_t;

inline constexpr Oid firstEnumOid = 1U << 24;
inline constexpr Oid firstEnumArrayOid = 1U << 25;
/// The rows of the table that an expression belongs to, and arrays of them.
inline constexpr Oid tableRowOid = 1U << 26;
inline constexpr Oid tableRowArrayOid = tableRowOid + 1;

namespace oid {
inline constexpr Oid boolean = 16, bytea = 17, int8 = 20, int2 = 21, int4 = 23, text = 25,
                     oidType = 26, json = 114, float4 = 700, float8 = 701, unknown = 705,
                     money = 790, bpchar = 1042, varchar = 1043, date = 1082, time = 1083,
                     timestamp = 1114, timestamptz = 1184, interval = 1186, timetz = 1266,
                     bit = 1560, varbit = 1562, numeric = 1700, uuid = 2950, jsonb = 3802,
                     name = 19, xml = 142, box = 603, inet = 869, cidr = 650, macaddr = 829,
                     macaddr8 = 774, any = 2276, anyarray = 2277, anyelement = 2283,
                     anynonarray = 2776, anyenum = 3500, anyrange = 3831, anymultirange = 4537,
                     anycompatible = 5077, anycompatiblearray = 5078, anycompatiblenonarray = 5079,
                     anycompatiblerange = 5080, anycompatiblemultirange = 4538, record = 2249,
                     recordArray = 2287, cstring = 2275, internal = 2281, voidType = 2278,
                     charType = 18, int2vector = 22, oidvector = 30, point = 600, lseg = 601,
                     line = 628, regconfig = 3734, regdictionary = 3769, regrole = 4096;
} // namespace oid

// The members stand as the generated rows have them.
struct CatalogType { // NOLINT(clang-analyzer-optin.performance.Padding)
    Oid oid;
    std::string_view name;    ///< `int4`
    std::string_view printed; ///< `integer`
    char kind;                ///< `b`ase, `r`ange, `m`ultirange, `p`seudo; `e` for a schema's enums
    char category;
    bool preferred;       ///< of its category
    Oid element;          ///< of a true array; else 0
    Oid array;            ///< the array of this type; 0 when there is none
    char readVolatility;  ///< of the input function
    char printVolatility; ///< of the output function
    Oid collation;        ///< 0 for a type that has none
};

struct CatalogCast {
    Oid source, target;
    char context;    ///< `i`mplicit, `a`ssignment, `e`xplicit
    char method;     ///< `f`unction, `b`inary coercible, `i` through text
    char volatility; ///< of the function
};

struct CatalogRange {
    Oid range, multirange, element;
};

struct CatalogOperator {
    std::string_view name;
    Oid left, right, result; ///< `left` is 0 for a prefix operator
    char volatility;         ///< `i`, `s`, `v`; `q`: of the conversion of its argument to text
    bool strict;             ///< null for a null operand
};

struct CatalogFunction { // NOLINT(clang-analyzer-optin.performance.Padding)
    static constexpr std::size_t maxArguments = 8;

    std::string_view name;
    Oid result;
    char kind; ///< `f`unction, `a`ggregate, `w`indow function
    bool returnsSet;
    char volatility; ///< as of an operator
    bool strict;
    std::uint8_t defaults;
    Oid variadic;                   ///< the element type of the last argument; 0 when there is none
    std::string_view argumentNames; ///< each with a comma behind it; empty when they have none
    std::uint8_t count;
    std::uint16_t arguments[maxArguments];
};

/// A name that a text means as a constant of `regconfig` or `regdictionary`.
struct CatalogTextSearch {
    Oid type;
    std::string_view name;
};

struct CatalogOpclass {
    std::string_view method;
    std::uint32_t family;
    Oid input;
};

struct CatalogEquality {
    std::uint32_t family;
    Oid left, right;
};

/// Null when there is no such type. Knows the schema's enums by their range of oids.
[[nodiscard]] const CatalogType *findType(Oid type);
/// By the name in `pg_type`, in lower case; null when there is none.
[[nodiscard]] const CatalogType *findTypeNamed(std::string_view name);

[[nodiscard]] const CatalogCast *findCast(Oid source, Oid target);
[[nodiscard]] const CatalogRange *findRange(Oid rangeOrMultirange);
[[nodiscard]] std::span<const CatalogOperator> operatorsNamed(std::string_view name);
[[nodiscard]] std::span<const CatalogFunction> functionsNamed(std::string_view name);
[[nodiscard]] std::span<const CatalogOpclass> defaultOpclasses(std::string_view method);
[[nodiscard]] bool hasEquality(std::uint32_t family, Oid left, Oid right);
/// In any family: whether a row that has such columns can be compared.
[[nodiscard]] bool hasEquality(Oid left, Oid right);
[[nodiscard]] bool isTextSearchName(Oid type, std::string_view name);

[[nodiscard]] constexpr bool isEnum(Oid type)
{
    return type >= firstEnumOid && type < firstEnumArrayOid;
}
[[nodiscard]] constexpr bool isEnumArray(Oid type)
{
    return type >= firstEnumArrayOid && type < tableRowOid;
}
/// A value with fields: of the table's rows, or of any.
[[nodiscard]] constexpr bool isRow(Oid type) { return type == oid::record || type == tableRowOid; }
/// Whether it is one of those, such as `anycompatible`, whose types are first made one.
[[nodiscard]] bool isCompatible(Oid type);
/// Whether it stands for others, as `anyelement` does.
[[nodiscard]] bool isPolymorphic(Oid type);
/// The array's element; 0 when it is no true array.
[[nodiscard]] Oid elementOf(Oid type);
/// The array type over `element`; 0 when there is none.
[[nodiscard]] Oid arrayOf(Oid element);

} // namespace tw::postgresql
