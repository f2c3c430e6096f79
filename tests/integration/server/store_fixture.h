// SPDX-License-Identifier: MIT
#pragma once

#include "store/metadata_client.h"
#include "store/migrations.h"
#include "store/schema_client.h"
#include "store/version_cache.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>

#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace tw::server::test {

/// Turns the event loop until the condition holds or 30 s are over.
inline bool waitUntil(const std::function<bool()> &condition)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition() && timer.elapsed() < 30'000)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    return condition();
}

/// Asks and waits for the outcome: `outcomeOf<T>([&](Completion<T> done) { ... })`.
template <typename T, typename Ask> Outcome<T> outcomeOf(Ask &&ask)
{
    auto outcome = std::make_shared<std::optional<Outcome<T>>>();
    std::forward<Ask>(ask)(
        Completion<T>([outcome](Outcome<T> value) { outcome->emplace(std::move(value)); }));
    if (!waitUntil([&] { return outcome->has_value(); }))
        throw std::runtime_error("no completion in 30 s");
    return std::move(**outcome);
}

inline PgTarget serverTarget()
{
    const char *url = std::getenv("TABLEWRIGHT_TEST_POSTGRES");
    if (url == nullptr)
        throw std::runtime_error("TABLEWRIGHT_TEST_POSTGRES is not set: run under with_postgres");
    return PgTarget(url);
}

/// A new, empty database of the test's server.
inline PgTarget newDatabase(const std::string &name)
{
    PgConnection(serverTarget()).execute("CREATE DATABASE " + name + " TEMPLATE template0");
    return serverTarget().set("dbname", name);
}

/// One event loop's clients, as a server has them, with calls that wait.
struct Clients {
    explicit Clients(const PgTarget &target, MetadataLimits limits = {},
                     std::size_t cacheBytes = std::size_t{64} << 20)
        : cache(cacheBytes), database(target, limits), schemas(database, cache)
    {
    }

    VersionCache cache;
    MetadataClient database;
    SchemaClient schemas;

    CreateOutcome create(NewSchema schema)
    {
        return outcomeOf<CreateOutcome>(
                   [&](auto done) { schemas.create(std::move(schema), std::move(done)); })
            .take();
    }
    ReplaceOutcome replace(NewVersion version)
    {
        return outcomeOf<ReplaceOutcome>(
                   [&](auto done) { schemas.replace(std::move(version), std::move(done)); })
            .take();
    }
    ReplaceOutcome restore(const std::string &owner, const std::string &id, int number,
                           std::optional<std::vector<std::string>> expected = {})
    {
        return outcomeOf<ReplaceOutcome>([&](auto done) {
                   schemas.restore(owner, id, number, std::move(expected), std::move(done));
               })
            .take();
    }
    RemoveOutcome remove(const std::string &owner, const std::string &id,
                         std::optional<std::vector<std::string>> expected = {})
    {
        return outcomeOf<RemoveOutcome>([&](auto done) {
                   schemas.remove(owner, id, std::move(expected), std::move(done));
               })
            .take();
    }
    std::optional<SchemaHead> head(const std::string &owner, const std::string &id)
    {
        return outcomeOf<std::optional<SchemaHead>>(
                   [&](auto done) { schemas.head(owner, id, std::move(done)); })
            .take();
    }
    std::optional<SchemaRecord> record(const std::string &owner, const std::string &id)
    {
        return outcomeOf<std::optional<SchemaRecord>>(
                   [&](auto done) { schemas.record(owner, id, std::move(done)); })
            .take();
    }
    std::optional<VersionRecord> version(const std::string &owner, const std::string &id,
                                         int number)
    {
        return outcomeOf<std::optional<VersionRecord>>(
                   [&](auto done) { schemas.version(owner, id, number, std::move(done)); })
            .take();
    }
    std::optional<std::vector<VersionSummary>> versions(const std::string &owner,
                                                        const std::string &id,
                                                        std::optional<int> before = {},
                                                        int limit = 100)
    {
        return outcomeOf<std::optional<std::vector<VersionSummary>>>(
                   [&](auto done) { schemas.versions(owner, id, before, limit, std::move(done)); })
            .take();
    }
    SchemaPage list(const ListRequest &request)
    {
        return outcomeOf<SchemaPage>([&](auto done) { schemas.list(request, std::move(done)); })
            .take();
    }
};

inline DocumentBytes bytesOf(std::string text)
{
    return std::make_shared<const std::string>(std::move(text));
}

inline NewSchema schemaNamed(std::string name, std::string owner = "ann")
{
    return {std::move(owner), name, "", bytesOf("{\"name\":\"" + name + "\"}"), {}, 0};
}

inline constexpr const char *noSuchId = "00000000-0000-4000-8000-000000000000";

inline NewVersion versionOf(const SchemaHead &head, std::string name, std::string text,
                            std::optional<std::vector<std::string>> expected = {})
{
    return {head.owner,         head.id, std::move(name), "", bytesOf(std::move(text)),
            std::move(expected)};
}

/// A row as LIFE leaves it in that state.
inline void addDatabase(PgConnection &connection, const std::string &schemaId,
                        const std::string &name, const std::string &state)
{
    const bool isLeased = state == "creating" || state == "dropping";
    connection.query(isLeased
                         ? "INSERT INTO tablewright.databases (schema_id, version, owner, "
                           "database_name, role_name, state, lease_holder, lease_until) VALUES "
                           "($1::text::uuid, 1, 'ann', $2, $2, $3, 'me', now())"
                         : "INSERT INTO tablewright.databases (schema_id, version, owner, "
                           "database_name, role_name, state) VALUES "
                           "($1::text::uuid, 1, 'ann', $2, $2, $3)",
                     {schemaId, name, state});
}

inline std::string countOf(PgConnection &connection, const std::string &from)
{
    return std::string(connection.query(("SELECT count(*)::text FROM " + from).c_str()).text(0, 0));
}

} // namespace tw::server::test
