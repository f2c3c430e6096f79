// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/driver/compiler.h>

#include <memory>
#include <string>
#include <vector>

namespace tw::cli {
class GoldenFile;
}

namespace tw::test {

/// A document that compiles without errors: a sample, or an input of a golden case that is expected
/// to pass.
struct PassingCase {
    std::string name; ///< `samples/blog.json`, `golden/types/all_types.dbml`
    Language language = Language::Json;
    std::string text;
    std::shared_ptr<const cli::GoldenFile> golden; ///< null for a sample
};

/// Every sample and every golden case that passes and sets nothing up in the database beforehand.
/// The database must take what they compile to.
[[nodiscard]] const std::vector<PassingCase> &passingCases();

/// Every sample and every input of a golden case, those that are refused among them.
[[nodiscard]] const std::vector<PassingCase> &allCases();

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
