// SPDX-License-Identifier: MIT
// What is accepted applies, and what is refused for the database's sake would be refused by the
// database: valid schemas, schemas broken in one place, and any schema at all, against a real
// server (TABLEWRIGHT_TEST_POSTGRES).
//
//     RC_PARAMS="max_success=20000" tests/support/with_postgres build/dev/bin/property_soundness
//
// `--valid SEED` and `--broken SEED` judge one case again, `--facts` every single fact that the
// valid schemas are made of.

#include "case_list.h"
#include "prover.h"
#include "schema_generator.h"
#include "schema_shrinker.h"
#include "valid_schemas.h"

#include <tablewright/frontend/writers.h>

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string_view>

namespace tw::test {

namespace {

/// What one kind of schema came to.
class Tally {
public:
    void count(const Verdict &verdict)
    {
        ++m_total;
        ++m_kinds[verdict.kind];
        const std::string cause(verdict.kind == Verdict::Kind::Refused ? verdict.server
                                                                       : spelling(verdict.kind));
        for (const std::string &code : verdict.codes)
            ++m_codes[code][cause];
        for (const std::string &reason : verdict.reasons)
            ++m_reasons[reason];
    }

    [[nodiscard]] std::size_t of(Verdict::Kind kind) const
    {
        const auto found = m_kinds.find(kind);
        return found == m_kinds.end() ? 0 : found->second;
    }
    [[nodiscard]] std::size_t total() const { return m_total; }

    [[nodiscard]] std::size_t acceptedCount() const
    {
        return of(Verdict::Kind::Sound) + of(Verdict::Kind::Unverified);
    }

    /// Whether fewer than 1 % of the accepted are unverified; of a few thousand and less, whether
    /// there are no more than a share of 1 % would give but once in a thousand runs.
    [[nodiscard]] bool isRarelyUnverified() const
    {
        const auto allowed = static_cast<double>(acceptedCount()) / 100;
        const double chance = acceptedCount() < 5000 ? 3 * std::sqrt(allowed) : 0;
        return acceptedCount() == 0 ||
               static_cast<double>(of(Verdict::Kind::Unverified)) < allowed + chance;
    }

    /// In hundredths of a percent.
    [[nodiscard]] std::size_t unverifiedShare() const
    {
        const std::size_t accepted = acceptedCount();
        return accepted == 0 ? 0 : of(Verdict::Kind::Unverified) * 10'000 / accepted;
    }

    void print(std::string_view what) const
    {
        fmt::print("{}: {} schemas\n", what, m_total);
        for (const auto &[kind, count] : m_kinds)
            fmt::print("  {:6} {}\n", count, spelling(kind));
        fmt::print("  unverified of the accepted: {}.{:02} %\n", unverifiedShare() / 100,
                   unverifiedShare() % 100);
        for (const auto &[code, causes] : m_codes) {
            std::string line;
            for (const auto &[cause, count] : causes)
                line += fmt::format("{}{} {}", line.empty() ? "" : ", ", count, cause);
            fmt::print("  {} {}\n", code, line);
        }
        constexpr std::size_t shown = 25;
        std::vector<std::pair<std::size_t, std::string_view>> reasons;
        for (const auto &[reason, count] : m_reasons)
            reasons.emplace_back(count, reason);
        std::ranges::sort(reasons, std::greater());
        for (std::size_t i = 0; i < std::min(shown, reasons.size()); ++i)
            fmt::print("  {:6} {}\n", reasons[i].first, reasons[i].second);
        std::fflush(stdout);
    }

private:
    std::size_t m_total = 0;
    std::map<Verdict::Kind, std::size_t> m_kinds;
    std::map<std::string, std::map<std::string, std::size_t>> m_codes;
    std::map<std::string, std::size_t> m_reasons;
};

/// What was wrong: each kind of it once, in its smallest form.
class Failures {
public:
    explicit Failures(Prover &prover) : m_prover(prover) {}

    void add(const Verdict &verdict, const ir::Schema &schema, Prover::Depth depth,
             const std::string &which)
    {
        std::size_t &count =
            m_counts[std::string(spelling(verdict.kind)) + ": " + verdict.signature];
        constexpr std::size_t shown = 25;
        if (++count > 1 || m_counts.size() > shown)
            return;
        const std::function<bool(const ir::Schema &)> fails = [&](const ir::Schema &smaller) {
            return m_prover.judge(smaller, depth).isLike(verdict);
        };
        const ir::Schema smallest = shrink(schema, fails);
        fmt::print("\n=== {}: {}\n{}\n{}\n", spelling(verdict.kind), which,
                   m_prover.judge(smallest, depth).detail, writeJson(smallest));
        std::fflush(stdout);
    }

    [[nodiscard]] bool none() const { return m_counts.empty(); }

    void print() const
    {
        for (const auto &[what, count] : m_counts)
            fmt::print("WRONG {} × {}\n", count, what);
    }

private:
    Prover &m_prover;
    std::map<std::string, std::size_t> m_counts;
};

class Run {
public:
    explicit Run(const std::string &url) : m_prover(url), m_failures(m_prover) {}

    void valid(std::uint64_t seed, bool deep)
    {
        Choices choices(seed);
        const ir::Schema schema = makeValidSchema(choices);
        const Prover::Depth depth{.catalog = deep || m_turn % 10 == 0,
                                  .languages = deep || m_turn % 5 == 0};
        ++m_turn;
        const Verdict verdict = m_prover.judge(schema, depth);
        m_valid.count(verdict);
        if (verdict.isWrong())
            m_failures.add(verdict, schema, depth, fmt::format("--valid {}", seed));
        else if (verdict.kind > Verdict::Kind::Unverified)
            invalid(verdict, schema, seed);
        if (m_turn % 10 == 0)
            tamper(schema);
    }

