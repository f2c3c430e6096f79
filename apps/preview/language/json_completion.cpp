// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/completion_source.h"
#include "language/json_shape.h"
#include "language/spelling.h"

#include <tablewright/base/utf8.h>

#include <algorithm>

namespace tw::preview {

namespace {

using Frame = TokenFrame;
using Kind = Completion::Kind;
using Type = JsonMember::Type;

class JsonCompleter {
public:
    JsonCompleter(const CompletionPlace &place, CompletionList &list) : m_place(place), m_list(list)
    {
    }

    void run()
    {
        takeWord();
        if (m_lost)
            return;
        if (!m_state.inArray() && !m_state.inValue)
            offerMembers();
        else
            offerValues();
    }

private:
    /// The string or word that the cursor is in, or right behind.
    void takeWord()
    {
        const std::uint32_t cursor = m_place.request.cursor;
        const std::size_t lineEnd =
            std::min(m_place.text().find('\n', cursor), m_place.text().size());
        TokenState ignored;
        const auto tokens = m_place.tokensTo(static_cast<std::uint32_t>(lineEnd), ignored);
        for (const Token &token : tokens) {
            const bool isString = m_place.text()[token.begin] == '"';
            const bool isClosed =
                isString && token.end - token.begin > 1 && m_place.text()[token.end - 1] == '"';
            const bool isIn =
                token.begin < cursor && (cursor < token.end || (cursor == token.end && !isClosed));
            if (!isIn || token.kind == TokenKind::Punctuation)
                continue;
            if (token.kind == TokenKind::Number)
                m_lost = true;
            m_inString = isString;
            m_list.begin = token.begin;
            const std::uint32_t begin = token.begin + (isString ? 1 : 0);
            m_list.prefix = std::string(m_place.text().substr(begin, cursor - begin));
            // What is not closed may hold the rest of the line.
            m_list.end = isClosed || !isString ? token.end : cursor;
            break;
        }
        m_tokens = m_place.tokensTo(m_list.begin, m_state);
        m_closes = m_list.end < m_place.text().size() && hasColonBehind();
    }

    [[nodiscard]] bool hasColonBehind() const
    {
        const std::size_t at = m_place.text().find_first_not_of(" \t\r\n", m_list.end);
        return at != std::string_view::npos && m_place.text()[at] == ':';
    }

    /// Where the innermost bracket that is open at `from` stands; strings are seen as such.
    [[nodiscard]] std::size_t openBracket(std::size_t from, char wanted) const
    {
        constexpr std::size_t farthest = 64UL * 1024;
        const std::string_view text = m_place.text();
        const std::size_t limit = from > farthest ? from - farthest : 0;
        int depth = 0;
        bool inString = false;
        for (std::size_t at = from; at > limit;) {
            const char c = text[--at];
            if (c == '"') {
                std::size_t slashes = 0;
                while (at > slashes && text[at - slashes - 1] == '\\')
                    ++slashes;
                inString = (slashes % 2 == 0) ? !inString : inString;
            } else if (c == '\n') {
                inString = false;
            } else if (!inString && (c == '}' || c == ']')) {
                ++depth;
            } else if (!inString && (c == '{' || c == '[') && depth-- == 0) {
                if (c == wanted)
                    return at;
                depth = 0;
            }
        }
        return std::string_view::npos;
    }

    struct Member {
        std::string name;
        std::string value; ///< of a string
    };

    /// The members of the object whose bracket is at `open`, as far as they can be read.
    [[nodiscard]] std::vector<Member> membersOf(std::size_t open) const
    {
        constexpr std::size_t farthest = 32UL * 1024;
        std::vector<Member> members;
        if (open == std::string_view::npos)
            return members;
        const std::string_view text = m_place.text().substr(open, farthest);
        int depth = 0;
        const std::vector<Token> tokens = tokenize(Language::Json, text);
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const char c = text[tokens[i].begin];
            if (c == '{' || c == '[')
                ++depth;
            else if ((c == '}' || c == ']') && --depth == 0)
                break;
            if (c != '"' || depth != 1 || i + 1 >= tokens.size() ||
                text[tokens[i + 1].begin] != ':')
                continue;
            Member &member = members.emplace_back();
            member.name = wordOf(text, tokens[i]);
            if (i + 2 < tokens.size() && text[tokens[i + 2].begin] == '"')
                member.value = wordOf(text, tokens[i + 2]);
        }
        return members;
    }

    static std::string wordOf(std::string_view text, const Token &token)
    {
        return readJsonString(text.substr(token.begin, token.end - token.begin));
    }

    [[nodiscard]] std::string valueOf(const std::vector<Member> &members,
                                      std::string_view name) const
    {
        const auto found = std::find_if(members.begin(), members.end(),
                                        [&](const Member &member) { return member.name == name; });
        return found == members.end() ? std::string() : found->value;
    }

    void offerMembers()
    {
        const std::vector<Member> present = membersOf(openBracket(m_list.begin, '{'));
        for (const JsonMember &member : jsonMembers(m_state.frame())) {
            const bool isThere =
                member.name != m_list.prefix &&
                std::any_of(present.begin(), present.end(),
                            [&](const Member &other) { return other.name == member.name; });
            if (isThere)
                continue;
            std::string text = '"' + member.name + '"';
            int back = 0;
            if (!m_closes) {
                text += ": ";
                switch (member.type) {
                case Type::String:
                    text += "\"\"";
                    back = 1;
                    break;
                case Type::Object:
                    text += "{}";
                    back = 1;
                    break;
                case Type::Array:
                    text += "[]";
                    back = 1;
                    break;
                default:
                    break;
                }
            }
            m_list.items.push_back(
                {Kind::Member, member.name, std::move(text), member.description, back});
        }
    }

