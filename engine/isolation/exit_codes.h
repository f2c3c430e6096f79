// SPDX-License-Identifier: MIT
#pragma once

namespace tw::isolation {

/// How a plugin's process ends itself, for the host to put into words. A plugin that calls
/// `_exit(70)` is believed, which does nobody harm.
enum HelperExit : int {
    ExitOutOfMemory = 70,
    ExitPipeClosed = 71,  ///< by the plugin
    ExitPipeGarbled = 72, ///< what came from the host was not what it sent: the plugin read of it
    ExitOtherBuild = 73,  ///< than the host's: neither would understand the other
};

/// Where a plugin's process finds its end of the socket.
inline constexpr int pipeDescriptor = 3;

} // namespace tw::isolation
