// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/envelope.h"

#include "app/calls.h"
#include "app/parameters.h"
#include "app/version.h"
#include "http/json_writer.h"
#include "http/negotiation.h"
#include "store/sha256.h"

namespace tw::server {

namespace {

std::string databaseList(const std::vector<DatabaseSummary> &databases)
{
    std::string json = "[";
    for (const DatabaseSummary &database : databases) {
        if (json.size() > 1)
            json += ',';
        json += JsonObject()
                    .add("id", database.id)
                    .add("name", database.name)
                    .add("status", database.state)
                    .add("version", static_cast<std::int64_t>(database.version))
                    .add("createdAt", database.createdAt)
                    .take();
    }
    return json + ']';
}

JsonObject &describe(JsonObject &object, const SchemaHead &head)
{
    return object.add("id", head.id)
        .add("name", head.name)
        .add("description", head.description)
        .add("owner", head.owner)
        .add("version", static_cast<std::int64_t>(head.version))
        .add("createdAt", head.createdAt)
        .add("updatedAt", head.updatedAt)
        .add("hash", head.hash)
        .add("language", frontendFor(head.language).name())
        .addJson("databases", databaseList(head.databases));
}

JsonObject &describe(JsonObject &object, const VersionSummary &summary)
{
    object.add("number", static_cast<std::int64_t>(summary.number))
        .add("hash", summary.hash)
        .add("createdAt", summary.createdAt)
        .add("bytes", static_cast<std::int64_t>(summary.bytes))
        .add("language", frontendFor(summary.language).name());
    if (summary.restoredFrom)
        object.add("restoredFrom", static_cast<std::int64_t>(*summary.restoredFrom));
    return object;
}

std::string_view withoutByteOrderMark(std::string_view document)
{
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    return document.substr(document.starts_with(byteOrderMark) ? byteOrderMark.size() : 0);
}

} // namespace

std::string entityTag(std::string_view hash) { return '"' + std::string(hash) + '"'; }

std::string envelopeTag(const SchemaHead &head)
{
    const bool isConverted = head.language != Language::Json;
    if (head.version == 1 && head.databases.empty() && !isConverted)
        return entityTag(head.hash);
    std::string rest = std::to_string(head.version) + databaseList(head.databases);
    if (isConverted) // as this program does it
        rest += version;
    return '"' + head.hash + '-' + hexadecimal(sha256(rest)).substr(0, 16) + '"';
}

std::string summaryJson(const SchemaHead &head)
{
    JsonObject object;
    return describe(object, head).take();
}

std::string envelopeJson(const SchemaHead &head, std::string_view json)
{
    JsonObject object;
    describe(object, head);
    return object.addJson("document", withoutByteOrderMark(json)).take();
}

std::string versionJson(const VersionSummary &summary)
{
    JsonObject object;
    return describe(object, summary).take();
}

std::string versionJson(const VersionRecord &record, std::string_view json)
{
    JsonObject object;
    object.add("schemaId", record.schemaId);
    describe(object, record.summary);
    return object.addJson("document", withoutByteOrderMark(json)).take();
}

bool hasAlready(const Request &request, std::string_view tag)
{
    return matchesEntityTag(request.header("if-none-match"), tag);
}

Response notModified(std::string tag, std::string_view cacheControl)
{
    return tagged({304, {}, {}, {}}, std::move(tag), cacheControl);
}

Response tagged(Response response, std::string tag, std::string_view cacheControl)
{
    response.headers.push_back({"ETag", std::move(tag)});
    response.headers.push_back({"Cache-Control", std::string(cacheControl)});
    response.headers.push_back({"Vary", "Accept"});
    return response;
}

Response envelopeResponse(int status, const SchemaHead &head, std::string_view json)
{
    Response response = jsonResponse(status, envelopeJson(head, json));
    response.headers.push_back({"ETag", envelopeTag(head)});
    return response;
}

void PageWriter::add(std::string_view item)
{
    if (m_items.size() > 1)
        m_items += ',';
    m_items += item;
}

Response PageWriter::answer(const Request &request, std::string_view nextCursor)
{
    JsonObject page;
    page.addJson("items", m_items + ']');
    if (!nextCursor.empty())
        page.add("nextCursor", nextCursor);
    Response response{200, "application/json", page.take(), {}};
    response.headers.push_back({"Cache-Control", std::string(askAgain)});
    if (!nextCursor.empty())
        response.headers.push_back(nextPage(request, nextCursor));
    return response;
}

} // namespace tw::server
