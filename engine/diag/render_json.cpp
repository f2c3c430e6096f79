// SPDX-License-Identifier: MIT
#include <tablewright/diag/render.h>

#include "base/well_formed.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <simdjson.h>

namespace tw {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

/// What is in JSON is UTF-8, whatever a validator in this process made of its message.
void writeText(Writer &out, std::string_view text)
{
    if (!simdjson::validate_utf8(text.data(), text.size())) {
        const std::string whole = wellFormed(text);
        out.String(whole.data(), static_cast<rapidjson::SizeType>(whole.size()));
        return;
    }
    out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void writeMember(Writer &out, std::string_view key, std::string_view value)
{
    out.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    writeText(out, value);
}

void writePlace(Writer &out, SourceRange range, const SourceManager &sources)
{
    if (!range.isValid())
        return;
    const SourceBuffer &buffer = sources.buffer(range.source);
    const LineColumn begin = buffer.lineColumn(range.begin);
    const LineColumn end = buffer.lineColumn(range.end);
    writeMember(out, "file", buffer.name());
    out.Key("line");
    out.Uint(begin.line);
    out.Key("column");
    out.Uint(begin.column);
    out.Key("endLine");
    out.Uint(end.line);
    out.Key("endColumn");
    out.Uint(end.column);
}

void writeDiagnostic(Writer &out, const Diagnostic &diagnostic, const SourceManager &sources)
{
    out.StartObject();
    writeMember(out, "code", diagnostic.info->code);
    writeMember(out, "severity", spelling(diagnostic.severity));
    writeMember(out, "message", diagnostic.message);
    writePlace(out, diagnostic.range, sources);
    if (diagnostic.hasPointer)
        writeMember(out, "pointer", diagnostic.pointer);
    if (!diagnostic.pass.empty())
        writeMember(out, "pass", diagnostic.pass);
    out.Key("notes");
    out.StartArray();
    for (const DiagnosticNote &note : diagnostic.notes) {
        out.StartObject();
        writeMember(out, "message", note.message);
        writePlace(out, note.range, sources);
        out.EndObject();
    }
    out.EndArray();
    if (diagnostic.fix) {
        out.Key("fix");
        out.StartObject();
        writeMember(out, "title", diagnostic.fix->title);
        writePlace(out, diagnostic.fix->range, sources);
        writeMember(out, "replacement", diagnostic.fix->replacement);
        out.Key("edits");
        out.StartArray();
        for (const TextEdit &edit : diagnostic.fix->edits()) {
            out.StartObject();
            writePlace(out, edit.range, sources);
            writeMember(out, "replacement", edit.replacement);
            out.EndObject();
        }
        out.EndArray();
        out.EndObject();
    }
    out.EndObject();
}

} // namespace

std::string_view spelling(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return "error";
    case Severity::Warning:
        return "warning";
    case Severity::Note:
        return "note";
    case Severity::Ignored:
        break;
    }
    return "ignored";
}

std::string renderJson(std::span<const Diagnostic> diagnostics, const SourceManager &sources)
{
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.StartArray();
    for (const Diagnostic &diagnostic : diagnostics)
        writeDiagnostic(out, diagnostic, sources);
    out.EndArray();
    return {buffer.GetString(), buffer.GetSize()};
}

} // namespace tw
