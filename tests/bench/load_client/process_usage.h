// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <sys/types.h>

namespace tw::load {

// What a process has used or holds, all of its threads together, from /proc. Zero when it is gone.

[[nodiscard]] double cpuSecondsOf(pid_t process);
[[nodiscard]] std::uint64_t residentBytesOf(pid_t process);
[[nodiscard]] std::size_t descriptorsOf(pid_t process);

} // namespace tw::load
