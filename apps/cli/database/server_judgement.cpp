// SPDX-License-Identifier: MIT
#include "server_judgement.h"

#include "connection.h"
#include "scratch_database.h"
#include "script_runner.h"

#include <tablewright/backend/refusal.h>
#include <tablewright/diag/codes.h>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tw::cli {

namespace {

/// Where a server was asked, and what it had against it.
struct Answer {
    std::string place;
    DiagnosticList found;
};

void ask(Answer &answer, const Script &script, const ir::Schema &schema,
         const CompileOptions &options, const Backend &backend, const std::string &url)
{
    RunOptions run;
    run.url = url;
    run.pass = "ask-server";
    std::optional<ScratchDatabase> scratch;
    try {
        Connection server(url);
        const std::string version = server.value("SHOW server_version");
        // "15.14 (Debian 15.14-0)"
        const std::string name = "PostgreSQL " + version.substr(0, version.find(' '));
        if (ScratchDatabase::isAllowed(server)) {
            ScratchDatabase::sweep(server);
            scratch.emplace(url);
            run.database = scratch->name();
            run.batch = true; // it goes as a whole
            answer.place = name + " in a scratch database";
        } else {
            run.dryRun = true;
            answer.place =
                fmt::format("{} in database `{}`, in a transaction that was taken back: the role "
                            "may not create databases",
                            name, server.value("SELECT current_database()"));
        }
    } catch (const DatabaseError &error) {
        DiagnosticEmitter emitter(answer.found, &options.severities);
        emitter.setPass(run.pass);
        auto report = emitter.report(diag::DatabaseUnreachable, {}, error.message().primary);
        if (!error.message().detail.empty())
            report.note(error.message().detail);
        return;
    }
    runScript(script, schema, backend, run, answer.found, options.severities);
}

} // namespace

std::string judgeByServer(CompileResult &result, const SourceManager &sources, SourceId source,
                          const CompileOptions &options, const Backend &backend,
                          const std::string &url)
{
    if (!result.ok || !result.script || std::ranges::none_of(result.diagnostics, isUnverified))
        return {};
    Answer answer;
    ask(answer, *result.script, result.schema, options, backend, url);
    result.ok = answer.found.errorCount() == 0;
    std::vector<Diagnostic> found = answer.found.takeSorted();
    if (!answer.place.empty()) {
        for (Diagnostic &diagnostic : found)
            diagnostic.notes.push_back({"asked " + answer.place, {}});
    }
    frontendFor(options.language).annotate(sources, source, found);
    if (found.empty()) // it takes all of it
        std::erase_if(result.diagnostics, isUnverified);
    addAnswers(result.diagnostics, std::move(found));
    return answer.place.empty() ? std::string() : "asked " + answer.place + '\n';
}

} // namespace tw::cli
