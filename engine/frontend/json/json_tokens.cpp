// SPDX-License-Identifier: MIT
#include "frontend/tokens.h"

#include <optional>
#include <span>

// The structural index stops at the first mistake and reads whole documents; here each line stands
// for itself, since no word of JSON goes over the end of one.
namespace tw::json {

namespace {

using Frame = TokenFrame;
using Kind = TokenKind;

struct Member {
    std::string_view name;
    Kind value = Kind::String;  ///< of a string, or of those in a list
    Frame child = Frame::Other; ///< of an object, of those in a list
};

constexpr Member documentMembers[] = {
    {"id", Kind::Name},
    {"name", Kind::Name},
    {"tables", Kind::String, Frame::Table},
    {"foreignKeys", Kind::String, Frame::ForeignKey},
    {"enums", Kind::String, Frame::Enum},
    {"relationships", Kind::String, Frame::Relationship},
    {"tablePartials", Kind::String, Frame::Partial},
    {"records", Kind::String, Frame::Records},
    {"tableGroups", Kind::String, Frame::Group},
    {"notes", Kind::String, Frame::Note},
    {"views", Kind::String, Frame::View},
    {"dependencies", Kind::String, Frame::Dependency},
    {"metadata", Kind::String, Frame::Metadata},
};
constexpr Member tableMembers[] = {
    {"name", Kind::TableName},
    {"namespace", Kind::TableName},
    {"id", Kind::Name},
    {"columns", Kind::String, Frame::Column},
    {"indexes", Kind::String, Frame::Index},
    {"primaryKey", Kind::ColumnName, Frame::ColumnList},
    {"primaryKeyName", Kind::Name},
    {"extraPrimaryKeys", Kind::String, Frame::Unique},
    {"uniqueConstraints", Kind::String, Frame::Unique},
    {"checks", Kind::String, Frame::Check},
    {"position", Kind::String, Frame::Position},
    {"alias", Kind::TableName},
    {"headerColor", Kind::Color},
    {"color", Kind::Color},
    {"metadata", Kind::String, Frame::Metadata},
    {"foreignKeys", Kind::String, Frame::ForeignKey},
    {"relationships", Kind::String, Frame::Relationship},
};
constexpr Member columnMembers[] = {
    {"name", Kind::ColumnName},
    {"dataType", Kind::TypeName},
    {"id", Kind::Name},
    {"defaultValue", Kind::String, Frame::Expression},
    {"generated", Kind::Expression, Frame::Expression},
    {"partial", Kind::TableName},
    {"overrides", Kind::String, Frame::Overrides},
    {"metadata", Kind::String, Frame::Metadata},
};
constexpr Member keyMembers[] = {
    {"name", Kind::Name},
    {"columns", Kind::ColumnName, Frame::ColumnList},
    {"metadata", Kind::String, Frame::Metadata},
};
constexpr Member checkMembers[] = {
    {"name", Kind::Name},
    {"expression", Kind::Expression, Frame::Expression},
    {"column", Kind::ColumnName},
};
constexpr Member indexMembers[] = {
    {"name", Kind::Name},
    {"columns", Kind::ColumnName, Frame::IndexColumn},
    {"method", Kind::Constant},
    {"where", Kind::Expression, Frame::Expression},
    {"include", Kind::ColumnName, Frame::ColumnList},
    {"metadata", Kind::String, Frame::Metadata},
};
constexpr Member indexColumnMembers[] = {
    {"column", Kind::ColumnName},
    {"expression", Kind::Expression, Frame::Expression},
    {"order", Kind::Constant},
    {"nulls", Kind::Constant},
};
constexpr Member enumMembers[] = {
    {"name", Kind::TypeName},
    {"namespace", Kind::TypeName},
    {"id", Kind::Name},
    {"values", Kind::EnumValue, Frame::EnumValue},
};
constexpr Member enumValueMembers[] = {{"value", Kind::EnumValue}};
constexpr Member linkMembers[] = {
    {"id", Kind::Name},
    {"name", Kind::Name},
    {"kind", Kind::Constant},
    {"sourceTableId", Kind::Name},
    {"sourceColumnId", Kind::Name},
    {"sourceColumnIds", Kind::Name, Frame::Ids},
    {"targetTableId", Kind::Name},
    {"targetColumnId", Kind::Name},
    {"targetColumnIds", Kind::Name, Frame::Ids},
    {"onDelete", Kind::Constant},
    {"onUpdate", Kind::Constant},
    {"deferrable", Kind::Constant},
    {"color", Kind::Color},
    {"junction", Kind::String, Frame::Junction},
};
constexpr Member junctionMembers[] = {
    {"name", Kind::TableName},
    {"namespace", Kind::TableName},
    {"onDelete", Kind::Constant},
    {"onUpdate", Kind::Constant},
};
constexpr Member recordsMembers[] = {
    {"tableId", Kind::Name},
    {"columnIds", Kind::Name, Frame::Ids},
    {"rows", Kind::String, Frame::Row},
};
constexpr Member groupMembers[] = {
    {"name", Kind::Name},
    {"text", Kind::String},
    {"tableIds", Kind::Name, Frame::Ids},
    {"notes", Kind::Name, Frame::ViewNames},
    {"tableGroups", Kind::Name, Frame::ViewNames},
    {"namespaces", Kind::Name, Frame::ViewNames},
    {"color", Kind::Color},
    {"metadata", Kind::String, Frame::Metadata},
    {"edges", Kind::String, Frame::DependencyEdge},
};
constexpr Member edgeMembers[] = {
    {"upstreamTableId", Kind::Name},
    {"upstreamColumnId", Kind::Name},
    {"downstreamTableId", Kind::Name},
    {"downstreamColumnId", Kind::Name},
};
constexpr Member expressionMembers[] = {{"expression", Kind::Expression, Frame::Expression}};
constexpr Member metadataMembers[] = {{"color", Kind::Color}};

std::span<const Member> membersOf(Frame frame)
{
    switch (frame) {
    case Frame::Document:
        return documentMembers;
    case Frame::Table:
    case Frame::Partial:
        return tableMembers;
    case Frame::Column:
        return columnMembers;
    case Frame::Unique:
        return keyMembers;
    case Frame::Check:
        return checkMembers;
    case Frame::Index:
        return indexMembers;
    case Frame::IndexColumn:
        return indexColumnMembers;
    case Frame::Enum:
        return enumMembers;
    case Frame::EnumValue:
        return enumValueMembers;
    case Frame::ForeignKey:
    case Frame::Relationship:
        return linkMembers;
    case Frame::Junction:
        return junctionMembers;
    case Frame::Records:
        return recordsMembers;
    case Frame::Group:
    case Frame::Note:
    case Frame::View:
    case Frame::Dependency:
        return groupMembers;
    case Frame::DependencyEdge:
        return edgeMembers;
    case Frame::Expression:
    case Frame::Row:
        return expressionMembers;
    case Frame::Metadata:
        return metadataMembers;
    default:
        return {};
    }
}

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Reader {
public:
    Reader(std::string_view text, TokenState &state, std::vector<Token> &tokens)
        : m_text(text), m_state(state), m_tokens(tokens)
    {
    }

    void run()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (isBlank(c)) {
                ++m_at;
                continue;
            }
            m_begin = m_at;
            switch (c) {
            case '{':
            case '[':
                open(c == '[');
                break;
            case '}':
            case ']':
                ++m_at;
                add(Kind::Punctuation);
                frontend::pop(m_state);
                endValue();
                break;
            case ',':
                ++m_at;
                add(Kind::Punctuation);
                endValue();
                break;
            case ':':
                ++m_at;
                add(Kind::Punctuation);
                m_state.inValue = true;
                break;
            case '"':
                string();
                break;
            default:
                word();
            }
        }
    }

private:
    void add(Kind kind)
    {
        m_tokens.push_back({static_cast<std::uint32_t>(m_begin), static_cast<std::uint32_t>(m_at),
                            kind, m_state.frame()});
    }

