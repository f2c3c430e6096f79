// SPDX-License-Identifier: MIT
#pragma once

#include "compile_flags.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tw::cli {

/// What the options of a golden case may say: those of `check`, and these of `apply`.
struct GoldenFlags {
    CompileFlags compile;
    std::string url; ///< instead of the runner's
    bool dryRun = false;
    bool batch = false;
    bool languageOnly = false;
    std::optional<std::size_t> maxLocks;
};

/// Throws `Failure` for what is no option.
[[nodiscard]] GoldenFlags goldenFlags(const std::string &path, std::vector<std::string> options);

} // namespace tw::cli
