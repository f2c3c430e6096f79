// SPDX-License-Identifier: MIT
//
// Lays a text out anew. Words and comments stay as they are and in their order; only the white
// space between them is made, so that what it means (TokenLayout) is what it meant before.
#include "frontend/dbml/formatter_pieces.h"

#include <tablewright/base/utf8.h>
#include <tablewright/frontend/writers.h>

#include <DbmlLexer.h>

#include <algorithm>
#include <string>

namespace tw {

namespace {

using dbml::DbmlLexer;
using dbml::Piece;
using dbml::Pieces;
using Gap = Piece::Gap;

class Formatter {
public:
    explicit Formatter(const Pieces &pieces) : m_pieces(pieces) {}

    std::string run();

private:
    struct Open {
        bool takesLines;
        bool isBody;
    };
    /// What stands between two words, as far as it is written.
    struct GapState {
        std::size_t word = 0;          ///< behind the gap; the number of pieces at the end
        bool wantsLine = false;        ///< that word begins a line
        bool needsBlank = false;       ///< a blank line comes with the first line end
        bool hasLine = false;          ///< the line of the word before has ended
        bool afterLineComment = false; ///< the line must end before anything else
        /// Without a space behind the word before, the bracket would be an index of that word.
        bool needsSpace = false;
    };

    void writeGap(std::size_t first, std::size_t word);
    void writeComment(std::size_t i, GapState &state);
    void writeWord(std::size_t i);
    [[nodiscard]] GapState startGap(std::size_t first, std::size_t word) const;
    [[nodiscard]] bool leads(std::size_t comment, std::size_t word) const;
    void endLine(const Piece &next, GapState &state);
    void continueLine(std::size_t extra);
    void append(std::string_view text);
    void appendBlockComment(std::string_view text, bool ownLine);

