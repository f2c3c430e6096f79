// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/syntax.h"
#include "frontend/dbml/table_bodies.h"

#include <tablewright/ir/schema.h>

#include <vector>

namespace tw::dbml {

/// Reads the body of a table or a partial into an `ir::Table`.
class TableBodyReader {
public:
    /// `owner` names the table or the partial.
    TableBodyReader(FileContext &file, ir::Table &table, ColumnOwner owner);

    void read(const Body &body);

private:
    struct Flags; ///< what a column's settings say and its table keeps

    void readElement(const Element &element);
    void readInjection(const Line &line);

    // column_reader.cpp
    void readColumn(const Line &line);
    void readType(const Node &type, ir::Column &column);
    void readInlineSettings(std::span<const Node *const> items, ir::Column &column);
    void readColumnSettings(const Node &list, ir::Column &column, Flags &flags);
    void readColumnMetadata(const Setting &setting, ir::Column &column);
    void readDefault(const Setting &setting, ir::Column &column);
    void readColumnCheck(const Setting &setting);
    void addKeys(const ir::Column &column, const Flags &flags);
    [[nodiscard]] ColumnOwner ownerOf(const ir::Column &column) const;

    // index_reader.cpp
    void readIndexes(const Element &element);
    void readIndex(const Line &line);
    void readIndexElements(const Node &node, ir::Index &index);
    bool readIndexSettings(const Node &list, ir::Index &index);
    void readChecks(const Element &element);
    void readCheck(const Line &line);
    void finishPrimaryKeys();

    FileContext &m_file;
    ir::Table &m_table;
    ColumnOwner m_owner;
    bool m_isPartial;
    ir::PrimaryKey m_flaggedKey;              ///< of columns with `pk`
    std::vector<ir::PrimaryKey> m_listedKeys; ///< of `indexes`
    std::vector<SourceRange> m_notes;
    bool m_notesAreFine = true;
};

} // namespace tw::dbml
