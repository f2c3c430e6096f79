// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/utf8_stream.h"

#include <DbmlLexer.h>

#include <cstdint>
#include <string_view>

namespace tw::dbml {

/// The words of a text, comments and white space included, as DbmlLexer.g4 has them.
///
/// What makes up nearly all of a text (ASCII words, blanks, marks, plain strings and whole numbers)
/// is cut off by hand; for the rest ANTLR's automaton runs, which takes a lock and looks into a
/// hash table for each character. Both ways give the same words; a test compares them.
class TokenScanner {
public:
    enum class Way : std::uint8_t { Fast, GeneratedOnly };

    struct Word {
        std::size_t type = 0; ///< of DbmlLexer
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };

    /// `text` is well-formed UTF-8 and outlives the scanner.
    explicit TokenScanner(std::string_view text, Way way = Way::Fast);

    /// The next word; false at the end of the text.
    bool next(Word &word);

private:
    /// Cuts off a word that needs no automaton; false when there is none at this place.
    bool scanPlain(Word &word);
    void scanGenerated(Word &word);

    std::string_view m_text;
    Way m_way;
    std::size_t m_at = 0;
    Utf8Stream m_stream;
    DbmlLexer m_lexer;
};

} // namespace tw::dbml
