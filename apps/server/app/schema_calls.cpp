// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"
#include "app/envelope.h"
#include "app/judgement.h"
#include "app/lookup.h"
#include "app/parameters.h"
#include "app/representation.h"
#include "http/negotiation.h"
#include "store/sha256.h"

#include <fmt/format.h>

namespace tw::server {

namespace {

using Method = QHttpServerRequest::Method;
using JudgementPtr = std::shared_ptr<const Judgement>;

RequestError lostUpdate()
{
    return refused(412, problem::preconditionFailed,
                   "the schema's newest version is none of those that `If-Match` names");
}

/// PostgreSQL's texts hold no NUL, and a name in DBML may.
std::string storable(std::string text)
{
    std::erase(text, '\0');
    return text;
}

/// The body of a request as it is stored.
struct NewDocument {
    std::string name;
    std::string description;
    DocumentBytes bytes;
    std::string hash;
    Language language = Language::Json;
    DocumentBytes json; ///< for the envelope
};

NewDocument newDocument(const Request &request, const ir::Schema &declared,
                        const DocumentCompiler &compiler)
{
    const Document sent = documentOf(request);
    auto bytes = std::make_shared<const std::string>(sent.text);
    auto json = sent.language == Language::Json ? bytes : converted(compiler, sent, Language::Json);
    return {storable(declared.name.text),
            storable(declared.note.text),
            std::move(bytes),
            sha256(sent.text),
            sent.language,
            std::move(json)};
}

/// Judges the body of the request; then `store` gets it, on the event loop.
template <typename Store>
void withNewDocument(const LoopServices &services, const ExchangePtr &exchange, Store store)
{
    judge(services, exchange, CompileOptions::Until::Transform,
          [&services, exchange, store = std::move(store)](const JudgementPtr &judgement) {
              judgement->requireAcceptable();
              NewDocument document = newDocument(
                  exchange->request(), judgement->document.result.schema, services.shared.compiler);
              onLoop(services, exchange,
                     [store, document = std::move(document)] { store(document); });
          });
}

void keep(const LoopServices &services, const SchemaHead &head, const NewDocument &document)
{
    if (document.language != Language::Json)
        services.shared.texts.keep(head.id, head.version, TextCache::Kind::Json, document.json);
}

Response created(CreateOutcome outcome, std::int64_t quota, const DocumentBytes &json)
{
    switch (outcome.kind) {
    case CreateOutcome::Kind::Created:
        break;
    case CreateOutcome::Kind::Replayed: // the answer of then, whatever has become of it
        outcome.head.databases.clear();
        break;
    case CreateOutcome::Kind::KeyReused:
        throw refused(422, problem::idempotencyKeyReused,
                      "`Idempotency-Key` was used for another request");
    case CreateOutcome::Kind::QuotaReached:
        throw refused(403, problem::quotaReached, fmt::format("a user may have {} schemas", quota));
    }
    Response response = envelopeResponse(201, outcome.head, *json);
    response.headers.push_back({"Location", "/api/v1/schemas/" + outcome.head.id});
    return response;
}

void create(const LoopServices &services, const ExchangePtr &exchange)
{
    std::string key = idempotencyKey(exchange->request());
    withNewDocument(services, exchange,
                    [&services, exchange, key = std::move(key)](const NewDocument &document) {
                        const std::int64_t quota = services.shared.quotas.schemas;
                        services.schemas.create(
                            {exchange->request().user, document.name, document.description,
                             document.bytes, key, quota, document.hash, document.language},
                            [&services, exchange, document, quota](Outcome<CreateOutcome> outcome) {
                                exchange->answerWith([&] {
                                    CreateOutcome made = outcome.take();
                                    if (made.kind == CreateOutcome::Kind::Created)
                                        keep(services, made.head, document);
                                    return created(std::move(made), quota, document.json);
                                });
                            });
                    });
}

/// What a change of the newest version came to; `json` is that version's document.
Response replaced(const ReplaceOutcome &outcome, std::string_view json)
{
    switch (outcome.kind) {
    case ReplaceOutcome::Kind::Replaced:
    case ReplaceOutcome::Kind::Unchanged:
        break;
    case ReplaceOutcome::Kind::NotFound:
        throw noSuchSchema();
    case ReplaceOutcome::Kind::Changed:
        throw lostUpdate();
    case ReplaceOutcome::Kind::VersionNotFound:
        throw noSuchVersion();
    }
    return envelopeResponse(200, outcome.head, json);
}

void replace(const LoopServices &services, const ExchangePtr &exchange)
{
    IfMatch match = ifMatch(exchange->request());
    if (!match.isGiven)
        throw refused(428, problem::preconditionRequired,
                      "`If-Match` has to name the version that is replaced, or `*`");
    withNewDocument(services, exchange,
                    [&services, exchange, match = std::move(match)](const NewDocument &document) {
                        const Request &request = exchange->request();
                        services.schemas.replace(
                            {request.user, request.arguments.at(0), document.name,
                             document.description, document.bytes, match.hashes, document.hash,
                             document.language},
                            [&services, exchange, document](Outcome<ReplaceOutcome> outcome) {
                                exchange->answerWith([&] {
                                    const ReplaceOutcome made = outcome.take();
                                    if (made.kind == ReplaceOutcome::Kind::Replaced)
                                        keep(services, made.head, document);
                                    return replaced(made, *document.json);
                                });
                            });
                    });
}

/// The bytes of the version that a restore has made the newest one, then the answer.
void answerRestored(const LoopServices &services, const ExchangePtr &exchange,
                    ReplaceOutcome outcome)
{
    const int number = outcome.head.version;
    const Request &request = exchange->request();
    services.schemas.version(request.user, request.arguments.at(0), number,
                             [&services, exchange, outcome = std::move(outcome)](
                                 Outcome<std::optional<VersionRecord>> found) {
                                 exchange->guarded([&] {
                                     const auto version = found.take();
                                     if (!version) // deleted meanwhile
                                         throw noSuchSchema();
                                     inLanguage(services, exchange, storedDocument(*version),
                                                Language::Json,
                                                [exchange, outcome](const DocumentBytes &json) {
                                                    exchange->answer(replaced(outcome, *json));
                                                });
                                 });
                             });
}

void restore(const LoopServices &services, const ExchangePtr &exchange)
{
    const Request &request = exchange->request();
    const auto number = versionNumber(request.arguments.at(1));
    if (!number)
        throw noSuchVersion();
    services.schemas.restore(request.user, request.arguments.at(0), *number,
                             ifMatch(request).hashes,
                             [&services, exchange](Outcome<ReplaceOutcome> outcome) {
                                 exchange->guarded([&] {
                                     ReplaceOutcome done = outcome.take();
                                     if (done.kind != ReplaceOutcome::Kind::Replaced &&
                                         done.kind != ReplaceOutcome::Kind::Unchanged)
                                         return exchange->answer(replaced(done, {}));
                                     answerRestored(services, exchange, std::move(done));
                                 });
                             });
}

void read(const LoopServices &services, const ExchangePtr &exchange)
{
    withRecord(services, exchange, [&services, exchange](const SchemaRecord &record) {
        const StoredDocument stored = storedDocument(record);
        if (languageAsked(exchange->request(), Language::Json) == Language::Dbml)
            return answerDocument(services, exchange, stored, Language::Dbml, askAgain);
        std::string tag = envelopeTag(record.head);
        if (hasAlready(exchange->request(), tag))
            return exchange->answer(notModified(std::move(tag), askAgain));
        inLanguage(services, exchange, stored, Language::Json,
                   [exchange, head = record.head, tag](const DocumentBytes &json) {
                       exchange->answer(
                           tagged({200, "application/json", envelopeJson(head, *json), {}}, tag,
                                  askAgain));
                   });
    });
}

void readDocument(const LoopServices &services, const ExchangePtr &exchange)
{
    withRecord(services, exchange, [&services, exchange](const SchemaRecord &record) {
        const StoredDocument stored = storedDocument(record);
        answerDocument(services, exchange, stored,
                       languageAsked(exchange->request(), stored.language), askAgain);
    });
}

void list(const LoopServices &services, const ExchangePtr &exchange)
{
    const Request &request = exchange->request();
    const std::string sort = choice(
        request, "sort", {"name", "-name", "createdAt", "-createdAt", "updatedAt", "-updatedAt"});
    ListRequest wanted;
    wanted.owner = request.user;
    wanted.limit = pageLimit(request);
    wanted.search = request.parameter("q").value_or("");
    if (!sort.empty()) {
        wanted.isDescending = sort.front() == '-';
        const std::string_view key = std::string_view(sort).substr(wanted.isDescending ? 1 : 0);
        wanted.order = key == "name"        ? SchemaOrder::Name
                       : key == "createdAt" ? SchemaOrder::Created
                                            : SchemaOrder::Updated;
    }
    // A place in one order means nothing in another.
    const std::string name = "schemas " + (sort.empty() ? "-updatedAt" : sort) + wanted.search;
    if (auto cursor = cursorOf(request, name)) {
        wanted.afterKey = std::move(cursor->key);
        wanted.afterId = std::move(cursor->id);
    }
    services.schemas.list(wanted, [exchange, name](Outcome<SchemaPage> outcome) {
        exchange->answerWith([&] {
            const SchemaPage page = outcome.take();
            PageWriter writer;
            for (const SchemaHead &head : page.items)
                writer.add(summaryJson(head));
            const std::string next = page.hasMore
                                         ? encodeCursor(name, {page.lastKey, page.items.back().id})
                                         : std::string();
            return writer.answer(exchange->request(), next);
        });
    });
}

/// Tells how many databases are in the way of a deletion.
void answerHasDatabases(const LoopServices &services, const ExchangePtr &exchange)
{
    const Request &request = exchange->request();
    services.schemas.head(
        request.user, request.arguments.at(0),
        [exchange](Outcome<std::optional<SchemaHead>> outcome) {
            exchange->answerWith([&]() -> Response {
                const auto head = outcome.take();
                const std::size_t count = head ? head->databases.size() : 0;
                throw refused(409, problem::databasesExist,
                              fmt::format("the schema has {} {}; drop {} first, or delete it with "
                                          "`dropDatabases=true`",
                                          count, count == 1 ? "database" : "databases",
                                          count == 1 ? "it" : "them"));
            });
        });
}

void removeNow(const LoopServices &services, const ExchangePtr &exchange)
{
    const Request &request = exchange->request();
    services.schemas.remove(request.user, request.arguments.at(0), ifMatch(request).hashes,
                            [&services, exchange](Outcome<RemoveOutcome> outcome) {
                                exchange->guarded([&] {
                                    switch (outcome.take()) {
                                    case RemoveOutcome::Removed:
                                        return exchange->answer({204, {}, {}, {}});
                                    case RemoveOutcome::NotFound:
                                        throw noSuchSchema();
                                    case RemoveOutcome::Changed:
                                        throw lostUpdate();
                                    case RemoveOutcome::HasDatabases:
                                        answerHasDatabases(services, exchange);
                                    }
                                });
                            });
}

/// Blocks.
void dropAll(const LoopServices &services, const std::string &owner,
             const std::vector<DatabaseSummary> &databases)
{
    for (const DatabaseSummary &database : databases) {
        if (services.shared.lifeCycle.drop(owner, database.id) == LifeCycle::DropOutcome::Busy)
            throw refused(409, problem::databaseBusy,
                          fmt::format("database `{}` is being made or dropped; try again later",
                                      database.id));
    }
}

void remove(const LoopServices &services, const ExchangePtr &exchange)
{
    if (!flag(exchange->request(), "dropDatabases"))
        return removeNow(services, exchange);
    withHead(services, exchange, [&services, exchange](SchemaHead head) {
        if (!ifMatch(exchange->request()).holdsFor(head.hash))
            throw lostUpdate();
        if (head.databases.empty())
            return removeNow(services, exchange);
        onWorker(services, exchange, RunsOn::DatabaseWorker,
                 [&services, exchange, databases = std::move(head.databases)] {
                     dropAll(services, exchange->request().user, databases);
                     onLoop(services, exchange,
                            [&services, exchange] { removeNow(services, exchange); });
                 });
    });
}

} // namespace

void addSchemaCalls(Routes &routes, const LoopServices *services)
{
    const auto add = [&](Method method, const char *pattern, BodyRule body, AsyncCall call,
                         std::vector<std::string_view> parameters = {}, bool isDirect = false,
                         std::vector<std::string_view> produces = {media_type::json}) {
        routes.push_back({method, pattern, body, std::move(produces), RunsOn::EventLoop,
                          later(services, call), Access::User, std::move(parameters), isDirect,
                          body == BodyRule::Document});
    };
    const std::vector<std::string_view> documentTypes{media_type::json, media_type::dbml};
    const char *one = "/api/v1/schemas/<arg>";
    add(Method::Get, one, BodyRule::None, read, {}, true, documentTypes);
    add(Method::Get, "/api/v1/schemas/<arg>/document", BodyRule::None, readDocument, {}, true,
        documentTypes);
    add(Method::Post, "/api/v1/schemas", BodyRule::Document, create, {}, true);
    add(Method::Put, one, BodyRule::Document, replace, {}, true);
    add(Method::Get, "/api/v1/schemas", BodyRule::None, list, {"limit", "cursor", "q", "sort"},
        true);
    add(Method::Delete, one, BodyRule::None, remove, {"dropDatabases"}, false, {});
    add(Method::Post, "/api/v1/schemas/<arg>/versions/<arg>/restore", BodyRule::None, restore);
}

} // namespace tw::server
