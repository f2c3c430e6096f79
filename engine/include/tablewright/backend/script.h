// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// The element that a statement comes from.
struct Origin {
    enum class Kind : std::uint8_t {
        Schema,
        Namespace,
        Enum,
        Table,
        Index,
        ForeignKey,
        Note,
        Records
    };
    Kind kind = Kind::Schema;
    /// Index of the enum, the table, the foreign key, or of `Schema::records`.
    std::uint32_t element = UINT32_MAX;
    std::uint32_t part = UINT32_MAX; ///< index of the table's index, or of the column of a note
    SourceRange range;
};

/// A statement's text is a piece of its script's, without the semicolon.
struct Statement {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    Origin origin;
};

/// A piece of a statement and what of the schema it was written from. Pieces may lie in others.
struct StatementPart {
    enum class Kind : std::uint8_t { Column, Constraint, Other };
    Kind kind = Kind::Other;
    std::uint64_t begin = 0; ///< in the script's text
    std::uint64_t end = 0;
    std::string description; ///< as a message calls it
    std::string_view name;   ///< of the column or constraint, as the database has it; in the schema
    /// What the user wrote, when the piece is exactly that; in the schema.
    const ir::Expression *expression = nullptr;
    SourceRange range;
};

/// Statements in the order in which they must run, in one text that runs as it stands.
struct Script {
    std::string text;
    std::vector<Statement> statements;

    [[nodiscard]] std::string_view textOf(const Statement &statement) const
    {
        return std::string_view(text).substr(statement.begin, statement.end - statement.begin);
    }
};

} // namespace tw
