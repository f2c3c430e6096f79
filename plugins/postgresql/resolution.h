// SPDX-License-Identifier: MIT
#pragma once

#include "coercion.h"

#include <optional>
#include <vector>

/// PostgreSQL's choice among operators and functions of one name (parse_oper.c, parse_func.c).
namespace tw::postgresql {

/// What a choice came to.
enum class Resolution : std::uint8_t {
    Found,
    None,      ///< no candidate takes these arguments
    Ambiguous, ///< several do, and no rule prefers one
    Unknown    ///< more would have to be known
};

struct ResolvedOperator {
    Resolution resolution = Resolution::None;
    const CatalogOperator *row = nullptr;
    Oid result = 0;
};

struct ResolvedFunction {
    Resolution resolution = Resolution::None;
    const CatalogFunction *row = nullptr;
    Oid result = 0;
    std::vector<Oid> declared; ///< the type asked for at each argument
    bool isCast = false;       ///< `date(x)`: an explicit cast to `result`
};

/// `left` is 0 for a prefix operator. An unknown literal has the type `oid::unknown`.
[[nodiscard]] ResolvedOperator resolveOperator(std::string_view name, Oid left, Oid right);

[[nodiscard]] ResolvedFunction resolveFunction(std::string_view name,
                                               const std::vector<Oid> &arguments);

/// The type that CASE, COALESCE, ARRAY and IN make of several; 0 when they do not match.
[[nodiscard]] Oid commonType(const std::vector<Oid> &types);

} // namespace tw::postgresql
