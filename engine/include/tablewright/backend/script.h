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
