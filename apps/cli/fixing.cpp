// SPDX-License-Identifier: MIT
#include "fixing.h"

#include "cli.h"
#include "input.h"
#include "output.h"

#include <tablewright/frontend/file_resolver.h>

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace tw::cli {

namespace {

/// Throws for what a new file cannot take the place of.
void requireReplaceable(const std::string &file)
{
    std::error_code error;
    if (file != "-" && std::filesystem::exists(file, error) &&
        !std::filesystem::is_regular_file(file, error))
        throw Failure(fmt::format("`{}` is no regular file, so --fix cannot put another in its"
                                  " place; expected a file, or `-` for standard input",
                                  file));
}

void replace(const std::string &file, const std::string &before, const std::string &after)
{
    if (readDocument(file) != before)
        throw Failure(fmt::format("`{}` was changed by someone else while it was mended, so that"
                                  " nothing was written to it; run the command again",
                                  file));
    writeFileAtomically(file, after);
}

} // namespace

std::string FixReport::fix(const std::string &file, const Compiler &compiler,
                           const CompileOptions &options)
{
    requireReplaceable(file);
    const std::string name = file == "-" ? "<stdin>" : file;
    const std::string before = readDocument(file);
    const CompileText compile = [&](const std::string &text) {
        CompiledText compiled;
        compiled.sources = std::make_unique<SourceManager>();
        compiled.source = compiled.sources->add(name, text);
        FileResolver resolver(*compiled.sources);
        CompileOptions own = options;
        own.resolver = &resolver;
        own.timings = true;
        own.dumpAfter.clear();
        compiled.result = compiler.compile(*compiled.sources, compiled.source, own);
        return compiled;
    };
    FixOutcome outcome = applyFixes(before, compile);
    if (file == "-")
        write(stdout, outcome.text);
    else if (outcome.text != before)
        replace(file, before, outcome.text);
    const auto keep = [&](std::vector<FixedFinding> &findings, std::vector<Entry> &entries) {
        for (FixedFinding &finding : findings)
            entries.push_back({name, std::move(finding)});
    };
    keep(outcome.applied, m_applied);
    keep(outcome.refused, m_refused);
    keep(outcome.undone, m_undone);
    return std::move(outcome.text);
}

std::string FixReport::text() const
{
    std::string out;
    const auto add = [&](const Entry &entry, std::string_view what) {
        fmt::format_to(std::back_inserter(out), "{}:{}:{}: {}: {} [{}]\n", entry.file,
                       entry.finding.place.line, entry.finding.place.column, what,
                       entry.finding.title, entry.finding.info->code);
    };
    for (const Entry &entry : m_applied)
        add(entry, "fixed");
    for (const Entry &entry : m_refused)
        add(entry, "not fixed, since that would bring errors");
    for (const Entry &entry : m_undone)
        add(entry, "not fixed, since another fix would undo it");
    return out;
}

std::string FixReport::jsonMembers() const
{
    const auto list = [](const std::vector<Entry> &entries) {
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
        const auto text = [&](std::string_view value) {
            out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
        };
        out.StartArray();
        for (const Entry &entry : entries) {
            out.StartObject();
            text("code");
            text(entry.finding.info->code);
            text("message");
            text(entry.finding.message);
            text("title");
            text(entry.finding.title);
            text("file");
            text(entry.file);
            text("line");
            out.Uint(entry.finding.place.line);
            text("column");
            out.Uint(entry.finding.place.column);
            out.EndObject();
        }
        out.EndArray();
        return std::string(buffer.GetString(), buffer.GetSize());
    };
    return fmt::format(R"("fixed":{},"refused":{},"undone":{})", list(m_applied), list(m_refused),
                       list(m_undone));
}

} // namespace tw::cli
