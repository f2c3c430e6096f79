// SPDX-License-Identifier: MIT
#pragma once

#include "compile_flags.h"

#include <tablewright/config/configuration.h>

#include <map>
#include <string>
#include <vector>

namespace tw::cli {

/// Reads the text of a configuration with the plugins and codes of a session.
[[nodiscard]] LoadedConfiguration sessionConfiguration(SourceManager &sources, std::string name,
                                                       std::string_view text,
                                                       const CompileFlags &flags,
                                                       const Session &session);

/// The configurations of the documents of one run: what `--config` names, or what stands beside
/// each. Each is read once, and what was found in it given out once.
class Configurations {
public:
    /// All outlive this.
    Configurations(const CompileFlags &flags, const Session &session, SourceManager &sources)
        : m_flags(flags), m_session(session), m_sources(sources)
    {
    }

    /// Of the document at this path, `-` being standard input, which has none beside it. Throws
    /// `Failure` when the file that `--config` names cannot be read.
    const LoadedConfiguration &of(const std::string &document);

    /// Puts what was found in those that were read since the last call before `diagnostics`.
    void prependFindings(std::vector<Diagnostic> &diagnostics);

private:
    [[nodiscard]] LoadedConfiguration load(const std::string &path) const;

    const CompileFlags &m_flags;
    const Session &m_session;
    SourceManager &m_sources;
    LoadedConfiguration m_none;
    std::map<std::string, LoadedConfiguration> m_loaded; ///< by canonical path
    std::vector<Diagnostic> m_findings;
};

} // namespace tw::cli
