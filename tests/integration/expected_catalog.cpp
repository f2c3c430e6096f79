// SPDX-License-Identifier: MIT
#include "expected_catalog.h"

#include "catalog_reader.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace tw::test {

namespace {

constexpr std::size_t nameBytes = 63;

std::string kept(const ir::Name &name) { return std::string(truncateUtf8(name.text, nameBytes)); }

/// The letter that `pg_constraint` has for an action.
char letter(ir::ReferentialAction action)
{
    switch (action) {
    case ir::ReferentialAction::Unspecified:
    case ir::ReferentialAction::NoAction:
        return 'a';
    case ir::ReferentialAction::Restrict:
        return 'r';
    case ir::ReferentialAction::Cascade:
        return 'c';
    case ir::ReferentialAction::SetNull:
        return 'n';
    case ir::ReferentialAction::SetDefault:
        return 'd';
    }
    return '?';
}

class Expectation {
public:
    Expectation(const ir::Schema &schema, const TypeCatalog &types, cli::Connection &connection)
        : m_schema(schema), m_types(types), m_connection(connection)
    {
    }

    /// The lines of `readCatalog`, and of `readCatalogRest` in `rest`.
    std::vector<std::string> run(std::vector<std::string> &rest)
    {
        const bool inside = PQtransactionStatus(m_connection.handle()) == PQTRANS_INTRANS;
        m_connection.execute(inside ? "SAVEPOINT expectation" : "BEGIN");
        m_connection.execute("CREATE SCHEMA \"tw probe\"");
        quoteNames();
        addNamespaces();
        for (const ir::EnumType &type : m_schema.enums)
            addEnum(type);
        for (const ir::Table &table : m_schema.tables)
            addTable(table);
        for (const ir::ForeignKey &key : m_schema.foreignKeys)
            addForeignKey(key);
        m_connection.execute(inside ? "ROLLBACK TO expectation; RELEASE expectation" : "ROLLBACK");
        std::ranges::sort(m_lines);
        rest = std::move(m_rest);
        return std::move(m_lines);
    }

private:
    template <class... Args> void line(fmt::format_string<Args...> format, Args &&...args)
    {
        m_lines.push_back(fmt::format(format, std::forward<Args>(args)...));
    }

    /// As the server quotes it, keywords and all.
    const std::string &quoted(const std::string &name)
    {
        auto [it, isNew] = m_quoted.try_emplace(name);
        if (isNew)
            it->second = m_connection.value(
                fmt::format("SELECT quote_ident({})", m_connection.quotedLiteral(name)));
        return it->second;
    }
    const std::string &quoted(const ir::Name &name) { return quoted(kept(name)); }

    /// All names that are sure to be needed, at once.
    void quoteNames()
    {
        std::set<std::string> names;
        for (const ir::Table &table : m_schema.tables) {
            names.insert({kept(table.namespaceName), kept(table.name)});
            for (const ir::Column &column : table.columns)
                names.insert(kept(column.name));
        }
        std::string values;
        for (const std::string &name : names)
            values += (values.empty() ? "(" : ",(") + m_connection.quotedLiteral(name) + ')';
        if (values.empty())
            return;
        for (const auto &row :
             m_connection.rows("SELECT v, quote_ident(v) FROM (VALUES " + values + ") AS n(v)"))
            m_quoted.emplace(row[0], row[1]);
    }

    std::string literal(std::string_view text)
    {
        return m_connection.value(
            fmt::format("SELECT quote_literal({})", m_connection.quotedLiteral(text)));
    }

    std::string namespaceOf(const ir::Name &name) { return name.empty() ? "public" : quoted(name); }
    std::string fullName(const ir::Name &space, const ir::Name &name)
    {
        return namespaceOf(space) + '.' + quoted(name);
    }
    std::string fullName(const ir::Table &table)
    {
        return fullName(table.namespaceName, table.name);
    }

    void addNamespaces()
    {
        std::set<std::string> names;
        for (const ir::Table &table : m_schema.tables)
            names.insert(namespaceOf(table.namespaceName));
        for (const ir::EnumType &type : m_schema.enums)
            names.insert(namespaceOf(type.namespaceName));
        names.erase("public");
        for (const std::string &name : names)
            line("namespace {}", name);
    }

    void addEnum(const ir::EnumType &type)
    {
        std::string values;
        for (const ir::EnumValue &value : type.values)
            values += (values.empty() ? "" : ", ") + literal(value.value.text);
        const std::string name = fullName(type.namespaceName, type.name);
        line("enum {} ({})", name, values);
        if (!type.note.empty()) {
            // The server names a type by its alias where it has one.
            const std::string identity = m_connection.value(
                fmt::format("SELECT o.identity FROM pg_identify_object('pg_type'::regclass,"
                            " {}::regtype, 0) AS o",
                            m_connection.quotedLiteral(name)));
            line("comment on type {} {}", identity, literal(type.note.text));
        }
    }

