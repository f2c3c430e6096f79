// SPDX-License-Identifier: MIT
#include "frontend/json/schema_reader.h"

namespace tw::json {

SchemaReader::SchemaReader(std::string_view text, std::uint32_t base, SourceId source,
                           DiagnosticEmitter &diagnostics, const Limits &limits)
    : ValueReader(text, base, source, diagnostics, limits.nesting), m_limits(limits),
      m_tableIds(m_cursor.text()), m_columnIds(m_cursor.text()), m_foreignKeyIds(m_cursor.text()),
      m_enumIds(m_cursor.text()), m_relationshipIds(m_cursor.text())
{
}

ir::Schema SchemaReader::read()
{
    try {
        readDocument();
    } catch (const ReadingStopped &stop) {
        reportStop(stop);
        m_isIncomplete = true;
    }
    ReferenceBinder(m_schema, m_pending, m_isIncomplete ? nullptr : &m_diagnostics, m_limits).run();
    return std::move(m_schema);
}

void SchemaReader::reportStop(const ReadingStopped &stop)
{
    const SourceRange place = range(stop.begin, stop.end);
    switch (stop.reason) {
    case ReadingStopped::Reason::Syntax:
        m_diagnostics.report(diag::JsonSyntax, place, stop.detail);
        break;
    case ReadingStopped::Reason::InvalidUtf8:
        m_diagnostics.report(diag::InvalidUtf8, place);
        break;
    case ReadingStopped::Reason::Nesting:
        m_diagnostics.report(diag::NestingTooDeep, place, m_limits.nesting);
        break;
    }
}

void SchemaReader::readDocument()
{
    if (m_cursor.isBlank()) {
        m_diagnostics.report(diag::EmptyInput, range(0, 0));
        return;
    }
    using enum DocumentMembers::Member;
    const auto frame = readObjectAt<DocumentMembers>({}, [&](DocumentMembers::Member member) {
        const Label label{DocumentMembers::names[member]};
        switch (member) {
        case Id:
            readText(label, m_schema.id);
            break;
        case Name:
            readName(label, m_schema.name);
            break;
        case Description:
            readName(label, m_schema.note);
            break;
        case Tables:
            readLimited(label, "tables", m_limits.tables, [&](Label of) { readTable(of); });
            break;
        case ForeignKeys:
            readLimited(label, "foreign keys", m_limits.foreignKeys, [&](Label of) {
                readForeignKey(of, m_schema.foreignKeys, LinksOf::Document);
            });
            break;
        case Enums:
            readArray(label, [&](Label of) { readEnum(of); });
            break;
        case Relationships:
            readLimited(label, "relationships", m_limits.foreignKeys, [&](Label of) {
                readRelationship(of, m_schema.relationships, LinksOf::Document);
            });
            break;
        case TablePartials:
            readLimited(label, "partials", m_limits.tables, [&](Label of) { readPartial(of); });
            break;
        case Records:
            readArray(label, [&](Label of) { readRecords(of); });
            break;
        case TableGroups:
            readArray(label, [&](Label of) { readTableGroup(of); });
            break;
        case Notes:
            readArray(label, [&](Label of) { readStickyNote(of); });
            break;
        case Views:
            readArray(label, [&](Label of) { readView(of); });
            break;
        case Dependencies:
            readArray(label, [&](Label of) { readDependency(of); });
            break;
        case Metadata:
            readMetadata(label, m_schema.metadata);
            break;
        case Version: {
            double ignored = 0;
            readDouble(label, ignored);
            break;
        }
        case Schema:
        case CreatedAt:
        case UpdatedAt: {
            std::string ignored;
            readText(label, ignored);
            break;
        }
        }
    });
    m_cursor.finish();
    if (frame)
        require<DocumentMembers>(*frame, {{}, nullptr, DocumentMembers::what}, {Tables});
}

void SchemaReader::readId(Label label, std::string &id, TokenSet &others, std::string_view elements)
{
    if (m_cursor.peek() != '"') {
        reportWrongType(label, "a string");
        return;
    }
    const StringToken token = m_cursor.string();
    id.assign(token.text);
    if (id.empty())
        return;
    if (const auto other = others.insert(token)) {
        m_diagnostics.report(diag::DuplicateId, range(token.begin, token.end), id, elements)
            .note(stringRange(*other), "the other one is here");
    }
}

void SchemaReader::readEnum(Label label)
{
    ir::EnumType &type = m_schema.enums.emplace_back();
    using enum EnumMembers::Member;
    const auto frame = readObjectAt<EnumMembers>(label, [&](EnumMembers::Member member) {
        const Label of{EnumMembers::names[member]};
        switch (member) {
        case Id:
            readId(of, type.id, m_enumIds, "enums");
            break;
        case Name:
            readName(of, type.name);
            break;
        case Namespace:
            readName(of, type.namespaceName);
            break;
        case Values:
            readArray(of, [&](Label value) { readEnumValue(value, type); });
            break;
        case Note:
            readName(of, type.note);
            break;
        }
    });
    if (!frame) {
        m_schema.enums.pop_back();
        return;
    }
    type.range = range(frame->begin, frame->end);
    require<EnumMembers>(*frame, {"enum", &type.name, EnumMembers::what}, {Name, Values});
}

void SchemaReader::readEnumValue(Label label, ir::EnumType &type)
{
    ir::EnumValue value;
    if (m_cursor.peek() == '{') {
        using enum EnumValueMembers::Member;
        const ObjectFrame frame =
            readObject<EnumValueMembers>([&](EnumValueMembers::Member member) {
                readName({EnumValueMembers::names[member]},
                         member == Value ? value.value : value.note);
            });
        require<EnumValueMembers>(frame, {{}, nullptr, EnumValueMembers::what}, {Value});
    } else {
        readName(label, value.value);
    }
    if (value.value.range.isValid())
        type.values.push_back(std::move(value));
}

} // namespace tw::json
