// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document_compiler.h"

#include <tablewright/diag/codes.h>
#include <tablewright/diag/render.h>

#include <fmt/format.h>

#include <QLoggingCategory>

#include <algorithm>
#include <stdexcept>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcPlugins, "plugins")

constexpr std::size_t maxDocumentBytes = 16 * 1024 * 1024;
constexpr std::chrono::seconds compileDeadline{30};

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

DocumentCompiler::DocumentCompiler()
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

CompiledDocument DocumentCompiler::compile(std::string_view document,
                                           CompileOptions::Until until) const
{
    CompileOptions options;
    options.limits.inputBytes = maxDocumentBytes;
    options.severities.emplace(std::string(diag::TableWithoutPrimaryKey.code), Severity::Error);
    options.deadline = compileDeadline;
    options.until = until;
    CompiledDocument compiled;
    compiled.sources = std::make_unique<SourceManager>();
    compiled.source = compiled.sources->add("document", document);
    compiled.result = m_compiler->compile(*compiled.sources, compiled.source, options);
    return compiled;
}

std::string refusedStatementJson(const CompiledDocument &document, std::size_t statement,
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
    frontendFor(Language::Json).annotate(*document.sources, document.source, diagnostics);
    return renderJson(diagnostics, *document.sources);
}

} // namespace tw::server
