// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "language/completion.h"

namespace tw::preview {

/// What both languages know of the place, and what they have to offer.
struct CompletionPlace {
    const CompletionRequest &request;
    std::uint32_t lineStart = 0;
    TokenState lineState;

    [[nodiscard]] std::string_view text() const { return request.text; }
    [[nodiscard]] std::string_view textOf(const Token &token) const
    {
        return request.text.substr(token.begin, token.end - token.begin);
    }
    /// The tokens of the line up to `end`, and what comes behind them.
    [[nodiscard]] std::vector<Token> tokensTo(std::uint32_t end, TokenState &state) const;
};

/// `int`, `varchar(255)`: what SQL databases and this target know, those in use first.
void addTypes(const CompletionRequest &request, std::vector<Completion> &items);

[[nodiscard]] std::string typeText(const ir::Column &column);

void completeDbml(const CompletionPlace &place, CompletionList &list);
void completeJson(const CompletionPlace &place, CompletionList &list);

} // namespace tw::preview
