// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document_compiler.h"

#include "app/problems.h"

#include <tablewright/diag/codes.h>
#include <tablewright/diag/render.h>

#include <fmt/format.h>

#include <QLoggingCategory>

#include <algorithm>
#include <stdexcept>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcPlugins, "plugins")

/// What a compile holds for each byte of its document: 5 was measured on documents as people write
/// them, dense ones take more.
constexpr std::size_t memoryPerByte = 16;

bool isUnverified(const Diagnostic &found)
{
    return found.severity == Severity::Warning &&
           (found.info->code == diag::DefaultUnverified.code ||
            found.info->code == diag::ExpressionUnverified.code ||
            found.info->code == diag::RecordUnverified.code);
}

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

std::string describe(const Origin &origin, const ir::Schema &schema)
{
    const std::size_t element = origin.element;
    switch (origin.kind) {
    case Origin::Kind::Enum:
        if (element < schema.enums.size())
            return fmt::format("enum `{}`", schema.enums[element].name.view());
        break;
    case Origin::Kind::Table:
        if (element < schema.tables.size())
            return fmt::format("table `{}`", schema.tables[element].name.view());
        break;
    case Origin::Kind::Index:
        if (element < schema.tables.size())
            return fmt::format("an index of table `{}`", schema.tables[element].name.view());
        break;
    case Origin::Kind::ForeignKey:
        if (element < schema.foreignKeys.size())
            return fmt::format("foreign key `{}`", schema.foreignKeys[element].name.view());
        break;
    case Origin::Kind::Namespace:
        return "a namespace";
    case Origin::Kind::Note:
        return "a note";
    case Origin::Kind::Records:
        if (element < schema.records.size())
            return fmt::format("the records of table `{}`",
                               schema.table(schema.records[element].table).name.view());
        break;
    case Origin::Kind::Schema:
        break;
    }
    return "the schema";
}

std::string_view meaningOf(std::string_view sqlState)
{
    if (sqlState == "57014")
        return "it took too long";
    if (sqlState.starts_with("22"))
        return "a value does not fit its type";
    if (sqlState.starts_with("23"))
        return "a constraint is violated";
    if (sqlState.starts_with("42"))
        return "a name, a type or a rule of the definition";
    if (sqlState.starts_with("53"))
        return "it has too few resources";
    if (sqlState.starts_with("54"))
        return "a limit is exceeded";
    return "the server's log tells more";
}

Diagnostic refusal(const CompiledDocument &document, std::size_t statement,
                   std::string_view sqlState)
{
    const Script &script = document.script();
    // After the last one stands the end of the transaction, where deferred keys are checked.
    const Origin origin =
        statement < script.statements.size() ? script.statements[statement].origin : Origin{};
    DiagnosticList found;
    DiagnosticEmitter emitter(found);
    emitter.setPass("apply");
    emitter.report(
        diag::StatementRefused, origin.range, describe(origin, document.result.schema),
        fmt::format("error {} ({})", sqlState.empty() ? "unknown" : sqlState, meaningOf(sqlState)));
    std::vector<Diagnostic> diagnostics = found.takeSorted();
    frontendFor(document.language).annotate(*document.sources, document.source, diagnostics);
    return std::move(diagnostics.front());
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
    return std::any_of(result.diagnostics.begin(), result.diagnostics.end(), server::isUnverified);
}

void CompiledDocument::dropUnverified() { std::erase_if(result.diagnostics, server::isUnverified); }

void CompiledDocument::addRefusal(std::size_t statement, std::string_view sqlState)
{
    result.diagnostics.push_back(refusal(*this, statement, sqlState));
    result.ok = false;
}

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

std::string refusedStatementJson(const CompiledDocument &document, std::size_t statement,
                                 std::string_view sqlState)
{
    const Diagnostic found = refusal(document, statement, sqlState);
    return renderJson({&found, 1}, *document.sources);
}

} // namespace tw::server
