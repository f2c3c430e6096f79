// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/routes.h"

#include <QThreadPool>

#include <atomic>
#include <functional>

namespace tw::server {

/// The threads on which handlers may block, shared by all event loops. Making databases has its
/// own, so that it never keeps reads waiting.
class Workers {
public:
    /// `queueLimit` bounds what waits or runs in each pool.
    Workers(int threads, int databaseThreads, int queueLimit);
    ~Workers();

    /// False when too much is waiting already.
    [[nodiscard]] bool start(RunsOn where, std::function<void()> task);

    /// Waits for all that was started.
    void finish();

private:
    struct Pool {
        QThreadPool threads;
        std::atomic<int> tasks{0};
    };

    Pool m_requests;
    Pool m_databases;
    int m_queueLimit;
};

} // namespace tw::server
