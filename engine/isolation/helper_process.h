// SPDX-License-Identifier: MIT
#pragma once

#include "base/file_descriptor.h"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tw::isolation {

/// Why a plugin's process gave no answer; the text is what it did: `it crashed (SIGSEGV)`.
struct HelperFailure : std::runtime_error {
    enum class Kind : std::uint8_t { Failed, TimedOut, OutOfMemory, Cancelled };
    HelperFailure(Kind what, const std::string &reason) : std::runtime_error(reason), kind(what) {}
    Kind kind;
};

/// A process that runs a plugin, and the messages to and from it. Used by one thread at a time.
/// Whatever it does, no function here waits longer than it is told, and when this is gone, so are
/// the process and what it has started, unless that has left its process group.
class HelperProcess {
public:
    using Clock = std::chrono::steady_clock;

    /// Throws `std::runtime_error` when the program cannot be started.
    HelperProcess(const std::string &program, const std::vector<std::string> &arguments);
    HelperProcess(const HelperProcess &) = delete;
    HelperProcess &operator=(const HelperProcess &) = delete;
    ~HelperProcess();

    /// Begins to send; `receive` does the rest.
    void send(std::string_view message);

    /// The next message. Throws `HelperFailure`: `Failed` or `OutOfMemory` when the process is no
    /// more, `TimedOut`, or `Cancelled`. After the last two it runs on.
    [[nodiscard]] std::string receive(Clock::time_point deadline,
                                      const std::function<bool()> &isCancelled);

    /// Whether it lives and has said nothing that it was not asked for.
    [[nodiscard]] bool isQuiet() const;

    /// Why it has ended, or closed its socket; ends it if it has not ended by itself.
    [[nodiscard]] HelperFailure explainEnd();

    /// Sends the whole process group the signal that none survives. Does not wait.
    void kill();

    [[nodiscard]] bool isKilled() const { return m_isKilled; }
    [[nodiscard]] int socket() const { return m_socket.get(); }
    /// Readable when the process has ended; -1 where the system has no such thing.
    [[nodiscard]] int processDescriptor() const { return m_process.get(); }

private:
    struct End {
        int code = 0; ///< of `siginfo_t`; 0: nobody knows
        int status = 0;
    };

    bool flush();
    bool fill();
    [[nodiscard]] std::optional<std::string> takeMessage();
    [[nodiscard]] bool waitForEvent(std::chrono::milliseconds time, bool wantsToSend);
    [[nodiscard]] bool isReaped() const;
    void awaitEnd(Clock::time_point deadline) const;
    [[nodiscard]] std::optional<End> end() const;
    [[nodiscard]] static HelperFailure explain(const End &end);

    pid_t m_id = 0;
    FileDescriptor m_socket;
    FileDescriptor m_process;
    bool m_isKilled = false;
    std::string m_outgoing;
    std::size_t m_sent = 0;
    std::string m_incoming;
};

} // namespace tw::isolation
