// SPDX-License-Identifier: MIT
#include <tablewright/diag/render.h>

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace tw {

namespace {

constexpr std::size_t maxShownColumns = 160;

struct Palette {
    std::string_view bold, red, yellow, cyan, green, reset;
};
constexpr Palette plainPalette{};
constexpr Palette ansiPalette{"\033[1m",    "\033[1;31m", "\033[1;35m",
                              "\033[1;36m", "\033[1;32m", "\033[0m"};

/// The bytes of the character that the text begins with; 0 when it is no UTF-8.
std::size_t characterSize(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return 1;
    const std::size_t size = lead < 0xC2   ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
    if (size == 0 || text.size() < size)
        return 0;
    const unsigned char lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byte(1) < lowest || byte(1) > highest)
        return 0;
    for (std::size_t i = 2; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80)
            return 0;
    }
    return size;
}

/// Marks that change the order of what is shown behind them, and separators of lines.
bool isLayoutMark(std::string_view character)
{
    static constexpr std::array<std::string_view, 14> marks = {
        "\u061c", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202b",
        "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"};
    return std::ranges::find(marks, character) != marks.end();
}

/// Nothing that comes from the input may move the cursor, set colours or turn the text round. One
/// character stays one.
std::string printable(std::string_view text)
{
    constexpr std::string_view replacement = "\uFFFD";
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t size = characterSize(text);
        const std::string_view character = text.substr(0, std::max<std::size_t>(size, 1));
        const auto first = static_cast<unsigned char>(character[0]);
        text.remove_prefix(character.size());
        if (size == 1 && (first < 0x20 || first == 0x7F))
            out.push_back(' ');
        else if (size == 2 && first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0)
            out.push_back(' '); // U+0080 to U+009F
        else if (size == 0 || (size > 1 && isLayoutMark(character)))
            out += replacement;
        else
            out += character;
    }
    return out;
}

class TextRenderer {
public:
    TextRenderer(const SourceManager &sources, const TextStyle &style)
        : m_sources(sources), m_style(style), m_palette(style.colours ? ansiPalette : plainPalette)
    {
    }

    void add(const Diagnostic &diagnostic)
    {
        place(diagnostic.range);
        const auto [word, colour] = label(diagnostic.severity);
        put("{}{}:{} {}{}{} [{}]\n", colour, word, m_palette.reset, m_palette.bold,
            printable(diagnostic.message), m_palette.reset, diagnostic.info->code);
        sourceLine(diagnostic.range, m_palette.green);
        for (const DiagnosticNote &note : diagnostic.notes) {
            place(note.range);
            put("{}note:{} {}\n", m_palette.cyan, m_palette.reset, printable(note.message));
            sourceLine(note.range, m_palette.cyan);
        }
        if (diagnostic.fix)
            put("{}fix:{} {}\n", m_palette.green, m_palette.reset,
                printable(diagnostic.fix->title));
    }

    std::string take() { return std::move(m_out); }

private:
    template <class... Args> void put(fmt::format_string<Args...> format, Args &&...args)
    {
        fmt::format_to(std::back_inserter(m_out), format, std::forward<Args>(args)...);
    }

    [[nodiscard]] std::pair<std::string_view, std::string_view> label(Severity severity) const
    {
        switch (severity) {
        case Severity::Error:
            return {"error", m_palette.red};
        case Severity::Warning:
            return {"warning", m_palette.yellow};
        default:
            return {"note", m_palette.cyan};
        }
    }

    void place(SourceRange range)
    {
        if (!range.isValid())
            return;
        const SourceBuffer &buffer = m_sources.buffer(range.source);
        const LineColumn at = buffer.lineColumn(range.begin);
        put("{}{}:{}:{}:{} ", m_palette.bold, printable(buffer.name()), at.line, at.column,
            m_palette.reset);
    }

    /// The line of the range's begin, marked under it. Nothing for lines too long to help.
    void sourceLine(SourceRange range, std::string_view colour)
    {
        if (!m_style.sourceLines || !range.isValid())
            return;
        const std::string_view text = m_sources.buffer(range.source).text();
        const std::size_t begin = std::min<std::size_t>(range.begin, text.size());
        const std::size_t newline =
            begin == 0 ? std::string_view::npos : text.rfind('\n', begin - 1);
        const std::size_t lineStart = newline == std::string_view::npos ? 0 : newline + 1;
        std::size_t lineEnd = std::min(text.find('\n', begin), text.size());
        if (lineEnd > lineStart && text[lineEnd - 1] == '\r')
            --lineEnd;
        std::string line(text.substr(lineStart, lineEnd - lineStart));
        std::string_view before = text.substr(lineStart, begin - lineStart);
        if (lineStart == 0 && before.starts_with("\xEF\xBB\xBF")) {
            before.remove_prefix(3);
            line.erase(0, 3);
        }
        if (codePointCount(line) > maxShownColumns)
            return;
        line = printable(line);
        const std::size_t end = std::clamp<std::size_t>(range.end, begin, std::max(begin, lineEnd));
        const auto shownWidth = [](std::string_view part) {
            return codePointCount(printable(part));
        };
        const std::size_t width =
            std::max<std::size_t>(1, shownWidth(text.substr(begin, end - begin)));
        put("  {}\n  {:{}}{}{:^<{}}{}\n", line, "", shownWidth(before), colour, "^", width,
            m_palette.reset);
    }

    const SourceManager &m_sources;
    const TextStyle &m_style;
    const Palette &m_palette;
    std::string m_out;
};

} // namespace

std::string renderText(std::span<const Diagnostic> diagnostics, const SourceManager &sources,
                       const TextStyle &style)
{
    TextRenderer renderer(sources, style);
    for (const Diagnostic &diagnostic : diagnostics)
        renderer.add(diagnostic);
    return renderer.take();
}

} // namespace tw
