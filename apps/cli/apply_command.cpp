// SPDX-License-Identifier: MIT
#include "commands.h"

#include "cli.h"
#include "configurations.h"
#include "database/script_runner.h"
#include "input.h"
#include "output.h"
#include "session.h"
#include "terminal.h"

#include <tablewright/backend/refusal.h>
#include <tablewright/frontend/file_resolver.h>

#include <fmt/format.h>

#include <chrono>

namespace tw::cli {

namespace {

/// One line on a terminal, rewritten in place, from the second second on.
class Progress {
public:
    void operator()(std::size_t done, std::size_t total)
    {
        const auto now = std::chrono::steady_clock::now();
        if (now - m_start < std::chrono::seconds(1) || now < m_next)
            return;
        m_next = now + std::chrono::milliseconds(100);
        m_shown = true;
        write(stderr, fmt::format("\r{} of {} statements", done, total));
    }
    void clear() const
    {
        if (m_shown)
            write(stderr, "\r\x1b[K");
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point m_next;
    bool m_shown = false;
};

std::string counted(std::size_t statements)
{
    return fmt::format("{} statement{}", statements, statements == 1 ? "" : "s");
}

void print(const ApplyArguments &arguments, std::span<const Diagnostic> diagnostics,
           const SourceManager &sources)
{
    if (arguments.json)
        write(stdout, diagnosticsJson(diagnostics, sources));
    else
        printDiagnostics(diagnostics, sources);
}

} // namespace

int runApply(const ApplyArguments &arguments)
{
    const Language language = languageOf(arguments.file, arguments.flags.from);
    const Session session(arguments.flags.plugins, arguments.flags.backend);
    SourceManager sources;
    FileResolver resolver(sources);
    Configurations configurations(arguments.flags, session, sources);
    const LoadedConfiguration &configured = configurations.of(arguments.file);
    CompileOptions options =
        compileOptions(arguments.flags, language, session, configured.configuration);
    options.resolver = &resolver;
    const SourceId source = addSource(sources, arguments.file);
    CompileResult compiled = session.compiler().compile(sources, source, options);
    configurations.prependFindings(compiled.diagnostics);
    write(stderr, compiled.dump);
    if (arguments.flags.timings)
        write(stderr, timingsTable(compiled.timings));
    if (!configured.ok() || !compiled.ok || !compiled.script) {
        print(arguments, compiled.diagnostics, sources);
        return InputErrors;
    }

    Progress progress;
    RunOptions run{.url = arguments.url,
                   .database = {},
                   .dryRun = arguments.dryRun,
                   .batch = arguments.batch,
                   .maxLocks = arguments.maxLocks,
                   .progress = {}};
    if (isTerminal(stderr))
        run.progress = [&progress](std::size_t done, std::size_t total) { progress(done, total); };
    DiagnosticList list;
    const std::size_t applied =
        runScript(*compiled.script, compiled.schema, session.compiler().backend(), run, list,
                  options.severities);
    progress.clear();
    const bool ok = list.errorCount() == 0;
    std::vector<Diagnostic> found = list.takeSorted();
    frontendFor(language).annotate(sources, source, found);
    if (ok)
        std::erase_if(compiled.diagnostics, isUnverified);
    addAnswers(compiled.diagnostics, std::move(found));
    print(arguments, compiled.diagnostics, sources);
    if (!ok)
        return InputErrors;
    if (!arguments.json) {
        const std::size_t total = compiled.script->statements.size();
        write(stderr, arguments.dryRun
                          ? fmt::format("{} would apply, none was kept\n", counted(total))
                          : fmt::format("{} applied\n", counted(applied)));
    }
    return Success;
}

} // namespace tw::cli
