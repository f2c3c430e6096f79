// SPDX-License-Identifier: MIT
#include "valid_schemas.h"

#include "edge_names.h"
#include "link_maker.h"
#include "schema_plan.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <cstdlib>

namespace tw::test {

namespace {

using Kind = ir::DefaultValue::Kind;

/// A constant that stands in a pattern as `'{}'` is no place for the column.
bool isPlace(std::string_view pattern, std::size_t at)
{
    const bool quoted = at > 0 && pattern[at - 1] == '\'';
    return !quoted;
}

ir::DefaultValue defaultOf(Kind kind, std::string_view text) { return {kind, expression(text)}; }

class SchemaMaker {
public:
    explicit SchemaMaker(Choices &choices) : m_choices(choices), m_plan(m_schema, choices) {}

    ir::Schema make()
    {
        makeEnums();
        const std::size_t tables =
            m_choices.chance(8) ? 8 + m_choices.below(5) : 1 + m_choices.below(5);
        for (std::size_t i = 0; i < tables; ++i)
            makeTable(i);
        LinkMaker(m_plan).makeLinks();
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            finishTable(i);
        makeRecords();
        if (m_choices.chance(10))
            makeGroup();
        if (m_choices.chance(10))
            m_schema.note = named(edgeText(m_choices));
        return std::move(m_schema);
    }

private:
    ir::Name anyNamespace()
    {
        return m_choices.chance(65) ? ir::Name() : named(m_choices.of(m_plan.namespaces));
    }

    void makeEnums()
    {
        for (std::size_t i = m_choices.below(4); i > 0; --i) {
            ir::EnumType &type = m_schema.enums.emplace_back();
            type.namespaceName = anyNamespace();
            type.name = named(m_plan.relations(type.namespaceName).take(enumName(), "mood"));
            NamePool values;
            for (std::size_t v = m_choices.rarely() ? 0 : 1 + m_choices.below(4); v > 0; --v) {
                std::string value = m_choices.chance(60) ? "value" : edgeText(m_choices);
                if (m_choices.chance(10))
                    value = edgeName(m_choices, "value");
                type.values.push_back(
                    {named(values.take(std::string(shortened(value)), "value")), {}});
            }
            if (m_choices.chance(20))
                type.note = named(edgeText(m_choices));
        }
    }

    /// Not that of a built-in type, which `dataType` would no longer mean then.
    std::string enumName()
    {
        std::string name = edgeName(m_choices, "mood");
        const std::string lower = asciiLower(name);
        const bool isType = std::ranges::any_of(typeProfiles(), [&](const TypeProfile &profile) {
            return std::ranges::find(profile.spellings, lower) != profile.spellings.end();
        });
        return isType ? name + "s" : name;
    }

    /// As much as an enum value may have, a number behind it counted.
    static std::string_view shortened(std::string_view value)
    {
        return truncateUtf8(value, nameBytes - 3);
    }

    void makeTable(std::size_t index)
    {
        ir::Table &table = m_schema.tables.emplace_back();
        m_plan.addTable();
        table.id = "t" + std::to_string(index);
        table.namespaceName = anyNamespace();
        NamePool &pool = m_plan.relations(table.namespaceName);
        std::string wanted = edgeName(m_choices, "table" + std::to_string(index));
        if (index > 0 && m_choices.chance(6))
            wanted = derivedLookalike();
        table.name = named(pool.take(std::move(wanted), "table" + std::to_string(index)));
        if (m_choices.chance(20))
            table.note = named(edgeText(m_choices));
        if (m_choices.chance(10))
            table.position = ir::Position{1.5, -20, {}};
        for (std::size_t i = m_choices.rarely() ? 40 : 1 + m_choices.below(5); i > 0; --i)
            makeColumn(index);
        if (m_choices.chance(25))
            makeGenerated(index);
        makeKeys(index);
    }

    /// A name that the database, or we, would derive for a part of another table.
    std::string derivedLookalike()
    {
        const ir::Table &other = m_schema.tables[m_choices.below(m_schema.tables.size() - 1)];
        const std::string &name = other.name.text;
        const std::string part = name + '_' + m_choices.of(other.columns).name.text;
        return m_choices.anyOf<std::string>({name + "_pkey", name + "_check", part + "_seq",
                                             part + "_key", part + "_idx", '_' + name,
                                             name + '_' + name});
    }

