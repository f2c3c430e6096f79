// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/database_host.h"

#include "store/connection_parts.h"

#include <fmt/format.h>

#include <QUrl>

namespace tw::server {

namespace {

/// All that an owner could set for its role or its database and that would change what a script
/// does, whether it stays, or how the session ends.
constexpr const char *ownerSettings =
    "-c role=none -c search_path=public,pg_temp -c local_preload_libraries="
    " -c statement_timeout=120s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
    " -c idle_session_timeout=0 -c default_transaction_read_only=off"
    " -c default_transaction_isolation=read\\ committed -c default_transaction_deferrable=off"
    " -c synchronous_commit=on -c default_tablespace= -c temp_tablespaces="
    " -c default_table_access_method=heap -c default_toast_compression=pglz"
    " -c standard_conforming_strings=on -c backslash_quote=safe_encoding -c array_nulls=on"
    " -c transform_null_equals=off -c check_function_bodies=on -c row_security=on"
    " -c DateStyle=ISO,MDY -c IntervalStyle=postgres -c TimeZone=UTC"
    " -c timezone_abbreviations=Default -c lc_monetary=C -c xmloption=content"
    " -c client_min_messages=error";

constexpr const char *selectRole = R"(
SELECT rolname::text, rolsuper::text, rolcreatedb::text, rolcreaterole::text,
    current_setting('server_version_num')::int::text
FROM pg_roles WHERE rolname = current_user)";

// Whoever is in a tenant's role may go where PUBLIC may.
constexpr const char *selectOpen = R"(
SELECT d.datname::text FROM pg_database AS d
WHERE d.datallowconn AND has_database_privilege('public', d.oid, 'CONNECT')
    AND (d.datname = current_database() OR $1::text = 'all')
ORDER BY 1)";

std::string encoded(const std::string &text)
{
    return QUrl::toPercentEncoding(QString::fromStdString(text)).toStdString();
}

} // namespace

PgTarget DatabaseHost::ownerOf(const std::string &database, const std::string &role,
                               const std::string &password) const
{
    PgTarget target = admin;
    target.set("dbname", database).set("user", role).set("password", password);
    target.set("options", ownerSettings).set("client_encoding", "UTF8");
    return target;
}

std::string DatabaseHost::url(const std::string &database, const std::string &role,
                              const std::string &password) const
{
    const bool isIpv6 = host.find(':') != std::string::npos;
    return fmt::format("postgresql://{}:{}@{}:{}/{}", encoded(role), encoded(password),
                       isIpv6 ? '[' + host + ']' : encoded(host), port, encoded(database));
}

HostFindings inspectHost(PgConnection &metadata, PgConnection &admin)
{
    HostFindings found;
    const PgResult owner = metadata.query(selectRole);
    const PgResult maker = admin.query(selectRole);
    const auto isTrue = [](const PgResult &result, int column) {
        return result.text(0, column) == "true";
    };
    const std::string makerName(maker.text(0, 0));
    if (std::stoi(std::string(maker.text(0, 4))) < 150000)
        found.errors.emplace_back("PostgreSQL is older than 15");
    if (!isTrue(maker, 1) && (!isTrue(maker, 2) || !isTrue(maker, 3)))
        found.errors.push_back(fmt::format(
            "role `{}` of --postgres-admin cannot make databases and roles: ALTER ROLE it with "
            "CREATEDB CREATEROLE",
            makerName));
    if (isTrue(maker, 1))
        found.warnings.push_back(fmt::format(
            "role `{}` of --postgres-admin is a superuser; CREATEDB and CREATEROLE are enough",
            makerName));
    if (isTrue(owner, 1) || isTrue(owner, 2) || isTrue(owner, 3))
        found.warnings.push_back(
            fmt::format("role `{}` of --postgres has attributes; it needs no more than LOGIN",
                        owner.text(0, 0)));
    if (metadata.query(selectOpen, {"this"}).rowCount() != 0)
        found.warnings.emplace_back("every role may connect to the metadata's database: REVOKE "
                                    "CONNECT on it FROM PUBLIC");
    const PgResult open = admin.query(selectOpen, {"all"});
    std::string names;
    for (int row = 0; row < open.rowCount(); ++row)
        names += fmt::format("{}`{}`", row == 0 ? "" : ", ", open.text(row, 0));
    if (!names.empty())
        found.warnings.push_back(fmt::format("owners of generated databases may connect to {}: "
                                             "REVOKE CONNECT on them FROM PUBLIC",
                                             names));
    return found;
}

DatabaseHost externalHost(const std::string &metadataUrl, const std::string &adminUrl)
{
    DatabaseHost host{PgTarget(metadataUrl), PgTarget(adminUrl), "localhost", "5432", false};
    for (const std::string &url : {metadataUrl, adminUrl}) {
        for (const auto &[name, value] : connectionParts(url)) {
            if (name == "host")
                host.host = value;
            else if (name == "port")
                host.port = value;
        }
    }
    for (PgTarget *target : {&host.metadata, &host.admin})
        target->set("connect_timeout", "10").set("application_name", "tablewright-server");
    return host;
}

} // namespace tw::server
