// SPDX-License-Identifier: MIT
#include "frontend/dbml/formatter_pieces.h"

#include <tablewright/base/utf8.h>

#include <DbmlLexer.h>

#include <algorithm>

namespace tw::dbml {

namespace {

using Gap = Piece::Gap;

bool isOperator(const Piece &piece)
{
    return piece.type == DbmlLexer::SIGN || piece.type == DbmlLexer::BINARY;
}

bool opensBody(const Piece &piece) { return piece.type == DbmlLexer::LBRACE; }

} // namespace

Pieces::Pieces(const SyntaxTree &tree, std::string_view text) : m_text(text)
{
    merge(tree);
    markElements(tree);
    pairBrackets();
    setGaps();
    measure();
}

void Pieces::merge(const SyntaxTree &tree)
{
    m_pieces.reserve(tree.tokens().size() + tree.comments().size());
    const auto add = [this](const TokenPlace &place, bool isComment) -> Piece & {
        const std::uint32_t before = m_pieces.empty() ? 0 : m_pieces.back().end;
        const std::string_view space = m_text.substr(before, place.begin - before);
        Piece &piece = m_pieces.emplace_back();
        piece.begin = place.begin;
        piece.end = place.end;
        piece.type = place.type;
        piece.newlines = static_cast<std::uint8_t>(
            std::min<std::ptrdiff_t>(2, std::count(space.begin(), space.end(), '\n')));
        piece.isComment = isComment;
        piece.isLineComment = place.type == DbmlLexer::LINE_COMMENT;
        return piece;
    };
    auto comment = tree.comments().begin();
    bool beginsEntry = false;
    for (const TokenPlace &token : tree.tokens()) {
        for (; comment != tree.comments().end() && comment->begin < token.begin; ++comment)
            add(*comment, true);
        if (token.type != DbmlLexer::END_OF_LINE)
            add(token, false).beginsEntry = beginsEntry && token.type != DbmlLexer::RBRACE;
        beginsEntry = token.type == DbmlLexer::END_OF_LINE || token.type == DbmlLexer::LBRACE;
    }
    for (; comment != tree.comments().end(); ++comment)
        add(*comment, true);
}

void Pieces::markElements(const SyntaxTree &tree)
{
    const auto mark = [this](std::uint32_t begin, bool hasBody) {
        const auto piece = std::ranges::lower_bound(m_pieces, begin, {}, &Piece::begin);
        piece->gap = Gap::Element;
        piece->hasBody = hasBody;
    };
    for (const UseDeclaration &use : tree.uses())
        mark(use.begin, false);
    for (const Element &element : tree.elements())
        mark(element.begin, element.body != nullptr);
}

void Pieces::pairBrackets()
{
    std::vector<std::uint32_t> open;
    for (std::uint32_t i = 0; i < m_pieces.size(); ++i) {
        switch (Piece &piece = m_pieces[i]; piece.type) {
        case DbmlLexer::LBRACE:
        case DbmlLexer::LBRACKET:
        case DbmlLexer::INDEX_BRACKET:
        case DbmlLexer::LPAREN:
        case DbmlLexer::CALL_PAREN:
            piece.opens = true;
            open.push_back(i);
            break;
        case DbmlLexer::RBRACE:
        case DbmlLexer::RBRACKET:
        case DbmlLexer::RPAREN:
            if (open.empty())
                break;
            piece.closes = true;
            piece.partner = open.back();
            m_pieces[open.back()].partner = i;
            open.pop_back();
            break;
        default:
            break;
        }
    }
}

/// `decimal(10,-2)`: arguments that are numbers alone stand close together, as types are written.
bool Pieces::isCompact(std::size_t open) const
{
    if (m_pieces[open].type != DbmlLexer::CALL_PAREN)
        return false;
    return std::all_of(m_pieces.begin() + static_cast<std::ptrdiff_t>(open) + 1,
                       m_pieces.begin() + m_pieces[open].partner, [](const Piece &piece) {
                           return piece.type == DbmlLexer::NUMBER ||
                                  piece.type == DbmlLexer::COMMA || piece.type == DbmlLexer::SIGN;
                       });
}

Gap Pieces::gapBetween(const Piece &before, const Piece &piece, const Piece *around) const
{
    if (piece.gap == Gap::Element)
        return Gap::Element;
    if (piece.beginsEntry)
        return Gap::SoftSpace;
    if (piece.closes) {
        const bool isBody = piece.type == DbmlLexer::RBRACE;
        return isBody && !before.opens ? Gap::SoftSpace : Gap::Soft;
    }
    if (before.opens)
        return opensBody(before) ? Gap::SoftSpace : Gap::Soft;
    if (before.type == DbmlLexer::COMMA)
        return around == nullptr || opensBody(*around) ? Gap::Space : Gap::SoftSpace;
    switch (piece.type) {
    case DbmlLexer::COMMA:
    case DbmlLexer::COLON:
    case DbmlLexer::INDEX_BRACKET:
    case DbmlLexer::CALL_PAREN:
        return Gap::None;
    case DbmlLexer::DOT: // `1.` would be another number
        return before.type == DbmlLexer::NUMBER ? Gap::Space : Gap::None;
    default:
        break;
    }
    if (before.type == DbmlLexer::DOT)
        return Gap::None;
    if (before.type == DbmlLexer::SIGN && !isOperator(piece)) {
        const std::string_view sign = text(before);
        const bool isTight = sign == "~" || sign == "!" ||
                             ((sign == "-" || sign == "+") && piece.type == DbmlLexer::NUMBER);
        return isTight ? Gap::None : Gap::Space;
    }
    // On the line of the operand before it, it would be a call.
    if (piece.type == DbmlLexer::LPAREN && !isOperator(before) && before.type != DbmlLexer::COLON)
        return Gap::KeptLine;
    return Gap::Space;
}

void Pieces::setGaps()
{
    struct Open {
        const Piece *piece;
        bool isCompact;
    };
    std::vector<Open> open;
    const Piece *before = nullptr;
    bool afterComment = false;
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        Piece &piece = m_pieces[i];
        if (piece.isComment) {
            piece.gap = before && before->opens && !afterComment ? Gap::None : Gap::Space;
            afterComment = true;
            continue;
        }
        if (before) {
            Gap gap = gapBetween(*before, piece, open.empty() ? nullptr : open.back().piece);
            if (gap == Gap::SoftSpace && before->type == DbmlLexer::COMMA && open.back().isCompact)
                gap = Gap::Soft;
            if (gap == Gap::Soft && before->opens && afterComment && !piece.closes)
                gap = Gap::SoftSpace;
            piece.gap = gap;
        }
        // With a space before it the bracket would begin settings.
        if (piece.type == DbmlLexer::INDEX_BRACKET) {
            for (std::size_t c = i; c > 0 && m_pieces[c - 1].isComment; --c)
                m_pieces[c - 1].gap = Gap::None;
        }
        if (piece.opens)
            open.push_back({&piece, isCompact(i)});
        else if (piece.closes)
            open.pop_back();
        before = &piece;
        afterComment = false;
    }
}

