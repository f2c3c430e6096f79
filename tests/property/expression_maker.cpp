// SPDX-License-Identifier: MIT
#include "expression_maker.h"

#include "coercion.h"
#include "expression_samples.h"
#include "quoting.h"
#include "random_choice.h"
#include "type_catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace tw::test {

using namespace tw::postgresql;

namespace {

constexpr bool f = false; // as the generated rows spell truth
constexpr bool t = true;

const CatalogOperator operatorRows[] = {
#define TW_PG_OPERATOR(...) {__VA_ARGS__},
#include "catalog_data.def"
#undef TW_PG_OPERATOR
};

const CatalogFunction functionRows[] = {
#define TW_PG_FUNCTION(...) {__VA_ARGS__},
#include "catalog_data.def"
#undef TW_PG_FUNCTION
};

const CatalogType typeRows[] = {
#define TW_PG_TYPE(...) {__VA_ARGS__},
#include "catalog_data.def"
#undef TW_PG_TYPE
};

const CatalogCast castRows[] = {
#define TW_PG_CAST(...) {__VA_ARGS__},
#include "catalog_data.def"
#undef TW_PG_CAST
};

/// What reads files, waits, runs SQL of its own, changes the session or takes much room.
bool isDangerous(std::string_view name)
{
    for (const std::string_view harmless : {"pg_typeof", "pg_size_pretty", "pg_size_bytes",
                                            "pg_column_size", "pg_client_encoding", "pg_lsn"}) {
        if (name == harmless)
            return false;
    }
    for (const std::string_view prefix :
         {"pg_",       "lo_",        "loread",    "lowrite",  "binary_upgrade", "currtid",
          "setval",    "nextval",    "query_to",  "table_to", "schema_to",      "database_to",
          "cursor_to", "set_config", "txid_",     "brin_",    "gin_",           "ts_rewrite",
          "ts_stat",   "repeat",     "factorial", "fmgr_",    "plpgsql_",       "satisfies_hash",
          "ts_debug",  "amvalidate"}) {
        if (name.starts_with(prefix))
            return true;
    }
    return false;
}

/// Whether an argument of the type can be written at all.
bool canBeMade(Oid declared)
{
    const CatalogType *row = findType(declared);
    if (!row)
        return false;
    if (isPolymorphic(declared) || row->kind != 'p')
        return true;
    return declared == oid::any || declared == oid::cstring || declared == oid::record;
}

template <class Row> using RowsByResult = std::multimap<Oid, const Row *>;

const RowsByResult<CatalogFunction> &functionsByResult()
{
    static const RowsByResult<CatalogFunction> map = [] {
        RowsByResult<CatalogFunction> made;
        for (const CatalogFunction &row : functionRows) {
            const std::span<const std::uint16_t> arguments(row.arguments, row.count);
            if (row.kind == 'f' && !row.returnsSet && !isDangerous(row.name) &&
                std::ranges::all_of(arguments, canBeMade))
                made.emplace(row.result, &row);
        }
        return made;
    }();
    return map;
}

const RowsByResult<CatalogOperator> &operatorsByResult()
{
    static const RowsByResult<CatalogOperator> map = [] {
        RowsByResult<CatalogOperator> made;
        for (const CatalogOperator &row : operatorRows)
            made.emplace(row.result, &row);
        return made;
    }();
    return map;
}

/// One of those that give `type`; null when there is none.
template <class Row> const Row *pick(const RowsByResult<Row> &rows, Oid type)
{
    const auto [begin, end] = rows.equal_range(type);
    const auto count = static_cast<std::size_t>(std::distance(begin, end));
    return count == 0 ? nullptr
                      : std::next(begin, static_cast<std::ptrdiff_t>(number(count)))->second;
}

std::string quoted(std::string_view text)
{
    std::string out;
    appendLiteral(out, text);
    return out;
}

} // namespace

