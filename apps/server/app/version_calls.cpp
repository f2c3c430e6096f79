// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"
#include "app/envelope.h"
#include "app/lookup.h"
#include "app/parameters.h"
#include "app/representation.h"
#include "http/json_writer.h"
#include "http/negotiation.h"

#include <tablewright/diff/render_diff.h>
#include <tablewright/diff/schema_diff.h>

#include <algorithm>

namespace tw::server {

namespace {

using Method = QHttpServerRequest::Method;

constexpr std::string_view versionsList = "versions";

void list(const LoopServices &services, const ExchangePtr &exchange)
{
    const Request &request = exchange->request();
    const int limit = pageLimit(request);
    std::optional<int> before;
    if (const auto cursor = cursorOf(request, versionsList)) {
        before = versionNumber(cursor->key);
        if (!before)
            throw refused(400, problem::invalidCursor, "the cursor is not of this list");
    }
    // One more than is shown tells whether there is a next page.
    services.schemas.versions(
        request.user, request.arguments.at(0), before, limit + 1,
        [exchange, limit](Outcome<std::optional<std::vector<VersionSummary>>> outcome) {
            exchange->answerWith([&] {
                auto versions = outcome.take();
                if (!versions)
                    throw noSuchSchema();
                const auto shown = static_cast<std::size_t>(limit);
                const bool hasMore = versions->size() > shown;
                versions->resize(std::min(versions->size(), shown));
                PageWriter writer;
                for (const VersionSummary &version : *versions)
                    writer.add(versionJson(version));
                const std::string next =
                    hasMore
                        ? encodeCursor(versionsList, {std::to_string(versions->back().number), {}})
                        : std::string();
                return writer.answer(exchange->request(), next);
            });
        });
}

/// Of the version that the path names.
int numberInPath(const Request &request)
{
    const auto number = versionNumber(request.arguments.at(1));
    if (!number)
        throw noSuchVersion();
    return *number;
}

void read(const LoopServices &services, const ExchangePtr &exchange)
{
    const int number = numberInPath(exchange->request());
    withVersion(services, exchange, number, [&services, exchange](const VersionRecord &version) {
        const StoredDocument stored = storedDocument(version);
        if (languageAsked(exchange->request(), Language::Json) == Language::Dbml)
            return answerDocument(services, exchange, stored, Language::Dbml, keepForever);
        const std::string tag = documentTag(stored, Language::Json);
        const std::string_view cached = stored.language == Language::Json ? keepForever : askAgain;
        if (hasAlready(exchange->request(), tag))
            return exchange->answer(notModified(tag, cached));
        inLanguage(services, exchange, stored, Language::Json,
                   [exchange, version, tag, cached](const DocumentBytes &json) {
                       exchange->answer(
                           tagged({200, "application/json", versionJson(version, *json), {}}, tag,
                                  cached));
                   });
    });
}

void readDocument(const LoopServices &services, const ExchangePtr &exchange)
{
    const int number = numberInPath(exchange->request());
    withVersion(services, exchange, number, [&services, exchange](const VersionRecord &version) {
        const StoredDocument stored = storedDocument(version);
        answerDocument(services, exchange, stored,
                       languageAsked(exchange->request(), stored.language), keepForever);
    });
}

std::string differenceJson(const DocumentCompiler &compiler, const VersionRecord &from,
                           const VersionRecord &to)
{
    const CompiledDocument before = compiler.resolve({*from.document, from.summary.language});
    const CompiledDocument after = compiler.resolve({*to.document, to.summary.language});
    const SchemaDiff diff = diffSchemas(before.result.schema, after.result.schema);
    return JsonObject()
        .add("from", static_cast<std::int64_t>(from.summary.number))
        .add("to", static_cast<std::int64_t>(to.summary.number))
        .addJson("changes", renderChangesJson(diff))
        .addJson("summary", renderSummaryJson(diff))
        .take();
}

void answerDifference(const LoopServices &services, const ExchangePtr &exchange, int from, int to)
{
    withVersion(services, exchange, from, [&services, exchange, to](const VersionRecord &before) {
        withVersion(
            services, exchange, to, [&services, exchange, before](const VersionRecord &after) {
                const std::size_t bytes = before.document->size() + after.document->size();
                whereItFits(services, exchange, bytes, [&services, exchange, before, after] {
                    Response response{200,
                                      "application/json",
                                      differenceJson(services.shared.compiler, before, after),
                                      {}};
                    response.headers.push_back({"Cache-Control", std::string(askAgain)});
                    exchange->answer(std::move(response));
                });
            });
    });
}

void compareVersions(const LoopServices &services, const ExchangePtr &exchange)
{
    const Request &request = exchange->request();
    const auto from = versionParameter(request, "from");
    const auto to = versionParameter(request, "to");
    if (from && to)
        return answerDifference(services, exchange, *from, *to);
    withHead(services, exchange, [&services, exchange, from, to](const SchemaHead &head) {
        const int newest = to.value_or(head.version);
        answerDifference(services, exchange, from.value_or(std::max(1, newest - 1)), newest);
    });
}

Response sqlResponse(const Request &request, TextCache::Text sql)
{
    return {200,
            std::string(request.mediaType) + "; charset=utf-8",
            {},
            {{"Cache-Control", std::string(askAgain)}, {"Vary", "Accept"}},
            std::move(sql)};
}

void answerSql(const LoopServices &services, const ExchangePtr &exchange,
               const StoredDocument &stored)
{
    TextCache &texts = services.shared.texts;
    if (auto sql = texts.find(stored.schemaId, stored.version, TextCache::Kind::Sql))
        return exchange->answer(sqlResponse(exchange->request(), std::move(sql)));
    const auto compileIt = [&services, &texts, exchange, stored] {
        CompiledDocument compiled =
            compiledOrRefused(stored.document(exchange->request()), services.shared.compiler);
        auto sql = std::make_shared<const std::string>(std::move(compiled.result.script->text));
        if (!compiled.isTransient)
            texts.keep(stored.schemaId, stored.version, TextCache::Kind::Sql, sql);
        exchange->answer(sqlResponse(exchange->request(), std::move(sql)));
    };
    whereItCompiles(services, exchange, stored.bytes->size(), CompileOptions::Until::Script,
                    compileIt);
}

void readSql(const LoopServices &services, const ExchangePtr &exchange)
{
    const auto answer = [&services, exchange](const auto &found) {
        answerSql(services, exchange, storedDocument(found));
    };
    if (const auto number = versionParameter(exchange->request(), "version"))
        return withVersion(services, exchange, *number, answer);
    withRecord(services, exchange, answer);
}

} // namespace

void addVersionCalls(Routes &routes, const LoopServices *services)
{
    const auto add = [&](const char *pattern, AsyncCall call,
                         std::vector<std::string_view> parameters = {},
                         std::vector<std::string_view> produces = {media_type::json}) {
        routes.push_back({Method::Get, pattern, BodyRule::None, std::move(produces),
                          RunsOn::EventLoop, later(services, call), Access::User,
                          std::move(parameters), true, call == readSql});
    };
    const std::vector<std::string_view> documentTypes{media_type::json, media_type::dbml};
    add("/api/v1/schemas/<arg>/versions/<arg>/document", readDocument, {}, documentTypes);
    add("/api/v1/schemas/<arg>/versions/<arg>", read, {}, documentTypes);
    add("/api/v1/schemas/<arg>/versions", list, {"limit", "cursor"});
    add("/api/v1/schemas/<arg>/diff", compareVersions, {"from", "to"});
    add("/api/v1/schemas/<arg>/sql", readSql, {"version"}, {"application/sql", "text/plain"});
}

} // namespace tw::server
