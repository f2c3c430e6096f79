// SPDX-License-Identifier: MIT
// Hostile text in every place of both languages: what is refused does nothing, and what is accepted
// makes exactly what was declared. See README.md.
#include "case_list.h"
#include "coverage.h"
#include "judge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <random>
#include <thread>

namespace tw::test {

namespace {

namespace fs = std::filesystem;

struct Arguments {
    bool all = false;
    bool update = false;
    bool print = false;    ///< what means something and is accepted
    unsigned every = 1200; ///< one case of so many; where a text reaches the database, eight
    bool strict = false;   ///< only where a text reaches the database
    std::uint64_t seed = 0;
    unsigned workers = 2;
    unsigned seconds = 0; ///< take up no more positions after so many; 0: no limit
    std::string host;     ///< only this one
    std::string place;    ///< only positions whose description has this
    std::size_t line = 0;
};

Arguments readArguments(const std::vector<std::string> &words)
{
    Arguments arguments;
    arguments.seed = std::random_device()();
    for (const std::string &word : words) {
        const std::string value = word.substr(std::min(word.find('=') + 1, word.size()));
        if (word == "--all")
            arguments.all = true;
        else if (word == "--strict")
            arguments.strict = true;
        else if (word == "--print")
            arguments.print = true;
        else if (word == "--update")
            arguments.update = true;
        else if (word.starts_with("--every="))
            arguments.every = std::max(1U, static_cast<unsigned>(std::stoul(value)));
        else if (word.starts_with("--seed="))
            arguments.seed = std::stoull(value);
        else if (word.starts_with("--seconds="))
            arguments.seconds = static_cast<unsigned>(std::stoul(value));
        else if (word.starts_with("--workers="))
            arguments.workers = std::max(1U, static_cast<unsigned>(std::stoul(value)));
        else if (word.starts_with("--host="))
            arguments.host = value;
        else if (word.starts_with("--place="))
            arguments.place = value;
        else if (word.starts_with("--line="))
            arguments.line = std::stoul(value);
        else
            throw std::runtime_error("no such option: " + word);
    }
    return arguments;
}

/// A file that nothing but a program started by a hostile text would make. The server's own
/// account can write there.
class MarkerFile {
public:
    MarkerFile()
    {
        std::string name = (fs::temp_directory_path() / "tablewright-injection.XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("cannot make a folder");
        m_folder = name;
        fs::permissions(m_folder, fs::perms::all);
    }
    MarkerFile(const MarkerFile &) = delete;
    MarkerFile &operator=(const MarkerFile &) = delete;
    ~MarkerFile()
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    [[nodiscard]] std::string path() const { return (m_folder / "marker").string(); }

private:
    fs::path m_folder;
};

std::vector<Host> readHosts(const std::string &only)
{
    std::vector<Host> hosts;
    std::vector<std::string> paths;
    for (const auto &entry : fs::directory_iterator(fs::path(TABLEWRIGHT_INJECTION_DIR) / "hosts"))
        paths.push_back(entry.path().string());
    std::ranges::sort(paths);
    for (const std::string &path : paths) {
        if (only.empty() || path.ends_with('/' + only))
            hosts.push_back(readHost(path));
    }
    return hosts;
}

std::uint64_t mixed(std::uint64_t value)
{
    value ^= value >> 33U;
    value *= 0xff51afd7ed558ccdULL;
    value ^= value >> 33U;
    value *= 0xc4ceb9fe1a85ec53ULL;
    return value ^ (value >> 33U);
}

class Run {
public:
    Run(Arguments arguments, std::string url)
        : m_arguments(std::move(arguments)), m_url(std::move(url)),
          m_corpus(readCorpus(TABLEWRIGHT_INJECTION_DIR "/corpus.jsonl", m_marker.path())),
          m_hosts(readHosts(m_arguments.host))
    {
        for (const Host &host : m_hosts) {
            for (Position &position : positionsOf(host)) {
                if (position.describe().find(m_arguments.place) != std::string::npos)
                    m_positions.push_back(std::move(position));
            }
        }
        m_kinds.resize(m_positions.size(), PositionKind::Declared);
    }

