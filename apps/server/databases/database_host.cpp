// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/database_host.h"

#include <fmt/format.h>

#include <QUrl>

#include <memory>

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

DatabaseHost externalHost(const std::string &metadataUrl, const std::string &adminUrl)
{
    DatabaseHost host{PgTarget(metadataUrl), PgTarget(adminUrl), "localhost", "5432", false};
    for (const std::string &url : {metadataUrl, adminUrl}) {
        char *error = nullptr;
        const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
            PQconninfoParse(url.c_str(), &error), &PQconninfoFree);
        if (!options) {
            const std::string reason = error == nullptr ? "out of memory" : error;
            PQfreemem(error);
            throw PgError(reason, {});
        }
        for (const PQconninfoOption *option = options.get(); option->keyword != nullptr; ++option) {
            if (option->val == nullptr)
                continue;
            if (std::string_view(option->keyword) == "host")
                host.host = option->val;
            else if (std::string_view(option->keyword) == "port")
                host.port = option->val;
        }
    }
    for (PgTarget *target : {&host.metadata, &host.admin})
        target->set("connect_timeout", "10").set("application_name", "tablewright-server");
    return host;
}

} // namespace tw::server
