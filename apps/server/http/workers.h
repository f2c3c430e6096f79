// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/problem.h"
#include "http/routes.h"

#include <QThreadPool>

#include <atomic>
#include <functional>

namespace tw::server {

/// What a request is answered with when no worker takes it.
[[nodiscard]] Problem busy();

/// The threads on which handlers may block, shared by all event loops. Making databases has its
/// own, and so has what may wait for a plugin: neither ever keeps reads waiting.
class Workers {
public:
    /// `queueLimit` bounds what waits or runs in each pool.
    Workers(int threads, int databaseThreads, int pluginThreads, int queueLimit);
    ~Workers();

    /// False when too much is waiting already, or when no more is taken.
    [[nodiscard]] bool start(RunsOn where, std::function<void()> task);

    /// Takes no more and waits for all that was started.
    void finish();

    /// What waits or runs in the pool of `where`.
    [[nodiscard]] int load(RunsOn where) const;

private:
    struct Pool {
        QThreadPool threads;
        std::atomic<int> tasks{0};
    };

    /// Of these workers, const or not.
    template <class Self> [[nodiscard]] static auto &poolOf(Self &self, RunsOn where)
    {
        return where == RunsOn::DatabaseWorker ? self.m_databases
               : where == RunsOn::PluginWorker ? self.m_plugins
                                               : self.m_requests;
    }

    Pool m_requests;
    Pool m_databases;
    Pool m_plugins;
    int m_queueLimit;
    std::atomic<bool> m_isClosed{false};
};

} // namespace tw::server
