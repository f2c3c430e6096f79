// SPDX-License-Identifier: MIT
#include "lock_estimate.h"

#include "connection.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tw::cli {

namespace {

/// A row wider than this may be, and PostgreSQL makes a TOAST table for it.
constexpr std::size_t toastThreshold = 2000;

/// The most bytes a value takes; empty when the type sets no bound.
std::optional<std::size_t> largestSize(const ir::DataType &type, const TypeCatalog &types)
{
    if (type.isArray())
        return std::nullopt;
    if (type.isEnum())
        return 4;
    const auto argument = static_cast<std::size_t>(std::max(type.arguments[0], 0));
    switch (types.info(type.base).family) {
    case TypeFamily::Boolean:
    case TypeFamily::Integer:
    case TypeFamily::Float:
    case TypeFamily::Money:
    case TypeFamily::Date:
    case TypeFamily::Time:
    case TypeFamily::Timestamp:
    case TypeFamily::Interval:
    case TypeFamily::Uuid:
        return 16;
    case TypeFamily::Decimal:
        return type.argumentCount == 0 ? std::nullopt : std::optional(argument / 2 + 12);
    case TypeFamily::Text:
        // `char` alone is one character; `text` and `varchar` alone have no bound.
        return type.argumentCount == 0 ? std::nullopt : std::optional(argument * 4 + 4);
    case TypeFamily::Bit:
        return type.argumentCount == 0 ? std::nullopt : std::optional(argument / 8 + 9);
    default:
        return std::nullopt;
    }
}

} // namespace

LockEstimator::LockEstimator(const ir::Schema &schema, const TypeCatalog &types)
    : m_schema(schema), m_types(types), m_foreignKeys(schema.tables.size(), 0)
{
    for (const ir::ForeignKey &key : schema.foreignKeys)
        m_foreignKeys[key.source.table.index()] += key.addedLater ? 0 : 1;
}

std::size_t LockEstimator::locksOf(const Statement &statement) const
{
    switch (statement.origin.kind) {
    case Origin::Kind::Table:
        return locksOfTable(statement.origin.element);
    case Origin::Kind::Namespace:
    case Origin::Kind::Enum:
    case Origin::Kind::Index:
    case Origin::Kind::ForeignKey:
        return 1;
    case Origin::Kind::Schema:
    case Origin::Kind::Note:
    case Origin::Kind::Records:
        return 0; // on what was locked when it was made
    }
    return 0;
}

std::size_t LockEstimator::locksAlone(const Statement &statement) const
{
    if (statement.origin.kind != Origin::Kind::Records)
        return std::max<std::size_t>(locksOf(statement), 1);
    // The table, its TOAST table, its sequences and indexes; a table and an index for each key.
    const std::size_t index = m_schema.records[statement.origin.element].table.index();
    return 1 + locksOfTable(index) + m_schema.tables[index].indexes.size() + m_foreignKeys[index];
}

std::size_t LockEstimator::locksOfTable(std::size_t index) const
{
    const ir::Table &table = m_schema.tables[index];
    std::size_t locks = 2; // itself and its row type
    std::size_t rowSize = 0;
    for (const ir::Column &column : table.columns) {
        locks += column.autoIncrement ? 1 : 0;
        rowSize += largestSize(column.type, m_types).value_or(toastThreshold + 1);
    }
    if (rowSize > toastThreshold)
        locks += 2; // the TOAST table and its index
    const std::size_t keys = table.uniqueKeys.size() + (table.primaryKey ? 1 : 0);
    return locks + 2 * keys + m_foreignKeys[index]; // a key is a constraint and an index
}

std::size_t lockTableRoom(Connection &connection)
{
    // What PostgreSQL keeps for the lock table, and half as much again: a transaction that is alone
    // finds that in the spare shared memory. At the default settings, which keep 7,808 entries,
    // 12,600 were still given and 13,200 were not.
    const std::string text =
        connection.value("SELECT 3 * current_setting('max_locks_per_transaction')::bigint"
                         " * (current_setting('max_connections')::bigint"
                         " + current_setting('autovacuum_max_workers')::bigint + 1"
                         " + current_setting('max_worker_processes')::bigint"
                         " + current_setting('max_wal_senders')::bigint"
                         " + current_setting('max_prepared_transactions')::bigint) / 2");
    std::size_t size = 0;
    std::from_chars(text.data(), text.data() + text.size(), size);
    return size;
}

} // namespace tw::cli
