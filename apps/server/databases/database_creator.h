// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databases/database_host.h"
#include "databases/script_runner.h"
#include "store/database_store.h"
#include "store/pg_pool.h"
#include "store/schema_store.h"

#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// What came of making a database: one that is ready, or the statement that was refused.
struct MadeDatabase {
    StoredDatabase database;
    std::string password; ///< of its owner; kept nowhere else
    std::optional<ScriptRefusal> refusal;
};

/// Makes isolated databases: recorded first, then made under an advisory lock, closed to all but
/// their own owner, filled by that owner, then `ready`. What does not get so far is undone, by this
/// class or, should the process die, by a later `reconcile()`. Thread-safe; blocks.
class DatabaseCreator {
public:
    /// `holder` names this process in leases.
    DatabaseCreator(const DatabaseHost &host, PgPool &adminPool, DatabaseStore &store,
                    std::string holder);

    [[nodiscard]] MadeDatabase create(const StoredSchema &schema, const Script &script);

    /// Undoes what was left unfinished. Returns how much that was.
    std::size_t reconcile();

    /// Whether the catalog has the database.
    [[nodiscard]] bool exists(const std::string &databaseName);

private:
    void makeEmpty(PgConnection &admin, const StoredDatabase &database,
                   const std::string &password);
    static void undo(PgConnection &admin, const StoredDatabase &database);
    void undoAfterFailure(PgConnection &admin, const StoredDatabase &database,
                          std::string_view reason) noexcept;

    const DatabaseHost &m_host;
    PgPool &m_adminPool;
    DatabaseStore &m_store;
    std::string m_holder;
};

} // namespace tw::server
