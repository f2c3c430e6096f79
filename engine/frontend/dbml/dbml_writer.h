// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/dbml_writer_bodies.h"

#include <string>
#include <string_view>
#include <vector>

namespace tw::dbml {

/// Writes one schema as DBML. Lives for one call.
class DbmlWriter {
public:
    explicit DbmlWriter(const ir::Schema &schema);

    [[nodiscard]] std::string run();

private:
    /// Ends what was written and begins the next element with an empty line.
    void element(std::string text);

    void writePartials();
    void writeEnums();
    void writeTables();
    void writeTable(ir::TableId id);
    void writeGroups();
    void writeStickyNotes();
    void writeViews();
    void writeDependencies();
    [[nodiscard]] std::string dependencyEnd(const ir::Dependency::End &end) const;
    [[nodiscard]] std::string project() const;

    /// Among the settings, in a block of its own, or in `tw_metadata`.
    void addMetadata(const std::vector<ir::Metadata> &metadata, std::string_view target,
                     SettingList &settings, std::string &block) const;

    // dbml_writer_records.cpp
    void writeRecords();
    void findRecordsInside();
    [[nodiscard]] std::string recordsInside(ir::TableId table) const;
    [[nodiscard]] bool isSpelled(const ir::Records &records) const;
    [[nodiscard]] std::string recordsText(const ir::Records &records) const;
    [[nodiscard]] std::string recordsJson(const ir::Records &records) const;

    const ir::Schema &m_schema;
    WrittenNames m_names;
    WrittenLinks m_links;
    WriterContext m_context;
    std::vector<const ir::Records *> m_recordsInside; ///< that stand in the braces of their table
    std::string m_out;
    OwnKeys m_projectKeys; ///< by the end of the key
};

} // namespace tw::dbml
