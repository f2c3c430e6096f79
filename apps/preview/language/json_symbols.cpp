// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/spelling.h"
#include "language/symbol_reader.h"

#include <map>

namespace tw::preview {

namespace {

using Frame = TokenFrame;
using Kind = TokenKind;
using Spelling = SymbolPlace::Spelling;

class JsonReader {
public:
    explicit JsonReader(SymbolReader &reader)
        : m_reader(reader), m_tokens(tokenize(Language::Json, reader.text()))
    {
    }

    void run()
    {
        for (const bool binds : {false, true}) {
            m_binds = binds;
            m_next = 0;
            m_open.clear();
            for (m_at = 0; m_at < m_tokens.size(); ++m_at)
                step(m_tokens[m_at]);
        }
    }

private:
    /// An object or a list.
    struct Open {
        Frame frame = Frame::Other;
        bool isList = false;
        std::string member;                                     ///< whose value it is
        std::uint32_t symbol = Symbol::none;                    ///< that it declares
        std::uint32_t tables[2] = {Symbol::none, Symbol::none}; ///< at the ends of a link
        std::uint32_t columnType = Symbol::none;
        Token defaultValue{}; ///< a string
    };

    [[nodiscard]] std::string_view textOf(const Token &token) const
    {
        return m_reader.text().substr(token.begin, token.end - token.begin);
    }
    [[nodiscard]] std::string valueOf(const Token &token) const
    {
        return readJsonString(textOf(token));
    }

    void step(const Token &token)
    {
        const char c = m_reader.text()[token.begin];
        if (token.kind == Kind::Punctuation) {
            if (c == '{' || c == '[')
                open(c == '[');
            else if ((c == '}' || c == ']') && !m_open.empty())
                close();
            return;
        }
        if (c != '"')
            return;
        const bool isMember = m_at + 1 < m_tokens.size() &&
                              m_tokens[m_at + 1].kind == Kind::Punctuation &&
                              m_reader.text()[m_tokens[m_at + 1].begin] == ':';
        if (isMember) {
            m_member = valueOf(token);
            if (token.frame == Frame::Overrides)
                refColumn(token, m_member);
            return;
        }
        if (!m_open.empty())
            takeString(token);
    }

    void open(bool isList)
    {
        Open one;
        one.frame = m_at + 1 < m_tokens.size() ? m_tokens[m_at + 1].frame : Frame::Other;
        one.isList = isList;
        one.member = !m_open.empty() && m_open.back().isList ? m_open.back().member : m_member;
        if (!isList)
            one.symbol = declares(one.frame);
        m_open.push_back(std::move(one));
    }

    std::uint32_t declares(Frame frame)
    {
        Symbol symbol;
        switch (frame) {
        case Frame::Table:
            symbol.kind = Symbol::Kind::Table;
            break;
        case Frame::Partial:
            symbol.kind = Symbol::Kind::Partial;
            break;
        case Frame::Enum:
            symbol.kind = Symbol::Kind::Enum;
            break;
        case Frame::Column:
            symbol.kind = Symbol::Kind::Column;
            symbol.owner = owner();
            break;
        default:
            return Symbol::none;
        }
        if (m_binds)
            return m_declared[m_next++];
        m_declared.push_back(m_reader.reserve(std::move(symbol)));
        return m_declared.back();
    }

    void close()
    {
        Open one = std::move(m_open.back());
        m_open.pop_back();
        if (one.symbol == Symbol::none)
            return;
        if (!m_binds) {
            if (!m_reader.symbol(one.symbol).name.empty())
                m_reader.declareReserved(one.symbol);
        } else if (one.columnType != Symbol::none && one.defaultValue.end > 0) {
            m_reader.addPlace(one.defaultValue.begin, one.defaultValue.end,
                              m_reader.findValue(one.columnType, valueOf(one.defaultValue)), false,
                              Spelling::JsonString);
        }
    }

    /// The table, partial or enum around the place.
    [[nodiscard]] std::uint32_t owner() const
    {
        for (auto one = m_open.rbegin(); one != m_open.rend(); ++one) {
            if (one->symbol != Symbol::none && one->frame != Frame::Column)
                return one->symbol;
        }
        return Symbol::none;
    }

    void refColumn(const Token &token, const std::string &name)
    {
        if (!m_binds)
            return;
        const std::uint32_t column = m_reader.findColumn(owner(), name);
        if (column != Symbol::none)
            m_reader.addPlace(token.begin, token.end, column, false, Spelling::JsonString);
        else
            refColumnId(token, owner());
    }

    void refColumnId(const Token &token, std::uint32_t table)
    {
        const auto found = m_columnIds.find({table, valueOf(token)});
        if (m_binds && found != m_columnIds.end())
            m_reader.addPlace(token.begin, token.end, found->second, false, Spelling::Id);
    }

    std::uint32_t refTableId(const Token &token)
    {
        const auto found = m_tableIds.find(valueOf(token));
        if (!m_binds || found == m_tableIds.end())
            return Symbol::none;
        m_reader.addPlace(token.begin, token.end, found->second, false, Spelling::Id);
        return found->second;
    }

