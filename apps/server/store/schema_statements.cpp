// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schema_statements.h"

#include "store/schema_sql.h"
#include "store/sha256.h"

#include <fmt/format.h>

#include <QString>

#include <algorithm>
#include <limits>
#include <memory>

namespace tw::server {

namespace {

using namespace schema_sql;

/// A statement whose text is made at its first use.
struct PageStatement {
    std::string name;
    std::string sql;
    Statement statement{};
};

std::unique_ptr<PageStatement> makePage(SchemaOrder order, bool isDescending, bool isFirst)
{
    const bool isName = order == SchemaOrder::Name;
    const char *column = isName                          ? "s.sort_name"
                         : order == SchemaOrder::Created ? "s.created_at"
                                                         : "s.updated_at";
    const char *direction = isDescending ? "DESC" : "ASC";
    const std::string after =
        isFirst ? std::string()
                : fmt::format(fmt::runtime(pageAfter), column, isDescending ? '<' : '>',
                              isName ? "$4::text" : timeOfMicroseconds);
    auto made = std::make_unique<PageStatement>();
    made->name = fmt::format("select_{}page_by_{}_{}", isFirst ? "first_" : "next_",
                             std::string_view(column).substr(2), isDescending ? "down" : "up");
    made->sql = fmt::format(fmt::runtime(selectPage), column, direction, after,
                            isName ? std::string("s.sort_name::text")
                                   : fmt::format(fmt::runtime(microsecondsOf), column));
    made->statement = {made->name.c_str(), made->sql.c_str()};
    return made;
}

/// For each order and direction the first page and the next ones.
const Statement &pageStatement(SchemaOrder order, bool isDescending, bool isFirst)
{
    static const auto statements = [] {
        std::vector<std::unique_ptr<PageStatement>> made;
        for (const auto each : {SchemaOrder::Updated, SchemaOrder::Created, SchemaOrder::Name})
            for (const int variant : {0, 1, 2, 3})
                made.push_back(makePage(each, (variant & 2) != 0, (variant & 1) != 0));
        return made;
    }();
    const std::size_t place =
        static_cast<std::size_t>(order) * 4 + (isDescending ? 2 : 0) + (isFirst ? 1 : 0);
    return statements.at(place)->statement;
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

Language languageOf(const PgResult &result, int row, int column)
{
    return languageNamed(result.text(row, column)).value_or(Language::Json);
}

std::string_view nameOf(Language language) { return frontendFor(language).name(); }

constexpr int headWidth = 10;

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
            databasesOf(result, row, first + 8),
            languageOf(result, row, first + 9)};
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
                         searchText(schema.name, schema.description),
                         nameOf(schema.language)};
    const bool isOnce = !schema.idempotencyKey.empty();
    if (isOnce) {
        values.emplace_back(schema.idempotencyKey);
        values.emplace_back(fingerprintOf(schema, hash));
    }
    SchemaHead head{{}, schema.owner, schema.name, schema.description, 1, hexadecimal(hash),
                    {}, {},           {},          schema.language};
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
             searchText(version.name, version.description), hash, version.document,
             nameOf(version.language)},
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
                        version.head.version,
                        version.head.hash,
                        version.head.updatedAt,
                        static_cast<std::uint64_t>(numberOf(result, row, 1 + headWidth)),
                        restoredFromOf(result, row, 2 + headWidth),
                        version.head.language};
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
                                        restoredFromOf(result, row, 4),
                                        languageOf(result, row, 5)});
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
    return Query<SchemaPage>{&pageStatement(request.order, request.isDescending, isFirst),
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
