// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

#include <tablewright/backend/script.h>

#include <chrono>
#include <cstddef>
#include <optional>

namespace tw::server {

struct ScriptRefusal {
    /// The statement that PostgreSQL refused; the number of statements when it was the end.
    std::size_t statement = 0;
    PgError error;
};

/// Runs the whole script as one multi-statement query, which is one transaction, and counts the
/// results to know which statement failed. Cancels it at the deadline. Throws `PgError` when there
/// is no connection.
[[nodiscard]] std::optional<ScriptRefusal> runScript(const PgTarget &target, const Script &script,
                                                     std::chrono::milliseconds deadline);

} // namespace tw::server
