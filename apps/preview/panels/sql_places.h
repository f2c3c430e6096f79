// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"
#include "panels/code_view.h"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace tw::preview {

/// Where an element is in the script.
struct SqlMarks {
    std::vector<ByteRange> statements;
    std::vector<ByteRange> pieces; ///< of them, when it is not the whole
};

/// Which element of a snapshot is where in its script, both ways.
class SqlPlaces {
public:
    /// The snapshot has a script.
    SqlPlaces(SnapshotPtr snapshot, std::shared_ptr<const Compiler> compiler);

    [[nodiscard]] const SnapshotPtr &snapshot() const { return m_snapshot; }
    /// Of an element of the snapshot's declared schema; nothing where it made no statement.
    [[nodiscard]] SqlMarks marksOf(const ElementRef &element);
    /// The column, the constraint, or what the whole statement was made for; none between
    /// statements.
    [[nodiscard]] ElementRef elementAt(std::size_t offset);

private:
    struct Entry {
        std::uint32_t statement;
        ElementRef element;
    };

    [[nodiscard]] const std::vector<Entry> &entriesOf(const ElementRef &element);
    [[nodiscard]] std::optional<std::uint32_t> creationOf(std::uint32_t table);
    [[nodiscard]] const std::vector<StatementPart> &partsOf(std::uint32_t statement);
    [[nodiscard]] ElementRef originOf(std::uint32_t statement) const;
    [[nodiscard]] ElementRef columnNamed(std::uint32_t table, std::string_view name) const;
    [[nodiscard]] ElementRef constraintAt(const ElementRef &owner, const SourceRange &range) const;
    void addStatement(SqlMarks &marks, std::uint32_t statement) const;
    void addPieces(SqlMarks &marks, std::uint32_t table, const SourceRange &range);
    void addColumn(SqlMarks &marks, const ElementRef &column);
    void addLink(SqlMarks &marks, const ElementRef &link);

    SnapshotPtr m_snapshot;
    const Script &m_script;
    std::shared_ptr<const Compiler> m_compiler;
    /// By kind and element; those of columns and indexes are with their table's. Made when first
    /// asked for.
    std::unordered_map<std::uint64_t, std::vector<Entry>> m_entries;
    bool m_indexed = false;
    std::vector<StatementPart> m_parts; ///< of `m_partsOf`
    std::uint32_t m_partsOf = UINT32_MAX;
};

} // namespace tw::preview
