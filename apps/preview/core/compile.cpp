// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compile.h"

#include "core/positions.h"
#include "core/steady_diagram.h"

#include <tablewright/diag/codes.h>
#include <tablewright/ir/verifier.h>

#include <QCoreApplication>
#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <exception>

namespace tw::preview {

namespace {

using Clock = std::chrono::steady_clock;

/// Up to so many boxes a layout costs nothing, and so all of them are placed anew when the
/// structure changed.
constexpr std::size_t cheapToLayOut = 150;

/// A large snapshot takes tens of milliseconds to free; the window's thread has no such time.
void freeElsewhere(const Snapshot *snapshot)
{
    const QCoreApplication *application = QCoreApplication::instance();
    QThreadPool *pool = application && QThread::currentThread() == application->thread()
                            ? QThreadPool::globalInstance()
                            : nullptr;
    if (pool)
        pool->start([snapshot] { delete snapshot; }); // NOLINT(cppcoreguidelines-owning-memory)
    else
        delete snapshot; // NOLINT(cppcoreguidelines-owning-memory)
}

std::shared_ptr<Snapshot> emptySnapshot(const CompileInput &input)
{
    std::shared_ptr<Snapshot> snapshot(new Snapshot, freeElsewhere);
    snapshot->revision = input.revision;
    snapshot->path = input.path;
    snapshot->language = input.language;
    snapshot->compiler = input.setup ? input.setup->compiler : nullptr;
    return snapshot;
}

/// The document's text as the only source.
std::shared_ptr<SourceManager> addSources(Snapshot &snapshot, std::string_view text)
{
    auto sources = std::make_shared<SourceManager>();
    const std::string name = !snapshot.path.isEmpty()              ? snapshot.path.toStdString()
                             : snapshot.language == Language::Json ? "Untitled.json"
                                                                   : "Untitled.dbml";
    snapshot.source = sources->add(name, text);
    snapshot.sources = sources;
    return sources;
}

/// For what must not happen and did: a snapshot with that as its one finding.
SnapshotPtr failed(const CompileInput &input, std::string_view what)
{
    const std::shared_ptr<Snapshot> snapshot = emptySnapshot(input);
    addSources(*snapshot, viewOf(input.text).substr(0, SourceBuffer::maxSize - 1));
    DiagnosticList list;
    DiagnosticEmitter(list).report(diag::PassFailed, {}, "compile", what);
    snapshot->result.diagnostics = list.takeSorted();
    return snapshot;
}

/// Reads the configuration, and decides with it how the document is compiled.
void configure(const CompileInput &input, SourceManager &sources, Snapshot &snapshot)
{
    const CompileSetup &setup = *input.setup;
    const PassRegistry &passes = setup.compiler->passes();
    if (!input.configuration.isEmpty())
        snapshot.configuration = loadConfiguration(sources, input.configuration.toStdString(),
                                                   {setup.plugins, passes, setup.diagnostics});
    // What is not known may be on its way.
    if (!setup.isComplete)
        std::erase_if(snapshot.configuration.diagnostics, [](const Diagnostic &diagnostic) {
            return diagnostic.info->code == diag::UnknownConfiguration.code;
        });
    CompileOptions &options = snapshot.options;
    options = CompileSetup::options();
    options.language = input.language;
    options.timings = true;
    options.keepDeclared = true;
    // Such a file is refused by `tablewright check` as well.
    if (input.language == Language::Json)
        options.severities.try_emplace(std::string(diag::TableWithoutPrimaryKey.code),
                                       Severity::Error);
    snapshot.configuration.configuration.applyTo(options);
    overlay(options.passes, setup.chosen, passes);
}

/// What was found in the configuration goes before what was found in the document.
void addConfigurationFindings(Snapshot &snapshot)
{
    CompileResult &result = snapshot.result;
    const std::vector<Diagnostic> &found = snapshot.configuration.diagnostics;
    result.diagnostics.insert(result.diagnostics.begin(), found.begin(), found.end());
    if (snapshot.configuration.ok())
        return;
    result.ok = false;
    result.script.reset();
}

bool hasErrors(const CompileResult &result, std::string_view codePrefix)
{
    return std::ranges::any_of(result.diagnostics, [&](const Diagnostic &diagnostic) {
        return diagnostic.severity == Severity::Error &&
               diagnostic.info->code.starts_with(codePrefix);
    });
}

/// The frontend found errors, so that no pass ran.
bool isUnresolved(const CompileResult &result)
{
    return std::ranges::any_of(result.diagnostics, [](const Diagnostic &diagnostic) {
        return diagnostic.severity == Severity::Error && diagnostic.pass == "parse";
    });
}

/// What could be read is resolved as far as it goes; what is found on the way is not news.
void resolveDespiteErrors(ir::Schema &schema, const Compiler &compiler, const Limits &limits)
{
    if (!ir::verify(schema, ir::Phase::Parsed).empty())
        return;
    DiagnosticList unheard(0);
    DiagnosticEmitter emitter(unheard);
    AnalysisCache analyses;
    PassContext context{compiler.backend(), emitter, analyses, limits};
    const PassSelection all;
    const PassInstrumentation none;
    (void)PassManager(compiler.passes(), all, none)
        .run(schema, context, unheard, Stage::Resolve, false);
}

/// A syntax error took tables away that the last text had: they are likely to come back.
bool isCutShort(const CompileResult &result, const SnapshotPtr &previous)
{
    if (!previous || previous->diagram.tables.empty())
        return false;
    const ir::Schema &now = result.declaredSchema();
    const ir::Schema &before = previous->declared();
    return hasErrors(result, "TW1") &&
           (now.tables.size() < before.tables.size() || now.enums.size() < before.enums.size());
}

DiagramModel diagramOf(const CompileInput &input, const Snapshot &snapshot,
                       const std::stop_token &stop)
{
    const CompileResult &result = snapshot.result;
    DiagramOptions options = input.diagram;
    options.declaredPositions = false; // they are among `positions`, if they are to be heeded
    if (input.layOutAgain)
        return buildDiagram(result, *snapshot.compiler, options, {}, stop);

    TablePositions positions = input.positions;
    if (input.previous)
        carryRenames(input.previous->declared(), snapshot.declared(), positions);
    for (auto written = snapshot.written.cbegin(); written != snapshot.written.cend(); ++written) {
        const auto known = input.written.constFind(written.key());
        const bool isNews = known == input.written.cend() || *known != *written;
        if ((isNews && !input.positionsWin) || !positions.contains(written.key()))
            positions.insert(written.key(), QPointF(*written));
    }
    DiagramModel diagram = buildDiagram(result, *snapshot.compiler, options, positions, stop);
    // DBML binds names only when all could be read.
    if (input.previous && input.language == Language::Dbml && isUnresolved(result))
        carryLinks(input.previous->diagram, diagram);
    if (!input.previous || input.keepPlaces || !snapshot.written.isEmpty())
        return diagram;
    // Lines that an error took away come back, and so do the places they led to.
    const bool isWhole =
        !hasErrors(result, "TW1") && !hasErrors(result, "TW2") && !hasErrors(result, "TW3");
    if (isWhole && diagram.tables.size() <= cheapToLayOut &&
        !hasSameStructure(input.previous->diagram, diagram))
        return buildDiagram(result, *snapshot.compiler, options, {}, stop);
    pushApart(diagram);
    return diagram;
}

SnapshotPtr compileUnguarded(const CompileInput &input, const std::stop_token &stop)
{
    if (!input.setup || !input.setup->compiler)
        return failed(input, "no plugin brings a backend");
    const std::shared_ptr<Snapshot> snapshot = emptySnapshot(input);
    const std::shared_ptr<SourceManager> sources = addSources(*snapshot, viewOf(input.text));
    FileResolver files(*sources);

    const auto start = Clock::now();
    configure(input, *sources, *snapshot);
    CompileOptions options = snapshot->options;
    options.resolver = input.path.isEmpty() ? nullptr : &files;
    options.stopToken = stop;
    snapshot->result = snapshot->compiler->compile(*sources, snapshot->source, options);
    const auto compiled = Clock::now();
    if (stop.stop_requested())
        return nullptr;

    if (isUnresolved(snapshot->result))
        resolveDespiteErrors(snapshot->result.schema, *snapshot->compiler, options.limits);
    if (isCutShort(snapshot->result, input.previous)) {
        snapshot->diagramIsOld = true;
        snapshot->written = input.previous->written;
        snapshot->diagram =
            translated(diagramOf(input, *input.previous, stop), snapshot->declared());
    } else {
        snapshot->written = writtenPositions(snapshot->declared());
        snapshot->diagram = diagramOf(input, *snapshot, stop);
    }
    if (stop.stop_requested())
        return nullptr;
    addConfigurationFindings(*snapshot);
    snapshot->compileTime = compiled - start;
    snapshot->diagramTime = Clock::now() - compiled;
    return snapshot;
}

} // namespace

QString configurationOf(const QString &documentPath)
{
    if (documentPath.isEmpty() || documentPath == standardInputName)
        return {};
    return QString::fromStdString(configurationBeside(documentPath.toStdString()));
}

SnapshotPtr compile(const CompileInput &input, const std::stop_token &stop)
{
    try {
        return compileUnguarded(input, stop);
    } catch (const std::exception &error) {
        return failed(input, error.what());
    } catch (...) {
        return failed(input, "something was thrown that is no std::exception");
    }
}

SnapshotPtr compileText(const Engine &engine, const QString &path, Language language,
                        const QByteArray &text, const DiagramOptions &diagram,
                        const TablePositions &positions)
{
    CompileInput input;
    input.setup = engine.setup();
    input.path = path;
    input.configuration = configurationOf(path);
    input.language = language;
    input.text = text;
    input.diagram = diagram;
    input.positions = positions;
    input.positionsWin = true;
    input.keepPlaces = true;
    return compile(input);
}

} // namespace tw::preview
