// SPDX-License-Identifier: MIT
#include "plugin_runner.h"

#include "isolation/schema_codec.h"

#include <tablewright/diag/diagnostic_emitter.h>

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <stdexcept>

namespace tw::plugin_host {

namespace {

using isolation::Answer;
using isolation::Hello;
using isolation::Request;
using isolation::SentDiagnostic;

/// More than any host shows; a plugin that reports for ever runs into its deadline, not into
/// memory.
constexpr std::size_t mostFindings = 10'000;
constexpr std::size_t mostText = 16UL * 1024 * 1024;

/// Gathers what a pass reports.
class AnswerSink final : public DiagnosticSink {
public:
    AnswerSink(const std::unordered_map<const DiagnosticInfo *, std::uint32_t> &places,
               const std::vector<const DiagnosticInfo *> &rows)
        : m_places(places), m_rows(rows)
    {
    }

    void report(Diagnostic &&diagnostic) override
    {
        const std::size_t row = rowOf(*diagnostic.info);
        if (row == m_rows.size()) {
            if (m_foreign.empty())
                m_foreign = diagnostic.info->code;
            return;
        }
        ++m_count;
        m_text += textOf(diagnostic);
        if (m_count > mostFindings || m_text > mostText)
            return;
        m_found.push_back({static_cast<std::uint32_t>(row), std::move(diagnostic.message),
                           diagnostic.range, std::move(diagnostic.notes),
                           std::move(diagnostic.fix)});
    }

    /// `thrown` is what the pass threw, if anything.
    [[nodiscard]] Answer take(std::optional<std::string> thrown)
    {
        if (!thrown && !m_foreign.empty()) {
            thrown = fmt::format(
                "it reported `{}`, which is none of the diagnostics that it brings", m_foreign);
        }
        if (!thrown && m_found.size() < m_count) {
            thrown = fmt::format("it reported {} findings, of which the first {} are taken",
                                 m_count, m_found.size());
        }
        Answer answer;
        answer.outcome = thrown ? Answer::Outcome::Threw : Answer::Outcome::Done;
        answer.thrown = std::move(thrown).value_or(std::string());
        answer.diagnostics = std::move(m_found);
        return answer;
    }

private:
    [[nodiscard]] std::size_t rowOf(const DiagnosticInfo &info) const
    {
        if (const auto place = m_places.find(&info); place != m_places.end())
            return place->second;
        const auto byCode = std::ranges::find(m_rows, info.code, &DiagnosticInfo::code);
        return static_cast<std::size_t>(byCode - m_rows.begin());
    }

    static std::size_t textOf(const Diagnostic &diagnostic)
    {
        std::size_t size = diagnostic.message.size();
        for (const DiagnosticNote &note : diagnostic.notes)
            size += note.message.size();
        if (diagnostic.fix) {
            size += diagnostic.fix->title.size() + diagnostic.fix->replacement.size();
            for (const TextEdit &edit : diagnostic.fix->also)
                size += edit.replacement.size();
        }
        return size;
    }

    const std::unordered_map<const DiagnosticInfo *, std::uint32_t> &m_places;
    const std::vector<const DiagnosticInfo *> &m_rows;
    std::vector<SentDiagnostic> m_found;
    std::size_t m_count = 0;
    std::size_t m_text = 0;
    std::string m_foreign; ///< a code that is not the plugin's
};

/// What the current exception says, as the engine tells it of a pass in its own process.
std::string currentException()
{
    try {
        throw;
    } catch (const std::exception &error) {
        const char *const text = error.what();
        return text == nullptr || *text == '\0' ? "an exception without a text" : text;
    } catch (...) {
        return "it threw something that is no std::exception";
    }
}

} // namespace

PluginRunner::PluginRunner(const isolation::Start &start)
{
    m_loader.discoverFiles(start.files);
    m_loader.loadAll();
    const auto isIt = [&](const PluginSpec &spec) { return spec.id == start.pluginId; };
    const auto spec = std::ranges::find_if(m_loader.specs(), isIt);
    if (spec == m_loader.specs().end())
        throw std::runtime_error("its file is no longer the one that was found");
    if (spec->state != PluginSpec::State::Loaded)
        throw std::runtime_error(spec->reason);
    m_backend = m_loader.backend(start.backend);
    if (!m_backend && !start.backend.empty())
        throw std::runtime_error(fmt::format("the backend `{}` did not load", start.backend));

    for (const RegisteredPass &pass : m_loader.validators()) {
        if (pass.owner == start.pluginId)
            m_passes.push_back(std::get<std::shared_ptr<const CheckPass>>(pass.pass));
    }
    for (const DiagnosticInfo *row : m_loader.diagnostics()) {
        if (!row->code.starts_with(spec->diagnosticPrefix))
            continue; // of the backend, or of a plugin that this one needs
        m_places.emplace(row, static_cast<std::uint32_t>(m_rows.size()));
        m_rows.push_back(row);
        // What is to be seen is the host's to say, which may show what is off by default.
        m_severities.emplace(row->code, Severity::Warning);
    }
}

Hello PluginRunner::describe()
{
    Hello hello;
    try {
        for (const std::shared_ptr<const CheckPass> &pass : m_passes)
            hello.passes.push_back({std::string(pass->name()), std::string(pass->description())});
    } catch (...) {
        return {.failure = "a pass threw: " + currentException(), .passes = {}, .rows = {}};
    }
    for (const DiagnosticInfo *row : m_rows) {
        hello.rows.push_back({std::string(row->code), std::string(row->name), row->severity,
                              std::string(row->message)});
    }
    return hello;
}

void PluginRunner::keepSchema(const Request &request)
{
    if (request.schema.empty()) {
        if (request.schemaToken != m_schemaToken)
            throw isolation::WireError("a schema that this process does not have");
        return;
    }
    m_schemaToken = 0; // should it not be read
    m_analyses.invalidate();
    m_schema = isolation::decodeSchema(request.schema);
    m_schemaToken = request.schemaToken;
}

Answer PluginRunner::run(const Request &request)
{
    if (!m_backend)
        return {Answer::Outcome::Threw, "no backend is there to check for", {}};
    keepSchema(request);
    const CheckPass &pass = *m_passes.at(request.pass);
    AnswerSink sink(m_places, m_rows);
    DiagnosticEmitter emitter(sink, &m_severities);
    PassContext context{*m_backend, emitter, m_analyses, request.limits, request.options};
    std::optional<std::string> thrown;
    try {
        pass.run(m_schema, context);
    } catch (...) {
        thrown = currentException();
    }
    return sink.take(std::move(thrown));
}

} // namespace tw::plugin_host
