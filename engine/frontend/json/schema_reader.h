// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/json/reference_binder.h"
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
    /// Whose links are read: the document's, or those of a partial, whose source is the partial.
    enum class LinksOf : std::uint8_t { Document, Partial };
    /// A table or a partial while it is read.
    struct Body {
        ir::Table &table;
        ir::PrimaryKey listed;
        SourceRange listRange;
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
    void readPartial(Label label);
    void beginBody(bool isPartial);
    /// Takes what tables and partials have in common.
    void readBodyMember(TableMembers::Member member, Body &body);
    void endBody(Body &body, const ObjectFrame &frame);
    void placeChecks(ir::Table &table);
    void readColumn(Label label);
    void readOverride(ir::Name &column);
    void takeInjection(const ObjectFrame &frame, ir::Name &partial);
    void readDefault(Label label, ir::DefaultValue &value);
    void readDefaultObject(Label label, ir::DefaultValue &value);
    /// Reports an object with none of its members, or with two that exclude each other.
    template <class Members> void requireOne(const ObjectFrame &frame, Label label);
    void readPosition(Label label, std::optional<ir::Position> &position);
    void takeKeys(Body &body, const ObjectFrame &frame);
    void readExtraPrimaryKey(Label label, ir::Table &table);
    [[nodiscard]] bool flagsSayTheSame(const ir::Table &table, const ir::PrimaryKey &listed) const;
    void readCheck(Label label, ir::Table &table);
    void readUniqueKey(Label label, ir::Table &table);
    void readIndex(Label label, ir::Table &table);
    void readIndexElement(Label label, ir::Index &index);

    void readEnum(Label label);
    void readEnumValue(Label label, ir::EnumType &type);

    void readForeignKey(Label label, std::vector<ir::ForeignKey> &keys, LinksOf owner);
    void readRelationship(Label label, std::vector<ir::Relationship> &relationships, LinksOf owner);
    void readLinkFlag(Label label, Rare<ir::LinkLooks> &looks, bool ir::LinkLooks::*flag);
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
    /// Requires the source's table of the document's links. One end of a partial's is the partial.
    template <class Members>
    void checkOwner(const ObjectFrame &frame, const ElementLabel &what, LinksOf owner);

    void readRecords(Label label);
    void readRow(Label label, ir::Records &records, std::vector<std::uint32_t> &rowSizes);
    void readRecordValue(Label label, ir::RecordValue &value);
    void readRecordObject(Label label, ir::RecordValue &value);
    void readTableGroup(Label label);
    void readStickyNote(Label label);
    void readView(Label label);
    template <class Id>
    void readSelection(Label label, ir::DiagramView::Selection<Id> &selection,
                       std::vector<ir::Name> &names);
    void readDependency(Label label);
    void readEdges(Label label, std::vector<PendingReferences::Edge> &edges);
    void readEdge(Label label, std::vector<PendingReferences::Edge> &edges);

    const Limits &m_limits;
    ir::Schema m_schema;
    TokenSet m_tableIds;
    TokenSet m_columnIds; ///< of the table that is being read
    TokenSet m_foreignKeyIds;
    TokenSet m_enumIds;
    TokenSet m_relationshipIds;
    PendingReferences m_pending;
    bool m_isIncomplete = false; ///< an element could not be read, so who refers to it is not wrong
    std::vector<ir::Column> m_columns; ///< the same, so that each table gets no more than it needs
    std::vector<ir::Injection> m_injections; ///< likewise
    bool m_isPartial = false;                ///< what is being read is one
    /// Checks by number, and the columns that they go with.
    std::vector<std::pair<std::size_t, ir::Name>> m_checkColumns;
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
            m_isIncomplete = true;
        }
        skip();
    });
}

template <class Members> void SchemaReader::requireOne(const ObjectFrame &frame, Label label)
{
    constexpr std::size_t none = Members::names.size();
    std::size_t first = none;
    for (std::size_t member = 0; member < none; ++member) {
        if (!frame.has(member))
            continue;
        if (first != none) {
            reportConflict(frame, first, Members::names[first], member, Members::names[member]);
            return;
        }
        first = member;
    }
    if (first == none) {
        const std::string what = label.text();
        reportMissing(frame, {{}, nullptr, what}, Members::names[0]);
    }
}

template <class Members>
void SchemaReader::checkOwner(const ObjectFrame &frame, const ElementLabel &what, LinksOf owner)
{
    if (owner == LinksOf::Document) {
        require<Members>(frame, what, {Members::SourceTableId});
        return;
    }
    if (frame.has(Members::SourceTableId) && frame.has(Members::TargetTableId))
        reportConflict(frame, Members::SourceTableId, "sourceTableId", Members::TargetTableId,
                       "targetTableId");
    if (frame.has(Members::Inactive))
        reportUnwanted(frame, Members::Inactive, "inactive", Members::ofPartial);
}

} // namespace tw::json
