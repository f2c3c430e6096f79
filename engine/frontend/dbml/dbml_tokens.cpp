// SPDX-License-Identifier: MIT
#include "frontend/dbml/token_scanner.h"
#include "frontend/tokens.h"

#include <tablewright/base/utf8.h>

#include <string>

// The words are the frontend's own. What each of them is follows from the brackets around it and
// from what stands before it in its line; what is not finished or wrong still has its colours.
namespace tw::dbml {

namespace {

using Frame = TokenFrame;
using Kind = TokenKind;
using Within = TokenState::Within;

bool isLineBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

Frame elementFrame(std::string_view lower)
{
    struct Word {
        std::string_view text;
        Frame frame;
    };
    static constexpr Word words[] = {
        {"table", Frame::Table},
        {"ref", Frame::Link},
        {"enum", Frame::Enum},
        {"note", Frame::Note},
        {"records", Frame::Records},
        {"tablegroup", Frame::Group},
        {"tablepartial", Frame::Partial},
        {"project", Frame::Project},
        {"dep", Frame::Dependency},
        {"diagramview", Frame::View},
        {"metadata", Frame::Metadata},
        {"use", Frame::Use},
        {"reuse", Frame::Use},
    };
    for (const Word &word : words) {
        if (word.text == lower)
            return word.frame;
    }
    return Frame::None;
}

bool isBody(Frame frame) { return frame >= Frame::Document && frame <= Frame::Other; }
bool isSettings(Frame frame)
{
    return frame >= Frame::TableSettings && frame <= Frame::OtherSettings;
}
bool isConstant(std::string_view lower)
{
    return lower == "true" || lower == "false" || lower == "null";
}

class Reader {
public:
    Reader(std::string_view text, TokenState &state, std::vector<Token> &tokens)
        : m_text(text), m_state(state), m_tokens(tokens)
    {
    }

    void run()
    {
        m_state.newLine = true;
        const std::size_t start = finishCutWord();
        if (start < m_text.size())
            takeWords(start);
        m_state.newLine = true;
    }

private:
    using Word = TokenScanner::Word;

    void takeWords(std::size_t start)
    {
        TokenScanner scanner(m_text.substr(start));
        TokenScanner::Word word;
        while (scanner.next(word)) {
            word.begin += static_cast<std::uint32_t>(start);
            word.end = std::min(word.end + static_cast<std::uint32_t>(start),
                                static_cast<std::uint32_t>(m_text.size()));
            if (!take(word))
                break;
        }
    }

    void add(const Word &word, Kind kind)
    {
        m_tokens.push_back({word.begin, word.end, kind, m_state.frame()});
    }

    /// Where the word ends that an earlier part began.
    std::size_t finishCutWord()
    {
        const Within within = m_state.within;
        if (within == Within::Nothing)
            return 0;
        std::size_t at = 0;
        bool closed = false;
        const auto find = [&](std::string_view mark) {
            const std::size_t found = m_text.find(mark);
            closed = found != std::string_view::npos;
            at = closed ? found + mark.size() : m_text.size();
        };
        Kind kind = Kind::String;
        switch (within) {
        case Within::BlockComment:
            kind = Kind::Comment;
            find("*/");
            break;
        case Within::Expression:
            kind = Kind::Expression;
            find("`");
            break;
        case Within::BlockString:
            while (at < m_text.size() && !closed) {
                if (m_text.substr(at, 3) == "'''") {
                    closed = true;
                    at += 3;
                } else {
                    at += m_text[at] == '\\' ? 2 : 1;
                }
            }
            at = std::min(at, m_text.size());
            break;
        default: {
            const char quote = within == Within::String ? '\'' : '"';
            while (at < m_text.size() && m_text[at] != quote && m_text[at] != '\n')
                at += escapeLength(at);
            closed = at < m_text.size();
            if (closed && m_text[at] == quote)
                ++at;
            kind = within == Within::String ? Kind::String : Kind::Name;
        }
        }
        if (at > 0)
            m_tokens.push_back({0, static_cast<std::uint32_t>(at), kind, m_state.frame()});
        if (closed) {
            m_state.within = Within::Nothing;
            m_state.newLine = false;
        }
        m_end = at;
        return at;
    }

