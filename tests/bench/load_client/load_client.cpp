// SPDX-License-Identifier: MIT
#include "person.h"
#include "process_usage.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace tw::load;

struct Options {
    Target target;
    std::string mode = "mix";
    std::size_t connections = 1000;
    double seconds = 10;
    double warmUp = 2;
    double rate = 0; ///< requests a second, all together; 0: as fast as answers come
    pid_t serverPid = 0;
};

std::string escaped(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return result;
}

Clock::duration secondsOf(double seconds)
{
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

/// Drives everybody through preparing, warming up and measuring.
class Crowd {
public:
    explicit Crowd(const Options &options) : m_options(options), m_mix(mixNamed(options.mode))
    {
        for (std::size_t i = 0; i < options.connections; ++i)
            m_persons.push_back(
                std::make_unique<Person>(m_loop, options.target, m_mix, m_tally, i));
    }

    /// False when not even the preparations came to an end.
    bool run()
    {
        // A server that is new to all of them gets them by and by.
        m_unprepared = m_persons.size();
        const std::size_t first = std::min<std::size_t>(m_persons.size(), 32);
        for (m_next = 0; m_next < first;)
            prepareNext();
        if (!m_loop.run(Clock::now() + std::chrono::minutes(2)))
            return false;
        const auto start = Clock::now();
        const auto measured = start + secondsOf(m_options.warmUp);
        m_end = measured + secondsOf(m_options.seconds);
        m_loop.at(measured, [this] {
            m_tally.isMeasuring = true;
            m_began = Clock::now();
            m_cpu = cpuSecondsOf(m_options.serverPid);
        });
        m_loop.at(m_end, [this] {
            m_tally.isMeasuring = false;
            m_lasted = std::chrono::duration<double>(Clock::now() - m_began).count();
            m_cpu = cpuSecondsOf(m_options.serverPid) - m_cpu;
            m_loop.stop();
        });
        const auto interval =
            m_options.rate > 0 ? secondsOf(static_cast<double>(m_persons.size()) / m_options.rate)
                               : Clock::duration::zero();
        for (std::size_t i = 0; i < m_persons.size(); ++i) {
            const auto offset = interval * static_cast<int>(i) / static_cast<int>(m_persons.size());
            m_loop.at(start + offset, [this, i, interval, due = start + offset] {
                next(*m_persons[i], due, interval);
            });
        }
        m_loop.run();
        return true;
    }

    [[nodiscard]] const Tally &tally() const { return m_tally; }
    [[nodiscard]] std::string report() const;

private:
    void prepareNext()
    {
        m_persons[m_next++]->prepare([this] {
            if (--m_unprepared == 0)
                m_loop.stop();
            else if (m_next < m_persons.size())
                prepareNext();
        });
    }

    /// With an interval, a call is due at its time even when the one before it was slow, and its
    /// latency counts from then on.
    void next(Person &person, Clock::time_point due, Clock::duration interval)
    {
        person.callOnce(due, [this, &person, due, interval] {
            const auto now = Clock::now();
            if (now >= m_end)
                return;
            if (interval == Clock::duration::zero()) {
                // A server that cannot be reached must not make this a busy loop.
                if (m_tally.errors > 0)
                    m_loop.after(std::chrono::milliseconds(1),
                                 [this, &person] { next(person, Clock::now(), {}); });
                else
                    next(person, now, interval);
                return;
            }
            const auto then = due + interval;
            if (then <= now)
                next(person, then, interval);
            else
                m_loop.at(then, [this, &person, then, interval] { next(person, then, interval); });
        });
    }

    const Options &m_options;
    Mix m_mix;
    ClientLoop m_loop;
    Tally m_tally;
    std::vector<std::unique_ptr<Person>> m_persons;
    std::size_t m_next = 0;
    std::size_t m_unprepared = 0;
    Clock::time_point m_began{};
    Clock::time_point m_end{};
    double m_lasted = 0;
    double m_cpu = 0;
};

std::string quantiles(const Histogram &histogram)
{
    return fmt::format(
        R"({{"count":{},"p50":{:.3f},"p90":{:.3f},"p99":{:.3f},"p999":{:.3f},"max":{:.3f}}})",
        histogram.total(), histogram.quantileMs(0.5), histogram.quantileMs(0.9),
        histogram.quantileMs(0.99), histogram.quantileMs(0.999), histogram.maxMs());
}

std::string Crowd::report() const
{
    const auto requests = static_cast<double>(m_tally.latency.total());
    std::string statuses;
    for (const auto &[status, count] : m_tally.statuses)
        statuses += fmt::format(R"({}"{}":{})", statuses.empty() ? "" : ",", status, count);
    std::string calls;
    for (std::size_t i = 0; i < callCount; ++i) {
        if (m_tally.byCall.at(i).total() > 0)
            calls += fmt::format(R"({}"{}":{})", calls.empty() ? "" : ",",
                                 nameOf(static_cast<Call>(i)), quantiles(m_tally.byCall.at(i)));
    }
    std::string errors;
    for (const std::string &error : m_tally.firstErrors)
        errors += fmt::format(R"({}"{}")", errors.empty() ? "" : ",", escaped(error));
    return fmt::format(
        R"({{"mode":"{}","connections":{},"seconds":{:.2f},"requests":{},"errors":{},)"
        R"("requestsPerSecond":{:.1f},"serverCpuSeconds":{:.2f},"requestsPerCpuSecond":{:.1f},)"
        R"("latencyMs":{},"calls":{{{}}},"statuses":{{{}}},"firstErrors":[{}]}})",
        m_options.mode, m_persons.size(), m_lasted, m_tally.latency.total(), m_tally.errors,
        m_lasted > 0 ? requests / m_lasted : 0, m_cpu, m_cpu > 0 ? requests / m_cpu : 0,
        quantiles(m_tally.latency), calls, statuses, errors);
}

} // namespace

// What CLI11 throws while options are declared would be a mistake in this program.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char **argv)
{
    Options options;
    CLI::App cli("Many persons who work with the server at once; checks every answer",
                 "load_client");
    cli.add_option("--port", options.target.port, "of the server, on 127.0.0.1")->required();
    cli.add_option("--mode", options.mode,
                   "mix, soak, create, envelope, document, version, update, list or validate")
        ->capture_default_str();
    cli.add_option("--connections", options.connections, "one person each")
        ->check(CLI::Range(1, 60000))
        ->capture_default_str();
    cli.add_option("--seconds", options.seconds, "that are measured")->capture_default_str();
    cli.add_option("--warm-up", options.warmUp, "seconds before")->capture_default_str();
    cli.add_option("--rate", options.rate, "requests a second, all together; 0 is no limit");
    cli.add_option("--bytes", options.target.documentBytes, "of a document")->capture_default_str();
    cli.add_option("--server-pid", options.serverPid, "whose CPU time is read");
    cli.add_option("--keep", options.target.keptSchemas, "schemas a person has at most");
    cli.add_option("--proxy-secret", options.target.proxySecret,
                   "of a server with `--auth proxy`: every person is a user")
        ->envname("TABLEWRIGHT_LOAD_PROXY_SECRET");
    try {
        cli.parse(argc, argv);
        Crowd crowd(options);
        const bool ended = crowd.run();
        fmt::print("{}\n", crowd.report());
        if (!ended)
            fmt::print(stderr, "load_client: the persons could not make their schemas in time\n");
        return ended && crowd.tally().errors == 0 ? 0 : 1;
    } catch (const CLI::ParseError &error) {
        return cli.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception &error) {
        fmt::print(stderr, "load_client: {}\n", error.what());
        return 2;
    }
}
