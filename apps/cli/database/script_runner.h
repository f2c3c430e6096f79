// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/backend.h>
#include <tablewright/diag/diagnostic_emitter.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tw::cli {

struct RunOptions {
    std::string url;                     ///< of the database
    std::string database;                ///< in place of the one in `url`, unless empty
    bool dryRun = false;                 ///< run all of it, then take it back
    bool batch = false;                  ///< several transactions where one would lock too much
    std::optional<std::size_t> maxLocks; ///< instead of what the server's settings give
    std::string_view pass = "apply";     ///< that reports what it finds
    std::function<void(std::size_t done, std::size_t total)> progress; ///< may be empty
};

/// Runs a script in an empty database, all of it or, unless `batch`, nothing.
/// What stands in the way is reported as TW7xxx at the element that it concerns.
/// Returns how many statements are in the database when it is done.
std::size_t runScript(const Script &script, const ir::Schema &schema, const Backend &backend,
                      const RunOptions &options, DiagnosticList &found,
                      const SeverityOverrides &severities);

} // namespace tw::cli
