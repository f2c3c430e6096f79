// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/placed_token.h"
#include "frontend/dbml/syntax.h"
#include "frontend/dbml/token_scanner.h"

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>

#include <vector>

namespace tw::dbml {

/// Makes out of the words of a text the tokens of the parser: leaves white space and comments out
/// and puts in what they mean. The rules:
///
/// - A line of a body ends where the text's line does, unless an operator stands at its end or the
///   next line goes on with one, or a bracket is open. `Ref: …` outside of all bodies likewise. The
///   first comma of an item goes on with it, too.
/// - `[` belongs to what it touches (`int[]`), and begins settings otherwise.
/// - `(` calls what stands before it in its line, and makes a group otherwise.
/// - An operator behind an operand is a binary one, a sign otherwise.
/// - A word that begins a line of a body is the name of a field if a `:` follows.
/// - `use` and `reuse` are words of their own where an element may begin.
class TokenLayout {
public:
    /// `base` is where `text` begins in its source.
    TokenLayout(std::string_view text, std::uint32_t base, SourceId source,
                DiagnosticEmitter &diagnostics, const Limits &limits);

    /// All tokens, the end of the file last. Words that no token can be made of are reported.
    std::vector<PlacedToken> run();

    /// Whether anything was reported.
    [[nodiscard]] bool hasErrors() const { return m_hasErrors; }
    [[nodiscard]] std::vector<TokenPlace> takeComments() { return std::move(m_comments); }

private:
    /// What the line of an element outside of all bodies is at.
    enum class TopLevel : std::uint8_t { ElementStart, Header, SimpleLine, Use };

    /// Reports a word that is none; false when the rest of the text is lost with it.
    bool reportBroken(const TokenScanner::Word &word);
    void checkEscapes(const TokenScanner::Word &word);
    bool open(const TokenScanner::Word &word, char bracket);
    void close(std::size_t type);
    void place(const TokenScanner::Word &word);
    [[nodiscard]] std::size_t meaning(const TokenScanner::Word &word) const;
    [[nodiscard]] bool endsLine(std::size_t next) const;
    [[nodiscard]] bool itemHasComma() const;
    [[nodiscard]] bool mayNameField() const;
    void push(std::size_t type, std::uint32_t begin, std::uint32_t end);
    [[nodiscard]] std::size_t previous() const;
    [[nodiscard]] bool inBody() const { return !m_open.empty() && m_open.back() == '{'; }
    template <std::size_t N, class... Args>
    void report(const DiagnosticDef<N> &def, std::uint32_t begin, std::uint32_t end,
                const Args &...args);

    std::string_view m_text;
    std::uint32_t m_base;
    SourceId m_source;
    DiagnosticEmitter &m_diagnostics;
    const Limits &m_limits;
    TokenScanner m_scanner;
    std::vector<PlacedToken> m_tokens;
    std::vector<TokenPlace> m_comments;
    std::vector<char> m_open; ///< brackets
    TopLevel m_topLevel = TopLevel::ElementStart;
    bool m_behindType = false; ///< the word before is the type of an element
    bool m_spaceBefore = false;
    bool m_newlineBefore = false;
    bool m_hasErrors = false;
};

} // namespace tw::dbml