    void makeColumn(std::size_t table)
    {
        if (!m_schema.enums.empty() && m_choices.chance(12)) {
            makeEnumColumn(table);
            return;
        }
        if (m_choices.chance(10)) {
            makeCounter(table);
            return;
        }
        // Arrays, the second half, are rarer.
        const auto &profiles = typeProfiles();
        const std::size_t plain = profiles.size() / 2;
        const TypeProfile &profile =
            m_choices.chance(85) ? profiles[m_choices.below(plain)] : m_choices.of(profiles);
        ir::Column &column = m_plan.addColumn(table, "col", &profile);
        column.typeSyntax.spelling = named(m_choices.of(profile.spellings));
        spreadArguments(column);
        column.nullable = m_choices.chance(60);
        giveDefault(column, profile);
        if (m_choices.chance(10))
            column.note = named(edgeText(m_choices));
    }

    /// `varchar(20)` also as `varchar` with a length beside it.
    void spreadArguments(ir::Column &column)
    {
        std::string &text = column.typeSyntax.spelling.text;
        const std::size_t open = text.find('(');
        if (open == std::string::npos || !text.ends_with(')') || m_choices.chance(70))
            return;
        const std::string_view name = std::string_view(text).substr(0, open);
        const bool sized = name.ends_with("char") || name.ends_with("CHAR") ||
                           name.ends_with("varying") || name.ends_with("bit");
        const bool exact = name.starts_with("numeric") || name.starts_with("DECIMAL");
        if (!sized && !exact)
            return;
        char *end = nullptr;
        const std::int64_t first = std::strtoll(text.c_str() + open + 1, &end, 10);
        ir::TypeArguments &arguments = column.typeSyntax.arguments.edit();
        if (sized) {
            arguments.length = {first, {}};
        } else {
            arguments.precision = {first, {}};
            if (*end == ',')
                arguments.scale = {std::strtoll(end + 1, nullptr, 10), {}};
        }
        if (m_choices.chance(60))
            text.resize(open);
    }

    void makeEnumColumn(std::size_t table)
    {
        const ir::EnumType &type = m_choices.of(m_schema.enums);
        ir::Column &column = m_plan.addColumn(table, "mood", &SchemaPlan::enumProfile());
        const bool array = m_choices.chance(20);
        // A long name is found by what is kept of it, too.
        const auto name = [&](const ir::Name &one) {
            return m_choices.chance(10) ? quotedName(one.text) : wholeName(one.text);
        };
        std::string spelling;
        if (!type.namespaceName.empty())
            spelling = name(type.namespaceName) + '.';
        spelling += name(type.name);
        column.typeSyntax.spelling = named(spelling + (array ? "[]" : ""));
        column.nullable = m_choices.chance(60);
        if (type.values.empty() || !m_choices.chance(50))
            return;
        const std::string &value = m_choices.of(type.values).value.text;
        if (array)
            column.defaultValue = defaultOf(Kind::String, '{' + arrayElement(value) + '}');
        else if (m_choices.chance(70))
            column.defaultValue = defaultOf(Kind::String, value);
        else
            column.defaultValue = defaultOf(Kind::Expression, quotedText(value));
    }

    void makeCounter(std::size_t table)
    {
        ir::Column &column = m_plan.addColumn(table, "id", &SchemaPlan::counterProfile());
        column.nullable = m_choices.chance(40);
        if (m_choices.chance(60)) {
            column.typeSyntax.spelling =
                named(m_choices.text({"INT", "bigint", "smallint", "int8", "integer"}));
            column.autoIncrement = true;
        } else {
            column.typeSyntax.spelling =
                named(m_choices.text({"serial", "bigserial", "smallserial", "serial8", "SERIAL4"}));
        }
    }

    void giveDefault(ir::Column &column, const TypeProfile &profile)
    {
        switch (m_choices.below(8)) {
        case 0:
            if (!profile.numbers.empty())
                column.defaultValue = defaultOf(Kind::Number, m_choices.of(profile.numbers));
            break;
        case 1:
        case 2:
            if (!profile.strings.empty())
                column.defaultValue = defaultOf(Kind::String, m_choices.of(profile.strings));
            break;
        case 3:
        case 4:
            if (!profile.expressions.empty())
                column.defaultValue =
                    defaultOf(Kind::Expression, m_choices.of(profile.expressions));
            break;
        case 5:
            if (m_choices.chance(30))
                column.defaultValue = defaultOf(Kind::Null, "");
            else if (column.typeSyntax.spelling.text == "boolean")
                column.defaultValue = defaultOf(Kind::Boolean, m_choices.text({"true", "false"}));
            break;
        default:
            break;
        }
    }

    void makeGenerated(std::size_t index)
    {
        const std::size_t from = m_choices.below(m_schema.tables[index].columns.size());
        const TypeProfile *profile = m_plan.profile(index, from);
        if (profile->generated.empty())
            return;
        const auto &[type, pattern] = m_choices.of(profile->generated);
        const ir::Column source = m_schema.tables[index].columns[from];
        const std::string sql = filled(pattern, m_plan.columnSql(index, from));
        ir::Column &column = m_plan.addColumn(
            index, "made", type.empty() ? profile : &SchemaPlan::generatedProfile());
        column.generated = expression(sql);
        if (type.empty())
            column.typeSyntax = source.typeSyntax;
        else
            column.typeSyntax.spelling = named(type);
        column.nullable = m_choices.chance(80);
    }

