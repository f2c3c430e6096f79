// SPDX-License-Identifier: MIT
#include "schema_import.h"

#include "connection.h"

#include <tablewright/base/string_map.h>

#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace tw::cli {

namespace {

/// Views for the queries below, in the session's own temporary namespace. What an extension brings
/// is the extension's.
constexpr const char *preparation = R"sql(
CREATE TEMP VIEW import_namespace AS
  SELECT oid, nspname FROM pg_namespace
  WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(toast|temp)';
CREATE TEMP VIEW import_member AS
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e';
CREATE TEMP VIEW import_relation AS
  SELECT c.*, n.nspname, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS full_name
  FROM pg_class c JOIN import_namespace n ON n.oid = c.relnamespace
  WHERE NOT EXISTS (SELECT FROM import_member m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid);
CREATE TEMP VIEW import_table AS
  SELECT * FROM import_relation WHERE relkind = 'r' AND NOT relispartition;
)sql";

/// Each row: a kind, the element.
constexpr const char *unsaidQuery = R"sql(
SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'p' THEN 'partitioned table'
         WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'composite type' WHEN 'S' THEN 'sequence'
         ELSE 'partition' END, full_name
FROM import_relation r
WHERE relkind IN ('v', 'm', 'p', 'f', 'c') OR (relkind = 'r' AND relispartition)
   OR (relkind = 'S' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
         AND d.objid = r.oid AND d.deptype = 'i' AND d.refobjsubid > 0))
UNION ALL SELECT 'unlogged table', full_name FROM import_table WHERE relpersistence = 'u'
UNION ALL SELECT 'inheritance', full_name FROM import_table WHERE oid IN (SELECT inhrelid FROM pg_inherits)
UNION ALL SELECT 'row security', full_name FROM import_table WHERE relrowsecurity
UNION ALL SELECT 'function', p.oid::regprocedure::text FROM pg_proc p JOIN import_namespace n ON n.oid = p.pronamespace
  WHERE NOT EXISTS (SELECT FROM import_member m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
UNION ALL SELECT 'extension', quote_ident(extname) FROM pg_extension WHERE extname <> 'plpgsql'
UNION ALL SELECT 'trigger', r.full_name || ' ' || quote_ident(t.tgname)
  FROM pg_trigger t JOIN import_relation r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
UNION ALL SELECT 'rule', r.full_name || ' ' || quote_ident(w.rulename)
  FROM pg_rewrite w JOIN import_table r ON r.oid = w.ev_class
UNION ALL SELECT 'policy', r.full_name || ' ' || quote_ident(p.polname)
  FROM pg_policy p JOIN import_table r ON r.oid = p.polrelid
UNION ALL SELECT CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' WHEN 'm' THEN 'multirange type'
         ELSE 'base type' END, t.oid::regtype::text
  FROM pg_type t JOIN import_namespace n ON n.oid = t.typnamespace
  WHERE (t.typtype IN ('d', 'r', 'm') OR (t.typtype = 'b' AND t.typcategory <> 'A'))
    AND NOT EXISTS (SELECT FROM import_member m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)
UNION ALL SELECT 'comment on a ' || o.type, o.identity
  FROM pg_description d, LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) AS o
  WHERE d.objoid >= 16384 AND o.schema IS DISTINCT FROM 'pg_temp'
    AND o.type NOT IN ('table', 'table column', 'index', 'type', 'function', 'view', 'view column')
ORDER BY 1, 2)sql";

constexpr const char *enumQuery = R"sql(
SELECT t.oid, n.nspname, t.typname, e.enumlabel, coalesce(obj_description(t.oid, 'pg_type'), '')
FROM pg_type t JOIN import_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_enum e ON e.enumtypid = t.oid
WHERE t.typtype = 'e'
ORDER BY n.nspname, t.typname, t.oid, e.enumsortorder)sql";

constexpr const char *tableQuery = R"sql(
SELECT oid, nspname, relname, coalesce(obj_description(oid, 'pg_class'), ''), full_name
FROM import_table ORDER BY nspname, relname)sql";

