// SPDX-License-Identifier: MIT
#include "catalog_reader.h"

#include <algorithm>
#include <iterator>

namespace tw::test {

namespace {

/// Views for the queries below, in the session's own temporary namespace. Compiling such queries to
/// machine code takes longer than running them.
constexpr const char *preparation = R"sql(
SET jit = off;
CREATE TEMP VIEW user_namespace AS
  SELECT oid, nspname FROM pg_namespace
  WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(toast|temp)';
CREATE TEMP VIEW user_relation AS
  SELECT c.*, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS full_name,
         quote_ident(n.nspname) AS namespace
  FROM pg_class c JOIN user_namespace n ON n.oid = c.relnamespace;
CREATE FUNCTION pg_temp.column_names(relation oid, numbers smallint[]) RETURNS text LANGUAGE sql AS $$
  SELECT '(' || string_agg(quote_ident(a.attname), ', ' ORDER BY n.ordinality) || ')'
  FROM unnest(numbers) WITH ORDINALITY AS n(number, ordinality)
  JOIN pg_attribute a ON a.attrelid = relation AND a.attnum = n.number $$;
)sql";

constexpr const char *relationQuery = R"sql(
SELECT 'namespace ' || quote_ident(nspname) FROM user_namespace WHERE nspname <> 'public'
UNION ALL
SELECT CASE relkind WHEN 'r' THEN 'table ' ELSE 'relation of kind ' || relkind::text || ' ' END || full_name
       || CASE relpersistence WHEN 'p' THEN '' ELSE ' persistence ' || relpersistence::text END
FROM user_relation r
WHERE relkind NOT IN ('i')
  AND NOT (relkind = 'S' AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
           AND d.objid = r.oid AND d.deptype = 'i' AND d.refobjsubid > 0))
UNION ALL
SELECT 'enum ' || quote_ident(n.nspname) || '.' || quote_ident(t.typname) || ' ('
       || coalesce((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                    FROM pg_enum e WHERE e.enumtypid = t.oid), '') || ')'
FROM pg_type t JOIN user_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e'
UNION ALL
SELECT 'type of kind ' || t.typtype::text || ' ' || quote_ident(n.nspname) || '.' || quote_ident(t.typname)
FROM pg_type t JOIN user_namespace n ON n.oid = t.typnamespace
WHERE t.typtype NOT IN ('e', 'c', 'b') OR (t.typtype = 'b' AND t.typcategory <> 'A')
UNION ALL
SELECT 'function ' || p.oid::regprocedure::text
FROM pg_proc p JOIN user_namespace n ON n.oid = p.pronamespace
UNION ALL
SELECT 'trigger ' || quote_ident(t.tgname) || ' on ' || r.full_name
FROM pg_trigger t JOIN user_relation r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal)sql";

constexpr const char *columnQuery = R"sql(
SELECT 'column ' || r.full_name || '.' || a.attnum || ' ' || quote_ident(a.attname) || ' '
       || format_type(a.atttypid, a.atttypmod)
       || CASE WHEN a.attnotnull THEN ' not-null' ELSE '' END
       || CASE a.attidentity WHEN '' THEN '' WHEN 'd' THEN ' identity' ELSE ' identity-always' END
       || CASE a.attgenerated WHEN '' THEN coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
          ELSE ' generated ' || pg_get_expr(d.adbin, d.adrelid) END
FROM user_relation r JOIN pg_attribute a ON a.attrelid = r.oid
LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
WHERE r.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped)sql";

constexpr const char *constraintQuery = R"sql(
SELECT CASE c.contype
         WHEN 'p' THEN 'primary-key ' || name || ' ' || pg_temp.column_names(c.conrelid, c.conkey)
         WHEN 'u' THEN 'unique ' || name || ' ' || pg_temp.column_names(c.conrelid, c.conkey)
                       || CASE WHEN i.indnullsnotdistinct THEN ' nulls not distinct' ELSE '' END
         WHEN 'c' THEN 'check ' || name || ' ' || pg_get_constraintdef(c.oid)
         WHEN 'f' THEN 'foreign-key ' || name || ' ' || pg_temp.column_names(c.conrelid, c.conkey)
                       || ' -> ' || target.full_name || pg_temp.column_names(c.confrelid, c.confkey)
                       || ' delete ' || c.confdeltype::text || ' update ' || c.confupdtype::text
                       || CASE c.confmatchtype WHEN 's' THEN '' ELSE ' match ' || c.confmatchtype::text END
         ELSE 'constraint of kind ' || c.contype::text || ' ' || name END
       || CASE WHEN c.condeferrable THEN ' deferrable' ELSE '' END
       || CASE WHEN c.condeferred THEN ' deferred' ELSE '' END
       || CASE WHEN c.convalidated THEN '' ELSE ' not-valid' END
FROM pg_constraint c JOIN user_relation r ON r.oid = c.conrelid
LEFT JOIN user_relation target ON target.oid = c.confrelid
LEFT JOIN pg_index i ON i.indexrelid = c.conindid AND c.contype = 'u'
CROSS JOIN LATERAL (SELECT r.full_name || ' ' || quote_ident(c.conname) AS name) AS named)sql";

