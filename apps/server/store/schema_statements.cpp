// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schema_statements.h"

#include "store/sha256.h"
#include "store/timestamps.h"

#include <fmt/format.h>

#include <QString>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

namespace tw::server {

namespace {

#define TEXT_HASH(column) "encode(" column ", 'hex')"

/// Those of schema `id`, in the order of `databasesOf()`.
#define DATABASES_OF(id)                                                                           \
    "(SELECT array_agg(ARRAY[d.id::text, d.database_name, d.state, "                               \
    "d.version::text, " TABLEWRIGHT_TIMESTAMP(                                                     \
        "d.created_at") "] ORDER BY d.created_at DESC, d.id)"                                      \
                        " FROM tablewright.databases d WHERE d.schema_id = " id                    \
                        " AND d.state <> 'dropped')"

/// In the order of `headOf()`, but for the databases.
#define HEAD_COLUMNS(row)                                                                          \
    row ".id::text, " row ".owner, " row ".name, " row ".description, " row                        \
        ".head_version::text, " TEXT_HASH(row ".head_hash") ", " TABLEWRIGHT_TIMESTAMP(            \
            row ".created_at") ", " TABLEWRIGHT_TIMESTAMP(row ".updated_at")

#define HEAD_ROW "id, owner, name, description, head_version, head_hash, created_at, updated_at"

#define ROOM                                                                                       \
    "room AS MATERIALIZED ("                                                                       \
    " SELECT $6::text::bigint = 0 OR (SELECT count(*) FROM ("                                      \
    "  SELECT 1 FROM tablewright.schemas WHERE owner = $1::text LIMIT $6::text::bigint) t)"        \
    "   < $6::text::bigint AS is_left)"

#define SCHEMA_COLUMNS "owner, name, description, head_hash, sort_name, search_text, head_version"
#define SCHEMA_VALUES "$1::text, $2::text, $3::text, $5::bytea, $7::text, $8::text, 1"

#define FIRST_VERSION                                                                              \
    "first_version AS ("                                                                           \
    " INSERT INTO tablewright.versions (schema_id, number, document, hash, name, description)"     \
    " SELECT id, 1, $4::bytea, $5::bytea, $2::text, $3::text FROM made)"

constexpr Statement insertSchema = {
    "insert_schema",
    "WITH " ROOM ", made AS ("
    " INSERT INTO tablewright.schemas (" SCHEMA_COLUMNS ")"
    " SELECT " SCHEMA_VALUES " FROM room WHERE is_left RETURNING id, created_at), " FIRST_VERSION
    " SELECT 'created', id::text, " TABLEWRIGHT_TIMESTAMP("created_at") " FROM made"};

/// A key that another transaction claims at the same time is waited for and then found, though it
/// was not there when the statement began: that is what `DO UPDATE` is for. Key and schema are of
/// one transaction, so their times are the same.
constexpr Statement insertSchemaOnce = {
    "insert_schema_once",
    "WITH " ROOM ","
    " wanted AS MATERIALIZED (SELECT gen_random_uuid() AS id),"
    " known AS MATERIALIZED (SELECT schema_id, fingerprint, created_at"
    "  FROM tablewright.idempotency_keys WHERE owner = $1::text AND key = $9::text),"
    " claimed AS ("
    "  INSERT INTO tablewright.idempotency_keys (owner, key, fingerprint, schema_id)"
    "  SELECT $1::text, $9::text, $10::bytea, wanted.id FROM wanted, room"
    "   WHERE room.is_left AND NOT EXISTS (SELECT FROM known)"
    "  ON CONFLICT (owner, key) DO UPDATE SET key = excluded.key"
    "  RETURNING schema_id, fingerprint, created_at),"
    " made AS ("
    "  INSERT INTO tablewright.schemas (id, " SCHEMA_COLUMNS ")"
    "  SELECT wanted.id, " SCHEMA_VALUES " FROM wanted, claimed"
    "   WHERE claimed.schema_id = wanted.id RETURNING id, created_at), " FIRST_VERSION
    " SELECT CASE WHEN f.schema_id = wanted.id THEN 'created'"
    "  WHEN f.fingerprint = $10::bytea THEN 'replayed' ELSE 'key reused' END,"
    "  f.schema_id::text, " TABLEWRIGHT_TIMESTAMP(
        "f.created_at") " FROM wanted, (SELECT * FROM known UNION ALL SELECT * FROM claimed) f"};

/// `$1` id, `$2` owner, `$3` expected hashes or null. Times only grow, though `now()` is that of
/// the beginning, before others were waited for.
#define LOCKED(lock)                                                                               \
    "locked AS MATERIALIZED ("                                                                     \
    " SELECT s.*, greatest(now(), s.updated_at + interval '1 microsecond') AS stamp,"              \
    "  coalesce(" TEXT_HASH("s.head_hash") " <> ALL ($3::text[]), false) AS is_other"              \
                                           " FROM tablewright.schemas s WHERE s.id = "             \
                                           "$1::text::uuid AND s.owner = $2::text " lock ")"

#define MOVED(hash)                                                                                \
    "moved AS ("                                                                                   \
    " UPDATE tablewright.schemas s SET head_version = j.head_version + 1, head_hash = " hash ","   \
    "  name = $4::text, description = $5::text, sort_name = $6::text, search_text = $7::text,"     \
    "  updated_at = j.stamp"                                                                       \
    " FROM judged j WHERE s.id = j.id AND j.verdict = 'replaced' RETURNING s.*),"                  \
    " outcome AS (SELECT 'replaced' AS verdict, " HEAD_ROW " FROM moved UNION ALL"                 \
    "  SELECT verdict, " HEAD_ROW " FROM judged WHERE verdict <> 'replaced')"

constexpr Statement replaceHead = {
    "replace_head",
    "WITH " LOCKED("FOR NO KEY UPDATE") ","
                                        " judged AS MATERIALIZED (SELECT *, CASE WHEN "
                                        "is_other THEN 'changed'"
                                        "  WHEN head_hash = $8::bytea THEN 'unchanged' "
                                        "ELSE 'replaced' END AS verdict FROM locked),"
                                        " added AS ("
                                        "  INSERT INTO tablewright.versions"
                                        "   (schema_id, number, document, hash, name, "
                                        "description, created_at)"
                                        "  SELECT id, head_version + 1, $9::bytea, "
                                        "$8::bytea, $4::text, $5::text, stamp"
                                        "  FROM judged WHERE verdict = "
                                        "'replaced'), " MOVED(
                                            "$8::bytea") " SELECT "
                                                         "o.verdict,"
                                                         " " HEAD_COLUMNS("o") ", " DATABASES_OF(
                                                             "o.id") " F"
                                                                     "RO"
                                                                     "M "
                                                                     "ou"
                                                                     "tc"
                                                                     "om"
                                                                     "e "
                                                                     "o"};

constexpr Statement restoreHead = {
    "restore_head",
    "WITH " LOCKED(
        "FOR NO KEY UPDATE") ","
                             " judged AS MATERIALIZED (SELECT l.*, v.number AS old_number, v.hash "
                             "AS old_hash,"
                             "  CASE WHEN v.number IS NULL THEN 'version not found' WHEN "
                             "l.is_other THEN 'changed'"
                             "   WHEN l.head_hash = v.hash THEN 'unchanged' ELSE 'replaced' END AS "
                             "verdict"
                             "  FROM locked l LEFT JOIN tablewright.versions v"
                             "   ON v.schema_id = l.id AND v.number = $8::text::int),"
                             " added AS ("
                             "  INSERT INTO tablewright.versions (schema_id, number, document, "
                             "hash, name, description,"
                             "   created_at, restored_from)"
                             "  SELECT j.id, j.head_version + 1, v.document, v.hash, v.name, "
                             "v.description, j.stamp, v.number"
                             "  FROM judged j JOIN tablewright.versions v"
                             "   ON v.schema_id = j.id AND v.number = j.old_number"
                             "  WHERE j.verdict = 'replaced'), " MOVED(
                                 "j.old_hash") " SELECT "
                                               "o.verdict,"
                                               " " HEAD_COLUMNS("o") ", " DATABASES_OF("o.id") " "
                                                                                               "F"
                                                                                               "R"
                                                                                               "O"
                                                                                               "M"
                                                                                               " "
                                                                                               "o"
                                                                                               "u"
                                                                                               "t"
                                                                                               "c"
                                                                                               "o"
                                                                                               "m"
                                                                                               "e"
                                                                                               " "
                                                                                               "o"};

/// Databases that are over go with the schema; the foreign key of one that is being made meanwhile
/// refuses the rest.
constexpr Statement deleteSchema = {
    "delete_schema",
    "WITH " LOCKED(
        "FOR UPDATE") ","
                      " judged AS MATERIALIZED (SELECT id, CASE WHEN is_other THEN 'changed'"
                      "  WHEN EXISTS (SELECT FROM tablewright.databases d"
                      "   WHERE d.schema_id = locked.id AND d.state NOT IN ('dropped', 'failed'))"
                      "   THEN 'has databases' ELSE 'removed' END AS verdict FROM locked),"
                      " without_databases AS (DELETE FROM tablewright.databases d USING judged j"
                      "  WHERE d.schema_id = j.id AND j.verdict = 'removed' AND d.state IN "
                      "('dropped', 'failed')),"
                      " gone AS (DELETE FROM tablewright.schemas s USING judged j"
                      "  WHERE s.id = j.id AND j.verdict = 'removed')"
                      " SELECT verdict FROM judged"};

constexpr Statement selectVersions = {
    "select_versions",
    "SELECT q.n::text, s.id::text, s.owner, s.name, s.description, "
    "v.number::text, " TEXT_HASH("v.hash") ", " TABLEWRIGHT_TIMESTAMP(
        "s.created_at") ", " TABLEWRIGHT_TIMESTAMP("v.created_at") ","
                                                                   " CASE q.number WHEN 0 "
                                                                   "THEN " DATABASES_OF(
                                                                       "s.id") " END,"
                                                                               " octet_"
                                                                               "length(v."
                                                                               "document)::"
                                                                               "text, "
                                                                               "v.restored_"
                                                                               "from::text,"
                                                                               " CASE WHEN "
                                                                               "q.held >= "
                                                                               "0 AND "
                                                                               "v.number "
                                                                               "<> q.held "
                                                                               "AND "
                                                                               "octet_"
                                                                               "length(v."
                                                                               "document) "
                                                                               "<= "
                                                                               "$5::text::"
                                                                               "bigint"
                                                                               "  THEN "
                                                                               "v.document "
                                                                               "END"
                                                                               " FROM "
                                                                               "unnest($1::"
                                                                               "uuid[], "
                                                                               "$2::text[],"
                                                                               " $3::int[],"
                                                                               " $4::int[])"
                                                                               "  WITH "
                                                                               "ORDINALITY "
                                                                               "AS q (id, "
                                                                               "owner, "
                                                                               "number, "
                                                                               "held, n)"
                                                                               " JOIN "
                                                                               "tablewright"
                                                                               ".schemas s "
                                                                               "ON s.id = "
                                                                               "q.id AND "
                                                                               "s.owner = "
                                                                               "q.owner"
                                                                               " JOIN "
                                                                               "tablewright"
                                                                               ".versions "
                                                                               "v ON "
                                                                               "v.schema_"
                                                                               "id = s.id"
                                                                               "  AND "
                                                                               "v.number = "
                                                                               "CASE "
                                                                               "q.number "
                                                                               "WHEN 0 "
                                                                               "THEN "
                                                                               "s.head_"
                                                                               "version "
                                                                               "ELSE "
                                                                               "q.number "
                                                                               "END"};

constexpr Statement selectDocumentPart = {
    "select_document_part",
    "SELECT substring(document FROM $3::text::int FOR $4::text::int)"
    " FROM tablewright.versions WHERE schema_id = $1::text::uuid AND number = $2::text::int"};

constexpr Statement selectHeading = {
    "select_heading",
    "SELECT v.name, v.description FROM tablewright.schemas s"
    " JOIN tablewright.versions v ON v.schema_id = s.id AND v.number = $3::text::int"
    " WHERE s.id = $1::text::uuid AND s.owner = $2::text"};

constexpr Statement selectHistory = {
    "select_history", "SELECT v.number::text, " TEXT_HASH("v.hash") ", " TABLEWRIGHT_TIMESTAMP(
                          "v.created_at") ","
                                          " octet_length(v.document)::text, v.restored_from::text"
                                          " FROM tablewright.schemas s LEFT JOIN LATERAL ("
                                          "  SELECT * FROM tablewright.versions v WHERE "
                                          "v.schema_id = s.id AND v.number < $3::text::int"
                                          "  ORDER BY v.number DESC LIMIT $4::text::int) v ON true"
                                          " WHERE s.id = $1::text::uuid AND s.owner = $2::text "
                                          "ORDER BY v.number DESC"};

constexpr Statement deleteOldKeys = {
    "delete_old_keys",
    "WITH old AS MATERIALIZED (SELECT owner, key FROM tablewright.idempotency_keys"
    "  WHERE created_at < now() - interval '24 hours' ORDER BY created_at LIMIT 10000"
    "  FOR UPDATE SKIP LOCKED),"
    " gone AS (DELETE FROM tablewright.idempotency_keys k USING old o"
    "  WHERE k.owner = o.owner AND k.key = o.key)"
    " SELECT (count(*) = 10000)::text FROM old"};

/// The statements of pages: for each order and direction the first page and the next ones.
struct PageStatement {
    std::string name;
    std::string sql;
    Statement statement{};
};

constexpr const char *microseconds = "(extract(epoch FROM {0}) * 1000000)::bigint::text";
constexpr const char *instant = "timestamptz 'epoch' + $4::text::bigint * interval '1 us'";

PageStatement pageStatement(SchemaOrder order, bool isDescending, bool isFirst)
{
    struct Key {
        const char *column;
        const char *text;
        const char *parameter;
    };
    const auto key = [order]() -> Key {
        switch (order) {
        case SchemaOrder::Updated:
            return {"s.updated_at", microseconds, instant};
        case SchemaOrder::Created:
            return {"s.created_at", microseconds, instant};
        case SchemaOrder::Name:
            break;
        }
        return {"s.sort_name", "{0}::text", "$4::text"};
    }();
    const char *direction = isDescending ? "DESC" : "ASC";
    const std::string after =
        isFirst ? std::string()
                : fmt::format(" AND ({}, s.id) {} ({}, $5::text::uuid)", key.column,
                              isDescending ? '<' : '>', key.parameter);
    PageStatement made;
    made.name = fmt::format("select_page_{}_{}_{}", static_cast<int>(order), direction, isFirst);
    made.sql = fmt::format(
        "SELECT " HEAD_COLUMNS("s") ", " DATABASES_OF(
            "s.id") ", {3} FROM ("
                    " SELECT * FROM tablewright.schemas s WHERE s.owner = $1::text"
                    "  AND ($2::text IS NULL OR s.search_text LIKE $2::text){2}"
                    " ORDER BY {0} {1}, s.id {1} LIMIT $3::text::int) s ORDER BY {0} {1}, s.id {1}",
        key.column, direction, after, fmt::format(fmt::runtime(key.text), key.column));
    return made;
}

const Statement &pageStatementFor(SchemaOrder order, bool isDescending, bool isFirst)
{
    static const auto statements = [] {
        std::array<PageStatement, 12> made;
        for (std::size_t i = 0; i < made.size(); ++i) {
            made[i] = pageStatement(static_cast<SchemaOrder>(i / 4), (i & 2) != 0, (i & 1) != 0);
        }
        return made;
    }();
    static const auto views = [] {
        std::array<Statement, 12> made{};
        for (std::size_t i = 0; i < made.size(); ++i)
            made[i] = {statements[i].name.c_str(), statements[i].sql.c_str()};
        return made;
    }();
    return views[static_cast<std::size_t>(order) * 4 + (isDescending ? 2 : 0) + (isFirst ? 1 : 0)];
}

std::string folded(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))
        .normalized(QString::NormalizationForm_C)
        .toCaseFolded()
        .toStdString();
}