    /// What the next value is: of a member that it was, or of the list that it is in.
    void endValue()
    {
        m_state.inValue = false;
        if (!m_state.inArray()) {
            m_state.pending = Frame::None;
            m_state.value = Kind::String;
        }
    }

    void open(bool isArray)
    {
        ++m_at;
        add(Kind::Punctuation);
        Frame frame = Frame::Other;
        if (m_state.inArray())
            frame = m_state.frame();
        else if (m_state.inValue && m_state.pending != Frame::None)
            frame = m_state.pending;
        else if (m_state.depth == 1)
            frame = Frame::Document;
        else if (m_state.frame() == Frame::Overrides)
            frame = Frame::Column;
        else if (m_state.frame() == Frame::Metadata)
            frame = Frame::Metadata;
        frontend::push(m_state, frame, isArray);
        m_state.inValue = false;
        m_state.pending = Frame::None;
    }

    void string()
    {
        const char *const end = m_text.data() + m_text.size();
        const char *at = m_text.data() + m_at + 1;
        while (at < end && *at != '"' && *at != '\n')
            at += *at == '\\' && at + 1 < end && at[1] != '\n' ? 2 : 1;
        const bool closed = at < end && *at == '"';
        m_at = static_cast<std::size_t>(at - m_text.data()) + (closed ? 1 : 0);
        if (m_state.inArray()) {
            add(elementKind());
        } else if (m_state.inValue) {
            add(m_state.value);
        } else {
            const std::string_view name =
                m_text.substr(m_begin + 1, m_at - m_begin - (closed ? 2 : 1));
            add(m_state.frame() == Frame::Overrides ? Kind::ColumnName : Kind::Setting);
            const auto members = membersOf(m_state.frame());
            const auto found = std::find_if(members.begin(), members.end(),
                                            [&](const Member &m) { return m.name == name; });
            m_state.pending = found == members.end() ? Frame::None : found->child;
            m_state.value = found == members.end() ? Kind::String : found->value;
        }
    }

    [[nodiscard]] Kind elementKind() const
    {
        switch (m_state.frame()) {
        case Frame::ColumnList:
        case Frame::IndexColumn:
            return Kind::ColumnName;
        case Frame::EnumValue:
            return Kind::EnumValue;
        case Frame::Ids:
        case Frame::ViewNames:
            return Kind::Name;
        default:
            return Kind::String;
        }
    }

    void word()
    {
        constexpr std::string_view ends = " \t\r\n{}[]:,\"";
        m_at = std::min(m_text.find_first_of(ends, m_at), m_text.size());
        const std::string_view text = m_text.substr(m_begin, m_at - m_begin);
        const bool isNumber = text[0] == '-' || (text[0] >= '0' && text[0] <= '9');
        const bool isConstant = text == "true" || text == "false" || text == "null";
        add(isNumber ? Kind::Number : isConstant ? Kind::Constant : Kind::Broken);
    }

    std::string_view m_text;
    TokenState &m_state;
    std::vector<Token> &m_tokens;
    std::size_t m_begin = 0;
    std::size_t m_at = 0;
};

} // namespace

void appendTokens(std::string_view text, TokenState &state, std::vector<Token> &tokens)
{
    Reader(text, state, tokens).run();
}

} // namespace tw::json
