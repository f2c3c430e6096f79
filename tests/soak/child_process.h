// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace tw::soak {

/// The account that PostgreSQL runs under: it refuses root.
struct Account {
    uid_t user = 0;
    gid_t group = 0;
};
/// Empty: this process' own.
[[nodiscard]] std::optional<Account> postgresAccount();

struct Command {
    std::vector<std::string> arguments;        ///< the program's path first
    std::vector<std::string> environment = {}; ///< `NAME=value`, beside what this process has
    std::string folder = "/";
    std::string log;                ///< where both outputs go, at its end
    std::optional<Account> account; ///< to become first
    int deathSignal = 9;            ///< what it gets when this process dies
};

/// A program that ends with this object at the latest. Use from one thread.
class ChildProcess {
public:
    ChildProcess() = default;
    explicit ChildProcess(const Command &command);
    ChildProcess(ChildProcess &&other) noexcept { *this = std::move(other); }
    ChildProcess &operator=(ChildProcess &&other) noexcept;
    ~ChildProcess();

    [[nodiscard]] pid_t pid() const { return m_pid; }
    [[nodiscard]] bool isRunning();
    void signal(int number) const;
    /// How it ended, as `waitpid` tells it; empty when it did not in that time.
    std::optional<int> waitForEnd(std::chrono::milliseconds time);
    /// SIGKILL, and waits.
    void kill();

private:
    pid_t m_pid = 0;
};

/// Runs a program to its end. Throws `std::runtime_error` with the log when it fails.
void runToEnd(const Command &command);

[[nodiscard]] std::string readFile(const std::string &path);

} // namespace tw::soak
