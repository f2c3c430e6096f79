// SPDX-License-Identifier: MIT
#pragma once

#include "isolation/messages.h"

#include <tablewright/pass/analysis.h>
#include <tablewright/plugin/plugin_loader.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace tw::plugin_host {

/// The plugin of this process. Everything that it throws becomes part of an answer.
class PluginRunner {
public:
    /// Loads the plugin and what it needs. Throws `std::runtime_error` when it does not load.
    explicit PluginRunner(const isolation::Start &start);

    /// What it has.
    [[nodiscard]] isolation::Hello describe();

    /// Runs a pass. The schema of the last request stays for the next one.
    [[nodiscard]] isolation::Answer run(const isolation::Request &request);

private:
    void keepSchema(const isolation::Request &request);

    PluginLoader m_loader;
    std::shared_ptr<const Backend> m_backend;
    std::vector<std::shared_ptr<const CheckPass>> m_passes;
    std::vector<const DiagnosticInfo *> m_rows;
    std::unordered_map<const DiagnosticInfo *, std::uint32_t> m_places; ///< of `m_rows`
    SeverityOverrides m_severities;

    std::uint64_t m_schemaToken = 0;
    ir::Schema m_schema;
    AnalysisCache m_analyses; ///< of the schema
};

} // namespace tw::plugin_host
