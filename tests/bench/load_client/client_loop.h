// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace tw::load {

using Clock = std::chrono::steady_clock;

class ClientConnection;

/// One thread's event loop over epoll, with timers.
class ClientLoop {
public:
    ClientLoop();
    ClientLoop(const ClientLoop &) = delete;
    ClientLoop &operator=(const ClientLoop &) = delete;
    ~ClientLoop();

    void at(Clock::time_point time, std::function<void()> action);
    void after(Clock::duration delay, std::function<void()> action);
    /// Returns after `stop()`, or when `end` is reached; true in the first case.
    bool run(Clock::time_point end = Clock::time_point::max());
    void stop() { m_stopped = true; }

private:
    friend class ClientConnection;
    struct Timer {
        Clock::time_point time;
        std::uint64_t order;
        std::function<void()> action;
        bool operator<(const Timer &other) const // of a queue with the largest on top
        {
            return time != other.time ? time > other.time : order > other.order;
        }
    };

    void runDue();
    void cutOffLate();

    int m_epoll;
    bool m_stopped = false;
    std::uint64_t m_order = 0;
    std::priority_queue<Timer> m_timers;
    std::unordered_set<ClientConnection *> m_connections;
    Clock::time_point m_nextScan{};
};

/// What came back, as long as the callback runs.
struct Answer {
    int status = 0;
    std::string_view head;
    std::string_view body;

    /// A header field's value; empty when it is not there.
    [[nodiscard]] std::string_view field(std::string_view name) const;
};

/// A keep-alive connection to 127.0.0.1 with one request in flight; connects when it has to.
class ClientConnection {
public:
    /// Null: there was no connection, it broke, or no answer came in time; then `failure()` tells.
    using Done = std::function<void(const Answer *)>;

    ClientConnection(ClientLoop &loop, std::uint16_t port);
    ClientConnection(const ClientConnection &) = delete;
    ClientConnection &operator=(const ClientConnection &) = delete;
    ~ClientConnection();

    /// `request` is complete: head and body. `done` may send the next one.
    void send(std::string request, Done done);
    [[nodiscard]] bool isBusy() const { return m_busy; }
    [[nodiscard]] std::string_view failure() const { return m_failure; }
    void setTimeout(Clock::duration timeout) { m_timeout = timeout; }

private:
    friend class ClientLoop;
    [[nodiscard]] bool open();
    void close();
    void handle(std::uint32_t events);
    void writeMore();
    void readMore();
    void parse();
    void fail(std::string_view why);
    void watch(bool forWriting);

    ClientLoop &m_loop;
    std::uint16_t m_port;
    Clock::duration m_timeout = std::chrono::seconds(30);
    int m_descriptor = -1;
    bool m_busy = false;
    bool m_watchesWriting = false;
    std::string m_out;
    std::size_t m_sent = 0;
    std::string m_in;
    std::size_t m_wanted = 0; ///< bytes of the whole answer, once its head is there
    Clock::time_point m_deadline{};
    Done m_done;
    std::string_view m_failure;
};

} // namespace tw::load
