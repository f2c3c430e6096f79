// SPDX-License-Identifier: MIT
#include "quoting.h"

#include <tablewright/base/utf8.h>

#include <array>
#include <cstdint>

namespace tw::postgresql {
namespace {

enum : std::uint8_t { Starts = 1, Continues = 2 };

constexpr std::array<std::uint8_t, 256> plainCharacters = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned c = 'a'; c <= 'z'; ++c)
        table[c] = Starts | Continues;
    for (unsigned c = '0'; c <= '9'; ++c)
        table[c] = Continues;
    table['_'] = Starts | Continues;
    return table;
}();

struct Keyword {
    std::string_view word;
    char category; ///< `U` may stand unquoted wherever a name may
};

constexpr Keyword allKeywords[] = {
#define TW_PG_KEYWORD(word, category) {word, category},
#include "catalog_data.def"
#undef TW_PG_KEYWORD
};

constexpr std::size_t quotedKeywordCount = [] {
    std::size_t count = 0;
    for (const Keyword &keyword : allKeywords)
        count += keyword.category == 'U' ? 0U : 1U;
    return count;
}();

/// The keywords that need quotes, sorted, with the first one of each letter.
struct KeywordTable {
    std::array<std::string_view, quotedKeywordCount> words{};
    std::array<std::uint16_t, 27> firstOfLetter{};
    std::size_t longest = 0;
};

constexpr KeywordTable quotedKeywords = [] {
    KeywordTable table;
    std::size_t count = 0;
    for (const Keyword &keyword : allKeywords) {
        if (keyword.category == 'U')
            continue;
        table.words[count++] = keyword.word;
        if (keyword.word.size() > table.longest)
            table.longest = keyword.word.size();
        for (std::size_t letter = static_cast<std::size_t>(keyword.word[0] - 'a') + 1; letter < 27;
             ++letter)
            table.firstOfLetter[letter] = static_cast<std::uint16_t>(count);
    }
    return table;
}();

bool isQuotedKeyword(std::string_view name)
{
    if (name.size() > quotedKeywords.longest || name[0] == '_')
        return false;
    const auto letter = static_cast<std::size_t>(name[0] - 'a');
    const std::size_t end = quotedKeywords.firstOfLetter[letter + 1];
    for (std::size_t i = quotedKeywords.firstOfLetter[letter]; i < end; ++i) {
        if (quotedKeywords.words[i] == name)
            return true;
    }
    return false;
}

/// Copies `text` with every `mark` doubled.
void appendDoubling(std::string &out, std::string_view text, std::string_view marks)
{
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t mark = text.find_first_of(marks, begin);
        if (mark == std::string_view::npos) {
            out.append(text.substr(begin));
            return;
        }
        out.append(text.substr(begin, mark + 1 - begin));
        out.push_back(text[mark]);
        begin = mark + 1;
    }
}

} // namespace

std::string_view keptIdentifier(std::string_view name)
{
    return name.size() <= maxIdentifierBytes ? name : truncateUtf8(name, maxIdentifierBytes);
}

bool needsQuotes(std::string_view name)
{
    if (name.empty())
        return true;
    std::uint8_t all = Continues;
    for (const char c : name)
        all &= plainCharacters[static_cast<unsigned char>(c)];
    const bool plain = (all & Continues) != 0 &&
                       (plainCharacters[static_cast<unsigned char>(name[0])] & Starts) != 0;
    return !plain || isQuotedKeyword(name);
}

void appendIdentifier(std::string &out, std::string_view name)
{
    const std::string_view kept = keptIdentifier(name);
    if (!needsQuotes(kept)) {
        out.append(kept);
        return;
    }
    out.push_back('"');
    appendDoubling(out, kept, "\"");
    out.push_back('"');
}

void appendLiteral(std::string &out, std::string_view text)
{
    if (text.find('\\') != std::string_view::npos)
        out.push_back('E');
    out.push_back('\'');
    appendDoubling(out, text, "'\\");
    out.push_back('\'');
}

void appendExpression(std::string &out, std::string_view expression)
{
    const bool ownLines = expression.find_first_of("\n\r") != std::string_view::npos ||
                          expression.find("--") != std::string_view::npos ||
                          expression.find("/*") != std::string_view::npos;
    out.append(ownLines ? "(\n" : "(");
    out.append(expression);
    out.append(ownLines ? "\n)" : ")");
}

} // namespace tw::postgresql
