// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"
#include "app/envelope.h"
#include "app/lookup.h"
#include "app/parameters.h"
#include "http/json_writer.h"
#include "net/http_syntax.h"

#include <fmt/format.h>

#include <rapidjson/document.h>

#include <QLoggingCategory>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcCalls, "databases")

using Method = QHttpServerRequest::Method;

JsonObject describe(const StoredDatabase &database, const DatabaseHost &host)
{
    JsonObject object;
    object.add("id", database.id)
        .add("schemaId", database.schemaId)
        .add("version", static_cast<std::int64_t>(database.version))
        .add("name", database.databaseName)
        .add("status", database.state)
        .add("host", host.host)
        .addJson("port", host.port)
        .add("database", database.databaseName)
        .add("user", database.roleName)
        .add("createdAt", database.createdAt);
    return object;
}

/// What is told of a database later on.
JsonObject &addHistory(JsonObject &object, const StoredDatabase &database)
{
    object.add("updatedAt", database.updatedAt);
    if (!database.error.empty())
        object.add("error", database.error);
    return object;
}

/// Adds all that is needed to connect; shown once and kept nowhere.
JsonObject &addSecret(JsonObject &object, const StoredDatabase &database, const DatabaseHost &host,
                      const std::string &password)
{
    const std::string url = host.url(database.databaseName, database.roleName, password);
    return object.add("password", password).add("url", url).add("psql", "psql '" + url + "'");
}

std::string locationOf(const StoredDatabase &database)
{
    return "/api/v1/databases/" + database.id;
}

/// The version that a body `{"version": 3}` asks for; empty for the newest.
std::optional<int> requestedVersion(const Request &request)
{
    if (request.body.isEmpty())
        return std::nullopt;
    constexpr std::size_t enough = 4096;
    rapidjson::Document body;
    if (request.bodyText().size() <= enough)
        body.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
            request.bodyText().data(), request.bodyText().size());
    if (body.HasParseError() || !body.IsObject())
        throw refused(400, problem::invalidBody, "the body is not a small JSON object");
    for (const auto &member : body.GetObject()) {
        const std::string_view name(member.name.GetString(), member.name.GetStringLength());
        if (name != "version")
            throw refused(400, problem::invalidBody, fmt::format("unknown member `{}`", name));
        if (body.MemberCount() > 1)
            throw refused(400, problem::invalidBody, "member `version` is given more than once");
        if (!member.value.IsInt() || member.value.GetInt() < 1)
            throw refused(400, problem::invalidBody, "`version` is not a whole number from 1");
        return member.value.GetInt();
    }
    return std::nullopt;
}

/// A request for a database and the version that it is made from.
struct Order {
    DatabaseRequest request;
    DocumentBytes bytes;
    Language language = Language::Json;

    [[nodiscard]] Document document(const Request &asked) const
    {
        return {*bytes, language, asked.id, asked.user, asked.gone};
    }
};

/// Why there is no new database, if there is none.
void requireMade(const CreationOutcome &outcome, const DocumentCompiler &compiler,
                 const CompiledDocument &compiled, std::int64_t quota)
{
    switch (outcome.kind) {
    case CreationOutcome::Kind::Ready:
    case CreationOutcome::Kind::Replayed:
        return;
    case CreationOutcome::Kind::Refused:
        throw RequestError(
            {422,
             problem::statementRefused,
             "PostgreSQL refused a part of the schema; no database was made",
             outcome.refusal ? compiler.refusalJson(compiled, *outcome.refusal) : std::string("[]"),
             {}});
    case CreationOutcome::Kind::QuotaReached:
        throw refused(403, problem::quotaReached,
                      fmt::format("a user may have {} databases", quota));
    case CreationOutcome::Kind::SchemaGone:
        throw noSuchSchema();
    case CreationOutcome::Kind::KeyReused:
        throw refused(422, problem::idempotencyKeyReused,
                      "`Idempotency-Key` was used for another request");
    }
}

/// Where the database that an earlier request with this key made is now.
Response replayed(const StoredDatabase &database, const DatabaseHost &host)
{
    Response response = jsonResponse(200, describe(database, host).take());
    response.headers.push_back({"Location", locationOf(database)});
    return response;
}

using CompiledPtr = std::shared_ptr<const CompiledDocument>;

