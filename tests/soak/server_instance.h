// SPDX-License-Identifier: MIT
#pragma once

#include "child_process.h"
#include "private_postgres.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw::soak {

/// One tablewright-server on a PostgreSQL that others may use, too. It keeps its port over
/// restarts.
class ServerInstance {
public:
    /// `name` is of its log file, in PostgreSQL's folder.
    ServerInstance(std::string program, const PrivatePostgres &postgres, std::string name,
                   std::vector<std::string> options = {});

    /// Returns when it listens. Throws `std::runtime_error` with its log when it does not.
    void start(const std::vector<std::string> &environment = {});
    void kill() { m_process.kill(); }
    /// SIGTERM; true when it ended well.
    bool stop();
    [[nodiscard]] bool isRunning() { return m_process.isRunning(); }
    /// Whether it ended by itself in that time.
    bool endsWithin(std::chrono::milliseconds time)
    {
        return m_process.waitForEnd(time).has_value();
    }

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] pid_t pid() const { return m_process.pid(); }
    [[nodiscard]] std::string log() const { return readFile(m_log); }

private:
    std::string m_program;
    const PrivatePostgres &m_postgres;
    std::string m_log;
    std::vector<std::string> m_options;
    std::uint16_t m_port = 0;
    ChildProcess m_process;
};

struct PlainAnswer {
    int status = 0; ///< 0: there was no answer
    std::string head;
    std::string body;
};

/// One request on a connection of its own; blocks.
[[nodiscard]] PlainAnswer request(std::uint16_t port, std::string_view method,
                                  std::string_view path, std::string_view body = {},
                                  std::string_view fields = {},
                                  std::chrono::milliseconds timeout = std::chrono::seconds(60));

/// Whether `path` is answered with 200 before `time` is over.
[[nodiscard]] bool answersWithin(std::uint16_t port, std::string_view path,
                                 std::chrono::milliseconds time);

} // namespace tw::soak
