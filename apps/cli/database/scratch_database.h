// SPDX-License-Identifier: MIT
#pragma once

#include "connection.h"

#include <string>

namespace tw::cli {

/// A new empty database on a server, dropped when this goes. As long as it is there, a session is
/// called by its name.
class ScratchDatabase {
public:
    /// `url` is of any database of the server, by a role that may create databases.
    /// Throws `DatabaseError`.
    explicit ScratchDatabase(const std::string &url);
    ScratchDatabase(const ScratchDatabase &) = delete;
    ScratchDatabase &operator=(const ScratchDatabase &) = delete;
    ~ScratchDatabase();

    [[nodiscard]] const std::string &name() const { return m_name; }
    [[nodiscard]] Connection connect() const { return Connection(m_url, m_name); }

    /// Whether the role of the connection may make one.
    [[nodiscard]] static bool isAllowed(Connection &server);
    /// Drops those that programs of this role have left behind when they were killed.
    static void sweep(Connection &server);

private:
    std::string m_url;
    std::string m_name;
    Connection m_server;
};

} // namespace tw::cli
