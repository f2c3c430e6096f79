// SPDX-License-Identifier: MIT
#pragma once

#include "golden_file.h"
#include "golden_flags.h"
#include "golden_input.h"
#include "session.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tw::cli {

/// Compiles golden cases and compares what comes out with what they say.
class GoldenRunner {
public:
    GoldenRunner(PluginChoice plugins, std::string url)
        : m_plugins(std::move(plugins)), m_url(std::move(url))
    {
    }

    enum class Outcome : std::uint8_t { Passed, Failed };
    struct Report {
        Outcome outcome = Outcome::Passed;
        std::string text; ///< why, indented
    };

    /// With `update`, puts what was found into `file`'s sections first.
    Report run(GoldenFile &file, bool update);

private:
    const Session &session(const CompileFlags &flags);
    /// The input in this language; null when the case has none.
    std::unique_ptr<GoldenInput> compiled(const GoldenFile &file, Language language,
                                          const GoldenFlags &flags);
    /// What applying the script reports; sets `errors` when it has any.
    std::string applyText(const GoldenFile &file, const GoldenFlags &flags, const Backend &backend,
                          const GoldenInput &input, bool &errors) const;

    PluginChoice m_plugins;
    std::string m_url;
    std::map<std::vector<std::string>, std::unique_ptr<Session>> m_sessions;
};

} // namespace tw::cli
