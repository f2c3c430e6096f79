// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>
#include <QObject>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <mutex>
#include <pthread.h>
#include <semaphore>
#include <thread>

namespace tw::preview {

/// Measures for how long the thread that made it did not come back to its event loop. A second
/// thread sends it an event, waits until it was handled, and sends the next.
class Watchdog {
public:
    using Milliseconds = std::chrono::duration<double, std::milli>;

    /// The longest wait for one event.
    struct Gap {
        Milliseconds wall{0}; ///< as a user waits; other processes of a busy machine count
        Milliseconds cpu{0};  ///< what the watched thread worked from one event to the next
    };

    Watchdog()
    {
        pthread_getcpuclockid(pthread_self(), &m_clock);
        m_lastCpu = cpuTime();
        m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }
    ~Watchdog()
    {
        m_thread.request_stop();
        m_handled.release();
    }
    Watchdog(const Watchdog &) = delete;
    Watchdog &operator=(const Watchdog &) = delete;

    /// Of each measure by itself: the two may come from different events.
    [[nodiscard]] Gap longest()
    {
        const std::lock_guard lock(m_mutex);
        // What lasts still counts.
        Gap gap = m_longest;
        gap.cpu = std::max(gap.cpu, Milliseconds(cpuTime() - m_lastCpu));
        if (m_isWaiting)
            gap.wall = std::max(gap.wall, Milliseconds(Clock::now() - m_sent));
        return gap;
    }
    void restart()
    {
        const std::lock_guard lock(m_mutex);
        m_longest = {};
        m_sent = Clock::now();
        m_lastCpu = cpuTime();
    }

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] std::chrono::nanoseconds cpuTime() const
    {
        timespec time{};
        clock_gettime(m_clock, &time);
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    }

    void run(const std::stop_token &stop)
    {
        while (!stop.stop_requested()) {
            {
                const std::lock_guard lock(m_mutex);
                m_sent = Clock::now();
                m_isWaiting = true;
            }
            QMetaObject::invokeMethod(
                &m_receiver, [this] { onHandled(); }, Qt::QueuedConnection);
            m_handled.acquire();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

    /// In the watched thread.
    void onHandled()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isWaiting = false;
            m_longest.wall = std::max(m_longest.wall, Milliseconds(Clock::now() - m_sent));
            const std::chrono::nanoseconds cpu = cpuTime();
            m_longest.cpu = std::max(m_longest.cpu, Milliseconds(cpu - m_lastCpu));
            m_lastCpu = cpu;
        }
        m_handled.release();
    }

    QObject m_receiver;
    clockid_t m_clock{};
    std::mutex m_mutex;
    Clock::time_point m_sent = Clock::now();
    std::chrono::nanoseconds m_lastCpu{0};
    bool m_isWaiting = false;
    Gap m_longest;
    std::counting_semaphore<> m_handled{0};
    std::jthread m_thread; // last: it ends before what it uses
};

/// Whether times are to be held to, rather than only printed: on a machine with nothing else to do.
inline bool areTimesStrict()
{
    return qEnvironmentVariableIntValue("TABLEWRIGHT_STRICT_TIMES") != 0;
}

} // namespace tw::preview
