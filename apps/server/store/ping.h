// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/statement.h"

namespace tw::server {

/// Whether the metadata answers and has its tables.
[[nodiscard]] inline Query<bool> ping()
{
    static constexpr Statement statement{
        "ping", "SELECT (to_regclass('tablewright.versions') IS NOT NULL)::text"};
    return {&statement, {}, [](const PgResult &result) { return result.text(0, 0) == "true"; }};
}

} // namespace tw::server
