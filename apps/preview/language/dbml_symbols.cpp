// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/spelling.h"
#include "language/symbol_reader.h"

#include <tablewright/base/utf8.h>

#include <span>

namespace tw::preview {

namespace {

using Frame = TokenFrame;
using Kind = TokenKind;

class DbmlReader {
public:
    explicit DbmlReader(SymbolReader &reader)
        : m_reader(reader), m_tokens(tokenize(Language::Dbml, reader.text()))
    {
        std::erase_if(m_tokens, [](const Token &token) { return token.kind == Kind::Comment; });
    }

    void run()
    {
        for (const bool binds : {false, true}) {
            m_binds = binds;
            m_owner = Symbol::none;
            m_element = Element::None;
            m_nextDeclared = 0;
            for (m_at = 0; m_at < m_tokens.size();)
                step();
        }
    }

private:
    enum class Element : std::uint8_t {
        None,
        Table,
        Partial,
        Enum,
        Link,
        Dependency,
        Records,
        Metadata,
        Other
    };
    using Path = std::vector<Token>;

    [[nodiscard]] std::string_view textOf(const Token &token) const
    {
        return m_reader.text().substr(token.begin, token.end - token.begin);
    }
    [[nodiscard]] std::string nameOf(const Token &token) const
    {
        return readDbmlName(textOf(token));
    }
    [[nodiscard]] bool isMark(std::size_t at, char mark) const
    {
        return at < m_tokens.size() && m_tokens[at].kind == Kind::Punctuation &&
               m_reader.text()[m_tokens[at].begin] == mark;
    }
    static bool isName(const Token &token)
    {
        return token.kind == Kind::TableName || token.kind == Kind::ColumnName ||
               token.kind == Kind::TypeName || token.kind == Kind::EnumValue ||
               token.kind == Kind::Name;
    }

    /// All but the last name.
    [[nodiscard]] std::string spaceOf(std::span<const Token> path) const
    {
        std::string space;
        for (std::size_t i = 0; i + 1 < path.size(); ++i)
            space += (i == 0 ? "" : ".") + nameOf(path[i]);
        return space;
    }

    /// Names joined by dots from here on.
    Path takePath()
    {
        Path path{m_tokens[m_at++]};
        while (isMark(m_at, '.') && m_at + 1 < m_tokens.size() && isName(m_tokens[m_at + 1])) {
            path.push_back(m_tokens[m_at + 1]);
            m_at += 2;
        }
        return path;
    }

    void step()
    {
        const Token token = m_tokens[m_at];
        if (token.kind == Kind::Keyword) {
            ++m_at;
            if (token.frame == Frame::Document)
                beginElement(token);
            else if (token.frame == Frame::Use)
                takeImport(token);
            else if (token.frame == Frame::Table && asciiLower(textOf(token)) == "records")
                takeColumnList(m_owner);
            return;
        }
        if (token.kind == Kind::Expression) {
            takeExpression(token);
            ++m_at;
            return;
        }
        if (token.kind == Kind::String && token.frame == Frame::ColumnSettings &&
            m_setting == "default")
            takeDefault(token);
        if (token.kind == Kind::String && token.frame == Frame::Records && m_binds)
            m_reader.addText(readDbmlString(textOf(token)));
        if (token.kind == Kind::Setting)
            m_setting = asciiLower(textOf(token));
        if (!isName(token)) {
            ++m_at;
            return;
        }
        takeName(token);
    }

    void beginElement(const Token &word)
    {
        const std::string text = asciiLower(textOf(word));
        m_element = text == "table"          ? Element::Table
                    : text == "tablepartial" ? Element::Partial
                    : text == "enum"         ? Element::Enum
                    : text == "ref"          ? Element::Link
                    : text == "dep"          ? Element::Dependency
                    : text == "records"      ? Element::Records
                    : text == "metadata"     ? Element::Metadata
                                             : Element::Other;
        m_owner = Symbol::none;
        if (m_element == Element::Metadata)
            takeMetadataTarget();
        else if (m_at < m_tokens.size() && m_tokens[m_at].frame == Frame::Document &&
                 isName(m_tokens[m_at]))
            takeElementName();
    }

    void takeElementName()
    {
        switch (m_element) {
        case Element::Table:
            m_owner = define(Symbol::Kind::Table, takePath());
            takeAlias();
            break;
        case Element::Partial:
            m_owner = define(Symbol::Kind::Partial, takePath());
            break;
        case Element::Enum:
            m_owner = define(Symbol::Kind::Enum, takePath());
            break;
        case Element::Records: {
            m_owner = refTable(takePath());
            takeColumnList(m_owner);
            break;
        }
        case Element::Link:
        case Element::Dependency:
            if (m_at + 1 < m_tokens.size() &&
                (isMark(m_at + 1, ':') || isMark(m_at + 1, '{') || isMark(m_at + 1, '[')))
                ++m_at; // its own name
            break;
        default:
            break;
        }
    }