ExpressionMaker::ExpressionMaker(const ir::Schema &schema) : m_schema(schema)
{
    m_table.name.text = "shop";
    const auto add = [this](const std::string &name, const ir::DataType &type) {
        ir::Column &column = m_table.columns.emplace_back();
        column.name.text = name;
        column.type = type;
    };
    for (const CatalogType &row : typeRows) {
        if (row.kind == 'p')
            continue;
        const ir::DataType type = dataTypeOf(row.oid);
        m_types.push_back(row.oid);
        if (!type.isResolved() || oidOf(type) != row.oid)
            continue;
        m_columnTypes.push_back(row.oid);
        add(fmt::format("c_{}", row.name), type);
    }
    for (std::size_t i = 0; i < schema.enums.size(); ++i) {
        const Oid type = firstEnumOid + static_cast<Oid>(i);
        for (const Oid one : {type, arrayOf(type)}) {
            m_types.push_back(one);
            m_columnTypes.push_back(one);
            add(fmt::format("c_enum{}{}", i, one == type ? "" : "_array"), dataTypeOf(one));
        }
    }
    for (const PeopleColumn &column : peopleColumns) {
        const CatalogType *row = findTypeNamed(column.type);
        add(std::string(column.name), dataTypeOf(row != nullptr            ? row->oid
                                                 : column.type == "mood[]" ? firstEnumArrayOid
                                                                           : firstEnumOid));
    }
    ir::Column &twice = m_table.columns.emplace_back();
    twice.name.text = "twice";
    twice.type = dataTypeOf(oid::int4);
    twice.generated.edit().text = "1 + 1";
}

ir::Table ExpressionMaker::tableFor(std::string_view text) const
{
    ir::Table made;
    made.name = m_table.name;
    for (const ir::Column &column : m_table.columns) {
        if (text.find(column.name.view()) != std::string_view::npos || column.name.view() == "id")
            made.columns.push_back(column);
    }
    return made;
}

Oid ExpressionMaker::anyType() const
{
    constexpr Oid usual[] = {oid::text,    oid::int4, oid::int8,        oid::numeric,
                             oid::boolean, oid::date, oid::timestamptz, oid::timestamp,
                             oid::varchar, oid::uuid, oid::jsonb,       oid::float8,
                             oid::interval};
    return chance(50) ? usual[number(std::size(usual))] : m_types[number(m_types.size())];
}

Oid ExpressionMaker::anyColumnType() const { return m_columnTypes[number(m_columnTypes.size())]; }

Oid ExpressionMaker::typePrinted(std::string_view name) const
{
    for (const Oid type : m_columnTypes) {
        const CatalogType *row = findType(type);
        if (!isEnum(type) && !isEnumArray(type) && row != nullptr && row->printed == name)
            return type;
    }
    return name == "mood" ? firstEnumOid : name == "mood[]" ? firstEnumArrayOid : 0;
}

std::string ExpressionMaker::nameOf(Oid type) const
{
    if (isEnum(type) || isEnumArray(type)) {
        std::string name;
        appendType(name, m_schema, dataTypeOf(type));
        return name;
    }
    const CatalogType *row = findType(type);
    if (row == nullptr)
        return "integer";
    return type == oid::bpchar ? "bpchar"
           : type == oid::bit  ? "\"bit\""
                               : std::string(row->printed);
}

MadeExpression ExpressionMaker::ofCatalog(std::size_t depth, bool columns)
{
    m_columns = columns;
    MadeExpression made;
    made.type = chance(30) ? oid::boolean : anyType();
    made.text = make(made.type, depth);
    return made;
}

MadeExpression ExpressionMaker::ofPeople(bool columns)
{
    m_columns = columns;
    if (columns)
        return {fill(peopleExpressions[number(std::size(peopleExpressions))]), 0};
    return {fill(peopleDefaults[number(std::size(peopleDefaults))]), 0};
}