/// Blocks until the database is ready.
Response make(const Services &services, const Order &order, const CompiledDocument &compiled)
{
    const CreationOutcome outcome = services.lifeCycle.create(order.request, compiled.script());
    requireMade(outcome, services.compiler, compiled, order.request.quota);
    const StoredDatabase &database = outcome.database;
    if (outcome.kind == CreationOutcome::Kind::Replayed)
        return replayed(database, services.host);
    JsonObject object = describe(database, services.host);
    Response response =
        jsonResponse(201, addSecret(object, database, services.host, outcome.password).take());
    response.headers.push_back({"Location", locationOf(database)});
    return response;
}

/// Blocks until the database is ready. Its record tells the client what has become of it.
void finish(LifeCycle &lifeCycle, const StoredDatabase &database, const CompiledDocument &compiled)
{
    try {
        static_cast<void>(lifeCycle.finish(database, compiled.script()));
    } catch (const std::exception &error) {
        qCWarning(lcCalls, "database %s: %s", database.id.c_str(), error.what());
    }
}

/// Answers as soon as the database is on record.
void makeAfterAnswer(const Services &services, const ExchangePtr &exchange, const Order &order,
                     const CompiledPtr &compiled)
{
    const CreationOutcome outcome = services.lifeCycle.begin(order.request);
    requireMade(outcome, services.compiler, *compiled, order.request.quota);
    const StoredDatabase &database = outcome.database;
    if (outcome.kind == CreationOutcome::Kind::Replayed)
        return exchange->answer(replayed(database, services.host));
    Response response = jsonResponse(202, describe(database, services.host).take());
    response.headers.push_back({"Location", locationOf(database)});
    response.headers.push_back({"Preference-Applied", "respond-async"});
    exchange->answer(std::move(response));
    const bool isTaken = services.workers.start(
        RunsOn::DatabaseWorker, [&lifeCycle = services.lifeCycle, database, compiled] {
            finish(lifeCycle, database, *compiled);
        });
    if (!isTaken) // it was promised
        finish(services.lifeCycle, database, *compiled);
}

void fill(const LoopServices &services, const ExchangePtr &exchange, Order order)
{
    const bool isAsync = listContains(exchange->request().header("prefer"), "respond-async");
    const RunsOn where = isAsync ? RunsOn::Worker : RunsOn::DatabaseWorker;
    const auto compiled = [&shared = services.shared, exchange](const Order &wanted) {
        return std::make_shared<const CompiledDocument>(
            compiledOrRefused(wanted.document(exchange->request()), shared.compiler));
    };
    const auto makeIt = [&shared = services.shared, exchange, isAsync](const Order &wanted,
                                                                       const CompiledPtr &script) {
        if (isAsync)
            return makeAfterAnswer(shared, exchange, wanted, script);
        exchange->answer(make(shared, wanted, *script));
    };
    if (!services.shared.compiler.mayBlock(CompileOptions::Until::Script))
        return onWorker(services, exchange, where, [compiled, makeIt, order = std::move(order)] {
            makeIt(order, compiled(order));
        });
    // Two steps: a plugin that takes its time keeps no thread that makes databases.
    onWorker(services, exchange, RunsOn::PluginWorker,
             [&services, exchange, where, compiled, makeIt, order = std::move(order)] {
                 onWorker(services, exchange, where,
                          [makeIt, order, script = CompiledPtr(compiled(order))] {
                              makeIt(order, script);
                          });
             });
}

void create(const LoopServices &services, const ExchangePtr &exchange)
{
    const Request &request = exchange->request();
    const auto wanted = requestedVersion(request);
    DatabaseRequest made;
    made.owner = request.user;
    made.idempotencyKey = idempotencyKey(request);
    made.quota = services.shared.quotas.databases;
    withRecord(services, exchange, [&services, exchange, wanted, made](SchemaRecord record) {
        Order order{made, std::move(record.document), record.head.language};
        order.request.schemaId = record.head.id;
        order.request.schemaName = record.head.name;
        order.request.version = wanted.value_or(record.head.version);
        order.request.isNewestVersion = !wanted.has_value();
        if (order.request.version == record.head.version)
            return fill(services, exchange, std::move(order));
        withVersion(services, exchange, order.request.version,
                    [&services, exchange, order](const VersionRecord &version) {
                        fill(services, exchange,
                             {order.request, version.document, version.summary.language});
                    });
    });
}

