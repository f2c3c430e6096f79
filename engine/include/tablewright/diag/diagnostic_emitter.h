// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>
#include <tablewright/diag/diagnostic.h>

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace tw {

/// Takes finished diagnostics. Not thread-safe: one compile has one sink.
class TABLEWRIGHT_EXPORT DiagnosticSink {
public:
    virtual ~DiagnosticSink();
    virtual void report(Diagnostic &&diagnostic) = 0;
};

/// Keeps what it is given, errors before others when there are more than `limit`.
class TABLEWRIGHT_EXPORT DiagnosticList final : public DiagnosticSink {
public:
    explicit DiagnosticList(std::size_t limit = SIZE_MAX) : m_limit(limit) {}

    void report(Diagnostic &&diagnostic) override;

    [[nodiscard]] std::size_t errorCount() const { return m_errors; }
    [[nodiscard]] std::size_t droppedCount() const { return m_dropped; }

    /// Sorted by source, place and code, each once; those without a place come first.
    [[nodiscard]] std::vector<Diagnostic> takeSorted();

private:
    std::vector<Diagnostic> m_diagnostics;
    std::size_t m_limit;
    std::size_t m_errors = 0;
    std::size_t m_dropped = 0;
};

/// Severities that the host sets by code, over those of the table.
using SeverityOverrides = StringMap<Severity>;

/// Collects notes and a fix, and hands the diagnostic over when it goes out of scope.
class TABLEWRIGHT_EXPORT DiagnosticBuilder {
public:
    DiagnosticBuilder(DiagnosticSink *sink, Diagnostic diagnostic)
        : m_sink(sink), m_diagnostic(std::move(diagnostic))
    {
    }
    DiagnosticBuilder(DiagnosticBuilder &&other) noexcept
        : m_sink(std::exchange(other.m_sink, nullptr)), m_diagnostic(std::move(other.m_diagnostic))
    {
    }
    DiagnosticBuilder(const DiagnosticBuilder &) = delete;
    DiagnosticBuilder &operator=(const DiagnosticBuilder &) = delete;
    DiagnosticBuilder &operator=(DiagnosticBuilder &&) = delete;
    ~DiagnosticBuilder();

    DiagnosticBuilder &note(SourceRange range, std::string message);
    DiagnosticBuilder &note(std::string message) { return note({}, std::move(message)); }
    DiagnosticBuilder &fix(std::string title, SourceRange range, std::string replacement);
    DiagnosticBuilder &fix(FixIt fix);

private:
    DiagnosticSink *m_sink; ///< null when the severity is `Ignored`
    Diagnostic m_diagnostic;
};

/// What passes report through. It fixes the severity and writes the message.
class TABLEWRIGHT_EXPORT DiagnosticEmitter {
public:
    explicit DiagnosticEmitter(DiagnosticSink &sink, const SeverityOverrides *severities = nullptr)
        : m_sink(sink), m_severities(severities)
    {
    }

    /// Reports `def` at `range`. A wrong number of arguments does not compile.
    template <std::size_t N, class... Args>
    DiagnosticBuilder report(const DiagnosticDef<N> &def, SourceRange range, const Args &...args)
    {
        static_assert(sizeof...(Args) == N, "this diagnostic takes another number of arguments");
        return build(def, range, fmt::vformat(def.message, fmt::make_format_args(args...)));
    }

    /// Reports `info` with its message written already.
    DiagnosticBuilder reportText(const DiagnosticInfo &info, SourceRange range, std::string message)
    {
        return build(info, range, std::move(message));
    }

    /// The name of the pass that reports from now on. The text must outlive the diagnostics.
    void setPass(std::string_view pass) { m_pass = pass; }

private:
    DiagnosticBuilder build(const DiagnosticInfo &info, SourceRange range, std::string message);

    DiagnosticSink &m_sink;
    const SeverityOverrides *m_severities;
    std::string_view m_pass;
};

} // namespace tw
