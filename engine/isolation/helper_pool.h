// SPDX-License-Identifier: MIT
#pragma once

#include "isolation/helper_process.h"
#include "isolation/messages.h"
#include "isolation/schema_codec.h"

#include <tablewright/isolation/plugin_isolation.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace tw::isolation {

/// The processes of one plugin. A run of a pass takes one, that which has the schema already if it
/// can, and no two take the same; one that fails is replaced at once. Thread-safe.
class HelperPool {
public:
    using Clock = HelperProcess::Clock;

    /// Starts nothing yet but the thread that looks after processes nobody uses.
    HelperPool(Start start, PluginIsolation settings);
    HelperPool(const HelperPool &) = delete;
    HelperPool &operator=(const HelperPool &) = delete;
    /// Nobody may be using it. Ends all processes and waits until they are gone.
    ~HelperPool();

    /// Starts the first process and tells what the plugin is. Called once, before `run`. Throws
    /// `HelperFailure`.
    const Hello &load();

    /// Runs a pass, a place in `Hello::passes`. Throws `HelperFailure`.
    [[nodiscard]] Answer run(std::uint32_t pass, const EncodedSchema &schema, const Limits &limits,
                             const PassOptions &options, const std::function<bool()> &isCancelled);

    [[nodiscard]] const PluginIsolation &settings() const { return m_settings; }
    [[nodiscard]] const std::string &pluginId() const { return m_start.pluginId; }
    /// Of a run; `Started` and `Ended` it tells by itself.
    void tell(PluginEvent::Kind kind, std::string_view pass, std::string_view detail) const;

private:
    /// A process, and what it is known to have.
    struct Member {
        std::unique_ptr<HelperProcess> process;
        std::uint64_t serial = 0;
        Clock::time_point loadDeadline;
        bool isReady = false;          ///< its `Hello` has been read
        std::uint64_t schemaToken = 0; ///< of the schema that it has; 0: none
        Clock::time_point idleSince;
    };
    using Lease = std::unique_ptr<Member>;

    [[nodiscard]] Lease acquire(std::uint64_t schemaToken, Clock::time_point deadline,
                                const std::function<bool()> &isCancelled);
    [[nodiscard]] Lease takeIdle(std::uint64_t schemaToken);
    [[nodiscard]] Lease start();
    void awaitHello(Member &member, const std::function<bool()> &isCancelled);
    [[nodiscard]] Hello readHello(Member &member, const std::function<bool()> &isCancelled);
    [[nodiscard]] Answer ask(Member &member, std::uint32_t pass, const EncodedSchema &schema,
                             const Limits &limits, const PassOptions &options,
                             Clock::time_point deadline,
                             const std::function<bool()> &isCancelled) const;
    void giveBack(Lease member);
    void discard(Lease member);
    void replace();
    void noteLoadFailure(const std::string &reason);

    void watch();
    void wakeWatcher() const;
    void addToWatched(const Member &member) const;
    void removeFromWatched(const Member &member) const;
    [[nodiscard]] int timeUntilTrim() const;
    [[nodiscard]] std::vector<Lease> takeEnded(const std::vector<std::uint64_t> &serials);

    const Start m_start;
    const PluginIsolation m_settings;
    const std::string m_program;
    const FileDescriptor m_watched; ///< epoll, of the idle ones
    const FileDescriptor m_wake;

    std::mutex m_mutex;
    std::condition_variable m_freed;
    std::vector<Lease> m_idle;  ///< the last is the one used last
    std::vector<Lease> m_ended; ///< killed, to be waited for
    std::size_t m_live = 0;     ///< idle ones and those in use
    std::uint64_t m_lastSerial = 0;
    std::size_t m_loadFailures = 0; ///< one after the other
    std::string m_lastFailure;
    Clock::time_point m_nextStart; ///< after failures, not before
    bool m_isStopping = false;
    Hello m_hello; ///< of `load`, and never another

    std::thread m_watcher;
};

} // namespace tw::isolation
