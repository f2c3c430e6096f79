// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/schema_records.h"
#include "store/statement.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <unordered_map>

namespace tw::server {

/// The bytes of versions that were asked for of late, up to a limit of bytes. Versions never
/// change, so nothing here is ever stale; whether a version is still there and whose it is, is
/// PostgreSQL's to say. Thread-safe.
class VersionCache {
public:
    struct Held {
        int number = 0; ///< 0: none
        DocumentBytes document;
    };
    struct Counters {
        std::uint64_t hits = 0;
        std::uint64_t misses = 0;
        std::size_t bytes = 0;
        std::size_t versions = 0;
    };

    explicit VersionCache(std::size_t limit = std::size_t{64} << 20) : m_limit(limit) {}

    /// One version, or with number 0 the newest that is held.
    [[nodiscard]] Held find(const Uuid &schema, int number);
    void insert(const Uuid &schema, int number, DocumentBytes document);
    [[nodiscard]] Counters counters() const;

private:
    struct Entry {
        Uuid schema{};
        int number = 0;
        DocumentBytes document;
    };
    using Entries = std::list<Entry>; ///< the last used first
    struct Hash {
        std::size_t operator()(const Uuid &uuid) const;
    };
    void evict();
    static std::size_t costOf(const Entry &entry);

    mutable std::mutex m_mutex;
    std::size_t m_limit;
    Entries m_entries;
    std::unordered_map<Uuid, std::map<int, Entries::iterator>, Hash> m_bySchema;
    Counters m_counters;
};

} // namespace tw::server
