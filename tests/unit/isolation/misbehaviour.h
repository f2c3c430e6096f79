// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace tw::test {

/// Where a host calls a plugin, as the file beside it names the place: `constructor segv`.
enum class Entry { Static, Constructor, Passes, Diagnostics, Name, Description };

/// Does what the file `<plugin>.mode` tells to do at `entry`, which may be nothing.
void misbehaveAt(Entry entry);

/// Does what the word says: `segv`, `throw`, `sleep` and so on. Returns for those after which a
/// plugin goes on, and for words that it does not know.
void misbehave(std::string_view act);

/// What can be seen from within this process: `uid=65534 fds=0,1,2,3 cwd=/ environment=…`.
[[nodiscard]] std::string surroundings();

} // namespace tw::test
