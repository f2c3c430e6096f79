// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/calls.h"
#include "app/data_folder.h"
#include "app/event_loop.h"
#include "app/measured.h"
#include "app/metrics.h"
#include "app/options.h"
#include "app/server.h"
#include "app/text_cache.h"
#include "databases/database_life_cycle.h"
#include "databases/postgres_scratch_check.h"
#include "databases/private_cluster.h"
#include "store/pg_pool.h"

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace tw::server {

/// What the options mean for the front. One value for all event loops: they share its budgets.
[[nodiscard]] FrontLimits frontLimits(const Options &options);
[[nodiscard]] CompilerSettings compilerSettings(const Options &options, Metrics &metrics);
[[nodiscard]] MetadataLimits metadataLimits(const Options &options);
/// Throws `std::runtime_error` when the proxy's secret cannot be read.
[[nodiscard]] std::shared_ptr<const Authenticator> makeAuthenticator(const Options &options);

/// In the order in which they are made; the reverse of it is the order in which they go.
struct Server::Parts {
    explicit Parts(const Options &options)
        : compiler(compilerSettings(options, metrics)),
          workers(options.pools.workers, options.pools.databaseWorkers,
                  static_cast<int>(options.plugins.isolation.processes), options.process.requests),
          metadata(metadataLimits(options)), limits(frontLimits(options))
    {
    }

    Metrics metrics{allRoutes(nullptr)};
    DocumentCompiler compiler;
    Workers workers;
    MetadataLimits metadata; ///< of each event loop
    FrontLimits limits;
    std::atomic<bool> isStopping{false};
    VersionCache versions;
    TextCache texts{32UL * 1024 * 1024};

    std::optional<DataFolder> folder;
    std::unique_ptr<PrivateCluster> cluster;
    DatabaseHost host;
    std::unique_ptr<PgPool> metadataPool;
    std::unique_ptr<DatabaseStore> databases;
    std::unique_ptr<DatabaseLifeCycle> lifeCycle;
    std::unique_ptr<MeasuredLifeCycle> measuredLifeCycle;
    std::unique_ptr<PgPool> scratchPool;
    std::unique_ptr<PostgresScratchCheck> scratch;
    std::unique_ptr<MeasuredScratchCheck> measuredScratch;
    std::unique_ptr<Services> services;
    std::unique_ptr<EndpointContext> endpoint;
    std::vector<std::unique_ptr<EventLoop>> loops;
};

} // namespace tw::server
