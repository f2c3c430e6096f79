// SPDX-License-Identifier: MIT
#include "commands.h"

#include "cli.h"
#include "configurations.h"
#include "database/server_judgement.h"
#include "fixing.h"
#include "input.h"
#include "output.h"
#include "session.h"

#include <tablewright/frontend/file_resolver.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tw::cli {

namespace {

/// `2 errors, 1 warning`, without what is not there.
std::string summary(const std::vector<Diagnostic> &diagnostics)
{
    const auto counted = [&](Severity severity, std::string_view noun) {
        const auto count = std::ranges::count(diagnostics, severity, &Diagnostic::severity);
        return count == 0 ? std::string()
                          : fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
    };
    std::string text = counted(Severity::Error, "error");
    const std::string warnings = counted(Severity::Warning, "warning");
    if (!text.empty() && !warnings.empty())
        text += ", ";
    return text + warnings;
}

} // namespace

int runCheck(const CheckArguments &arguments)
{
    const Session session(arguments.flags.plugins, arguments.flags.backend);
    SourceManager sources;
    FileResolver resolver(sources);
    Configurations configurations(arguments.flags, session, sources);
    std::vector<Diagnostic> diagnostics;
    FixReport fixes;
    bool ok = true;
    // A document that goes there leaves no room for anything else.
    const bool isTaken =
        arguments.fix && std::ranges::find(arguments.files, "-") != arguments.files.end();
    std::FILE *const output = isTaken ? stderr : stdout;

    const auto checkFile = [&](const std::string &file) {
        const Language language = languageOf(file, arguments.flags.from);
        const LoadedConfiguration &configured = configurations.of(file);
        CompileOptions options =
            compileOptions(arguments.flags, language, session, configured.configuration);
        options.resolver = &resolver;
        // All the way to the script: whatever a compile would find, a check finds too.
        if (arguments.languageOnly)
            options.until = CompileOptions::Until::Parse;
        // With half of a configuration, a fix may be of what it says not to look at.
        const bool fixing = arguments.fix && configured.ok();
        const SourceId source = fixing ? sources.add(file == "-" ? "<stdin>" : file,
                                                     fixes.fix(file, session.compiler(), options))
                                       : addSource(sources, file);
        CompileResult result = session.compiler().compile(sources, source, options);
        if (!arguments.url.empty()) {
            const std::string asked = judgeByServer(result, sources, source, options,
                                                    session.compiler().backend(), arguments.url);
            write(stderr, asked.empty() ? asked : file + ": " + asked);
        }
        configurations.prependFindings(result.diagnostics);
        ok = ok && result.ok && configured.ok();
        write(arguments.json ? stderr : output, result.dump);
        if (arguments.flags.timings)
            write(stderr, timingsTable(result.timings));
        if (!arguments.json)
            printDiagnostics(result.diagnostics, sources);
        diagnostics.insert(diagnostics.end(), std::make_move_iterator(result.diagnostics.begin()),
                           std::make_move_iterator(result.diagnostics.end()));
    };
    try {
        std::ranges::for_each(arguments.files, checkFile);
    } catch (const Failure &) {
        write(stderr, fixes.text()); // what has been mended is so
        throw;
    }

    if (arguments.fix && !arguments.json)
        write(stderr, fixes.text());
    if (arguments.json)
        write(output, arguments.fix ? diagnosticsJson(diagnostics, sources, fixes.jsonMembers())
                                    : diagnosticsJson(diagnostics, sources));
    else if (const std::string text = summary(diagnostics); !text.empty())
        write(stderr, text + '\n');
    return ok ? Success : InputErrors;
}

} // namespace tw::cli
