// SPDX-License-Identifier: MIT
#include "commands.h"

#include "cli.h"
#include "input.h"
#include "output.h"

#include <tablewright/frontend/writers.h>

#include <fmt/format.h>

namespace tw::cli {

namespace {

void requireFormattable(const FormatArguments &arguments)
{
    if (arguments.files.size() > 1 && !arguments.check && !arguments.write)
        throw Failure("several files are formatted with --write or --check");
    for (const std::string &file : arguments.files) {
        if (languageOfFile(file) == Language::Json)
            throw Failure(fmt::format("`{}` is JSON, format takes DBML", file));
        if (file == "-" && arguments.write)
            throw Failure("--write takes files, and `-` is standard input");
    }
}

} // namespace

int runFormat(const FormatArguments &arguments)
{
    requireFormattable(arguments);
    bool ok = true;
    for (const std::string &file : arguments.files) {
        SourceManager sources;
        const SourceId source = addSource(sources, file);
        DiagnosticList found;
        DiagnosticEmitter emitter(found);
        const auto text = formatDbml(sources, source, emitter, Limits{});
        printDiagnostics(found.takeSorted(), sources);
        const bool changes = !text || *text != sources.buffer(source).text();
        ok = ok && text && !(arguments.check && changes);
        if (!text)
            continue;
        if (arguments.check) {
            if (changes)
                write(stdout, file + '\n');
        } else if (!arguments.write) {
            write(stdout, *text);
        } else if (changes) {
            writeFileAtomically(file, *text);
        }
    }
    return ok ? Success : InputErrors;
}

} // namespace tw::cli