    [[nodiscard]] std::size_t escapeLength(std::size_t at) const
    {
        if (m_text[at] != '\\')
            return 1;
        const std::size_t length = m_text.substr(at + 1, 2) == "\r\n" ? 3 : 2;
        return std::min(length, m_text.size() - at);
    }

    /// False when the rest of the text is this word.
    bool take(Word word)
    {
        const auto rest = [&](Within within, Kind kind) {
            word.end = static_cast<std::uint32_t>(m_text.size());
            endLineBefore(word);
            add(word, kind);
            m_state.within = within;
            return false;
        };
        switch (word.type) {
        case DbmlLexer::SPACE:
            if (m_text.substr(word.begin, word.end - word.begin).find('\n') !=
                std::string_view::npos)
                m_state.newLine = true;
            return true;
        case DbmlLexer::LINE_COMMENT:
        case DbmlLexer::BLOCK_COMMENT:
            add(word, Kind::Comment);
            return true;
        case DbmlLexer::OPEN_BLOCK_COMMENT:
            return rest(Within::BlockComment, Kind::Comment);
        case DbmlLexer::OPEN_BLOCK_STRING:
            return rest(Within::BlockString, Kind::String);
        case DbmlLexer::OPEN_EXPRESSION:
            return rest(Within::Expression, Kind::Expression);
        case DbmlLexer::OPEN_STRING:
        case DbmlLexer::OPEN_QUOTED_NAME:
            // Goes on when its line ends with a backslash.
            if (word.end == m_text.size() && m_text.ends_with('\n') &&
                word.type == DbmlLexer::OPEN_STRING)
                return rest(Within::String, Kind::String);
            if (word.end == m_text.size() && m_text.ends_with('\n'))
                return rest(Within::QuotedName, Kind::Name);
            break;
        default:
            break;
        }
        endLineBefore(word);
        place(word);
        m_state.afterDot = word.type == DbmlLexer::DOT;
        m_state.afterOperator = word.type == DbmlLexer::RELATION ||
                                word.type == DbmlLexer::PREFIX_OPERATOR ||
                                word.type == DbmlLexer::DOT;
        m_end = word.end;
        return true;
    }

    /// A line of a body ends before `word` if it is the first of a text's line, with exceptions.
    void endLineBefore(const Word &word)
    {
        if (!m_state.newLine)
            return;
        m_state.newLine = false;
        if (!isBody(m_state.frame()) || m_state.beyond > 0) {
            if (!beginsElement(word))
                return;
        } else {
            const bool goesOn = m_state.afterOperator || word.type == DbmlLexer::DOT ||
                                word.type == DbmlLexer::RELATION;
            if (goesOn && !beginsElement(word))
                return;
            const bool inHeader = m_state.pending != Frame::None && !m_state.inLine;
            if (inHeader && (word.type == DbmlLexer::LBRACE || word.type == DbmlLexer::LBRACKET))
                return;
            if (inHeader && m_state.depth == 1 && !beginsElement(word))
                return;
        }
        endLine();
        // What stands at the very left and looks like an element is one: a bracket was forgotten.
        if (beginsElement(word)) {
            m_state.frames = TokenState().frames;
            m_state.depth = 1;
            m_state.beyond = 0;
        }
    }

    [[nodiscard]] bool beginsElement(const Word &word) const
    {
        if (word.type != DbmlLexer::WORD || (word.begin > 0 && m_text[word.begin - 1] != '\n'))
            return false;
        const Frame frame = elementFrame(lower(word));
        if (frame == Frame::None)
            return false;
        if (m_state.depth == 1)
            return true;
        const std::string_view line =
            m_text.substr(word.end, m_text.find('\n', word.end) - word.end);
        const std::size_t mark = line.find_first_of("{:[(");
        return line.starts_with(' ') && frame != Frame::Note && frame != Frame::Records &&
               mark != std::string_view::npos && line[mark] != '(' &&
               line.find('{') != std::string_view::npos;
    }

    void endLine()
    {
        m_state.pending = Frame::None;
        m_state.item = 0;
        m_state.inLine = false;
        m_state.inValue = false;
        m_state.value = Kind::Name;
        m_state.afterDot = false;
        m_state.afterOperator = false;
    }

    [[nodiscard]] std::string lower(const Word &word) const
    {
        return asciiLower(m_text.substr(word.begin, word.end - word.begin));
    }

