// SPDX-License-Identifier: MIT
#include "scratch_database.h"

#include <fmt/format.h>

#include <exception>
#include <random>

namespace tw::cli {

namespace {

constexpr std::string_view prefix = "tablewright_scratch_";

std::string newName()
{
    std::random_device random;
    return fmt::format("{}{:08x}{:08x}", prefix, random(), random());
}

} // namespace

ScratchDatabase::ScratchDatabase(const std::string &url)
    : m_url(url), m_name(newName()), m_server(url)
{
    m_server.execute("SET application_name = " + m_server.quotedLiteral(m_name));
    m_server.execute(fmt::format("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'",
                                 m_server.quotedIdentifier(m_name)));
}

bool ScratchDatabase::isAllowed(Connection &server)
{
    return server.value("SELECT rolcreatedb OR rolsuper FROM pg_roles "
                        "WHERE rolname = current_user") == "t";
}

void ScratchDatabase::sweep(Connection &server)
{
    const auto left =
        server.rows(fmt::format("SELECT datname FROM pg_database AS d "
                                "WHERE starts_with(datname, {}) AND datdba = current_user::regrole "
                                "AND NOT EXISTS (SELECT FROM pg_stat_activity AS s "
                                "WHERE s.application_name = d.datname OR s.datname = d.datname)",
                                server.quotedLiteral(prefix)));
    for (const auto &row : left)
        server.execute(
            fmt::format("DROP DATABASE IF EXISTS {}", server.quotedIdentifier(row.front())));
}

ScratchDatabase::~ScratchDatabase()
{
    try {
        m_server.execute(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)",
                                     m_server.quotedIdentifier(m_name)));
    } catch (const std::exception &error) {
        fmt::print(stderr, "scratch database {} is left behind: {}\n", m_name, error.what());
    }
}

} // namespace tw::cli
