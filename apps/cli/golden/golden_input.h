// SPDX-License-Identifier: MIT
#pragma once

#include "section_resolver.h"
#include "session.h"

#include <string>

namespace tw::cli {

/// One input of a golden case, compiled, and what else can be made of it. Each text is what a
/// section of the case shall hold.
class GoldenInput {
public:
    /// `file` has an input in this language and outlives this.
    GoldenInput(const GoldenFile &file, Language language, const Session &session,
                CompileOptions options);

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
    /// Laid out anew. That it changes when laid out once more is added to `complaint`.
    [[nodiscard]] std::string formatted(std::string &complaint);

private:
    [[nodiscard]] std::string print(const ir::Schema &schema) const;

    const Session &m_session;
    SourceManager m_sources;
    SectionResolver m_resolver;
    CompileOptions m_options;
    CompileResult m_result;
};

} // namespace tw::cli
