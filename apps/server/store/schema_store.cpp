// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schema_store.h"

#include "store/timestamps.h"

#include <QCryptographicHash>

namespace tw::server {

namespace {

constexpr const char *insertSchema = R"(
WITH schema AS (
    INSERT INTO tablewright.schemas (owner, name, description, head_version)
    VALUES ($1, $2, $3, 1) RETURNING *
), version AS (
    INSERT INTO tablewright.versions (schema_id, number, document, hash)
    SELECT id, 1, $4::bytea, $5::bytea FROM schema
)
SELECT id::text, )" TABLEWRIGHT_TIMESTAMP("created_at") ", " TABLEWRIGHT_TIMESTAMP("updated_at") R"(
FROM schema)";

constexpr const char *selectSchema = R"(
SELECT s.id::text, s.owner, s.name, s.description, v.number::text, encode(v.hash, 'hex'), )" TABLEWRIGHT_TIMESTAMP(
    "s.created_at") ", " TABLEWRIGHT_TIMESTAMP("s.updated_at") R"(, v.document
FROM tablewright.schemas s
JOIN tablewright.versions v ON v.schema_id = s.id
    AND v.number = coalesce($3::text::int, s.head_version)
WHERE s.id = $1::text::uuid AND s.owner = $2)";

} // namespace

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (dash ? c != '-' : !hex)
            return false;
    }
    return true;
}

StoredSchema SchemaStore::create(const NewSchema &schema)
{
    QCryptographicHash sha(QCryptographicHash::Sha256);
    sha.addData(
        QByteArrayView(schema.document.data(), static_cast<qsizetype>(schema.document.size())));
    const std::string hash = sha.result().toStdString();
    const auto connection = m_pool.acquire();
    const PgResult result =
        connection->query(insertSchema, {schema.owner, schema.name, schema.description,
                                         PgValue::bytes(schema.document), PgValue::bytes(hash)});
    return {std::string(result.text(0, 0)),
            std::string(schema.owner),
            std::string(schema.name),
            std::string(schema.description),
            1,
            sha.result().toHex().toStdString(),
            std::string(result.text(0, 1)),
            std::string(result.text(0, 2)),
            std::string(schema.document)};
}

std::optional<StoredSchema> SchemaStore::find(std::string_view owner, std::string_view id,
                                              std::optional<int> version)
{
    if (!isUuid(id))
        return std::nullopt;
    const std::string number = version ? std::to_string(*version) : std::string();
    const auto connection = m_pool.acquire();
    const PgResult result =
        connection->query(selectSchema, {id, owner, version ? PgValue(number) : std::nullopt});
    if (result.rowCount() == 0)
        return std::nullopt;
    const auto text = [&](int column) { return std::string(result.text(0, column)); };
    return StoredSchema{text(0), text(1), text(2), text(3), std::stoi(text(4)),
                        text(5), text(6), text(7), text(8)};
}

} // namespace tw::server
