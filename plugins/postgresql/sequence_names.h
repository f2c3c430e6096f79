// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <string>
#include <string_view>
#include <unordered_map>

namespace tw::postgresql {

/// Knows when the name that the server picks for an identity's sequence is in the way of a
/// relation, a type or another sequence. The server avoids only relations that exist by then, and
/// numbers sequences as they come; so all that would clash are named here, by a hash of table and
/// column.
class SequenceNames {
public:
    explicit SequenceNames(const ir::Schema &schema);

    /// A free name to give the sequence; empty when the server's own choice will do.
    [[nodiscard]] std::string_view explicitNameFor(const ir::Column &column) const;

private:
    std::unordered_map<const ir::Column *, std::string> m_names;
};

/// The server's first choice: `table_column_seq`, the longer part shortened until it fits.
[[nodiscard]] std::string automaticSequenceName(std::string_view table, std::string_view column);

} // namespace tw::postgresql
