// SPDX-License-Identifier: MIT
#include "type_catalog.h"

#include "coercion.h"
#include "index_methods.h"
#include "literal_check.h"
#include "quoting.h"
#include "value_key.h"
#include "well_known.h"

#include <array>
#include <bitset>
#include <charconv>
#include <iterator>
#include <unordered_map>

namespace tw::postgresql {
namespace {

enum class Arguments : std::uint8_t {
    None,
    CharacterLength,
    BitLength,
    ByteLength,
    PrecisionAndScale,
    FloatPrecision,
    Seconds
};

constexpr Oid typeOids[] = {
#define TW_TYPE(name, oid, ...) oid,
#include "type_table.def"
};

constexpr std::size_t typeCount = std::size(typeOids);

void applyArguments(TypeInfo &info, Arguments arguments)
{
    switch (arguments) {
    case Arguments::None:
        break;
    case Arguments::CharacterLength:
        info.takesLength = true;
        info.minFirst = 1;
        info.maxFirst = 10'485'760;
        break;
    case Arguments::BitLength:
        info.takesLength = true;
        info.minFirst = 1;
        info.maxFirst = 83'886'080;
        break;
    case Arguments::ByteLength: // any: the length is dropped
        info.takesLength = true;
        info.minFirst = 1;
        info.maxFirst = INT32_MAX;
        break;
    case Arguments::PrecisionAndScale:
        info.takesPrecision = info.takesScale = true;
        info.minFirst = 1;
        info.maxFirst = 1000;
        info.minSecond = -1000;
        info.maxSecond = 1000;
        break;
    case Arguments::FloatPrecision:
        info.takesPrecision = true;
        info.minFirst = 1;
        info.maxFirst = 53;
        break;
    case Arguments::Seconds:
        info.takesPrecision = true;
        info.minFirst = 0;
        info.maxFirst = 6;
        info.reducesFirst = true;
        break;
    }
}

TypeInfo makeInfo(Builtin type, std::string_view printed, TypeFamily family, Arguments arguments)
{
    TypeInfo info;
    info.name = printed;
    info.family = family;
    applyArguments(info, arguments);
    info.canAutoIncrement = family == TypeFamily::Integer;
    info.storageType = typeId(type);
    switch (type) {
    case Builtin::Serial2:
        info.storageType = typeId(Builtin::Int2);
        break;
    case Builtin::Serial4:
        info.storageType = typeId(Builtin::Int4);
        break;
    case Builtin::Serial8:
        info.storageType = typeId(Builtin::Int8);
        break;
    case Builtin::Binary:
        info.storageType = typeId(Builtin::Bytea);
        break;
    default:
        break;
    }
    info.impliesAutoIncrement = info.canAutoIncrement && info.storageType != typeId(type);
    return info;
}

const std::array<TypeInfo, typeCount> &infos()
{
    static const std::array<TypeInfo, typeCount> table = {{
#define TW_TYPE(name, oid, printed, family, arguments)                                             \
    makeInfo(Builtin::name, printed, TypeFamily::family, Arguments::arguments),
#include "type_table.def"
    }};
    return table;
}

using Spellings = std::unordered_map<std::string_view, Builtin>;

const Spellings &spellings()
{
    static const Spellings map = {
#define TW_TYPE(name, oid, printed, ...) {printed, Builtin::name},
#include "type_table.def"
#define TW_SYNONYM(spelling, name) {spelling, Builtin::name},
#include "type_table.def"
    };
    return map;
}

void appendNumber(std::string &out, std::int32_t number)
{
    std::array<char, 12> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void appendArgument(std::string &out, std::int32_t argument)
{
    out.push_back('(');
    appendNumber(out, argument);
    out.push_back(')');
}

void appendArguments(std::string &out, std::int32_t first, std::int32_t second)
{
    out.push_back('(');
    appendNumber(out, first);
    out.push_back(',');
    appendNumber(out, second);
    out.push_back(')');
}

/// The word before an array's `[]` or at the end, with the arguments where they belong.
void appendBuiltin(std::string &out, const ir::DataType &type)
{
    const auto builtin = static_cast<Builtin>(type.base.index());
    const bool has = type.argumentCount > 0;
    const std::int32_t first = type.arguments[0];
    switch (builtin) {
    case Builtin::Serial2:
        out += "smallint";
        return;
    case Builtin::Serial4:
        out += "integer";
        return;
    case Builtin::Serial8:
        out += "bigint";
        return;
    case Builtin::Binary:
        out += "bytea";
        return;
    case Builtin::Float:
        out += has && first <= 24 ? "real" : "double precision";
        return;
    case Builtin::Char:
        appendArgument(out += "character", has ? first : 1);
        return;
    case Builtin::BpChar:
        if (has)
            appendArgument(out += "character", first);
        else
            out += "bpchar";
        return;
    case Builtin::Bit:
        appendArgument(out += "bit", has ? first : 1);
        return;
    case Builtin::Numeric:
        out += "numeric";
        if (has)
            appendArguments(out, first, type.argumentCount > 1 ? type.arguments[1] : 0);
        return;
    case Builtin::Time:
    case Builtin::TimeTz:
    case Builtin::Timestamp:
    case Builtin::TimestampTz: {
        const std::string_view printed = infos()[type.base.index()].name;
        const std::size_t space = printed.find(' ');
        out += printed.substr(0, space);
        if (has)
            appendArgument(out, first);
        out += printed.substr(space);
        return;
    }
    default:
        out += infos()[type.base.index()].name;
        if (has)
            appendArgument(out, first);
        return;
    }
}

/// `interval day to second` and the like.
bool isNarrowInterval(const ir::DataType &type)
{
    return type.base.isValid() && typeOids[type.base.index()] == oid::interval &&
           type.base != typeId(Builtin::Interval);
}

/// Whether a column of the type has arguments, given or understood.
bool hasArguments(const ir::DataType &type)
{
    if (type.base == typeId(Builtin::Float) || type.base == typeId(Builtin::Binary))
        return false;
    return type.argumentCount > 0 || type.base == typeId(Builtin::Char) ||
           type.base == typeId(Builtin::Bit) || isNarrowInterval(type);
}

/// Whether it is `float(1)` to `float(24)`, another type than `float` alone.
bool isShortFloat(const ir::DataType &type)
{
    return type.base == typeId(Builtin::Float) && type.argumentCount > 0 && type.arguments[0] <= 24;
}

bool findOperatorClass(std::string_view method, Oid type)
{
    const CatalogOpclass *opclass = defaultOpclass(method, type);
    // A gin index compares the elements of an array; the operator class does not say so.
    if (opclass && method == "gin" && opclass->input == oid::anyarray)
        return defaultOpclass("btree", elementOf(type)) != nullptr;
    return opclass != nullptr;
}

/// The index methods that can hold a type, the default one first.
using MethodSet = std::bitset<8>;

MethodSet findMethods(Oid type)
{
    MethodSet methods;
    std::size_t i = 0;
    for (const IndexMethodInfo &method : indexMethods())
        methods.set(i++, findOperatorClass(method.name, type));
    return methods;
}

struct IndexableTypes {
    static constexpr std::size_t enumRow = typeCount; ///< all enums are alike

    std::array<MethodSet, typeCount + 1> scalars, arrays;

    IndexableTypes()
    {
        for (std::size_t i = 0; i < typeCount; ++i) {
            scalars[i] = findMethods(typeOids[i]);
            arrays[i] = findMethods(arrayOf(typeOids[i]));
        }
        scalars[enumRow] = findMethods(firstEnumOid);
        arrays[enumRow] = findMethods(firstEnumArrayOid);
    }
};

MethodSet methodsOf(const ir::DataType &type)
{
    static const IndexableTypes table;
    if (!type.isResolved())
        return {};
    const ir::TypeId base = isShortFloat(type) ? typeId(Builtin::Float4) : type.base;
    const std::size_t row = type.isEnum() ? IndexableTypes::enumRow : base.index();
    return type.isArray() ? table.arrays[row] : table.scalars[row];
}

} // namespace

Oid oidOf(const ir::DataType &type)
{
    if (type.isEnum()) {
        const auto offset = static_cast<Oid>(type.enumType.index());
        return (type.isArray() ? firstEnumArrayOid : firstEnumOid) + offset;
    }
    if (!type.base.isValid())
        return 0;
    Oid base = typeOids[type.base.index()];
    if (isShortFloat(type))
        base = oid::float4;
    return type.isArray() ? arrayOf(base) : base;
}

ir::DataType dataTypeOf(Oid type)
{
    ir::DataType result;
    if (const Oid element = elementOf(type)) {
        result = dataTypeOf(element);
        result.arrayDimensions = 1;
        return result;
    }
    if (isEnum(type)) {
        result.enumType = ir::EnumId(type - firstEnumOid);
        return result;
    }
    if (type == oid::bpchar) {
        result.base = typeId(Builtin::BpChar);
        return result;
    }
    for (std::size_t i = 0; i < typeCount; ++i) {
        if (typeOids[i] == type) {
            result.base = ir::TypeId(i);
            break;
        }
    }
    return result;
}

bool isHiddenTypeName(std::string_view name)
{
    return name.starts_with('_') || name.starts_with("pg_") || findTypeNamed(name) != nullptr;
}

void appendType(std::string &out, const ir::Schema &schema, const ir::DataType &type,
                bool qualifyDefault)
{
    if (type.isEnum()) {
        const ir::EnumType &enumType = schema.enumType(type.enumType);
        const std::string_view space = enumType.namespaceName.view();
        if (!space.empty() && space != "public") {
            appendIdentifier(out, space);
            out.push_back('.');
        } else if (qualifyDefault || isHiddenTypeName(enumType.name.view())) {
            out += "public.";
        }
        appendIdentifier(out, enumType.name.view());
    } else if (type.base.isValid()) {
        appendBuiltin(out, type);
    }
    if (type.isArray())
        out += "[]";
}

ir::TypeId PostgresqlTypeCatalog::find(std::string_view namespaceName, std::string_view name) const
{
    constexpr std::size_t longest = 32;
    if (name.size() > longest)
        return {};
    std::array<char, longest> lower{};
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        lower[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    const std::string_view key(lower.data(), name.size());
    if (namespaceName.empty()) {
        const auto found = spellings().find(key);
        return found == spellings().end() ? ir::TypeId() : typeId(found->second);
    }
    // Behind `pg_catalog.` the server knows only its internal names.
    if (namespaceName != "pg_catalog")
        return {};
    const CatalogType *row = findTypeNamed(key);
    return row && row->element == 0 ? dataTypeOf(row->oid).base : ir::TypeId();
}

const TypeInfo &PostgresqlTypeCatalog::info(ir::TypeId id) const { return infos()[id.index()]; }

std::vector<std::string_view> PostgresqlTypeCatalog::commonNames() const
{
    return {"smallint",  "integer",
            "int",       "bigint",
            "serial",    "bigserial",
            "numeric",   "decimal",
            "real",      "double precision",
            "float",     "money",
            "char",      "character",
            "varchar",   "character varying",
            "text",      "boolean",
            "bool",      "date",
            "time",      "timetz",
            "timestamp", "timestamptz",
            "interval",  "uuid",
            "json",      "jsonb",
            "bytea",     "inet",
            "cidr",      "macaddr",
            "xml",       "bit",
            "varbit",    "point",
            "tsvector",  "int4range",
            "daterange"};
}

std::string PostgresqlTypeCatalog::spell(const ir::Schema &schema, const ir::DataType &type) const
{
    std::string text;
    appendType(text, schema, type);
    return text;
}

bool PostgresqlTypeCatalog::canReference(const ir::DataType &source,
                                         const ir::DataType &target) const
{
    // The server's own query for a key between arrays fails when their elements have arguments.
    if (source.isArray() && (hasArguments(source) || hasArguments(target)))
        return false;
    const Oid from = oidOf(source);
    const Oid to = oidOf(target);
    return from == to ? methodsOf(target).test(0) : canReferTo(from, to);
}

bool PostgresqlTypeCatalog::hasOperatorClass(std::string_view method,
                                             const ir::DataType &type) const
{
    const IndexMethodInfo *found = PostgresqlIndexMethods().find(method);
    return found && methodsOf(type).test(static_cast<std::size_t>(found - indexMethods().data()));
}

LiteralVerdict PostgresqlTypeCatalog::checkLiteral(const ir::Schema &schema,
                                                   const ir::DataType &type,
                                                   const ir::DefaultValue &literal) const
{
    return postgresql::checkLiteral(schema, type, literal);
}

std::optional<std::string> PostgresqlTypeCatalog::valueKey(const ir::DataType &type,
                                                           const ir::DefaultValue &literal) const
{
    return postgresql::valueKey(type, literal);
}

bool PostgresqlTypeCatalog::isWellKnownExpression(const ir::DataType &type,
                                                  std::string_view text) const
{
    const Oid result = wellKnownExpressionType(text);
    return result != 0 && !type.isArray() && fitsWellKnown(result, oidOf(type));
}

} // namespace tw::postgresql
