// SPDX-License-Identifier: MIT
#pragma once

#include <antlr4-runtime.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tw::dbml {

/// A token that knows its bytes and nothing else. It has no text of its own: who wants one has the
/// source.
class PlacedToken final : public antlr4::Token {
public:
    PlacedToken(std::size_t type, std::uint32_t begin, std::uint32_t end)
        : m_begin(begin), m_end(end),
          m_type(type == antlr4::Token::EOF ? endOfFile : static_cast<std::uint16_t>(type))
    {
    }

    [[nodiscard]] std::size_t type() const
    {
        return m_type == endOfFile ? antlr4::Token::EOF : m_type;
    }
    void setType(std::size_t type) { m_type = static_cast<std::uint16_t>(type); }
    void setIndex(std::size_t index) { m_index = static_cast<std::uint32_t>(index); }

    [[nodiscard]] std::uint32_t begin() const { return m_begin; }
    [[nodiscard]] std::uint32_t end() const { return m_end; } ///< behind the last byte
    [[nodiscard]] std::uint32_t index() const { return m_index; }

    bool spaceBefore = false; ///< a space or a tab stands before it, on the line of the one before
    bool newlineBefore = false; ///< a line ends before it, not counting those inside comments

    [[nodiscard]] std::string getText() const override { return {}; }
    [[nodiscard]] std::size_t getType() const override { return type(); }
    [[nodiscard]] std::size_t getLine() const override { return 0; }
    [[nodiscard]] std::size_t getCharPositionInLine() const override { return m_begin; }
    [[nodiscard]] std::size_t getChannel() const override { return DEFAULT_CHANNEL; }
    [[nodiscard]] std::size_t getTokenIndex() const override { return m_index; }
    [[nodiscard]] std::size_t getStartIndex() const override { return m_begin; }
    [[nodiscard]] std::size_t getStopIndex() const override { return m_end - 1; }
    [[nodiscard]] antlr4::TokenSource *getTokenSource() const override { return nullptr; }
    [[nodiscard]] antlr4::CharStream *getInputStream() const override { return nullptr; }
    [[nodiscard]] std::string toString() const override { return {}; }

private:
    static constexpr std::uint16_t endOfFile = UINT16_MAX;

    std::uint32_t m_begin;
    std::uint32_t m_end;
    std::uint32_t m_index = 0;
    std::uint16_t m_type;
};

/// Tokens in memory, as the parser walks over them. The last one is the end of the file.
class PlacedTokens final : public antlr4::TokenStream {
public:
    explicit PlacedTokens(std::vector<PlacedToken> tokens) : m_tokens(std::move(tokens)) {}

    [[nodiscard]] const PlacedToken &at(std::size_t index) const { return m_tokens[index]; }
    [[nodiscard]] const PlacedToken &current() const { return m_tokens[m_at]; }
    [[nodiscard]] std::size_t count() const { return m_tokens.size(); }

    void consume() override { m_at += m_at + 1 < m_tokens.size() ? 1 : 0; }
    std::size_t LA(ssize_t offset) override { return m_tokens[position(offset)].type(); }
    antlr4::Token *LT(ssize_t offset) override { return &m_tokens[position(offset)]; }
    [[nodiscard]] antlr4::Token *get(std::size_t index) const override
    {
        return const_cast<PlacedToken *>(
            &m_tokens[index]); // NOLINT(cppcoreguidelines-pro-type-const-cast):
                               // the runtime asks for it
    }
    ssize_t mark() override { return 0; }
    void release(ssize_t /*marker*/) override {}
    std::size_t index() override { return m_at; }
    void seek(std::size_t index) override { m_at = index; }
    std::size_t size() override { return m_tokens.size(); }
    [[nodiscard]] std::string getSourceName() const override { return {}; }
    [[nodiscard]] antlr4::TokenSource *getTokenSource() const override { return nullptr; }
    std::string getText(const antlr4::misc::Interval & /*interval*/) override { return {}; }
    std::string getText() override { return {}; }
    std::string getText(antlr4::RuleContext * /*context*/) override { return {}; }
    std::string getText(antlr4::Token * /*start*/, antlr4::Token * /*stop*/) override { return {}; }

private:
    [[nodiscard]] std::size_t position(ssize_t offset) const
    {
        const auto wanted = static_cast<ssize_t>(m_at) + offset - (offset > 0 ? 1 : 0);
        if (wanted < 0)
            return 0;
        return std::min(static_cast<std::size_t>(wanted), m_tokens.size() - 1);
    }

    std::vector<PlacedToken> m_tokens;
    std::size_t m_at = 0;
};

} // namespace tw::dbml
