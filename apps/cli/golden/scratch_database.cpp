// SPDX-License-Identifier: MIT
#include "scratch_database.h"

#include <fmt/format.h>

#include <unistd.h>

#include <atomic>
#include <exception>

namespace tw::cli {

namespace {

std::string newName()
{
    static std::atomic<unsigned> counter{0};
    return fmt::format("tablewright_scratch_{}_{}", getpid(), ++counter);
}

} // namespace

ScratchDatabase::ScratchDatabase(const std::string &url)
    : m_url(url), m_name(newName()), m_server(url)
{
    m_server.execute(fmt::format("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'",
                                 m_server.quotedIdentifier(m_name)));
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
