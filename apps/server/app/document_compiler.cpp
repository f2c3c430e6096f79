// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document_compiler.h"

#include "app/problems.h"

#include <tablewright/backend/refusal.h>
#include <tablewright/diag/codes.h>
#include <tablewright/diag/render.h>

#include <fmt/format.h>

#include <QLoggingCategory>
#include <QThread>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace tw::server {

using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(lcPlugins, "plugins")

/// What a compile holds for each byte of its document: 5 was measured on documents as people write
/// them, dense ones take more.
constexpr std::size_t memoryPerByte = 16;
/// And while its plugins run elsewhere, for what is sent to them.
constexpr std::size_t memoryPerSentByte = 2;

/// Of the time that a compile has, what its plugins may take before the others are left out; the
/// one that runs then may take as much again.
constexpr int pluginPart = 3;

bool hasCode(const CompileResult &result, std::string_view code)
{
    return std::ranges::any_of(
        result.diagnostics, [code](const Diagnostic &found) { return found.info->code == code; });
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
    loadPlugins();
    m_options.severities.emplace(std::string(diag::TableWithoutPrimaryKey.code), Severity::Error);
    if (!m_settings.configuration.empty())
        readConfiguration();
    findWhatBlocks();
}

void DocumentCompiler::loadPlugins()
{
    PluginIsolation isolation = m_settings.isolation;
    isolation.passDeadline =
        std::min(isolation.passDeadline, std::max(m_settings.deadline / pluginPart, 1ms));
    PluginPatience patience;
    patience.lostTime = std::max<std::chrono::nanoseconds>(2 * isolation.passDeadline, 2s);
    patience.shortRun = isolation.passDeadline / 2;
    patience.failuresInARow = std::max(patience.failuresInARow, 4 * isolation.processes);
    m_watch = std::make_unique<PluginWatch>(patience);
    isolation.observe = [watch = m_watch.get()](const PluginEvent &event) { watch->heed(event); };

    m_plugins.discover(PluginLoader::searchPath(m_settings.pluginFolders));
    m_plugins.loadAll(isolation);
    logPlugins();
    auto backend = m_plugins.backend("postgresql");
    if (!backend)
        throw std::runtime_error("found no `postgresql` backend plugin; `TABLEWRIGHT_PLUGIN_PATH` "
                                 "names more folders to look in");
    m_compiler = std::make_unique<const Compiler>(std::move(backend),
                                                  m_watch->watched(m_plugins.validators()));
}

void DocumentCompiler::logPlugins() const
{
    for (const PluginSpec &spec : m_plugins.specs()) {
        if (spec.state == PluginSpec::State::Loaded)
            qCInfo(lcPlugins, "%s %s: %s%s, %s", spec.id.c_str(), spelling(spec.version).c_str(),
                   spec.isOwn ? "Tablewright's own" : "third-party",
                   spec.enabledByDefault ? "" : ", off unless the configuration asks for it",
                   spec.isIsolated ? "in processes of its own" : "in this process");
        else
            qCWarning(lcPlugins, "%s (%s) is not loaded: %s",
                      spec.id.empty() ? "a plugin" : spec.id.c_str(), spec.path.c_str(),
                      spec.reason.c_str());
    }
}

void DocumentCompiler::readConfiguration()
{
    std::vector<const DiagnosticInfo *> rows = builtinDiagnostics();
    const auto ofPlugins = m_plugins.diagnostics();
    rows.insert(rows.end(), ofPlugins.begin(), ofPlugins.end());
    SourceManager sources;
    const LoadedConfiguration loaded = loadConfiguration(
        sources, m_settings.configuration, {m_plugins.specs(), m_compiler->passes(), rows});
    if (loaded.state == LoadedConfiguration::State::Absent)
        throw std::runtime_error(fmt::format(
            "there is no file `{}`, which `--document-config` names", m_settings.configuration));
    if (!loaded.ok())
        throw std::runtime_error("the file of `--document-config` has errors\n" +
                                 renderText(loaded.diagnostics, sources));
    for (const Diagnostic &found : loaded.diagnostics)
        qCWarning(lcPlugins, "%s",
                  renderText({&found, 1}, sources, {.sourceLines = false}).c_str());
    loaded.configuration.applyTo(m_options);
}

