// SPDX-License-Identifier: MIT
#include "golden_runner.h"

#include "cli.h"
#include "database/script_runner.h"
#include "line_diff.h"
#include "scratch_database.h"

#include <tablewright/ir/printer.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tw::cli {

namespace {

std::string printed(const ir::Schema &schema, const TypeCatalog &types)
{
    return ir::print(schema, [&types](const ir::Schema &owner, const ir::DataType &type) {
        return types.spell(owner, type);
    });
}

} // namespace

GoldenFlags goldenFlags(const std::string &path, std::vector<std::string> options)
{
    GoldenFlags flags;
    CLI::App app;
    app.set_help_flag();
    addCompileFlags(app, flags.compile);
    app.add_option("--plugin-path", flags.compile.pluginPaths)->allow_extra_args(false);
    app.add_option("--postgres", flags.url);
    app.add_option("--max-locks", flags.maxLocks);
    app.add_flag("--dry-run", flags.dryRun);
    app.add_flag("--batch", flags.batch);
    std::ranges::reverse(options); // as CLI11 takes them
    try {
        app.parse(std::move(options));
    } catch (const CLI::ParseError &error) {
        throw Failure(fmt::format("{}: {}", path, error.what()));
    }
    return flags;
}

const Session &GoldenRunner::session(const CompileFlags &flags)
{
    std::vector<std::string> paths = flags.pluginPaths;
    paths.insert(paths.end(), m_pluginPaths.begin(), m_pluginPaths.end());
    std::vector<std::string> key = paths;
    key.push_back(flags.backend);
    std::unique_ptr<Session> &slot = m_sessions[key];
    if (!slot)
        slot = std::make_unique<Session>(paths, flags.backend);
    return *slot;
}

std::string GoldenRunner::applyText(const GoldenFile &file, const GoldenFlags &flags,
                                    const Backend &backend, const CompileOptions &options,
                                    const CompileResult &compiled, const SourceManager &sources,
                                    bool &errors) const
{
    if (!compiled.script)
        return "(there is no script to apply)\n";
    RunOptions run;
    run.url = flags.url;
    run.dryRun = flags.dryRun;
    run.batch = flags.batch;
    run.maxLocks = flags.maxLocks;
    std::optional<ScratchDatabase> database;
    if (flags.url.empty()) {
        if (m_url.empty())
            throw Failure("it applies its script and needs --postgres");
        database.emplace(m_url);
        run.url = m_url;
        run.database = database->name();
        if (const std::string *setup = file.section("setup.sql"))
            database->connect().execute(*setup);
    }
    DiagnosticList list;
    runScript(*compiled.script, compiled.schema, backend, run, list, options.severities);
    errors = errors || list.errorCount() != 0;
    std::vector<Diagnostic> found = list.takeSorted();
    frontendFor(options.language).annotate(sources, SourceId(0), found);
    return goldenText(found, sources);
}

GoldenRunner::Report GoldenRunner::run(GoldenFile &file, bool update)
try {
    const std::string *input = file.section("input.json");
    if (input == nullptr)
        return {Outcome::Unavailable, "    DBML is not available in this version\n"};

    const GoldenFlags flags = goldenFlags(file.path(), file.options());
    const Session &used = session(flags.compile);
    const CompileOptions options = compileOptions(flags.compile, Language::Json, used);
    SourceManager sources;
    const SourceId source = sources.add("input.json", *input);
    const CompileResult result = used.compiler().compile(sources, source, options);

    bool errors = !result.ok;
    std::vector<GoldenFile::Section> found{
        {"diagnostics", goldenText(result.diagnostics, sources)},
        {"ir", result.dump.empty() ? printed(result.schema, used.compiler().backend().typeCatalog())
                                   : result.dump},
        {"sql", result.script ? result.script->text : "(there is no script)\n"},
    };
    if (file.section("apply") != nullptr) {
        found.push_back({"apply", applyText(file, flags, used.compiler().backend(), options, result,
                                            sources, errors)});
    }

    Report report;
    for (GoldenFile::Section &section : found) {
        const std::string *expected = file.section(section.name);
        // Findings that no section expects are a failure; other sections are checked if present.
        const bool unexpected = expected == nullptr && section.name == "diagnostics";
        if (expected == nullptr && (!unexpected || section.text.empty()))
            continue;
        const std::string diff = lineDiff(expected == nullptr ? "" : *expected, section.text);
        if (update)
            file.setSection(section.name, section.text);
        else if (!diff.empty())
            report.text += fmt::format("  {}:\n{}", section.name, diff);
    }
    if (errors != file.expectsErrors()) {
        report.text += errors ? "    there are errors, but its name does not begin with fail_\n"
                              : "    its name begins with fail_, but there are no errors\n";
    }
    if (!report.text.empty())
        report.outcome = Outcome::Failed;
    return report;
} catch (const DatabaseError &error) {
    return {Outcome::Failed, fmt::format("    the database: {}\n", error.what())};
} catch (const Failure &error) {
    return {Outcome::Failed, fmt::format("    {}\n", error.what())};
}

} // namespace tw::cli
