// SPDX-License-Identifier: MIT
#include "commands.h"

#include "cli.h"
#include "configurations.h"
#include "input.h"
#include "output.h"
#include "session.h"

#include <tablewright/frontend/file_resolver.h>
#include <tablewright/frontend/writers.h>

namespace tw::cli {

int runConvert(const ConvertArguments &arguments)
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
    // What the document says, as it says it: nothing resolved, nothing added.
    options.until = CompileOptions::Until::Parse;
    const SourceId source = addSource(sources, arguments.file);
    CompileResult result = session.compiler().compile(sources, source, options);
    configurations.prependFindings(result.diagnostics);

    if (arguments.json)
        write(stderr, diagnosticsJson(result.diagnostics, sources));
    else
        printDiagnostics(result.diagnostics, sources);
    if (!configured.ok() || !result.ok)
        return InputErrors;

    writeOutput(arguments.output, languageNamed(arguments.to) == Language::Dbml
                                      ? writeDbml(result.schema)
                                      : writeJson(result.schema));
    return Success;
}

} // namespace tw::cli