std::string ExpressionMaker::make(Oid type, std::size_t depth)
{
    if (chance(2))
        type = anyType(); // one thing wrong
    if (depth == 0 || chance(15))
        return makeLeaf(type);
    std::string made;
    switch (number(10)) {
    case 0:
    case 1:
    case 2:
        made = makeCall(type, depth - 1);
        break;
    case 3:
    case 4:
    case 5:
        made = type == oid::boolean && chance(50) ? makeCondition(depth - 1)
                                                  : makeOperation(type, depth - 1);
        break;
    case 6:
        made = makeCast(type, depth - 1);
        break;
    case 7:
        made = makeChoice(type, depth - 1);
        break;
    case 8:
        if (const Oid element = elementOf(type))
            made = makeArray(element, depth - 1);
        else if (const Oid array = arrayOf(type); array && chance(50))
            made = fmt::format("({})[{}]", make(array, depth - 1), make(oid::int4, depth - 1));
        break;
    default:
        break;
    }
    return made.empty() ? makeLeaf(type) : made;
}

std::string ExpressionMaker::makeLeaf(Oid type)
{
    if (m_columns && chance(50)) {
        std::vector<const ir::Column *> fitting;
        for (const ir::Column &column : m_table.columns) {
            if (oidOf(column.type) == type && column.generated->empty())
                fitting.push_back(&column);
        }
        if (!fitting.empty()) {
            std::string name;
            appendIdentifier(name, fitting[number(fitting.size())]->name.view());
            return chance(3) ? "shop." + name : name;
        }
    }
    if (chance(4))
        return chance(50) ? "NULL" : "NULL::" + nameOf(type);
    std::string text;
    const Oid element = elementOf(type);
    if (element && type != 22 && type != 30) {
        const std::string one = sampleOf(element, chance(3));
        text = chance(40) || one.find_first_of("\"\\{}") != std::string::npos
                   ? "{}"
                   : fmt::format("{{\"{}\"}}", one);
    } else {
        text = sampleOf(type, chance(3));
    }
    if ((type == oid::int4 || type == oid::int8 || type == oid::numeric || type == oid::boolean) &&
        !text.empty() && chance(80))
        return text.starts_with('-') ? "(" + text + ")" : text;
    const bool bare = chance(type == oid::text ? 60 : 15);
    return bare ? quoted(text) : quoted(text) + "::" + nameOf(type);
}

ExpressionMaker::Binding ExpressionMaker::bind(Oid result, Oid wanted) const
{
    Binding binding;
    if (result == oid::anyarray || result == oid::anycompatiblearray)
        binding.element = elementOf(wanted);
    else if (result == oid::anyrange || result == oid::anymultirange ||
             result == oid::anycompatiblerange || result == oid::anycompatiblemultirange)
        binding.element = findRange(wanted) ? findRange(wanted)->element : 0;
    else if (isPolymorphic(result))
        binding.element = wanted;
    if (!binding.element)
        binding.element = chance(30) ? Oid{oid::int4} : anyType();
    for (const CatalogType &row : typeRows) {
        const CatalogRange *range = row.kind == 'r' ? findRange(row.oid) : nullptr;
        if (range && range->element == binding.element) {
            binding.range = range->range;
            binding.multirange = range->multirange;
        }
    }
    return binding;
}

std::string ExpressionMaker::makeArgument(Oid declared, const Binding &binding, std::size_t depth)
{
    Oid type = declared;
    switch (declared) {
    case oid::anyelement:
    case oid::anynonarray:
    case oid::anyenum:
    case oid::anycompatible:
    case oid::anycompatiblenonarray:
        type = binding.element;
        break;
    case oid::anyarray:
    case oid::anycompatiblearray:
        type = arrayOf(binding.element);
        break;
    case oid::anyrange:
    case oid::anycompatiblerange:
        type = binding.range;
        break;
    case oid::anymultirange:
    case oid::anycompatiblemultirange:
        type = binding.multirange;
        break;
    case oid::any:
        type = anyType();
        break;
    case oid::cstring:
        return quoted("1");
    case oid::record:
        return fmt::format("ROW({}, {})", make(anyType(), 0), make(anyType(), 0));
    default:
        break;
    }
    if (!type)
        type = anyType();
    if (chance(10) && !isPolymorphic(declared)) { // something that converts to it
        std::vector<Oid> sources;
        for (const CatalogCast &cast : castRows) {
            if (cast.target == type && cast.context == 'i')
                sources.push_back(cast.source);
        }
        if (!sources.empty())
            type = sources[number(sources.size())];
    }
    return make(type, depth);
}

