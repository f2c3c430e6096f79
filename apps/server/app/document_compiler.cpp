// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document_compiler.h"

#include "app/problems.h"

#include <tablewright/backend/refusal.h>
#include <tablewright/diag/codes.h>
#include <tablewright/diag/render.h>

#include <fmt/format.h>

#include <QLoggingCategory>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcPlugins, "plugins")

/// What a compile holds for each byte of its document: 5 was measured on documents as people write
/// them, dense ones take more.
constexpr std::size_t memoryPerByte = 16;

/// A part of the memory of all compiles, for as long as one runs. A document that is alone always
/// gets what it asks for.
class MemoryShare {
public:
    MemoryShare(std::atomic<std::size_t> &inUse, std::size_t limit, std::size_t bytes)
        : m_inUse(inUse), m_bytes(bytes)
    {
        const std::size_t others = m_inUse.fetch_add(bytes);
        if (others > 0 && others + bytes > limit) {
            m_inUse.fetch_sub(bytes);
            throw RequestError({503,
                                problem::busy,
                                "too many documents are being compiled",
                                {},
                                {{"Retry-After", "2"}}});
        }
    }
    MemoryShare(const MemoryShare &) = delete;
    MemoryShare &operator=(const MemoryShare &) = delete;
    ~MemoryShare() { m_inUse.fetch_sub(m_bytes); }

private:
    std::atomic<std::size_t> &m_inUse;
    std::size_t m_bytes;
};

/// In words of our own: the server's text may tell of others.
std::string_view meaningOf(std::string_view sqlState)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 22> meanings{{
        {"22", "a value does not fit its type"},
        {"23502", "a row has no value where there must be one"},
        {"23503", "a row refers to one that is not there"},
        {"23505", "two rows have the same key"},
        {"23514", "a row does not satisfy a check"},
        {"23", "a constraint is violated"},
        {"42501", "the right to do this is missing"},
        {"42601", "it cannot be read"},
        {"42703", "there is no such column"},
        {"42704", "there is no such type, collation or the like"},
        {"42710", "the name is taken"},
        {"42723", "the name is taken"},
        {"42804", "the types do not fit"},
        {"42883", "there is no such function or operator for these types"},
        {"42P01", "there is no such table"},
        {"42P06", "the name is taken"},
        {"42P07", "the name is taken"},
        {"42", "a name, a type or a rule of the definition"},
        {"3F", "there is no such namespace"},
        {"53", "it has too few resources"},
        {"54", "a limit is exceeded"},
        {"57014", "it took too long"},
    }};
    for (const auto &[start, meaning] : meanings) {
        if (sqlState.starts_with(start))
            return meaning;
    }
    return "the server's log tells more";
}

} // namespace

std::size_t CompiledDocument::errorCount() const
{
    return static_cast<std::size_t>(
        std::count_if(result.diagnostics.begin(), result.diagnostics.end(),
                      [](const Diagnostic &found) { return found.severity == Severity::Error; }));
}

const Script &CompiledDocument::script() const
{
    if (!result.script)
        throw std::logic_error("the document has no script");
    return *result.script;
}

std::string CompiledDocument::diagnosticsJson() const
{
    return renderJson(result.diagnostics, *sources);
}

bool CompiledDocument::isUnverified() const
{
    return std::any_of(result.diagnostics.begin(), result.diagnostics.end(), tw::isUnverified);
}

void CompiledDocument::dropUnverified() { std::erase_if(result.diagnostics, tw::isUnverified); }

DocumentCompiler::DocumentCompiler(CompilerSettings settings) : m_settings(std::move(settings))
{
    m_plugins.discover(PluginLoader::searchPath({}));
    m_plugins.loadAll();
    for (const PluginSpec &spec : m_plugins.specs()) {
        if (spec.state != PluginSpec::State::Loaded)
            qCWarning(lcPlugins, "%s is not loaded: %s", spec.path.c_str(), spec.reason.c_str());
    }
    auto backend = m_plugins.backend("postgresql");
    if (!backend)
        throw std::runtime_error("found no `postgresql` backend plugin; `TABLEWRIGHT_PLUGIN_PATH` "
                                 "names more folders to look in");
    m_compiler = std::make_unique<const Compiler>(std::move(backend), m_plugins.validators());
}

CompiledDocument DocumentCompiler::compile(Document document, CompileOptions::Until until) const
{
    CompileOptions options;
    options.severities.emplace(std::string(diag::TableWithoutPrimaryKey.code), Severity::Error);
    options.until = until;
    return run(document, std::move(options));
}

void DocumentCompiler::addScript(CompiledDocument &compiled) const
{
    if (!compiled.result.script)
        compiled.result.script = m_compiler->backend().emitScript(compiled.result.schema);
}

CompiledDocument DocumentCompiler::resolve(Document document) const
{
    CompileOptions options;
    options.passes.only = {"none of the checks"};
    options.until = CompileOptions::Until::Check;
    return run(document, std::move(options));
}

CompiledDocument DocumentCompiler::run(Document document, CompileOptions options) const
{
    const MemoryShare share(m_memoryInUse, m_settings.memory, document.text.size() * memoryPerByte);
    const auto begin = std::chrono::steady_clock::now();
    options.language = document.language;
    options.limits = m_settings.limits;
    options.deadline = m_settings.deadline;
    options.stopToken = m_stop.get_token();
    CompiledDocument compiled;
    compiled.sources = std::make_unique<SourceManager>();
    compiled.source = compiled.sources->add("document", document.text);
    compiled.language = document.language;
    compiled.result = m_compiler->compile(*compiled.sources, compiled.source, options);
    if (m_settings.observe)
        m_settings.observe(compiled.result, std::chrono::steady_clock::now() - begin);
    return compiled;
}

Diagnostic DocumentCompiler::diagnosticOf(const CompiledDocument &document,
                                          const ScriptRefusal &refusal) const
{
    const PgError::Place &place = refusal.error.place();
    const RefusedElement element =
        refusedElement(m_compiler->backend(), document.result.schema, document.script(),
                       {.statement = refusal.statement,
                        .position = place.position,
                        .sentFrom = refusal.sentFrom,
                        .column = place.column,
                        .constraint = place.constraint,
                        .message = place.message});
    DiagnosticList found;
    DiagnosticEmitter emitter(found);
    emitter.setPass("apply");
    emitter.report(diag::StatementRefused, element.range, element.description,
                   meaningOf(refusal.error.sqlState()));
    std::vector<Diagnostic> diagnostics = found.takeSorted();
    frontendFor(document.language).annotate(*document.sources, document.source, diagnostics);
    return std::move(diagnostics.front());
}

void DocumentCompiler::addRefusal(CompiledDocument &document, const ScriptRefusal &refusal) const
{
    addAnswers(document.result.diagnostics, {diagnosticOf(document, refusal)});
    document.result.ok = false;
}

std::string DocumentCompiler::refusalJson(const CompiledDocument &document,
                                          const ScriptRefusal &refusal) const
{
    const Diagnostic found = diagnosticOf(document, refusal);
    return renderJson({&found, 1}, *document.sources);
}

} // namespace tw::server
