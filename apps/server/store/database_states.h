// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace tw::server {

/// The states of a generated database. Each arrow is one statement of `DatabaseStore`:
///
///     (new) ─record─▶ creating ─markReady─▶ ready ◀─markFound── missing
///                        │                    │ └──markMissing────▶ │
///                        │ markFailed         │ beginDropping       │ beginDropping
///                        ▼                    ▼                     │
///                      failed ─beginDropping▶ dropping ◀────────────┘
///                                             │ markDropped
///                                             ▼
///                                           dropped
///
/// `creating` and `dropping` are under a lease; without a holder they wait for the reconciler to
/// try again, and may be dropped meanwhile.
namespace database_state {
inline constexpr std::string_view creating = "creating";
inline constexpr std::string_view ready = "ready";
inline constexpr std::string_view failed = "failed"; ///< nothing of it is left
inline constexpr std::string_view dropping = "dropping";
inline constexpr std::string_view dropped = "dropped";
inline constexpr std::string_view missing = "missing"; ///< somebody else dropped it

inline constexpr std::array all = {creating, ready, failed, dropping, dropped, missing};
} // namespace database_state

[[nodiscard]] constexpr bool isDatabaseState(std::string_view text)
{
    return std::find(database_state::all.begin(), database_state::all.end(), text) !=
           database_state::all.end();
}

} // namespace tw::server