    int all()
    {
        (void)compiler(); // made by one thread
        bool good = everyPlaceIsThere();
        work();
        good = kindsAreAsRecorded() && good;
        report();
        good =
            m_tally.problems.empty() && m_tally.incomparable * 20 <= m_tally.declared + 20 && good;
        return (sabotageIsNoticed() && good) ? 0 : 1;
    }

private:
    bool everyPlaceIsThere() const
    {
        if (!m_arguments.host.empty() || !m_arguments.place.empty())
            return true;
        const std::string root = TABLEWRIGHT_SOURCE_DIR;
        std::set<std::string> here;
        std::set<std::string> dbml;
        for (const Position &position : m_positions) {
            if (position.host->language == Language::Json) {
                if (position.token().kind == HostToken::Kind::JsonString)
                    here.insert(position.token().place);
            } else {
                std::string place = position.token().place;
                for (std::size_t at = 0; at != std::string::npos;
                     at = place.find_first_of("/ ", at + 1)) {
                    const std::size_t begin = at == 0 ? 0 : at + 1;
                    dbml.insert(place.substr(begin, place.find_first_of("/: ", begin) - begin));
                }
            }
        }
        std::set<std::string> places = stringPlaces(root + "/grammar/schema.json");
        std::vector<std::string> missing;
        std::ranges::set_difference(places, here, std::back_inserter(missing));
        const std::string features = root + "/../shared/dbml/features.md";
        if (fs::exists(features)) {
            const std::set<std::string> wanted = dbmlFeatures(features);
            std::ranges::set_difference(wanted, dbml, std::back_inserter(missing));
            fmt::print("{} places of strings in JSON, {} features of DBML\n", places.size(),
                       wanted.size());
        } else {
            fmt::print("{} places of strings in JSON; the list of DBML's features is not here\n",
                       places.size());
        }
        for (const std::string &place : missing)
            fmt::print("no host has a text at {}\n", place);
        return missing.empty() && places.size() > 100;
    }

    void work()
    {
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < m_arguments.workers; ++i)
            threads.emplace_back([this] { workSome(); });
        for (std::thread &thread : threads)
            thread.join();
        m_seconds = secondsGone();
    }

    [[nodiscard]] double secondsGone() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
    }

