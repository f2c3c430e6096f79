// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_pool.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// A schema to store, as the caller holds it.
struct SchemaText {
    std::string_view owner;
    std::string_view name;
    std::string_view description;
    std::string_view document;
};

/// A schema at one of its versions.
struct StoredSchema {
    std::string id;
    std::string owner;
    std::string name;
    std::string description;
    int version = 0;
    std::string hash; ///< SHA-256 of the document, hexadecimal
    std::string createdAt;
    std::string updatedAt;
    std::string document; ///< byte for byte what was sent; empty when not asked for
};

/// Schemas and their versions. Thread-safe; blocks; throws `PgError`.
class SchemaStore {
public:
    explicit SchemaStore(PgPool &pool) : m_pool(pool) {}

    /// Stores a schema with its first version.
    StoredSchema create(const SchemaText &schema);

    /// The schema at its newest version, or at `version`. Empty when it is not the owner's.
    std::optional<StoredSchema> find(std::string_view owner, std::string_view id,
                                     std::optional<int> version = {});

private:
    PgPool &m_pool;
};

/// Forgets idempotency keys that are older than a day. Throws `PgError`.
void sweepIdempotencyKeys(PgConnection &connection);

/// Whether `text` is a UUID as this server writes it.
[[nodiscard]] bool isUuid(std::string_view text);

} // namespace tw::server
