// SPDX-License-Identifier: MIT
#include "cluster.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace tw::soak {

Cluster::Cluster(Options options) : m_options(std::move(options)), m_postgres(m_options.settings)
{
    for (std::size_t i = 0; i < m_options.instances; ++i) {
        m_instances.push_back(another(fmt::format("server{}", i)));
        start(m_instances.back());
    }
    awaitReady(std::chrono::seconds(30));
}

ServerInstance Cluster::another(const std::string &name,
                                const std::vector<std::string> &options) const
{
    std::vector<std::string> all = m_options.serverOptions;
    all.insert(all.end(), options.begin(), options.end());
    return {m_options.program, m_postgres, name, std::move(all)};
}

void Cluster::start(ServerInstance &instance, const std::string &more) const
{
    std::vector<std::string> environment = m_options.environment;
    if (!more.empty())
        environment.push_back(more);
    instance.start(environment);
}

std::vector<std::uint16_t> Cluster::ports() const
{
    std::vector<std::uint16_t> ports;
    for (const ServerInstance &instance : m_instances)
        ports.push_back(instance.port());
    return ports;
}

double Cluster::awaitReady(std::chrono::milliseconds limit)
{
    const auto start = std::chrono::steady_clock::now();
    for (ServerInstance &instance : m_instances) {
        for (const char *path : {"/readyz", "/api/v1/schemas?limit=1"}) {
            const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - start);
            if (answersWithin(instance.port(), path, limit - spent))
                continue;
            throw std::runtime_error(
                instance.isRunning()
                    ? fmt::format("{} is not answered after {} ms", path, limit.count())
                    : "a server ended: " + instance.log());
        }
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void Cluster::killAndRestart(std::size_t index)
{
    m_instances[index].kill();
    start(m_instances[index]);
}

} // namespace tw::soak
