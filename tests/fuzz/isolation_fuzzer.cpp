// SPDX-License-Identifier: MIT
//
// What a host and a plugin's process send each other. The first letter says what the rest is:
//   s  a schema's bytes. What is accepted is encoded to the very same bytes, and prints.
//   d  a JSON document up to NUL, whose schema must come back; then three bytes each, a place and a
//      value, that are put into its encoding, which is read as under `s`.
//   h  a `Hello`; a  an `Answer`; r  a `Request`. What is accepted is within bounds and, encoded
//      and decoded, the same.
#include "isolation/messages.h"
#include "isolation/schema_codec.h"

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>
#include <tablewright/ir/printer.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace tw;
using namespace tw::isolation;

namespace {

constexpr std::size_t rows = 4;
constexpr std::array<std::uint32_t, 3> sourceEnds = {1000, 0, 70};

void expect(bool holds)
{
    if (!holds)
        std::abort();
}

void readSchema(std::string_view bytes)
{
    const ir::Schema schema = decodeSchema(bytes);
    expect(encodeSchema(schema) == bytes);
    static_cast<void>(ir::print(schema));
}

void readDocument(std::string_view input)
{
    const std::size_t end = std::min(input.find('\0'), input.size());
    SourceManager sources;
    DiagnosticList list;
    DiagnosticEmitter emitter(list);
    const Limits limits;
    const ir::Schema schema =
        frontendFor(Language::Json)
            .parse(sources, sources.add("document", input.substr(0, end)), emitter, {limits});
    EncodedSchema encoded = EncodedSchema::compute(schema);
    expect(encodeSchema(decodeSchema(encoded.bytes)) == encoded.bytes);
    input.remove_prefix(std::min(end + 1, input.size()));
    for (; input.size() >= 3; input.remove_prefix(3)) {
        const std::size_t place =
            static_cast<unsigned char>(input[0]) * 256U + static_cast<unsigned char>(input[1]);
        encoded.bytes[place % encoded.bytes.size()] = input[2];
    }
    readSchema(encoded.bytes);
}

void expectText(std::string_view text) { expect(text.find('\0') == std::string_view::npos); }

void expectPlace(const SourceRange &range)
{
    if (range.isValid())
        expect(range.source.index() < sourceEnds.size() && range.begin <= range.end &&
               range.end <= sourceEnds[range.source.index()]);
}

void readAnswer(std::string_view bytes)
{
    const Answer answer = decodeAnswer(bytes, rows, sourceEnds);
    expectText(answer.thrown);
    for (const SentDiagnostic &finding : answer.diagnostics) {
        expect(finding.row < rows);
        expectText(finding.message);
        expectPlace(finding.range);
        for (const DiagnosticNote &note : finding.notes) {
            expectText(note.message);
            expectPlace(note.range);
        }
        if (!finding.fix)
            continue;
        std::vector<TextEdit> edits = finding.fix->edits();
        std::sort(edits.begin(), edits.end(),
                  [](const TextEdit &a, const TextEdit &b) { return a.range < b.range; });
        for (std::size_t i = 0; i < edits.size(); ++i) {
            expectText(edits[i].replacement);
            expect(edits[i].range.isValid());
            expectPlace(edits[i].range);
            expect(i == 0 || edits[i - 1].range.source != edits[i].range.source ||
                   edits[i - 1].range.end <= edits[i].range.begin);
        }
    }
    const std::string again = encode(answer);
    expect(encode(decodeAnswer(again, rows, sourceEnds)) == again);
}

void readHello(std::string_view bytes)
{
    const Hello hello = decodeHello(bytes);
    for (const Hello::Row &row : hello.rows)
        expect(!row.code.empty() && row.severity <= Severity::Error);
    expect(encode(hello) == bytes);
}

void readRequest(std::string_view bytes)
{
    const Request request = decodeRequest(bytes);
    expect(request.schema.size() <= bytes.size());
    const std::string encoded = encode(request);
    const Request again = decodeRequest(encoded);
    expect(again.pass == request.pass && again.schema == request.schema &&
           again.options.values().size() == request.options.values().size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    // Without its first byte, which is where a read before the begin would go.
    const std::string_view rest(reinterpret_cast<const char *>(data) + 1, size - 1);
    try {
        switch (data[0]) {
        case 's':
            readSchema(rest);
            break;
        case 'd':
            readDocument(rest);
            break;
        case 'h':
            readHello(rest);
            break;
        case 'a':
            readAnswer(rest);
            break;
        case 'r':
            readRequest(rest);
            break;
        default:
            return -1; // not worth keeping
        }
    } catch (const WireError &) {
        return 0;
    }
    return 0;
}
