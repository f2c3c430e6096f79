// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tw::load {

/// Latencies in microseconds, each kept to within 1.6 %, from 1 µs to over an hour, in constant
/// space (log-linear buckets, as an HDR histogram has them).
class Histogram {
public:
    void add(std::chrono::nanoseconds latency)
    {
        const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(latency).count();
        const std::uint64_t value = micros < 0 ? 0 : static_cast<std::uint64_t>(micros);
        ++m_counts[bucketOf(value)];
        ++m_total;
        m_max = value > m_max ? value : m_max;
    }

    [[nodiscard]] std::uint64_t total() const { return m_total; }
    [[nodiscard]] double maxMs() const { return static_cast<double>(m_max) / 1000; }

    /// The latency that the part `quantile` of all is at or below, in milliseconds.
    [[nodiscard]] double quantileMs(double quantile) const
    {
        const auto wanted =
            static_cast<std::uint64_t>(quantile * static_cast<double>(m_total) + 0.999999);
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < m_counts.size(); ++i) {
            seen += m_counts[i];
            if (seen >= wanted && seen > 0) {
                const std::uint64_t top = upperEnd(i);
                return static_cast<double>(top < m_max ? top : m_max) / 1000;
            }
        }
        return maxMs();
    }

private:
    static constexpr unsigned subBits = 6;
    static constexpr std::size_t subs = std::size_t{1} << subBits;

    static std::size_t bucketOf(std::uint64_t value)
    {
        if (value < subs)
            return static_cast<std::size_t>(value);
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - subBits - 1;
        const std::size_t bucket =
            (std::size_t{shift} + 1) * subs + (static_cast<std::size_t>(value >> shift) - subs);
        return bucket < bucketCount ? bucket : bucketCount - 1;
    }
    static std::uint64_t upperEnd(std::size_t bucket)
    {
        if (bucket < subs)
            return bucket;
        const std::size_t shift = bucket / subs - 1;
        return ((std::uint64_t{bucket % subs} + subs + 1) << shift) - 1;
    }

    static constexpr std::size_t bucketCount = subs * 28;
    std::array<std::uint64_t, bucketCount> m_counts{};
    std::uint64_t m_total = 0;
    std::uint64_t m_max = 0;
};

} // namespace tw::load
