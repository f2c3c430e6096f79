// SPDX-License-Identifier: MIT
#pragma once

#include "diff/matching.h"

#include <tablewright/diff/schema_diff.h>

#include <string>
#include <vector>

namespace tw::diff {

using Properties = std::vector<DiffProperty>;

/// What others refer to, on both sides.
struct Correspondence {
    Matching enums;
    Matching tables;
    std::vector<Matching> columns; ///< of each table before; empty of one that has gone
};

/// Says how an element calls those that it refers to, and its types. To be shown, as its own schema
/// does. To be compared, both sides by the names of the schema afterwards, and types by what they
/// mean.
class Namer {
public:
    static Namer shown(const ir::Schema &schema) { return {schema, nullptr, nullptr, false}; }
    static Namer comparedAfter(const ir::Schema &after) { return {after, nullptr, nullptr, true}; }
    static Namer comparedBefore(const ir::Schema &before, const ir::Schema &after,
                                const Correspondence &map)
    {
        return {before, &after, &map, true};
    }

    [[nodiscard]] bool isCompared() const { return m_isCompared; }

    [[nodiscard]] std::string table(ir::TableId table, const ir::Name &syntax) const;
    [[nodiscard]] std::string column(ir::TableId table, const ir::ColumnRef &ref) const;
    [[nodiscard]] std::vector<std::string> columns(ir::TableId table,
                                                   const std::vector<ir::ColumnRef> &refs) const;
    [[nodiscard]] std::string type(const ir::Column &column) const;

private:
    Namer(const ir::Schema &schema, const ir::Schema *after, const Correspondence *map,
          bool isCompared)
        : m_schema(&schema), m_after(after), m_map(map), m_isCompared(isCompared)
    {
    }

    const ir::Schema *m_schema;
    const ir::Schema *m_after;
    const Correspondence *m_map;
    bool m_isCompared;
};

/// The name of a table or an enum with its namespace.
[[nodiscard]] std::string qualified(const ir::Name &namespaceName, const ir::Name &name);

/// The properties of an element beside its name, always the same ones in the same order.
[[nodiscard]] Properties describe(const ir::Schema &schema);
[[nodiscard]] Properties describe(const ir::EnumType &type);
[[nodiscard]] Properties describe(const ir::EnumValue &value);
[[nodiscard]] Properties describe(ir::TableId id, const ir::Table &table, const Namer &namer);
[[nodiscard]] Properties describe(const ir::Column &column, const Namer &namer);
[[nodiscard]] Properties describe(ir::TableId table, const ir::PrimaryKey &key, const Namer &namer);
[[nodiscard]] Properties describe(ir::TableId table, const ir::UniqueKey &key, const Namer &namer);
[[nodiscard]] Properties describe(const ir::CheckConstraint &check);
[[nodiscard]] Properties describe(ir::TableId table, const ir::Index &index, const Namer &namer);
[[nodiscard]] Properties describe(const ir::ForeignKey &key, const Namer &namer);
[[nodiscard]] Properties describe(const ir::Relationship &relationship, const Namer &namer);

/// What an unnamed element is known by.
[[nodiscard]] std::string signature(ir::TableId table, const std::vector<ir::ColumnRef> &columns,
                                    const Namer &namer);
[[nodiscard]] std::string signature(ir::TableId table, const ir::Index &index, const Namer &namer);
[[nodiscard]] std::string signature(const ir::Endpoint &source, const ir::Endpoint &target,
                                    const Namer &namer);

} // namespace tw::diff
