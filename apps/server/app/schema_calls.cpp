// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calls.h"
#include "http/json_writer.h"
#include "http/negotiation.h"

#include <QCryptographicHash>

namespace tw::server {

namespace {

using Method = QHttpServerRequest::Method;

std::string entityTag(const StoredSchema &schema) { return '"' + schema.hash + '"'; }

/// The envelope changes with the document and with the schema's databases; without any it has the
/// document's tag, as the answer to its creation had.
std::string envelopeTag(const StoredSchema &schema, const std::string &databases)
{
    if (databases == "[]")
        return entityTag(schema);
    const QByteArray digest =
        QCryptographicHash::hash(QByteArrayView(databases), QCryptographicHash::Sha256);
    return '"' + schema.hash + '-' + digest.toHex().first(16).toStdString() + '"';
}

std::string databaseList(const std::vector<StoredDatabase> &databases)
{
    std::string json = "[";
    for (const StoredDatabase &database : databases) {
        if (json.size() > 1)
            json += ',';
        json += JsonObject()
                    .add("id", database.id)
                    .add("name", database.databaseName)
                    .add("status", database.state)
                    .add("version", static_cast<std::int64_t>(database.version))
                    .add("createdAt", database.createdAt)
                    .take();
    }
    return json + ']';
}

/// The document goes in as it was sent, but for a byte order mark, which cannot stand there.
std::string envelope(const StoredSchema &schema, const std::string &databases)
{
    std::string_view document = schema.document;
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    if (document.starts_with(byteOrderMark))
        document.remove_prefix(byteOrderMark.size());
    return JsonObject()
        .add("id", schema.id)
        .add("name", schema.name)
        .add("description", schema.description)
        .add("owner", schema.owner)
        .add("version", static_cast<std::int64_t>(schema.version))
        .add("createdAt", schema.createdAt)
        .add("updatedAt", schema.updatedAt)
        .add("hash", schema.hash)
        .addJson("databases", databases)
        .addJson("document", document)
        .take();
}

/// What a client may keep but has to ask for again.
Response tagged(const Request &request, const std::string &tag, std::string body)
{
    Response response{200, "application/json", std::move(body), {}};
    response.headers = {{"ETag", tag}, {"Cache-Control", "private, no-cache"}};
    if (matchesEntityTag(request.header("if-none-match"), tag)) {
        response.status = 304;
        response.contentType.clear();
        response.body.clear();
    }
    return response;
}

Response create(const Request &request, Services &services)
{
    const CompiledDocument compiled =
        compiledOrRefused(request.bodyText(), services, CompileOptions::Until::Script);
    const ir::Schema &schema = compiled.result.schema;
    const StoredSchema stored = services.schemas.create(
        {request.user, schema.name.view(), schema.note.view(), request.bodyText()});
    Response response = jsonResponse(201, envelope(stored, databaseList({})));
    response.headers.push_back({"Location", "/api/v1/schemas/" + stored.id});
    response.headers.push_back({"ETag", entityTag(stored)});
    return response;
}

Response read(const Request &request, Services &services)
{
    const StoredSchema schema = schemaOf(request, services);
    const std::string databases =
        databaseList(services.databases.ofSchema(request.user, schema.id));
    return tagged(request, envelopeTag(schema, databases), envelope(schema, databases));
}

Response readDocument(const Request &request, Services &services)
{
    const StoredSchema schema = schemaOf(request, services);
    return tagged(request, entityTag(schema), schema.document);
}

Response readSql(const Request &request, Services &services)
{
    const StoredSchema schema = schemaOf(request, services);
    const CompiledDocument compiled =
        compiledOrRefused(schema.document, services, CompileOptions::Until::Script);
    return {200,
            std::string(request.mediaType) + "; charset=utf-8",
            compiled.script().text,
            {{"Cache-Control", "private, no-cache"}}};
}

} // namespace

void addSchemaCalls(Routes &routes, Services &services)
{
    const auto add = [&](Method method, const char *pattern, BodyRule body,
                         std::vector<std::string_view> produces,
                         Response (*call)(const Request &, Services &)) {
        routes.push_back(
            {method, pattern, body, std::move(produces), RunsOn::Worker,
             [&services, call](const Request &request) { return call(request, services); }});
    };
    add(Method::Post, "/api/v1/schemas", BodyRule::Json, {"application/json"}, create);
    add(Method::Get, "/api/v1/schemas/<arg>", BodyRule::None, {"application/json"}, read);
    add(Method::Get, "/api/v1/schemas/<arg>/document", BodyRule::None, {"application/json"},
        readDocument);
    add(Method::Get, "/api/v1/schemas/<arg>/sql", BodyRule::None, {"application/sql", "text/plain"},
        readSql);
}

} // namespace tw::server
