// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/database_maker.h"

#include <fmt/format.h>

namespace tw::server {

namespace {

constexpr int ownerConnectionLimit = 20;

template <std::ptrdiff_t Most> class Permit {
public:
    explicit Permit(std::counting_semaphore<Most> &semaphore) : m_semaphore(semaphore)
    {
        semaphore.acquire();
    }
    Permit(const Permit &) = delete;
    Permit &operator=(const Permit &) = delete;
    ~Permit() { m_semaphore.release(); }

private:
    std::counting_semaphore<Most> &m_semaphore;
};

std::string passwordLiteral(const PgConnection &admin, const std::string &role,
                            const std::string &password)
{
    return admin.quotedLiteral(admin.scramVerifier(role, password));
}

} // namespace

void DatabaseMaker::makeRole(PgConnection &admin, const PhysicalDatabase &database,
                             const std::string &password) const
{
    // One query is one transaction: there is no moment at which the role has no tag.
    admin.execute(fmt::format(
        "CREATE ROLE {0} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT "
        "{1} PASSWORD {2}; COMMENT ON ROLE {0} IS {3}; GRANT {0} TO CURRENT_USER",
        admin.quotedName(database.role), ownerConnectionLimit,
        passwordLiteral(admin, database.role, password),
        admin.quotedLiteral(m_tags.of(database.id))));
}

void DatabaseMaker::makeDatabase(PgConnection &admin, const PhysicalDatabase &database)
{
    const Permit permit(m_creations);
    admin.execute(fmt::format("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' "
                              "ALLOW_CONNECTIONS false",
                              admin.quotedName(database.name), admin.quotedName(database.role)));
}

void DatabaseMaker::makePrivate(PgConnection &admin, const PhysicalDatabase &database) const
{
    // CONNECT lets the administrator ask for the size.
    admin.execute(fmt::format("REVOKE ALL ON DATABASE {0} FROM PUBLIC;"
                              "GRANT CONNECT ON DATABASE {0} TO CURRENT_USER;"
                              "COMMENT ON DATABASE {0} IS {1}",
                              admin.quotedName(database.name),
                              admin.quotedLiteral(m_tags.of(database.id))));
}

std::string DatabaseMaker::openStatements(const PgConnection &admin,
                                          const PhysicalDatabase &database) const
{
    return fmt::format("ALTER DATABASE {} ALLOW_CONNECTIONS true; REVOKE {} FROM CURRENT_USER",
                       admin.quotedName(database.name), admin.quotedName(database.role));
}

void DatabaseMaker::open(PgConnection &admin, const PhysicalDatabase &database) const
{
    admin.execute(openStatements(admin, database));
}

void DatabaseMaker::adopt(PgConnection &admin, const std::string &spareName,
                          const PhysicalDatabase &database) const
{
    const std::string tag = admin.quotedLiteral(m_tags.of(database.id));
    admin.execute(fmt::format("ALTER DATABASE {} RENAME TO {}; COMMENT ON DATABASE {} IS {};"
                              "COMMENT ON ROLE {} IS {}; {}",
                              admin.quotedName(spareName), admin.quotedName(database.name),
                              admin.quotedName(database.name), tag, admin.quotedName(database.role),
                              tag, openStatements(admin, database)));
}

void DatabaseMaker::setPassword(PgConnection &admin, const std::string &role,
                                const std::string &password)
{
    admin.execute(fmt::format("ALTER ROLE {} PASSWORD {}", admin.quotedName(role),
                              passwordLiteral(admin, role, password)));
}

} // namespace tw::server
