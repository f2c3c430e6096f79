// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <prometheus/client_metric.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace tw::server {

/// Counts durations without a lock, which the library's own takes. Buckets from 250 µs to 60 s.
class DurationHistogram {
public:
    static constexpr std::array<double, 16> bounds = {0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                      0.025,   0.05,   0.1,   0.25,   0.5,   1,
                                                      2.5,     5,      15,    60};

    void observe(std::chrono::nanoseconds time)
    {
        const double seconds = std::chrono::duration<double>(time).count();
        std::size_t bucket = 0;
        while (bucket < bounds.size() && seconds > bounds[bucket])
            ++bucket;
        m_counts[bucket].fetch_add(1, std::memory_order_relaxed);
        m_nanoseconds.fetch_add(static_cast<std::uint64_t>(time.count()),
                                std::memory_order_relaxed);
    }

    [[nodiscard]] bool isEmpty() const
    {
        return std::ranges::all_of(m_counts, [](const std::atomic<std::uint64_t> &count) {
            return count.load(std::memory_order_relaxed) == 0;
        });
    }

    [[nodiscard]] prometheus::ClientMetric collect() const
    {
        prometheus::ClientMetric metric;
        std::uint64_t total = 0;
        for (std::size_t i = 0; i < m_counts.size(); ++i) {
            total += m_counts[i].load(std::memory_order_relaxed);
            const double bound =
                i < bounds.size() ? bounds[i] : std::numeric_limits<double>::infinity();
            metric.histogram.bucket.push_back({total, bound});
        }
        metric.histogram.sample_count = total;
        metric.histogram.sample_sum =
            static_cast<double>(m_nanoseconds.load(std::memory_order_relaxed)) / 1e9;
        return metric;
    }

private:
    std::array<std::atomic<std::uint64_t>, bounds.size() + 1> m_counts{};
    std::atomic<std::uint64_t> m_nanoseconds{0};
};

} // namespace tw::server