    const Pieces &m_pieces;
    std::string m_out;
    std::vector<Open> m_open; ///< brackets around the place
    std::size_t m_bodies = 0; ///< among them
    std::size_t m_indent = 0;
    std::size_t m_column = 0;        ///< in code points
    const Piece *m_before = nullptr; ///< the last word
    bool m_elementHadBody = false;   ///< the last one
};

std::string Formatter::run()
{
    std::size_t first = 0; // of the comments before the next word
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        if (m_pieces[i].isComment)
            continue;
        writeGap(first, i);
        writeWord(i);
        first = i + 1;
    }
    GapState state = startGap(first, m_pieces.size());
    for (; first < m_pieces.size(); ++first)
        writeComment(first, state);
    if (!m_out.empty() && !m_out.ends_with('\n'))
        m_out += '\n';
    return std::move(m_out);
}

Formatter::GapState Formatter::startGap(std::size_t first, std::size_t word) const
{
    GapState state;
    state.word = word;
    state.hasLine = m_out.empty();
    if (word == m_pieces.size()) {
        state.wantsLine = true;
        return state;
    }
    const Piece &piece = m_pieces[word];
    if (piece.gap == Gap::Element) {
        state.wantsLine = true;
        const bool hasBlank = std::any_of(&m_pieces[first], &piece + 1,
                                          [](const Piece &p) { return p.newlines > 1; });
        state.needsBlank = m_before && !hasBlank && (m_elementHadBody || piece.hasBody);
    } else if (piece.gap == Gap::Soft || piece.gap == Gap::SoftSpace) {
        state.wantsLine = m_open.back().takesLines;
        state.needsSpace = piece.type == DbmlLexer::LBRACKET && piece.beginsEntry;
    }
    return state;
}

/// Whether a comment belongs to the word behind it: both on one line that the word will begin.
bool Formatter::leads(std::size_t comment, std::size_t word) const
{
    const bool isFirstInside = m_before && m_before->opens;
    if (word == m_pieces.size() || (m_pieces[word].closes && !isFirstInside))
        return false;
    return std::none_of(&m_pieces[comment], &m_pieces[word] + 1,
                        [](const Piece &piece) { return piece.ownLine() || piece.isLineComment; });
}

/// Goes to where `next` begins a line of its own.
void Formatter::endLine(const Piece &next, GapState &state)
{
    const bool isFirstInside = m_before && m_before->opens && !state.hasLine;
    if (!m_out.empty()) {
        m_out += state.needsSpace ? " \n" : "\n";
        if (state.needsBlank || (next.newlines > 1 && !isFirstInside && !next.closes))
            m_out += '\n';
    }
    m_out.append(m_indent, ' ');
    m_column = m_indent;
    state.needsBlank = false;
    state.needsSpace = false;
    state.hasLine = true;
    state.afterLineComment = false;
}

/// A line end that means nothing, since the line goes on.
void Formatter::continueLine(std::size_t extra)
{
    m_out += '\n';
    m_out.append(m_indent + extra, ' ');
    m_column = m_indent + extra;
}

void Formatter::writeComment(std::size_t i, GapState &state)
{
    const Piece &piece = m_pieces[i];
    bool ownLine = m_out.empty();
    if (state.wantsLine && !m_out.empty()) {
        ownLine = piece.ownLine() || (!state.hasLine && leads(i, state.word));
        if (ownLine)
            endLine(piece, state);
        else
            append(" ");
        state.needsSpace = false;
    } else if (state.afterLineComment) {
        continueLine(2);
        state.afterLineComment = false;
    } else if (piece.gap == Gap::Space && !m_out.empty()) {
        append(" ");
    }
    if (piece.isLineComment) {
        const std::string_view text = m_pieces.text(piece);
        append(text.substr(0, text.find_last_not_of(" \t\r") + 1));
        state.afterLineComment = true;
    } else {
        appendBlockComment(m_pieces.text(piece), ownLine);
    }
}

void Formatter::writeGap(std::size_t first, std::size_t word)
{
    GapState state = startGap(first, word);
    const Piece &piece = m_pieces[word];
    for (std::size_t i = first; i < word; ++i)
        writeComment(i, state);
    if (m_out.empty())
        return;
    if (piece.closes && m_open.back().takesLines)
        m_indent -= 2;
    // Behind a comment that stands on the line which the word begins.
    const bool sharesLine = first < word && state.hasLine && !piece.ownLine();
    if (state.wantsLine && !sharesLine)
        endLine(piece, state);
    else if (state.afterLineComment || piece.gap == Gap::KeptLine)
        continueLine(piece.type == DbmlLexer::LBRACE ? 0 : 2);
    else if (piece.gap == Gap::Space || piece.gap == Gap::SoftSpace || state.wantsLine)
        append(" ");
}

void Formatter::writeWord(std::size_t i)
{
    const Piece &piece = m_pieces[i];
    const std::size_t column = m_column;
    const std::string_view text = m_pieces.text(piece);
    append(text);
    if (piece.gap == Gap::Element)
        m_elementHadBody = piece.hasBody;
    if (piece.opens) {
        m_open.push_back(
            {m_pieces.takesLines(i, column, m_bodies), piece.type == DbmlLexer::LBRACE});
        m_indent += m_open.back().takesLines ? 2 : 0;
        m_bodies += m_open.back().isBody ? 1 : 0;
    } else if (piece.closes) {
        m_bodies -= m_open.back().isBody ? 1 : 0;
        m_open.pop_back();
    }
    m_before = &piece;
}

void Formatter::append(std::string_view text)
{
    m_out += text;
    const std::size_t lineEnd = text.rfind('\n');
    if (lineEnd != std::string_view::npos) {
        m_column = 0;
        text.remove_prefix(lineEnd + 1);
    }
    m_column += codePointCount(text);
}

/// A comment whose lines all begin with a `*` moves as a whole; any other keeps its lines.
void Formatter::appendBlockComment(std::string_view text, bool ownLine)
{
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        lines.push_back(line.substr(0, line.find_last_not_of(" \t\r") + 1));
        at = end + 1;
    }
    const auto beginsWithStar = [](std::string_view line) {
        const std::size_t at = line.find_first_not_of(" \t");
        return at != std::string_view::npos && line[at] == '*';
    };
    const bool moves = ownLine && std::all_of(lines.begin() + 1, lines.end(), beginsWithStar);
    append(lines.front());
    for (auto line = lines.begin() + 1; line != lines.end(); ++line) {
        append("\n");
        if (moves) {
            append(std::string(m_indent + 1, ' '));
            append(line->substr(line->find('*')));
        } else {
            append(*line);
        }
    }
}

} // namespace

std::optional<std::string> formatDbml(const SourceManager &sources, SourceId source,
                                      DiagnosticEmitter &diagnostics, const Limits &limits)
{
    const dbml::SyntaxTree tree = dbml::SyntaxTree::parse(sources, source, diagnostics, limits,
                                                          dbml::SyntaxTree::Keep::Words);
    if (tree.hasErrors())
        return std::nullopt;
    const Pieces pieces(tree, sources.buffer(source).text());
    return Formatter(pieces).run();
}

} // namespace tw
