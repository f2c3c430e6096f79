// SPDX-License-Identifier: MIT
#include "compile_flags.h"

#include "cli.h"
#include "session.h"
#include "suggestion.h"

#include <tablewright/diag/codes.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

namespace tw::cli {

namespace {

struct Assignment {
    std::string_view key;
    std::string_view value;
};

Assignment splitAssignment(std::string_view option, std::string_view text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        throw Failure(fmt::format("{} takes NAME=VALUE, not `{}`", option, text));
    return {text.substr(0, equals), text.substr(equals + 1)};
}

Severity severityNamed(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, Severity>, 4> names{{
        {"error", Severity::Error},
        {"warning", Severity::Warning},
        {"note", Severity::Note},
        {"ignored", Severity::Ignored},
    }};
    for (const auto &[text, severity] : names) {
        if (text == name)
            return severity;
    }
    throw Failure(
        fmt::format("unknown severity `{}`, expected error, warning, note or ignored", name));
}

SeverityOverrides severities(const CompileFlags &flags, Language language, const Session &session)
{
    SeverityOverrides result;
    if (language == Language::Json)
        result.emplace(diag::TableWithoutPrimaryKey.code, Severity::Error);
    for (const std::string &text : flags.severities) {
        const auto [code, name] = splitAssignment("--severity", text);
        if (session.diagnostic(code) == nullptr) {
            throw Failure(fmt::format("no diagnostic has the code `{}`{}", code,
                                      suggestion(code, session.diagnosticCodes())));
        }
        result.insert_or_assign(std::string(code), severityNamed(name));
    }
    return result;
}

Limits limits(const CompileFlags &flags)
{
    Limits result;
    const std::array<std::pair<std::string_view, std::size_t *>, 5> members{{
        {"input-bytes", &result.inputBytes},
        {"nesting", &result.nesting},
        {"tables", &result.tables},
        {"foreign-keys", &result.foreignKeys},
        {"expression-bytes", &result.expressionBytes},
    }};
    for (const std::string &text : flags.limits) {
        const auto [name, value] = splitAssignment("--limit", text);
        std::size_t *member = nullptr;
        std::vector<std::string_view> names;
        for (const auto &[candidate, target] : members) {
            names.push_back(candidate);
            if (candidate == name)
                member = target;
        }
        if (member == nullptr)
            throw Failure(fmt::format("no limit `{}`{}", name, suggestion(name, names)));
        const char *end = value.data() + value.size();
        const auto [rest, error] = std::from_chars(value.data(), end, *member);
        if (error != std::errc() || rest != end)
            throw Failure(fmt::format("limit `{}` is `{}`, expected a whole number", name, value));
    }
    return result;
}

const RegisteredPass &requirePass(const Session &session, std::string_view name)
{
    std::vector<std::string_view> names;
    for (const RegisteredPass &pass : session.compiler().passes().passes()) {
        if (pass.get().name() == name)
            return pass;
        names.push_back(pass.get().name());
    }
    throw Failure(fmt::format("no pass `{}`{}", name, suggestion(name, names)));
}

/// Only checks can be chosen; the other passes do the work of the compile.
void requireCheck(const Session &session, std::string_view option, std::string_view name)
{
    if (requirePass(session, name).stage != Stage::Check)
        throw Failure(fmt::format("{} takes a check, and `{}` always runs", option, name));
}

void addRepeatable(CLI::App &app, const char *name, std::vector<std::string> &value,
                   const char *description, const char *placeholder)
{
    app.add_option(name, value, description)->allow_extra_args(false)->type_name(placeholder);
}

} // namespace

void addReadingFlags(CLI::App &app, CompileFlags &flags)
{
    app.add_option("--from", flags.from,
                   "The language of the input (json, dbml); else by the ending of its name")
        ->type_name("LANGUAGE");
    addRepeatable(app, "--severity", flags.severities,
                  "Report CODE as error, warning, note or ignored; repeatable", "CODE=SEVERITY");
    addRepeatable(app, "--limit", flags.limits,
                  "Set input-bytes, nesting, tables, foreign-keys or expression-bytes; repeatable",
                  "NAME=N");
    app.add_option("--max-diagnostics", flags.maxDiagnostics, "Show at most so many findings")
        ->check(CLI::NonNegativeNumber)
        ->type_name("N")
        ->capture_default_str();
}

void addCompileFlags(CLI::App &app, CompileFlags &flags)
{
    addReadingFlags(app, flags);
    app.add_option("--backend", flags.backend, "The kind of database")
        ->type_name("NAME")
        ->capture_default_str();
    addRepeatable(app, "--disable", flags.disable, "Leave a check out; repeatable", "PASS");
    addRepeatable(app, "--only", flags.only, "Of the checks, run only this one; repeatable",
                  "PASS");
    app.add_option("--deadline", flags.deadlineMs, "Stop the compile after so long; 0: never")
        ->check(CLI::NonNegativeNumber)
        ->type_name("MS");
    app.add_option("--dump-ir", flags.dumpIr,
                   "Print the schema after a pass, after `parse`, or after `all`")
        ->type_name("PASS");
    app.add_flag("--timings", flags.timings, "Print how long each pass took");
}

CompileOptions compileOptions(const CompileFlags &flags, Language language, const Session &session)
{
    for (const std::string &name : flags.disable)
        requireCheck(session, "--disable", name);
    for (const std::string &name : flags.only)
        requireCheck(session, "--only", name);
    if (!flags.dumpIr.empty() && flags.dumpIr != "parse" && flags.dumpIr != "all")
        requirePass(session, flags.dumpIr);

    CompileOptions options;
    options.language = language;
    options.limits = limits(flags);
    options.passes = {.disabled = flags.disable, .only = flags.only};
    options.severities = severities(flags, language, session);
    options.maxDiagnostics = flags.maxDiagnostics;
    options.deadline = std::chrono::milliseconds(flags.deadlineMs);
    options.dumpAfter = flags.dumpIr;
    options.timings = flags.timings;
    return options;
}

} // namespace tw::cli
