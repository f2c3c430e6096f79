// SPDX-License-Identifier: MIT
#pragma once

#include "database/connection.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tw::test {

/// A row of what a database holds: a kind, and fields that are a name, a text or a value each.
using CatalogRow = std::vector<std::string>;
/// Sorted.
using Snapshot = std::vector<CatalogRow>;

/// A database with things in it that nobody may touch, in which scripts are run and undone.
class CanaryDatabase {
public:
    enum class Role : std::uint8_t {
        Superuser, ///< so that whatever gets out can do its worst
        Owner      ///< who owns this database and no more, as with the server
    };

    /// Makes a database on the server; it goes with this. `markerFile` is what a program that gets
    /// started would make.
    CanaryDatabase(const std::string &url, Role role, std::string markerFile);
    CanaryDatabase(const CanaryDatabase &) = delete;
    CanaryDatabase &operator=(const CanaryDatabase &) = delete;
    ~CanaryDatabase();

    struct Applied {
        std::string refusal; ///< what the server says; empty when it took the script
        std::string damage;  ///< what is not as it was; empty when all is
        Snapshot snapshot;
    };

    /// Runs the script in a transaction that is open afterwards. `rows`: also puts a row of
    /// defaults into each table, and reads all rows.
    Applied begin(const std::string &script, bool rows);

    /// Undoes it. What is damaged even so; empty when nothing is. Unless `thorough`, it is looked
    /// for now and then.
    std::string end(bool thorough = true);

    cli::Connection &connection() { return *m_connection; }

    /// The lines of `readCatalog` without those that were there before.
    std::vector<std::string> declaredLines();

    /// The SQL that gives what `begin` compares, as one text: for other programs to run.
    [[nodiscard]] std::string digestSql(bool rows) const;

    /// The value that a column of this type has when it is given the text; empty when it takes
    /// none.
    std::string valueOf(const std::string &type, std::string_view text);

    [[nodiscard]] const std::string &name() const { return m_name; }

private:
    void make();
    std::string state();
    std::string compareState(const std::string &state) const;
    void connect();

    std::string m_url;
    Role m_role;
    std::string m_markerFile;
    std::string m_name;
    std::unique_ptr<cli::Connection> m_server;
    std::unique_ptr<cli::Connection> m_victim; ///< does nothing, and must stay alive
    std::unique_ptr<cli::Connection> m_connection;
    unsigned m_ended = 0;
    std::string m_before;
    std::vector<std::string> m_linesBefore;
};

} // namespace tw::test
