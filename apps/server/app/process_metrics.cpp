// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/process_metrics.h"

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

#include <sys/resource.h>
#include <unistd.h>

namespace tw::server {

namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily one(const char *name, const char *help, MetricType type, double value)
{
    prometheus::ClientMetric metric;
    (type == MetricType::Gauge ? metric.gauge.value : metric.counter.value) = value;
    return {name, help, type, {std::move(metric)}};
}

double processorSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// The kernel tells it in ticks since the machine was started.
double startTime()
{
    std::ifstream file("/proc/self/stat");
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    std::istringstream fields(text.substr(std::min(text.rfind(')') + 1, text.size())));
    std::string field;
    constexpr int startTimeField = 20; // counted from the state
    for (int i = 0; i < startTimeField; ++i)
        fields >> field;
    timespec boot{};
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &boot);
    ::clock_gettime(CLOCK_REALTIME, &now);
    const double uptime =
        static_cast<double>(boot.tv_sec) + static_cast<double>(boot.tv_nsec) / 1e9;
    const double ticks = std::strtod(field.c_str(), nullptr);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 - uptime +
           ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double openDescriptors()
{
    std::error_code error;
    double count = 0;
    for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end;
         !error && entry != end; entry.increment(error))
        ++count;
    return count - 1; // the folder's own
}

} // namespace

std::vector<MetricFamily> processMetrics()
{
    static const double started = startTime();
    std::ifstream statm("/proc/self/statm");
    double virtualPages = 0;
    double residentPages = 0;
    statm >> virtualPages >> residentPages;
    const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return {
        one("process_cpu_seconds_total", "User and system processor time", MetricType::Counter,
            processorSeconds()),
        one("process_resident_memory_bytes", "Memory in use", MetricType::Gauge,
            residentPages * page),
        one("process_virtual_memory_bytes", "Memory reserved", MetricType::Gauge,
            virtualPages * page),
        one("process_open_fds", "Open descriptors", MetricType::Gauge, openDescriptors()),
        one("process_max_fds", "Descriptors that may be open", MetricType::Gauge,
            static_cast<double>(limit.rlim_cur)),
        one("process_start_time_seconds", "When the process was started, since 1970",
            MetricType::Gauge, started),
    };
}

} // namespace tw::server
