// SPDX-License-Identifier: MIT
#include "flatness.h"

#include <algorithm>

namespace tw::soak {

namespace {

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

double robustSlope(const std::vector<Sample> &samples)
{
    std::vector<double> slopes;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        for (std::size_t j = i + 1; j < samples.size(); ++j) {
            const double time = samples[j].seconds - samples[i].seconds;
            if (time > 0)
                slopes.push_back((samples[j].value - samples[i].value) / time);
        }
    }
    return medianOf(std::move(slopes));
}

Flatness::Result Flatness::result() const
{
    const auto first = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 4);
    const std::vector<Sample> kept(first, samples.end());
    std::vector<double> values;
    for (const Sample &sample : kept)
        values.push_back(sample.value);
    Result result;
    if (kept.empty())
        return result;
    const double slope = robustSlope(kept);
    result.median = medianOf(std::move(values));
    result.growth = slope * (kept.back().seconds - kept.front().seconds);
    result.allowed = std::max(allowedPart * result.median, allowedValue);
    result.perHour = slope * 3600;
    return result;
}

} // namespace tw::soak
