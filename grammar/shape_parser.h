// SPDX-License-Identifier: MIT
#pragma once

#include <antlr4-runtime.h>

#include <utility>
#include <vector>

namespace tw::dbml {

/// What the generated parser derives from. No tree is built; instead it notes each rule that it
/// enters, so that the contexts stand in the order of their first tokens, a rule before its parts.
class ShapeParser : public antlr4::Parser {
public:
    using Parser::Parser;

    /// Of the rules entered since the last `clear`.
    [[nodiscard]] const std::vector<antlr4::ParserRuleContext *> &entered() const
    {
        return m_entered;
    }

    /// Deletes all contexts.
    void clear()
    {
        m_entered.clear();
        getTreeTracker().reset();
    }

    void enterRule(antlr4::ParserRuleContext *context, size_t state, size_t rule) override
    {
        m_entered.push_back(context);
        Parser::enterRule(context, state, rule);
    }

    antlr4::Token *consume() override
    {
        antlr4::Token *const token = getCurrentToken();
        if (token->getType() != EOF)
            getTokenStream()->consume();
        return token;
    }

private:
    std::vector<antlr4::ParserRuleContext *> m_entered;
};

} // namespace tw::dbml
