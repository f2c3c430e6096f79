// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic.h>

#include <array>

/// What the advisor reports, one constant a row of `rules.def`.
namespace tw::advisor {

template <std::size_t ArgumentCount> struct Rule : DiagnosticDef<ArgumentCount> {
    std::string_view key; ///< what its options begin with: `many-columns` of `many-columns.most`
    std::string_view why; ///< a note under each finding
};

namespace rules {
#define AD_RULE(code, name, severity, key, message, why)                                           \
    inline constexpr Rule<::tw::detail::countPlaceholders(message)> name{                          \
        {{code, #name, Severity::severity, message}}, key, why};
#include "rules.def"
#undef AD_RULE

/// All of them, in the order of their codes.
inline constexpr std::array all{
#define AD_RULE(code, name, severity, key, message, why) static_cast<const DiagnosticInfo *>(&name),
#include "rules.def"
#undef AD_RULE
};
} // namespace rules

} // namespace tw::advisor