/// The first 200 characters: what is indexed has to be short.
std::string sortName(std::string_view name)
{
    std::string text = folded(name);
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
        if (begins && ++characters > 200) {
            text.resize(i);
            break;
        }
    }
    return text;
}

std::string searchText(std::string_view name, std::string_view description)
{
    return folded(fmt::format("{}\n{}", name, description));
}

std::string likePattern(std::string_view search)
{
    std::string pattern = "%";
    for (const char c : folded(search)) {
        if (c == '%' || c == '_' || c == '\\')
            pattern.push_back('\\');
        pattern.push_back(c);
    }
    pattern.push_back('%');
    return pattern;
}

Parameter hashesOrNull(const std::optional<std::vector<std::string>> &hashes)
{
    if (!hashes)
        return std::nullopt;
    return Parameter::texts({hashes->begin(), hashes->end()});
}

std::string fingerprintOf(const NewSchema &schema, std::string_view hash)
{
    return sha256(fmt::format("{}:{}{}:{}{}", schema.name.size(), schema.name,
                              schema.description.size(), schema.description, hash));
}

std::string textOf(const PgResult &result, int row, int column)
{
    return std::string(result.text(row, column));
}

std::vector<DatabaseSummary> databasesOf(const PgResult &result, int row, int column)
{
    constexpr std::size_t width = 5;
    std::vector<DatabaseSummary> databases;
    const auto texts = textsOf(result, row, column);
    for (std::size_t i = 0; i + width <= texts.size(); i += width)
        databases.push_back({std::string(texts[i]), std::string(texts[i + 1]),
                             std::string(texts[i + 2]), std::stoi(std::string(texts[i + 3])),
                             std::string(texts[i + 4])});
    return databases;
}

