// SPDX-License-Identifier: MIT
#pragma once

#include "private_postgres.h"
#include "server_instance.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace tw::soak {

/// Several servers on one PostgreSQL, as many users would run them.
class Cluster {
public:
    struct Options {
        std::string program;
        std::size_t instances = 3;
        std::vector<std::string> serverOptions;
        std::vector<std::string> environment;
        std::vector<std::string> settings; ///< of PostgreSQL, as in its configuration file
    };
    explicit Cluster(Options options);

    PrivatePostgres &postgres() { return m_postgres; }
    ServerInstance &instance(std::size_t index) { return m_instances[index]; }
    [[nodiscard]] std::vector<std::uint16_t> ports() const;
    /// One more that is not running yet and that `ports()` does not name.
    [[nodiscard]] ServerInstance another(const std::string &name,
                                         const std::vector<std::string> &options = {}) const;
    void start(ServerInstance &instance, const std::string &more = {}) const;

    /// The seconds until all are ready and have answered from PostgreSQL. Throws
    /// `std::runtime_error` when that takes longer than `limit`, or when one has ended.
    double awaitReady(std::chrono::milliseconds limit);

    /// SIGKILL to one of them, and starts it again.
    void killAndRestart(std::size_t index);

private:
    Options m_options;
    PrivatePostgres m_postgres;
    std::deque<ServerInstance> m_instances;
};

} // namespace tw::soak
