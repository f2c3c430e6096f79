// SPDX-License-Identifier: MIT
#include "text_checks.h"

#include "hostile_text.h"

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/diag/render.h>
#include <tablewright/diff/render_diff.h>
#include <tablewright/frontend/writers.h>
#include <tablewright/ir/printer.h>

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>

namespace tw::test {

namespace {

/// The schema that a frontend makes of a text; none when it reports an error.
std::optional<ir::Schema> parse(Language language, const SourceManager &sources, SourceId source,
                                SourceResolver *resolver)
{
    DiagnosticList list;
    DiagnosticEmitter emitter(list);
    const Limits limits;
    ir::Schema schema = frontendFor(language).parse(sources, source, emitter, {limits, resolver});
    if (list.errorCount() > 0)
        return std::nullopt;
    return schema;
}

std::optional<ir::Schema> parse(Language language, const std::string &text)
{
    SourceManager sources;
    const SourceId source = sources.add("again", text);
    return parse(language, sources, source, nullptr);
}

/// Where two texts part.
std::string parting(const std::string &a, const std::string &b)
{
    const auto [inA, inB] = std::ranges::mismatch(a, b);
    const auto from = static_cast<std::size_t>(inA - a.begin());
    const std::size_t begin = from > 40 ? from - 40 : 0;
    return fmt::format("{} / {}", shown(a.substr(begin, 120)), shown(b.substr(begin, 120)));
}

std::string throughOther(Language language, const ir::Schema &original)
{
    ir::Schema schema = original;
    for (ir::Table &table : schema.tables)
        table.position.reset(); // DBML has none
    const std::string meaning = ir::print(schema);
    const std::string json = writeJson(schema);
    if (!isJson(json))
        return "what is written as JSON is none";
    const std::string dbml = writeDbml(schema);
    if (!isValidUtf8(dbml))
        return "what is written as DBML is no UTF-8";
    for (const Language target : {Language::Json, Language::Dbml}) {
        const char *name = target == Language::Json ? "JSON" : "DBML";
        const std::optional<ir::Schema> again =
            parse(target, target == Language::Json ? json : dbml);
        if (!again)
            return fmt::format("what is written as {} is refused", name);
        // Where the language changes, texts are alike after one more turn: JSON names by id what
        // DBML names by name, and DBML has checks of columns.
        const bool same = target == language;
        const std::string found = same ? ir::print(*again) : writeJson(*again);
        const std::string &expected = same ? meaning : json;
        if (found != expected)
            return fmt::format("written as {} it says something else: {}", name,
                               parting(expected, found));
    }
    return {};
}

std::string formattingProblem(const SourceManager &sources, SourceId source,
                              SourceResolver *resolver, const ir::Schema &schema)
{
    DiagnosticList list;
    DiagnosticEmitter emitter(list);
    const std::optional<std::string> formatted = formatDbml(sources, source, emitter, {});
    if (!formatted)
        return "the formatter refuses what the frontend takes";
    SourceManager again;
    const SourceId id = again.add("again", *formatted);
    const std::optional<ir::Schema> read = parse(Language::Dbml, again, id, resolver);
    if (!read)
        return "formatted, it is refused";
    const std::string meaning = ir::print(schema);
    const std::string found = ir::print(*read);
    return meaning == found ? std::string()
                            : "formatted, it says something else: " + parting(meaning, found);
}

} // namespace

std::string terminalProblem(std::string_view output)
{
    if (!isValidUtf8(output))
        return "no UTF-8";
    static constexpr std::array<std::string_view, 10> turns = {
        "\u061c", "\u200e", "\u200f", "\u202a", "\u202b",
        "\u202d", "\u202e", "\u2066", "\u2067", "\u2068"};
    for (std::size_t i = 0; i < output.size(); ++i) {
        const auto c = static_cast<unsigned char>(output[i]);
        if ((c < 0x20 && c != '\n') || c == 0x7F)
            return fmt::format("a control character {:02x}", c);
        if (c == 0xC2 && static_cast<unsigned char>(output[i + 1]) < 0xA0)
            return "a control character above 7F";
        if (c < 0xC2)
            continue;
        for (const std::string_view turn : turns) {
            if (output.substr(i).starts_with(turn))
                return "a mark that turns the direction: " + shown(turn);
        }
    }
    return {};
}

bool isJson(std::string_view text)
{
    thread_local simdjson::dom::parser parser;
    return parser.parse(text.data(), text.size()).error() == simdjson::SUCCESS;
}

std::string printingProblem(std::span<const Diagnostic> diagnostics, const SourceManager &sources)
{
    if (!isJson(renderJson(diagnostics, sources)))
        return "the findings as JSON are none";
    const std::string problem = terminalProblem(renderText(diagnostics, sources));
    return problem.empty() ? problem : "the findings as text have " + problem;
}

std::string conversionProblem(Language language, const std::string &document,
                              SourceResolver *resolver, SourceManager &sources, SourceId source,
                              const ir::Schema &other)
{
    const std::optional<ir::Schema> schema = parse(language, sources, source, resolver);
    if (!schema)
        return {};
    if (!isJson(renderChangesJson(diffSchemas(other, *schema))))
        return "the difference is no JSON";
    if (std::string problem = throughOther(language, *schema); !problem.empty())
        return problem;
    // Formatting is a matter of one file.
    if (language == Language::Dbml && document.find("use ") == std::string::npos)
        return formattingProblem(sources, source, resolver, *schema);
    return {};
}

} // namespace tw::test
