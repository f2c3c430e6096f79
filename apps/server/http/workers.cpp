// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/workers.h"

namespace tw::server {

Workers::Workers(int threads, int databaseThreads, int queueLimit) : m_queueLimit(queueLimit)
{
    m_requests.threads.setMaxThreadCount(threads);
    m_databases.threads.setMaxThreadCount(databaseThreads);
}

Workers::~Workers() { finish(); }

bool Workers::start(RunsOn where, std::function<void()> task)
{
    Pool &pool = where == RunsOn::DatabaseWorker ? m_databases : m_requests;
    if (pool.tasks.fetch_add(1) >= m_queueLimit) {
        pool.tasks.fetch_sub(1);
        return false;
    }
    pool.threads.start([&pool, task = std::move(task)] {
        task();
        pool.tasks.fetch_sub(1);
    });
    return true;
}

void Workers::finish()
{
    m_requests.threads.waitForDone();
    m_databases.threads.waitForDone();
}

} // namespace tw::server
