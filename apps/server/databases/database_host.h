// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

#include <string>
#include <vector>

namespace tw::server {

/// The PostgreSQL that generated databases live in, and the ways to it.
struct DatabaseHost {
    PgTarget metadata; ///< as the role that owns the metadata
    PgTarget admin;    ///< as the role that makes databases and roles
    std::string host;  ///< for the users of generated databases
    std::string port;
    /// Nobody but this process works on these databases.
    bool isPrivate = false;

    /// The way of one database's owner, with session settings pinned against what the owner may
    /// have attached to the role or the database.
    [[nodiscard]] PgTarget ownerOf(const std::string &database, const std::string &role,
                                   const std::string &password) const;

    /// `postgresql://role:password@host:port/database`.
    [[nodiscard]] std::string url(const std::string &database, const std::string &role,
                                  const std::string &password) const;
};

/// What stands in the way on a host, and what makes it less safe than it could be; each with how to
/// mend it.
struct HostFindings {
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
};

/// Looks at both roles and at what PUBLIC may do. Throws `PgError`.
[[nodiscard]] HostFindings inspectHost(PgConnection &metadata, PgConnection &admin);

/// A host that others run. Throws `PgError` when the URLs are not readable.
[[nodiscard]] DatabaseHost externalHost(const std::string &metadataUrl,
                                        const std::string &adminUrl);

} // namespace tw::server
