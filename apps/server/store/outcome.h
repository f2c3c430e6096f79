// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

#include <functional>
#include <utility>
#include <variant>

namespace tw::server {

/// What came of an asynchronous statement: its value, or why there is none.
template <typename T> class Outcome {
public:
    Outcome(T value) : m_result(std::move(value)) {}       // NOLINT(google-explicit-constructor)
    Outcome(PgError error) : m_result(std::move(error)) {} // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool isError() const { return m_result.index() == 1; }
    /// Only when `isError()`.
    [[nodiscard]] const PgError &error() const { return std::get<1>(m_result); }
    /// Calls `look` with the value if there is one.
    template <typename Look> void inspect(Look &&look) const
    {
        if (const auto *value = std::get_if<0>(&m_result))
            std::forward<Look>(look)(*value);
    }
    /// The value; throws the `PgError` when there is none.
    [[nodiscard]] T take()
    {
        if (auto *error = std::get_if<1>(&m_result))
            throw *error; // NOLINT(misc-throw-by-value-catch-by-reference)
        return std::move(std::get<0>(m_result));
    }

private:
    std::variant<T, PgError> m_result;
};

/// Called once, on the event loop of the client that was asked.
template <typename T> using Completion = std::function<void(Outcome<T>)>;

} // namespace tw::server
