// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/frontend/frontend.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tw::server {

/// A schema's bytes, which never change once they are a version; shared with the cache.
using DocumentBytes = std::shared_ptr<const std::string>;

/// A database as a schema's envelope names it.
struct DatabaseSummary {
    std::string id;
    std::string name;
    std::string state;
    int version = 0;
    std::string createdAt;
};

/// A schema at one of its versions, without the document. Times are as the API writes them.
struct SchemaHead {
    std::string id;
    std::string owner;
    std::string name;
    std::string description;
    int version = 0;
    std::string hash; ///< SHA-256 of the document, hexadecimal
    std::string createdAt;
    std::string updatedAt;                  ///< when the version was made
    std::vector<DatabaseSummary> databases; ///< those that are not dropped, the newest first
    Language language = Language::Json;     ///< of the document
};

struct SchemaRecord {
    SchemaHead head;
    DocumentBytes document;
};

/// One version without its document.
struct VersionSummary {
    int number = 0;
    std::string hash;
    std::string createdAt;
    std::uint64_t bytes = 0;
    std::optional<int> restoredFrom; ///< the version whose bytes these are, brought back
    Language language = Language::Json;
};

/// A version and its bytes.
struct VersionRecord {
    std::string schemaId;
    VersionSummary summary;
    DocumentBytes document;
};

struct NewSchema {
    std::string owner;
    std::string name;
    std::string description;
    DocumentBytes document;
    std::string idempotencyKey; ///< empty: none
    std::int64_t quota = 0;     ///< of schemas of this owner; 0: none
    std::string hash = {};      ///< `sha256()` of the document; empty: computed when asked
    Language language = Language::Json;
};

struct CreateOutcome {
    enum class Kind : std::uint8_t {
        Created,
        Replayed,  ///< the key was used for the same request before; `head` is what it made
        KeyReused, ///< the key was used for another request
        QuotaReached
    };
    Kind kind = Kind::Created;
    SchemaHead head; ///< of version 1; only when created or replayed
};

struct NewVersion {
    std::string owner;
    std::string schemaId;
    std::string name;
    std::string description;
    DocumentBytes document;
    /// What the newest version's hash has to be one of; nothing: any.
    std::optional<std::vector<std::string>> expectedHashes;
    std::string hash = {}; ///< `sha256()` of the document; empty: computed when asked
    Language language = Language::Json;
};

struct ReplaceOutcome {
    enum class Kind : std::uint8_t {
        Replaced,
        Unchanged, ///< the bytes are those of the newest version already
        NotFound,
        Changed,        ///< the newest version is none of the expected ones
        VersionNotFound ///< of a restore
    };
    Kind kind = Kind::Replaced;
    SchemaHead head; ///< the newest version afterwards; not when not found
};

enum class RemoveOutcome : std::uint8_t { Removed, NotFound, HasDatabases, Changed };

enum class SchemaOrder : std::uint8_t { Updated, Created, Name };

struct ListRequest {
    std::string owner;
    std::string search; ///< part of a name or a description, in any case; empty: all
    SchemaOrder order = SchemaOrder::Updated;
    bool isDescending = true;
    int limit = 50;
    std::string afterKey; ///< of the last item of the page before: its sort key, and
    std::string afterId;  ///< its id; both empty on the first page
};

struct SchemaPage {
    std::vector<SchemaHead> items; ///< `databases` is filled
    bool hasMore = false;
    std::string lastKey; ///< for `afterKey` of the next page
};

} // namespace tw::server