constexpr int headWidth = 9;

SchemaHead headOf(const PgResult &result, int row, int first)
{
    const auto text = [&](int column) { return textOf(result, row, first + column); };
    return {text(0),
            text(1),
            text(2),
            text(3),
            static_cast<int>(numberOf(result, row, first + 4)),
            text(5),
            text(6),
            text(7),
            databasesOf(result, row, first + 8)};
}

ReplaceOutcome replaceOutcomeOf(const PgResult &result)
{
    using Kind = ReplaceOutcome::Kind;
    if (result.rowCount() == 0)
        return {Kind::NotFound, {}};
    const std::string_view verdict = result.text(0, 0);
    const Kind kind = verdict == "replaced"    ? Kind::Replaced
                      : verdict == "unchanged" ? Kind::Unchanged
                      : verdict == "changed"   ? Kind::Changed
                                               : Kind::VersionNotFound;
    return {kind, headOf(result, 0, 1)};
}

std::optional<int> restoredFromOf(const PgResult &result, int row, int column)
{
    if (result.isNull(row, column))
        return std::nullopt;
    return static_cast<int>(numberOf(result, row, column));
}

} // namespace

Query<CreateOutcome> createSchema(const NewSchema &schema, const std::string &hash)
{
    Parameters values = {schema.owner,
                         schema.name,
                         schema.description,
                         schema.document,
                         hash,
                         Parameter::number(schema.quota),
                         sortName(schema.name),
                         searchText(schema.name, schema.description)};
    const bool isOnce = !schema.idempotencyKey.empty();
    if (isOnce) {
        values.emplace_back(schema.idempotencyKey);
        values.emplace_back(fingerprintOf(schema, hash));
    }
    SchemaHead head{{}, schema.owner, schema.name, schema.description, 1, hexadecimal(hash),
                    {}, {},           {}};
    return {isOnce ? &insertSchemaOnce : &insertSchema, std::move(values),
            [head = std::move(head)](const PgResult &result) -> CreateOutcome {
                using Kind = CreateOutcome::Kind;
                if (result.rowCount() == 0)
                    return {Kind::QuotaReached, {}};
                const std::string_view verdict = result.text(0, 0);
                if (verdict == "key reused")
                    return {Kind::KeyReused, {}};
                CreateOutcome outcome{verdict == "created" ? Kind::Created : Kind::Replayed, head};
                outcome.head.id = textOf(result, 0, 1);
                outcome.head.createdAt = textOf(result, 0, 2);
                outcome.head.updatedAt = outcome.head.createdAt;
                return outcome;
            }};
}

