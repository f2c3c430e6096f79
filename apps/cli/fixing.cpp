// SPDX-License-Identifier: MIT
#include "fixing.h"

#include "cli.h"
#include "input.h"
#include "output.h"

#include <tablewright/frontend/file_resolver.h>

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <iterator>
#include <utility>

namespace tw::cli {

std::string FixReport::fix(const std::string &file, const Compiler &compiler,
                           const CompileOptions &options)
{
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
        writeFileAtomically(file, outcome.text);
    for (FixedFinding &finding : outcome.applied)
        m_applied.push_back({name, std::move(finding)});
    for (FixedFinding &finding : outcome.refused)
        m_refused.push_back({name, std::move(finding)});
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
    return fmt::format("\"fixed\":{},\"refused\":{}", list(m_applied), list(m_refused));
}

} // namespace tw::cli
