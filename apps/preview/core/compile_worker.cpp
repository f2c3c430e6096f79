// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compile_worker.h"

#include <utility>

namespace tw::preview {

CompileWorker::CompileWorker(Deliver deliver)
    : m_deliver(std::move(deliver)), m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

CompileWorker::~CompileWorker()
{
    cancel();
    m_thread.request_stop();
}

void CompileWorker::post(CompileInput input)
{
    std::optional<CompileInput> dropped = std::move(input); // freed after the lock
    {
        const std::lock_guard lock(m_mutex);
        m_running.request_stop();
        std::swap(m_waiting, dropped);
    }
    m_wakeUp.notify_one();
}

void CompileWorker::cancel()
{
    std::optional<CompileInput> dropped;
    const std::lock_guard lock(m_mutex);
    m_running.request_stop();
    std::swap(m_waiting, dropped);
}

void CompileWorker::run(const std::stop_token &stop)
{
    for (;;) {
        std::optional<CompileInput> input;
        std::stop_token compileStop;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wakeUp.wait(lock, stop, [this] { return m_waiting.has_value(); }))
                return;
            input = std::exchange(m_waiting, std::nullopt);
            m_running = std::stop_source();
            compileStop = m_running.get_token();
        }
        if (!input)
            continue;
        if (SnapshotPtr snapshot = compile(*input, compileStop); snapshot && !stop.stop_requested())
            m_deliver(std::move(snapshot), input->request);
    }
}

} // namespace tw::preview
