// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/schema_records.h"
#include "store/statement.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// All that this program asks about schemas and their versions, each one statement and one commit.
/// Owners are valid UTF-8 without U+0000, ids are UUIDs: see `parseUuid()`.

/// `hash` is the document's, 32 bytes. The id and the times of the answer are the server's; the
/// rest is what was sent.
[[nodiscard]] Query<CreateOutcome> createSchema(const NewSchema &schema, const std::string &hash);
[[nodiscard]] Query<ReplaceOutcome> replaceSchema(const NewVersion &version,
                                                  const std::string &hash);
/// Name and description are the old version's: see `headingOf()`.
[[nodiscard]] Query<ReplaceOutcome>
restoreVersion(std::string_view owner, std::string_view id, int number, std::string_view name,
               std::string_view description,
               const std::optional<std::vector<std::string>> &expectedHashes);
[[nodiscard]] Query<RemoveOutcome>
removeSchema(std::string_view owner, std::string_view id,
             const std::optional<std::vector<std::string>> &expectedHashes);

struct VersionQuestion {
    static constexpr int newest = 0;
    static constexpr int noDocument = -1;
    static constexpr int noneHeld = 0;

    Uuid id{};
    std::string_view owner;
    int number = newest;
    int held = noDocument; ///< the version whose document the asker has already
};

struct FoundVersion {
    std::size_t question = 0; ///< its index
    SchemaHead head;          ///< at this version; `databases` of the newest only
    VersionSummary summary;
    std::optional<std::string> document; ///< when asked for, not held and not too large
};

/// Many questions at once; what is not found is missing among the answers, which come in any order.
[[nodiscard]] Query<std::vector<FoundVersion>>
findVersions(const std::vector<VersionQuestion> &questions, std::size_t documentLimit);
/// A part of a version's document; empty behind its end. Nothing when the version is gone.
[[nodiscard]] Query<std::optional<std::string>> documentPart(std::string_view id, int number,
                                                             std::size_t offset, std::size_t bytes);

struct VersionHeading {
    std::string name;
    std::string description;
};
[[nodiscard]] Query<std::optional<VersionHeading>> headingOf(std::string_view owner,
                                                             std::string_view id, int number);
[[nodiscard]] Query<std::optional<std::vector<VersionSummary>>>
listVersions(std::string_view owner, std::string_view id, std::optional<int> before, int limit);
/// Nothing when the request goes on after a key that no page had.
[[nodiscard]] std::optional<Query<SchemaPage>> listSchemas(const ListRequest &request);

/// Forgets keys that are older than a day; `LIMIT`ed, so call it again while it returns true.
[[nodiscard]] Query<bool> forgetOldKeys();

} // namespace tw::server
