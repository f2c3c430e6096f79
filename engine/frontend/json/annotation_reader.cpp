// SPDX-License-Identifier: MIT
#include "frontend/json/schema_reader.h"

namespace tw::json {

void SchemaReader::readRecords(Label label)
{
    ir::Records &records = m_schema.records.emplace_back();
    PendingReferences::Rows &pending = m_pending.records.emplace_back();
    using enum RecordsMembers::Member;
    const auto frame = readObjectAt<RecordsMembers>(label, [&](RecordsMembers::Member member) {
        const Label of{RecordsMembers::names[member]};
        switch (member) {
        case TableId:
            readName(of, pending.table);
            break;
        case ColumnIds:
            pending.namesColumns = true;
            readNames(of, pending.columns);
            break;
        case Rows:
            readArray(of, [&](Label row) { readRow(row, records, pending.rowSizes); });
            break;
        case Example:
            readBool(of, records.isExample);
            break;
        }
    });
    if (!frame) {
        m_schema.records.pop_back();
        m_pending.records.pop_back();
        return;
    }
    records.range = range(frame->begin, frame->end);
    require<RecordsMembers>(*frame, {{}, nullptr, RecordsMembers::what}, {TableId, Rows});
}

void SchemaReader::readRow(Label label, ir::Records &records, std::vector<std::uint32_t> &rowSizes)
{
    const std::size_t before = records.values.size();
    const SourceRange place = readArray(
        label, [&](Label value) { readRecordValue(value, records.values.emplace_back()); });
    if (!place.isValid())
        return;
    records.rowRanges.push_back(place);
    rowSizes.push_back(static_cast<std::uint32_t>(records.values.size() - before));
}

void SchemaReader::readRecordValue(Label label, ir::RecordValue &value)
{
    using enum ir::RecordValue::Kind;
    const char first = m_cursor.peek();
    if (first == '"') {
        value.kind = String;
        readName(label, value.text);
    } else if (first == 'n') {
        value.text.range = range(m_cursor.offset(), m_cursor.tokenEnd());
        m_cursor.literal();
    } else if (first == 't' || first == 'f') {
        bool flag = false;
        value.kind = Boolean;
        value.text.range = readBool(label, flag);
        value.text.text = flag ? "true" : "false";
    } else if (m_cursor.atNumber()) {
        const NumberToken token = m_cursor.number();
        value.kind = Number;
        value.text = {std::string(token.text), range(token.begin, token.end())};
    } else if (first == '{') {
        readRecordObject(label, value);
    } else {
        reportWrongType(label, "a number, a string, true, false, null or an expression");
    }
}

void SchemaReader::readRecordObject(Label label, ir::RecordValue &value)
{
    using enum RecordValueMembers::Member;
    using Kind = ir::RecordValue::Kind;
    const auto frame = readObject<RecordValueMembers>([&](RecordValueMembers::Member member) {
        const Label of{RecordValueMembers::names[member]};
        bool isDefault = false;
        switch (member) {
        case Expression:
            value.kind = Kind::Expression;
            readName(of, value.text);
            break;
        case Number:
            value.kind = Kind::Number;
            readNumberText(of, value.text);
            break;
        case Default:
            value.text.range = readBool(of, isDefault);
            value.kind = isDefault ? Kind::Omitted : Kind::Null;
            break;
        }
    });
    requireOne<RecordValueMembers>(frame, label);
}

void SchemaReader::readTableGroup(Label label)
{
    ir::TableGroup &group = m_schema.groups.emplace_back();
    std::vector<ir::Name> &tables = m_pending.groups.emplace_back();
    using enum TableGroupMembers::Member;
    const auto frame =
        readObjectAt<TableGroupMembers>(label, [&](TableGroupMembers::Member member) {
            const Label of{TableGroupMembers::names[member]};
            switch (member) {
            case Name:
                readName(of, group.name);
                break;
            case TableIds:
                readNames(of, tables);
                break;
            case Note:
                readName(of, group.note);
                break;
            case Color:
                readColor(of, group.color);
                break;
            case Metadata:
                readMetadata(of, group.metadata);
                break;
            }
        });
    if (!frame) {
        m_schema.groups.pop_back();
        m_pending.groups.pop_back();
        m_isIncomplete = true;
        return;
    }
    group.range = range(frame->begin, frame->end);
    require<TableGroupMembers>(*frame, {"table group", &group.name, TableGroupMembers::what},
                               {Name, TableIds});
}

void SchemaReader::readStickyNote(Label label)
{
    ir::StickyNote &note = m_schema.stickyNotes.emplace_back();
    using enum StickyNoteMembers::Member;
    const auto frame =
        readObjectAt<StickyNoteMembers>(label, [&](StickyNoteMembers::Member member) {
            const Label of{StickyNoteMembers::names[member]};
            switch (member) {
            case Name:
                readName(of, note.name);
                break;
            case Text:
                readName(of, note.text);
                break;
            case Color:
                readColor(of, note.color, NoColor::Allowed);
                break;
            case Metadata:
                readMetadata(of, note.metadata);
                break;
            }
        });
    if (!frame) {
        m_schema.stickyNotes.pop_back();
        m_isIncomplete = true;
        return;
    }
    note.range = range(frame->begin, frame->end);
    require<StickyNoteMembers>(*frame, {"note", &note.name, StickyNoteMembers::what}, {Name, Text});
}

template <class Id>
void SchemaReader::readSelection(Label label, ir::DiagramView::Selection<Id> &selection,
                                 std::vector<ir::Name> &names)
{
    selection.given = true;
    if (m_cursor.peek() != '"') {
        selection.range = readNames(label, names);
        return;
    }
    ir::Name all;
    readName(label, all);
    selection.range = all.range;
    selection.all = true;
    if (all.text != "*")
        reportUnknownWord(all, "selection", "`*` or an array");
}

void SchemaReader::readView(Label label)
{
    ir::DiagramView &view = m_schema.views.emplace_back();
    PendingReferences::View &pending = m_pending.views.emplace_back();
    using enum ViewMembers::Member;
    const auto frame = readObjectAt<ViewMembers>(label, [&](ViewMembers::Member member) {
        const Label of{ViewMembers::names[member]};
        switch (member) {
        case Name:
            readName(of, view.name);
            break;
        case TableIds:
            readSelection(of, view.tables, pending.tables);
            break;
        case Notes:
            readSelection(of, view.notes, pending.notes);
            break;
        case TableGroups:
            readSelection(of, view.groups, pending.groups);
            break;
        case Namespaces:
            readSelection(of, view.namespaces, view.namespaces.some);
            break;
        }
    });
    if (!frame) {
        m_schema.views.pop_back();
        m_pending.views.pop_back();
        return;
    }
    view.range = range(frame->begin, frame->end);
    require<ViewMembers>(*frame, {"view", &view.name, ViewMembers::what}, {Name});
}

void SchemaReader::readDependency(Label label)
{
    ir::Dependency &dependency = m_schema.dependencies.emplace_back();
    std::vector<PendingReferences::Edge> &edges = m_pending.dependencies.emplace_back();
    using enum DependencyMembers::Member;
    const auto frame =
        readObjectAt<DependencyMembers>(label, [&](DependencyMembers::Member member) {
            const Label of{DependencyMembers::names[member]};
            switch (member) {
            case Name:
                readName(of, dependency.name);
                break;
            case Edges:
                readEdges(of, edges);
                break;
            case Note:
                readName(of, dependency.note);
                break;
            case Color:
                readColor(of, dependency.color);
                break;
            case Metadata:
                readMetadata(of, dependency.metadata);
                break;
            }
        });
    if (!frame) {
        m_schema.dependencies.pop_back();
        m_pending.dependencies.pop_back();
        return;
    }
    dependency.range = range(frame->begin, frame->end);
    require<DependencyMembers>(*frame, {"dependency", &dependency.name, DependencyMembers::what},
                               {Edges});
}

void SchemaReader::readEdges(Label label, std::vector<PendingReferences::Edge> &edges)
{
    bool isEmpty = true;
    const SourceRange place = readArray(label, [&](Label edge) {
        isEmpty = false;
        readEdge(edge, edges);
    });
    if (isEmpty && place.isValid())
        m_diagnostics.report(diag::WrongMemberType, place, label.text(), "an empty array",
                             "at least one edge");
}

void SchemaReader::readEdge(Label label, std::vector<PendingReferences::Edge> &edges)
{
    PendingReferences::Edge edge;
    using enum EdgeMembers::Member;
    const auto frame = readObjectAt<EdgeMembers>(label, [&](EdgeMembers::Member member) {
        const Label of{EdgeMembers::names[member]};
        switch (member) {
        case UpstreamTableId:
            readName(of, edge.upstream.table);
            break;
        case UpstreamColumnId:
            readName(of, edge.upstream.column);
            break;
        case DownstreamTableId:
            readName(of, edge.downstream.table);
            break;
        case DownstreamColumnId:
            readName(of, edge.downstream.column);
            break;
        }
    });
    if (!frame)
        return;
    require<EdgeMembers>(*frame, {{}, nullptr, EdgeMembers::what},
                         {UpstreamTableId, DownstreamTableId});
    edge.range = range(frame->begin, frame->end);
    if (edge.upstream.table.range.isValid() && edge.downstream.table.range.isValid())
        edges.push_back(std::move(edge));
}

} // namespace tw::json
