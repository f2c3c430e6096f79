// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/placed_token.h"

#include <antlr4-runtime.h>

#include <functional>
#include <string_view>

namespace tw::dbml {

/// Reports the first token that does not fit and goes on behind it: at the next setting of a list,
/// the next line of a body, or the next element, whichever is nearest. Until then nothing more is
/// reported.
class ShapeErrors final : public antlr4::ANTLRErrorStrategy {
public:
    /// Called with the token that was found and what was expected in its place.
    using Report = std::function<void(const PlacedToken &found, std::string_view expected)>;

    ShapeErrors(PlacedTokens &tokens, std::string_view text, Report report)
        : m_tokens(tokens), m_text(text), m_report(std::move(report))
    {
    }

    /// Also used by who finds an error beside the grammar.
    void reportAt(const PlacedToken &found, std::string_view expected)
    {
        ++m_count;
        m_report(found, expected);
    }

    [[nodiscard]] std::size_t count() const { return m_count; }

    /// Goes to where the next element seems to begin.
    void skipToElement();

    void reset(antlr4::Parser *parser) override;
    antlr4::Token *recoverInline(antlr4::Parser *parser) override;
    void recover(antlr4::Parser *parser, std::exception_ptr error) override;
    void sync(antlr4::Parser * /*parser*/) override {}
    bool inErrorRecoveryMode(antlr4::Parser * /*parser*/) override { return m_recovering; }
    void reportMatch(antlr4::Parser * /*parser*/) override {}
    void reportError(antlr4::Parser *parser, const antlr4::RecognitionException &error) override;

private:
    bool skipToSetting();
    bool skipToLine();
    [[nodiscard]] bool beginsElement(const PlacedToken &token) const;

    PlacedTokens &m_tokens;
    std::string_view m_text; ///< of the whole source
    Report m_report;
    std::size_t m_count = 0;
    bool m_recovering = false;
};

} // namespace tw::dbml
