// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/diagram_model.h"

#include <unordered_map>

namespace tw::preview {

/// Makes tables of a schema. The schema is the declared or the transformed one; elements are named
/// as the declared one has them.
class DiagramTables {
public:
    DiagramTables(const ir::Schema &declared, const ir::Schema &schema, const TypeCatalog &types)
        : m_declared(declared), m_schema(schema), m_types(types)
    {
    }
    /// Fills `tables` and `byKey`; no places yet.
    void build(DiagramModel &model);

private:
    [[nodiscard]] DiagramTable table(std::size_t index);
    [[nodiscard]] DiagramTable enumBox(std::size_t index) const;
    [[nodiscard]] QString typeOf(const ir::Column &column);
    [[nodiscard]] QString shortened(const std::string &spelled, const ir::DataType &type) const;
    void markKeys();

    const ir::Schema &m_declared;
    const ir::Schema &m_schema;
    const TypeCatalog &m_types;
    std::vector<DiagramTable> m_tables;
    std::unordered_map<std::string, QString> m_spellings; ///< by what was written
};

/// Makes the edges of a schema whose tables are in the model.
class DiagramEdges {
public:
    DiagramEdges(const ir::Schema &declared, const ir::Schema &schema, DiagramModel &model)
        : m_declared(declared), m_schema(schema), m_model(model)
    {
    }
    void build();

private:
    void addForeignKey(const ir::ForeignKey &key, ElementRef element, bool inactive);
    void addRelationship(const ir::Relationship &relationship, ElementRef element, bool inactive);
    void addEnumUses();
    void countUses();
    [[nodiscard]] bool connect(DiagramEdge &edge, const ir::Endpoint &source,
                               const ir::Endpoint &target) const;
    [[nodiscard]] bool isUnique(const ir::Endpoint &end) const;
    [[nodiscard]] bool isOptional(const ir::Endpoint &end) const;
    [[nodiscard]] QString spell(const ir::Endpoint &end) const;

    const ir::Schema &m_declared;
    const ir::Schema &m_schema;
    DiagramModel &m_model;
    std::vector<std::vector<int>> m_uses; ///< how many keys each column of each table is in
};

/// Counts what was found in each table, and in the keys that leave it.
void countFindings(const std::vector<Diagnostic> &diagnostics, const ir::Schema &declared,
                   DiagramModel &model);

/// Gives each table and note its place.
void placeDiagram(const ir::Schema &schema, const DiagramOptions &options,
                  const QHash<QString, QPointF> &positions, const std::stop_token &stop,
                  DiagramModel &model);

[[nodiscard]] QString textOf(const ir::Name &name);
/// Invalid for no colour, or one that cannot be read.
[[nodiscard]] QColor colorOf(const ir::Color &color);

} // namespace tw::preview
