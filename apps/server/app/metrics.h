// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/endpoint.h"
#include "http/routes.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace tw::server {

class DurationHistogram;

/// What the server counts of itself, in Prometheus' text format. Thread-safe. Counting takes no
/// lock; reading does, and asks the sources.
class Metrics {
public:
    /// `routes` tell the labels; their order is that of `Answered::routeIndex`.
    explicit Metrics(const Routes &routes);
    ~Metrics();

    void answered(const Answered &answered);

    enum class Compile : std::uint8_t { Ok, Refused };
    void compiled(Compile outcome, std::chrono::nanoseconds time);

    enum class Work : std::uint8_t { Create, Drop, Scratch };
    /// Work on databases; `outcome` is one of a few words.
    void worked(Work work, std::string_view outcome, std::chrono::nanoseconds time);

    enum class Kind : std::uint8_t { Gauge, Counter };
    /// A value that is read whenever the metrics are. `label` is `name="value"`'s two parts, or
    /// empty; `second` is likewise. Before the first request.
    void addSource(Kind kind, const std::string &name, const std::string &help,
                   std::function<double()> read,
                   const std::pair<std::string, std::string> &label = {},
                   const std::pair<std::string, std::string> &second = {});
    /// Durations that somebody counts, who outlives this. Before the first request.
    void addTimes(const std::string &name, const std::string &help, const DurationHistogram &times,
                  const std::pair<std::string, std::string> &label);

    /// How many databases there are by state, as somebody counted them.
    void setDatabases(const std::map<std::string, std::int64_t> &countByState);

    /// All of it: `text/plain; version=0.0.4`.
    [[nodiscard]] std::string text() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace tw::server
