// SPDX-License-Identifier: MIT
//
// Reads any bytes as schema JSON. Beside crashes it looks for broken promises: places inside the
// text, one syntax error at the most, a JSON reader that agrees about what is JSON, and a writer
// whose text reads back the same.
#include <tablewright/diag/codes.h>
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>
#include <tablewright/frontend/writers.h>
#include <tablewright/ir/verifier.h>

#include <rapidjson/reader.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t kNesting = 64;

void expect(bool holds)
{
    if (!holds)
        std::abort();
}

/// Counts how deep a text goes.
struct DepthCounter : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, DepthCounter> {
    bool StartObject() { return enter(); }
    bool StartArray() { return enter(); }
    bool EndObject(rapidjson::SizeType /*count*/) { return leave(); }
    bool EndArray(rapidjson::SizeType /*count*/) { return leave(); }
    bool enter()
    {
        tooDeep = tooDeep || ++depth > kNesting;
        return !tooDeep;
    }
    bool leave()
    {
        --depth;
        return true;
    }
    std::size_t depth = 0;
    bool tooDeep = false;
};

/// Whether RapidJSON takes the text, and if not, whether only because of its depth.
struct Verdict {
    bool isJson;
    bool isTooDeep;
    bool isHugeNumber;
};

Verdict verdictOf(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    constexpr unsigned flags = rapidjson::kParseValidateEncodingFlag |
                               rapidjson::kParseIterativeFlag |
                               rapidjson::kParseNumbersAsStringsFlag;
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::Reader reader;
    DepthCounter counter;
    reader.Parse<flags>(stream, counter);
    // It takes a U+0000 for the end of the text.
    return {!reader.HasParseError() && stream.Tell() == text.size(), counter.tooDeep,
            reader.GetParseErrorCode() == rapidjson::kParseErrorNumberTooBig};
}

/// What is written reads back without errors, and is written the same.
void checkWriting(const tw::ir::Schema &schema)
{
    expect(tw::ir::verify(schema, tw::ir::Phase::Parsed).empty());
    const std::string written = tw::writeJson(schema);
    tw::SourceManager sources;
    const tw::SourceId source = sources.add("written.json", written);
    tw::DiagnosticList list;
    tw::DiagnosticEmitter emitter(list);
    const tw::Limits limits;
    const tw::ir::Schema again =
        tw::frontendFor(tw::Language::Json).parse(sources, source, emitter, {limits});
    expect(list.takeSorted().empty());
    expect(tw::writeJson(again) == written);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    tw::SourceManager sources;
    const tw::SourceId source = sources.add("fuzz.json", text);
    const tw::Frontend &frontend = tw::frontendFor(tw::Language::Json);
    tw::DiagnosticList list;
    tw::DiagnosticEmitter emitter(list);
    tw::Limits limits;
    limits.nesting = kNesting;
    const tw::ir::Schema schema = frontend.parse(sources, source, emitter, {limits});
    if (list.errorCount() == 0)
        checkWriting(schema);
    std::vector<tw::Diagnostic> diagnostics = list.takeSorted();
    frontend.annotate(sources, source, diagnostics);

    std::size_t broken = 0;
    bool tooDeep = false;
    bool loneSurrogate = false;
    for (const tw::Diagnostic &diagnostic : diagnostics) {
        expect(diagnostic.range.isValid() && diagnostic.range.begin <= diagnostic.range.end);
        expect(diagnostic.range.end <= size && diagnostic.hasPointer);
        for (const tw::DiagnosticNote &note : diagnostic.notes)
            expect(!note.range.isValid() || note.range.end <= size);
        const std::string_view code = diagnostic.info->code;
        loneSurrogate = loneSurrogate || diagnostic.message.find("surrogate") != std::string::npos;
        tooDeep = tooDeep || code == tw::diag::NestingTooDeep.code;
        broken += code == tw::diag::JsonSyntax.code || code == tw::diag::InvalidUtf8.code ||
                          code == tw::diag::NestingTooDeep.code || code == tw::diag::EmptyInput.code
                      ? 1
                      : 0;
    }
    expect(broken <= 1);
    const Verdict verdict = verdictOf(text);
    if (loneSurrogate || verdict.isHugeNumber) // it takes the one and refuses the other
        return 0;
    expect(verdict.isTooDeep == tooDeep);
    expect(verdict.isTooDeep || verdict.isJson == (broken == 0));
    return 0;
}