    /// The SQL of a type; an enum is always named in full, as `pg_catalog` comes first otherwise.
    std::string typeSql(const ir::DataType &type)
    {
        if (!type.isEnum())
            return m_types.spell(m_schema, type);
        const ir::EnumType &definition = m_schema.enumType(type.enumType);
        std::string sql = fullName(definition.namespaceName, definition.name);
        for (int i = 0; i < type.arrayDimensions; ++i)
            sql += "[]";
        return sql;
    }

    /// An empty table of the same name and columns, in which the user's expressions are put to the
    /// server. In a schema that is not searched, so that its name hides none.
    void makeProbe(const ir::Table &table)
    {
        if (!m_probe.empty())
            m_connection.execute("DROP TABLE " + m_probe);
        m_probe = "\"tw probe\"." + quoted(table.name);
        m_probeId = m_connection.quotedLiteral(m_probe) + "::regclass";
        std::string columns;
        for (const ir::Column &column : table.columns) {
            columns += fmt::format("{}{} {}", columns.empty() ? "" : ", ", quoted(column.name),
                                   typeSql(column.type));
        }
        m_connection.execute(fmt::format("CREATE TABLE {} ({})", m_probe, columns));
    }

    /// The type as the user spelled it, where the server knows that spelling; as we do otherwise.
    std::string printedType(const ir::Column &column, std::size_t index)
    {
        const std::string spelled = column.type.isEnum() ? std::string() : spelledType(column);
        return !spelled.empty() ? spelled
                                : m_connection.value(fmt::format(
                                      "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                                      " WHERE attrelid = {} AND attnum = {}",
                                      m_probeId, index + 1));
    }

    std::string spelledType(const ir::Column &column)
    {
        std::string sql = column.typeSyntax.spelling.text;
        const ir::TypeArguments &beside = *column.typeSyntax.arguments;
        const auto &first = beside.length ? beside.length : beside.precision;
        if (first && sql.find('(') == std::string::npos) {
            // `timestamp with time zone`, `text[]`
            const std::size_t at = std::min({sql.find(" with"), sql.find('['), sql.size()});
            sql.insert(at, beside.scale ? fmt::format("({},{})", first->value, beside.scale->value)
                                        : fmt::format("({})", first->value));
        }
        static std::map<std::string, std::string> known; // of built-in types, so of any database
        const auto [it, isNew] = known.try_emplace(sql);
        if (!isNew)
            return it->second;
        m_connection.execute("SAVEPOINT spelling");
        try {
            m_connection.execute("CREATE TABLE pg_temp.spelled (c " + sql + ')');
            it->second = m_connection.value(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid ="
                " 'pg_temp.spelled'::regclass AND attnum = 1");
        } catch (const cli::DatabaseError &) {
            it->second.clear(); // one of those that only we know
        }
        m_connection.execute("ROLLBACK TO spelling; RELEASE spelling");
        return it->second;
    }

    /// What the server makes of a default expression.
    std::string printedDefault(const ir::Column &column, const std::string &sql)
    {
        m_connection.execute(fmt::format("ALTER TABLE {} ALTER {} SET DEFAULT ({}\n)", m_probe,
                                         quoted(column.name), sql));
        const auto rows = m_connection.rows(
            fmt::format("SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_attribute"
                        " a ON a.attrelid = d.adrelid AND a.attnum = d.adnum"
                        " WHERE d.adrelid = {} AND a.attname = {}",
                        m_probeId, m_connection.quotedLiteral(kept(column.name))));
        return rows.empty() ? std::string() : rows.front().front();
    }

    /// The default that the table has, if it gives the value that the user wrote.
    std::string literalDefault(const ir::Table &table, const ir::Column &column)
    {
        const auto rows = m_connection.rows(fmt::format(
            "SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_attribute a"
            " ON a.attrelid = d.adrelid AND a.attnum = d.adnum"
            " WHERE d.adrelid = {}::regclass AND a.attname = {}",
            m_connection.quotedLiteral(fullName(table)),
            m_connection.quotedLiteral(kept(column.name))));
        const std::string found = rows.empty() ? "NULL" : rows.front().front();
        if (column.defaultValue.kind == ir::DefaultValue::Kind::Null)
            return found.starts_with("NULL") ? (rows.empty() ? "" : found) : "NULL";
        const std::string type = typeSql(column.type);
        const std::string &text = column.defaultValue.value.text;
        // 1e3 is a number that an integer can be, '1e3' is no text of one.
        const bool number = column.defaultValue.kind == ir::DefaultValue::Kind::Number &&
                            (type == "smallint" || type == "integer" || type == "bigint");
        const bool same = m_connection.value(fmt::format(
                              "SELECT ({})::{}::text IS NOT DISTINCT FROM ({})::{}::text", found,
                              type, number ? text : m_connection.quotedLiteral(text), type)) == "t";
        return same ? found : "of value " + text;
    }

