// SPDX-License-Identifier: MIT
#include "isolation/messages.h"

#include "base/well_formed.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace tw::isolation {

namespace {

constexpr std::string_view ellipsis = "…";

void writeText(WireWriter &out, std::string_view text, std::size_t most = maxText)
{
    const bool isWhole = isWellFormed(text);
    if (isWhole && text.size() <= most)
        return out.text(text);
    std::string whole = isWhole ? std::string(text) : wellFormed(text);
    if (whole.size() > most) {
        whole.resize(truncateUtf8(whole, most - ellipsis.size()).size());
        whole += ellipsis;
    }
    out.text(whole);
}

void writeRange(WireWriter &out, const SourceRange &range)
{
    if (!range.isValid())
        return out.number(0);
    out.number(std::uint64_t{range.source.index()} + 1);
    out.number(range.begin);
    out.number(range.end);
}

void writeEdit(WireWriter &out, const SourceRange &range, std::string_view replacement)
{
    writeRange(out, range);
    writeText(out, replacement, maxMessage);
}

void writeFix(WireWriter &out, const FixIt &fix)
{
    const auto &[title, range, replacement, also] = fix;
    writeText(out, title);
    writeEdit(out, range, replacement);
    out.number(also.size());
    for (const TextEdit &edit : also)
        writeEdit(out, edit.range, edit.replacement);
}

void writeFinding(WireWriter &out, const SentDiagnostic &finding)
{
    const auto &[row, message, range, notes, fix] = finding;
    out.number(row);
    writeText(out, message);
    writeRange(out, range);
    out.number(notes.size());
    for (const DiagnosticNote &note : notes) {
        writeText(out, note.message);
        writeRange(out, note.range);
    }
    out.boolean(fix.has_value());
    if (fix)
        writeFix(out, *fix);
}

std::size_t countFindings(const std::vector<SentDiagnostic> &findings)
{
    std::size_t count = findings.size();
    for (const SentDiagnostic &finding : findings)
        count += finding.notes.size() + (finding.fix ? finding.fix->also.size() : 0);
    return count;
}

std::string encodeThrown(std::string_view text)
{
    WireWriter out;
    out.number(static_cast<std::uint8_t>(Answer::Outcome::Threw));
    writeText(out, text);
    out.number(0);
    return out.take();
}

void writeOption(WireWriter &out, const OptionValue &value)
{
    out.number(value.index());
    struct Write {
        WireWriter &out;
        void operator()(bool flag) const { out.boolean(flag); }
        void operator()(std::int64_t number) const { out.signedNumber(number); }
        void operator()(double number) const { out.real(number); }
        void operator()(const std::string &text) const { out.text(text); }
        void operator()(const std::vector<std::string> &texts) const
        {
            out.number(texts.size());
            for (const std::string &text : texts)
                out.text(text);
        }
    };
    std::visit(Write{out}, value);
}

} // namespace

std::string encode(const Start &start)
{
    const auto &[build, files, pluginId, backend, memory, userId, groupId] = start;
    WireWriter out;
    out.text(build);
    out.number(files.size());
    for (const std::string &file : files)
        out.text(file);
    out.text(pluginId);
    out.text(backend);
    out.number(memory);
    out.number(userId);
    out.number(groupId);
    return out.take();
}

std::string encode(const Hello &hello)
{
    const auto &[failure, passes, rows] = hello;
    WireWriter out;
    writeText(out, failure);
    out.number(passes.size());
    for (const auto &[name, description] : passes) {
        writeText(out, name);
        writeText(out, description);
    }
    out.number(rows.size());
    for (const auto &[code, name, severity, message] : rows) {
        writeText(out, code);
        writeText(out, name);
        out.number(static_cast<std::uint8_t>(severity));
        writeText(out, message);
    }
    if (out.size() <= maxMessage)
        return out.take();
    return encode(Hello{fmt::format("what it says of its passes and rows takes {} bytes, expected "
                                    "{} at most",
                                    out.size(), maxMessage),
                        {},
                        {}});
}

std::string encode(const Request &request)
{
    const auto &[pass, schemaToken, schema, limits, options] = request;
    WireWriter out;
    out.number(pass);
    out.number(schemaToken);
    const auto &[inputBytes, nesting, tables, columns, foreignKeys, expressionBytes,
                 injectedBytes] = limits;
    for (const std::size_t limit :
         {inputBytes, nesting, tables, columns, foreignKeys, expressionBytes, injectedBytes})
        out.number(limit);
    out.number(options.values().size());
    for (const auto &[key, value] : options.values()) {
        out.text(key);
        writeOption(out, value);
    }
    out.text(schema);
    return out.take();
}

std::string encode(const Answer &answer)
{
    const auto &[outcome, thrown, diagnostics] = answer;
    if (const std::size_t count = countFindings(diagnostics); count > maxFindings)
        return encodeThrown(fmt::format(
            "it reported {} findings, notes and edits, expected {} at most", count, maxFindings));
    WireWriter out;
    out.number(static_cast<std::uint8_t>(outcome));
    writeText(out, thrown);
    out.number(diagnostics.size());
    for (const SentDiagnostic &finding : diagnostics)
        writeFinding(out, finding);
    if (out.size() <= maxMessage)
        return out.take();
    return encodeThrown(
        fmt::format("its findings take {} bytes, expected {} at most", out.size(), maxMessage));
}

} // namespace tw::isolation
