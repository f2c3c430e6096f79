// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/fail_point.h"

#ifdef TABLEWRIGHT_FAIL_POINTS

#include "store/pg_connection.h"

#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>

#include <unistd.h>

namespace tw::server {

namespace {

/// What is armed; from the environment at first.
class ArmedPoint {
public:
    ArmedPoint()
    {
        // NOLINTNEXTLINE(concurrency-mt-unsafe)
        if (const char *text = std::getenv("TABLEWRIGHT_FAIL_POINT"))
            arm(text);
    }

    void arm(std::string_view text)
    {
        const std::string_view name = text.substr(0, text.find(':'));
        const std::string_view action =
            name.size() < text.size() ? text.substr(name.size() + 1) : std::string_view("kill");
        if (!name.empty() && (std::find(failPointNames.begin(), failPointNames.end(), name) ==
                                  failPointNames.end() ||
                              (action != "kill" && action != "error" && action != "pause")))
            throw std::invalid_argument("no such fail point: `" + std::string(text) + '`');
        {
            const std::scoped_lock lock(m_mutex);
            m_name = name;
            m_action = action;
            m_reached = false;
        }
        m_changed.notify_all();
    }

    void pass(std::string_view name)
    {
        std::unique_lock lock(m_mutex);
        if (m_name != name)
            return;
        m_reached = true;
        if (m_action == "kill") {
            ::kill(::getpid(), SIGKILL);
            ::pause();
        } else if (m_action == "error") {
            m_name.clear();
            throw PgError("fail point " + std::string(name), "XX000");
        } else {
            m_changed.wait(lock, [&] { return m_name != name || m_action != "pause"; });
        }
    }

    [[nodiscard]] bool isReached()
    {
        const std::scoped_lock lock(m_mutex);
        return m_reached;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::string m_name;
    std::string m_action;
    bool m_reached = false;
};

ArmedPoint &armedPoint()
{
    static ArmedPoint point;
    return point;
}

} // namespace

void failPoint(FailPointName name) { armedPoint().pass(name.text()); }
void armFailPoint(std::string_view text) { armedPoint().arm(text); }
bool isFailPointReached() { return armedPoint().isReached(); }

} // namespace tw::server

#endif