    void takeString(const Token &token)
    {
        Open &inside = m_open.back();
        switch (inside.frame) {
        case Frame::Table:
        case Frame::Partial:
        case Frame::Enum:
        case Frame::Column:
            return takeOfElement(token, inside);
        case Frame::EnumValue:
            if (inside.isList || m_member == "value")
                takeEnumValue(token);
            return;
        case Frame::Index:
            if (m_member == "where")
                takeExpression(token);
            return;
        case Frame::ColumnList:
            return refColumn(token, valueOf(token));
        case Frame::IndexColumn:
            if (inside.isList || m_member == "column")
                refColumn(token, valueOf(token));
            else if (m_member == "expression")
                takeExpression(token);
            return;
        case Frame::Check:
            if (m_member == "column")
                refColumn(token, valueOf(token));
            else if (m_member == "expression")
                takeExpression(token);
            return;
        case Frame::Expression:
            if (inside.member != "defaultValue")
                takeExpression(token);
            return;
        case Frame::Row:
            if (m_binds)
                m_reader.addText(valueOf(token));
            return;
        case Frame::ForeignKey:
        case Frame::Relationship:
        case Frame::DependencyEdge:
            return takeOfLink(token, inside);
        case Frame::Records:
            if (m_member == "tableId")
                inside.tables[0] = refTableId(token);
            return;
        case Frame::Ids:
            return takeId(token, inside);
        default:
            return; // names of their own, and texts
        }
    }

    void takeOfElement(const Token &token, Open &inside)
    {
        const bool isColumn = inside.frame == Frame::Column;
        if (inside.symbol == Symbol::none)
            return;
        if (m_member == "name") {
            if (m_binds)
                m_reader.addPlace(token.begin, token.end, inside.symbol, true,
                                  Spelling::JsonString);
            else
                m_reader.symbol(inside.symbol).name = valueOf(token);
        } else if (m_member == "namespace" && !isColumn) {
            m_reader.symbol(inside.symbol).namespaceName = valueOf(token);
        } else if (m_member == "id") {
            if (m_binds)
                m_reader.addPlace(token.begin, token.end, inside.symbol, false, Spelling::Id);
            else if (isColumn)
                m_columnIds.try_emplace({owner(), valueOf(token)}, inside.symbol);
            else if (inside.frame == Frame::Table)
                m_tableIds.try_emplace(valueOf(token), inside.symbol);
        } else if (m_member == "dataType" && m_binds) {
            inside.columnType = takeType(token);
        } else if (m_member == "defaultValue") {
            inside.defaultValue = token;
        } else if (m_member == "generated" || m_member == "where") {
            takeExpression(token);
        } else if (m_member == "partial") {
            const std::string name = valueOf(token);
            if (m_binds)
                m_reader.addPlace(token.begin, token.end, m_reader.findPartial(name), false,
                                  Spelling::JsonString);
            else
                m_reader.inject(owner(), name);
        }
    }

    void takeEnumValue(const Token &token)
    {
        if (m_binds) {
            m_reader.addPlace(token.begin, token.end, m_reader.findValue(owner(), valueOf(token)),
                              true, Spelling::JsonString);
            return;
        }
        Symbol symbol;
        symbol.kind = Symbol::Kind::EnumValue;
        symbol.owner = owner();
        symbol.name = valueOf(token);
        m_reader.declare(std::move(symbol));
    }

    /// `status`, `billing.status[]`; names in quotes have escapes here, and are not looked into.
    std::uint32_t takeType(const Token &token)
    {
        const std::string_view text = textOf(token);
        if (text.size() < 3 || text.find('\\') != std::string_view::npos)
            return Symbol::none;
        std::string_view type = text.substr(1, text.size() - 2);
        type = type.substr(0, type.find('['));
        const std::size_t dot = type.rfind('.');
        const std::size_t begin = dot == std::string_view::npos ? 0 : dot + 1;
        const std::string_view space = begin == 0 ? std::string_view() : type.substr(0, dot);
        const std::uint32_t found = m_reader.findEnumType(space, type.substr(begin));
        const auto offset = static_cast<std::uint32_t>(token.begin + 1);
        m_reader.addPlace(offset + static_cast<std::uint32_t>(begin),
                          offset + static_cast<std::uint32_t>(type.size()), found, false,
                          Spelling::SqlInJson);
        return found;
    }

    void takeExpression(const Token &token)
    {
        const std::string_view text = textOf(token);
        if (!m_binds || text.size() < 3)
            return;
        if (text.find('\\') == std::string_view::npos) {
            m_reader.addExpression(token.begin + 1, token.end - 1, owner(), Spelling::SqlInJson);
            return;
        }
        m_reader.addUnsure(valueOf(token), owner());
    }

    void takeOfLink(const Token &token, Open &inside)
    {
        const bool isTarget = m_member.starts_with("target") || m_member.starts_with("downstream");
        if (m_member.ends_with("TableId"))
            inside.tables[isTarget ? 1 : 0] = refTableId(token);
        else if (m_member.ends_with("ColumnId"))
            refLinkColumn(token, inside.tables[isTarget ? 1 : 0]);
    }

    /// Of a partial's link, an end without a table is the partial.
    void refLinkColumn(const Token &token, std::uint32_t table)
    {
        refColumnId(token, table == Symbol::none ? owner() : table);
    }

    void takeId(const Token &token, const Open &inside)
    {
        if (inside.member == "tableIds")
            refTableId(token);
        else if (m_open.size() > 1)
            refLinkColumn(token,
                          m_open[m_open.size() - 2].tables[inside.member == "targetColumnIds"]);
    }

    SymbolReader &m_reader;
    std::vector<Token> m_tokens;
    std::vector<std::uint32_t> m_declared;
    std::size_t m_next = 0;
    std::size_t m_at = 0;
    bool m_binds = false;
    std::string m_member;
    std::vector<Open> m_open;
    std::map<std::string, std::uint32_t, std::less<>> m_tableIds;
    std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> m_columnIds;
};

} // namespace

void readJsonSymbols(SymbolReader &reader) { JsonReader(reader).run(); }

} // namespace tw::preview
