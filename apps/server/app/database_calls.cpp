// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"
#include "http/json_writer.h"

#include <fmt/format.h>

#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace tw::server {

namespace {

using Method = QHttpServerRequest::Method;

JsonObject describe(const StoredDatabase &database, const DatabaseHost &host,
                    std::string_view status)
{
    JsonObject object;
    object.add("id", database.id)
        .add("schemaId", database.schemaId)
        .add("version", static_cast<std::int64_t>(database.version))
        .add("name", database.databaseName)
        .add("status", status)
        .add("host", host.host)
        .addJson("port", host.port)
        .add("database", database.databaseName)
        .add("user", database.roleName)
        .add("createdAt", database.createdAt);
    return object;
}

/// The version that a body `{"version": 3}` asks for; empty for the newest.
std::optional<int> requestedVersion(const Request &request)
{
    if (request.body.isEmpty())
        return std::nullopt;
    const QJsonDocument body = QJsonDocument::fromJson(request.body);
    if (!body.isObject())
        throw RequestError({400, "invalid-body", "the body is not a JSON object", {}, {}});
    const QJsonObject object = body.object();
    for (const QString &name : object.keys()) {
        if (name != QStringLiteral("version"))
            throw RequestError({400,
                                "invalid-body",
                                fmt::format("unknown member `{}`", name.toStdString()),
                                {},
                                {}});
    }
    const QJsonValue version = object.value(QStringLiteral("version"));
    if (version.isUndefined())
        return std::nullopt;
    const double number = version.toDouble(0);
    if (number < 1 || number > 1e9 || number != std::floor(number))
        throw RequestError({400, "invalid-body", "`version` is not a whole number from 1", {}, {}});
    return static_cast<int>(number);
}

Response create(const Request &request, Services &services)
{
    const StoredSchema schema = schemaOf(request, services, requestedVersion(request));
    const CompiledDocument compiled =
        compiledOrRefused(schema.document, services, CompileOptions::Until::Script);
    const MadeDatabase outcome = services.creator.create(schema, compiled.script());
    if (outcome.refusal)
        throw RequestError({422,
                            "statement-refused",
                            "PostgreSQL refused a part of the schema; no database was made",
                            refusedStatementJson(compiled, outcome.refusal->statement,
                                                 outcome.refusal->error.sqlState()),
                            {}});
    const StoredDatabase &database = outcome.database;
    const std::string url =
        services.host.url(database.databaseName, database.roleName, outcome.password);
    Response response = jsonResponse(201, describe(database, services.host, database.state)
                                              .add("password", outcome.password)
                                              .add("url", url)
                                              .add("psql", "psql '" + url + "'")
                                              .take());
    response.headers.push_back({"Location", "/api/v1/databases/" + database.id});
    return response;
}

Response read(const Request &request, Services &services)
{
    const auto database = services.databases.find(request.user, request.arguments.at(0));
    if (!database)
        throw RequestError({404, {}, "there is no such database", {}, {}});
    const bool exists = services.creator.exists(database->databaseName);
    const bool missing = database->state == "ready" && !exists;
    JsonObject object = describe(*database, services.host, missing ? "missing" : database->state);
    object.add("exists", exists).add("updatedAt", database->updatedAt);
    if (!database->error.empty())
        object.add("error", database->error);
    return jsonResponse(200, object.take());
}

} // namespace

void addDatabaseCalls(Routes &routes, Services &services)
{
    routes.push_back({Method::Post,
                      "/api/v1/schemas/<arg>/databases",
                      BodyRule::OptionalJson,
                      {"application/json"},
                      RunsOn::DatabaseWorker,
                      [&](const Request &request) { return create(request, services); }});
    routes.push_back({Method::Get,
                      "/api/v1/databases/<arg>",
                      BodyRule::None,
                      {"application/json"},
                      RunsOn::Worker,
                      [&](const Request &request) { return read(request, services); }});
}

} // namespace tw::server
