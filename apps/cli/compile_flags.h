// SPDX-License-Identifier: MIT
#pragma once

#include "plugin_choice.h"

#include <tablewright/config/configuration.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tw::cli {

class Session;

/// The options of a compile as they are written on the command line or in a golden file.
struct CompileFlags {
    PluginChoice plugins;
    std::string from;
    std::string backend = "postgresql";
    std::vector<std::string> severities; ///< `TW4001=warning`
    std::vector<std::string> enable;     ///< checks and plugins
    std::vector<std::string> disable;
    std::vector<std::string> only;
    std::vector<std::string> limits; ///< `tables=100`
    std::size_t maxDiagnostics = 1000;
    std::uint32_t deadlineMs = 0;
    std::string dumpIr;
    bool timings = false;
    std::string config; ///< instead of what stands beside the document
    bool noConfig = false;
};

/// Of commands that only read a document.
void addReadingFlags(CLI::App &app, CompileFlags &flags);
/// Those, and what concerns the passes and the backend.
void addCompileFlags(CLI::App &app, CompileFlags &flags);

/// Checked against the passes, plugins and codes that exist; throws `Failure` for one that does
/// not. A table without a primary key is an error in schema JSON unless the configuration, or the
/// flags over it, say otherwise.
[[nodiscard]] CompileOptions compileOptions(const CompileFlags &flags, Language language,
                                            const Session &session,
                                            const Configuration &configuration = {});

/// Those of `--severity` alone. Throws `Failure`.
[[nodiscard]] SeverityOverrides severityFlags(const CompileFlags &flags, const Session &session);

} // namespace tw::cli
