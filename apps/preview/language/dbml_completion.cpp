// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/completion_source.h"
#include "language/dbml_words.h"
#include "language/spelling.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <span>

namespace tw::preview {

namespace {

using Frame = TokenFrame;
using Kind = Completion::Kind;
using namespace dbml_words;

bool isWord(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Comment:
    case TokenKind::String:
    case TokenKind::Expression:
    case TokenKind::Punctuation:
    case TokenKind::Operator:
    case TokenKind::Color:
    case TokenKind::Number:
        return false;
    default:
        return true;
    }
}

class DbmlCompleter {
public:
    DbmlCompleter(const CompletionPlace &place, CompletionList &list) : m_place(place), m_list(list)
    {
    }

    void run()
    {
        const std::uint32_t cursor = m_place.request.cursor;
        m_tokens = m_place.tokensTo(cursor, m_state);
        if (m_state.within != TokenState::Within::Nothing)
            return;
        if (!m_tokens.empty() && m_tokens.back().end == cursor) {
            const Token &last = m_tokens.back();
            const char first = m_place.text()[last.begin];
            if (last.kind == TokenKind::Comment || (isLiteral(last) && !closes(last)) ||
                last.kind == TokenKind::Number || last.kind == TokenKind::Color)
                return;
            if (isWord(last.kind) && first != '"') {
                m_list.begin = last.begin;
                m_list.prefix = std::string(m_place.textOf(last));
                m_tokens = m_place.tokensTo(last.begin, m_state);
            } else if (isLiteral(last)) {
                return; // right behind a string
            }
        } else if (!m_tokens.empty() && m_tokens.back().kind == TokenKind::Comment) {
            if (m_place.textOf(m_tokens.back()).starts_with("//"))
                return;
        }
        offer();
    }

private:
    static bool isLiteral(const Token &token)
    {
        return token.kind == TokenKind::String || token.kind == TokenKind::Expression;
    }
    [[nodiscard]] bool closes(const Token &token) const
    {
        const std::string_view text = m_place.textOf(token);
        return text.size() > 1 && text.back() == text.front();
    }

    void add(std::span<const DbmlWord> words, Kind kind)
    {
        for (const DbmlWord &word : words)
            m_list.items.push_back({kind, word.label, word.text, word.detail, word.back});
    }

    /// The words of the last list that was opened are left out.
    void addSettings(std::span<const DbmlWord> words)
    {
        std::string used = ",";
        for (const Token &token : m_tokens) {
            if (token.kind == TokenKind::Setting)
                used += asciiLower(m_place.textOf(token)) + ',';
        }
        for (const DbmlWord &word : words) {
            const bool repeats =
                std::string_view(word.label) == "ref" || std::string_view(word.label) == "check";
            if (repeats || used.find(',' + std::string(word.label) + ',') == std::string::npos)
                m_list.items.push_back(
                    {Kind::Setting, word.label, word.text, word.detail, word.back});
        }
    }

    void offer()
    {
        const Frame frame = m_state.frame();
        if (m_state.afterDot) {
            offerMembers();
            return;
        }
        switch (frame) {
        case Frame::TableSettings:
            return m_state.inValue ? offerValue() : addSettings(tableSettings);
        case Frame::ColumnSettings:
            return m_state.inValue ? offerValue() : addSettings(columnSettings);
        case Frame::LinkSettings:
            return m_state.inValue ? offerValue() : addSettings(linkSettings);
        case Frame::IndexSettings:
            return m_state.inValue ? offerValue() : addSettings(indexSettings);
        case Frame::CheckSettings:
            return m_state.inValue ? void() : addSettings(checkSettings);
        case Frame::GroupSettings:
            return m_state.inValue ? void() : addSettings(groupSettings);
        case Frame::NoteSettings:
            return m_state.inValue ? void() : addSettings(noteSettings);
        case Frame::ValueSettings:
            return m_state.inValue ? void() : addSettings(valueSettings);
        case Frame::RecordsSettings:
            return m_state.inValue ? void() : addSettings(recordsSettings);
        case Frame::ColumnList:
            return offerListColumns();
        case Frame::Arguments:
        case Frame::ArraySize:
        case Frame::OtherSettings:
        case Frame::DependencySettings:
            return;
        default:
            break;
        }
        const bool isHeader = m_state.pending != Frame::None && !m_state.inLine;
        const bool lineStart =
            m_state.newLine ? !m_state.afterOperator && !(isHeader && frame != Frame::Document)
                            : m_state.item == 0 && m_state.pending == Frame::None;
        if (lineStart)
            offerFirst(frame);
        else if (isHeader)
            offerHeader();
        else if (m_state.inLine)
            offerInLine();
        else
            offerLater(frame);
    }