    void takeAlias()
    {
        if (m_at + 1 >= m_tokens.size() || m_tokens[m_at].kind != Kind::Keyword ||
            m_tokens[m_at].frame != Frame::Document || asciiLower(textOf(m_tokens[m_at])) != "as")
            return;
        const Token alias = m_tokens[m_at + 1];
        m_at += 2;
        if (!m_binds)
            m_reader.declareAlias(m_owner, nameOf(alias));
    }

    /// `Metadata Column users.email`
    void takeMetadataTarget()
    {
        if (m_at + 1 >= m_tokens.size() || m_tokens[m_at].kind != Kind::Keyword)
            return;
        const std::string target = asciiLower(textOf(m_tokens[m_at]));
        ++m_at;
        if (!isName(m_tokens[m_at]))
            return;
        const Path path = takePath();
        if (target == "table")
            refTable(path);
        else if (target == "column")
            refEnd(path);
    }

    /// `table core.users as people`
    void takeImport(const Token &word)
    {
        if (m_at >= m_tokens.size() || !isName(m_tokens[m_at]))
            return;
        Path path = takePath();
        if (m_at + 1 < m_tokens.size() && m_tokens[m_at].kind == Kind::Keyword &&
            asciiLower(textOf(m_tokens[m_at])) == "as" && isName(m_tokens[m_at + 1])) {
            path = {m_tokens[m_at + 1]};
            m_at += 2;
        }
        if (m_binds)
            return;
        const std::string kind = asciiLower(textOf(word));
        Symbol symbol;
        symbol.kind = kind == "enum"           ? Symbol::Kind::Enum
                      : kind == "tablepartial" ? Symbol::Kind::Partial
                                               : Symbol::Kind::Table;
        if (kind != "enum" && kind != "table" && kind != "tablepartial")
            return;
        symbol.namespaceName = spaceOf(path);
        symbol.name = nameOf(path.back());
        symbol.imported = true;
        m_reader.declare(std::move(symbol));
    }

    std::uint32_t define(Symbol::Kind kind, const Path &path, std::uint32_t owner = Symbol::none)
    {
        if (m_binds) {
            const std::uint32_t index = m_declared[m_nextDeclared++];
            m_reader.addPlace(path.back().begin, path.back().end, index, true);
            return index;
        }
        Symbol symbol;
        symbol.kind = kind;
        symbol.namespaceName = spaceOf(path);
        symbol.name = nameOf(path.back());
        symbol.owner = owner;
        const std::uint32_t index = m_reader.declare(std::move(symbol));
        m_declared.push_back(index);
        return index;
    }

    [[nodiscard]] std::uint32_t findTable(std::span<const Token> path) const
    {
        return path.empty() ? Symbol::none : m_reader.findTable(spaceOf(path), nameOf(path.back()));
    }

    /// Where an alias names it the place is not one of its name.
    void bindTable(std::span<const Token> path, std::uint32_t table)
    {
        if (table != Symbol::none && m_reader.symbol(table).name == nameOf(path.back()) &&
            (path.size() > 1 || m_reader.symbol(table).alias != nameOf(path.back())))
            m_reader.addPlace(path.back().begin, path.back().end, table);
    }

    std::uint32_t refTable(std::span<const Token> path)
    {
        if (!m_binds)
            return Symbol::none;
        const std::uint32_t table = findTable(path);
        bindTable(path, table);
        return table;
    }

    std::uint32_t refTable(const Path &path) { return refTable(std::span(path)); }

    void refColumn(std::uint32_t owner, const Token &token)
    {
        if (m_binds)
            m_reader.addPlace(token.begin, token.end, m_reader.findColumn(owner, nameOf(token)));
    }

    /// `namespace.table.column`, or `namespace.table.(a, b)`
    void refEnd(const Path &path)
    {
        if (isMark(m_at, '.') && isMark(m_at + 1, '(')) {
            ++m_at;
            takeColumnList(refTable(path));
            return;
        }
        if (path.size() == 1)
            return refColumn(m_owner, path[0]);
        refColumn(refTable(std::span(path).first(path.size() - 1)), path.back());
    }

    /// A table or a column of one; what both could be is a table in a namespace.
    void refDependencyEnd(const Path &path)
    {
        const bool isTable =
            path.size() == 1 || (path.size() == 2 && m_reader.hasNamespace(nameOf(path[0])));
        if (isTable)
            refTable(path);
        else
            refEnd(path);
    }

