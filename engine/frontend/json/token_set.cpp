// SPDX-License-Identifier: MIT
#include "frontend/json/token_set.h"

#include "frontend/json/json_string.h"

#include <functional>
#include <utility>

namespace tw::json {

std::optional<std::uint32_t> TokenSet::insert(const StringToken &token, std::uint32_t scope)
{
    if ((m_count + 1) * 4 > m_slots.size() * 3)
        grow();
    const std::size_t mask = m_slots.size() - 1;
    const std::size_t wide = std::hash<std::string_view>{}(token.text) + scope * 0x9E3779B1U;
    const auto hash = static_cast<std::uint32_t>(wide ^ (wide >> 32U));
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
        Slot &slot = m_slots[at];
        if (slot.generation != m_generation) {
            slot = {m_generation, scope, hash, token.begin, token.end - token.begin - 2};
            ++m_count;
            return {};
        }
        if (slot.hash == hash && slot.scope == scope && equals(slot, token))
            return slot.begin;
    }
}

bool TokenSet::equals(const Slot &slot, const StringToken &token) const
{
    const std::string_view raw{m_text + slot.begin + 1, slot.size};
    if (!hasBackslash(raw))
        return raw == token.text;
    std::string text;
    return !unescape(raw, text).reason.data() && text == token.text;
}

void TokenSet::grow()
{
    const std::vector<Slot> old = std::exchange(m_slots, {});
    m_slots.assign(old.empty() ? 16 : old.size() * 2, Slot{});
    const std::size_t mask = m_slots.size() - 1;
    for (const Slot &slot : old) {
        if (slot.generation != m_generation)
            continue;
        std::size_t at = slot.hash & mask;
        while (m_slots[at].generation == m_generation)
            at = (at + 1) & mask;
        m_slots[at] = slot;
    }
}

} // namespace tw::json
