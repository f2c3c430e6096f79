// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databases/script_runner.h"

#include <tablewright/backend/script.h>

#include <optional>

namespace tw::server {

/// Asks PostgreSQL itself whether it takes a script: runs it in an empty database of this
/// process' own, as a role that owns nothing else, and rolls it back. Thread-safe; blocks.
class ScratchCheck {
public:
    virtual ~ScratchCheck() = default;
    /// The statement that is refused; empty when all are taken. Throws `PgError`.
    [[nodiscard]] virtual std::optional<ScriptRefusal> refusalOf(const Script &script) = 0;
};

} // namespace tw::server
