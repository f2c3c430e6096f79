// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace tw::server {

/// The DDL of versions, which never changes: the least recently used go when the bytes kept pass
/// the limit. Thread-safe.
class ScriptCache {
public:
    using Sql = std::shared_ptr<const std::string>;

    explicit ScriptCache(std::size_t maxBytes) : m_maxBytes(maxBytes) {}

    /// Null when it is not kept.
    [[nodiscard]] Sql find(const std::string &schemaId, int version);
    void keep(const std::string &schemaId, int version, Sql sql);

private:
    struct Entry {
        std::string key;
        Sql sql;
    };
    using Entries = std::list<Entry>;

    [[nodiscard]] static std::size_t costOf(const Entry &entry);

    const std::size_t m_maxBytes;
    std::mutex m_mutex;
    Entries m_entries; ///< the most recently used first
    std::unordered_map<std::string, Entries::iterator> m_byKey;
    std::size_t m_bytes = 0;
};

} // namespace tw::server