    void makeKeys(std::size_t index)
    {
        ir::Table &table = m_schema.tables[index];
        const std::vector<std::size_t> usable = m_plan.keyColumns(index);
        if (usable.empty())
            return;
        NamePool &pool = m_plan.relations(table.namespaceName);
        if (m_choices.chance(80)) {
            table.primaryKey.emplace();
            table.primaryKey->columns = m_plan.someRefs(index, usable, 3);
            if (m_choices.chance(20))
                table.primaryKey->name = m_plan.keyName(index, "pk");
            m_plan.addTarget(index, table.primaryKey->columns);
        }
        for (std::size_t i = m_choices.chance(60) ? 0 : 1 + m_choices.below(2); i > 0; --i) {
            if (m_choices.chance(60)) {
                ir::UniqueKey &key = table.uniqueKeys.emplace_back();
                key.columns = m_plan.someRefs(index, usable, 2);
                if (m_choices.chance(50))
                    key.name = m_plan.keyName(index, "uq");
                m_plan.addTarget(index, key.columns);
                continue;
            }
            ir::Index &unique = table.indexes.emplace_back();
            unique.unique = true;
            if (m_choices.chance(50))
                unique.name = named(pool.take(m_choices, "ux"));
            for (const ir::ColumnRef &ref : m_plan.someRefs(index, usable, 2)) {
                ir::IndexElement &element = unique.elements.emplace_back();
                element.column = ref;
                order(element);
            }
            if (m_choices.chance(20))
                unique.include.push_back(refTo(table, m_choices.below(table.columns.size())));
            std::vector<ir::ColumnRef> columns;
            for (const ir::IndexElement &element : unique.elements)
                columns.push_back(element.column);
            m_plan.addTarget(index, columns);
        }
    }

    void order(ir::IndexElement &element)
    {
        using Order = ir::IndexElement::Order;
        using Nulls = ir::IndexElement::Nulls;
        if (m_choices.chance(30))
            element.order = m_choices.anyOf({Order::Ascending, Order::Descending});
        if (m_choices.chance(20))
            element.nulls = m_choices.anyOf({Nulls::First, Nulls::Last});
    }

    /// Checks and indexes.
    void finishTable(std::size_t index)
    {
        ir::Table &table = m_schema.tables[index];
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const TypeProfile *profile = m_plan.profile(index, i);
            if (!profile->checks.empty() && m_choices.chance(25))
                addCheck(index, condition(index, i));
            if (!profile->methods.empty() && m_choices.chance(20))
                makeIndex(index, i);
        }
    }

    std::string condition(std::size_t table, std::size_t column)
    {
        const std::string sql = m_plan.columnSql(table, column);
        std::string text = filled(m_choices.of(m_plan.profile(table, column)->checks), sql);
        switch (m_choices.below(12)) {
        case 0:
            return '(' + text + "\n) OR " + sql + " IS NULL";
        case 1:
            return "NOT (" + text + "\n)";
        case 2: {
            const std::size_t other = m_choices.below(m_schema.tables[table].columns.size());
            return sql + " IS NULL OR " + m_plan.columnSql(table, other) + " IS NOT NULL AND (" +
                   text + "\n)";
        }
        case 3:
            return "/* it's */ " + text;
        case 4:
            return "\n  " + text + "\n";
        default:
            return text;
        }
    }

    void addCheck(std::size_t index, const std::string &sql)
    {
        ir::CheckConstraint &check = m_schema.tables[index].checks.emplace_back();
        check.expression = expression(sql);
        if (m_choices.chance(50))
            check.name = named(m_plan.constraintName(index, "ck"));
    }

    void makeIndex(std::size_t table, std::size_t column)
    {
        ir::Table &owner = m_schema.tables[table];
        const TypeProfile &profile = *m_plan.profile(table, column);
        ir::Index index;
        if (m_choices.chance(50))
            index.name = named(m_plan.relations(owner.namespaceName).take(m_choices, "ix"));
        const std::string method = m_choices.of(profile.methods);
        if (method != "btree" || m_choices.chance(15))
            index.method = named(m_choices.chance(10) ? upper(method) : method);
        addElement(index, table, column, method);
        if (method != "hash" && method != "spgist") {
            for (std::size_t i = 0; i < owner.columns.size() && index.elements.size() < 3; ++i) {
                if (m_plan.profile(table, i)->has(method) && m_choices.chance(20))
                    addElement(index, table, i, method);
            }
        }
        if (method == "btree")
            index.unique = m_choices.chance(20);
        if (method == "btree" || method == "gist" || method == "spgist") {
            if (m_choices.chance(10))
                index.include.push_back(refTo(owner, m_choices.below(owner.columns.size())));
        }
        if (m_choices.chance(15))
            index.where = expression(profile.checks.empty() || m_choices.chance(50)
                                         ? m_plan.columnSql(table, column) + " IS NOT NULL"
                                         : immutableCondition(table, column));
        if (m_choices.chance(10))
            index.note = named(edgeText(m_choices));
        owner.indexes.push_back(std::move(index));
    }

