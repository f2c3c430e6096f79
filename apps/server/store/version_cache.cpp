// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/version_cache.h"

#include <cstring>
#include <iterator>

namespace tw::server {

std::size_t VersionCache::Hash::operator()(const Uuid &uuid) const
{
    std::size_t hash = 0; // the bytes are random already
    std::memcpy(&hash, uuid.data() + uuid.size() - sizeof hash, sizeof hash);
    return hash;
}

std::size_t VersionCache::costOf(const Entry &entry)
{
    constexpr std::size_t overhead = 256; // of the nodes, the maps and the string
    return entry.document->capacity() + overhead;
}

VersionCache::Held VersionCache::find(const Uuid &schema, int number)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_bySchema.find(schema);
    if (found != m_bySchema.end()) {
        const auto &versions = found->second;
        const auto held = number == 0 ? std::prev(versions.end()) : versions.find(number);
        if (held != versions.end()) {
            ++m_counters.hits;
            m_entries.splice(m_entries.begin(), m_entries, held->second);
            return {held->first, held->second->document};
        }
    }
    ++m_counters.misses;
    return {};
}

void VersionCache::insert(const Uuid &schema, int number, DocumentBytes document)
{
    Entry entry{schema, number, std::move(document)};
    const std::scoped_lock lock(m_mutex);
    if (costOf(entry) > m_limit / 4)
        return; // one version is not worth all others
    auto &versions = m_bySchema[schema];
    if (versions.contains(number))
        return;
    m_counters.bytes += costOf(entry);
    m_entries.push_front(std::move(entry));
    versions.emplace(number, m_entries.begin());
    evict();
}

void VersionCache::evict()
{
    while (m_counters.bytes > m_limit) {
        const auto last = std::prev(m_entries.end());
        const auto found = m_bySchema.find(last->schema);
        found->second.erase(last->number);
        if (found->second.empty())
            m_bySchema.erase(found);
        m_counters.bytes -= costOf(*last);
        m_entries.erase(last);
    }
}

VersionCache::Counters VersionCache::counters() const
{
    const std::scoped_lock lock(m_mutex);
    Counters counters = m_counters;
    counters.versions = m_entries.size();
    return counters;
}

} // namespace tw::server