constexpr const char *indexQuery = R"sql(
SELECT CASE WHEN i.indisunique THEN 'unique index ' ELSE 'index ' END || x.full_name || ' on '
       || t.full_name || ' using ' || m.amname || ' ('
       || (SELECT string_agg(
               CASE WHEN i.indkey[k] = 0 THEN 'expression ' || pg_get_indexdef(i.indexrelid, k + 1, false)
                    ELSE (SELECT quote_ident(attname) FROM pg_attribute
                          WHERE attrelid = i.indrelid AND attnum = i.indkey[k]) END
               || CASE WHEN i.indkey[k] <> 0 AND i.indcollation[k] <> (SELECT attcollation FROM pg_attribute
                            WHERE attrelid = i.indrelid AND attnum = i.indkey[k])
                       THEN ' collate ' || i.indcollation[k]::regcollation::text ELSE '' END
               || CASE WHEN i.indoption[k] & 1 = 1 THEN ' desc' ELSE '' END
               || CASE WHEN i.indoption[k] & 2 = 2 THEN ' nulls-first' ELSE '' END
               || CASE WHEN (SELECT opcdefault FROM pg_opclass WHERE oid = i.indclass[k]) THEN ''
                       ELSE ' operator class ' || i.indclass[k]::text END, ', ' ORDER BY k)
           FROM generate_series(0, i.indnkeyatts - 1) AS k) || ')'
       || coalesce(' include (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k)
           FROM generate_series(i.indnkeyatts, i.indnatts - 1) AS k
           JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]) || ')', '')
       || coalesce(' where ' || pg_get_expr(i.indpred, i.indrelid), '')
       || CASE WHEN i.indisvalid AND i.indisready THEN '' ELSE ' invalid' END
FROM pg_index i JOIN user_relation x ON x.oid = i.indexrelid
JOIN user_relation t ON t.oid = i.indrelid JOIN pg_am m ON m.oid = x.relam
WHERE NOT EXISTS (SELECT FROM pg_constraint c
                  WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')))sql";

constexpr const char *commentQuery = R"sql(
SELECT 'comment on ' || o.type || ' ' || o.identity || ' ' || quote_literal(d.description)
FROM pg_description d,
     LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) AS o
WHERE d.objoid >= 16384 AND o.schema IS DISTINCT FROM 'pg_temp')sql";

constexpr const char *identityQuery = R"sql(
SELECT 'identity ' || r.full_name || '.' || quote_ident(a.attname) || ' of '
       || format_type(s.seqtypid, NULL) || ' from ' || s.seqstart || ' by ' || s.seqincrement
       || ' between ' || s.seqmin || ' and ' || s.seqmax || CASE WHEN s.seqcycle THEN ' cycle' ELSE '' END
FROM pg_sequence s
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.deptype = 'i'
                AND d.refclassid = 'pg_class'::regclass
JOIN user_relation r ON r.oid = d.refobjid
JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid)sql";

/// Everything of the catalogs that a document cannot ask for. Objects made by the server itself
/// have ids below 16384.
constexpr const char *foreignQuery = R"sql(
SELECT 'role ' || quote_ident(rolname) FROM pg_roles WHERE oid >= 16384
UNION ALL SELECT 'grant on ' || full_name || ' ' || relacl::text FROM user_relation WHERE relacl IS NOT NULL
UNION ALL SELECT 'grant on column ' || r.full_name || '.' || quote_ident(a.attname)
          FROM pg_attribute a JOIN user_relation r ON r.oid = a.attrelid WHERE a.attacl IS NOT NULL
UNION ALL SELECT 'grant on namespace ' || quote_ident(n.nspname) FROM pg_namespace n
          JOIN user_namespace u ON u.oid = n.oid WHERE n.nspacl IS NOT NULL AND n.oid >= 16384
UNION ALL SELECT 'grant on type ' || oid::regtype FROM pg_type WHERE oid >= 16384 AND typacl IS NOT NULL
UNION ALL SELECT 'default grants' FROM pg_default_acl
UNION ALL SELECT 'owner of ' || full_name || ' ' || relowner::regrole FROM user_relation
          WHERE relowner <> current_user::regrole
UNION ALL SELECT 'parameters of ' || full_name || ' ' || array_to_string(reloptions, ',') FROM user_relation
          WHERE reloptions IS NOT NULL
UNION ALL SELECT 'row security of ' || full_name FROM user_relation WHERE relrowsecurity OR relforcerowsecurity
UNION ALL SELECT 'tablespace of ' || full_name FROM user_relation WHERE reltablespace <> 0
UNION ALL SELECT 'replica identity of ' || full_name FROM user_relation WHERE relreplident NOT IN ('d', 'n')
UNION ALL SELECT 'inherited ' || full_name FROM user_relation
          WHERE relispartition OR relhassubclass