/// A domain counts as the type under it. `sequence`: the default is nextval of a sequence that the
/// column owns. `foreign_default`: it uses what the schema does not say.
constexpr const char *columnQuery = R"sql(
SELECT a.attrelid, a.attnum, a.attname,
       CASE WHEN b.typtype = 'd' THEN format_type(b.typbasetype, CASE WHEN b.typtypmod >= 0 THEN b.typtypmod ELSE a.atttypmod END)
            ELSE format_type(a.atttypid, a.atttypmod) END,
       a.attnotnull, a.attidentity, a.attgenerated,
       d.oid IS NOT NULL, coalesce(pg_get_expr(d.adbin, d.adrelid), ''),
       coalesce(col_description(a.attrelid, a.attnum), ''),
       CASE WHEN b.typtype = 'd' THEN 'column of a domain'
            WHEN e.typtype = 'c' THEN 'column of a composite type'
            WHEN e.typtype IN ('r', 'm') AND e.oid >= 16384 THEN 'column of a range type of its own'
            WHEN e.typtype = 'b' AND e.oid >= 16384 THEN 'column of an extension''s type'
            ELSE '' END,
       a.attcollation <> b.typcollation,
       d.oid IS NOT NULL AND EXISTS (
         SELECT FROM pg_depend u JOIN pg_class s ON s.oid = u.refobjid AND s.relkind = 'S'
         JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = s.oid AND o.deptype = 'a'
         WHERE u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid AND u.refclassid = 'pg_class'::regclass
           AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum),
       d.oid IS NOT NULL AND EXISTS (
         SELECT FROM pg_depend u LEFT JOIN pg_class s ON u.refclassid = 'pg_class'::regclass AND s.oid = u.refobjid
         LEFT JOIN pg_type t ON u.refclassid = 'pg_type'::regclass AND t.oid = u.refobjid
         WHERE u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid AND u.refobjid >= 16384
           AND (u.refclassid = 'pg_proc'::regclass OR s.relkind = 'S' OR t.typtype <> 'e')),
       quote_ident(a.attname)
FROM import_table r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type b ON b.oid = a.atttypid
JOIN pg_type e ON e.oid = CASE WHEN b.typtype = 'd' THEN b.typbasetype WHEN b.typcategory = 'A' AND b.typelem <> 0 THEN b.typelem ELSE b.oid END
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
ORDER BY r.nspname, r.relname, a.attnum)sql";

constexpr const char *keyQuery = R"sql(
SELECT c.conrelid, c.contype, c.conname, array_to_string(c.conkey, ' '),
       CASE WHEN c.contype = 'c' THEN pg_get_expr(c.conbin, c.conrelid) ELSE '' END,
       coalesce(c.confrelid, 0), coalesce(array_to_string(c.confkey, ' '), ''),
       c.confupdtype, c.confdeltype, c.condeferrable, c.condeferred,
       CASE WHEN c.contype IN ('p', 'u') AND c.condeferrable THEN 'deferrable key'
            WHEN c.contype = 'x' THEN 'exclusion constraint'
            WHEN c.contype = 't' THEN 'constraint trigger'
            WHEN NOT c.convalidated THEN 'constraint that is not valid'
            WHEN c.contype = 'c' AND c.connoinherit THEN 'check that is not inherited'
            WHEN c.contype = 'f' AND c.confmatchtype <> 's' THEN 'foreign key with MATCH FULL'
            WHEN c.contype = 'f' AND c.confdelsetcols IS NOT NULL THEN 'foreign key that sets some columns'
            WHEN c.contype = 'u' AND i.indnullsnotdistinct THEN 'key whose nulls are not distinct'
            WHEN c.contype IN ('p', 'u') AND i.indnatts > i.indnkeyatts THEN 'key with further columns'
            WHEN c.contype = 'c' AND EXISTS (SELECT FROM pg_depend u LEFT JOIN pg_type t ON u.refclassid = 'pg_type'::regclass AND t.oid = u.refobjid
                 WHERE u.classid = 'pg_constraint'::regclass AND u.objid = c.oid AND u.refobjid >= 16384
                   AND (u.refclassid = 'pg_proc'::regclass OR t.typtype <> 'e')) THEN 'check that uses a function'
            WHEN c.contype = 'f' AND NOT EXISTS (SELECT FROM import_table f WHERE f.oid = c.confrelid) THEN 'foreign key to what is no table'
            ELSE '' END,
       quote_ident(c.conname)
