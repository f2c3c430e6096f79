// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/export.h>
#include <tablewright/ir/schema.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw::isolation {

/// The whole schema, places included, in a compact form: one for one value. Takes one pass over it.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string encodeSchema(const ir::Schema &schema);

/// Throws `WireError` for what `encodeSchema` did not write, and for a schema whose indexes name
/// what is none. Takes memory in proportion to `bytes`, whatever they are.
[[nodiscard]] TABLEWRIGHT_EXPORT ir::Schema decodeSchema(std::string_view bytes);

/// The schema's bytes, made once for a compile however many plugins want them. An analysis
/// (`AnalysisCache`).
struct TABLEWRIGHT_EXPORT EncodedSchema {
    std::string bytes;
    std::uint64_t token = 0; ///< of this value, and of no other in this process; never 0
    /// By source, the last place that the schema knows of: what a finding may speak of.
    std::vector<std::uint32_t> sourceEnds;

    [[nodiscard]] static EncodedSchema compute(const ir::Schema &schema);
};

} // namespace tw::isolation
