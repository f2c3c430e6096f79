// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/isolation/plugin_isolation.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tw::server {

enum class AuthMode : std::uint8_t { Local, Proxy };
enum class LogFormat : std::uint8_t { Text, Json };
enum class LogLevel : std::uint8_t { Debug, Info, Warning, Error };

/// What one document may hold.
struct DocumentLimits {
    std::size_t bodyBytes = 16 * 1024 * 1024;
    std::size_t nesting = 64;
    std::size_t tables = 10'000;
    std::size_t columns = 1'600; ///< of one table
    std::size_t foreignKeys = 100'000;
    std::size_t expressionBytes = 8 * 1024;
    std::chrono::milliseconds compileDeadline{30'000};
};

/// What one user may keep; 0: as much as there is room for.
struct UserLimits {
    std::int64_t schemas = 100'000;
    std::int64_t databases = 1'000;
};

/// What the process takes on at a time.
struct ProcessLimits {
    int requests = 4'096;                    ///< being worked on
    std::size_t connections = 4'096;         ///< of clients, over all event loops
    std::size_t memoryBudget = 768UL << 20U; ///< a third for bodies, the rest for compiles
    std::chrono::milliseconds headerTime{10'000};
    std::chrono::milliseconds bodyTime{15'000}; ///< and more for a body that comes fast enough
    std::chrono::milliseconds idleTime{30'000};
    std::chrono::milliseconds drainTime{10'000};
};

struct PoolSizes {
    int workers = 8;          ///< threads for compiles and whatever else takes long
    int databaseWorkers = 4;  ///< threads that make and drop databases
    int readConnections = 2;  ///< to the metadata, of each event loop, pipelined
    int writeConnections = 8; ///< to the metadata, of each event loop
    int warmDatabases = 4;    ///< empty ones kept ready; 0: none
};

/// Of the checks that documents go through.
struct PluginOptions {
    std::vector<std::string> folders; ///< searched before those that are always
    /// `processes` is also how many threads compile with plugins that may take their time.
    PluginIsolation isolation = ofThirdParties();
    std::string documentConfig; ///< a `tablewright.toml` for all documents; empty: none

    [[nodiscard]] static PluginIsolation ofThirdParties()
    {
        PluginIsolation isolation;
        isolation.of = PluginIsolation::Of::ThirdParty;
        return isolation;
    }
};

struct Options {
    std::string listenHost = "127.0.0.1";
    std::uint16_t listenPort = 8080;
    bool reusePort = false;  ///< several processes may listen on the address
    int threads = 1;         ///< event loops
    std::string dataFolder;  ///< absolute; not used with `postgresUrl`
    std::string postgresUrl; ///< empty: a private cluster in the data folder
    std::string postgresAdminUrl;
    bool opaqueNames = false; ///< names of databases tell neither user nor schema
    int keepEndedDays = 90;   ///< records of failed and dropped databases; 0: for ever
    AuthMode auth = AuthMode::Local;
    std::string proxySecretFile;
    std::vector<std::string> crossOrigins;
    LogFormat logFormat = LogFormat::Text;
    LogLevel logLevel = LogLevel::Info;
    bool accessLog = false;
    PluginOptions plugins;
    DocumentLimits document;
    UserLimits user;
    ProcessLimits process;
    PoolSizes pools;
};

/// The command line, the environment, the configuration file and the defaults, in this order. When
/// the program has nothing more to do, prints what there is to say and sets `exitCode`.
[[nodiscard]] std::optional<Options> readOptions(int argc, char **argv, int &exitCode);

} // namespace tw::server