FROM pg_constraint c JOIN import_table r ON r.oid = c.conrelid LEFT JOIN pg_index i ON i.indexrelid = c.conindid
WHERE c.conparentid = 0
ORDER BY r.nspname, r.relname, c.contype <> 'p', c.conname)sql";

/// One row for each key column of each index, then those that are only included.
constexpr const char *indexQuery = R"sql(
SELECT i.indrelid, i.indexrelid, x.relname, i.indisunique, m.amname,
       coalesce(pg_get_expr(i.indpred, i.indrelid), ''), coalesce(obj_description(x.oid, 'pg_class'), ''),
       k, k >= i.indnkeyatts, i.indkey[k],
       CASE WHEN i.indkey[k] = 0 THEN pg_get_indexdef(i.indexrelid, k + 1, true) ELSE '' END,
       CASE WHEN k < i.indnkeyatts THEN i.indoption[k] & 3 ELSE 0 END,
       CASE WHEN NOT (i.indisvalid AND i.indisready) THEN 'invalid index'
            WHEN i.indnullsnotdistinct THEN 'index whose nulls are not distinct'
            WHEN x.reloptions IS NOT NULL THEN 'index with storage parameters'
            WHEN EXISTS (SELECT FROM generate_series(0, i.indnkeyatts - 1) AS n
                         WHERE NOT (SELECT opcdefault FROM pg_opclass WHERE oid = i.indclass[n])) THEN 'index with an operator class'
            WHEN EXISTS (SELECT FROM generate_series(0, i.indnkeyatts - 1) AS n JOIN pg_attribute a
                         ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n] AND a.attcollation <> i.indcollation[n]) THEN 'index with a collation'
            WHEN EXISTS (SELECT FROM pg_depend u WHERE u.classid = 'pg_class'::regclass AND u.objid = x.oid
                         AND u.refclassid = 'pg_proc'::regclass AND u.refobjid >= 16384) THEN 'index that uses a function'
            ELSE '' END,
       quote_ident(x.relname)
FROM pg_index i JOIN import_table r ON r.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_am m ON m.oid = x.relam CROSS JOIN LATERAL generate_series(0, i.indnatts - 1) AS k
WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
ORDER BY r.nspname, r.relname, x.relname, k)sql";

using Row = std::vector<std::string>;

bool isTrue(const std::string &cell) { return cell == "t"; }

