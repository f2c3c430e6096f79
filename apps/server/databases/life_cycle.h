// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databases/script_runner.h"
#include "store/database_store.h"
#include "store/schema_records.h"

#include <tablewright/backend/script.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tw::server {

/// What came of making a database: one that is ready, or the statement that was refused.
struct CreationOutcome {
    enum class Kind : std::uint8_t {
        Ready,
        Refused, ///< by PostgreSQL: `refusal`; nothing was left behind
        QuotaReached,
        Replayed,  ///< the key was used for the same request before; no password
        KeyReused, ///< the key was used for another request
        SchemaGone ///< it was deleted meanwhile
    };
    Kind kind = Kind::Ready;
    StoredDatabase database;
    std::string password; ///< of its owner; kept nowhere else
    std::optional<ScriptRefusal> refusal;
};

struct DatabaseRequest {
    std::string owner;
    std::string schemaId;
    std::string schemaName;
    int version = 0;
    bool isNewestVersion = false; ///< `version` was not asked for
    std::string idempotencyKey;   ///< empty: none
    std::int64_t quota = 0;       ///< of databases of this owner; 0: none
};

/// What the catalog says of a database.
struct DatabaseHealth {
    bool exists = false;
    bool acceptsConnections = false;
    std::optional<std::int64_t> bytes;
    std::optional<int> connections;
};

struct NewCredentials {
    StoredDatabase database;
    std::string password;
};

/// The life of generated databases, as calls see it. Thread-safe; blocks; throws `PgError`.
class LifeCycle {
public:
    virtual ~LifeCycle() = default;

    /// Makes a database and returns when it is ready.
    [[nodiscard]] virtual CreationOutcome create(const DatabaseRequest &request,
                                                 const Script &script) = 0;
    /// Records a database as `creating` under a lease of this process and returns; `finish()` makes
    /// it. Should nobody do so, the reconciler undoes it.
    [[nodiscard]] virtual CreationOutcome begin(const DatabaseRequest &request) = 0;
    [[nodiscard]] virtual CreationOutcome finish(const StoredDatabase &begun,
                                                 const Script &script) = 0;

    enum class DropOutcome : std::uint8_t { Dropped, NotFound, Busy };
    /// Drops a database with its role. `Busy`: it is being made or dropped right now. What is
    /// `missing`, `failed` or `dropped` already ends as `dropped`.
    [[nodiscard]] virtual DropOutcome drop(std::string_view owner, std::string_view id) = 0;

    /// A new password for the database's owner role. Empty when there is no such database or it is
    /// not ready.
    [[nodiscard]] virtual std::optional<NewCredentials> renewCredentials(std::string_view owner,
                                                                         std::string_view id) = 0;
    [[nodiscard]] virtual DatabaseHealth health(const StoredDatabase &database) = 0;
};

} // namespace tw::server
