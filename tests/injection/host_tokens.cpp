// SPDX-License-Identifier: MIT
#include "host_tokens.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <cctype>
#include <stdexcept>

namespace tw::test {

namespace {

using Kind = HostToken::Kind;

/// Walks JSON that is known to be well-formed.
class JsonWalk {
public:
    explicit JsonWalk(const std::string &text) : m_text(text) {}

    std::vector<HostToken> run()
    {
        value({});
        return std::move(m_tokens);
    }

private:
    void space()
    {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at])) != 0)
            ++m_at;
    }

    std::string string(Kind kind, const std::string &place)
    {
        HostToken token{kind, m_at, 0, {}, place};
        for (++m_at; m_text.at(m_at) != '"'; ++m_at) {
            if (m_text[m_at] == '\\')
                ++m_at;
            token.value.push_back(m_text[m_at]);
        }
        token.end = ++m_at;
        m_tokens.push_back(token);
        return token.value;
    }

    void value(const std::string &place)
    {
        space();
        const char c = m_text.at(m_at);
        if (c == '"') {
            string(Kind::JsonString, place);
        } else if (c == '{' || c == '[') {
            const bool object = c == '{';
            const bool anyKeys = place.ends_with("/metadata") || place.ends_with("/overrides");
            ++m_at;
            for (space(); m_text.at(m_at) != (object ? '}' : ']'); space()) {
                if (m_text[m_at] == ',') {
                    ++m_at;
                    continue;
                }
                std::string below = place + "/*";
                if (object) {
                    const std::size_t index = m_tokens.size();
                    const std::string key = string(Kind::JsonKey, place);
                    below = place + '/' + (anyKeys ? "{}" : key);
                    m_tokens[index].place = below;
                    space();
                    ++m_at; // the colon
                }
                value(below);
            }
            ++m_at;
        } else {
            while (std::string_view(",]} \n").find(m_text.at(m_at)) == std::string_view::npos)
                ++m_at;
        }
        space();
    }

    const std::string &m_text;
    std::size_t m_at = 0;
    std::vector<HostToken> m_tokens;
};

/// Cuts DBML into pieces and keeps track of what is around them.
class DbmlWalk {
public:
    explicit DbmlWalk(const std::string &text) : m_text(text) {}

    std::vector<HostToken> run()
    {
        while (m_at < m_text.size())
            step();
        return std::move(m_tokens);
    }

private:
    void step()
    {
        const char c = m_text[m_at];
        if (c == '\n') {
            ++m_at;
            if (m_brackets == 0)
                endLine();
        } else if (m_text.compare(m_at, 2, "//") == 0) {
            m_at = m_text.find('\n', m_at);
        } else if (c == '{') {
            ++m_at;
            m_elements.push_back(asciiLower(m_element));
            endLine();
        } else if (c == '}') {
            ++m_at;
            m_elements.pop_back();
            endLine();
        } else if (c == '[') {
            ++m_at;
            ++m_brackets;
            m_setting.clear();
        } else if (c == ']') {
            ++m_at;
            --m_brackets;
        } else if (c == ',' && m_brackets > 0) {
            ++m_at;
            m_setting.clear();
        } else if (c == '\'' || c == '"' || c == '`') {
            quoted(c);
        } else if (isWord(c)) {
            word();
        } else {
            if (c == ':')
                m_behindColon = true;
            ++m_at;
        }
    }

    static bool isWord(char c)
    {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '#';
    }

    void endLine()
    {
        m_item = 0;
        m_element.clear();
        m_behindColon = false;
    }

    void quoted(char quote)
    {
        const bool block = m_text.compare(m_at, 3, "'''") == 0;
        const std::size_t width = block ? 3 : 1;
        const std::size_t end = m_text.find(m_text.substr(m_at, width), m_at + width);
        add(block          ? Kind::Block
            : quote == '"' ? Kind::QuotedName
            : quote == '`' ? Kind::Expression
                           : Kind::String,
            end + width, m_text.substr(m_at + width, end - m_at - width));
    }

    void word()
    {
        std::size_t end = m_at;
        while (end < m_text.size() && (isWord(m_text[end]) || (m_text[end] == '-' && end == m_at)))
            ++end;
        add(Kind::Word, end, m_text.substr(m_at, end - m_at));
    }

    void add(Kind kind, std::size_t end, std::string value)
    {
        std::string place;
        for (const std::string &element : m_elements)
            place += element + '/';
        if (m_brackets > 0) {
            const bool isKey = m_setting.empty();
            if (isKey)
                m_setting = asciiLower(value);
            place += fmt::format("line[]/{}{}", m_setting, isKey ? "" : ":");
        } else if (m_elements.empty() && m_item == 0) {
            place += "keyword " + asciiLower(value);
            m_element = value;
        } else if (m_elements.empty()) {
            place += fmt::format("{}/header/{}", asciiLower(m_element), m_item);
        } else {
            if (m_item == 0)
                m_element = value;
            place +=
                m_behindColon ? fmt::format("line:/{}", m_item) : fmt::format("line/{}", m_item);
        }
        if (m_brackets == 0)
            ++m_item;
        m_tokens.push_back({kind, m_at, end, std::move(value), std::move(place)});
        m_at = end;
    }

    const std::string &m_text;
    std::size_t m_at = 0;
    std::vector<HostToken> m_tokens;
    std::vector<std::string> m_elements; ///< around what is read
    std::string m_element;               ///< the first word of the line
    std::string m_setting;
    std::size_t m_item = 0; ///< of the line
    std::size_t m_brackets = 0;
    bool m_behindColon = false;
};

} // namespace

std::vector<HostToken> jsonTokens(const std::string &text) { return JsonWalk(text).run(); }

std::vector<HostToken> dbmlTokens(const std::string &text) { return DbmlWalk(text).run(); }

} // namespace tw::test