void Pieces::measure()
{
    m_sums.reserve(m_pieces.size());
    Sums sums;
    for (const Piece &piece : m_pieces) {
        const std::string_view word = text(piece);
        const bool isSpaced = piece.gap == Gap::Space || piece.gap == Gap::SoftSpace;
        sums.width += static_cast<std::uint32_t>(codePointCount(word)) + (isSpaced ? 1 : 0);
        sums.lineEnds += piece.ownLine() || word.find('\n') != std::string_view::npos ? 1 : 0;
        sums.lineComments += piece.isLineComment ? 1 : 0;
        sums.comments += piece.isComment ? 1 : 0;
        sums.braces += opensBody(piece) ? 1 : 0;
        sums.entries += piece.beginsEntry ? 1 : 0;
        m_sums.push_back(sums);
    }
}

bool Pieces::takesLines(std::size_t open, std::size_t column, std::size_t depth) const
{
    const std::size_t close = m_pieces[open].partner;
    if (close == open + 1)
        return false;
    const Sums &from = m_sums[open];
    const Sums &to = m_sums[close];
    if (opensBody(m_pieces[open])) {
        const bool isWhole = depth == 0 && m_pieces[open - 1].type != DbmlLexer::USE;
        if (isWhole || to.entries - from.entries != 1 || to.comments != from.comments)
            return true;
    }
    if (to.lineComments != from.lineComments || to.lineEnds != from.lineEnds ||
        to.braces != from.braces)
        return true;
    // A body that follows begins on the same line.
    std::size_t needed = column + 1 + (to.width - from.width);
    if (close + 1 < m_pieces.size() && opensBody(m_pieces[close + 1]))
        needed += m_pieces[close + 1].partner == close + 2 ? 3 : 2;
    return needed > maxWidth;
}

} // namespace tw::dbml