std::string ExpressionMaker::makeCall(Oid type, std::size_t depth)
{
    Oid result = type;
    if (chance(10)) {
        const CatalogType *row = findType(type);
        result = elementOf(type)                      ? oid::anyarray
                 : row != nullptr && row->kind == 'r' ? oid::anyrange
                 : chance(50)                         ? oid::anyelement
                                                      : oid::anycompatible;
    }
    const CatalogFunction *row = pick(functionsByResult(), result);
    if (row == nullptr)
        return {};
    const Binding binding = bind(row->result, type);
    std::string call(row->name);
    if (needsQuotes(row->name) && row->name != "coalesce") {
        call.clear();
        appendIdentifier(call, row->name);
    }
    if (chance(5))
        call = "pg_catalog." + call;
    call += '(';
    std::size_t count = row->count - (row->defaults > 0 ? number(row->defaults + 1U) : 0U);
    const bool variadic = row->variadic != 0;
    for (std::size_t i = 0; i < count; ++i) {
        call += i == 0 ? "" : ", ";
        if (variadic && i + 1 == row->count && chance(20)) {
            call += "VARIADIC " + makeArgument(row->arguments[i], binding, depth);
        } else if (variadic && i + 1 == row->count) {
            const std::size_t extra = 1 + number(chance(5) ? 12 : 3);
            for (std::size_t j = 0; j < extra; ++j)
                call += (j == 0 ? "" : ", ") + makeArgument(row->variadic, binding, depth);
        } else {
            call += makeArgument(row->arguments[i], binding, depth);
        }
    }
    return call + ')';
}

std::string ExpressionMaker::makeOperation(Oid type, std::size_t depth)
{
    Oid result = type;
    if (chance(10))
        result = elementOf(type) ? oid::anycompatiblearray : oid::anyelement;
    const CatalogOperator *row = pick(operatorsByResult(), result);
    if (row == nullptr)
        return {};
    const Binding binding = bind(row->result, type);
    const std::string right = makeArgument(row->right, binding, depth);
    std::string name(row->name);
    if (chance(1))
        name = text({"+", "||", "=", "<", "&&", "->", "~"});
    if (!row->left)
        return fmt::format("({} {})", name, right);
    return fmt::format("({} {} {})", makeArgument(row->left, binding, depth), name, right);
}

std::string ExpressionMaker::makeCondition(std::size_t depth)
{
    const Oid type = anyType();
    const auto one = [&] { return make(type, depth); };
    const std::string compare = text({"=", "<>", "<", ">", "<=", ">="});
    switch (number(14)) {
    case 0:
        return fmt::format("({} AND {})", make(oid::boolean, depth), make(oid::boolean, depth));
    case 1:
        return fmt::format("({} OR {})", make(oid::boolean, depth), make(oid::boolean, depth));
    case 2:
        return fmt::format("(NOT {})", make(oid::boolean, depth));
    case 3:
        return fmt::format("({} IS {}NULL)", one(), chance(50) ? "NOT " : "");
    case 4:
        return fmt::format("({} IS {})", make(oid::boolean, depth),
                           text({"TRUE", "FALSE", "UNKNOWN", "NOT TRUE"}));
    case 5:
        return fmt::format("({} {}BETWEEN {}{} AND {})", one(), chance(30) ? "NOT " : "",
                           chance(20) ? "SYMMETRIC " : "", one(), one());
    case 6:
    case 7: {
        std::string list = one();
        for (std::size_t i = number(3); i > 0; --i)
            list += ", " + one();
        return fmt::format("({} {}IN ({}))", one(), chance(30) ? "NOT " : "", list);
    }
    case 8:
        return fmt::format("({} {} {} ({}))", one(), compare, chance(70) ? "ANY" : "ALL",
                           makeArray(type, depth));
    case 9:
        return fmt::format("({} IS {}DISTINCT FROM {})", one(), chance(50) ? "NOT " : "", one());
    case 10:
        return fmt::format("({} {} {})", make(oid::text, depth),
                           text({"LIKE", "ILIKE", "NOT LIKE", "SIMILAR TO", "~", "!~*"}),
                           quoted("a%"));
    case 11:
        return fmt::format("(({}, {}) {} ({}, {}))", one(), make(oid::int4, 0), compare, one(),
                           make(oid::int4, 0));
    default:
        return fmt::format("({} {} {})", one(), compare, one());
    }
}

