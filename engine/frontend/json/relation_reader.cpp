// SPDX-License-Identifier: MIT
#include "frontend/json/schema_reader.h"

namespace tw::json {

void SchemaReader::readColumnId(Label label, std::optional<ir::ColumnRef> &column)
{
    ir::Name name;
    readName(label, name);
    if (name.range.isValid())
        column = {std::move(name), {}};
}

void SchemaReader::joinColumns(const ObjectFrame &frame, const EndpointMembers &members,
                               const ElementLabel &what, std::optional<ir::ColumnRef> &single,
                               ir::Endpoint &endpoint)
{
    if (!frame.has(members.columnId) && !frame.has(members.columnIds)) {
        reportMissing(frame, what, members.columnIdName);
    } else if (single && !frame.has(members.columnIds)) {
        endpoint.columns.push_back(std::move(*single));
    } else if (single && (endpoint.columns.size() != 1 ||
                          endpoint.columns.front().name.text != single->name.text)) {
        reportConflict(frame, members.columnId, members.columnIdName, members.columnIds,
                       members.columnIdsName);
    }
}

void SchemaReader::readLinkFlag(Label label, Rare<ir::LinkLooks> &looks, bool ir::LinkLooks::*flag)
{
    bool value = false;
    readBool(label, value);
    if (value)
        looks.edit().*flag = true;
}

void SchemaReader::readForeignKey(Label label, std::vector<ir::ForeignKey> &keys, LinksOf owner)
{
    ir::ForeignKey &key = keys.emplace_back();
    bool inactive = false;
    std::optional<ir::ColumnRef> source;
    std::optional<ir::ColumnRef> target;
    using enum ForeignKeyMembers::Member;
    const auto frame =
        readObjectAt<ForeignKeyMembers>(label, [&](ForeignKeyMembers::Member member) {
            const Label of{ForeignKeyMembers::names[member]};
            switch (member) {
            case Id:
                readId(of, key.id, m_foreignKeyIds, "foreign keys");
                break;
            case Name:
                readName(of, key.name);
                break;
            case SourceTableId:
                readName(of, key.source.tableSyntax);
                break;
            case SourceColumnId:
                readColumnId(of, source);
                break;
            case SourceColumnIds:
                readNames(of, key.source.columns);
                break;
            case TargetTableId:
                readName(of, key.target.tableSyntax);
                break;
            case TargetColumnId:
                readColumnId(of, target);
                break;
            case TargetColumnIds:
                readNames(of, key.target.columns);
                break;
            case OnDelete:
                readAction(of, key.onDelete, &key.onDeleteRange);
                break;
            case OnUpdate:
                readAction(of, key.onUpdate, &key.onUpdateRange);
                break;
            case Deferrable:
                readDeferrable(of, key.deferrability);
                break;
            case Color:
                readColor(of, key.looks.edit().color);
                break;
            case Inactive:
                readBool(of, inactive);
                break;
            case SourceOptional:
                readLinkFlag(of, key.looks, &ir::LinkLooks::sourceOptional);
                break;
            case TargetOptional:
                readLinkFlag(of, key.looks, &ir::LinkLooks::targetOptional);
                break;
            case TargetFirst:
                readLinkFlag(of, key.looks, &ir::LinkLooks::swapped);
                break;
            }
        });
    if (!frame) {
        keys.pop_back();
        return;
    }
    key.range = range(frame->begin, frame->end);
    const ElementLabel what{"foreign key", &key.name, ForeignKeyMembers::what};
    checkOwner<ForeignKeyMembers>(*frame, what, owner);
    joinColumns(*frame, {SourceColumnId, SourceColumnIds, "sourceColumnId", "sourceColumnIds"},
                what, source, key.source);
    if (owner == LinksOf::Document)
        require<ForeignKeyMembers>(*frame, what, {TargetTableId});
    joinColumns(*frame, {TargetColumnId, TargetColumnIds, "targetColumnId", "targetColumnIds"},
                what, target, key.target);
    if (inactive && owner == LinksOf::Document) {
        m_schema.inactiveForeignKeys.push_back(std::move(key));
        keys.pop_back();
    }
}

void SchemaReader::readDeferrable(Label label, ir::Deferrability &deferrability)
{
    using enum ir::Deferrability;
    if (m_cursor.peek() == '"') {
        const auto choice =
            readChoice(label, "deferrability", {"initially deferred", "initially immediate"});
        if (choice)
            deferrability = *choice == 0 ? InitiallyDeferred : InitiallyImmediate;
        return;
    }
    bool deferrable = false;
    if (readBool(label, deferrable).isValid())
        deferrability = deferrable ? InitiallyImmediate : NotDeferrable;
}

void SchemaReader::readRelationship(Label label, std::vector<ir::Relationship> &relationships,
                                    LinksOf owner)
{
    ir::Relationship &relationship = relationships.emplace_back();
    bool inactive = false;
    std::optional<ir::ColumnRef> source;
    std::optional<ir::ColumnRef> target;
    JunctionActions ofJunction;
    using enum RelationshipMembers::Member;
    const auto readMember = [&](RelationshipMembers::Member member) {
        const Label of{RelationshipMembers::names[member]};
        switch (member) {
        case Id:
            readId(of, relationship.id, m_relationshipIds, "relationships");
            break;
        case Name:
            readName(of, relationship.name);
            break;
        case Kind:
            readKind(of, relationship.kind);
            break;
        case SourceTableId:
            readName(of, relationship.source.tableSyntax);
            break;
        case SourceColumnId:
            readColumnId(of, source);
            break;
        case SourceColumnIds:
            readNames(of, relationship.source.columns);
            break;
        case TargetTableId:
            readName(of, relationship.target.tableSyntax);
            break;
        case TargetColumnId:
            readColumnId(of, target);
            break;
        case TargetColumnIds:
            readNames(of, relationship.target.columns);
            break;
        case OnDelete:
            readAction(of, relationship.onDelete);
            break;
        case OnUpdate:
            readAction(of, relationship.onUpdate);
            break;
        case Junction:
            readJunction(of, relationship, ofJunction);
            break;
        case Color:
            readColor(of, relationship.looks.edit().color);
            break;
        case Inactive:
            readBool(of, inactive);
            break;
        case SourceOptional:
            readLinkFlag(of, relationship.looks, &ir::LinkLooks::sourceOptional);
            break;
        case TargetOptional:
            readLinkFlag(of, relationship.looks, &ir::LinkLooks::targetOptional);
            break;
        case TargetFirst:
            readLinkFlag(of, relationship.looks, &ir::LinkLooks::swapped);
            break;
        }
    };
    const auto frame = readObjectAt<RelationshipMembers>(label, readMember);
    if (!frame) {
        relationships.pop_back();
        return;
    }
    takeAction(*frame, OnDelete, "onDelete", ofJunction.onDelete, relationship.onDelete);
    takeAction(*frame, OnUpdate, "onUpdate", ofJunction.onUpdate, relationship.onUpdate);
    relationship.range = range(frame->begin, frame->end);
    const ElementLabel what{"relationship", &relationship.name, RelationshipMembers::what};
    require<RelationshipMembers>(*frame, what, {Kind});
    checkOwner<RelationshipMembers>(*frame, what, owner);
    joinColumns(*frame, {SourceColumnId, SourceColumnIds, "sourceColumnId", "sourceColumnIds"},
                what, source, relationship.source);
    if (owner == LinksOf::Document)
        require<RelationshipMembers>(*frame, what, {TargetTableId});
    joinColumns(*frame, {TargetColumnId, TargetColumnIds, "targetColumnId", "targetColumnIds"},
                what, target, relationship.target);
    if (inactive && owner == LinksOf::Document) {
        m_schema.inactiveRelationships.push_back(std::move(relationship));
        relationships.pop_back();
    }
}

void SchemaReader::readKind(Label label, ir::Relationship::Kind &kind)
{
    using enum ir::Relationship::Kind;
    static constexpr std::array kinds{ManyToMany, OneToOne, OneToMany};
    if (const auto choice = readChoice(label, "kind of relationship",
                                       {"many-to-many", "one-to-one", "one-to-many"}))
        kind = kinds[*choice];
}

void SchemaReader::readJunction(Label label, ir::Relationship &relationship,
                                JunctionActions &actions)
{
    using enum JunctionMembers::Member;
    readObjectAt<JunctionMembers>(label, [&](JunctionMembers::Member member) {
        const Label of{JunctionMembers::names[member]};
        switch (member) {
        case Name:
            readName(of, relationship.junctionName);
            break;
        case Namespace:
            readName(of, relationship.junctionNamespace);
            break;
        case OnDelete:
            readAction(of, actions.onDelete);
            break;
        case OnUpdate:
            readAction(of, actions.onUpdate);
            break;
        }
    });
}

void SchemaReader::takeAction(const ObjectFrame &frame, RelationshipMembers::Member member,
                              std::string_view name, ir::ReferentialAction ofJunction,
                              ir::ReferentialAction &action)
{
    using enum ir::ReferentialAction;
    if (action != Unspecified && ofJunction != Unspecified && action != ofJunction)
        reportConflict(frame, member, name, RelationshipMembers::Junction,
                       fmt::format("junction.{}", name));
    if (action == Unspecified)
        action = ofJunction;
}

} // namespace tw::json
