// SPDX-License-Identifier: MIT
#pragma once

#include "base/file_descriptor.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace tw::isolation {

/// A new process, leader of a process group of its own, and the host's end of its socket.
struct SpawnedProcess {
    pid_t id = 0;
    FileDescriptor socket;
};

/// Starts the program with nothing of this process but what is named here: `arguments`, the
/// environment below, its end of the socket as `pipeDescriptor`, and /dev/null as standard input,
/// output and error. Throws `std::runtime_error` when it cannot be started.
[[nodiscard]] SpawnedProcess spawn(const std::string &program,
                                   const std::vector<std::string> &arguments);

/// Where `tablewright-plugin-host` stands beside the engine's library.
[[nodiscard]] std::string defaultHelperProgram();

} // namespace tw::isolation
