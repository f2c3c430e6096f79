// SPDX-License-Identifier: MIT
#include "cluster.h"
#include "register_load.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <random>
#include <thread>

namespace {

using namespace std::chrono_literals;
using namespace tw::soak;

struct Options {
    std::string server = TABLEWRIGHT_SERVER;
    std::uint64_t operations = 100'000;
    unsigned disturbances = 9;
    std::uint64_t seed = std::random_device()();
};

constexpr auto recoveryLimit = 20s;

/// Ends something in the middle of the load, and tells what and how long it was felt.
void disturb(Cluster &cluster, RegisterLoad &load, unsigned round, std::mt19937_64 &random)
{
    load.expectTrouble(true);
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 300));
    const char *what = "kill -9 of one of three servers";
    switch (round % 3) {
    case 0:
        cluster.killAndRestart(random() % 3);
        break;
    case 1:
        what = "kill -9 of one of PostgreSQL's backends";
        cluster.postgres().killBackend();
        break;
    default:
        what = "immediate stop and start of PostgreSQL";
        cluster.postgres().stopImmediately();
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 1000));
        cluster.postgres().start();
        break;
    }
    const double seconds = cluster.awaitReady(recoveryLimit);
    const std::uint64_t before = load.operations();
    load.waitForOperations(before + 500, 10s);
    load.expectTrouble(false);
    fmt::print("{}: all ready again after {:.2f} s; {} requests had no answer or 503 so far\n",
               what, seconds, load.troubled());
    std::fflush(stdout);
}

int run(const Options &options)
{
    fmt::print("seed {}\n", options.seed);
    std::mt19937_64 random(options.seed);
    Cluster cluster({options.server, 3, {"--threads", "1", "--warm-databases", "0"}, {}, {}});
    RegisterLoad load({cluster.ports(), 16, 48, options.seed});
    const auto start = std::chrono::steady_clock::now();
    load.start();
    if (!load.waitForOperations(options.operations, 30min))
        fmt::print("too slow: {} operations only\n", load.operations());
    fmt::print("{} operations at three instances, undisturbed, in {:.1f} s\n", load.operations(),
               std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    for (unsigned i = 0; i < options.disturbances; ++i)
        disturb(cluster, load, i, random);
    load.stop();
    load.readBack();
    const RegisterHistory &history = load.history();
    fmt::print("{} operations, {} acknowledged writes, {} refused ones; every version read back\n",
               load.operations(), load.acknowledged(), load.refused());
    for (const std::string &violation : history.firstViolations())
        fmt::print("VIOLATION: {}\n", violation);
    fmt::print("{} violations\n", history.violations());
    return history.violations() == 0 && load.operations() >= options.operations ? 0 : 1;
}

} // namespace

// What CLI11 throws while options are declared would be a mistake in this program.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char **argv)
{
    Options options;
    CLI::App cli("Three servers on one PostgreSQL: what one acknowledges, all answer",
                 "linearizability");
    cli.add_option("--server", options.server, "the program")->capture_default_str();
    cli.add_option("--operations", options.operations, "undisturbed")->capture_default_str();
    cli.add_option("--disturbances", options.disturbances,
                   "kills of a server, of a backend, of PostgreSQL, in turn, afterwards")
        ->capture_default_str();
    cli.add_option("--seed", options.seed, "of what is chosen at random");
    try {
        cli.parse(argc, argv);
        return run(options);
    } catch (const CLI::ParseError &error) {
        return cli.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception &error) {
        fmt::print(stderr, "linearizability: {}\n", error.what());
        return 1;
    }
}
