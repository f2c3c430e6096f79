// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/driver/apply_fixes.h>

#include <string>
#include <vector>

namespace tw::cli {

/// What `check --fix` did to the documents of one run.
class FixReport {
public:
    /// Mends the document and puts it in place of the file, or to standard output for `-`. Returns
    /// its text. Throws `Failure`.
    std::string fix(const std::string &file, const Compiler &compiler,
                    const CompileOptions &options);

    /// One line for each fix, those that were not applied with why.
    [[nodiscard]] std::string text() const;
    /// The members `fixed`, `refused` and `undone` of a JSON object, separated by commas.
    [[nodiscard]] std::string jsonMembers() const;

private:
    struct Entry {
        std::string file;
        FixedFinding finding;
    };
    std::vector<Entry> m_applied;
    std::vector<Entry> m_refused;
    std::vector<Entry> m_undone;
};

} // namespace tw::cli
