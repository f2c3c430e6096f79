// SPDX-License-Identifier: MIT
#include "frontend/json/json_pointers.h"

#include "frontend/json/json_string.h"
#include "frontend/unicode_text.h"

namespace tw::json {

PointerWalk::PointerWalk(std::string_view text)
    : m_body(withoutByteOrderMark(text)),
      m_base(static_cast<std::uint32_t>(text.size() - m_body.size())), m_index(m_body),
      m_next(m_index.begin())
{
}

std::string PointerWalk::pointerAt(std::uint32_t offset)
{
    while (m_next != m_index.end() && *m_next + m_base <= offset) {
        take(*m_next++);
        if (m_next >= m_index.turnsAt())
            m_next = m_index.turn(m_next);
    }
    std::string pointer;
    for (const Level &level : m_levels) {
        if (!level.inElement)
            break;
        if (!level.isObject) {
            pointer += '/' + std::to_string(level.position);
            continue;
        }
        const std::string name = memberName(level.nameBegin);
        if (name.size() > maxNameBytes)
            break;
        pointer.push_back('/');
        for (const char c : name) {
            if (c == '~')
                pointer += "~0";
            else if (c == '/')
                pointer += "~1";
            else
                pointer.push_back(c);
        }
    }
    return pointer;
}

/// Moves on to the token at `at`.
void PointerWalk::take(std::uint32_t at)
{
    const char c = m_body[at];
    if (m_closed)
        m_levels.pop_back();
    m_closed = false;
    Level *top = m_levels.empty() ? nullptr : &m_levels.back();
    const auto enterElement = [&] {
        if (top != nullptr && !top->isObject)
            top->inElement = true;
    };
    switch (c) {
    case '{':
    case '[':
        enterElement();
        m_levels.push_back({c == '{', false, c == '{', 0, 0});
        break;
    case '}':
    case ']':
        // Until the next token, the place is in the container that ends here; or, when a value is
        // missing, in the member that lacks it.
        if (top != nullptr) {
            top->inElement = top->inElement && m_last == ':';
            m_closed = true;
        }
        break;
    case ',':
        if (top != nullptr && m_last != ':') {
            top->inElement = false;
            top->expectsName = top->isObject;
            ++top->position;
        }
        break;
    case ':':
        break;
    default:
        if (c == '"' && top != nullptr && top->expectsName) {
            top->expectsName = false;
            top->inElement = true;
            top->nameBegin = at;
        } else {
            enterElement();
        }
    }
    m_last = c;
}

std::string PointerWalk::memberName(std::uint32_t begin) const
{
    std::size_t end = begin + 1;
    while (m_body[end] != '"')
        end += m_body[end] == '\\' ? 2 : 1;
    const std::string_view raw = m_body.substr(begin + 1, end - begin - 1);
    std::string name;
    return unescape(raw, name).reason.data() == nullptr ? name : std::string(raw);
}

} // namespace tw::json
