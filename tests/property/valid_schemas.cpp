// SPDX-License-Identifier: MIT
#include "valid_schemas.h"

#include "random_choice.h"

#include <tablewright/base/utf8.h>

#include <array>
#include <optional>
#include <set>
#include <vector>

namespace tw::test {

namespace {

constexpr std::size_t nameBytes = 63;

/// What fits a type. `{}` stands for the column.
struct Profile {
    std::vector<std::string_view> spellings;
    std::vector<std::string_view> numbers;  ///< literals
    std::vector<std::string_view> strings;  ///< literals
    std::vector<std::string_view> defaults; ///< expressions
    std::vector<std::string_view> checks;
    std::vector<std::string_view> generated;
    std::vector<std::string_view> indexed; ///< expressions of an index
    std::string_view method;               ///< of an index; empty: none
    bool key = false;                      ///< may be in a key
};

const std::vector<Profile> &profiles()
{
    static const std::vector<Profile> all{
        {{"smallint", "int2", "SMALLINT"},
         {"0", "-1", "32767"},
         {"12"},
         {"1 + 1"},
         {"{} >= 0", "{} BETWEEN 1 AND 5", "{} IN (1, 2, 3)"},
         {"({} + 1)::smallint"},
         {"abs({})"},
         "btree",
         true},
        {{"INT", "integer", "int4"},
         {"0", "-2147483648", "42", "1e3"},
         {"7"},
         {"6 * 7", "length('abc')"},
         {"{} > 0", "{} % 2 = 0", "{} <> 13", "{} > 0 AND {} < 1000"},
         {"{} + 1", "{} * {}"},
         {"({} + 1)", "abs({})", "({} % 10)"},
         "btree",
         true},
        {{"BIGINT", "int8"},
         {"0", "9223372036854775807"},
         {"-5"},
         {"2 ^ 3"},
         {"{} > -1"},
         {"{} - 1"},
         {"-{}"},
         "btree",
         true},
        {{"numeric(10,2)", "DECIMAL", "numeric(5, 5)", "numeric"},
         {"0", "0.5"},
         {"0.25"},
         {"0.1 + 0.2"},
         {"{} >= 0.0", "{} < 99999"},
         {"round({})", "{} * 2"},
         {"round({}, 1)", "trunc({})"},
         "btree",
         true},
        {{"real", "double precision", "float8", "FLOAT"},
         {"0", "1.5e-3"},
         {"NaN", "Infinity"},
         {"pi()"},
         {"{} > 0"},
         {},
         {"floor({})"},
         "btree",
         true},
        {{"text", "TEXT", "varchar", "character varying"},
         {},
         {"x", "it's", "", "back\\slash", "😀", "two\nlines", "$$", "a\"b", "'; DROP TABLE t; --"},
         {"'a' || 'b'", "upper('x')", "current_user"},
         {"length({}) > 1", "{} LIKE 'a%'", "{} IN ('x', 'y')", "{} ~ '^[a-z]+$'", "{} <> ''"},
         {"lower({})", "{} || '!'", "left({}, 3)"},
         {"lower({})", "upper({})", "md5({})", "substr({}, 1, 3)", "({} || 'x')"},
         "btree",
         true},
        {{"varchar(20)", "char(20)", "VARCHAR(20)"},
         {},
         {"x", "y z"},
         {},
         {"char_length({}) <= 20"},
         {"upper({})"},
         {"lower({})"},
         "btree",
         true},
        {{"boolean", "BOOL"},
         {},
         {"yes", "f"},
         {"1 > 0", "NOT false"},
         {"{}", "NOT {}", "{} IS NOT NULL"},
         {"NOT {}"},
         {"(NOT {})"},
         "btree",
         true},
        {{"date", "DATE"},
         {},
         {"2024-02-29", "infinity"},
         {"CURRENT_DATE", "now()"},
         {"{} > DATE '2000-01-01'", "{} <> '1999-12-31'"},
         {"{} + 1"},
         {"({} - 7)"},
         "btree",
         true},
        {{"time", "time(3)"},
         {},
         {"10:00", "23:59:59.5"},
         {"LOCALTIME"},
         {"{} > '08:00'"},
         {},
         {},
         "btree",
         true},
        {{"timestamp", "TIMESTAMP", "timestamp(0)"},
         {},
         {"2024-01-31 10:00:00", "epoch"},
         {"now()", "LOCALTIMESTAMP"},
         {"{} >= TIMESTAMP '2001-02-03 04:05:06'"},
         {"{} + INTERVAL '1 day'", "date_trunc('hour', {})"},
         {"date_trunc('day', {})", "({}::date)"},
         "btree",
         true},
        {{"timestamptz", "timestamp with time zone", "timestamp(3) with time zone"},
         {},
         {"2024-01-31 10:00:00+02"},
         {"now()", "CURRENT_TIMESTAMP", "clock_timestamp()"},
         {"{} > '2001-02-03 04:05:06+00'"},
         {"{} AT TIME ZONE 'UTC'"},
         {"({} AT TIME ZONE 'UTC')"},
         "btree",
         true},
        {{"interval", "interval day to second"},
         {},
         {"1 day", "PT5M"},
         {"INTERVAL '1 hour' * 2"},
         {"{} > INTERVAL '1 second'"},
         {},
         {},
         "btree",
         true},
        {{"uuid", "UUID"},
         {},
         {"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
         {"gen_random_uuid()"},
         {"{} <> '00000000-0000-0000-0000-000000000000'"},
         {},
         {},
         "btree",
         true},
        {{"jsonb", "JSONB"},
         {},
         {"{}", "[1, \"a\"]", "null"},
         {"'{}'::jsonb", "jsonb_build_object()"},
         {"jsonb_typeof({}) = 'object'", "{} ? 'a'", "{} @> '{}'"},
         {"{} -> 'a'", "{} || '{}'"},
         {"({} ->> 'a')"},
         "gin",
         true},
        {{"json"},
         {},
         {"{}", "\"x\""},
         {},
         {"json_typeof({}) IS NOT NULL"},
         {"{} ->> 'a'"},
         {"({} ->> 'a')"},
         "",
         false},
        {{"bytea"},
         {},
         {"\\x00ff", "abc"},
         {"'\\x01'::bytea"},
         {"octet_length({}) > 0"},
         {},
         {"md5({})"},
         "btree",
         true},
        {{"inet"},
         {},
         {"192.168.0.1/24", "::1"},
         {},
         {"family({}) = 4"},
         {"host({})"},
         {"host({})"},
         "btree",
         true},
        {{"cidr"}, {}, {"10.0.0.0/8"}, {}, {}, {}, {}, "btree", true},
        {{"macaddr"}, {}, {"08:00:2b:01:02:03"}, {}, {}, {}, {}, "btree", true},
        {{"bit(4)"}, {}, {"1010"}, {"B'0001'"}, {"{} <> B'0000'"}, {}, {}, "btree", true},
        {{"varbit(8)", "bit varying(8)"}, {}, {"1"}, {}, {}, {}, {}, "btree", true},
        {{"int[]", "integer[][]", "bigint[3]"},
         {},
         {"{}", "{1,2}"},
         {"ARRAY[1, 2]"},
         {"cardinality({}) < 5", "{} <> '{}'"},
         {"cardinality({})"},
         {"({}[1])"},
         "gin",
         true},
        {{"text[]"},
         {},
         {"{}", "{a,\"b c\"}"},
         {"ARRAY['a']", "'{}'"},
         {"'a' = ANY ({})"},
         {},
         {},
         "gin",
         true},
        {{"point"}, {}, {"(1,2)"}, {"point(1, 2)"}, {}, {}, {}, "gist", false},
        {{"box"}, {}, {"(1,1),(0,0)"}, {}, {"area({}) > 0"}, {}, {}, "gist", false},
        {{"tsvector"}, {}, {"a b"}, {"to_tsvector('english', 'x')"}, {}, {}, {}, "gin", true},
        {{"int4range", "tsrange", "daterange"},
         {},
         {"empty"},
         {},
         {"NOT isempty({})"},
         {"lower({})"},
         {},
         "gist",
         true},
        {{"xml"}, {}, {}, {}, {"{} IS NOT NULL"}, {}, {}, "", false},
        {{"money"}, {}, {"12.50"}, {}, {"{} > '0'::money"}, {}, {}, "btree", true},
        {{"name"}, {}, {"n"}, {}, {}, {}, {}, "btree", true},
    };
    return all;
}

std::string one(const std::vector<std::string_view> &choices)
{
    return std::string(choices[number(choices.size())]);
}

std::string quoted(std::string_view name)
{
    std::string out = "\"";
    for (const char c : name)
        out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
}

std::string filled(std::string_view pattern, std::string_view column)
{
    std::string out;
    for (std::size_t at = 0; at < pattern.size();) {
        // `'{}'` is the text of an empty array or object.
        const bool hole = pattern.substr(at, 2) == "{}" && (at == 0 || pattern[at - 1] != '\'');
        out += hole ? quoted(column) : std::string(1, pattern[at]);
        at += hole ? 2 : 1;
    }
    return out;
}

/// Names that stay different when they are cut.
class Names {
public:
    std::string take(std::string_view fallback)
    {
        std::string name = choose(fallback);
        for (int i = 2; !m_taken.insert(std::string(truncateUtf8(name, nameBytes))).second; ++i)
            name = std::string(fallback) + std::to_string(i);
        return name;
    }

private:
    static std::string choose(std::string_view fallback)
    {
        switch (number(14)) {
        case 0:
            return text({"order", "select", "Table", "user", "check", "primary", "null", "true",
                         "group", "desc", "limit", "default", "all", "collate"});
        case 1:
            return text({"Users", "orderItems", "CamelCase", "UPPER"});
        case 2:
            return std::string(fallback) + std::string(62 - fallback.size() + number(3), 'n');
        case 3:
            return text({"a\"b", "a'b", "a\\b", "a.b", "a b", "a\nb", "$1", "%s", "--", "/*", ";",
                         "x'y\"z", "{}", "a$b$"});
        case 4:
            return text({"😀", "имя", "表", "naïve", "a\u0301", "é"});
        case 5:
            return std::string(fallback) + text({"é", "😀"}) +
                   std::string(60 - fallback.size() + number(4), 'm');
        default:
            return std::string(fallback);
        }
    }

    std::set<std::string> m_taken;
};

class Maker {
public:
    ir::Schema make()
    {
        makeEnums();
        const std::size_t tables = 1 + number(5);
        for (std::size_t i = 0; i < tables; ++i)
            makeTable(i);
        for (std::size_t i = number(tables * 2); i > 0; --i)
            makeReference();
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            finishTable(m_schema.tables[i]);
        for (std::size_t i = chance(70) ? 0 : 1 + number(2); i > 0; --i)
            makeJunction();
        return std::move(m_schema);
    }

private:
    static ir::Name anyNamespace()
    {
        return chance(70) ? ir::Name() : named(text({"core", "Billing", "public", "a b\"c"}));
    }

    void makeEnums()
    {
        for (std::size_t i = number(3); i > 0; --i) {
            ir::EnumType &type = m_schema.enums.emplace_back();
            type.namespaceName = anyNamespace();
            type.name = named(m_relations.take("mood" + std::to_string(i)));
            Names values;
            for (std::size_t v = 1 + number(3); v > 0; --v)
                type.values.push_back({named(values.take("value")), {}});
            if (chance(20))
                type.note = named("it's a note");
        }
    }

    /// The profile of each column of each table; null for enums.
    using Profiles = std::vector<const Profile *>;

    void makeTable(std::size_t index)
    {
        ir::Table &table = m_schema.tables.emplace_back();
        m_profiles.emplace_back();
        m_columnNames.emplace_back();
        table.id = "t" + std::to_string(index);
        table.namespaceName = anyNamespace();
        table.name = named(m_relations.take("table" + std::to_string(index)));
        if (chance(20))
            table.note = named(text({"note", "it's", "a\nb", "\\"}));
        for (std::size_t i = 1 + number(4); i > 0; --i)
            makeColumn(index);
        makeKeys(index);
    }

    ir::Column &addColumn(std::size_t table, std::string_view fallback, const Profile *profile)
    {
        ir::Column &column = m_schema.tables[table].columns.emplace_back();
        column.id = "c" + std::to_string(m_schema.tables[table].columns.size());
        column.name = named(m_columnNames[table].take(fallback));
        m_profiles[table].push_back(profile);
        return column;
    }

    void makeColumn(std::size_t table)
    {
        if (!m_schema.enums.empty() && chance(12)) {
            const ir::EnumType &type = m_schema.enums[number(m_schema.enums.size())];
            ir::Column &column = addColumn(table, "mood", nullptr);
            column.typeSyntax.spelling =
                named((type.namespaceName.empty() ? "" : quoted(type.namespaceName.text) + '.') +
                      quoted(type.name.text));
            if (chance(50))
                column.defaultValue = {ir::DefaultValue::Kind::String,
                                       expression(type.values.front().value.text)};
            return;
        }
        if (chance(10)) {
            ir::Column &column = addColumn(table, "counter", &profiles()[1]);
            if (chance(50)) {
                column.typeSyntax.spelling = named("INT");
                column.autoIncrement = true;
            } else {
                column.typeSyntax.spelling = named("serial");
            }
            return;
        }
        const Profile &profile = profiles()[number(profiles().size())];
        ir::Column &column = addColumn(table, "column", &profile);
        column.typeSyntax.spelling = named(one(profile.spellings));
        column.nullable = chance(60);
        giveDefault(column, profile);
        if (chance(10))
            column.note = named("a note");
    }

    static void giveDefault(ir::Column &column, const Profile &profile)
    {
        using enum ir::DefaultValue::Kind;
        switch (number(6)) {
        case 0:
            if (!profile.numbers.empty())
                column.defaultValue = {Number, expression(one(profile.numbers))};
            break;
        case 1:
            if (!profile.strings.empty())
                column.defaultValue = {String, expression(one(profile.strings))};
            break;
        case 2:
            if (!profile.defaults.empty())
                column.defaultValue = {Expression, expression(one(profile.defaults))};
            break;
        default:
            break;
        }
    }

    static ir::ColumnRef ref(const ir::Table &table, std::size_t column)
    {
        return {table.columns[column].name, ir::ColumnId(column)};
    }

    [[nodiscard]] std::vector<std::size_t> keyColumns(std::size_t table) const
    {
        std::vector<std::size_t> columns;
        for (std::size_t i = 0; i < m_profiles[table].size(); ++i) {
            if (m_profiles[table][i] == nullptr || m_profiles[table][i]->key)
                columns.push_back(i);
        }
        return columns;
    }

    void makeKeys(std::size_t index)
    {
        ir::Table &table = m_schema.tables[index];
        std::vector<std::size_t> usable = keyColumns(index);
        if (usable.empty())
            return;
        const auto some = [&](std::size_t most) {
            std::vector<ir::ColumnRef> refs;
            std::vector<std::size_t> left = usable;
            for (std::size_t i = 1 + number(std::min(most, left.size())); i > 0; --i) {
                const std::size_t at = number(left.size());
                refs.push_back(ref(table, left[at]));
                left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
            }
            return refs;
        };
        if (chance(80)) {
            table.primaryKey.emplace();
            table.primaryKey->columns = some(2);
            if (chance(20))
                table.primaryKey->name = named(m_relations.take("pk" + std::to_string(index)));
        }
        if (chance(30)) {
            ir::UniqueKey &key = table.uniqueKeys.emplace_back();
            key.columns = some(2);
            if (chance(50))
                key.name = named(m_relations.take("uq" + std::to_string(index)));
        }
    }

    /// A new column, or more, that refers to a key of some table, this one's among them.
    void makeReference()
    {
        const std::size_t target = number(m_schema.tables.size());
        const std::size_t source = number(m_schema.tables.size());
        std::vector<ir::ColumnRef> keyed;
        {
            const ir::Table &table = m_schema.tables[target];
            if (table.primaryKey && (table.uniqueKeys.empty() || chance(70)))
                keyed = table.primaryKey->columns;
            else if (!table.uniqueKeys.empty())
                keyed = table.uniqueKeys.front().columns;
        }
        if (keyed.empty())
            return;
        ir::Endpoint from;
        from.table = ir::TableId(source);
        from.tableSyntax = named(m_schema.tables[source].id);
        ir::Endpoint to;
        to.table = ir::TableId(target);
        to.tableSyntax = named(m_schema.tables[target].id);
        for (const ir::ColumnRef &key : keyed) {
            const ir::Column wanted = m_schema.tables[target].column(key.column);
            ir::Column &column = addColumn(source, "ref", m_profiles[target][key.column.index()]);
            column.typeSyntax = wanted.typeSyntax;
            if (column.typeSyntax.spelling.text == "serial")
                column.typeSyntax.spelling.text = chance(50) ? "integer" : "bigint";
            const auto id = m_schema.tables[source].columns.size() - 1;
            from.columns.push_back(ref(m_schema.tables[source], id));
            to.columns.push_back(ref(m_schema.tables[target], key.column.index()));
        }
        using enum ir::ReferentialAction;
        const auto action = [] {
            return chance(60) ? Unspecified
                              : anyOf({NoAction, Restrict, Cascade, SetNull, SetDefault});
        };
        if (chance(15)) {
            ir::Relationship &link = m_schema.relationships.emplace_back();
            link.kind =
                anyOf({ir::Relationship::Kind::OneToOne, ir::Relationship::Kind::OneToMany});
            link.source = std::move(from);
            link.target = std::move(to);
            link.onDelete = action();
            return;
        }
        ir::ForeignKey &key = m_schema.foreignKeys.emplace_back();
        key.source = std::move(from);
        key.target = std::move(to);
        key.onDelete = action();
        key.onUpdate = action();
        if (chance(30))
            key.name = named(m_relations.take("fk"));
        using enum ir::Deferrability;
        if (chance(20))
            key.deferrability = anyOf({InitiallyImmediate, InitiallyDeferred});
    }

    void makeJunction()
    {
        const std::size_t left = number(m_schema.tables.size());
        const std::size_t right = number(m_schema.tables.size());
        if (!m_schema.tables[left].primaryKey || !m_schema.tables[right].primaryKey)
            return;
        ir::Relationship &link = m_schema.relationships.emplace_back();
        link.kind = ir::Relationship::Kind::ManyToMany;
        const auto end = [&](std::size_t index) {
            ir::Endpoint made;
            made.table = ir::TableId(index);
            made.tableSyntax = named(m_schema.tables[index].id);
            for (const ir::ColumnRef &key : m_schema.tables[index].primaryKey->columns)
                made.columns.push_back(ref(m_schema.tables[index], key.column.index()));
            return made;
        };
        link.source = end(left);
        link.target = end(right);
        if (chance(30))
            link.junctionName = named(m_relations.take("junction"));
    }

    /// Checks, generated columns and indexes.
    void finishTable(ir::Table &table)
    {
        const auto index = static_cast<std::size_t>(&table - m_schema.tables.data());
        const std::size_t columns = table.columns.size();
        for (std::size_t i = 0; i < columns; ++i) {
            const Profile *profile = m_profiles[index][i];
            if (profile == nullptr)
                continue;
            const std::string name = table.columns[i].name.text;
            if (!profile->checks.empty() && chance(25)) {
                ir::CheckConstraint &check = table.checks.emplace_back();
                check.expression = expression(filled(one(profile->checks), name));
                if (chance(50))
                    check.name = named(m_relations.take("ck"));
            }
            if (!profile->method.empty() && chance(20))
                makeIndex(table, *profile, i);
        }
        if (chance(30))
            makeGenerated(index);
    }

    void makeIndex(ir::Table &table, const Profile &profile, std::size_t column)
    {
        ir::Index &index = table.indexes.emplace_back();
        if (chance(50))
            index.name = named(m_relations.take("ix"));
        ir::IndexElement &element = index.elements.emplace_back();
        if (profile.method == "btree" && !profile.indexed.empty() && chance(40)) {
            element.expression =
                expression(filled(one(profile.indexed), table.columns[column].name.text));
        } else {
            element.column = ref(table, column);
            if (profile.method != "btree")
                index.method = named(std::string(profile.method));
            else if (chance(10))
                index.method = named("brin");
        }
        if (index.method.empty()) {
            index.unique = chance(20);
            if (chance(20))
                element.order = ir::IndexElement::Order::Descending;
            if (chance(20))
                element.nulls = ir::IndexElement::Nulls::First;
            if (chance(10))
                index.include.push_back(ref(table, number(table.columns.size())));
        }
        if (index.method.text == "brin" &&
            (table.columns[column].typeSyntax.spelling.text.starts_with("bool") ||
             table.columns[column].typeSyntax.spelling.text == "BOOL" || profile.strings.empty()))
            index.method = {};
        if (chance(15))
            index.where = expression(quoted(table.columns[column].name.text) + " IS NOT NULL");
        if (chance(10))
            index.note = named("index note");
    }

    void makeGenerated(std::size_t index)
    {
        const std::size_t from = number(m_schema.tables[index].columns.size());
        const Profile *profile = m_profiles[index][from];
        if (profile == nullptr || profile->generated.empty())
            return;
        const std::string pattern = one(profile->generated);
        const std::string name = m_schema.tables[index].columns[from].name.text;
        const std::string sourceType =
            m_schema.tables[index].columns[from].typeSyntax.spelling.text;
        ir::Column &column = addColumn(index, "made", profile);
        column.generated = expression(filled(pattern, name));
        column.typeSyntax.spelling =
            named(pattern.starts_with("cardinality") ? "integer"
                  : pattern == "lower({})" && sourceType.ends_with("range")
                      ? (sourceType == "int4range" ? "integer"
                         : sourceType == "tsrange" ? "timestamp"
                                                   : "date")
                  : pattern.starts_with("host") || pattern.find("->>") != std::string::npos ? "text"
                  : pattern.ends_with("'UTC'") ? "timestamp"
                  : sourceType == "serial"     ? "integer"
                                               : sourceType);
    }

    ir::Schema m_schema;
    Names m_relations; ///< of constraints too
    std::vector<Profiles> m_profiles;
    std::vector<Names> m_columnNames;
};

} // namespace

ir::Schema makeValidSchema() { return Maker().make(); }

} // namespace tw::test