    void broken(std::uint64_t seed, bool deep)
    {
        Choices choices(seed);
        ir::Schema schema = makeValidSchema(choices);
        std::string how;
        for (int i = 0; how.empty() && i <= 50; ++i) // not every schema has what a mutation breaks
            how = breakSchema(schema, choices);
        if (how.empty())
            return;
        ++m_ways[how];
        const Prover::Depth depth{.catalog = deep || m_turn % 20 == 0,
                                  .languages = deep || m_turn % 5 == 0};
        ++m_turn;
        judge(schema, depth, m_broken, fmt::format("--broken {} ({})", seed, how));
    }

    void any(const ir::Schema &schema)
    {
        judge(schema, {.catalog = m_turn++ % 10 == 0}, m_any, "any schema");
    }

    void facts()
    {
        for (const SingleFact &fact : singleFacts()) {
            const Prover::Depth depth{.catalog = true, .languages = true};
            const Verdict verdict = m_prover.judge(fact.schema, depth);
            m_facts.count(verdict);
            if (verdict.isWrong() || verdict.kind != Verdict::Kind::Sound) {
                ++m_invalid;
                fmt::print("{}: {}: {} {}{}\n", spelling(verdict.kind), fact.name,
                           fmt::join(verdict.codes, " "), verdict.server,
                           verdict.isWrong() ? '\n' + verdict.detail : "");
            }
        }
        m_facts.print("single facts");
    }

    void printValid() const { m_valid.print("valid schemas"); }
    void printBroken() const
    {
        m_broken.print("broken schemas");
        fmt::print("  broken in {} ways\n", m_ways.size());
    }
    void printAny() const { m_any.print("any schema"); }

    /// Whether all is as it must be.
    bool finish()
    {
        fmt::print("catalogs changed behind our back: {} of {} seen\n", m_tampered - m_unseen,
                   m_tampered);
        m_failures.print();
        const bool rarelyUnverified = m_valid.isRarelyUnverified();
        if (!rarelyUnverified)
            fmt::print("WRONG 1 % or more of the accepted valid schemas are unverified\n");
        if (m_invalid > 0)
            fmt::print("WRONG {} valid schemas are none\n", m_invalid);
        return m_failures.none() && rarelyUnverified && m_invalid == 0 && m_unseen == 0;
    }

private:
    void judge(const ir::Schema &schema, Prover::Depth depth, Tally &tally,
               const std::string &which)
    {
        const Verdict verdict = m_prover.judge(schema, depth);
        tally.count(verdict);
        if (verdict.isWrong())
            m_failures.add(verdict, schema, depth, which);
    }

    /// Both refuse what was made to be valid: the generator's fault.
    void invalid(const Verdict &verdict, const ir::Schema &schema, std::uint64_t seed)
    {
        constexpr std::size_t shown = 10;
        if (++m_invalid > shown)
            return;
        const std::function<bool(const ir::Schema &)> fails = [&](const ir::Schema &smaller) {
            const Verdict found = m_prover.judge(smaller, {});
            return found.kind == verdict.kind && found.codes == verdict.codes;
        };
        fmt::print("\n=== not valid: --valid {}: {} {} {}\n{}\n", seed, spelling(verdict.kind),
                   fmt::join(verdict.codes, " "), verdict.server, writeJson(shrink(schema, fails)));
        std::fflush(stdout);
    }

    void tamper(const ir::Schema &schema)
    {
        const Prover::Tampering tampering =
            m_prover.tamper(schema, m_turn / 10 % Prover::tamperings());
        if (tampering.statement.empty())
            return;
        ++m_tampered;
        if (tampering.seen)
            return;
        ++m_unseen;
        fmt::print("\n=== not seen: {}\n", tampering.statement);
    }

    Prover m_prover;
    Failures m_failures;
    Tally m_valid;
    Tally m_broken;
    Tally m_any;
    Tally m_facts;
    std::map<std::string, std::size_t> m_ways;
    std::size_t m_turn = 0;
    std::size_t m_invalid = 0;
    std::size_t m_tampered = 0;
    std::size_t m_unseen = 0;
};

std::uint64_t anySeed()
{
    return *rc::gen::noShrink(
        rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
}

int run(int argc, char **argv)
{
    // One thread so far.
    setenv("RC_PARAMS", "max_success=500 noshrink=1", 0); // NOLINT(concurrency-mt-unsafe)
    Run run(serverUrl());
    const std::string_view what = argc > 1 ? argv[1] : "";
    if (argc == 3) {
        const std::uint64_t seed = std::strtoull(argv[2], nullptr, 10);
        if (what == "--valid") {
            run.valid(seed, true);
            run.printValid();
        } else {
            run.broken(seed, true);
            run.printBroken();
        }
        return run.finish() ? 0 : 1;
    }
    if (what == "--facts") {
        run.facts();
        return run.finish() ? 0 : 1;
    }
    bool good = rc::check("valid schemas apply", [&] { run.valid(anySeed(), false); });
    run.printValid();
    good =
        rc::check("broken schemas are refused, or apply", [&] { run.broken(anySeed(), false); }) &&
        good;
    run.printBroken();
    good = rc::check("any schema is judged as the server does",
                     [&] {
                         const GeneratedSchema generated =
                             *schemas({.garbage = true, .annotations = false});
                         run.any(generated.schema);
                     }) &&
           good;
    run.printAny();
    return run.finish() && good ? 0 : 1;
}

} // namespace

} // namespace tw::test

int main(int argc, char **argv)
{
    try {
        return tw::test::run(argc, argv);
    } catch (const std::exception &error) {
        fmt::print(stderr, "{}\n", error.what());
        return 2;
    }
}
