// SPDX-License-Identifier: MIT
#include "commands.h"

#include "cli.h"
#include "configurations.h"
#include "database/server_judgement.h"
#include "input.h"
#include "output.h"
#include "session.h"

#include <tablewright/frontend/file_resolver.h>

namespace tw::cli {

int runCompile(const CompileArguments &arguments)
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
    CompileResult result = session.compiler().compile(sources, source, options);

    if (!arguments.url.empty()) {
        const std::string asked = judgeByServer(result, sources, source, options,
                                                session.compiler().backend(), arguments.url);
        if (!arguments.json) // which has standard error
            write(stderr, asked);
    }
    configurations.prependFindings(result.diagnostics);
    write(stderr, result.dump);
    if (arguments.flags.timings)
        write(stderr, timingsTable(result.timings));
    if (arguments.json)
        write(stderr, diagnosticsJson(result.diagnostics, sources));
    else
        printDiagnostics(result.diagnostics, sources);
    if (!configured.ok() || !result.ok || !result.script)
        return InputErrors;

    writeOutput(arguments.output, result.script->text);
    return Success;
}

} // namespace tw::cli
