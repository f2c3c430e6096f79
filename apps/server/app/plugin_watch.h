// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/plugin_record.h"

#include <tablewright/base/string_map.h>
#include <tablewright/isolation/plugin_isolation.h>
#include <tablewright/pass/pass_manager.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace tw::server {

class WatchedPass;

/// Stands between the compiler and the passes of plugins: logs what fails, counts it, and leaves
/// out what fails too often. Thread-safe; outlives the passes and the processes that it watches.
class PluginWatch {
public:
    explicit PluginWatch(PluginPatience patience) : m_patience(patience) {}

    /// For `PluginIsolation::observe`.
    void heed(const PluginEvent &event);

    /// The same passes, watched.
    [[nodiscard]] std::vector<RegisteredPass> watched(std::vector<RegisteredPass> passes);

    /// Made at its first use and there as long as this.
    [[nodiscard]] PluginRecord &record(std::string_view plugin);

    /// One compile on this thread. What its passes of plugins may take together is bounded, so that
    /// they cannot use up the time that the compile has.
    class Compile {
    public:
        /// The texts outlive this.
        Compile(std::string_view requestId, std::string_view user,
                std::chrono::nanoseconds pluginTime);
        ~Compile();
        Compile(const Compile &) = delete;
        Compile &operator=(const Compile &) = delete;

        /// Of runs; those left out are among them.
        [[nodiscard]] std::size_t failures() const { return m_failures; }

    private:
        friend class PluginWatch;
        friend class ::tw::server::WatchedPass;

        std::string_view m_requestId;
        std::string_view m_user;
        std::chrono::nanoseconds m_timeLeft;
        std::size_t m_failures = 0;
        PluginRecord::Outcome m_outcome = PluginRecord::Outcome::Ok; ///< of the run under way
        Compile *m_outer;
    };

private:
    const PluginPatience m_patience;
    std::mutex m_mutex;
    StringMap<std::unique_ptr<PluginRecord>> m_records;
};

/// What a finding says of a plugin that was left out.
inline constexpr std::string_view leftOutReason =
    "it is left out for the time being, for it failed too often or took too long";

} // namespace tw::server