    std::string printedGenerated(const ir::Column &column)
    {
        m_connection.execute(
            fmt::format("ALTER TABLE {} ADD generated_probe {} GENERATED ALWAYS AS ({}\n)"
                        " STORED",
                        m_probe, typeSql(column.type), column.generated->text));
        std::string text = m_connection.value(
            "SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_attribute a ON"
            " a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE a.attname = 'generated_probe' AND"
            " d.adrelid = " +
            m_probeId);
        m_connection.execute("ALTER TABLE " + m_probe + " DROP generated_probe");
        return text;
    }

    std::string defaultText(const ir::Table &table, const ir::Column &column)
    {
        if (!column.generated->empty())
            return " generated " + printedGenerated(column);
        if (column.autoIncrement || column.defaultValue.kind == ir::DefaultValue::Kind::None)
            return {};
        const std::string text = column.defaultValue.kind == ir::DefaultValue::Kind::Expression
                                     ? printedDefault(column, column.defaultValue.value.text)
                                     : literalDefault(table, column);
        return text.empty() ? text : " default " + text;
    }

    /// One after the other from 1 on, as far as the type goes.
    void addIdentity(const std::string &table, const ir::Column &column, const std::string &type)
    {
        const std::string_view last = type == "smallint"  ? "32767"
                                      : type == "integer" ? "2147483647"
                                                          : "9223372036854775807";
        m_rest.push_back(fmt::format("identity {}.{} of {} from 1 by 1 between 1 and {}", table,
                                     quoted(column.name), type, last));
    }

    [[nodiscard]] std::size_t rowCount(const ir::Table &table) const
    {
        std::size_t count = 0;
        for (const ir::Records &records : m_schema.records) {
            if (!records.isExample && &m_schema.table(records.table) == &table)
                count += records.rowCount();
        }
        return count;
    }

    static bool isInPrimaryKey(const ir::Table &table, std::size_t column)
    {
        return table.primaryKey &&
               std::ranges::any_of(table.primaryKey->columns, [&](const ir::ColumnRef &ref) {
                   return ref.column.index() == column;
               });
    }

    void addTable(const ir::Table &table)
    {
        const std::string name = fullName(table);
        line("table {}", name);
        m_rest.push_back(fmt::format("rows {} {}", name, rowCount(table)));
        if (!table.note.empty())
            line("comment on table {} {}", name, literal(table.note.text));
        makeProbe(table);
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const ir::Column &column = table.columns[i];
            const bool notNull =
                !column.nullable || column.autoIncrement || isInPrimaryKey(table, i);
            if (column.autoIncrement)
                addIdentity(name, column, printedType(column, i));
            line("column {}.{} {} {}{}{}{}", name, i + 1, quoted(column.name),
                 printedType(column, i), notNull ? " not-null" : "",
                 column.autoIncrement ? " identity" : "", defaultText(table, column));
            if (!column.note->empty()) {
                line("comment on table column {}.{} {}", name, quoted(column.name),
                     literal(column.note->text));
            }
        }
        if (table.primaryKey) {
            line("primary-key {} {} {}", name, quoted(table.primaryKey->name),
                 columnList(table, table.primaryKey->columns));
        }
        std::vector<std::string> keys;
        if (table.primaryKey)
            keys.push_back(columnList(table, table.primaryKey->columns));
        for (const ir::UniqueKey &key : table.uniqueKeys) {
            // Of two keys over the same columns in the same order, the server keeps the first.
            const std::string columns = columnList(table, key.columns);
            if (std::ranges::find(keys, columns) == keys.end())
                line("unique {} {} {}", name, quoted(key.name), columns);
            keys.push_back(columns);
        }
        for (const ir::CheckConstraint &check : table.checks)
            addCheck(name, check);
        for (const ir::Index &index : table.indexes)
            addIndex(table, index);
    }

    std::string columnList(const ir::Table &table, const std::vector<ir::ColumnRef> &columns)
    {
        std::string text;
        for (const ir::ColumnRef &ref : columns)
            text += (text.empty() ? "(" : ", ") + quoted(table.column(ref.column).name);
        return text + ')';
    }

    void addCheck(const std::string &table, const ir::CheckConstraint &check)
    {
        m_connection.execute(fmt::format("ALTER TABLE {} ADD CONSTRAINT probe_check CHECK ({}\n)",
                                         m_probe, check.expression.text));
        line(
            "check {} {} {}", table, quoted(check.name),
            m_connection.value("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname ="
                               " 'probe_check' AND conrelid = " +
                               m_probeId));
        m_connection.execute("ALTER TABLE " + m_probe + " DROP CONSTRAINT probe_check");
    }

