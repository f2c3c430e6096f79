// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace tw::server {

/// Every place where a test can end, fail or hold the server; see `failPoint()`.
inline constexpr std::array<std::string_view, 33> failPointNames = {
    // making a database
    "create.begin", "create.recorded", "create.locked", "create.renaming", "create.renamed",
    "create.role", "create.database", "create.opened", "create.filled", "create.ready",
    // undoing what came to nothing
    "undo.begin", "undo.dropped", "undo.failed",
    // dropping
    "drop.recorded", "drop.locked", "drop.gone", "drop.dropped",
    // of every dropping and undoing, step by step in PostgreSQL
    "physical.closed", "physical.database", "physical.role",
    // filling the warm pool
    "spare.recorded", "spare.role", "spare.database", "spare.closed", "spare.ready",
    // a new password
    "credentials.locked", "credentials.changed",
    // reconciling
    "reconcile.begin", "reconcile.taken", "reconcile.spare", "reconcile.orphan",
    "reconcile.missing", "reconcile.end"};

/// A name out of the list above; another one does not compile.
class FailPointName {
public:
    // NOLINTNEXTLINE(google-explicit-constructor)
    consteval FailPointName(const char *name) : m_name(name)
    {
        if (std::find(failPointNames.begin(), failPointNames.end(), m_name) == failPointNames.end())
            throw "not in failPointNames";
    }
    [[nodiscard]] constexpr std::string_view text() const { return m_name; }

private:
    std::string_view m_name;
};

#ifdef TABLEWRIGHT_FAIL_POINTS
inline constexpr bool hasFailPoints = true;

/// Does what is armed for this place: by `TABLEWRIGHT_FAIL_POINT=name[:kill|:error|:pause]`, or by
/// `armFailPoint()`. `kill` (the default) ends this process with SIGKILL, `error` throws a
/// `PgError` once, `pause` waits until the point is disarmed.
void failPoint(FailPointName name);

/// `name[:action]`; empty disarms. Throws `std::invalid_argument`.
void armFailPoint(std::string_view text);
/// Whether somebody waits at the armed point.
[[nodiscard]] bool isFailPointReached();
#else
inline constexpr bool hasFailPoints = false;

inline void failPoint(FailPointName) {}
#endif

} // namespace tw::server
