// SPDX-License-Identifier: MIT
// What keeps the faults of a plugin in its process. None of it holds a plugin that means harm.
#pragma once

#include "isolation/messages.h"

#include <string>

namespace tw::plugin_host {

/// Before anything else. False when no host has started this program.
[[nodiscard]] bool takePipe();

/// Ends the process group when the host is gone, whatever the plugin does at the time. Starts a
/// thread; call it when the process has become who it is to be.
void watchHost();

/// Ends this process, which the host does not want any more or has left behind, and what it has
/// started.
[[noreturn]] void endGroup();

/// Becomes the user that `start` names and takes on its limits. Throws `std::runtime_error` with
/// the reason when it cannot.
void confine(const isolation::Start &start);

/// Why this user cannot read one of the files; empty when it can.
[[nodiscard]] std::string unreadableFile(const isolation::Start &start);

} // namespace tw::plugin_host