UNION ALL SELECT 'settings of column ' || r.full_name || '.' || quote_ident(a.attname)
          FROM pg_attribute a JOIN user_relation r ON r.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
          WHERE r.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
            AND (array_to_string(a.attoptions, ',') ~ 'n_distinct' OR a.attstattarget <> -1 OR a.attcompression <> ''
                 OR a.attstorage <> t.typstorage OR a.attcollation <> t.typcollation)
UNION ALL SELECT 'dropped column of ' || r.full_name FROM pg_attribute a JOIN user_relation r ON r.oid = a.attrelid
          WHERE a.attisdropped
UNION ALL SELECT 'rule ' || quote_ident(w.rulename) || ' on ' || r.full_name
          FROM pg_rewrite w JOIN user_relation r ON r.oid = w.ev_class
UNION ALL SELECT 'disabled trigger on ' || r.full_name FROM pg_trigger t JOIN user_relation r ON r.oid = t.tgrelid
          WHERE t.tgenabled <> 'O'
UNION ALL SELECT 'settings of a database or role' FROM pg_db_role_setting
UNION ALL SELECT 'large object' FROM pg_largeobject_metadata)sql"
                                     // Whatever else there is, by its catalog.
                                     R"sql(
UNION ALL SELECT 'constraint without a table' FROM pg_constraint WHERE oid >= 16384 AND conrelid = 0
UNION ALL SELECT 'policy' FROM pg_policy WHERE oid >= 16384
UNION ALL SELECT 'statistics' FROM pg_statistic_ext WHERE oid >= 16384
UNION ALL SELECT 'cast' FROM pg_cast WHERE oid >= 16384
UNION ALL SELECT 'collation' FROM pg_collation WHERE oid >= 16384
UNION ALL SELECT 'conversion' FROM pg_conversion WHERE oid >= 16384
UNION ALL SELECT 'operator' FROM pg_operator WHERE oid >= 16384
UNION ALL SELECT 'operator class' FROM pg_opclass WHERE oid >= 16384
UNION ALL SELECT 'operator family' FROM pg_opfamily WHERE oid >= 16384
UNION ALL SELECT 'access method' FROM pg_am WHERE oid >= 16384
UNION ALL SELECT 'language' FROM pg_language WHERE oid >= 16384
UNION ALL SELECT 'transform' FROM pg_transform WHERE oid >= 16384
UNION ALL SELECT 'extension' FROM pg_extension WHERE oid >= 16384
UNION ALL SELECT 'event trigger' FROM pg_event_trigger WHERE oid >= 16384
UNION ALL SELECT 'foreign server' FROM pg_foreign_server WHERE oid >= 16384
UNION ALL SELECT 'foreign data wrapper' FROM pg_foreign_data_wrapper WHERE oid >= 16384
UNION ALL SELECT 'publication' FROM pg_publication WHERE oid >= 16384
UNION ALL SELECT 'text search configuration' FROM pg_ts_config WHERE oid >= 16384
UNION ALL SELECT 'text search dictionary' FROM pg_ts_dict WHERE oid >= 16384
UNION ALL SELECT 'text search parser' FROM pg_ts_parser WHERE oid >= 16384
UNION ALL SELECT 'text search template' FROM pg_ts_template WHERE oid >= 16384)sql";

/// Within views that are gone afterwards.
std::vector<std::string> ask(cli::Connection &connection,
                             std::initializer_list<const char *> queries)
{
    connection.execute(preparation);
    std::vector<std::string> lines;
    for (const char *query : queries) {
        for (auto &row : connection.rows(query))
            lines.push_back(std::move(row.front()));
    }
    connection.execute("DISCARD TEMP; SET search_path = public");
    return lines;
}

} // namespace

std::vector<std::string> readCatalog(cli::Connection &connection)
{
    std::vector<std::string> lines =
        ask(connection, {relationQuery, columnQuery, constraintQuery, indexQuery, commentQuery});
    std::ranges::sort(lines);
    return lines;
}

std::vector<std::string> readCatalogRest(cli::Connection &connection)
{
    std::vector<std::string> lines = ask(connection, {identityQuery, foreignQuery});
    // One query for all counts.
    std::string counts;
    for (const auto &row : connection.rows(
             "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class c JOIN"
             " pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND c.oid >= 16384 "
             "AND"
             " n.nspname !~ '^pg_(toast|temp)'")) {
        counts += counts.empty() ? "" : " UNION ALL ";
        counts += "SELECT 'rows ' || " + connection.quotedLiteral(row.front()) +
                  " || ' ' || count(*) FROM " + row.front();
    }
    if (!counts.empty()) {
        for (auto &row : connection.rows(counts))
            lines.push_back(std::move(row.front()));
    }
    std::ranges::sort(lines);
    return lines;
}

std::string compareLines(const std::vector<std::string> &expected,
                         const std::vector<std::string> &found)
{
    std::vector<std::string> missing;
    std::vector<std::string> extra;
    std::ranges::set_difference(expected, found, std::back_inserter(missing));
    std::ranges::set_difference(found, expected, std::back_inserter(extra));
    std::string text;
    for (const std::string &line : missing)
        text += "- " + line + '\n';
    for (const std::string &line : extra)
        text += "+ " + line + '\n';
    return text;
}

} // namespace tw::test
