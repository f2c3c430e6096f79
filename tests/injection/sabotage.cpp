// SPDX-License-Identifier: MIT
#include "sabotage.h"

#include <string_view>

namespace tw::test {

namespace {

/// Copies the script and gives every quoted piece to `piece(quote, escapes, inner)`, the quotes and
/// backslashes in `inner` being single again.
template <class Piece> std::string rewritten(const std::string &script, const Piece &piece)
{
    std::string out;
    for (std::size_t i = 0; i < script.size();) {
        const char quote = script[i];
        if (quote != '"' && quote != '\'') {
            out.push_back(script[i++]);
            continue;
        }
        const bool escapes = quote == '\'' && i > 0 && script[i - 1] == 'E';
        std::string inner;
        for (++i; i < script.size(); ++i) {
            const bool doubled = i + 1 < script.size() && script[i + 1] == script[i];
            if (doubled && (script[i] == quote || (escapes && script[i] == '\\')))
                ++i;
            else if (script[i] == quote)
                break;
            inner.push_back(script[i]);
        }
        ++i;
        if (escapes)
            out.pop_back();
        out += piece(quote, escapes, inner);
    }
    return out;
}

} // namespace

std::string withoutNameQuotes(const std::string &script)
{
    return rewritten(script, [](char quote, bool escapes, const std::string &inner) {
        if (quote == '"')
            return inner;
        std::string literal = escapes ? "E'" : "'";
        for (const char c : inner) {
            literal.push_back(c);
            if (c == '\'' || (escapes && c == '\\'))
                literal.push_back(c);
        }
        return literal + '\'';
    });
}

std::string withoutLiteralEscapes(const std::string &script)
{
    return rewritten(script, [](char quote, bool escapes, const std::string &inner) {
        if (quote == '\'')
            return (escapes ? "E'" : "'") + inner + '\'';
        std::string name = "\"";
        for (const char c : inner) {
            name.push_back(c);
            if (c == '"')
                name.push_back(c);
        }
        return name + '"';
    });
}

} // namespace tw::test
