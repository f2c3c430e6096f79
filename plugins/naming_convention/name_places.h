// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>
#include <tablewright/ir/schema.h>

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tw::naming {

/// Where the names of a schema stand besides their declarations. The ends of links are no such
/// places: schema JSON calls them by ids, and DBML's are mentions.
class NamePlaces {
public:
    explicit NamePlaces(const ir::Schema &schema);

    /// Of what is declared there, in no order, some perhaps twice.
    [[nodiscard]] const std::vector<SourceRange> &of(SourceRange declared) const;

    /// A place that may name anything in a form of its own; invalid when there is none.
    [[nodiscard]] SourceRange unreadable() const { return m_unreadable; }

private:
    void addReferences(const ir::Table &table);
    void addKey(const ir::Table &table, const std::vector<ir::ColumnRef> &columns);
    void addReference(const ir::Table &table, const ir::ColumnRef &reference);
    void add(SourceRange declared, SourceRange place);

    std::unordered_map<std::uint64_t, std::vector<SourceRange>> m_places;
    StringViewMap<const ir::Column *> m_partialColumns; ///< of the partial that is being read
    SourceRange m_unreadable;
};

/// The words of SQL that people have written, each with the place of an expression that has it.
class SqlWords {
public:
    /// Parts of words between underscores count as words, too: `users` in `users_id_seq`.
    enum class Parts : std::uint8_t { Whole, BetweenUnderscores };
    explicit SqlWords(Parts parts) : m_parts(parts) {}

    void add(const ir::Table &table);
    void add(std::string_view text, SourceRange place);

    /// Where the name may be meant, whatever its case. One without a word may be meant anywhere.
    [[nodiscard]] std::optional<SourceRange> find(std::string_view name) const;

private:
    void addWord(std::string_view word, SourceRange place);

    Parts m_parts;
    StringMap<SourceRange> m_words; ///< in lower case
    std::optional<SourceRange> m_anywhere;
    std::optional<SourceRange> m_escaped; ///< `U&"\0061"`, which may be any name
};

} // namespace tw::naming