    void addIndex(const ir::Table &table, const ir::Index &index)
    {
        std::string method = index.method.empty() ? "btree" : asciiLower(index.method.text);
        if (method == "rtree")
            method = "gist"; // which replaced it
        std::string elements;
        for (const ir::IndexElement &element : index.elements) {
            elements += elements.empty() ? "" : ", ";
            elements += element.isExpression()
                            ? printedIndexExpression(element.expression->text, method)
                            : quoted(table.column(element.column.column).name);
            const bool descending = element.order == ir::IndexElement::Order::Descending;
            const bool nullsFirst = element.nulls == ir::IndexElement::Nulls::Default
                                        ? descending
                                        : element.nulls == ir::IndexElement::Nulls::First;
            elements += descending ? " desc" : "";
            elements += nullsFirst ? " nulls-first" : "";
        }
        std::string tail;
        if (!index.include.empty())
            tail += " include " + columnList(table, index.include);
        if (!index.where->empty())
            tail += predicate(index.where->text);
        const std::string name = namespaceOf(table.namespaceName) + '.' + quoted(index.name);
        line("{}index {} on {} using {} ({}){}", index.unique ? "unique " : "", name,
             fullName(table), method, elements, tail);
        if (!index.note->empty())
            line("comment on index {} {}", name, literal(index.note->text));
    }

    std::string printedIndexExpression(const std::string &sql, const std::string &method)
    {
        m_connection.execute(
            fmt::format("CREATE INDEX probe_index ON {} USING {} (({}\n))", m_probe, method, sql));
        // The server takes a bare column out of its brackets, and its collation too.
        std::string text = m_connection.value(
            "SELECT CASE WHEN a.attname IS NULL"
            " THEN 'expression ' || pg_get_indexdef(i.indexrelid, 1, false)"
            " WHEN i.indcollation[0] = a.attcollation THEN quote_ident(a.attname)"
            " ELSE quote_ident(a.attname) || ' collate ' || i.indcollation[0]::regcollation::text "
            "END"
            " FROM pg_index i LEFT JOIN pg_attribute a"
            " ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] AND a.attnum <> 0"
            " WHERE i.indexrelid = '\"tw probe\".probe_index'::regclass");
        m_connection.execute("DROP INDEX \"tw probe\".probe_index");
        return text;
    }

    /// Nothing for what is always true, which the server drops.
    std::string predicate(const std::string &sql)
    {
        // Over a constant, so that a column of any type will do.
        m_connection.execute(
            fmt::format("CREATE INDEX probe_index ON {} ((1)) WHERE ({}\n)", m_probe, sql));
        std::string text =
            m_connection.value("SELECT pg_get_expr(indpred, indrelid) FROM pg_index"
                               " WHERE indexrelid = '\"tw probe\".probe_index'::regclass");
        m_connection.execute("DROP INDEX \"tw probe\".probe_index");
        return text.empty() ? text : " where " + text;
    }

    void addForeignKey(const ir::ForeignKey &key)
    {
        const ir::Table &source = m_schema.table(key.source.table);
        const ir::Table &target = m_schema.table(key.target.table);
        const bool deferrable = key.deferrability != ir::Deferrability::NotDeferrable;
        const bool deferred = key.deferrability == ir::Deferrability::InitiallyDeferred;
        line("foreign-key {} {} {} -> {}{} delete {} update {}{}{}", fullName(source),
             quoted(key.name), columnList(source, key.source.columns), fullName(target),
             columnList(target, key.target.columns), letter(key.onDelete), letter(key.onUpdate),
             deferrable ? " deferrable" : "", deferred ? " deferred" : "");
    }

    const ir::Schema &m_schema;
    const TypeCatalog &m_types;
    cli::Connection &m_connection;
    std::vector<std::string> m_lines;
    std::vector<std::string> m_rest;
    std::map<std::string, std::string> m_quoted;
    std::string m_probe;   ///< the probe's name
    std::string m_probeId; ///< SQL that gives its id
};

} // namespace

std::vector<std::string> expectedCatalog(const ir::Schema &schema, const TypeCatalog &types,
                                         cli::Connection &connection)
{
    std::vector<std::string> rest;
    return Expectation(schema, types, connection).run(rest);
}

std::string catalogDifferences(const ir::Schema &schema, const TypeCatalog &types,
                               cli::Connection &connection)
{
    std::vector<std::string> found = readCatalog(connection);
    std::ranges::move(readCatalogRest(connection), std::back_inserter(found));
    std::ranges::sort(found);
    std::vector<std::string> rest;
    std::vector<std::string> expected = Expectation(schema, types, connection).run(rest);
    std::ranges::move(rest, std::back_inserter(expected));
    std::ranges::sort(expected);
    return compareLines(expected, found);
}

} // namespace tw::test