std::size_t number(std::string_view text)
{
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

ir::Name nameOf(std::string text)
{
    ir::Name name;
    name.text = std::move(text);
    return name;
}

ir::Expression expressionOf(std::string text)
{
    ir::Expression expression;
    expression.text = std::move(text);
    return expression;
}

ir::ReferentialAction actionOf(const std::string &letter)
{
    switch (letter.empty() ? ' ' : letter.front()) {
    case 'r':
        return ir::ReferentialAction::Restrict;
    case 'c':
        return ir::ReferentialAction::Cascade;
    case 'n':
        return ir::ReferentialAction::SetNull;
    case 'd':
        return ir::ReferentialAction::SetDefault;
    default:
        return ir::ReferentialAction::Unspecified;
    }
}

class Importer {
public:
    explicit Importer(Connection &connection) : m_connection(connection) {}

    ImportedSchema run()
    {
        m_connection.execute(preparation);
        m_result.schema.name = nameOf(m_connection.value("SELECT current_database()"));
        for (const Row &row : m_connection.rows(unsaidQuery))
            m_result.unsaid.push_back({row[0], row[1]});
        for (Row &row : m_connection.rows(enumQuery))
            addEnumValue(row);
        for (Row &row : m_connection.rows(tableQuery))
            addTable(row);
        for (Row &row : m_connection.rows(columnQuery))
            addColumn(row);
        for (Row &row : m_connection.rows(keyQuery))
            addKey(row);
        for (Row &row : m_connection.rows(indexQuery))
            addIndexColumn(row);
        m_connection.execute("DISCARD TEMP; SET search_path = public");
        return std::move(m_result);
    }

private:
    static ir::Name namespaceOf(std::string &name)
    {
        return name == "public" ? ir::Name() : nameOf(std::move(name));
    }

    void leaveOut(std::string_view kind, const ir::Table &table, std::string_view part)
    {
        m_result.unsaid.push_back(
            {std::string(kind), fmt::format("{}.{}", m_fullNames[indexOf(table)], part)});
    }
    std::size_t indexOf(const ir::Table &table) const
    {
        return static_cast<std::size_t>(&table - m_result.schema.tables.data());
    }
    ir::Table &tableOf(const std::string &oid)
    {
        return m_result.schema.table(m_tables.find(oid)->second);
    }

    void addEnumValue(Row &row)
    {
        if (m_lastEnum != row[0]) {
            m_lastEnum = row[0];
            ir::EnumType &type = m_result.schema.enums.emplace_back();
            type.namespaceName = namespaceOf(row[1]);
            type.name = nameOf(std::move(row[2]));
            type.note = nameOf(std::move(row[4]));
        }
        m_result.schema.enums.back().values.push_back({nameOf(std::move(row[3])), {}});
    }

    void addTable(Row &row)
    {
        ir::Table &table = m_result.schema.tables.emplace_back();
        m_tables.emplace(row[0], m_result.schema.tables.size() - 1);
        m_fullNames.push_back(std::move(row[4]));
        m_columns.emplace_back();
        table.id = row[1] == "public" ? row[2] : row[1] + '.' + row[2];
        table.namespaceName = namespaceOf(row[1]);
        table.name = nameOf(std::move(row[2]));
        table.note = nameOf(std::move(row[3]));
    }

    void addColumn(Row &row)
    {
        ir::Table &table = tableOf(row[0]);
        if (const std::string &unsaid = row[10]; !unsaid.empty()) {
            leaveOut(unsaid, table, row[14]);
            if (unsaid != "column of a domain")
                return;
        }
        if (isTrue(row[11]))
            leaveOut("collation of a column", table, row[14]);
        std::vector<ir::ColumnId> &numbers = m_columns[indexOf(table)];
        numbers.resize(number(row[1]) + 1);
        numbers.back() = ir::ColumnId(table.columns.size());
        ir::Column &column = table.columns.emplace_back();
        column.id = row[2];
        column.typeSyntax.spelling = nameOf(std::move(row[3]));
        column.nullable = !isTrue(row[4]);
        if (!row[9].empty())
            column.note = nameOf(std::move(row[9]));
        if (!row[5].empty()) {
            column.autoIncrement = true;
            if (row[5] == "a")
                leaveOut("identity that is always generated", table, row[14]);
        } else if (!row[6].empty()) {
            column.generated = expressionOf(std::move(row[8]));
        } else if (isTrue(row[12])) {
            column.autoIncrement = true;
            leaveOut("default that uses a sequence", table, row[14]);
        } else if (isTrue(row[13])) {
            leaveOut("default that uses a function or a sequence", table, row[14]);
        } else if (isTrue(row[7])) {
            column.defaultValue = {ir::DefaultValue::Kind::Expression,
                                   expressionOf(std::move(row[8]))};
        }
        column.name = nameOf(std::move(row[2]));
    }

    /// The columns that a list of attribute numbers names; false when one of them was left out.
    bool columnsOf(const ir::Table &table, std::string_view list, std::vector<ir::ColumnRef> &out)
    {
        const std::vector<ir::ColumnId> &numbers = m_columns[indexOf(table)];
        while (!list.empty()) {
            const std::size_t cut = std::min(list.find(' '), list.size());
            const std::size_t attribute = number(list.substr(0, cut));
            if (attribute >= numbers.size() || !numbers[attribute].isValid())
                return false;
            out.push_back({table.column(numbers[attribute]).name, numbers[attribute]});
            list.remove_prefix(std::min(cut + 1, list.size()));
        }
        return true;
    }

    void addKey(Row &row)
    {
        ir::Table &table = tableOf(row[0]);
        if (!row[11].empty()) {
            leaveOut(row[11], table, row[12]);
            return;
        }
        std::vector<ir::ColumnRef> columns;
        if (!columnsOf(table, row[3], columns)) {
            leaveOut("constraint over a column that is not said", table, row[12]);
            return;
        }
        switch (row[1].front()) {
        case 'p':
            table.primaryKey = {nameOf(std::move(row[2])), std::move(columns), {}};
            break;
        case 'u': {
            ir::UniqueKey &key = table.uniqueKeys.emplace_back();
            key.name = nameOf(std::move(row[2]));
            key.columns = std::move(columns);
            break;
        }
        case 'c': {
            ir::CheckConstraint &check = table.checks.emplace_back();
            check.name = nameOf(std::move(row[2]));
            check.expression = expressionOf(std::move(row[4]));
            break;
        }
        default:
            addForeignKey(table, std::move(columns), row);
        }
    }

    void addForeignKey(const ir::Table &table, std::vector<ir::ColumnRef> columns, Row &row)
    {
        ir::ForeignKey key;
        key.source.table = ir::TableId(indexOf(table));
        key.source.columns = std::move(columns);
        const ir::Table &target = tableOf(row[5]);
        key.target.table = ir::TableId(indexOf(target));
        if (!columnsOf(target, row[6], key.target.columns)) {
            leaveOut("constraint over a column that is not said", table, row[12]);
            return;
        }
        key.name = nameOf(std::move(row[2]));
        key.onUpdate = actionOf(row[7]);
        key.onDelete = actionOf(row[8]);
        key.deferrability = isTrue(row[10])  ? ir::Deferrability::InitiallyDeferred
                            : isTrue(row[9]) ? ir::Deferrability::InitiallyImmediate
                                             : ir::Deferrability::NotDeferrable;
        m_result.schema.foreignKeys.push_back(std::move(key));
    }

    void addIndexColumn(Row &row)
    {
        ir::Table &table = tableOf(row[0]);
        if (m_lastIndex != row[1]) {
            m_lastIndex = row[1];
            m_indexLeftOut = !row[12].empty();
            if (m_indexLeftOut) {
                leaveOut(row[12], table, row[13]);
                return;
            }
            ir::Index &index = table.indexes.emplace_back();
            index.name = nameOf(std::move(row[2]));
            index.unique = isTrue(row[3]);
            if (row[4] != "btree")
                index.method = nameOf(std::move(row[4]));
            if (!row[5].empty())
                index.where = expressionOf(std::move(row[5]));
            if (!row[6].empty())
                index.note = nameOf(std::move(row[6]));
        }
        if (m_indexLeftOut)
            return;
        ir::Index &index = table.indexes.back();
        ir::IndexElement element;
        std::vector<ir::ColumnRef> column;
        if (row[9] == "0") {
            element.expression = expressionOf(std::move(row[10]));
        } else if (!columnsOf(table, row[9], column)) {
            leaveOut("index over a column that is not said", table, row[13]);
            table.indexes.pop_back();
            m_indexLeftOut = true;
            return;
        }
        if (isTrue(row[8])) {
            index.include.push_back(std::move(column.front()));
            return;
        }
        if (!column.empty())
            element.column = std::move(column.front());
        const bool descending = (number(row[11]) & 1U) != 0;
        const bool nullsFirst = (number(row[11]) & 2U) != 0;
        if (descending)
            element.order = ir::IndexElement::Order::Descending;
        if (nullsFirst != descending)
            element.nulls =
                nullsFirst ? ir::IndexElement::Nulls::First : ir::IndexElement::Nulls::Last;
        index.elements.push_back(std::move(element));
    }

    Connection &m_connection;
    ImportedSchema m_result;
    StringMap<ir::TableId> m_tables;      ///< by oid
    std::vector<std::string> m_fullNames; ///< of each table, quoted
    /// Of each table: the column of each attribute number, where there is one.
    std::vector<std::vector<ir::ColumnId>> m_columns;
    std::string m_lastEnum;
    std::string m_lastIndex;
    bool m_indexLeftOut = false;
};

} // namespace

ImportedSchema importSchema(Connection &connection) { return Importer(connection).run(); }

} // namespace tw::cli
