// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schema_client.h"

#include "store/metadata_client.h"
#include "store/schema_statements.h"
#include "store/sha256.h"
#include "store/version_cache.h"
#include "store/version_reader.h"

#include <QPointer>

namespace tw::server {

namespace {

ReplaceOutcome notFound() { return {ReplaceOutcome::Kind::NotFound, {}}; }

template <typename T> T nothing() { return {}; }

} // namespace

struct SchemaClient::Parts {
    Parts(MetadataClient &client, VersionCache &versions)
        : database(client), cache(versions), reader(client, versions)
    {
    }

    MetadataClient &database;
    VersionCache &cache;
    VersionReader reader;

    /// A completion that is dropped when the client is gone.
    template <typename T> Completion<T> guarded(Completion<T> done)
    {
        return [alive = QPointer(&reader), done = std::move(done)](Outcome<T> outcome) {
            if (alive)
                done(std::move(outcome));
        };
    }
    /// Answers later without a question, as if PostgreSQL had been asked.
    template <typename T> void answer(Completion<T> done, T (*make)())
    {
        QMetaObject::invokeMethod(
            &reader, [done = std::move(done), make] { done(make()); }, Qt::QueuedConnection);
    }
    /// The answer to a question for a version, turned into what the call promises.
    template <typename T, typename Turn> VersionReader::Done turned(Completion<T> done, Turn turn)
    {
        return [done = std::move(done), turn](Outcome<std::optional<VersionReader::Answer>> found) {
            try {
                auto answer = found.take();
                done(answer ? T(turn(std::move(*answer))) : T());
            } catch (const PgError &error) {
                done(error);
            }
        };
    }
    void keep(const SchemaHead &head, const DocumentBytes &document)
    {
        if (const auto id = parseUuid(head.id))
            cache.insert(*id, head.version, document);
    }
    /// A completion that keeps the document when the outcome is of that kind.
    template <typename T>
    Completion<T> keeping(typename T::Kind kind, DocumentBytes document, Completion<T> done)
    {
        return guarded<T>([this, kind, document = std::move(document),
                           done = std::move(done)](Outcome<T> outcome) {
            outcome.inspect([&](const T &made) {
                if (made.kind == kind)
                    keep(made.head, document);
            });
            done(std::move(outcome));
        });
    }
    void restore(std::string_view owner, std::string_view id, int number,
                 const std::optional<std::vector<std::string>> &expectedHashes,
                 const VersionHeading &heading, Completion<ReplaceOutcome> done)
    {
        database.write<ReplaceOutcome>(
            restoreVersion(owner, id, number, heading.name, heading.description, expectedHashes),
            guarded(std::move(done)));
    }
};

SchemaClient::SchemaClient(MetadataClient &database, VersionCache &cache)
    : m_parts(std::make_unique<Parts>(database, cache))
{
}

SchemaClient::~SchemaClient() = default;

void SchemaClient::create(const NewSchema &schema, Completion<CreateOutcome> done)
{
    const std::string hash = schema.hash.empty() ? sha256(*schema.document) : schema.hash;
    m_parts->database.write<CreateOutcome>(
        createSchema(schema, hash),
        m_parts->keeping(CreateOutcome::Kind::Created, schema.document, std::move(done)));
}

void SchemaClient::replace(const NewVersion &version, Completion<ReplaceOutcome> done)
{
    if (!parseUuid(version.schemaId))
        return m_parts->answer(std::move(done), notFound);
    const std::string hash = version.hash.empty() ? sha256(*version.document) : version.hash;
    m_parts->database.write<ReplaceOutcome>(
        replaceSchema(version, hash),
        m_parts->keeping(ReplaceOutcome::Kind::Replaced, version.document, std::move(done)));
}

/// What the old version was called is read first: how a name is sorted and found is computed here.
void SchemaClient::restore(std::string_view owner, std::string_view id, int number,
                           std::optional<std::vector<std::string>> expectedHashes,
                           Completion<ReplaceOutcome> done)
{
    if (!parseUuid(id))
        return m_parts->answer(std::move(done), notFound);
    using Heading = std::optional<VersionHeading>;
    m_parts->database.read<Heading>(
        headingOf(owner, id, number),
        m_parts->guarded<Heading>([parts = m_parts.get(), owner = std::string(owner),
                                   id = std::string(id), number,
                                   expectedHashes = std::move(expectedHashes),
                                   done = std::move(done)](Outcome<Heading> outcome) {
            try {
                const Heading heading = outcome.take();
                parts->restore(owner, id, number, expectedHashes,
                               heading.value_or(VersionHeading()), done);
            } catch (const PgError &error) {
                done(error);
            }
        }));
}

void SchemaClient::remove(std::string_view owner, std::string_view id,
                          const std::optional<std::vector<std::string>> &expectedHashes,
                          Completion<RemoveOutcome> done)
{
    if (!parseUuid(id))
        return m_parts->answer<RemoveOutcome>(std::move(done),
                                              [] { return RemoveOutcome::NotFound; });
    m_parts->database.write<RemoveOutcome>(
        removeSchema(owner, id, expectedHashes),
        m_parts->guarded<RemoveOutcome>([done = std::move(done)](Outcome<RemoveOutcome> outcome) {
            // A database was begun meanwhile.
            if (outcome.isError() && outcome.error().sqlState() == "23503")
                return done(RemoveOutcome::HasDatabases);
            done(std::move(outcome));
        }));
}

void SchemaClient::head(std::string_view owner, std::string_view id,
                        Completion<std::optional<SchemaHead>> done)
{
    m_parts->reader.ask(owner, id, VersionQuestion::newest, false,
                        m_parts->turned(std::move(done), [](VersionReader::Answer answer) {
                            return std::move(answer.head);
                        }));
}

void SchemaClient::record(std::string_view owner, std::string_view id,
                          Completion<std::optional<SchemaRecord>> done)
{
    m_parts->reader.ask(owner, id, VersionQuestion::newest, true,
                        m_parts->turned(std::move(done), [](VersionReader::Answer answer) {
                            return SchemaRecord{std::move(answer.head), std::move(answer.document)};
                        }));
}

void SchemaClient::version(std::string_view owner, std::string_view id, int number,
                           Completion<std::optional<VersionRecord>> done)
{
    if (number < 1)
        return m_parts->answer(std::move(done), nothing<std::optional<VersionRecord>>);
    m_parts->reader.ask(
        owner, id, number, true, m_parts->turned(std::move(done), [](VersionReader::Answer answer) {
            return VersionRecord{std::move(answer.head.id), std::move(answer.summary),
                                 std::move(answer.document)};
        }));
}

void SchemaClient::versions(std::string_view owner, std::string_view id, std::optional<int> before,
                            int limit, Completion<std::optional<std::vector<VersionSummary>>> done)
{
    using Versions = std::optional<std::vector<VersionSummary>>;
    if (!parseUuid(id))
        return m_parts->answer(std::move(done), nothing<Versions>);
    m_parts->database.read<Versions>(listVersions(owner, id, before, limit),
                                     m_parts->guarded(std::move(done)));
}

void SchemaClient::list(const ListRequest &request, Completion<SchemaPage> done)
{
    auto query = listSchemas(request);
    if (!query)
        return m_parts->answer(std::move(done), nothing<SchemaPage>);
    m_parts->database.read<SchemaPage>(std::move(*query), m_parts->guarded(std::move(done)));
}

} // namespace tw::server