    void offerFirst(Frame frame)
    {
        switch (frame) {
        case Frame::Document:
            return add(elements, Kind::Keyword);
        case Frame::Table:
        case Frame::Partial:
            if (m_state.afterOperator)
                return addPartials();
            return add(tableParts, Kind::Keyword);
        case Frame::Project:
            return add(projectParts, Kind::Setting);
        case Frame::View:
            return add(viewParts, Kind::Keyword);
        case Frame::Use:
            return add(imports, Kind::Keyword);
        default:
            return offerLater(frame);
        }
    }

    void offerLater(Frame frame)
    {
        switch (frame) {
        case Frame::Table:
        case Frame::Partial:
            if (m_state.item == 0 && m_state.afterOperator)
                return addPartials();
            if (m_state.item == 1)
                return offerTypes();
            return;
        case Frame::Link:
        case Frame::Dependency:
            return offerEnd(false);
        case Frame::Group:
        case Frame::ViewTables:
            return addTables();
        case Frame::Indexes:
            return addColumns(enclosingTable());
        case Frame::Records:
            return add(std::span(defaults).first(3), Kind::Value);
        default:
            return;
        }
    }

    void offerHeader()
    {
        switch (m_state.pending) {
        case Frame::Records:
            return addTables();
        case Frame::Metadata:
            if (m_state.item == 0)
                return add(metadataTargets, Kind::Keyword);
            return addTables();
        default:
            return;
        }
    }

    void offerInLine()
    {
        if (m_state.pending == Frame::Link || m_state.pending == Frame::Dependency)
            offerEnd(false);
    }

    /// A table at the start and behind an operator, an operator behind a column.
    void offerEnd(bool inSettings)
    {
        const bool behindEnd = !m_tokens.empty() && !m_state.afterOperator &&
                               isWord(m_tokens.back().kind) &&
                               m_tokens.back().kind != TokenKind::Keyword;
        const bool needsOperator = behindEnd || (inSettings && !m_state.afterOperator);
        if (needsOperator)
            add(relations, Kind::Keyword);
        else
            addTables();
    }

    void offerValue()
    {
        const std::string setting = lastSetting();
        if (setting == "ref" || setting == "dep") {
            if (setting == "ref" && !m_state.afterOperator && m_list.prefix.empty())
                return add(relations, Kind::Keyword);
            return addTables();
        }
        if (setting == "delete" || setting == "update")
            return add(actions, Kind::Value);
        if (setting == "type")
            return add(methods, Kind::Value);
        if (setting == "default") {
            addEnumDefaults();
            return add(defaults, Kind::Value);
        }
    }

    [[nodiscard]] std::string lastSetting() const
    {
        for (auto token = m_tokens.rbegin(); token != m_tokens.rend(); ++token) {
            if (token->kind == TokenKind::Setting)
                return asciiLower(m_place.textOf(*token));
        }
        // The list goes over lines.
        return m_state.value == TokenKind::ColumnName  ? "ref"
               : m_state.value == TokenKind::EnumValue ? "default"
                                                       : "";
    }