Query<ReplaceOutcome> replaceSchema(const NewVersion &version, const std::string &hash)
{
    return {&replaceHead,
            {version.schemaId, version.owner, hashesOrNull(version.expectedHashes), version.name,
             version.description, sortName(version.name),
             searchText(version.name, version.description), hash, version.document},
            replaceOutcomeOf};
}

Query<ReplaceOutcome> restoreVersion(std::string_view owner, std::string_view id, int number,
                                     std::string_view name, std::string_view description,
                                     const std::optional<std::vector<std::string>> &expectedHashes)
{
    return {&restoreHead,
            {id, owner, hashesOrNull(expectedHashes), name, description, sortName(name),
             searchText(name, description), Parameter::number(number)},
            replaceOutcomeOf};
}

Query<RemoveOutcome> removeSchema(std::string_view owner, std::string_view id,
                                  const std::optional<std::vector<std::string>> &expectedHashes)
{
    return {&deleteSchema, {id, owner, hashesOrNull(expectedHashes)}, [](const PgResult &result) {
                if (result.rowCount() == 0)
                    return RemoveOutcome::NotFound;
                const std::string_view verdict = result.text(0, 0);
                return verdict == "removed"   ? RemoveOutcome::Removed
                       : verdict == "changed" ? RemoveOutcome::Changed
                                              : RemoveOutcome::HasDatabases;
            }};
}

