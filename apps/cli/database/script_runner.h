// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/script.h>
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/target/target_info.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace tw::cli {

struct RunOptions {
    std::string url;                     ///< of the database
    std::string database;                ///< in place of the one in `url`, unless empty
    bool dryRun = false;                 ///< run all of it, then take it back
    bool batch = false;                  ///< several transactions where one would lock too much
    std::optional<std::size_t> maxLocks; ///< instead of what the server's settings give
    std::function<void(std::size_t done, std::size_t total)> progress; ///< may be empty
};

/// Runs a script in an empty database, all of it or, unless `batch`, nothing.
/// What stands in the way is reported as TW7xxx at the element that it concerns.
/// Returns how many statements are in the database when it is done.
std::size_t runScript(const Script &script, const ir::Schema &schema, const TargetInfo &target,
                      const RunOptions &options, DiagnosticList &found,
                      const SeverityOverrides &severities);

/// How a message calls the element that a statement comes from: `table `users``.
[[nodiscard]] std::string describe(const Origin &origin, const ir::Schema &schema);

} // namespace tw::cli
