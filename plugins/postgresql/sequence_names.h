// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <string>
#include <unordered_set>

namespace tw::postgresql {

/// Knows when the name that the server picks for an identity's sequence is in the way of another
/// relation. The server avoids relations that exist by then, not those that come later.
class SequenceNames {
public:
    explicit SequenceNames(const ir::Schema &schema);

    /// A free name to give the sequence; empty when the server's own choice will do. Asked once
    /// for each identity column, in the order of creation.
    [[nodiscard]] std::string explicitNameFor(const ir::Table &table, const ir::Column &column);

private:
    /// `namespace.relation`, both as the server keeps them; empty when no relation is named like a
    /// sequence, and so no choice can be in the way.
    std::unordered_set<std::string> m_taken;
};

/// The server's first choice: `table_column_seq`, the longer part shortened until it fits.
[[nodiscard]] std::string automaticSequenceName(std::string_view table, std::string_view column,
                                                std::string_view label = "seq");

} // namespace tw::postgresql
