// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/highlighter.h"

#include "editor/text_view.h"

#include <string>
#include <string_view>

namespace tw::preview {

namespace {

using Base = QsciScintillaBase;

constexpr int styleOf(TokenKind kind) { return static_cast<int>(kind) + 1; } // 0 is white space

/// How deep the line begins, as folding counts.
int depthOf(const TokenState &state)
{
    const int within = state.within == TokenState::Within::Nothing ? 0 : 1;
    return static_cast<int>(state.depth) + static_cast<int>(std::min(state.beyond, 1000U)) + within;
}

} // namespace

std::size_t Highlighter::Hash::operator()(const TokenState &state) const
{
    const std::string_view frames(reinterpret_cast<const char *>(state.frames.data()),
                                  state.frames.size());
    const std::size_t rest = state.depth + (state.beyond << 8U) + (state.arrays << 1U) +
                             (static_cast<std::size_t>(state.within) << 24U) +
                             (static_cast<std::size_t>(state.pending) << 32U) +
                             (static_cast<std::size_t>(state.value) << 40U) +
                             (static_cast<std::size_t>(state.item) << 48U) +
                             (state.inLine ? 1U << 20U : 0U) + (state.inValue ? 1U << 21U : 0U) +
                             (state.afterOperator ? 1U << 22U : 0U);
    return std::hash<std::string_view>()(frames) ^ (rest * 0x9E3779B97F4A7C15U);
}

Highlighter::Highlighter(TextView *view) : QObject(view), m_view(view)
{
    m_states.emplace_back();
    m_ids.emplace(TokenState(), 0);
    connect(view, &QsciScintillaBase::SCN_STYLENEEDED, this,
            [this](int position) { styleTo(static_cast<std::uint32_t>(position)); });
    connect(view, &TextView::changed, this, &Highlighter::textChanged);
}

void Highlighter::setLanguage(Language language)
{
    m_language = language;
    m_states.assign(1, TokenState());
    m_ids.clear();
    m_ids.emplace(TokenState(), 0);
    m_styledEnd = 0;
    m_dirtyEnd = 0;
    m_view->send(Base::SCI_STARTSTYLING, 0);
    m_view->send(Base::SCI_COLOURISE, 0, 0);
}

void Highlighter::setColors(TextView &view, const Theme &theme)
{
    const auto set = [&](TokenKind kind, const QColor &color, bool bold = false,
                         bool italic = false) {
        const auto style = static_cast<std::uintptr_t>(styleOf(kind));
        view.send(Base::SCI_STYLESETFORE, style,
                  color.red() | (color.green() << 8) | (color.blue() << 16));
        view.send(Base::SCI_STYLESETBOLD, style, bold ? 1 : 0);
        view.send(Base::SCI_STYLESETITALIC, style, italic ? 1 : 0);
    };
    set(TokenKind::Comment, theme.comment, false, true);
    set(TokenKind::Keyword, theme.keyword);
    set(TokenKind::TableName, theme.function);
    set(TokenKind::ColumnName, theme.name);
    set(TokenKind::TypeName, theme.typeName);
    set(TokenKind::EnumValue, theme.number);
    set(TokenKind::Name, theme.name);
    set(TokenKind::Setting, theme.setting);
    set(TokenKind::Constant, theme.keyword);
    set(TokenKind::String, theme.string);
    set(TokenKind::Number, theme.number);
    set(TokenKind::Color, theme.number);
    set(TokenKind::Expression, theme.typeName, false, true);
    set(TokenKind::Punctuation, theme.punctuation);
    set(TokenKind::Operator, theme.punctuation);
    set(TokenKind::Broken, theme.error);
}

int Highlighter::idOf(const TokenState &state)
{
    const auto [found, isNew] = m_ids.try_emplace(state, static_cast<int>(m_states.size()));
    if (isNew)
        m_states.push_back(state);
    return found->second;
}

TokenState Highlighter::startOf(int line) const
{
    if (line == 0)
        return {};
    const auto id = static_cast<std::size_t>(
        m_view->send(Base::SCI_GETLINESTATE, static_cast<std::uintptr_t>(line - 1)));
    return id < m_states.size() ? m_states[id] : TokenState();
}

TokenState Highlighter::stateAt(int line)
{
    const std::uint32_t start = m_view->lineStart(line);
    if (static_cast<std::uint32_t>(m_view->send(Base::SCI_GETENDSTYLED)) < start)
        styleTo(start);
    return startOf(line);
}

void Highlighter::textChanged(std::uint32_t position, std::uint32_t removed, std::uint32_t inserted)
{
    const auto move = [&](std::uint32_t &place) {
        if (place > position)
            place = std::max(position, place - std::min(removed, place - position)) + inserted;
    };
    move(m_styledEnd);
    move(m_dirtyEnd);
    m_dirtyEnd = std::max(m_dirtyEnd, position + inserted);
}

void Highlighter::styleTo(std::uint32_t position)
{
    constexpr std::size_t chunk = 64UL * 1024;
    const auto styled = static_cast<std::uint32_t>(m_view->send(Base::SCI_GETENDSTYLED));
    int line = m_view->lineOf(styled);
    const int lines = static_cast<int>(m_view->send(Base::SCI_GETLINECOUNT));
    TokenState state = startOf(line);
    std::string styles;
    std::uint32_t begin = m_view->lineStart(line); // of what `styles` are for
    const auto flush = [&](std::uint32_t end) {
        if (styles.empty())
            return;
        m_view->send(Base::SCI_STARTSTYLING, begin);
        m_view->SendScintilla(Base::SCI_SETSTYLINGEX, static_cast<unsigned long>(styles.size()),
                              styles.data());
        styles.clear();
        begin = end;
    };
    while (line < lines) {
        const std::uint32_t start = m_view->lineStart(line);
        const std::uint32_t end = line + 1 < lines ? m_view->lineStart(line + 1) : m_view->size();
        const std::string_view text = m_view->textOf(start, end);
        const TokenState before = state;
        const std::vector<Token> tokens = tokenize(m_language, text, state);
        std::size_t at = styles.size();
        styles.resize(at + text.size(), '\0');
        for (const Token &token : tokens)
            std::fill(styles.begin() + static_cast<std::ptrdiff_t>(at + token.begin),
                      styles.begin() + static_cast<std::ptrdiff_t>(at + token.end),
                      static_cast<char>(styleOf(token.kind)));
        setFoldLevel(line, before, state, tokens.empty());
        const int id = idOf(state);
        const auto lineNumber = static_cast<std::uintptr_t>(line);
        const bool same = m_view->send(Base::SCI_GETLINESTATE, lineNumber) == id;
        if (!same)
            m_view->send(Base::SCI_SETLINESTATE, lineNumber, id);
        ++line;
        if (same && end >= m_dirtyEnd && end < m_styledEnd) {
            flush(end);
            m_dirtyEnd = 0;
            m_view->send(Base::SCI_STARTSTYLING, m_styledEnd); // all behind is as it was
            if (m_styledEnd >= position)
                return;
            // On from where nothing was coloured yet; the line there may have been cut.
            line = m_view->lineOf(m_styledEnd);
            state = startOf(line);
            begin = m_view->lineStart(line);
            m_styledEnd = begin;
            continue;
        }
        if (styles.size() >= chunk)
            flush(end);
        if (end > position) {
            flush(end);
            m_styledEnd = std::max(m_styledEnd, end);
            return;
        }
    }
    flush(m_view->size());
    m_styledEnd = m_view->size();
    m_dirtyEnd = 0;
}

void Highlighter::setFoldLevel(int line, const TokenState &begin, const TokenState &end,
                               bool isBlank)
{
    int level = Base::SC_FOLDLEVELBASE + depthOf(begin);
    if (depthOf(end) > depthOf(begin))
        level |= Base::SC_FOLDLEVELHEADERFLAG;
    if (isBlank)
        level |= Base::SC_FOLDLEVELWHITEFLAG;
    const auto number = static_cast<std::uintptr_t>(line);
    if (m_view->send(Base::SCI_GETFOLDLEVEL, number) != level)
        m_view->send(Base::SCI_SETFOLDLEVEL, number, level);
}

} // namespace tw::preview
