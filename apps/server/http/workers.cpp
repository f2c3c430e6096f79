// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/workers.h"

#include <thread>

namespace tw::server {

Problem busy()
{
    return {503, "busy", "too many requests are waiting", {}, {{"Retry-After", "1"}}};
}

Workers::Workers(int threads, int databaseThreads, int pluginThreads, int queueLimit)
    : m_queueLimit(queueLimit)
{
    m_requests.threads.setMaxThreadCount(threads);
    m_databases.threads.setMaxThreadCount(databaseThreads);
    m_plugins.threads.setMaxThreadCount(pluginThreads);
}

Workers::~Workers() { finish(); }

bool Workers::start(RunsOn where, std::function<void()> task)
{
    Pool &pool = poolOf(*this, where);
    if (pool.tasks.fetch_add(1) >= m_queueLimit || m_isClosed) {
        pool.tasks.fetch_sub(1);
        return false;
    }
    pool.threads.start([&pool, task = std::move(task)] {
        task();
        pool.tasks.fetch_sub(1);
    });
    return true;
}

int Workers::load(RunsOn where) const { return poolOf(*this, where).tasks; }

void Workers::finish()
{
    m_isClosed = true;
    // A task is counted before it is handed over: somebody may be about to do so.
    while (m_requests.tasks > 0 || m_databases.tasks > 0 || m_plugins.tasks > 0) {
        m_plugins.threads.waitForDone();
        m_requests.threads.waitForDone();
        m_databases.threads.waitForDone();
        std::this_thread::yield();
    }
}

} // namespace tw::server