Query<std::vector<FoundVersion>> findVersions(const std::vector<VersionQuestion> &questions,
                                              std::size_t documentLimit)
{
    std::vector<Uuid> ids;
    std::vector<std::string_view> owners;
    std::vector<std::int32_t> numbers;
    std::vector<std::int32_t> held;
    for (const VersionQuestion &question : questions) {
        ids.push_back(question.id);
        owners.push_back(question.owner);
        numbers.push_back(question.number);
        held.push_back(question.held);
    }
    return {&selectVersions,
            {Parameter::uuids(ids), Parameter::texts(owners), Parameter::numbers(numbers),
             Parameter::numbers(held), Parameter::number(static_cast<std::int64_t>(documentLimit))},
            [](const PgResult &result) {
                std::vector<FoundVersion> found;
                found.reserve(static_cast<std::size_t>(result.rowCount()));
                for (int row = 0; row < result.rowCount(); ++row) {
                    FoundVersion version;
                    version.question = static_cast<std::size_t>(numberOf(result, row, 0)) - 1;
                    version.head = headOf(result, row, 1);
                    version.summary = {
                        version.head.version, version.head.hash, version.head.updatedAt,
                        static_cast<std::uint64_t>(numberOf(result, row, 1 + headWidth)),
                        restoredFromOf(result, row, 2 + headWidth)};
                    if (!result.isNull(row, 3 + headWidth))
                        version.document = textOf(result, row, 3 + headWidth);
                    found.push_back(std::move(version));
                }
                return found;
            }};
}

