// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/positions.h"

#include <tablewright/diag/codes.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace tw::preview {

namespace {

/// As people write it: no more than two digits behind the point, none for a whole number.
QByteArray spelled(double value)
{
    const double rounded = std::round(value * 100) / 100 + 0.0; // no negative zero
    std::array<char, 64> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), rounded).ptr;
    return {digits.data(), end - digits.data()};
}

bool isSame(double a, double b) { return std::abs(a - b) < 0.005; }

QByteArray object(QPointF point)
{
    return "{ \"x\": " + spelled(point.x()) + ", \"y\": " + spelled(point.y()) + " }";
}

struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    [[nodiscard]] bool isEmpty() const { return begin == end; }
};

/// The numbers of a `{ "x": 1, "y": 2 }`, in whatever order and with whatever space; what else
/// there may be is jumped over. The text is known to be JSON.
std::array<Span, 2> numbersOf(std::string_view text)
{
    std::array<Span, 2> numbers;
    constexpr std::string_view numeric = "+-.eE0123456789";
    int depth = 0;
    Span string;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char byte = text[at];
        if (byte == '"') {
            string.begin = at + 1;
            while (++at < text.size() && text[at] != '"')
                at += text[at] == '\\' ? 1 : 0;
            string.end = at;
        } else if (byte == '{' || byte == '[') {
            ++depth;
        } else if (byte == '}' || byte == ']') {
            --depth;
        } else if (byte == ':' && depth == 1) {
            const std::string_view name = text.substr(string.begin, string.end - string.begin);
            const std::size_t begin = text.find_first_not_of(" \t\r\n", at + 1);
            if (begin == std::string_view::npos || (name != "x" && name != "y"))
                continue;
            const std::size_t end = std::min(text.find_first_not_of(numeric, begin), text.size());
            numbers[name == "y" ? 1 : 0] = {begin, end};
        }
    }
    return numbers;
}

/// Writes the positions of one table after another.
class Writer {
public:
    Writer(std::string_view text, std::vector<TextEdit> &edits) : m_text(text), m_edits(edits) {}

    void replace(const ir::Position &written, QPointF point)
    {
        const SourceRange &range = written.range;
        const std::array<Span, 2> numbers = numbersOf(m_text.substr(range.begin, range.size()));
        if (std::ranges::any_of(numbers, &Span::isEmpty)) {
            add(range.begin, range.end, object(point));
            return;
        }
        const auto set = [&](const Span &span, double is, double wanted) {
            if (!isSame(is, wanted))
                add(range.begin + span.begin, range.begin + span.end, spelled(wanted));
        };
        set(numbers[0], written.x, point.x());
        set(numbers[1], written.y, point.y());
    }

    /// A new member after the name's: on a line of its own where the name has one.
    void insertAfter(const SourceRange &name, QPointF point)
    {
        const QByteArray member = "\"position\": " + object(point);
        const std::size_t lineStart = m_text.rfind('\n', name.begin) + 1; // npos + 1 is 0
        const std::size_t indent = m_text.find_first_not_of(" \t", lineStart);
        const bool isAlone = endsLine(name.end) &&
                             m_text.substr(indent, name.begin - indent).starts_with("\"name\"");
        if (!isAlone) {
            add(name.end, name.end, ", " + member);
            return;
        }
        const bool isCrLf = lineStart >= 2 && m_text[lineStart - 2] == '\r';
        const std::string_view space = m_text.substr(lineStart, indent - lineStart);
        add(name.end, name.end,
            (isCrLf ? QByteArray(",\r\n") : QByteArray(",\n")) +
                QByteArray(space.data(), static_cast<qsizetype>(space.size())) + member);
    }

private:
    [[nodiscard]] bool endsLine(std::size_t at) const
    {
        const std::size_t next = m_text.find_first_not_of(" \t,\r", at);
        return next == std::string_view::npos || m_text[next] == '\n';
    }

    void add(std::size_t begin, std::size_t end, QByteArray replacement)
    {
        m_edits.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                           std::move(replacement)});
    }

    std::string_view m_text;
    std::vector<TextEdit> &m_edits;
};

/// Findings after which places in the text may be wrong or missing.
bool isUnreadable(const Diagnostic &diagnostic)
{
    const std::array<std::string_view, 6> codes{
        diag::JsonSyntax.code,     diag::InvalidUtf8.code,   diag::EmptyInput.code,
        diag::NestingTooDeep.code, diag::InputTooLarge.code, diag::DuplicateMember.code};
    return std::ranges::find(codes, diagnostic.info->code) != codes.end();
}

} // namespace

std::optional<PositionEdits> positionEdits(const QByteArray &text, const TablePositions &positions)
{
    SourceManager sources;
    const SourceId source = sources.add("document", viewOf(text));
    DiagnosticList found;
    DiagnosticEmitter emitter(found);
    const Limits limits;
    const ir::Schema schema =
        frontendFor(Language::Json).parse(sources, source, emitter, {limits, nullptr, false});
    if (std::ranges::any_of(found.takeSorted(), isUnreadable))
        return std::nullopt;

    PositionEdits result;
    result.rest = positions;
    Writer writer(viewOf(text), result.edits);
    for (const ir::Table &table : schema.tables) {
        const QString key = tableKey(table);
        const auto place = positions.constFind(key);
        // Of tables with one name the first has the key.
        if (place == positions.constEnd() || !result.rest.contains(key))
            continue;
        if (table.position && table.position->range.isValid())
            writer.replace(*table.position, *place);
        else if (table.name.range.isValid())
            writer.insertAfter(table.name.range, *place);
        else
            continue;
        result.rest.remove(key);
    }
    std::ranges::sort(result.edits, {}, &TextEdit::begin);
    return result;
}

} // namespace tw::preview
