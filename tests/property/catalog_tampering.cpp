// SPDX-License-Identifier: MIT
// Changes of a database behind the back of the comparison, to see that it sees them.
#include "prover.h"

#include "case_list.h"
#include "expected_catalog.h"

#include <tablewright/frontend/writers.h>

#include <array>

namespace tw::test {

namespace {

/// Each query gives a statement that changes what is there, in the temporary views' terms.
const auto tamperQueries = std::to_array<std::string_view>({
    "SELECT format('ALTER TABLE %s ALTER %I DROP DEFAULT', d.adrelid::regclass, a.attname) FROM"
    " pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE"
    " a.attgenerated = '' AND d.oid >= 16384 AND pg_get_expr(d.adbin, d.adrelid) NOT LIKE 'NULL%'",
    "SELECT format('ALTER INDEX %s RENAME TO tw_other', i.indexrelid::regclass) FROM pg_index i"
    " WHERE i.indexrelid >= 16384",
    "SELECT format('DROP INDEX %s', i.indexrelid::regclass) FROM pg_index i WHERE i.indexrelid >="
    " 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = i.indexrelid AND d.deptype ="
    " 'i') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refobjid = i.indexrelid)",
    "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) FROM"
    " pg_constraint c WHERE c.contype = 'c' AND c.oid >= 16384",
    "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) FROM"
    " pg_constraint c WHERE c.contype = 'f' AND c.oid >= 16384",
    "SELECT format('ALTER TABLE %s RENAME CONSTRAINT %I TO tw_other', c.conrelid::regclass,"
    " c.conname) FROM pg_constraint c WHERE c.oid >= 16384 AND c.contype IN ('c', 'f', 'p', 'u')",
    "SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I %s', c.conrelid::regclass, c.conname, CASE"
    " WHEN c.condeferrable THEN 'NOT DEFERRABLE' ELSE 'DEFERRABLE' END) FROM pg_constraint c WHERE"
    " c.contype = 'f' AND c.oid >= 16384",
    "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', c.conrelid::regclass, c.conname)"
    " FROM pg_constraint c WHERE c.contype IN ('p', 'u') AND c.oid >= 16384",
    "SELECT format('ALTER TABLE %s ALTER %I %s NOT NULL', a.attrelid::regclass, a.attname, CASE"
    " WHEN a.attnotnull THEN 'DROP' ELSE 'SET' END) FROM pg_attribute a JOIN pg_class c ON c.oid ="
    " a.attrelid WHERE c.relkind = 'r' AND c.oid >= 16384 AND a.attnum > 0 AND a.attidentity = ''"
    " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND"
    " a.attnum = ANY (k.conkey))",
    "SELECT format('ALTER TABLE %s ALTER %I DROP IDENTITY', a.attrelid::regclass, a.attname) FROM"
    " pg_attribute a WHERE a.attidentity <> '' AND a.attrelid >= 16384",
    "SELECT format('ALTER TABLE %s ALTER %I SET GENERATED ALWAYS', a.attrelid::regclass, a.attname)"
    " FROM pg_attribute a WHERE a.attidentity <> '' AND a.attrelid >= 16384",
    "SELECT format('ALTER TABLE %s ALTER %I RESTART SET INCREMENT 2', a.attrelid::regclass,"
    " a.attname) FROM pg_attribute a WHERE a.attidentity <> '' AND a.attrelid >= 16384",
    "SELECT format('ALTER TABLE %s ALTER %I DROP EXPRESSION', a.attrelid::regclass, a.attname) FROM"
    " pg_attribute a WHERE a.attgenerated <> '' AND a.attrelid >= 16384",
    "SELECT format('ALTER TABLE %s ADD tw_other integer', c.oid::regclass) FROM pg_class c WHERE"
    " c.relkind = 'r' AND c.oid >= 16384",
    "SELECT format('ALTER TABLE %s RENAME COLUMN %I TO tw_other', a.attrelid::regclass, a.attname)"
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relkind = 'r' AND c.oid >="
    " 16384 AND a.attnum > 0",
    "SELECT format('ALTER TABLE %s RENAME TO tw_other', c.oid::regclass) FROM pg_class c WHERE"
    " c.relkind = 'r' AND c.oid >= 16384",
    "SELECT format('COMMENT ON TABLE %s IS ''tw''', c.oid::regclass) FROM pg_class c WHERE"
    " c.relkind = 'r' AND c.oid >= 16384",
    "SELECT format('ALTER TYPE %s ADD VALUE ''tw_other''', t.oid::regtype) FROM pg_type t WHERE"
    " t.typtype = 'e' AND t.oid >= 16384",
    "SELECT format('ALTER TYPE %s RENAME VALUE %L TO ''tw_other''', t.oid::regtype, e.enumlabel)"
    " FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid WHERE t.oid >= 16384",
    "SELECT 'CREATE FUNCTION public.tw_other() RETURNS integer LANGUAGE sql AS ''SELECT 1'''",
    "SELECT 'CREATE SCHEMA tw_other'",
    "SELECT 'CREATE SEQUENCE public.tw_other'",
    "SELECT 'CREATE DOMAIN public.tw_other AS integer'",
    "SELECT 'CREATE VIEW public.tw_other AS SELECT 1 AS a'",
    "SELECT 'CREATE ROLE tw_other'",
    "SELECT 'CREATE CAST (integer AS point) WITH INOUT'",
    "SELECT 'CREATE TEXT SEARCH CONFIGURATION public.tw_other (PARSER = default)'",
    "SELECT 'CREATE COLLATION public.tw_other FROM \"C\"'",
    "SELECT format('GRANT SELECT ON %s TO PUBLIC', c.oid::regclass) FROM pg_class c WHERE c.relkind"
    " = 'r' AND c.oid >= 16384",
    "SELECT format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.oid::regclass) FROM pg_class c"
    " WHERE c.relkind = 'r' AND c.oid >= 16384",
    "SELECT format('ALTER TABLE %s SET (fillfactor = 50)', c.oid::regclass) FROM pg_class c WHERE"
    " c.relkind = 'r' AND c.oid >= 16384",
    "SELECT format('ALTER TABLE %s SET UNLOGGED', c.oid::regclass) FROM pg_class c WHERE c.relkind"
    " = 'r' AND c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.confrelid ="
    " c.oid)",
    "SELECT format('CREATE RULE tw_other AS ON DELETE TO %s DO INSTEAD NOTHING', c.oid::regclass)"
    " FROM pg_class c WHERE c.relkind = 'r' AND c.oid >= 16384",
    "SELECT format('CREATE STATISTICS public.tw_other ON (%I), (1) FROM %s', a.attname,"
    " c.oid::regclass) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind ="
    " 'r' AND c.oid >= 16384 AND a.atttypid = 'integer'::regtype",
    "SELECT format('INSERT INTO %s DEFAULT VALUES', c.oid::regclass) FROM pg_class c WHERE"
    " c.relkind = 'r' AND c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_attribute a WHERE"
    " a.attrelid = c.oid AND a.attnum > 0 AND (a.attnotnull OR a.atthasdef)) AND NOT EXISTS"
    " (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c')",
});

} // namespace

std::size_t Prover::tamperings() { return tamperQueries.size(); }

Prover::Tampering Prover::tamper(const ir::Schema &schema, std::size_t which)
{
    Tampering tampering;
    SourceManager sources;
    const CompileResult result = compile(sources, writeJson(schema), Language::Json, false);
    if (!result.ok)
        return tampering;
    try {
        m_connection->execute("BEGIN");
        m_connection->execute(result.script->text);
        const auto rows =
            m_connection->rows(std::string(tamperQueries[which]) + " ORDER BY 1 LIMIT 1");
        if (!rows.empty()) {
            m_connection->execute(rows.front().front());
            tampering.statement = rows.front().front();
            tampering.seen = !catalogDifferences(result.schema, compiler().backend().typeCatalog(),
                                                 *m_connection)
                                  .empty();
        }
    } catch (const cli::DatabaseError &error) {
        // A change that the server refuses, or after which it cannot even spell what was declared.
        tampering.seen = !tampering.statement.empty();
    }
    m_connection->execute("ROLLBACK");
    return tampering;
}

} // namespace tw::test