    /// The names before the dot at the cursor.
    [[nodiscard]] std::vector<std::string> pathBefore() const
    {
        std::vector<std::string> path;
        for (std::size_t at = m_tokens.size(); at >= 2; at -= 2) {
            if (m_place.textOf(m_tokens[at - 1]) != "." || !isWord(m_tokens[at - 2].kind))
                break;
            path.insert(path.begin(), readDbmlName(m_place.textOf(m_tokens[at - 2])));
        }
        return path;
    }

    void offerMembers()
    {
        const std::vector<std::string> path = pathBefore();
        const ir::Schema *const schema = m_place.request.schema;
        if (path.empty() || schema == nullptr)
            return;
        addColumns(findTable(path));
        std::string space;
        for (const std::string &part : path)
            space += (space.empty() ? "" : ".") + part;
        for (const ir::Table &table : schema->tables) {
            if (table.namespaceName.text == space ||
                (space == "public" && table.namespaceName.empty()))
                m_list.items.push_back(
                    {Kind::Table, table.name.text, writeDbmlName(table.name.text), "table", 0});
        }
        const std::string enumSpace =
            path.size() > 1 ? space.substr(0, space.size() - path.back().size() - 1) : "";
        for (const ir::EnumType &type : schema->enums) {
            if (type.namespaceName.text == space)
                m_list.items.push_back(
                    {Kind::Enum, type.name.text, writeDbmlName(type.name.text), "enum", 0});
            if (type.name.text != path.back() || type.namespaceName.text != enumSpace ||
                m_state.frame() == Frame::Document)
                continue;
            for (const ir::EnumValue &value : type.values)
                m_list.items.push_back({Kind::Value, value.value.text,
                                        writeDbmlName(value.value.text), value.note.text, 0});
        }
    }

    [[nodiscard]] const ir::Table *findTable(std::span<const std::string> path) const
    {
        const ir::Schema *const schema = m_place.request.schema;
        if (schema == nullptr || path.empty())
            return nullptr;
        std::string space;
        for (std::size_t i = 0; i + 1 < path.size(); ++i)
            space += (i == 0 ? "" : ".") + path[i];
        if (space == "public")
            space.clear();
        for (const ir::Table &table : schema->tables) {
            const std::string_view own =
                table.namespaceName.text == "public" ? "" : table.namespaceName.view();
            if ((table.name.text == path.back() && own == space) ||
                (path.size() == 1 && !table.alias.empty() && table.alias.text == path[0]))
                return &table;
        }
        return nullptr;
    }

    void addTables()
    {
        const ir::Schema *const schema = m_place.request.schema;
        if (schema == nullptr)
            return;
        for (const ir::Table &table : schema->tables) {
            const std::string &space = table.namespaceName.text;
            const std::string name = writeDbmlName(table.name.text);
            m_list.items.push_back({Kind::Table,
                                    space.empty() ? table.name.text : space + '.' + table.name.text,
                                    space.empty() ? name : writeDbmlName(space) + '.' + name,
                                    std::to_string(table.columns.size()) + " columns", 0});
            if (!table.alias.empty())
                m_list.items.push_back({Kind::Table, table.alias.text,
                                        writeDbmlName(table.alias.text), table.name.text, 0});
        }
    }

    void addPartials()
    {
        if (const ir::Schema *const schema = m_place.request.schema) {
            for (const ir::TablePartial &partial : schema->partials)
                m_list.items.push_back({Kind::Name, partial.table.name.text,
                                        writeDbmlName(partial.table.name.text), "partial", 0});
        }
    }

    void addColumns(const ir::Table *table)
    {
        if (table == nullptr)
            return;
        for (const ir::Column &column : table->columns)
            m_list.items.push_back({Kind::Column, column.name.text, writeDbmlName(column.name.text),
                                    typeText(column), 0});
    }

