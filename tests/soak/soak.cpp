// SPDX-License-Identifier: MIT
#include "cluster.h"
#include "flatness.h"

#include "process_usage.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include <unistd.h>

namespace {

using namespace std::chrono_literals;
using namespace tw::soak;
using Clock = std::chrono::steady_clock;

struct Options {
    std::string server = TABLEWRIGHT_SERVER;
    std::string client = TABLEWRIGHT_LOAD_CLIENT;
    double minutes = 10;
    double sampleEvery = 5;
    unsigned connections = 100;
};

// Growth over the time that is looked at, that passes for none: of memory 2 % or 4 MiB, since the
// allocator keeps up to 1 MiB for each of the threads that work; of descriptors and connections 1.
// A hundred bytes lost with each request are 40 MB in ten minutes.
constexpr double memoryPart = 0.02;
constexpr double memoryBytes = 4.0 * 1024 * 1024;
constexpr double someDescriptors = 1;
constexpr int mostWarmUps = 12;

std::vector<std::string> clientArguments(const Options &options, const ServerInstance &server,
                                         double seconds, double rate)
{
    return {options.client,
            "--mode",
            "soak",
            "--port",
            fmt::format("{}", server.port()),
            "--server-pid",
            fmt::format("{}", server.pid()),
            "--connections",
            fmt::format("{}", options.connections),
            "--keep",
            "20",
            "--seconds",
            fmt::format("{}", seconds),
            "--rate",
            fmt::format("{:.1f}", rate)};
}

double numberIn(const std::string &json, const std::string &name)
{
    const std::size_t at = json.find("\"" + name + "\":");
    if (at == std::string::npos)
        throw std::runtime_error("the load client has not reported: " + json);
    return std::strtod(json.c_str() + at + name.size() + 3, nullptr);
}

/// Takes samples until the client has ended; returns its report.
std::string watch(ChildProcess &client, const Options &options, Cluster &cluster,
                  std::array<Flatness, 3> &series, const std::string &log)
{
    Sql sql(cluster.postgres().superuserUrl());
    ServerInstance &server = cluster.instance(0);
    const auto start = Clock::now();
    const auto interval = std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(options.sampleEvery));
    for (auto next = start + interval; client.isRunning(); next += interval) {
        while (Clock::now() < next && client.isRunning())
            std::this_thread::sleep_for(50ms);
        if (!server.isRunning())
            throw std::runtime_error("the server ended: " + server.log());
        const double at = std::chrono::duration<double>(Clock::now() - start).count();
        const auto take = [&](std::size_t which, double value) {
            series.at(which).samples.push_back({at, value});
        };
        take(0, static_cast<double>(tw::load::residentBytesOf(server.pid())));
        take(1, static_cast<double>(tw::load::descriptorsOf(server.pid())));
        take(2, std::stod(sql.value("SELECT count(*)::text FROM pg_stat_activity "
                                    "WHERE backend_type = 'client backend'")));
    }
    // The last samples see the clients go.
    for (Flatness &one : series) {
        for (int i = 0; i < 2 && one.samples.size() > 2; ++i)
            one.samples.pop_back();
    }
    return readFile(log);
}

double measurePeak(const Options &options, Cluster &cluster, const std::string &log)
{
    Command command;
    command.arguments = clientArguments(options, cluster.instance(0), 5, 0);
    command.log = log;
    ChildProcess client(command);
    static_cast<void>(client.waitForEnd(3min));
    client.kill();
    return numberIn(readFile(log), "requestsPerSecond");
}

/// At full speed until memory stands still twice: caches and pools are full then, so that what
/// grows afterwards is no cache. Returns the requests a second.
double warmUp(const Options &options, Cluster &cluster)
{
    double peak = 0;
    double before = 0;
    int still = 0;
    for (int i = 0; i < mostWarmUps; ++i) {
        const std::string log = fmt::format("{}/peak{}.json", cluster.postgres().folder(), i);
        peak = std::max(peak, measurePeak(options, cluster, log));
        const auto resident =
            static_cast<double>(tw::load::residentBytesOf(cluster.instance(0).pid()));
        still = resident < before * (1 + memoryPart) ? still + 1 : 0;
        if (still == 2)
            break;
        before = std::max(before, resident);
    }
    return peak;
}

int run(const Options &options)
{
    Cluster cluster({options.server,
                     1,
                     {"--threads", "2", "--max-schemas", "0", "--warm-databases", "1"},
                     {},
                     {}});
    const std::string folder = cluster.postgres().folder();
    const double peak = warmUp(options, cluster);
    const double rate = peak / 10;
    fmt::print("peak {:.0f} requests/s, soaking at {:.0f} for {} minutes over {} connections\n",
               peak, rate, options.minutes, options.connections);
    std::fflush(stdout);

    std::array<Flatness, 3> series = {
        Flatness{"resident memory (bytes)", {}, memoryPart, memoryBytes},
        Flatness{"descriptors", {}, 0, someDescriptors},
        Flatness{"connections to PostgreSQL", {}, 0, someDescriptors}};
    const std::string log = folder + "/soak.json";
    Command command;
    command.arguments = clientArguments(options, cluster.instance(0), options.minutes * 60, rate);
    command.log = log;
    ChildProcess client(command);
    const std::string report = watch(client, options, cluster, series, log);
    fmt::print("{}", report);

    bool isFlat = true;
    for (const Flatness &one : series) {
        const Flatness::Result result = one.result();
        fmt::print("{}: median {:.0f}, grew by {:+.1f} (allowed {:.1f}) over the last three "
                   "quarters, {:+.1f} an hour; {} samples: {}\n",
                   one.name, result.median, result.growth, result.allowed, result.perHour,
                   one.samples.size(), result.isFlat() ? "flat" : "NOT FLAT");
        isFlat = isFlat && result.isFlat();
    }
    const auto errors = static_cast<long>(numberIn(report, "errors"));
    const bool endedWell = cluster.instance(0).stop();
    fmt::print("{} errors{}\n", errors, endedWell ? "" : ", the server did not end well");
    return isFlat && errors == 0 && endedWell ? 0 : 1;
}

} // namespace

// What CLI11 throws while options are declared would be a mistake in this program.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char **argv)
{
    Options options;
    CLI::App cli("A tenth of what the server can do, for long: nothing may grow", "soak");
    cli.add_option("minutes", options.minutes, "how long")->capture_default_str();
    cli.add_option("--server", options.server, "the program")->capture_default_str();
    cli.add_option("--sample-every", options.sampleEvery, "seconds")->capture_default_str();
    cli.add_option("--connections", options.connections, "one person each")->capture_default_str();
    try {
        cli.parse(argc, argv);
        return run(options);
    } catch (const CLI::ParseError &error) {
        return cli.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception &error) {
        fmt::print(stderr, "soak: {}\n", error.what());
        return 1;
    }
}