    /// The next byte of the line that is no blank; a line break at its end.
    [[nodiscard]] char after(const Word &word) const
    {
        std::size_t at = word.end;
        while (at < m_text.size() && isLineBlank(m_text[at]))
            ++at;
        return at < m_text.size() ? m_text[at] : '\n';
    }

    void place(const Word &word)
    {
        switch (word.type) {
        case DbmlLexer::NUMBER:
            countItem();
            return add(word, Kind::Number);
        case DbmlLexer::STRING:
        case DbmlLexer::BLOCK_STRING:
        case DbmlLexer::OPEN_STRING:
            countItem();
            return add(word, Kind::String);
        case DbmlLexer::EXPRESSION:
            countItem();
            return add(word, Kind::Expression);
        case DbmlLexer::COLOR:
            return add(word, Kind::Color);
        case DbmlLexer::WORD:
        case DbmlLexer::QUOTED_NAME:
        case DbmlLexer::OPEN_QUOTED_NAME:
            return name(word);
        case DbmlLexer::LBRACE:
            return openBody(word);
        case DbmlLexer::RBRACE:
            return closeBody(word);
        case DbmlLexer::LBRACKET:
            return openBracket(word);
        case DbmlLexer::LPAREN:
            return openParen(word);
        case DbmlLexer::RBRACKET:
        case DbmlLexer::RPAREN:
            return closeBracket(word);
        case DbmlLexer::COMMA:
            if (isSettings(m_state.frame()))
                m_state.inValue = false;
            return add(word, Kind::Punctuation);
        case DbmlLexer::COLON:
            if (isSettings(m_state.frame()))
                m_state.inValue = true;
            else
                m_state.inLine = true;
            return add(word, Kind::Punctuation);
        case DbmlLexer::DOT:
            return add(word, Kind::Punctuation);
        case DbmlLexer::STAR:
        case DbmlLexer::RELATION:
        case DbmlLexer::INFIX_OPERATOR:
        case DbmlLexer::PREFIX_OPERATOR:
        case DbmlLexer::STRAY_OPERATOR:
            return add(word, Kind::Operator);
        default:
            return add(word, Kind::Broken);
        }
    }

    void countItem()
    {
        if (isBody(m_state.frame()) && !m_state.afterDot && m_state.item < 3)
            ++m_state.item;
    }

    void openBody(const Word &word)
    {
        add(word, Kind::Punctuation);
        const Frame frame = m_state.pending == Frame::None ? Frame::Other : m_state.pending;
        frontend::push(m_state, frame);
        endLine();
    }

    void closeBody(const Word &word)
    {
        while (!isBody(m_state.frame()) && m_state.depth > 1)
            frontend::pop(m_state);
        const Frame frame = m_state.frame();
        if (m_state.depth == 1)
            return add(word, Kind::Broken);
        add(word, Kind::Punctuation);
        frontend::pop(m_state);
        endLine();
        if (frame == Frame::Use) { // `from './file'` comes
            m_state.pending = Frame::Use;
            m_state.item = 1;
        }
    }

    void openBracket(const Word &word)
    {
        add(word, Kind::Punctuation);
        const bool touches = word.begin > 0 && m_end == word.begin &&
                             m_state.pending == Frame::None && isBody(m_state.frame());
        frontend::push(m_state, touches ? Frame::ArraySize : settingsFrame());
        m_state.inValue = false;
    }

    [[nodiscard]] Frame settingsFrame() const
    {
        switch (m_state.pending) {
        case Frame::Table:
        case Frame::Partial:
            return Frame::TableSettings;
        case Frame::Group:
            return Frame::GroupSettings;
        case Frame::Note:
            return Frame::NoteSettings;
        case Frame::Records:
            return Frame::RecordsSettings;
        case Frame::Dependency:
            return Frame::DependencySettings;
        case Frame::Link:
            return Frame::LinkSettings;
        case Frame::None:
            break;
        default:
            return Frame::OtherSettings;
        }
        switch (m_state.frame()) {
        case Frame::Table:
        case Frame::Partial:
            return Frame::ColumnSettings;
        case Frame::Indexes:
            return Frame::IndexSettings;
        case Frame::Checks:
            return Frame::CheckSettings;
        case Frame::Enum:
            return Frame::ValueSettings;
        case Frame::Link:
            return Frame::LinkSettings;
        default:
            return Frame::OtherSettings;
        }
    }

