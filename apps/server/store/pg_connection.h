// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tw::server {

class Parameter;
struct Statement;

/// What PostgreSQL or the way to it refused. The text is for the log, never for a client.
class PgError : public std::runtime_error {
public:
    PgError(const std::string &message, std::string sqlState)
        : std::runtime_error(message), m_sqlState(std::move(sqlState))
    {
    }
    /// Of a failed result, with what it tells of the place.
    explicit PgError(const PGresult *result);

    /// Where in a query a statement is wrong. Each may be absent.
    struct Place {
        std::size_t position = 0; ///< in characters from 1 on; 0 when it is not told
        std::string column;       ///< that is named
        std::string constraint;
        std::string message; ///< without severity and code
    };
    [[nodiscard]] const Place &place() const { return m_place; }

    /// Five characters; empty when the connection failed.
    [[nodiscard]] const std::string &sqlState() const { return m_sqlState; }
    /// Whether trying again later may help.
    [[nodiscard]] bool isUnavailable() const;

private:
    std::string m_sqlState;
    Place m_place;
};

/// Connection parameters as libpq has them. A later one replaces an earlier one of its name; the
/// first `dbname` may be a whole `postgresql://` URL.
class PgTarget {
public:
    PgTarget() = default;
    explicit PgTarget(std::string url) { set("dbname", std::move(url)); }

    PgTarget &set(std::string name, std::string value)
    {
        m_parameters.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    [[nodiscard]] const auto &parameters() const { return m_parameters; }

    /// How long this end waits for a statement before it gives the connection up: for a server that
    /// stands still and cannot end a statement itself.
    PgTarget &setPatience(std::chrono::milliseconds patience)
    {
        m_patience = patience;
        return *this;
    }
    [[nodiscard]] std::chrono::milliseconds patience() const { return m_patience; }

private:
    std::chrono::milliseconds m_patience = std::chrono::minutes(10);
    std::vector<std::pair<std::string, std::string>> m_parameters;
};

/// A parameter of a statement: text, bytes, or null.
struct PgValue {
    PgValue(std::string_view text) : data(text) {}   // NOLINT(google-explicit-constructor)
    PgValue(const std::string &text) : data(text) {} // NOLINT(google-explicit-constructor)
    PgValue(const char *text) : data(text) {}        // NOLINT(google-explicit-constructor)
    PgValue(std::nullopt_t) : isNull(true) {}        // NOLINT(google-explicit-constructor)
    static PgValue bytes(std::string_view data)
    {
        PgValue value(data);
        value.isBinary = true;
        return value;
    }

    std::string_view data;
    bool isBinary = false;
    bool isNull = false;
};

class PgResult {
public:
    explicit PgResult(PGresult *result) : m_result(result) {}

    [[nodiscard]] int rowCount() const { return PQntuples(m_result.get()); }
    [[nodiscard]] std::string_view text(int row, int column) const;
    [[nodiscard]] bool isNull(int row, int column) const
    {
        return PQgetisnull(m_result.get(), row, column) != 0;
    }
    [[nodiscard]] std::string sqlState() const;
    [[nodiscard]] PGresult *get() const { return m_result.get(); }

private:
    struct Clear {
        void operator()(PGresult *result) const { PQclear(result); }
    };
    std::unique_ptr<PGresult, Clear> m_result;
};

/// One connection, for one thread at a time. Everything that fails throws `PgError`.
class PgConnection {
public:
    explicit PgConnection(const PgTarget &target);

    /// Runs one statement. Results come in binary form, so a statement casts every column to
    /// `text` or `bytea`, which are their own bytes.
    PgResult query(const char *sql, const std::vector<PgValue> &values = {});
    /// Runs a statement that is prepared at its first use here.
    PgResult run(const Statement &statement, const std::vector<Parameter> &values);
    /// Runs statements without parameters and results.
    void execute(const std::string &sql);

    [[nodiscard]] std::string quotedName(std::string_view name) const;
    [[nodiscard]] std::string quotedLiteral(std::string_view text) const;
    /// The SCRAM verifier of a password, computed here: the password itself is never sent.
    [[nodiscard]] std::string scramVerifier(const std::string &user,
                                            const std::string &password) const;

    /// Whether the connection is up and in no transaction.
    [[nodiscard]] bool isReusable() const;
    [[nodiscard]] PGconn *get() const { return m_connection.get(); }

private:
    /// What libpq has allocated, or a `PgError` with the code `failure` when it has not.
    [[nodiscard]] std::string owned(char *text, const char *failure) const;
    /// The result of what was just sent, or of the last of several statements.
    [[nodiscard]] PgResult awaited(int sent) const;

    struct Finish {
        void operator()(PGconn *connection) const { PQfinish(connection); }
    };
    std::unique_ptr<PGconn, Finish> m_connection;
    std::unordered_set<std::string_view> m_prepared; ///< names of statements
    std::chrono::milliseconds m_patience;
};

} // namespace tw::server
