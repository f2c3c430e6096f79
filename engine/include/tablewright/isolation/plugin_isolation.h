// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tw {

/// What happened to a plugin's process.
struct PluginEvent {
    enum class Kind : std::uint8_t {
        Started, ///< a process began
        Ended,   ///< one is gone and reaped
        Failed,  ///< a run of a pass threw, crashed or gave garbage; `detail` says which
        TimedOut,
        OutOfMemory
    };
    Kind kind;
    std::string_view plugin;
    std::string_view pass;   ///< empty for `Started` and `Ended`
    std::string_view detail; ///< for a log; may hold paths
};

/// Which validators run in processes of their own, so that a crash, a hang or a leak of theirs
/// stays there, and what those processes may take. A backend never does.
struct PluginIsolation {
    enum class Of : std::uint8_t {
        Nothing,
        ThirdParty, ///< plugins that are not Tablewright's own
        Everything  ///< those too
    };

    Of of = Of::Nothing;
    std::chrono::milliseconds passDeadline{5'000}; ///< for one run of a pass
    std::chrono::milliseconds loadDeadline{10'000};
    std::size_t memory = 512UL * 1024 * 1024; ///< bytes that one process may allocate
    /// Of one plugin, at a time; a compile that finds all of them busy waits for one.
    std::size_t processes = 4;
    /// The program `tablewright-plugin-host`; empty: beside the engine's library.
    std::string program;
    /// Told what happens, on whichever thread it does; of a failed run on the compile's own, before
    /// the pass returns. Thread-safe and quick; may be empty.
    std::function<void(const PluginEvent &)> observe;
};

} // namespace tw
