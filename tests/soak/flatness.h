// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace tw::soak {

struct Sample {
    double seconds = 0;
    double value = 0;
};

/// The median of the slopes between all pairs of samples (Theil and Sen): a quarter of the samples
/// may be anything and it still tells where the rest goes. Per second.
[[nodiscard]] double robustSlope(const std::vector<Sample> &samples);

/// What has to stay where it is.
struct Flatness {
    std::string name;
    std::vector<Sample> samples;
    double allowedPart = 0;  ///< of the median that it may grow by in the time that is looked at
    double allowedValue = 0; ///< or by as much, if that is more

    struct Result {
        double median = 0;
        double growth = 0;  ///< by the slope, over the time that is looked at
        double allowed = 0; ///< that it may have
        double perHour = 0;
        [[nodiscard]] bool isFlat() const { return growth <= allowed; }
    };
    /// Of all but the first quarter, in which caches and pools fill.
    [[nodiscard]] Result result() const;
};

} // namespace tw::soak
