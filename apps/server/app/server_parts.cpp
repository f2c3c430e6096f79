// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server_parts.h"

#include "http/authenticator.h"

namespace tw::server {

namespace {

/// The engine's own check of what PostgreSQL takes tells more than the limit would.
constexpr std::size_t columnsOfPostgres = 1'600;

/// Of the memory budget, a third is for bodies.
constexpr std::size_t budgetParts = 3;

} // namespace

FrontLimits frontLimits(const Options &options)
{
    FrontLimits limits;
    limits.request.bodyBytes = options.document.bodyBytes;
    limits.connections = std::make_shared<Budget>(options.process.connections);
    limits.header = options.process.headerTime;
    limits.body = options.process.bodyTime;
    limits.idle = options.process.idleTime;
    limits.bodyBytes = std::make_shared<Budget>(options.process.memoryBudget / budgetParts);
    if (options.auth == AuthMode::Proxy)
        limits.userBodies = std::make_shared<UserShares>(limits.bodyBytes);
    limits.vitalTargets = {"/healthz", "/readyz", "/metrics"};
    limits.requestsInFlight =
        std::make_shared<Budget>(static_cast<std::size_t>(options.process.requests));
    return limits;
}

CompilerSettings compilerSettings(const Options &options, Metrics &metrics)
{
    const DocumentLimits &given = options.document;
    CompilerSettings settings;
    settings.pluginFolders = options.plugins.folders;
    settings.isolation = options.plugins.isolation;
    settings.configuration = options.plugins.documentConfig;
    settings.limits.inputBytes = given.bodyBytes;
    settings.limits.nesting = given.nesting;
    settings.limits.tables = given.tables;
    if (given.columns < columnsOfPostgres)
        settings.limits.columns = given.columns;
    settings.limits.foreignKeys = given.foreignKeys;
    settings.limits.expressionBytes = given.expressionBytes;
    settings.deadline = given.compileDeadline;
    settings.memory = options.process.memoryBudget / budgetParts * (budgetParts - 1);
    settings.observe = [&metrics](const CompileResult &result, std::chrono::nanoseconds time) {
        metrics.compiled(result.ok ? Metrics::Compile::Ok : Metrics::Compile::Refused, time);
    };
    return settings;
}

MetadataLimits metadataLimits(const Options &options)
{
    MetadataLimits limits;
    limits.readConnections = options.pools.readConnections;
    limits.writeConnections = options.pools.writeConnections;
    limits.queuedReads = limits.queuedWrites = static_cast<std::size_t>(options.process.requests);
    return limits;
}

std::shared_ptr<const Authenticator> makeAuthenticator(const Options &options)
{
    if (options.auth == AuthMode::Local)
        return std::make_shared<LocalAuthenticator>(options.crossOrigins);
    return std::make_shared<ProxyAuthenticator>(readProxySecret(options.proxySecretFile),
                                                options.crossOrigins);
}

} // namespace tw::server
