// SPDX-License-Identifier: MIT
#include "frontend/tokens.h"

namespace tw {

std::vector<Token> tokenize(Language language, std::string_view text, TokenState &state)
{
    std::vector<Token> tokens;
    tokens.reserve(text.size() / 6);
    if (language == Language::Dbml)
        dbml::appendTokens(text, state, tokens);
    else
        json::appendTokens(text, state, tokens);
    return tokens;
}

} // namespace tw
