// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/database_dropper.h"

#include "databases/fail_point.h"

#include <fmt/format.h>

namespace tw::server {

namespace {

constexpr const char *insufficientPrivilege = "42501";

// With a limit of -2 it is what a DROP DATABASE that died has left: nobody can enter it, and ALTER
// ends the session that tries.
constexpr const char *findOwner = R"(
SELECT pg_get_userbyid(datdba)::text, (datconnlimit = -2)::text
FROM pg_database WHERE datname = $1)";

constexpr const char *findRole = "SELECT 1::text FROM pg_roles WHERE rolname = $1";

// Roles of other generated databases that this one's owner let in.
constexpr const char *findGuests = R"(
SELECT DISTINCT r.rolname::text FROM pg_stat_activity a
JOIN pg_roles r ON r.oid = a.usesysid
JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
WHERE a.datname = $1 AND r.rolname <> current_user AND d.description LIKE 'tablewright:%')";

// Of those whose role the administrator is a member of.
constexpr const char *endSessions = R"(
SELECT pg_terminate_backend(a.pid)::text FROM pg_stat_activity a
JOIN pg_roles r ON r.oid = a.usesysid
WHERE a.datname = $1 AND NOT r.rolsuper AND pg_has_role(r.oid, 'USAGE'))";

/// Ends the sessions in it, which takes a member of each session's role. FORCE refuses to end an
/// autovacuum, which has none; without FORCE, PostgreSQL ends it by itself.
void dropWithGuests(PgConnection &admin, const std::string &name)
{
    const std::string drop = "DROP DATABASE IF EXISTS " + admin.quotedName(name);
    try {
        admin.execute(drop + " WITH (FORCE)");
        return;
    } catch (const PgError &error) {
        if (error.sqlState() != insufficientPrivilege)
            throw;
    }
    const PgResult guests = admin.query(findGuests, {name});
    const auto changeMembership = [&](std::string_view verb, std::string_view preposition) {
        for (int row = 0; row < guests.rowCount(); ++row)
            admin.execute(fmt::format("{} {} {} CURRENT_USER", verb,
                                      admin.quotedName(guests.text(row, 0)), preposition));
    };
    changeMembership("GRANT", "TO");
    try {
        admin.query(endSessions, {name});
        admin.execute(drop);
    } catch (const PgError &) {
        changeMembership("REVOKE", "FROM");
        throw;
    }
    changeMembership("REVOKE", "FROM");
}

} // namespace

void dropPhysical(PgConnection &admin, const std::vector<std::string> &names,
                  const std::string &role)
{
    const std::string quotedRole = admin.quotedName(role);
    const bool hasRole = admin.query(findRole, {role}).rowCount() > 0;
    if (hasRole) // only a member may drop what is the role's
        admin.execute(fmt::format("GRANT {} TO CURRENT_USER", quotedRole));
    for (const std::string &name : names) {
        const PgResult owner = admin.query(findOwner, {name});
        if (owner.rowCount() == 0)
            continue;
        if (owner.text(0, 0) != role)
            throw PgError(
                fmt::format("database {} belongs to {}, expected {}", name, owner.text(0, 0), role),
                "42501");
        if (owner.text(0, 1) != "true")
            admin.execute(
                fmt::format("ALTER DATABASE {} ALLOW_CONNECTIONS false", admin.quotedName(name)));
        failPoint("physical.closed");
        dropWithGuests(admin, name);
        failPoint("physical.database");
    }
    admin.execute(fmt::format("DROP ROLE IF EXISTS {}", quotedRole));
    failPoint("physical.role");
}

} // namespace tw::server