std::string ExpressionMaker::makeCast(Oid type, std::size_t depth)
{
    std::vector<Oid> sources = {anyType(), oid::text, oid::text};
    for (const CatalogCast &cast : castRows) {
        if (cast.target == type) {
            sources.push_back(cast.source);
            sources.push_back(cast.source);
        }
    }
    const std::string value = make(sources[number(sources.size())], depth);
    std::string name = nameOf(type);
    if (chance(15)) {
        if (type == oid::varchar || type == oid::bpchar || type == oid::bit || type == oid::varbit)
            name += fmt::format("({})", 1 + number(9));
        else if (type == oid::numeric)
            name = fmt::format("numeric({},{})", 1 + number(9), number(3));
        else if (type == oid::interval)
            name = text({"interval(3)", "interval day", "interval day to second", "interval(9)"});
        else if (type == oid::timestamp)
            name = "timestamp(3)";
        else if (type == oid::timestamptz)
            name = "timestamptz(0)";
    }
    return chance(70) ? fmt::format("({})::{}", value, name)
                      : fmt::format("CAST({} AS {})", value, name);
}

std::string ExpressionMaker::makeChoice(Oid type, std::size_t depth)
{
    const auto one = [&] { return make(type, depth); };
    switch (number(6)) {
    case 0:
        return fmt::format("CASE WHEN {} THEN {} ELSE {} END", make(oid::boolean, depth), one(),
                           one());
    case 1: {
        const Oid tested = anyType();
        return fmt::format("CASE {} WHEN {} THEN {} END", make(tested, depth), make(tested, depth),
                           one());
    }
    case 2:
        return fmt::format("coalesce({}, {})", one(), one());
    case 3:
        return fmt::format("{}({}, {})", text({"greatest", "least"}), one(), one());
    case 4:
        return fmt::format("nullif({}, {})", one(), one());
    default:
        if (type == oid::text || type == oid::varchar)
            return fmt::format("({} COLLATE {})", one(),
                               text({"\"C\"", "\"POSIX\"", "\"default\"", "pg_catalog.\"C\""}));
        return fmt::format("coalesce({}, {}, {})", one(), one(), one());
    }
}

std::string ExpressionMaker::makeArray(Oid element, std::size_t depth)
{
    if (chance(20))
        return make(arrayOf(element) ? arrayOf(element) : Oid{oid::recordArray}, depth);
    std::string list;
    for (std::size_t i = number(4); i > 0; --i)
        list += (list.empty() ? "" : ", ") + make(element, depth);
    std::string made = fmt::format("ARRAY[{}]", list);
    if (list.empty() || chance(20)) {
        const Oid array = arrayOf(element);
        made += "::" + nameOf(array ? array : Oid{1009});
    }
    return made;
}

/// `{int}` becomes something of that type, `{any}` something of any type.
std::string ExpressionMaker::fill(std::string_view pattern)
{
    std::string out;
    while (!pattern.empty()) {
        const std::size_t open = pattern.find("{:");
        out += pattern.substr(0, open);
        if (open == std::string_view::npos)
            break;
        const std::size_t close = pattern.find('}', open);
        const std::string_view name = pattern.substr(open + 2, close - open - 2);
        const CatalogType *row = findTypeNamed(name);
        const Oid wanted = row != nullptr ? row->oid : name == "enum" ? firstEnumOid : anyType();
        std::vector<std::string_view> fitting;
        for (const PeopleColumn &column : peopleColumns) {
            if (m_columns && column.type == (name == "enum" ? "mood" : name))
                fitting.push_back(column.name);
        }
        if (!fitting.empty() && chance(95))
            appendIdentifier(out, fitting[number(fitting.size())]);
        else
            out += makeLeaf(wanted);
        pattern.remove_prefix(close + 1);
    }
    return out;
}

} // namespace tw::test