    void openParen(const Word &word)
    {
        add(word, Kind::Punctuation);
        const Frame frame = m_state.frame();
        const bool ofColumns = frame == Frame::Indexes || m_state.afterDot ||
                               m_state.pending == Frame::Records || frame == Frame::ColumnList;
        frontend::push(m_state, ofColumns ? Frame::ColumnList : Frame::Arguments);
    }

    void closeBracket(const Word &word)
    {
        const bool paren = word.type == DbmlLexer::RPAREN;
        const auto matches = [paren](Frame frame) {
            return paren ? frame == Frame::Arguments || frame == Frame::ColumnList
                         : isSettings(frame) || frame == Frame::ArraySize;
        };
        std::size_t at = m_state.depth;
        while (at > 1 && !isBody(m_state.frames[at - 1]) && !matches(m_state.frames[at - 1]))
            --at;
        if (m_state.beyond == 0 && !matches(m_state.frames[at - 1]))
            return add(word, Kind::Broken);
        while (m_state.depth > at)
            frontend::pop(m_state);
        add(word, Kind::Punctuation);
        frontend::pop(m_state);
        if (!isSettings(m_state.frame())) {
            m_state.inValue = false;
            m_state.value = Kind::Name;
        }
    }

    void name(const Word &word)
    {
        const Frame frame = m_state.frame();
        const bool wasPending = m_state.pending != Frame::None;
        Kind kind = Kind::Name;
        if (isSettings(frame))
            kind = settingName(word);
        else if (frame == Frame::ColumnList)
            kind = Kind::ColumnName;
        else if (isBody(frame))
            kind = lineName(word);
        add(word, kind);
        if (wasPending || m_state.pending == Frame::None) // the word of an element is not counted
            countItem();
    }

    Kind settingName(const Word &word)
    {
        if (!m_state.inValue) {
            const std::string setting = lower(word);
            m_state.value = setting == "ref" || setting == "dep" ? Kind::ColumnName
                            : setting == "default"               ? Kind::EnumValue
                                                                 : Kind::Constant;
            return Kind::Setting;
        }
        switch (m_state.value) {
        case Kind::ColumnName:
            return endName(word);
        case Kind::EnumValue:
            return valueName(word);
        default:
            return word.type == DbmlLexer::WORD ? Kind::Constant : Kind::String;
        }
    }

    /// `namespace.table.column`
    [[nodiscard]] Kind endName(const Word &word) const
    {
        return m_state.afterDot && after(word) != '.' ? Kind::ColumnName : Kind::TableName;
    }

    /// `true`, `namespace.enum.value`
    [[nodiscard]] Kind valueName(const Word &word) const
    {
        if (after(word) == '.')
            return Kind::TypeName;
        if (m_state.afterDot)
            return Kind::EnumValue;
        return word.type != DbmlLexer::WORD ? Kind::String
               : isConstant(lower(word))    ? Kind::Constant
                                            : Kind::Name;
    }

    Kind lineName(const Word &word)
    {
        if (m_state.pending != Frame::None)
            return m_state.inLine ? valueOfLine(word) : headerName(word);
        return m_state.item == 0 ? firstName(word) : laterName(word);
    }

    [[nodiscard]] Kind valueOfLine(const Word &word) const
    {
        return m_state.pending == Frame::Link || m_state.pending == Frame::Dependency
                   ? endName(word)
                   : Kind::Name;
    }

    [[nodiscard]] Kind headerName(const Word &word) const
    {
        const bool keyword = word.type == DbmlLexer::WORD && !m_state.afterDot;
        switch (m_state.pending) {
        case Frame::Use:
            return keyword && lower(word) == "from" ? Kind::Keyword : Kind::Name;
        case Frame::Metadata:
            return m_state.item == 0 ? Kind::Keyword : Kind::TableName;
        case Frame::Table:
        case Frame::Partial:
        case Frame::Records:
            return keyword && m_state.item == 1 && lower(word) == "as" ? Kind::Keyword
                                                                       : Kind::TableName;
        case Frame::Enum:
            return Kind::TypeName;
        default:
            return Kind::Name;
        }
    }