    void workSome()
    try {
        Judge judge(compiler(), {m_url, m_marker.path(), Sabotage::None, 0, m_arguments.print});
        for (std::size_t turn = m_next++; turn < m_positions.size(); turn = m_next++) {
            // From another one in each run, should the time be limited.
            const std::size_t i = (turn + m_arguments.seed) % m_positions.size();
            if (m_arguments.seconds > 0 && secondsGone() > m_arguments.seconds) {
                ++m_skipped;
                continue;
            }
            m_kinds[i] = judge.kindOf(m_positions[i]);
            const bool reaches = m_kinds[i] == PositionKind::Strict;
            if (m_arguments.strict && !reaches)
                continue;
            const unsigned every =
                reaches ? std::max(1U, m_arguments.every / 8) : m_arguments.every;
            for (const HostileText &text : m_corpus) {
                if (m_arguments.line != 0 && text.line != m_arguments.line)
                    continue;
                const std::uint64_t dice = mixed(m_arguments.seed ^ mixed(i * 100'000 + text.line));
                if (m_arguments.all || dice % every == 0)
                    judge.judge(m_positions[i], m_kinds[i], text,
                                static_cast<unsigned>(dice >> 40U));
            }
        }
        const std::scoped_lock lock(m_mutex);
        m_tally.add(judge.tally());
    } catch (const std::exception &error) {
        const std::scoped_lock lock(m_mutex);
        m_tally.problems.push_back(fmt::format("the test itself: {}", error.what()));
    }

    /// `positions.txt` says what each place does; a change must be wanted.
    bool kindsAreAsRecorded() const
    {
        if (!m_arguments.host.empty() || !m_arguments.place.empty() || m_skipped > 0)
            return true;
        std::set<std::string> lines;
        for (std::size_t i = 0; i < m_positions.size(); ++i) {
            // What nothing harmless can be said at is the most, and needs no record.
            if (m_kinds[i] != PositionKind::Declared)
                lines.insert(fmt::format("{} {}", spelling(m_kinds[i]), m_positions[i].describe()));
        }
        const std::string path = TABLEWRIGHT_INJECTION_DIR "/positions.txt";
        if (m_arguments.update) {
            std::ofstream(path) << fmt::format("{}\n", fmt::join(lines, "\n"));
            return true;
        }
        std::ifstream file(path);
        std::set<std::string> recorded;
        for (std::string line; std::getline(file, line);)
            recorded.insert(line);
        std::vector<std::string> changed;
        std::ranges::set_symmetric_difference(lines, recorded, std::back_inserter(changed));
        for (const std::string &line : changed)
            fmt::print("{} in positions.txt (--update writes it): {}\n",
                       recorded.contains(line) ? "no longer true" : "missing", line);
        return changed.empty();
    }

    void report() const
    {
        const auto count = [this](PositionKind kind) { return std::ranges::count(m_kinds, kind); };
        fmt::print("{} texts, {} positions in {} hosts: {} strict, {} silent, {} declared\n",
                   m_corpus.size(), m_positions.size(), m_hosts.size(), count(PositionKind::Strict),
                   count(PositionKind::Silent), count(PositionKind::Declared));
        fmt::print("{} cases, {}, seed {}: {:.1f} s\n", m_tally.cases,
                   m_arguments.all ? "all"
                                   : fmt::format("one of {} and of {}", m_arguments.every / 8,
                                                 m_arguments.every),
                   m_arguments.seed, m_seconds);
        if (m_skipped > 0)
            fmt::print("  {} positions skipped for want of time\n", m_skipped.load());
        fmt::print("  {} refused\n  {} accepted, the script is the host's\n  {} applied, byte for "
                   "byte\n  {} applied, catalog as the schema says ({} not compared)\n  {} "
                   "accepted with a script "
                   "that was applied before\n  {} unverified, of which the server refused {}\n"
                   "  {} refused by the server, as they declare the canary's own table\n",
                   m_tally.refused, m_tally.sameScript, m_tally.strict, m_tally.declared,
                   m_tally.incomparable, m_tally.repeated, m_tally.unverified,
                   m_tally.unverifiedRefused, m_tally.alreadyThere);
        std::string codes;
        for (const auto &[code, times] : m_tally.codes)
            codes += fmt::format(" {} {}", code, times);
        fmt::print("  refusals:{}\n", codes);
        constexpr std::size_t most = 200;
        for (std::size_t i = 0; i < std::min(most, m_tally.problems.size()); ++i)
            fmt::print("\n{}\n", m_tally.problems[i]);
        if (!m_tally.problems.empty())
            fmt::print("\n{} problems\n", m_tally.problems.size());
    }

    /// Scripts with bad quoting must be found out.
    bool sabotageIsNoticed()
    {
        bool good = true;
        for (const auto &[sabotage, what, value] :
             {std::tuple{Sabotage::Names, "names without quotes", "by_price"},
              std::tuple{Sabotage::Literals, "texts without escapes", "all that is there"}}) {
            Judge judge(compiler(), {m_url, m_marker.path(), sabotage, 0, false});
            const Host host = readHost(TABLEWRIGHT_INJECTION_DIR "/hosts/names.json");
            for (const Position &position : positionsOf(host)) {
                if (position.token().value != value)
                    continue;
                for (const HostileText &text : m_corpus) {
                    if (text.group == "statements" || text.group == "quotes")
                        judge.judge(position, PositionKind::Strict, text, 0);
                }
            }
            const std::vector<std::string> &problems = judge.tally().problems;
            const auto gone = std::ranges::count_if(problems, [](const std::string &problem) {
                return problem.find("the canary is gone") != std::string::npos;
            });
            fmt::print("spoilt on purpose, {}: {} of {} noticed, the canary gone {} times\n", what,
                       problems.size(), judge.tally().strict, gone);
            good = good && gone > 0 && problems.size() > 20;
        }
        if (!good)
            fmt::print("bad quoting was not noticed\n");
        return good;
    }

    Arguments m_arguments;
    std::string m_url;
    MarkerFile m_marker;
    std::vector<HostileText> m_corpus;
    std::vector<Host> m_hosts;
    std::vector<Position> m_positions;
    std::vector<PositionKind> m_kinds;
    std::atomic<std::size_t> m_next{0};
    std::mutex m_mutex;
    InjectionTally m_tally;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
    double m_seconds = 0;
    std::atomic<std::size_t> m_skipped{0}; ///< for want of time
};

} // namespace

} // namespace tw::test

int main(int argc, char **argv)
{
    try {
        std::setvbuf(stdout, nullptr, _IOLBF, 0);
        const std::vector<std::string> words(argv + 1, argv + argc);
        return tw::test::Run(tw::test::readArguments(words), tw::test::serverUrl()).all();
    } catch (const std::exception &error) {
        fmt::print(stderr, "{}\n", error.what());
        return 2;
    }
}
