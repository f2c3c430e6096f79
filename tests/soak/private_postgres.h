// SPDX-License-Identifier: MIT
#pragma once

#include "child_process.h"

#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

namespace tw::soak {

/// A PostgreSQL for one test, set up for servers as the documentation tells administrators to:
/// a role for the metadata without attributes, one that makes databases and roles, nobody else let
/// in. An acknowledged transaction survives a crash of PostgreSQL; on disk, one of the machine too.
class PrivatePostgres {
public:
    /// Makes and starts it, in memory where there is room.
    explicit PrivatePostgres(const std::vector<std::string> &settings = {});
    PrivatePostgres(const PrivatePostgres &) = delete;
    PrivatePostgres &operator=(const PrivatePostgres &) = delete;
    ~PrivatePostgres();

    void start();
    /// All its processes end at once, without a checkpoint: a crash that the next start recovers.
    void stopImmediately();
    /// SIGKILL of the postmaster alone; its children notice.
    void killPostmaster();
    /// SIGKILL of one backend that serves somebody, which makes PostgreSQL restart them all.
    /// Returns when that has begun; false when there is none.
    bool killBackend();

    [[nodiscard]] const std::string &folder() const { return m_folder; }
    [[nodiscard]] std::string superuserUrl(std::string_view database = "postgres") const;
    [[nodiscard]] std::string metadataUrl() const;
    [[nodiscard]] std::string adminUrl() const;
    [[nodiscard]] bool isInMemory() const { return m_isInMemory; }

    static constexpr std::string_view superuser = "test_superuser";

private:
    [[nodiscard]] Command command(const std::string &program,
                                  std::vector<std::string> arguments) const;

    std::string m_binaries;
    std::string m_folder;
    bool m_isInMemory = false;
    ChildProcess m_postmaster;
};

/// The rows of a query, as text. Throws `std::runtime_error`.
class Sql {
public:
    explicit Sql(const std::string &url);
    Sql(const Sql &) = delete;
    Sql &operator=(const Sql &) = delete;
    ~Sql() { PQfinish(m_connection); }

    using Rows = std::vector<std::vector<std::string>>;
    Rows rows(const std::string &statement, const std::vector<std::string> &parameters = {});
    [[nodiscard]] std::string value(const std::string &statement,
                                    const std::vector<std::string> &parameters = {});

private:
    PGconn *m_connection;
};

} // namespace tw::soak
