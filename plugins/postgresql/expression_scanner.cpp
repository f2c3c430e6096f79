// SPDX-License-Identifier: MIT
#include "expression_scanner.h"

#include <tablewright/base/utf8.h>

#include <algorithm>

namespace tw::postgresql {
namespace {

bool isWordByte(char c)
{
    const auto u = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           u >= 0x80;
}

/// The end of a plain '…' or "…" that opens at `begin`. An escape that it misreads ends it early
/// or late; what follows is then counted as it stands, and the limit on bytes holds all the same.
std::size_t endOfQuoted(std::string_view text, std::size_t begin)
{
    const std::size_t end = text.find(text[begin], begin + 1);
    return end == std::string_view::npos ? text.size() : end + 1;
}

} // namespace

ExpressionSize measureExpression(std::string_view text)
{
    ExpressionSize size;
    size.hasNul = text.find('\0') != std::string_view::npos;
    std::size_t depth = 0;
    const auto open = [&] { size.depth = std::max(size.depth, ++depth); };
    const auto close = [&] { depth -= depth > 0 ? 1 : 0; };
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (isWordByte(c)) {
            std::size_t end = i;
            while (end < text.size() && isWordByte(text[end]))
                ++end;
            const std::string_view word = text.substr(i, end - i);
            if (equalsIgnoringCase(word, "case"))
                open();
            else if (equalsIgnoringCase(word, "end"))
                close();
            ++size.tokens;
            i = end;
            continue;
        }
        if (c == '\'' || c == '"') {
            i = endOfQuoted(text, i);
            ++size.tokens;
            continue;
        }
        if (c == '(' || c == '[')
            open();
        else if (c == ')' || c == ']')
            close();
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
            ++size.tokens;
        ++i;
    }
    return size;
}

} // namespace tw::postgresql
