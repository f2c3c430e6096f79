// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/text_cache.h"

namespace tw::server {

namespace {

std::string keyOf(const std::string &schemaId, int version, TextCache::Kind kind)
{
    return schemaId + '/' + std::to_string(version) + static_cast<char>(kind);
}

} // namespace

std::size_t TextCache::costOf(const Entry &entry)
{
    constexpr std::size_t bookkeeping = 256;
    return entry.text->size() + bookkeeping;
}

TextCache::Text TextCache::find(const std::string &schemaId, int version, Kind kind)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_byKey.find(keyOf(schemaId, version, kind));
    if (found == m_byKey.end())
        return nullptr;
    m_entries.splice(m_entries.begin(), m_entries, found->second);
    return found->second->text;
}

void TextCache::keep(const std::string &schemaId, int version, Kind kind, Text text)
{
    Entry entry{keyOf(schemaId, version, kind), std::move(text)};
    const std::size_t cost = costOf(entry);
    if (cost > m_maxBytes)
        return;
    const std::lock_guard lock(m_mutex);
    if (m_byKey.contains(entry.key))
        return;
    while (m_bytes + cost > m_maxBytes) {
        m_bytes -= costOf(m_entries.back());
        m_byKey.erase(m_entries.back().key);
        m_entries.pop_back();
    }
    m_bytes += cost;
    m_entries.push_front(std::move(entry));
    m_byKey.emplace(m_entries.front().key, m_entries.begin());
}

} // namespace tw::server
