// SPDX-License-Identifier: MIT
#pragma once

#include "golden_flags.h"
#include "section_resolver.h"
#include "session.h"

#include <tablewright/config/configuration.h>

#include <string>

namespace tw::cli {

/// What the case's section `tablewright.toml` says; nothing without one. No file is read.
[[nodiscard]] LoadedConfiguration goldenConfiguration(const GoldenFile &file,
                                                      const CompileFlags &flags,
                                                      const Session &session,
                                                      SourceManager &sources);

/// One input of a golden case, compiled, and what else can be made of it. Each text is what a
/// section of the case shall hold.
class GoldenInput {
public:
    /// `file` has an input in this language and outlives this. The configuration is its section
    /// `tablewright.toml`.
    GoldenInput(const GoldenFile &file, Language language, const Session &session,
                const GoldenFlags &flags);

    /// Neither the configuration nor the document has errors.
    [[nodiscard]] bool ok() const { return m_configuration.ok() && m_result.ok; }
    [[nodiscard]] const CompileResult &result() const { return m_result; }
    [[nodiscard]] const CompileOptions &options() const { return m_options; }
    [[nodiscard]] const SourceManager &sources() const { return m_sources; }

    [[nodiscard]] std::string findings() const;
    /// The schema when the compile ended, or what `--dump-ir` prints.
    [[nodiscard]] std::string schema() const;
    [[nodiscard]] std::string script() const;

    /// The document in a language. That it does not read back as the same schema is added to
    /// `complaint`.
    [[nodiscard]] std::string converted(Language to, std::string &complaint);
    /// With all fixes applied. That one is refused, since it would bring errors, is added to
    /// `complaint`.
    [[nodiscard]] std::string fixed(std::string &complaint);
    /// Laid out anew. That it changes when laid out once more is added to `complaint`.
    [[nodiscard]] std::string formatted(std::string &complaint);

private:
    [[nodiscard]] std::string print(const ir::Schema &schema) const;

    const GoldenFile &m_file;
    const Session &m_session;
    SourceManager m_sources;
    SectionResolver m_resolver;
    LoadedConfiguration m_configuration;
    CompileOptions m_options;
    CompileResult m_result;
};

} // namespace tw::cli
