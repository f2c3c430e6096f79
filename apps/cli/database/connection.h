// SPDX-License-Identifier: MIT
#pragma once

#include <libpq-fe.h>

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tw::cli {

/// What PostgreSQL said when it refused something. Never holds a password.
struct ServerMessage {
    std::string primary;
    std::string detail;
    std::string hint;
    std::string context;
    std::string sqlState;
    std::size_t position = 0; ///< in the query, in characters from 1 on; 0 when it has none
    std::string column;       ///< that it names
    std::string constraint;
};

/// A connection could not be made or broke, or a statement was refused.
class DatabaseError : public std::runtime_error {
public:
    explicit DatabaseError(ServerMessage message)
        : std::runtime_error(message.primary), m_message(std::move(message))
    {
    }
    [[nodiscard]] const ServerMessage &message() const { return m_message; }

private:
    ServerMessage m_message;
};

struct ResultDeleter {
    void operator()(PGresult *result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ResultDeleter>;

/// A libpq connection of a known state: UTF-8, `public` as the only search path, warnings only.
class Connection {
public:
    /// `url` is a URL or a libpq `key=value` string. Throws `DatabaseError`.
    /// `database` replaces the one it names unless empty.
    explicit Connection(const std::string &url, const std::string &database = {});

    [[nodiscard]] PGconn *handle() const { return m_handle.get(); }

    /// Runs one or more statements. Throws `DatabaseError` for the first that is refused.
    void execute(const std::string &sql);

    /// Runs one statement and returns its rows as text; null is the empty string.
    [[nodiscard]] std::vector<std::vector<std::string>> rows(const std::string &sql);

    /// The only value of the only row.
    [[nodiscard]] std::string value(const std::string &sql);

    [[nodiscard]] std::string quotedIdentifier(std::string_view name) const;
    [[nodiscard]] std::string quotedLiteral(std::string_view text) const;

private:
    struct Finish {
        void operator()(PGconn *handle) const { PQfinish(handle); }
    };
    std::unique_ptr<PGconn, Finish> m_handle;
};

/// The message of a failed result, or of the connection when there is no result.
[[nodiscard]] ServerMessage serverMessage(const PGconn *connection, const PGresult *result);

} // namespace tw::cli
