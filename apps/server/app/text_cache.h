// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace tw::server {

/// What was made of versions, which never changes while the program runs: the least recently used
/// go when the bytes kept pass the limit. Thread-safe.
class TextCache {
public:
    using Text = std::shared_ptr<const std::string>;
    /// The DDL, or the document converted to a language.
    enum class Kind : char { Sql = 's', Json = 'j', Dbml = 'd' };

    explicit TextCache(std::size_t maxBytes) : m_maxBytes(maxBytes) {}

    /// Null when it is not kept.
    [[nodiscard]] Text find(const std::string &schemaId, int version, Kind kind);
    void keep(const std::string &schemaId, int version, Kind kind, Text text);

private:
    struct Entry {
        std::string key;
        Text text;
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
