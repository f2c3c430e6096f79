// SPDX-License-Identifier: MIT
#include "configurations.h"

#include "cli.h"
#include "input.h"
#include "session.h"

#include <filesystem>
#include <iterator>
#include <utility>

namespace tw::cli {

namespace {

namespace fs = std::filesystem;

std::string canonical(const std::string &path)
{
    std::error_code error;
    const fs::path result = fs::weakly_canonical(path, error);
    return error ? path : result.string();
}

ConfigurationSubjects subjectsOf(const Session &session,
                                 const std::vector<const DiagnosticInfo *> &rows)
{
    return {session.plugins().specs(), session.compiler().passes(), rows};
}

} // namespace

LoadedConfiguration sessionConfiguration(SourceManager &sources, std::string name,
                                         std::string_view text, const CompileFlags &flags,
                                         const Session &session)
{
    const std::vector<const DiagnosticInfo *> rows = allDiagnostics(session.plugins());
    return configurationOf(sources, std::move(name), text, subjectsOf(session, rows),
                           severityFlags(flags, session));
}

const LoadedConfiguration &Configurations::of(const std::string &document)
{
    if (m_flags.noConfig || (m_flags.config.empty() && document == "-"))
        return m_none;
    if (m_flags.config == "-" && document == "-")
        throw Failure("standard input cannot be the configuration and the document");
    const std::string path =
        m_flags.config.empty() ? configurationBeside(document) : m_flags.config;
    const auto [slot, isNew] = m_loaded.try_emplace(canonical(path));
    if (isNew) {
        slot->second = load(path);
        const std::vector<Diagnostic> &found = slot->second.diagnostics;
        m_findings.insert(m_findings.end(), found.begin(), found.end());
    }
    return slot->second;
}

void Configurations::prependFindings(std::vector<Diagnostic> &diagnostics)
{
    diagnostics.insert(diagnostics.begin(), std::make_move_iterator(m_findings.begin()),
                       std::make_move_iterator(m_findings.end()));
    m_findings.clear();
}

LoadedConfiguration Configurations::load(const std::string &path) const
{
    // What was asked for by name has to be there, and may be a pipe.
    if (!m_flags.config.empty())
        return sessionConfiguration(m_sources, path == "-" ? "<stdin>" : path, readFile(path),
                                    m_flags, m_session);
    const std::vector<const DiagnosticInfo *> rows = allDiagnostics(m_session.plugins());
    return loadConfiguration(m_sources, path, subjectsOf(m_session, rows),
                             severityFlags(m_flags, m_session));
}

} // namespace tw::cli
