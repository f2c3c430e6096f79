// SPDX-License-Identifier: MIT
#include "golden_runner.h"

#include "cli.h"
#include "database/scratch_database.h"
#include "database/script_runner.h"
#include "golden_input.h"
#include "line_diff.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tw::cli {

namespace {

/// In what two inputs that say the same come out differently.
std::string differences(const GoldenInput &json, const GoldenInput &dbml)
{
    if (json.ok() != dbml.ok())
        return fmt::format("    only the {} input has errors\n", json.ok() ? "DBML" : "JSON");
    if (!json.ok())
        return {};
    std::string text;
    if (const std::string diff = lineDiff(json.schema(), dbml.schema()); !diff.empty())
        text += fmt::format("  the schema of the DBML input differs:\n{}", diff);
    if (const std::string diff = lineDiff(json.script(), dbml.script()); !diff.empty())
        text += fmt::format("  the script of the DBML input differs:\n{}", diff);
    return text;
}

} // namespace

GoldenFlags goldenFlags(const std::string &path, std::vector<std::string> options)
{
    GoldenFlags flags;
    CLI::App app;
    app.set_help_flag();
    addCompileFlags(app, flags.compile);
    addPluginFlags(app, flags.compile.plugins);
    app.add_option("--postgres", flags.url);
    app.add_option("--max-locks", flags.maxLocks);
    app.add_flag("--dry-run", flags.dryRun);
    app.add_flag("--batch", flags.batch);
    app.add_flag("--language-only", flags.languageOnly);
    std::ranges::reverse(options); // as CLI11 takes them
    try {
        app.parse(std::move(options));
    } catch (const CLI::ParseError &error) {
        throw Failure(fmt::format("{}: {}", path, error.what()));
    }
    if (!flags.compile.config.empty())
        throw Failure(path + ": a case's configuration is its section `tablewright.toml`");
    return flags;
}

const Session &GoldenRunner::session(const CompileFlags &flags)
{
    PluginChoice choice = flags.plugins;
    choice.paths.insert(choice.paths.end(), m_plugins.paths.begin(), m_plugins.paths.end());
    PluginIsolation &isolation = choice.isolation;
    if (isolation.of == PluginIsolation::Of::Nothing)
        isolation.of = m_plugins.isolation.of;
    std::vector<std::string> key = choice.paths;
    key.push_back(flags.backend);
    key.push_back(fmt::format("{} {} {}", static_cast<int>(isolation.of),
                              isolation.passDeadline.count(), isolation.memory));
    std::unique_ptr<Session> &slot = m_sessions[key];
    if (!slot)
        slot = std::make_unique<Session>(choice, flags.backend);
    return *slot;
}

std::string GoldenRunner::applyText(const GoldenFile &file, const GoldenFlags &flags,
                                    const Backend &backend, const GoldenInput &input,
                                    bool &errors) const
{
    const CompileResult &compiled = input.result();
    if (!input.ok() || !compiled.script)
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
    runScript(*compiled.script, compiled.schema, backend, run, list, input.options().severities);
    errors = errors || list.errorCount() != 0;
    std::vector<Diagnostic> found = list.takeSorted();
    frontendFor(input.options().language).annotate(input.sources(), SourceId(0), found);
    return goldenText(found, input.sources());
}

std::unique_ptr<GoldenInput> GoldenRunner::compiled(const GoldenFile &file, Language language,
                                                    const GoldenFlags &flags)
{
    if (file.section(language == Language::Json ? "input.json" : "input.dbml") == nullptr)
        return nullptr;
    const Session &used = session(flags.compile);
    return std::make_unique<GoldenInput>(file, language, used, flags);
}

GoldenRunner::Report GoldenRunner::run(GoldenFile &file, bool update)
try {
    const GoldenFlags flags = goldenFlags(file.path(), file.options());
    const auto json = compiled(file, Language::Json, flags);
    const auto dbml = compiled(file, Language::Dbml, flags);
    GoldenInput &first = json ? *json : *dbml;

    Report report;
    bool errors = !first.ok();
    std::vector<GoldenFile::Section> found{
        {"diagnostics", first.findings()}, {"ir", first.schema()}, {"sql", first.script()}};
    if (json && dbml) {
        found.push_back({"diagnostics.dbml", dbml->findings()});
        report.text = differences(*json, *dbml);
    }
    if (file.section("json") != nullptr)
        found.push_back({"json", (dbml ? *dbml : first).converted(Language::Json, report.text)});
    if (file.section("dbml") != nullptr)
        found.push_back({"dbml", first.converted(Language::Dbml, report.text)});
    if (file.section("fixed") != nullptr)
        found.push_back({"fixed", first.fixed(report.text)});
    if (file.section("fixed.dbml") != nullptr)
        found.push_back({"fixed.dbml",
                         json && dbml ? dbml->fixed(report.text) : "(there are no two inputs)\n"});
    if (file.section("formatted") != nullptr)
        found.push_back({"formatted", dbml ? dbml->formatted(report.text) : "(it is no DBML)\n"});
    if (file.section("apply") != nullptr) {
        const Backend &backend = session(flags.compile).compiler().backend();
        found.push_back({"apply", applyText(file, flags, backend, first, errors)});
    }

    for (GoldenFile::Section &section : found) {
        const std::string *expected = file.section(section.name);
        // Findings that no section expects are a failure; other sections are checked if present.
        const bool unexpected = expected == nullptr && section.name.starts_with("diagnostics");
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
