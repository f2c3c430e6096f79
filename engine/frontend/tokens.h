// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/frontend/tokens.h>

#include <algorithm>

/// What the tokenizers of both languages share.
namespace tw::frontend {

inline void push(TokenState &state, TokenFrame frame, bool isArray = false)
{
    if (state.depth == TokenState::maxDepth) {
        ++state.beyond;
        return;
    }
    state.frames[state.depth] = frame;
    state.arrays |= (isArray ? 1U : 0U) << state.depth;
    ++state.depth;
}

/// The document's own frame stays.
inline void pop(TokenState &state)
{
    if (state.beyond > 0) {
        --state.beyond;
    } else if (state.depth > 1) {
        --state.depth;
        state.frames[state.depth] = TokenFrame::None;
        state.arrays &= ~(1U << state.depth);
    }
}

} // namespace tw::frontend

namespace tw::dbml {
void appendTokens(std::string_view text, TokenState &state, std::vector<Token> &tokens);
}

namespace tw::json {
void appendTokens(std::string_view text, TokenState &state, std::vector<Token> &tokens);
}
