// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tw::server {

struct Options {
    std::string listenHost = "127.0.0.1";
    std::uint16_t listenPort = 8080;
    std::string dataFolder;  ///< absolute; not used with `postgresUrl`
    std::string postgresUrl; ///< empty: a private cluster in the data folder
    std::string postgresAdminUrl;
    int threads = 1; ///< event loops
};

/// The command line and the environment. When the program has nothing more to do, prints what there
/// is to say and sets `exitCode`.
[[nodiscard]] std::optional<Options> readOptions(int argc, char **argv, int &exitCode);

} // namespace tw::server
