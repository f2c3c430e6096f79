// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/dbml_writer_names.h"

#include <array>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tw::dbml {

/// A foreign key or a relationship, with what both have.
struct LinkView {
    enum class Kind : std::uint8_t { ForeignKey, OneToOne, OneToMany, ManyToMany };

    explicit LinkView(const ir::ForeignKey &key);
    explicit LinkView(const ir::Relationship &relationship);

    Kind kind;
    const std::string &id;
    const ir::Name &name;
    const ir::Endpoint &source;
    const ir::Endpoint &target;
    const ir::LinkLooks &looks;
    ir::ReferentialAction onDelete;
    ir::ReferentialAction onUpdate;
    ir::TablePartialId partial;
    ir::Deferrability deferrability = ir::Deferrability::NotDeferrable;
    const ir::Name *junctionNamespace = nullptr;
    const ir::Name *junctionName = nullptr;

    /// `>` and its like with marks; `sourceFirst` says which side stands left of it.
    [[nodiscard]] std::string sign(bool sourceFirst) const;
    /// Whether the source is written first when the link stands on a line of its own.
    [[nodiscard]] bool sourceFirst() const;

    /// What no ref can say, by the end of its key: `id` of `tw_ref_id`.
    using Extras = std::vector<std::pair<std::string_view, std::string>>;
    [[nodiscard]] Extras extras() const;
    /// What a ref among the settings of a column cannot say.
    [[nodiscard]] Extras inlineExtras() const;
};

/// Decides where each foreign key and relationship is written, and writes it: among the settings of
/// a column as long as that keeps their order, as a `Ref` line otherwise. What DBML has no ref for
/// (the same ends twice, a column that refers to itself, an end that does not exist) is left to
/// `tw_foreign_keys` and `tw_relationships`.
class WrittenLinks {
public:
    WrittenLinks(const ir::Schema &schema, WrittenNames &names);

    using Extras = LinkView::Extras;

    /// `ref: > users.id`, in their order.
    [[nodiscard]] std::vector<std::string> inlineRefs(ir::TableId table, ir::ColumnId column) const;
    /// Of the one link whose source is just this column.
    [[nodiscard]] Extras columnExtras(ir::TableId table, ir::ColumnId column) const;
    /// JSON of `tw_refs`, or empty.
    [[nodiscard]] std::string tableExtras(ir::TableId table) const;
    /// `Ref` lines.
    [[nodiscard]] const std::string &lines() const { return m_lines; }
    /// JSON of `tw_foreign_keys`, or empty.
    [[nodiscard]] std::string foreignKeys() const { return rest("/foreignKeys", 0); }
    /// JSON of `tw_relationships`, or empty.
    [[nodiscard]] std::string relationships() const { return rest("/relationships", 1); }

private:
    using Place = std::pair<std::uint32_t, std::uint32_t>; ///< a table and a column
    struct Ends {
        ir::TableId source;
        ir::TableId target;
        std::vector<ir::ColumnId> sourceColumns;
        std::vector<ir::ColumnId> targetColumns;
    };

    template <class Link>
    void plan(const std::vector<Link> &links, bool inactive, std::vector<Link> &rest,
              std::vector<std::size_t> &restPlaces);
    [[nodiscard]] bool resolve(const LinkView &link, Ends &ends);
    [[nodiscard]] bool resolveEnd(const ir::Endpoint &end, ir::TableId &table,
                                  std::vector<ir::ColumnId> &columns);
    [[nodiscard]] std::string pairKey(const Ends &ends) const;
    void write(const LinkView &link, const Ends &ends, bool inactive, bool &inlineStill,
               Place &last);
    [[nodiscard]] bool writeInline(const LinkView &link, const Ends &ends, Place &last);
    void writeLine(const LinkView &link, const Ends &ends, bool inactive);
    void keepExtras(const LinkView &link, const Ends &ends);
    [[nodiscard]] std::string rest(std::string_view member, std::size_t active) const;
    [[nodiscard]] std::string endText(ir::TableId table,
                                      const std::vector<ir::ColumnId> &columns) const;

    const ir::Schema &m_schema;
    WrittenNames &m_names;
    std::unordered_set<std::string> m_pairs; ///< ends that are linked already
    std::map<Place, std::vector<std::string>> m_inline;
    std::map<Place, std::size_t> m_sourceCounts; ///< links whose source is one column
    std::map<Place, Extras> m_columnExtras;
    std::map<std::uint32_t, std::vector<std::pair<Ends, Extras>>> m_extras; ///< by source table
    std::string m_lines;
    ir::Schema m_rest; ///< what no ref is written for
    /// Of each list of `m_rest`: keys, relationships, inactive keys, inactive relationships.
    std::array<std::vector<std::size_t>, 4> m_restPlaces;
};

} // namespace tw::dbml