void DocumentCompiler::findWhatBlocks()
{
    const auto isQuick = [&](const std::string &id) {
        return std::ranges::any_of(m_plugins.specs(), [&](const PluginSpec &spec) {
            return spec.id == id && spec.state == PluginSpec::State::Loaded && spec.isOwn &&
                   !spec.isIsolated;
        });
    };
    for (const RegisteredPass &pass : m_plugins.validators()) {
        if (std::ranges::find(m_validatorIds, pass.owner) == m_validatorIds.end())
            m_validatorIds.push_back(pass.owner);
        m_mayBlock = m_mayBlock || (m_options.passes.runs(pass) && !isQuick(pass.owner));
    }
}

CompiledDocument DocumentCompiler::compile(const Document &document,
                                           CompileOptions::Until until) const
{
    const bool hasChecks = until > CompileOptions::Until::Parse;
    CompileOptions options = hasChecks ? m_options : CompileOptions();
    options.until = until;
    return run(document, std::move(options), hasChecks);
}

void DocumentCompiler::addScript(CompiledDocument &compiled) const
{
    if (!compiled.result.script)
        compiled.result.script = m_compiler->backend().emitScript(compiled.result.schema);
}

CompiledDocument DocumentCompiler::resolve(const Document &document) const
{
    CompileOptions options;
    options.passes.only = {"none of the checks"};
    options.until = CompileOptions::Until::Check;
    return run(document, std::move(options), false);
}

CompiledDocument DocumentCompiler::run(const Document &document, CompileOptions options,
                                       bool withPlugins) const
{
    const bool isSent = withPlugins && m_mayBlock;
    if (isSent && QThread::currentThread()->loopLevel() > 0)
        throw std::logic_error("a compile that may wait for a plugin was begun on an event loop");
    const MemoryShare share(m_memoryInUse, m_settings.memory,
                            document.text.size() *
                                (memoryPerByte + (isSent ? memoryPerSentByte : 0)));
    const auto begin = std::chrono::steady_clock::now();
    options.language = document.language;
    options.limits = m_settings.limits;
    options.deadline = m_settings.deadline;
    std::stop_source stop;
    const auto request = [&stop] { stop.request_stop(); };
    const std::stop_callback whenStopped(m_stop.get_token(), request);
    const std::stop_callback whenGone(document.gone, request);
    options.stopToken = stop.get_token();
    const PluginWatch::Compile watched(document.requestId, document.user,
                                       m_settings.deadline / pluginPart);
    CompiledDocument compiled;
    compiled.sources = std::make_unique<SourceManager>();
    compiled.source = compiled.sources->add("document", document.text);
    compiled.language = document.language;
    compiled.result = m_compiler->compile(*compiled.sources, compiled.source, options);
    if (m_settings.observe)
        m_settings.observe(compiled.result, std::chrono::steady_clock::now() - begin);
    const bool wasStopped = hasCode(compiled.result, diag::CompileStopped.code);
    if (wasStopped && m_stop.stop_requested())
        throw RequestError(
            {503, problem::busy, "the server is stopping", {}, {{"Retry-After", "2"}}});
    compiled.isTransient = wasStopped || watched.failures() > 0;
    if (watched.failures() > 0)
        hideDetails(compiled);
    return compiled;
}

/// What a plugin threw may tell of this machine.
void DocumentCompiler::hideDetails(CompiledDocument &compiled) const
{
    for (Diagnostic &found : compiled.result.diagnostics) {
        if (found.info->code != diag::PluginFailed.code)
            continue;
        const auto &passes = m_compiler->passes().passes();
        const auto pass = std::ranges::find_if(passes, [&](const RegisteredPass &registered) {
            return registered.get().name() == found.pass;
        });
        const bool isLeftOut = found.message.ends_with(leftOutReason);
        found.message = fmt::format(fmt::runtime(diag::PluginFailed.message),
                                    pass == passes.end() ? "" : pass->owner, found.pass,
                                    isLeftOut ? leftOutReason : "the server's log tells more");
    }
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
