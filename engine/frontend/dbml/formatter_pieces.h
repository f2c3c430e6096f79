// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/syntax.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tw::dbml {

/// A word or a comment of a text that is laid out anew, and what may stand before it.
struct Piece {
    enum class Gap : std::uint8_t {
        None,
        Space,
        Soft,      ///< nothing, or a line end when the bracket that it is in takes several lines
        SoftSpace, ///< likewise, and a space otherwise
        KeptLine,  ///< a line end that carries meaning in the middle of an element
        Element    ///< a line end; a blank line beside an element with a body
    };

    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t partner = 0; ///< of a bracket: the piece that is the other one
    std::uint16_t type = 0;    ///< of DbmlLexer
    Gap gap = Gap::Space;
    std::uint8_t newlines = 0; ///< line ends in the white space before it, 2 at the most
    bool isComment = false;
    bool isLineComment = false;
    bool opens = false;
    bool closes = false;
    bool beginsEntry = false;
    bool hasBody = false; ///< an element that begins here has one

    [[nodiscard]] bool ownLine() const { return newlines > 0; }
};

/// The pieces of a text in its order. Everything about them is known before the first is written,
/// so that a bracket is measured in constant time.
class Pieces {
public:
    static constexpr std::uint32_t maxWidth = 100; ///< of a line, in code points

    /// `text` is the whole source of `tree`, which has no errors.
    Pieces(const SyntaxTree &tree, std::string_view text);

    [[nodiscard]] std::size_t size() const { return m_pieces.size(); }
    [[nodiscard]] const Piece &operator[](std::size_t i) const { return m_pieces[i]; }
    [[nodiscard]] std::string_view text(const Piece &piece) const
    {
        return m_text.substr(piece.begin, piece.end - piece.begin);
    }

    /// Whether what stands between the bracket `open` and its partner gets lines of its own when
    /// the bracket is written at `column`. `depth` is the number of bodies around it.
    [[nodiscard]] bool takesLines(std::size_t open, std::size_t column, std::size_t depth) const;

private:
    /// How much of something the pieces up to one have together.
    struct Sums {
        std::uint32_t width = 0; ///< on one line, gaps included
        std::uint32_t lineEnds = 0;
        std::uint32_t lineComments = 0;
        std::uint32_t comments = 0;
        std::uint32_t braces = 0;
        std::uint32_t entries = 0;
    };

    void merge(const SyntaxTree &tree);
    void markElements(const SyntaxTree &tree);
    void pairBrackets();
    void setGaps();
    [[nodiscard]] Piece::Gap gapBetween(const Piece &before, const Piece &piece,
                                        const Piece *around) const;
    [[nodiscard]] bool isCompact(std::size_t open) const;
    void measure();

    std::string_view m_text;
    std::vector<Piece> m_pieces;
    std::vector<Sums> m_sums;
};

} // namespace tw::dbml
