// SPDX-License-Identifier: MIT
#include "isolation/messages.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace tw::isolation {

namespace {

constexpr std::size_t maxPasses = 1'000;
constexpr std::size_t maxRows = 10'000;
constexpr std::size_t maxWord = 200; // bytes

void expectEnd(const WireReader &in)
{
    if (!in.atEnd())
        throw WireError(fmt::format("found {} bytes after the message", in.left()));
}

template <class Number> Number readNumber(WireReader &in)
{
    return static_cast<Number>(in.number(std::numeric_limits<Number>::max()));
}

std::string_view readText(WireReader &in, std::size_t most = maxText)
{
    const std::string_view text = in.text();
    if (text.size() > most)
        throw WireError(
            fmt::format("found a text of {} bytes, expected {} at most", text.size(), most));
    if (text.find('\0') != std::string_view::npos)
        throw WireError("found a text with a NUL character");
    if (!simdjson::validate_utf8(text.data(), text.size()))
        throw WireError("found a text that is not UTF-8");
    return text;
}

std::size_t readCount(WireReader &in, std::size_t most, std::string_view what)
{
    const std::size_t count = in.count();
    if (count > most)
        throw WireError(fmt::format("found {} {}, expected {} at most", count, what, most));
    return count;
}

bool isWordCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

std::string_view readWord(WireReader &in, std::string_view what)
{
    const std::string_view word = readText(in, maxWord);
    if (word.empty())
        throw WireError(fmt::format("found a {} that is empty", what));
    if (!std::all_of(word.begin(), word.end(), isWordCharacter))
        throw WireError(fmt::format("found `{}` as a {}, expected letters, digits, `-`, `_` or `.`",
                                    word, what));
    return word;
}

/// Reads an answer, and knows what it may speak of.
class AnswerReader {
public:
    AnswerReader(std::string_view bytes, std::size_t rows,
                 std::span<const std::uint32_t> sourceEnds)
        : m_in(bytes), m_rows(rows), m_sourceEnds(sourceEnds)
    {
    }

    Answer read()
    {
        Answer answer;
        answer.outcome = static_cast<Answer::Outcome>(
            m_in.number(static_cast<std::uint8_t>(Answer::Outcome::Threw)));
        answer.thrown = readText(m_in);
        answer.diagnostics.resize(readFindingCount());
        for (SentDiagnostic &finding : answer.diagnostics)
            readFinding(finding);
        expectEnd(m_in);
        return answer;
    }

private:
    /// Of findings, notes or edits, which together are not too many.
    std::size_t readFindingCount()
    {
        const std::size_t count = readCount(m_in, maxFindings - m_found, "findings");
        m_found += count;
        return count;
    }

    void readFinding(SentDiagnostic &finding)
    {
        finding.row = readNumber<std::uint32_t>(m_in);
        if (finding.row >= m_rows)
            throw WireError(
                fmt::format("found a finding of row {} where there are {}", finding.row, m_rows));
        finding.message = readText(m_in);
        finding.range = readRange();
        finding.notes.resize(readFindingCount());
        for (DiagnosticNote &note : finding.notes) {
            note.message = readText(m_in);
            note.range = readRange();
        }
        if (!m_in.boolean())
            return;
        finding.fix = readFix();
        if (!isApplicable(*finding.fix))
            finding.fix.reset();
    }

    FixIt readFix()
    {
        FixIt fix;
        fix.title = readText(m_in);
        fix.range = readRange();
        fix.replacement = readText(m_in, maxMessage);
        fix.also.resize(readFindingCount());
        for (TextEdit &edit : fix.also) {
            edit.range = readRange();
            edit.replacement = readText(m_in, maxMessage);
        }
        return fix;
    }

