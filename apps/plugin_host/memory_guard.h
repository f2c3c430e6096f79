// SPDX-License-Identifier: MIT
#pragma once

namespace tw::plugin_host {

/// From now on, an allocation that fails ends the process and says so by its exit code, whoever
/// makes it and whatever it would do with a null pointer or an exception.
void endWhenOutOfMemory();

} // namespace tw::plugin_host