Query<std::optional<std::string>> documentPart(std::string_view id, int number, std::size_t offset,
                                               std::size_t bytes)
{
    return {&selectDocumentPart,
            {id, Parameter::number(number),
             Parameter::number(static_cast<std::int64_t>(offset) + 1),
             Parameter::number(static_cast<std::int64_t>(bytes))},
            [](const PgResult &result) -> std::optional<std::string> {
                if (result.rowCount() == 0)
                    return std::nullopt;
                return textOf(result, 0, 0);
            }};
}

Query<std::optional<VersionHeading>> headingOf(std::string_view owner, std::string_view id,
                                               int number)
{
    return {&selectHeading,
            {id, owner, Parameter::number(number)},
            [](const PgResult &result) -> std::optional<VersionHeading> {
                if (result.rowCount() == 0)
                    return std::nullopt;
                return VersionHeading{textOf(result, 0, 0), textOf(result, 0, 1)};
            }};
}

Query<std::optional<std::vector<VersionSummary>>>
listVersions(std::string_view owner, std::string_view id, std::optional<int> before, int limit)
{
    return {&selectHistory,
            {id, owner, Parameter::number(before.value_or(std::numeric_limits<int>::max())),
             Parameter::number(limit)},
            [](const PgResult &result) -> std::optional<std::vector<VersionSummary>> {
                if (result.rowCount() == 0)
                    return std::nullopt;
                std::vector<VersionSummary> versions;
                for (int row = 0; row < result.rowCount(); ++row) {
                    if (result.isNull(row, 0))
                        continue; // the schema has none below that number
                    versions.push_back({static_cast<int>(numberOf(result, row, 0)),
                                        textOf(result, row, 1), textOf(result, row, 2),
                                        static_cast<std::uint64_t>(numberOf(result, row, 3)),
                                        restoredFromOf(result, row, 4)});
                }
                return versions;
            }};
}