    /// Of a line.
    Kind firstName(const Word &word)
    {
        const bool isWord = word.type == DbmlLexer::WORD;
        const std::string text = isWord ? lower(word) : std::string();
        const char next = after(word);
        const bool isElement = isWord && (next == '{' || next == ':');
        const auto keyword = [&](Frame frame) {
            m_state.pending = frame;
            return Kind::Keyword;
        };
        switch (m_state.frame()) {
        case Frame::Document: {
            const Frame frame = isWord ? elementFrame(text) : Frame::None;
            if (frame != Frame::None)
                return keyword(frame);
            m_state.pending = Frame::Other;
            return isElement ? Kind::Setting : Kind::Name;
        }
        case Frame::Table:
        case Frame::Partial:
            if (m_state.afterOperator)
                return Kind::TableName;
            if (isElement && text == "indexes")
                return keyword(Frame::Indexes);
            if (isElement && text == "checks")
                return keyword(Frame::Checks);
            if (isElement && text == "note")
                return keyword(Frame::Note);
            if (text == "records" && (isElement || next == '('))
                return keyword(Frame::Records);
            return Kind::ColumnName;
        case Frame::Project:
        case Frame::Metadata:
        case Frame::Other:
            if (isElement && text == "note")
                return keyword(Frame::Note);
            if (!isElement)
                return Kind::Name;
            m_state.pending = Frame::Other;
            return Kind::Setting;
        case Frame::Group:
            return isElement && text == "note" ? keyword(Frame::Note) : Kind::TableName;
        case Frame::Dependency:
            if (isElement && text == "note")
                return keyword(Frame::Note);
            if (isElement)
                m_state.pending = Frame::Other;
            return isElement ? Kind::Setting : endName(word);
        case Frame::View:
            if (isElement && text == "tables")
                return keyword(Frame::ViewTables);
            if (isElement && (text == "notes" || text == "tablegroups" || text == "schemas"))
                return keyword(Frame::ViewNames);
            return Kind::Name;
        case Frame::Use:
            return Kind::Keyword;
        default:
            return laterName(word);
        }
    }

    [[nodiscard]] Kind laterName(const Word &word) const
    {
        switch (m_state.frame()) {
        case Frame::Table:
        case Frame::Partial:
            if (m_state.item == 1)
                return m_state.afterDot ? Kind::ColumnName : Kind::TypeName;
            return m_state.afterDot ? Kind::TypeName : Kind::Setting;
        case Frame::Enum:
            return Kind::EnumValue;
        case Frame::Link:
        case Frame::Dependency:
            return endName(word);
        case Frame::Group:
        case Frame::ViewTables:
            return Kind::TableName;
        case Frame::Indexes:
            return Kind::ColumnName;
        case Frame::Records:
            return valueName(word);
        case Frame::Use:
            return word.type == DbmlLexer::WORD && lower(word) == "as" ? Kind::Keyword
                                                                       : Kind::TableName;
        default:
            return Kind::Name;
        }
    }

    std::string_view m_text;
    TokenState &m_state;
    std::vector<Token> &m_tokens;
    std::size_t m_end = 0; ///< of the last word
};

/// How many bytes the well-formed sequence at `at` has; 0 when there is none.
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned lead = byte(at);
    const unsigned second = byte(at + 1);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return continues(at + 1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF)
        return ((lead != 0xE0 || second >= 0xA0) && (lead != 0xED || second <= 0x9F) &&
                continues(at + 1) && continues(at + 2))
                   ? 3
                   : 0;
    if (lead >= 0xF0 && lead <= 0xF4)
        return ((lead != 0xF0 || second >= 0x90) && (lead != 0xF4 || second <= 0x8F) &&
                continues(at + 1) && continues(at + 2) && continues(at + 3))
                   ? 4
                   : 0;
    return 0;
}

/// The same text with a `?` for each byte that is not part of a well-formed sequence.
std::string wellFormed(std::string_view text)
{
    std::string result(text);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequenceLength(text, at);
        if (length == 0)
            result[at] = '?';
        at += std::max<std::size_t>(length, 1);
    }
    return result;
}

bool isWellFormed(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequenceLength(text, at);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

} // namespace

void appendTokens(std::string_view text, TokenState &state, std::vector<Token> &tokens)
{
    if (isWellFormed(text))
        Reader(text, state, tokens).run();
    else
        Reader(wellFormed(text), state, tokens).run();
}

} // namespace tw::dbml
