// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

namespace tw::cli {

/// What the program says by its exit code.
enum ExitCode : int {
    Success = 0,
    InputErrors = 1, ///< the input has errors, or a test failed
    Failed = 2       ///< wrong usage, unreadable file, missing plugin
};

/// Ends the program with `Failed`. The text is one sentence, without the program's name.
class Failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The whole program. Never throws.
int run(int argc, char **argv) noexcept;

} // namespace tw::cli
