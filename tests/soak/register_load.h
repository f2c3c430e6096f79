// SPDX-License-Identifier: MIT
#pragma once

#include "register_history.h"

#include "client_loop.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace tw::soak {

struct RegisterOptions {
    std::vector<std::uint16_t> ports; ///< of the instances
    std::size_t registers = 16;
    std::size_t clients = 48;
    std::uint64_t seed = 1;
};

/// Clients that change and read the same schemas at several instances, on a thread of their own,
/// and hold every answer against the history.
class RegisterLoad {
public:
    explicit RegisterLoad(RegisterOptions options);
    RegisterLoad(const RegisterLoad &) = delete;
    RegisterLoad &operator=(const RegisterLoad &) = delete;
    ~RegisterLoad();

    /// Makes the schemas and starts the clients. Throws `std::runtime_error`.
    void start();
    /// Lets what is in flight be answered and ends the thread.
    void stop();
    /// False when there are not as many after that time.
    bool waitForOperations(std::uint64_t count, std::chrono::milliseconds time) const;

    /// Whether requests may go unanswered, or be answered with 503 as the API says it.
    void expectTrouble(bool isExpected) { m_isTrouble = isExpected; }

    /// After `stop()`: reads every version from one of the instances, the newest from each.
    void readBack();

    [[nodiscard]] std::uint64_t operations() const { return m_operations; }
    [[nodiscard]] std::uint64_t acknowledged() const { return m_history.acknowledged(); }
    [[nodiscard]] std::uint64_t refused() const { return m_refused; }
    [[nodiscard]] std::uint64_t troubled() const { return m_troubled; }
    /// Not while the clients run.
    [[nodiscard]] const RegisterHistory &history() const { return m_history; }

private:
    class Client;
    struct Known {
        std::string id;
        std::string etag;
        std::int64_t version = 0;
    };

    void create(std::size_t index);
    void learn(std::size_t index, std::int64_t version, std::string_view etag);
    /// True when the answer is one of trouble, which is noted.
    bool isTrouble(const load::Answer *answer, std::string_view failure, std::string_view call,
                   bool wasExpected);

    RegisterOptions m_options;
    RegisterHistory m_history;
    std::vector<Known> m_known;
    std::atomic<std::uint64_t> m_operations{0};
    std::atomic<std::uint64_t> m_troubled{0};
    std::atomic<std::uint64_t> m_refused{0};
    std::atomic<bool> m_isTrouble{false};
    std::atomic<bool> m_isStopping{false};
    std::thread m_thread;
};

} // namespace tw::soak
