// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tw::server {

/// SQL that is prepared once on each connection under its name, which no other statement of the
/// program has. Lives as long as the program. Parameters and results are in binary form, so a
/// statement casts every parameter from `text`, `bytea` or an array of them or of `int4` or `uuid`,
/// and every column to `text` or `bytea` or an array of texts.
struct Statement {
    const char *name;
    const char *sql;
};

/// A UUID as PostgreSQL keeps it.
using Uuid = std::array<unsigned char, 16>;
/// Nothing unless the text is a UUID as this server writes it: 36 characters, lower case.
[[nodiscard]] std::optional<Uuid> parseUuid(std::string_view text);

/// A parameter that lives as long as its query. A document is shared, not copied.
class Parameter {
public:
    Parameter(std::string text) : m_data(std::move(text)) {} // NOLINT(google-explicit-constructor)
    Parameter(std::string_view text)
        : m_data(std::string(text)) {} // NOLINT(google-explicit-constructor)
    Parameter(const char *text)
        : m_data(std::string(text)) {}                  // NOLINT(google-explicit-constructor)
    Parameter(std::shared_ptr<const std::string> bytes) // NOLINT(google-explicit-constructor)
        : m_data(std::move(bytes))
    {
    }
    Parameter(std::nullopt_t) {} // NOLINT(google-explicit-constructor)
    static Parameter number(std::int64_t value) { return {std::to_string(value)}; }
    /// Arrays in PostgreSQL's binary form.
    static Parameter texts(const std::vector<std::string_view> &elements);
    static Parameter numbers(const std::vector<std::int32_t> &elements);
    static Parameter uuids(const std::vector<Uuid> &elements);

    /// Null: SQL's NULL.
    [[nodiscard]] const char *data() const;
    [[nodiscard]] std::size_t size() const;

private:
    std::variant<std::monostate, std::string, std::shared_ptr<const std::string>> m_data;
};

using Parameters = std::vector<Parameter>;

/// A statement with its values and with what its result means.
template <typename T> struct Query {
    const Statement *statement = nullptr;
    Parameters values;
    std::function<T(const PgResult &)> read;
};

/// What libpq takes for parameters. The pointers are those of the parameters.
struct BoundParameters {
    explicit BoundParameters(const Parameters &values);

    std::vector<const char *> data;
    std::vector<int> lengths;
    std::vector<int> formats;
    std::size_t bytes = 0;
};

/// Runs a query and waits for its result. Throws `PgError`.
template <typename T> [[nodiscard]] T run(PgConnection &connection, const Query<T> &query)
{
    return query.read(connection.run(*query.statement, query.values));
}

/// The elements of an array of texts, whatever its dimensions, in a column of a result.
[[nodiscard]] std::vector<std::string_view> textsOf(const PgResult &result, int row, int column);
/// The number that a column of a result spells. Throws `PgError` when it spells none.
[[nodiscard]] std::int64_t numberOf(const PgResult &result, int row, int column);

} // namespace tw::server
