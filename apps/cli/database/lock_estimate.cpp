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

std::size_t tableLocks(const ir::Table &table, const TypeCatalog &types)
{
    std::size_t locks = 1;
    std::size_t rowSize = 0;
    for (const ir::Column &column : table.columns) {
        locks += column.autoIncrement ? 1 : 0;
        rowSize += largestSize(column.type, types).value_or(toastThreshold + 1);
    }
    if (rowSize > toastThreshold)
        locks += 2; // the TOAST table and its index
    return locks + (table.primaryKey ? 1 : 0) + table.uniqueKeys.size();
}

} // namespace

std::size_t lockEstimate(const Statement &statement, const ir::Schema &schema,
                         const TypeCatalog &types)
{
    switch (statement.origin.kind) {
    case Origin::Kind::Table:
        return tableLocks(schema.tables[statement.origin.element], types);
    case Origin::Kind::Namespace:
    case Origin::Kind::Enum:
    case Origin::Kind::Index:
        return 1;
    case Origin::Kind::Schema:
    case Origin::Kind::ForeignKey:
    case Origin::Kind::Note:
        return 0; // on tables that were locked when they were made
    }
    return 0;
}

std::size_t lockTableSize(Connection &connection)
{
    // As PostgreSQL sizes the table when it starts.
    const std::string text =
        connection.value("SELECT current_setting('max_locks_per_transaction')::bigint"
                         " * (current_setting('max_connections')::bigint"
                         " + current_setting('autovacuum_max_workers')::bigint + 1"
                         " + current_setting('max_worker_processes')::bigint"
                         " + current_setting('max_wal_senders')::bigint"
                         " + current_setting('max_prepared_transactions')::bigint)");
    std::size_t size = 0;
    std::from_chars(text.data(), text.data() + text.size(), size);
    return size;
}

} // namespace tw::cli