std::optional<Query<SchemaPage>> listSchemas(const ListRequest &request)
{
    const bool isFirst = request.afterId.empty();
    if (!isFirst) {
        const bool isTime = request.order != SchemaOrder::Name;
        const bool isInstant =
            !request.afterKey.empty() && request.afterKey.size() <= 16 &&
            std::ranges::all_of(request.afterKey, [](char c) { return c >= '0' && c <= '9'; });
        if (!parseUuid(request.afterId) || (isTime && !isInstant))
            return std::nullopt;
    }
    Parameters values = {request.owner,
                         request.search.empty() ? Parameter(std::nullopt)
                                                : Parameter(likePattern(request.search)),
                         Parameter::number(std::int64_t{request.limit} + 1)};
    if (!isFirst) {
        values.emplace_back(request.afterKey);
        values.emplace_back(request.afterId);
    }
    return Query<SchemaPage>{&pageStatementFor(request.order, request.isDescending, isFirst),
                             std::move(values), [limit = request.limit](const PgResult &result) {
                                 SchemaPage page;
                                 page.hasMore = result.rowCount() > limit;
                                 const int rows = std::min(result.rowCount(), limit);
                                 for (int row = 0; row < rows; ++row)
                                     page.items.push_back(headOf(result, row, 0));
                                 if (rows > 0)
                                     page.lastKey = textOf(result, rows - 1, headWidth);
                                 return page;
                             }};
}

Query<bool> forgetOldKeys()
{
    return {&deleteOldKeys, {}, [](const PgResult &result) { return result.text(0, 0) == "true"; }};
}

} // namespace tw::server