Response list(const Request &request, const LoopServices &services)
{
    DatabaseFilter filter;
    filter.owner = request.user;
    filter.limit = pageLimit(request);
    filter.schemaId = idParameter(request, "schemaId");
    filter.state =
        choice(request, "status",
               {database_state::creating, database_state::ready, database_state::failed,
                database_state::dropping, database_state::dropped, database_state::missing});
    const std::string name = "databases " + filter.state + ' ' + filter.schemaId;
    if (auto cursor = cursorOf(request, name))
        filter.afterKey = std::move(cursor->key);
    const auto page = services.shared.databases.list(filter);
    if (!page)
        throw refused(400, problem::invalidCursor, "the cursor is not of this list");
    PageWriter writer;
    for (const StoredDatabase &database : page->items) {
        JsonObject object = describe(database, services.shared.host);
        writer.add(addHistory(object, database).take());
    }
    const std::string next =
        page->hasMore ? encodeCursor(name, {page->lastKey, {}}) : std::string();
    return writer.answer(request, next);
}

StoredDatabase databaseOf(const Request &request, const LoopServices &services)
{
    auto database = services.shared.databases.find(request.user, request.arguments.at(0));
    if (!database)
        throw noSuchDatabase();
    return std::move(*database);
}

Response read(const Request &request, const LoopServices &services)
{
    StoredDatabase database = databaseOf(request, services);
    const DatabaseHealth health = services.shared.lifeCycle.health(database);
    // What the catalog says now counts, not what was seen last.
    if (database.state == database_state::ready && !health.exists)
        database.state = database_state::missing;
    else if (database.state == database_state::missing && health.exists)
        database.state = database_state::ready;
    JsonObject object = describe(database, services.shared.host);
    object.add("exists", health.exists).add("acceptsConnections", health.acceptsConnections);
    if (health.bytes)
        object.add("bytes", *health.bytes);
    if (health.connections)
        object.add("connections", static_cast<std::int64_t>(*health.connections));
    return jsonResponse(200, addHistory(object, database).take());
}

Response drop(const Request &request, const LoopServices &services)
{
    switch (services.shared.lifeCycle.drop(request.user, request.arguments.at(0))) {
    case LifeCycle::DropOutcome::Dropped:
        break;
    case LifeCycle::DropOutcome::NotFound:
        throw noSuchDatabase();
    case LifeCycle::DropOutcome::Busy:
        throw refused(409, problem::databaseBusy,
                      "the database is being made or dropped; try again later");
    }
    return {204, {}, {}, {}};
}

Response renewCredentials(const Request &request, const LoopServices &services)
{
    const auto renewed =
        services.shared.lifeCycle.renewCredentials(request.user, request.arguments.at(0));
    if (!renewed) {
        const StoredDatabase database = databaseOf(request, services);
        throw refused(409, problem::databaseNotReady,
                      fmt::format("the database is `{}`, expected `ready`", database.state));
    }
    JsonObject object = describe(renewed->database, services.shared.host);
    return jsonResponse(
        200, addSecret(object, renewed->database, services.shared.host, renewed->password).take());
}

} // namespace

void addDatabaseCalls(Routes &routes, const LoopServices *services)
{
    const auto add = [&](Method method, const char *pattern, RunsOn where, BlockingCall call,
                         std::vector<std::string_view> parameters = {}) {
        routes.push_back({method, pattern, BodyRule::None,
                          method == Method::Delete
                              ? std::vector<std::string_view>{}
                              : std::vector<std::string_view>{"application/json"},
                          where, blocking(services, call), Access::User, std::move(parameters)});
    };
    routes.push_back({Method::Post,
                      "/api/v1/schemas/<arg>/databases",
                      BodyRule::OptionalJson,
                      {"application/json"},
                      RunsOn::EventLoop,
                      later(services, create),
                      Access::User,
                      {},
                      true,
                      true});
    const char *one = "/api/v1/databases/<arg>";
    add(Method::Get, "/api/v1/databases", RunsOn::Worker, list,
        {"limit", "cursor", "schemaId", "status"});
    add(Method::Get, one, RunsOn::Worker, read);
    add(Method::Delete, one, RunsOn::DatabaseWorker, drop);
    add(Method::Post, "/api/v1/databases/<arg>/credentials", RunsOn::DatabaseWorker,
        renewCredentials);
}

} // namespace tw::server
