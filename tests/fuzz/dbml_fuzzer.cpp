// SPDX-License-Identifier: MIT
//
// Reads any bytes as DBML: words, shape, names and meaning. Beside crashes it looks for broken
// promises: places inside their texts, a formatted text that means the same and stays as it is, and
// writers whose texts are read back as the schema that they wrote.
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/diag/render.h>
#include <tablewright/frontend/writers.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// The document itself is `./self`; any other path is one small file.
class Neighbours final : public tw::SourceResolver {
public:
    explicit Neighbours(tw::SourceManager &sources) : m_sources(sources) {}

    std::optional<tw::SourceId> resolve(tw::SourceId from, std::string_view path) override
    {
        if (path == "./self")
            return from;
        if (path.empty())
            return std::nullopt;
        if (!m_other.isValid())
            m_other = m_sources.add(
                "other.dbml", "reuse * from './self'\nTable a { id int [pk] }\nEnum e { x }\n"
                              "TablePartial p { y int }\nTableGroup g { a }\nNote n { 'text' }\n");
        return m_other;
    }

private:
    tw::SourceManager &m_sources;
    tw::SourceId m_other;
};

struct Reading {
    Reading(tw::Language language, std::string_view text)
    {
        source = sources.add("fuzz.dbml", text);
        Neighbours neighbours(sources);
        tw::DiagnosticList list;
        tw::DiagnosticEmitter emitter(list);
        schema = tw::frontendFor(language).parse(sources, source, emitter, {limits, &neighbours});
        diagnostics = list.takeSorted();
        hasErrors = std::ranges::any_of(diagnostics, [](const tw::Diagnostic &diagnostic) {
            return diagnostic.severity == tw::Severity::Error;
        });
    }

    tw::Limits limits;
    tw::SourceManager sources;
    tw::SourceId source;
    tw::ir::Schema schema;
    std::vector<tw::Diagnostic> diagnostics;
    bool hasErrors = false;
};

/// Says what is wrong and ends unless `holds`.
void expect(bool holds, std::string_view what, std::string_view a = {}, std::string_view b = {})
{
    if (holds)
        return;
    const auto print = [](std::string_view text) {
        std::fwrite(text.data(), 1, text.size(), stderr);
        std::fputs("\n----\n", stderr);
    };
    print(what);
    print(a);
    print(b);
    std::abort();
}

void checkPlaces(const Reading &reading)
{
    const auto isInside = [&](const tw::SourceRange &range) {
        return !range.isValid() ||
               (range.source.index() < reading.sources.size() && range.begin <= range.end &&
                range.end <= reading.sources.buffer(range.source).text().size());
    };
    for (const tw::Diagnostic &diagnostic : reading.diagnostics) {
        expect(diagnostic.range.isValid() && isInside(diagnostic.range), diagnostic.message);
        for (const tw::DiagnosticNote &note : diagnostic.notes)
            expect(isInside(note.range), note.message);
    }
    (void)tw::renderText(reading.diagnostics, reading.sources);
}

std::optional<std::string> format(std::string_view text)
{
    tw::SourceManager sources;
    const tw::SourceId source = sources.add("fuzz.dbml", text);
    tw::DiagnosticList list;
    tw::DiagnosticEmitter emitter(list);
    return tw::formatDbml(sources, source, emitter, {});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const Reading reading(tw::Language::Dbml, text);
    checkPlaces(reading);

    const std::optional<std::string> formatted = format(text);
    expect(formatted || reading.hasErrors, "not formatted though it has no errors");
    if (!formatted)
        return 0;
    expect(format(*formatted) == formatted, "formatting again changes it", *formatted,
           format(*formatted).value_or("no DBML"));
    const Reading again(tw::Language::Dbml, *formatted);
    expect(again.diagnostics.size() == reading.diagnostics.size(), "formatting changes findings",
           tw::renderText(reading.diagnostics, reading.sources),
           tw::renderText(again.diagnostics, again.sources));
    if (reading.hasErrors)
        return 0;

    const std::string json = tw::writeJson(reading.schema);
    expect(tw::writeJson(again.schema) == json, "formatting changes the schema", *formatted, json);
    for (const tw::Language language : {tw::Language::Dbml, tw::Language::Json}) {
        const std::string written =
            language == tw::Language::Dbml ? tw::writeDbml(reading.schema) : json;
        const Reading back(language, written);
        expect(!back.hasErrors, "what was written has errors", written,
               tw::renderText(back.diagnostics, back.sources));
        const std::string json2 = tw::writeJson(back.schema);
        expect(json2 == json, "what was written is another schema", written, json2);
    }
    return 0;
}