    void takeColumnList(std::uint32_t owner)
    {
        if (!isMark(m_at, '('))
            return;
        for (++m_at; m_at < m_tokens.size() && m_tokens[m_at].frame == Frame::ColumnList; ++m_at) {
            if (isName(m_tokens[m_at]))
                refColumn(owner, m_tokens[m_at]);
        }
    }

    void takeExpression(const Token &token)
    {
        const bool ofRow = token.frame == Frame::Checks || token.frame == Frame::Indexes ||
                           token.frame == Frame::ColumnList ||
                           (token.frame == Frame::ColumnSettings && m_setting == "check");
        if (m_binds && token.end - token.begin > 2)
            m_reader.addExpression(token.begin + 1, token.end - 1, ofRow ? m_owner : Symbol::none,
                                   SymbolPlace::Spelling::Sql);
    }

    /// `'active'`, of a column whose type is an enum.
    void takeDefault(const Token &token)
    {
        if (m_binds)
            m_reader.addPlace(token.begin, token.end,
                              m_reader.findValue(m_columnType, readDbmlString(textOf(token))),
                              false, SymbolPlace::Spelling::DbmlString);
    }

    void takeName(const Token &token)
    {
        switch (token.frame) {
        case Frame::Table:
        case Frame::Partial:
            return takeInTable(token);
        case Frame::Enum: {
            const Path path{token};
            ++m_at;
            define(Symbol::Kind::EnumValue, path, m_owner);
            return;
        }
        case Frame::Indexes:
        case Frame::ColumnList:
            refColumn(m_owner, token);
            ++m_at;
            return;
        case Frame::Group:
        case Frame::ViewTables:
            refTable(takePath());
            return;
        case Frame::Link:
            refEnd(takePath());
            return;
        case Frame::Dependency:
            refDependencyEnd(takePath());
            return;
        case Frame::Document:
            if (m_element == Element::Link)
                refEnd(takePath());
            else if (m_element == Element::Dependency)
                refDependencyEnd(takePath());
            else
                ++m_at;
            return;
        case Frame::TableSettings:
        case Frame::ColumnSettings:
            return takeInSettings(token);
        case Frame::Records:
            refValue(takePath());
            return;
        default:
            ++m_at;
        }
    }

    void takeInTable(const Token &token)
    {
        if (token.kind == Kind::TableName) { // of a partial, behind `~`
            const Path path = takePath();
            const std::string name = nameOf(path[0]);
            if (m_binds)
                m_reader.addPlace(path[0].begin, path[0].end, m_reader.findPartial(name));
            else
                m_reader.inject(m_owner, name);
        } else if (token.kind == Kind::ColumnName) {
            m_setting.clear();
            m_columnType = Symbol::none;
            const Path path{token};
            ++m_at;
            define(Symbol::Kind::Column, path, m_owner);
        } else if (token.kind == Kind::TypeName) {
            const Path path = takePath();
            m_columnType = m_reader.findEnumType(spaceOf(path), nameOf(path.back()));
            if (m_binds)
                m_reader.addPlace(path.back().begin, path.back().end, m_columnType);
        } else {
            ++m_at;
        }
    }

    void takeInSettings(const Token &token)
    {
        const Path path = takePath();
        if (token.kind == Kind::TypeName || token.kind == Kind::EnumValue)
            refValue(path);
        else if (m_setting == "ref")
            refEnd(path);
        else if (m_setting == "dep" && token.frame == Frame::TableSettings)
            refTable(path);
        else if (m_setting == "dep")
            refEnd(path);
    }

    /// `namespace.enum.value`
    void refValue(const Path &path)
    {
        if (!m_binds || path.size() < 2)
            return;
        const std::span<const Token> type = std::span(path).first(path.size() - 1);
        const std::uint32_t found = m_reader.findEnum(spaceOf(type), nameOf(type.back()));
        m_reader.addPlace(type.back().begin, type.back().end, found);
        m_reader.addPlace(path.back().begin, path.back().end,
                          m_reader.findValue(found, nameOf(path.back())));
    }

    SymbolReader &m_reader;
    std::vector<Token> m_tokens;
    std::vector<std::uint32_t> m_declared; ///< in the order of the text
    std::size_t m_nextDeclared = 0;
    std::size_t m_at = 0;
    bool m_binds = false;
    Element m_element = Element::None;
    std::uint32_t m_owner = Symbol::none;      ///< the table, partial or enum around the place
    std::uint32_t m_columnType = Symbol::none; ///< when it is an enum
    std::string m_setting;
};

} // namespace

void readDbmlSymbols(SymbolReader &reader) { DbmlReader(reader).run(); }

} // namespace tw::preview
