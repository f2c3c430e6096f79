// SPDX-License-Identifier: MIT
#include <tablewright/diag/diagnostic_emitter.h>

#include <algorithm>
#include <tuple>

namespace tw {

DiagnosticSink::~DiagnosticSink() = default;

void DiagnosticList::report(Diagnostic &&diagnostic)
{
    const bool isError = diagnostic.severity == Severity::Error;
    m_errors += isError ? 1 : 0;
    if (m_diagnostics.size() < m_limit) {
        m_diagnostics.push_back(std::move(diagnostic));
        return;
    }
    ++m_dropped;
    if (!isError)
        return;
    // An error is worth more than the last finding that is none.
    const auto lesser =
        std::find_if(m_diagnostics.rbegin(), m_diagnostics.rend(),
                     [](const Diagnostic &d) { return d.severity < Severity::Error; });
    if (lesser != m_diagnostics.rend())
        *lesser = std::move(diagnostic);
}

std::vector<Diagnostic> DiagnosticList::takeSorted()
{
    const auto key = [](const Diagnostic &d) {
        // Invalid ranges sort first, not last.
        return std::tuple(d.range.isValid(), d.range, d.info->code);
    };
    std::stable_sort(m_diagnostics.begin(), m_diagnostics.end(),
                     [&](const Diagnostic &a, const Diagnostic &b) { return key(a) < key(b); });
    // What is wrong in a partial is found in each table that has it.
    const auto isSame = [&](const Diagnostic &a, const Diagnostic &b) {
        return a.range.isValid() && key(a) == key(b) && a.message == b.message &&
               std::equal(a.notes.begin(), a.notes.end(), b.notes.begin(), b.notes.end(),
                          [](const DiagnosticNote &x, const DiagnosticNote &y) {
                              return x.range == y.range && x.message == y.message;
                          });
    };
    m_diagnostics.erase(std::unique(m_diagnostics.begin(), m_diagnostics.end(), isSame),
                        m_diagnostics.end());
    return std::move(m_diagnostics);
}

DiagnosticBuilder::~DiagnosticBuilder()
{
    if (m_sink != nullptr)
        m_sink->report(std::move(m_diagnostic));
}

DiagnosticBuilder &DiagnosticBuilder::note(SourceRange range, std::string message)
{
    m_diagnostic.notes.push_back({std::move(message), range});
    return *this;
}

DiagnosticBuilder &DiagnosticBuilder::fix(std::string title, SourceRange range,
                                          std::string replacement)
{
    return fix({std::move(title), range, std::move(replacement), {}});
}

DiagnosticBuilder &DiagnosticBuilder::fix(FixIt fix)
{
    m_diagnostic.fix = std::move(fix);
    return *this;
}

DiagnosticBuilder DiagnosticEmitter::build(const DiagnosticInfo &info, SourceRange range,
                                           std::string message)
{
    Diagnostic diagnostic;
    diagnostic.info = &info;
    diagnostic.severity = info.severity;
    if (m_severities != nullptr) {
        if (const auto it = m_severities->find(info.code); it != m_severities->end())
            diagnostic.severity = it->second;
    }
    diagnostic.message = std::move(message);
    diagnostic.range = range;
    diagnostic.pass = m_pass;
    DiagnosticSink *sink = diagnostic.severity == Severity::Ignored ? nullptr : &m_sink;
    return {sink, std::move(diagnostic)};
}

} // namespace tw