    /// Of the member whose value it is, or in whose list.
    [[nodiscard]] std::string memberName() const
    {
        std::size_t from = m_list.begin;
        if (m_state.inArray()) {
            from = openBracket(m_list.begin, '[');
            if (from == std::string_view::npos)
                return {};
        }
        const std::string_view before = m_place.text().substr(0, from);
        const std::size_t colon = before.find_last_not_of(" \t\r\n");
        if (colon == std::string_view::npos || before[colon] != ':')
            return {};
        const std::size_t end = before.rfind('"', colon);
        if (end == std::string_view::npos || end == 0)
            return {};
        const std::size_t begin = before.rfind('"', end - 1);
        return begin == std::string_view::npos
                   ? std::string()
                   : std::string(before.substr(begin + 1, end - begin - 1));
    }

    void addString(Kind kind, const std::string &text, std::string detail)
    {
        m_list.items.push_back({kind, text, writeJsonString(text), std::move(detail), 0});
    }

    void offerValues()
    {
        const std::string member = memberName();
        const Frame frame = m_state.frame();
        if (member == "dataType") {
            std::vector<Completion> types;
            addTypes(m_place.request, types);
            for (const Completion &type : types)
                addString(type.kind, type.label, type.detail);
            return;
        }
        if (member.ends_with("TableId") || member == "tableId" || member == "tableIds")
            return addTableIds();
        if (member.ends_with("ColumnId") || member.ends_with("ColumnIds") || member == "columnIds")
            return addColumnIds(member);
        if (frame == Frame::ColumnList || frame == Frame::IndexColumn || member == "column")
            return addColumnNames();
        if (member == "partial")
            return addPartials();
        for (const JsonMember &known : jsonMembers(frame)) {
            if (known.name != member)
                continue;
            if (known.type == Type::Boolean && !m_inString) {
                m_list.items.push_back({Kind::Value, "true", "true", {}, 0});
                m_list.items.push_back({Kind::Value, "false", "false", {}, 0});
            }
            for (const std::string &value : known.values)
                addString(Kind::Value, value, {});
        }
    }

    void addTableIds()
    {
        if (const ir::Schema *const schema = m_place.request.schema) {
            for (const ir::Table &table : schema->tables) {
                if (!table.id.empty())
                    addString(Kind::Table, table.id, table.name.text);
            }
        }
    }

    void addColumnIds(const std::string &member)
    {
        const ir::Schema *const schema = m_place.request.schema;
        if (schema == nullptr)
            return;
        const std::vector<Member> members = membersOf(openBracket(m_list.begin, '{'));
        const char *const tableMember = member.starts_with("source")       ? "sourceTableId"
                                        : member.starts_with("target")     ? "targetTableId"
                                        : member.starts_with("upstream")   ? "upstreamTableId"
                                        : member.starts_with("downstream") ? "downstreamTableId"
                                                                           : "tableId";
        const std::string id = valueOf(members, tableMember);
        for (const ir::Table &table : schema->tables) {
            if (table.id != id)
                continue;
            for (const ir::Column &column : table.columns) {
                if (!column.id.empty())
                    addString(Kind::Column, column.id, column.name.text + "  " + typeText(column));
            }
        }
    }

    void addColumnNames()
    {
        if (const ir::Table *const table = enclosingTable()) {
            for (const ir::Column &column : table->columns)
                addString(Kind::Column, column.name.text, typeText(column));
        }
    }

    /// The object around the place that has columns, by its id or its name.
    [[nodiscard]] const ir::Table *enclosingTable() const
    {
        const ir::Schema *const schema = m_place.request.schema;
        if (schema == nullptr)
            return nullptr;
        std::size_t at = m_list.begin;
        for (int depth = 0; depth < 6; ++depth) {
            at = openBracket(at, '{');
            if (at == std::string_view::npos)
                return nullptr;
            const std::vector<Member> members = membersOf(at);
            const auto isColumns = [](const Member &member) { return member.name == "columns"; };
            const std::string name = valueOf(members, "name");
            const std::string id = valueOf(members, "id");
            if (std::none_of(members.begin(), members.end(), isColumns))
                continue;
            for (const ir::Table &table : schema->tables) {
                if (id.empty() ? table.name.text == name && !name.empty() : table.id == id)
                    return &table;
            }
            for (const ir::TablePartial &partial : schema->partials) {
                if (partial.table.name.text == name)
                    return &partial.table;
            }
        }
        return nullptr;
    }

    void addPartials()
    {
        if (const ir::Schema *const schema = m_place.request.schema) {
            for (const ir::TablePartial &partial : schema->partials)
                addString(Kind::Name, partial.table.name.text, "partial");
        }
    }

    const CompletionPlace &m_place;
    CompletionList &m_list;
    std::vector<Token> m_tokens; ///< of the line, before the word at the cursor
    TokenState m_state;
    bool m_inString = false;
    bool m_closes = false; ///< a colon follows: only the name is put in
    bool m_lost = false;
};

} // namespace

void completeJson(const CompletionPlace &place, CompletionList &list)
{
    JsonCompleter(place, list).run();
}

} // namespace tw::preview
