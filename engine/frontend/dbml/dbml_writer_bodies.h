// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/dbml_writer_links.h"
#include "frontend/dbml/dbml_writer_settings.h"

#include "ir/column_finder.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tw::dbml {

/// What all parts of one written document have in common.
struct WriterContext {
    const ir::Schema &schema;
    WrittenNames &names;
    const WrittenLinks &links;
    bool explicitIds = false;    ///< `tw_ids`: what gives no id has none
    bool argumentsApart = false; ///< `tw_type_arguments`: arguments of types stand beside them
};

/// What the body of a table or of a partial cannot say, by the end of its key: `indexes` of
/// `tw_indexes`.
using OwnKeys = std::vector<std::pair<std::string_view, std::string>>;

/// Writes what stands in the braces of a table or of a partial.
class BodyWriter {
public:
    /// `id` is that of a table.
    BodyWriter(const WriterContext &context, const ir::Table &table, ir::TableId id);
    BodyWriter(const WriterContext &context, const ir::TablePartial &partial);

    /// The lines, indented by two spaces.
    [[nodiscard]] std::string run();
    /// Complete after `run`.
    [[nodiscard]] const OwnKeys &ownKeys() const { return m_ownKeys; }
    /// `Metadata` blocks of columns that need one, each followed by an empty line.
    [[nodiscard]] const std::string &metadataBlocks() const { return m_metadataBlocks; }

private:
    struct Key { ///< a primary or unique key whose columns are known
        std::vector<ir::ColumnId> columns;
        bool resolved = false;
    };

    [[nodiscard]] bool isPartial() const { return m_partial != nullptr; }
    [[nodiscard]] ir::ColumnId find(const ir::ColumnRef &ref);
    [[nodiscard]] Key resolve(const std::vector<ir::ColumnRef> &columns);
    [[nodiscard]] std::string_view nameOf(ir::ColumnId column) const;
    [[nodiscard]] std::string columnList(const std::vector<ir::ColumnId> &columns) const;

    [[nodiscard]] ir::ColumnId columnAround(SourceRange range) const;
    [[nodiscard]] bool isFlagged(const ir::PrimaryKey &key,
                                 const std::vector<ir::ColumnId> &columns) const;

    void planKeys();
    void planPrimaryKey();
    void planUniqueKeys();
    void planPartialLinks();
    template <class Link>
    void planPartialLinks(const std::vector<Link> &links, std::vector<Link> &rest);
    [[nodiscard]] std::optional<std::string> partialTarget(const ir::Endpoint &target);

    void writeColumns();
    void writeColumn(ir::ColumnId id);
    void writeMetadataBlock(std::string_view column, const std::vector<std::string> &fields);
    void writeInjectedMetadata(ir::ColumnId id);
    void writeType(const ir::Column &column, std::string &text, SettingList &own) const;
    void writeDefault(const ir::Column &column, SettingList &settings, SettingList &own) const;
    void writeIndexes();
    void writeIndex(const ir::Index &index, std::size_t number);
    void writeUniqueIndex(const ir::UniqueKey &key, std::size_t number);
    void planChecks();
    void writeChecks();
    void section(std::string_view name, const std::string &lines);

    const WriterContext &m_context;
    const ir::Table &m_table;
    ir::TableId m_id; ///< invalid for a partial
    const ir::TablePartial *m_partial = nullptr;
    ir::ColumnFinder m_finder;
    std::string m_out;
    OwnKeys m_ownKeys;
    std::string m_metadataBlocks;

    std::vector<bool> m_isPrimary; ///< columns with `pk`
    std::vector<bool> m_isUnique;  ///< columns with `unique`
    std::size_t m_firstListedUnique = 0;
    std::unordered_map<std::size_t, std::vector<const ir::CheckConstraint *>> m_columnChecks;
    std::size_t m_firstListedCheck = 0; ///< those before it are in `m_columnChecks`
    std::string m_indexLines;
    std::unordered_set<std::string> m_exactIndexes; ///< lines that say all of their index
    std::vector<std::string> m_ownIndexes;
    std::vector<std::string> m_ownUniqueKeys;
    std::vector<std::vector<std::string>> m_refs; ///< of a partial's columns
    std::vector<LinkView::Extras> m_refExtras;
};

} // namespace tw::dbml