    std::string immutableCondition(std::size_t table, std::size_t column)
    {
        const std::string sql = m_plan.columnSql(table, column);
        const std::string &pattern = m_plan.profile(table, column)->checks.front();
        return isImmutable(pattern) ? filled(pattern, sql) : sql + " IS NULL";
    }

    /// Of the first check of each profile.
    static bool isImmutable(std::string_view pattern)
    {
        return pattern.find("now()") == std::string_view::npos;
    }

    static std::string upper(std::string text)
    {
        std::ranges::transform(text, text.begin(), [](char c) {
            return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        });
        return text;
    }

    void addElement(ir::Index &index, std::size_t table, std::size_t column,
                    const std::string &method)
    {
        const TypeProfile &profile = *m_plan.profile(table, column);
        ir::IndexElement &element = index.elements.emplace_back();
        if (method == "btree" && !profile.indexed.empty() && m_choices.chance(40))
            element.expression =
                expression(filled(m_choices.of(profile.indexed), m_plan.columnSql(table, column)));
        else
            element.column = refTo(m_schema.tables[table], column);
        if (method == "btree")
            order(element);
    }

    /// One row, or more of a table without keys, of literals that nothing forbids.
    void makeRecords()
    {
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i) {
            if (m_choices.chance(12) && m_plan.takesRows(i))
                makeRows(i);
        }
    }

    void makeRows(std::size_t table)
    {
        const ir::Table &owner = m_schema.tables[table];
        ir::Records &records = m_schema.records.emplace_back();
        records.table = ir::TableId(table);
        for (std::size_t i = 0; i < owner.columns.size(); ++i) {
            if (owner.columns[i].generated->empty())
                records.columns.emplace_back(i);
        }
        for (std::size_t row = m_plan.isKeyless(table) ? 1 + m_choices.below(3) : 1; row > 0;
             --row) {
            for (const ir::ColumnId column : records.columns)
                records.values.push_back(rowValue(table, column.index()));
            records.rowRanges.emplace_back();
        }
    }

    static bool isWellKnown(std::string_view text)
    {
        return text.find("()") != std::string_view::npos || text.starts_with("CURRENT_") ||
               text.starts_with("LOCAL") || text.starts_with("local");
    }

    ir::RecordValue rowValue(std::size_t table, std::size_t index)
    {
        using Value = ir::RecordValue::Kind;
        const TypeProfile &profile = *m_plan.profile(table, index);
        if (&profile == &SchemaPlan::counterProfile())
            return {m_choices.chance(50) ? Value::Omitted : Value::Number,
                    named(std::to_string(1 + m_choices.below(1000)))};
        if (!profile.strings.empty() && m_choices.chance(60)) {
            const std::string &text = m_choices.of(profile.strings);
            // A well-known expression is one of defaults only.
            if (!isWellKnown(text))
                return {Value::String, named(text)};
        }
        if (!profile.numbers.empty() && m_choices.chance(50)) {
            const std::string &text = m_choices.of(profile.numbers);
            if (text.find('.') == std::string::npos)
                return {Value::Number, named(text)};
        }
        if (!m_plan.isNotNull(table, index))
            return {m_choices.anyOf({Value::Null, Value::Omitted}), {}};
        return {Value::String, named(profile.strings.empty() ? "" : profile.strings.front())};
    }

    void makeGroup()
    {
        ir::TableGroup &group = m_schema.groups.emplace_back();
        group.name = named("group");
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i) {
            if (m_choices.chance(50))
                group.tables.push_back({ir::TableId(i), {}});
        }
        group.note = named(edgeText(m_choices));
    }

    ir::Schema m_schema;
    Choices &m_choices;
    SchemaPlan m_plan;
};

} // namespace

std::string filled(std::string_view pattern, std::string_view sql)
{
    std::string out;
    for (std::size_t at = 0; at < pattern.size();) {
        if (pattern.substr(at, 2) == "{}" && isPlace(pattern, at)) {
            out += sql;
            at += 2;
        } else {
            out.push_back(pattern[at++]);
        }
    }
    return out;
}

ir::Schema makeValidSchema(Choices &choices) { return SchemaMaker(choices).make(); }

} // namespace tw::test
