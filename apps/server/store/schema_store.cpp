// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schema_store.h"

#include "store/schema_statements.h"
#include "store/sha256.h"

#include <limits>

namespace tw::server {

bool isUuid(std::string_view text) { return parseUuid(text).has_value(); }

void sweepIdempotencyKeys(PgConnection &connection)
{
    while (run(connection, forgetOldKeys())) {
    }
}

StoredSchema SchemaStore::create(const SchemaText &schema)
{
    const auto document = std::make_shared<const std::string>(schema.document);
    const NewSchema made{std::string(schema.owner),
                         std::string(schema.name),
                         std::string(schema.description),
                         document,
                         {},
                         0};
    const auto connection = m_pool.acquire();
    const SchemaHead head = run(*connection, createSchema(made, sha256(*document))).head;
    return {head.id,   head.owner,     head.name,      head.description, head.version,
            head.hash, head.createdAt, head.updatedAt, *document};
}

std::optional<StoredSchema> SchemaStore::find(std::string_view owner, std::string_view id,
                                              std::optional<int> version)
{
    const auto uuid = parseUuid(id);
    if (!uuid || version.value_or(1) < 1)
        return std::nullopt;
    const auto connection = m_pool.acquire();
    auto found =
        run(*connection, findVersions({{*uuid, owner, version.value_or(VersionQuestion::newest),
                                        VersionQuestion::noneHeld}},
                                      std::numeric_limits<std::int32_t>::max()));
    if (found.empty())
        return std::nullopt;
    const SchemaHead &head = found.front().head;
    return StoredSchema{head.id,
                        head.owner,
                        head.name,
                        head.description,
                        head.version,
                        head.hash,
                        head.createdAt,
                        head.updatedAt,
                        std::move(found.front().document).value_or(std::string())};
}

} // namespace tw::server
