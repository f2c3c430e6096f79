// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace tw::server {

/// What every process tells of itself, by Prometheus' standard names: processor time, memory,
/// descriptors, when it was started. Of this process alone, not of a PostgreSQL it runs.
[[nodiscard]] std::vector<prometheus::MetricFamily> processMetrics();

} // namespace tw::server
