// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/driver/compiler.h>

#include <memory>
#include <string>
#include <vector>

namespace tw::test {

/// A document that compiles without errors: a sample, or a golden case that is expected to pass.
struct PassingCase {
    std::string name; ///< `samples/blog`, `golden/types/all_types`
    std::string text;
    std::vector<std::string> flags; ///< as on the command line
};

/// Every sample and every golden case that passes and sets nothing up in the database beforehand.
/// The database must take what they compile to.
[[nodiscard]] std::vector<PassingCase> passingCases();

/// A compile and the sources that its result points into.
struct Compiled {
    std::unique_ptr<SourceManager> sources;
    CompileResult result;

    /// Throws when the compile gave none.
    [[nodiscard]] const Script &script() const;
};

[[nodiscard]] Compiled compile(const PassingCase &testCase);

/// The compiler that all tests of a program share.
[[nodiscard]] const Compiler &compiler();

/// TABLEWRIGHT_TEST_POSTGRES; ends the program when there is none.
[[nodiscard]] std::string serverUrl();

} // namespace tw::test
