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
    None,         ///< no candidate takes these arguments
    Ambiguous,    ///< several do, and no rule prefers one
    Indeterminate ///< what a polymorphic type stands for is not said
};

struct ResolvedOperator {
    Resolution resolution = Resolution::None;
    const CatalogOperator *row = nullptr;
    Oid left = 0, right = 0; ///< what the operands become
    Oid result = 0;
};

struct ResolvedFunction {
    Resolution resolution = Resolution::None;
    const CatalogFunction *row = nullptr;
    Oid result = 0;
    std::vector<Oid> declared; ///< what each argument becomes, in the order of the call
    bool isCast = false;       ///< `date(x)`: an explicit cast to `result`
};

/// The arguments of a call as they are written.
struct CallArguments {
    std::vector<Oid> types;
    std::vector<std::string_view> names; ///< of the last ones: `days => 3`
    bool variadic = false;               ///< the last is an array of what the function takes
};

/// `left` is 0 for a prefix operator. An unknown literal has the type `oid::unknown`.
[[nodiscard]] ResolvedOperator resolveOperator(std::string_view name, Oid left, Oid right);

/// `castTarget`: the type that the function's name means, if any.
[[nodiscard]] ResolvedFunction resolveFunction(std::string_view name,
                                               const CallArguments &arguments, Oid castTarget);

} // namespace tw::postgresql
