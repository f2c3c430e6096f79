// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// Where an expression stands, and so what it may hold.
enum class ExpressionRole : std::uint8_t {
    Default,        ///< no columns
    Check,          ///< columns of the table
    Generated,      ///< columns of the table that are not generated; immutable
    IndexElement,   ///< columns of the table; immutable
    IndexPredicate, ///< columns of the table; immutable; a condition
    Record          ///< a value of a row; no columns
};

struct ExpressionContext {
    const ir::Schema &schema;
    const ir::Table &table;
    ExpressionRole role;
    const ir::DataType *expectedType = nullptr; ///< of the column; null for a condition or an index
    ir::ColumnId column;               ///< the column that the expression belongs to, if any
    std::string_view indexMethod = {}; ///< of the index that the expression is an element of
};

/// Something that the target would not take, or that cannot be decided without it.
struct ExpressionFinding {
    enum class Kind : std::uint8_t {
        Syntax,           ///< `detail` is the parser's message
        NotOneExpression, ///< more or less than one expression
        TooComplex,       ///< over the size or depth limit; `detail` is the limit
        Subquery,
        Aggregate,
        WindowFunction,
        Parameter,
        SetReturning,
        ColumnInDefault, ///< `detail` is the column
        UnknownColumn,   ///< `detail` is the column
        GeneratedColumn, ///< a generated expression that uses a generated column
        NotImmutable,    ///< `detail` is the function
        TypeMismatch,    ///< `detail` tells what was found and what was expected
        Unverified       ///< `detail` tells what could not be decided
    };

    Kind kind;
    std::string detail;
    std::size_t offset = 0; ///< bytes from the start of the expression
    std::size_t length = 0; ///< 0: the whole expression
};

/// Checks user-written SQL with the target's own parser. Thread-safe; keeps nothing between calls
/// that could change an answer.
class TABLEWRIGHT_EXPORT ExpressionChecker {
public:
    virtual ~ExpressionChecker();

    /// Empty when the target takes the expression there.
    [[nodiscard]] virtual std::vector<ExpressionFinding>
    check(const ir::Expression &expression, const ExpressionContext &context) const = 0;
};

} // namespace tw
