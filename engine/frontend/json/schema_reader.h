// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/json/value_reader.h"

#include <tablewright/frontend/frontend.h>

namespace tw::json {

/// Reads one document into the located IR. Lives for one text.
class SchemaReader final : ValueReader {
public:
    /// `text` has no byte order mark; `base` is where it begins in its source.
    SchemaReader(std::string_view text, std::uint32_t base, SourceId source,
                 DiagnosticEmitter &diagnostics, const Limits &limits);

    /// Reads everything, or up to what is not JSON, which it reports.
    ir::Schema read();

private:
    /// Which members name the columns of one side of a key or a relationship.
    struct EndpointMembers {
        std::size_t columnId;
        std::size_t columnIds;
        std::string_view columnIdName;
        std::string_view columnIdsName;
    };
    struct JunctionActions {
        ir::ReferentialAction onDelete = ir::ReferentialAction::Unspecified;
        ir::ReferentialAction onUpdate = ir::ReferentialAction::Unspecified;
    };
    /// What the columns of a table say about its keys.
    struct KeyFlag {
        ir::ColumnId column;
        SourceRange range;
    };

    void readDocument();
    void reportStop(const ReadingStopped &stop);
    /// Reads the elements of an array, up to the limit; reports once when there are more.
    template <class ReadElement>
    void readLimited(Label label, std::string_view elements, std::size_t limit,
                     ReadElement readElement);
    void readId(Label label, std::string &id, TokenSet &others, std::string_view elements);

    void readTable(Label label);
    void readColumn(Label label);
    void readDefault(Label label, ir::DefaultValue &value);
    void readPosition(Label label, std::optional<ir::Position> &position);
    void takeKeys(ir::Table &table, ir::PrimaryKey &listed, const ObjectFrame &frame,
                  SourceRange listRange);
    [[nodiscard]] bool flagsSayTheSame(const ir::Table &table, const ir::PrimaryKey &listed) const;
    void readCheck(Label label, ir::Table &table);
    void readUniqueKey(Label label, ir::Table &table);
    void readIndex(Label label, ir::Table &table);
    void readIndexElement(Label label, ir::Index &index);

    void readEnum(Label label);
    void readEnumValue(Label label, ir::EnumType &type);

    void readForeignKey(Label label);
    void readRelationship(Label label);
    void readJunction(Label label, ir::Relationship &relationship, JunctionActions &actions);
    /// The relationship and its junction may both say what happens, but not different things.
    void takeAction(const ObjectFrame &frame, RelationshipMembers::Member member,
                    std::string_view name, ir::ReferentialAction ofJunction,
                    ir::ReferentialAction &action);
    void readDeferrable(Label label, ir::Deferrability &deferrability);
    void readKind(Label label, ir::Relationship::Kind &kind);
    void readColumnId(Label label, std::optional<ir::ColumnRef> &column);
    /// Makes one list of columns out of the one column and the list, either of which may be absent.
    void joinColumns(const ObjectFrame &frame, const EndpointMembers &members,
                     const ElementLabel &what, std::optional<ir::ColumnRef> &single,
                     ir::Endpoint &endpoint);

    const Limits &m_limits;
    ir::Schema m_schema;
    TokenSet m_tableIds;
    TokenSet m_columnIds; ///< of the table that is being read
    TokenSet m_foreignKeyIds;
    TokenSet m_enumIds;
    TokenSet m_relationshipIds;
    std::vector<ir::Column> m_columns; ///< the same, so that each table gets no more than it needs
    std::vector<KeyFlag> m_primaryFlags;
    std::vector<KeyFlag> m_uniqueFlags;
};

template <class ReadElement>
void SchemaReader::readLimited(Label label, std::string_view elements, std::size_t limit,
                               ReadElement readElement)
{
    std::size_t count = 0;
    readArray(label, [&](Label element) {
        if (count++ < limit) {
            readElement(element);
            return;
        }
        if (count == limit + 1) {
            const std::uint32_t begin = m_cursor.offset();
            const SourceRange place = range(begin, m_cursor.tokenEnd());
            m_diagnostics.report(diag::TooManyElements, place, limit, elements);
        }
        skip(element);
    });
}

} // namespace tw::json
