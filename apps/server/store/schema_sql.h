// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/statement.h"
#include "store/timestamps.h"

/// The SQL of schemas, versions and idempotency keys; for schema_statements.cpp alone, which binds
/// the parameters and reads the columns.
namespace tw::server::schema_sql {

// Laid out by hand: what is SQL here is read as SQL.
// clang-format off

/// Those of schema `id` that are not dropped, as an array of five texts each.
#define DATABASES_OF(id) \
    "(SELECT array_agg(ARRAY[d.id::text, d.database_name, d.state, d.version::text, " \
        TABLEWRIGHT_TIMESTAMP("d.created_at") "] ORDER BY d.created_at DESC, d.id)" \
    " FROM tablewright.databases d WHERE d.schema_id = " id " AND d.state <> 'dropped')"

#define HEAD_COLUMNS(row, language) \
    row ".id::text, " row ".owner, " row ".name, " row ".description, " \
    row ".head_version::text, encode(" row ".head_hash, 'hex'), " \
    TABLEWRIGHT_TIMESTAMP(row ".created_at") ", " TABLEWRIGHT_TIMESTAMP(row ".updated_at") ", " \
    DATABASES_OF(row ".id") ", " language

#define HEAD_ROW \
    "id, owner, name, description, head_version, head_hash, created_at, updated_at"

/// `$1` owner, `$2` name, `$3` description, `$4` document, `$5` hash, `$6` quota or 0, `$7` sort
/// name, `$8` search text, `$9` language.
#define ROOM \
    "room AS MATERIALIZED (" \
    " SELECT $6::text::bigint = 0 OR (SELECT count(*) FROM (" \
    "   SELECT 1 FROM tablewright.schemas WHERE owner = $1::text LIMIT $6::text::bigint) t)" \
    "  < $6::text::bigint AS is_left)"

#define SCHEMA_COLUMNS "owner, name, description, head_hash, sort_name, search_text, head_version"
#define SCHEMA_VALUES "$1::text, $2::text, $3::text, $5::bytea, $7::text, $8::text, 1"

#define FIRST_VERSION \
    "first_version AS (" \
    " INSERT INTO tablewright.versions" \
    "  (schema_id, number, document, hash, name, description, language)" \
    " SELECT id, 1, $4::bytea, $5::bytea, $2::text, $3::text, $9::text FROM made)"

inline constexpr Statement insertSchema = {"insert_schema",
    "WITH " ROOM ","
    " made AS ("
    "  INSERT INTO tablewright.schemas (" SCHEMA_COLUMNS ")"
    "  SELECT " SCHEMA_VALUES " FROM room WHERE is_left"
    "  RETURNING id, created_at),"
    FIRST_VERSION
    " SELECT 'created', id::text, " TABLEWRIGHT_TIMESTAMP("created_at") " FROM made"};

/// `$10` key, `$11` fingerprint. A key that another transaction claims at the same time is waited
/// for and then found, though it was not there when the statement began: that is what `DO UPDATE`
/// is for. Key and schema are of one transaction, so their times are the same.
inline constexpr Statement insertSchemaOnce = {"insert_schema_once",
    "WITH " ROOM ","
    " wanted AS MATERIALIZED (SELECT gen_random_uuid() AS id),"
    " known AS MATERIALIZED ("
    "  SELECT schema_id, fingerprint, created_at FROM tablewright.idempotency_keys"
    "  WHERE owner = $1::text AND key = $10::text),"
    " claimed AS ("
    "  INSERT INTO tablewright.idempotency_keys (owner, key, fingerprint, schema_id)"
    "  SELECT $1::text, $10::text, $11::bytea, wanted.id FROM wanted, room"
    "  WHERE room.is_left AND NOT EXISTS (SELECT FROM known)"
    "  ON CONFLICT (owner, key) DO UPDATE SET key = excluded.key"
    "  RETURNING schema_id, fingerprint, created_at),"
    " made AS ("
    "  INSERT INTO tablewright.schemas (id, " SCHEMA_COLUMNS ")"
    "  SELECT wanted.id, " SCHEMA_VALUES " FROM wanted, claimed WHERE claimed.schema_id = wanted.id"
    "  RETURNING id, created_at),"
    FIRST_VERSION
    " SELECT CASE WHEN f.schema_id = wanted.id THEN 'created'"
    "   WHEN f.fingerprint = $11::bytea THEN 'replayed' ELSE 'key reused' END,"
    "  f.schema_id::text, " TABLEWRIGHT_TIMESTAMP("f.created_at")
    " FROM wanted, (SELECT * FROM known UNION ALL SELECT * FROM claimed) f"};

/// `$1` id, `$2` owner, `$3` expected hashes or null. The row is the newest one, however long its
/// lock was waited for, while all else is as it was when the statement began. Times only grow,
/// though `now()` is the beginning, too.
#define LOCKED(strength) \
    "locked AS MATERIALIZED (" \
    " SELECT s.*, greatest(now(), s.updated_at + interval '1 microsecond') AS stamp," \
    "  coalesce(encode(s.head_hash, 'hex') <> ALL ($3::text[]), false) AS is_other" \
    " FROM tablewright.schemas s WHERE s.id = $1::text::uuid AND s.owner = $2::text" \
    " FOR " strength ")"

/// `$4` name, `$5` description, `$6` sort name, `$7` search text.
#define MOVED(hash, language) \
    "moved AS (" \
    " UPDATE tablewright.schemas s" \
    " SET head_version = j.head_version + 1, head_hash = " hash ", updated_at = j.stamp," \
    "  name = $4::text, description = $5::text, sort_name = $6::text, search_text = $7::text" \
    " FROM judged j WHERE s.id = j.id AND j.verdict = 'replaced'" \
    " RETURNING s.*)," \
    " outcome AS (" \
    " SELECT 'replaced' AS verdict, " HEAD_ROW " FROM moved" \
    " UNION ALL SELECT verdict, " HEAD_ROW " FROM judged WHERE verdict <> 'replaced')" \
    " SELECT o.verdict, " HEAD_COLUMNS("o", language) " FROM outcome o"

/// `$8` hash, `$9` document, `$10` language: that of the newest version too when the hashes are the
/// same, for no bytes are a document in both languages.
inline constexpr Statement replaceHead = {"replace_head",
    "WITH " LOCKED("NO KEY UPDATE") ","
    " judged AS MATERIALIZED ("
    "  SELECT *, CASE WHEN is_other THEN 'changed' WHEN head_hash = $8::bytea THEN 'unchanged'"
    "   ELSE 'replaced' END AS verdict"
    "  FROM locked),"
    " added AS ("
    "  INSERT INTO tablewright.versions"
    "   (schema_id, number, document, hash, name, description, created_at, language)"
    "  SELECT id, head_version + 1, $9::bytea, $8::bytea, $4::text, $5::text, stamp, $10::text"
    "  FROM judged WHERE verdict = 'replaced'),"
    MOVED("$8::bytea", "$10::text")};

/// `$8` number.
inline constexpr Statement restoreHead = {"restore_head",
    "WITH " LOCKED("NO KEY UPDATE") ","
    " judged AS MATERIALIZED ("
    "  SELECT l.*, v.number AS old_number, v.hash AS old_hash, v.language AS old_language,"
    "   CASE WHEN v.number IS NULL THEN 'version not found' WHEN l.is_other THEN 'changed'"
    "    WHEN l.head_hash = v.hash THEN 'unchanged' ELSE 'replaced' END AS verdict"
    "  FROM locked l LEFT JOIN tablewright.versions v"
    "   ON v.schema_id = l.id AND v.number = $8::text::int),"
    " added AS ("
    "  INSERT INTO tablewright.versions"
    "   (schema_id, number, document, hash, name, description, created_at, restored_from, language)"
    "  SELECT j.id, j.head_version + 1, v.document, v.hash, v.name, v.description, j.stamp, v.number,"
    "   v.language"
    "  FROM judged j JOIN tablewright.versions v ON v.schema_id = j.id AND v.number = j.old_number"
    "  WHERE j.verdict = 'replaced'),"
    MOVED("j.old_hash", "(SELECT coalesce(old_language, 'json') FROM judged)")};

/// Databases that are over go with the schema; the foreign key of one that is being made meanwhile
/// refuses the rest.
inline constexpr Statement deleteSchema = {"delete_schema",
    "WITH " LOCKED("UPDATE") ","
    " judged AS MATERIALIZED ("
    "  SELECT id, CASE WHEN is_other THEN 'changed'"
    "   WHEN EXISTS (SELECT FROM tablewright.databases d"
    "     WHERE d.schema_id = locked.id AND d.state NOT IN ('dropped', 'failed'))"
    "    THEN 'has databases' ELSE 'removed' END AS verdict"
    "  FROM locked),"
    " without_databases AS ("
    "  DELETE FROM tablewright.databases d USING judged j"
    "  WHERE d.schema_id = j.id AND j.verdict = 'removed' AND d.state IN ('dropped', 'failed')),"
    " gone AS ("
    "  DELETE FROM tablewright.schemas s USING judged j"
    "  WHERE s.id = j.id AND j.verdict = 'removed')"
    " SELECT verdict FROM judged"};

/// `$1` ids, `$2` owners, `$3` numbers or 0, `$4` versions whose documents are there already or -1,
/// `$5` the longest document that comes along. `OFFSET 0` keeps the planner from looking a version
/// up by half of its key.
inline constexpr Statement selectVersions = {"select_versions",
    "SELECT q.n::text, s.id::text, s.owner, s.name, s.description,"
    " v.number::text, encode(v.hash, 'hex'), "
    TABLEWRIGHT_TIMESTAMP("s.created_at") ", " TABLEWRIGHT_TIMESTAMP("v.created_at") ","
    " CASE q.number WHEN 0 THEN " DATABASES_OF("s.id") " END, v.language,"
    " octet_length(v.document)::text, v.restored_from::text,"
    " CASE WHEN q.held >= 0 AND v.number <> q.held AND octet_length(v.document) <= $5::text::bigint"
    "  THEN v.document END"
    " FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[])"
    "  WITH ORDINALITY AS q (id, owner, number, held, n)"
    " JOIN tablewright.schemas s ON s.id = q.id AND s.owner = q.owner"
    " CROSS JOIN LATERAL ("
    "  SELECT * FROM tablewright.versions v WHERE v.schema_id = s.id"
    "   AND v.number = CASE q.number WHEN 0 THEN s.head_version ELSE q.number END OFFSET 0) v"};

inline constexpr Statement selectDocumentPart = {"select_document_part",
    "SELECT substring(document FROM $3::text::int FOR $4::text::int)"
    " FROM tablewright.versions WHERE schema_id = $1::text::uuid AND number = $2::text::int"};

inline constexpr Statement selectHeading = {"select_heading",
    "SELECT v.name, v.description FROM tablewright.schemas s"
    " JOIN tablewright.versions v ON v.schema_id = s.id AND v.number = $3::text::int"
    " WHERE s.id = $1::text::uuid AND s.owner = $2::text"};

/// One row without a number when the schema has no version below `$3`.
inline constexpr Statement selectHistory = {"select_history",
    "SELECT v.number::text, encode(v.hash, 'hex'), " TABLEWRIGHT_TIMESTAMP("v.created_at") ","
    " octet_length(v.document)::text, v.restored_from::text, v.language"
    " FROM tablewright.schemas s LEFT JOIN LATERAL ("
    "  SELECT * FROM tablewright.versions v WHERE v.schema_id = s.id AND v.number < $3::text::int"
    "  ORDER BY v.number DESC LIMIT $4::text::int) v ON true"
    " WHERE s.id = $1::text::uuid AND s.owner = $2::text ORDER BY v.number DESC"};

inline constexpr Statement deleteOldKeys = {"delete_old_keys",
    "WITH old AS MATERIALIZED ("
    "  SELECT owner, key FROM tablewright.idempotency_keys"
    "  WHERE created_at < now() - interval '24 hours' ORDER BY created_at LIMIT 10000"
    "  FOR UPDATE SKIP LOCKED),"
    " gone AS (DELETE FROM tablewright.idempotency_keys k USING old o"
    "  WHERE k.owner = o.owner AND k.key = o.key)"
    " SELECT (count(*) = 10000)::text FROM old"};

/// A page: `$1` owner, `$2` pattern or null, `$3` limit. {0} the key's column, {1} the direction,
/// {2} `pageAfter` or nothing, {3} the key as text.
inline constexpr const char *selectPage =
    "SELECT " HEAD_COLUMNS("s", "(SELECT v.language FROM tablewright.versions v"
        " WHERE v.schema_id = s.id AND v.number = s.head_version)") ", {3}"
    " FROM (SELECT * FROM tablewright.schemas s"
    "  WHERE s.owner = $1::text AND ($2::text IS NULL OR s.search_text LIKE $2::text){2}"
    "  ORDER BY {0} {1}, s.id {1} LIMIT $3::text::int) s"
    " ORDER BY {0} {1}, s.id {1}";
/// `$4` key, `$5` id: of the last row of the page before. {0} column, {1} `<` or `>`, {2} the key.
inline constexpr const char *pageAfter = " AND ({0}, s.id) {1} ({2}, $5::text::uuid)";
/// A time as a key, and back.
inline constexpr const char *microsecondsOf = "(extract(epoch FROM {}) * 1000000)::bigint::text";
inline constexpr const char *timeOfMicroseconds =
    "timestamptz 'epoch' + $4::text::bigint * interval '1 microsecond'";

#undef DATABASES_OF
#undef HEAD_COLUMNS
#undef HEAD_ROW
#undef ROOM
#undef SCHEMA_COLUMNS
#undef SCHEMA_VALUES
#undef FIRST_VERSION
#undef LOCKED
#undef MOVED

// clang-format on

} // namespace tw::server::schema_sql