    /// Types as DBML spells them: two words need quotes.
    void offerTypes()
    {
        const std::size_t before = m_list.items.size();
        addTypes(m_place.request, m_list.items);
        for (std::size_t i = before; i < m_list.items.size(); ++i) {
            std::string &text = m_list.items[i].text;
            const std::size_t end = std::min(text.find_first_of("(["), text.size());
            if (m_list.items[i].kind == Kind::Type &&
                text.substr(0, end).find(' ') != std::string::npos)
                text = '"' + text + '"';
        }
    }

    void addEnumDefaults()
    {
        const ir::Schema *const schema = m_place.request.schema;
        if (schema == nullptr)
            return;
        std::string spelling;
        for (const Token &token : m_tokens) {
            if (token.kind == TokenKind::TypeName && token.frame != Frame::ColumnSettings)
                spelling = readDbmlName(m_place.textOf(token));
        }
        for (const ir::EnumType &type : schema->enums) {
            if (type.name.text != spelling)
                continue;
            for (const ir::EnumValue &value : type.values)
                m_list.items.push_back({Kind::Value, value.value.text,
                                        '\'' + value.value.text + '\'', type.name.text, 0});
        }
    }

    void offerListColumns()
    {
        if (m_state.depth >= 2 && m_state.frames[m_state.depth - 2U] == Frame::Indexes)
            return addColumns(enclosingTable());
        // `table.(` or `Records table(`
        std::size_t at = m_tokens.size();
        while (at > 0 && m_place.textOf(m_tokens[at - 1]) != "(")
            --at;
        if (at > 0)
            --at;
        if (at > 0 && m_place.textOf(m_tokens[at - 1]) == ".")
            --at;
        std::vector<std::string> path;
        while (at > 0 && isWord(m_tokens[at - 1].kind)) {
            path.insert(path.begin(), readDbmlName(m_place.textOf(m_tokens[at - 1])));
            if (at < 2 || m_place.textOf(m_tokens[at - 2]) != ".")
                break;
            at -= 2;
        }
        addColumns(findTable(path));
    }

    /// Its header is looked for in the lines before.
    [[nodiscard]] const ir::Table *enclosingTable() const
    {
        constexpr int mostLines = 4000;
        std::size_t end = m_place.lineStart;
        for (int i = 0; i < mostLines && end > 0; ++i) {
            const std::size_t found =
                end < 2 ? std::string_view::npos : m_place.text().rfind('\n', end - 2);
            const std::size_t begin = found == std::string_view::npos ? 0 : found + 1;
            const std::string_view line = m_place.text().substr(begin, end - begin);
            end = begin;
            const std::size_t first = line.find_first_not_of(" \t");
            if (first == std::string_view::npos ||
                !equalsIgnoringCase(line.substr(first, 5), "table"))
                continue;
            const std::vector<Token> tokens = tokenize(Language::Dbml, line);
            if (tokens.size() < 2 || tokens[0].kind != TokenKind::Keyword)
                continue;
            std::vector<std::string> path;
            for (std::size_t at = 1; at < tokens.size() && isWord(tokens[at].kind); at += 2) {
                path.push_back(
                    readDbmlName(line.substr(tokens[at].begin, tokens[at].end - tokens[at].begin)));
                if (at + 1 >= tokens.size() || line[tokens[at + 1].begin] != '.')
                    break;
            }
            return findTableOrPartial(path);
        }
        return nullptr;
    }

    [[nodiscard]] const ir::Table *findTableOrPartial(const std::vector<std::string> &path) const
    {
        if (const ir::Table *const table = findTable(path))
            return table;
        if (const ir::Schema *const schema = m_place.request.schema) {
            for (const ir::TablePartial &partial : schema->partials) {
                if (!path.empty() && partial.table.name.text == path.back())
                    return &partial.table;
            }
        }
        return nullptr;
    }

    const CompletionPlace &m_place;
    CompletionList &m_list;
    std::vector<Token> m_tokens; ///< of the line, before the word at the cursor
    TokenState m_state;
};

} // namespace

void completeDbml(const CompletionPlace &place, CompletionList &list)
{
    DbmlCompleter(place, list).run();
}

} // namespace tw::preview
