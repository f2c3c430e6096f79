// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/outcome.h"
#include "store/schema_records.h"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace tw::server {

class MetadataClient;
class VersionCache;

/// The schemas and their versions for one event loop: nothing blocks, completions come on that
/// loop. An answer tells what was committed before the question was asked, or later; never less.
/// What is not the owner's is not found. Destroy it before its loop's endpoint; completions that
/// are still due are dropped then.
class SchemaClient {
public:
    /// Both outlive this; the cache may be shared by all loops.
    SchemaClient(MetadataClient &database, VersionCache &cache);
    ~SchemaClient();

    /// Stores a schema with its first version.
    void create(const NewSchema &schema, Completion<CreateOutcome> done);
    /// Makes a new version the newest one.
    void replace(const NewVersion &version, Completion<ReplaceOutcome> done);
    /// Makes the bytes of an old version the newest one.
    void restore(std::string_view owner, std::string_view id, int number,
                 std::optional<std::vector<std::string>> expectedHashes,
                 Completion<ReplaceOutcome> done);
    /// Deletes a schema with its versions.
    void remove(std::string_view owner, std::string_view id,
                const std::optional<std::vector<std::string>> &expectedHashes,
                Completion<RemoveOutcome> done);

    /// The newest version. Questions that are asked in one turn of the loop are one statement.
    void head(std::string_view owner, std::string_view id,
              Completion<std::optional<SchemaHead>> done);
    void record(std::string_view owner, std::string_view id,
                Completion<std::optional<SchemaRecord>> done);
    void version(std::string_view owner, std::string_view id, int number,
                 Completion<std::optional<VersionRecord>> done);
    /// The newest first; those below `before`, at most `limit`. Empty optional: no such schema.
    void versions(std::string_view owner, std::string_view id, std::optional<int> before, int limit,
                  Completion<std::optional<std::vector<VersionSummary>>> done);
    void list(const ListRequest &request, Completion<SchemaPage> done);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace tw::server
