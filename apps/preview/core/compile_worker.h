// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/compile.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace tw::preview {

/// One thread that compiles the newest text it was given. A newer one stops the compile that runs
/// and takes the place of one that waits.
class CompileWorker {
public:
    using Deliver = std::function<void(SnapshotPtr, std::uint64_t request)>;

    /// `deliver` is called in the worker's thread.
    explicit CompileWorker(Deliver deliver);
    ~CompileWorker();
    CompileWorker(const CompileWorker &) = delete;
    CompileWorker &operator=(const CompileWorker &) = delete;

    void post(CompileInput input);
    /// Stops what runs and forgets what waits; nothing of them is delivered, unless it is on its
    /// way already.
    void cancel();

private:
    void run(const std::stop_token &stop);

    Deliver m_deliver;
    std::mutex m_mutex;
    std::condition_variable_any m_wakeUp;
    std::optional<CompileInput> m_waiting;
    std::stop_source m_running;
    std::jthread m_thread; ///< last: it ends before what it uses
};

} // namespace tw::preview
