// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databases/tags.h"
#include "store/pg_connection.h"

#include <semaphore>
#include <string>

namespace tw::server {

/// What is made in PostgreSQL for one row: a database and the role that owns it.
struct PhysicalDatabase {
    std::string id; ///< of the row
    std::string name;
    std::string role;
};

/// Makes isolated databases, step by step; the steps of one database run on one connection, under
/// its lock. The role comes first and carries the tag from its first moment, so that whatever is
/// left behind is found by its owner. Thread-safe.
class DatabaseMaker {
public:
    explicit DatabaseMaker(Tags tags) : m_tags(std::move(tags)) {}

    /// A role that may log in and nothing else, and that the administrator is a member of: only a
    /// member of a role may make a database for it.
    void makeRole(PgConnection &admin, const PhysicalDatabase &database,
                  const std::string &password) const;
    /// Empty, from template0, and closed to everybody.
    void makeDatabase(PgConnection &admin, const PhysicalDatabase &database);
    /// Tags it and takes CONNECT from everybody but its owner; it stays closed.
    void makePrivate(PgConnection &admin, const PhysicalDatabase &database) const;
    /// Lets its owner in and ends the membership: many of them would make each CREATE slower.
    void open(PgConnection &admin, const PhysicalDatabase &database) const;
    /// Makes a private spare the database of another row, and opens it.
    void adopt(PgConnection &admin, const std::string &spareName,
               const PhysicalDatabase &database) const;

    static void setPassword(PgConnection &admin, const std::string &role,
                            const std::string &password);
    [[nodiscard]] const Tags &tags() const { return m_tags; }

private:
    [[nodiscard]] std::string openStatements(const PgConnection &admin,
                                             const PhysicalDatabase &database) const;

    /// More at once make each other slower.
    static constexpr std::ptrdiff_t parallelCreations = 4;

    Tags m_tags;
    std::counting_semaphore<parallelCreations> m_creations{parallelCreations};
};

} // namespace tw::server
