// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/frontend/frontend.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tw {

/// What a word of a text is, for colours and for tools that work on texts with mistakes in them.
enum class TokenKind : std::uint8_t {
    Comment,
    Keyword, ///< `Table`, `indexes`, `as`
    TableName,
    ColumnName,
    TypeName,
    EnumValue,
    Name,     ///< of anything else, and ids
    Setting,  ///< `pk`, `note:`; the name of a member in schema JSON
    Constant, ///< `true`, `null`, `cascade`
    String,   ///< one that is text; in schema JSON names are strings too, and have their kinds
    Number,
    Color,
    Expression, ///< SQL
    Punctuation,
    Operator,
    Broken ///< no word of the language
};

/// What a token stands in.
enum class TokenFrame : std::uint8_t {
    None,
    Document,

    // Bodies of DBML; most are objects of schema JSON too.
    Table,
    Partial,
    Enum,
    Link, ///< a `Ref`; in JSON a foreign key or a relationship
    Project,
    Group,
    Note,
    Records,
    Indexes,
    Checks,
    View,
    ViewTables,
    ViewNames,
    Dependency,
    Metadata,
    Use,
    Other, ///< one of an unknown name

    // Brackets of DBML.
    TableSettings,
    ColumnSettings,
    IndexSettings,
    CheckSettings,
    ValueSettings, ///< of a value of an enum
    LinkSettings,
    GroupSettings,
    NoteSettings,
    RecordsSettings,
    DependencySettings,
    OtherSettings,
    ArraySize,
    Arguments,
    ColumnList,

    // Objects that only schema JSON has; lists of strings.
    Column,
    Unique,
    Check,
    Index,
    IndexColumn,
    EnumValue,
    ForeignKey,
    Relationship,
    Junction,
    DependencyEdge,
    Row,
    Position,
    Expression,
    Overrides, ///< what a table says of a partial's columns, by their names
    Ids,
};

struct Token {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    TokenKind kind = TokenKind::Broken;
    TokenFrame frame = TokenFrame::None; ///< the innermost one
};

/// All that tokens depend on from what stands before the start of a line.
struct TokenState {
    static constexpr std::size_t maxDepth = 24;

    /// A word that goes on over the end of its line.
    enum class Within : std::uint8_t {
        Nothing,
        String,
        QuotedName,
        BlockString,
        Expression,
        BlockComment
    };

    std::array<TokenFrame, maxDepth> frames{TokenFrame::Document}; ///< `None` behind the last
    std::uint8_t depth = 1;
    std::uint32_t beyond = 0; ///< brackets deeper than that
    std::uint32_t arrays = 0; ///< a bit for each frame that is an array of schema JSON
    Within within = Within::Nothing;
    TokenFrame pending = TokenFrame::None; ///< whose header or line it is; or the member's value
    std::uint8_t item = 0;                 ///< how many stand before in the line, three at the most
    bool inLine = false;                   ///< behind the colon of a line
    bool inValue = false;                  ///< behind the colon of a setting or a member
    TokenKind value = TokenKind::Name;     ///< of a word there
    bool newLine = false;
    bool afterDot = false;
    bool afterOperator = false;

    [[nodiscard]] TokenFrame frame() const { return frames[depth - 1]; }
    [[nodiscard]] bool inArray() const { return ((arrays >> (depth - 1U)) & 1U) != 0; }

    friend bool operator==(const TokenState &, const TokenState &) = default;
};

/// The words of `text`, in order, with nothing but white space between them. Never fails, whatever
/// the text is; linear. `state` is what an earlier part that ended with a line ended with, and
/// becomes what this one ends with. A word that goes over the end of the part is cut there.
[[nodiscard]] TABLEWRIGHT_EXPORT std::vector<Token>
tokenize(Language language, std::string_view text, TokenState &state);

[[nodiscard]] inline std::vector<Token> tokenize(Language language, std::string_view text)
{
    TokenState state;
    return tokenize(language, text, state);
}

} // namespace tw