    /// Invalid when it is not within its source.
    SourceRange readRange()
    {
        const std::uint64_t source = m_in.number();
        if (source == 0)
            return {};
        SourceRange range;
        range.begin = readNumber<std::uint32_t>(m_in);
        range.end = readNumber<std::uint32_t>(m_in);
        if (source > m_sourceEnds.size() || range.begin > range.end ||
            range.end > m_sourceEnds[source - 1])
            return {};
        range.source = SourceId(source - 1);
        return range;
    }

    static bool isApplicable(const FixIt &fix)
    {
        std::vector<SourceRange> ranges{fix.range};
        for (const TextEdit &edit : fix.also)
            ranges.push_back(edit.range);
        std::sort(ranges.begin(), ranges.end());
        const auto overlap = [](const SourceRange &a, const SourceRange &b) {
            return a.source == b.source && (b.begin < a.end || a == b);
        };
        return std::all_of(ranges.begin(), ranges.end(),
                           [](const SourceRange &range) { return range.isValid(); }) &&
               std::adjacent_find(ranges.begin(), ranges.end(), overlap) == ranges.end();
    }

    WireReader m_in;
    std::size_t m_rows;
    std::span<const std::uint32_t> m_sourceEnds;
    std::size_t m_found = 0;
};

OptionValue readOption(WireReader &in)
{
    switch (in.number()) {
    case 0:
        return in.boolean();
    case 1:
        return in.signedNumber();
    case 2:
        return in.real();
    case 3:
        return std::string(in.text());
    case 4: {
        std::vector<std::string> texts(in.count());
        for (std::string &text : texts)
            text = in.text();
        return texts;
    }
    default:
        throw WireError("found an option of no known type");
    }
}
static_assert(std::variant_size_v<OptionValue> == 5, "`readOption` knows five types");

} // namespace

std::string_view buildOf(std::string_view start) { return WireReader(start).text(); }

Start decodeStart(std::string_view bytes)
{
    WireReader in(bytes);
    Start start;
    start.build = in.text();
    start.files.resize(in.count());
    for (std::string &file : start.files)
        file = in.text();
    start.pluginId = in.text();
    start.backend = in.text();
    start.memory = in.number();
    start.userId = readNumber<std::uint32_t>(in);
    start.groupId = readNumber<std::uint32_t>(in);
    expectEnd(in);
    return start;
}

Hello decodeHello(std::string_view bytes)
{
    WireReader in(bytes);
    Hello hello;
    hello.failure = readText(in);
    hello.passes.resize(readCount(in, maxPasses, "passes"));
    for (Hello::Pass &pass : hello.passes) {
        pass.name = readWord(in, "name of a pass");
        pass.description = readText(in);
    }
    hello.rows.resize(readCount(in, maxRows, "rows"));
    for (Hello::Row &row : hello.rows) {
        row.code = readWord(in, "code");
        row.name = readWord(in, "name of a row");
        row.severity = static_cast<Severity>(in.number(static_cast<std::uint8_t>(Severity::Error)));
        row.message = readText(in);
    }
    expectEnd(in);
    return hello;
}

Request decodeRequest(std::string_view bytes)
{
    WireReader in(bytes);
    Request request;
    request.pass = readNumber<std::uint32_t>(in);
    request.schemaToken = in.number();
    auto &[inputBytes, nesting, tables, columns, foreignKeys, expressionBytes, injectedBytes] =
        request.limits;
    for (std::size_t *limit :
         {&inputBytes, &nesting, &tables, &columns, &foreignKeys, &expressionBytes, &injectedBytes})
        *limit = readNumber<std::size_t>(in);
    for (std::size_t left = in.count(2); left > 0; --left) {
        std::string key(in.text());
        request.options.set(std::move(key), readOption(in));
    }
    request.schema = in.text();
    expectEnd(in);
    return request;
}

Answer decodeAnswer(std::string_view bytes, std::size_t rows,
                    std::span<const std::uint32_t> sourceEnds)
{
    return AnswerReader(bytes, rows, sourceEnds).read();
}

} // namespace tw::isolation
