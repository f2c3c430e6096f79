// SPDX-License-Identifier: MIT
#include "cluster.h"
#include "documents.h"
#include "life_check.h"
#include "register_load.h"

#include "databases/fail_point.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <exception>
#include <random>
#include <stdexcept>
#include <thread>

namespace {

using namespace std::chrono_literals;
using namespace tw::soak;

struct Options {
    std::string server = TABLEWRIGHT_SERVER;
    unsigned rounds = 200;
    std::uint64_t seed = std::random_device()();
    std::string only; ///< a kind of round, or the start of a fail point's name
};

constexpr auto recoveryLimit = 30s;
// The lease of one who died, and a round of the reconciler; without fail points these are minutes.
constexpr auto reconcilePatience = tw::server::hasFailPoints ? 30s : 240s;
constexpr std::size_t shownLog = 1500;
constexpr unsigned patienceWithFailures = 3; // what is stuck makes every later round wrong
constexpr const char *schemas = "/api/v1/schemas";

// The engine cannot know that there is no such function, PostgreSQL does.
constexpr const char *refusedDocument =
    R"json({"name":"refused","tables":[{"id":"t","name":"t","columns":[{"id":"a","name":"id",)json"
    R"json("dataType":"INT","primaryKey":true},{"id":"b","name":"b","dataType":"INT",)json"
    R"json("defaultValue":{"expression":"no_such_function()"}}]}],"foreignKeys":[]})json";

/// Who makes and drops databases all the time, at any of the instances.
class Errands {
public:
    Errands(std::vector<std::uint16_t> ports, std::string schema, DatabaseLedger &ledger,
            std::uint64_t seed)
        : m_ports(std::move(ports)), m_schema(std::move(schema)), m_ledger(ledger)
    {
        for (std::uint64_t i = 0; i < 3; ++i)
            m_threads.emplace_back([this, seed, i] { run(seed * 10 + i); });
    }
    Errands(const Errands &) = delete;
    Errands &operator=(const Errands &) = delete;
    ~Errands() { stop(); }

    void stop()
    {
        m_isStopping = true;
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
    }
    /// After `stop()`: answers that nobody should get.
    [[nodiscard]] const std::vector<std::string> &wrongAnswers() const { return m_wrong; }

private:
    void run(std::uint64_t seed)
    {
        std::mt19937_64 random(seed);
        while (!m_isStopping) {
            const std::uint16_t port = m_ports[random() % m_ports.size()];
            const std::string toDrop = random() % 2 == 0 ? m_ledger.oneToDrop() : std::string();
            if (toDrop.empty())
                make(port);
            else
                drop(port, toDrop);
        }
    }
    void make(std::uint16_t port)
    {
        const PlainAnswer answer =
            request(port, "POST", fmt::format("{}/{}/databases", schemas, m_schema));
        if (answer.status == 201)
            m_ledger.created(std::string(tw::load::textMember(answer.body, "id")));
        else
            check(answer, "making a database");
    }
    void drop(std::uint16_t port, const std::string &id)
    {
        const PlainAnswer answer = request(port, "DELETE", "/api/v1/databases/" + id);
        if (answer.status == 204)
            m_ledger.dropped(id);
        else
            check(answer, "dropping a database");
    }
    void check(const PlainAnswer &answer, std::string_view what)
    {
        if (answer.status != 0 && answer.status != 503) {
            const std::lock_guard lock(m_mutex);
            m_wrong.push_back(fmt::format("{}: {} {}", what, answer.status, answer.body));
        }
        std::this_thread::sleep_for(20ms);
    }

    std::vector<std::uint16_t> m_ports;
    std::string m_schema;
    DatabaseLedger &m_ledger;
    std::atomic<bool> m_isStopping{false};
    std::mutex m_mutex;
    std::vector<std::string> m_wrong;
    std::vector<std::thread> m_threads;
};

class Rounds {
public:
    explicit Rounds(const Options &options);
    /// Returns how many failed.
    unsigned run();

private:
    struct Outcome {
        std::string note;
        std::vector<std::string> wrong;
    };

    [[nodiscard]] std::vector<std::string> kinds() const;
    [[nodiscard]] Outcome play(const std::string &kind);
    [[nodiscard]] Outcome atFailPoint(const std::string &point);
    [[nodiscard]] Outcome killSomething(const std::string &kind);
    /// Makes a request that gets the victim to its fail point.
    void provoke(ServerInstance &victim, const std::string &point);
    [[nodiscard]] std::string schemaOf(std::string_view document);
    [[nodiscard]] std::string databaseOf(std::uint16_t port);

    const Options &m_options;
    std::mt19937_64 m_random;
    Cluster m_cluster;
    DatabaseLedger m_ledger;
    LifeCheck m_check;
    std::string m_schema;
    std::string m_refusedSchema;
};

std::vector<std::string> expectedTables()
{
    std::vector<std::string> tables;
    for (int i = 0; i < 10; ++i)
        tables.push_back(fmt::format("table_{}", i));
    return tables;
}

Rounds::Rounds(const Options &options)
    : m_options(options), m_random(options.seed),
      m_cluster({options.server,
                 3,
                 {"--threads", "1", "--warm-databases", "1", "--max-databases", "0"},
                 {"TABLEWRIGHT_LEASE_TIME=1500"},
                 {}}),
      m_check(m_cluster.postgres(), m_ledger, expectedTables()),
      m_schema(schemaOf(tw::load::schemaDocument(1))),
      m_refusedSchema(schemaOf(tw::load::smallDocument("to be refused")))
{
    // What the scratch check would not let in gets in behind its back.
    Sql sql(m_cluster.postgres().superuserUrl("tablewright"));
    sql.rows("UPDATE tablewright.versions SET document = convert_to($2, 'UTF8'), hash = "
             "sha256(convert_to($2, 'UTF8')) WHERE schema_id = $1",
             {m_refusedSchema, refusedDocument});
    sql.rows("UPDATE tablewright.schemas SET head_hash = sha256(convert_to($2, 'UTF8')) "
             "WHERE id = $1",
             {m_refusedSchema, refusedDocument});
}

std::string Rounds::schemaOf(std::string_view document)
{
    const PlainAnswer answer = request(m_cluster.ports()[0], "POST", schemas, document);
    if (answer.status != 201)
        throw std::runtime_error(
            fmt::format("storing a schema: {} {}", answer.status, answer.body));
    return std::string(tw::load::textMember(answer.body, "id"));
}

std::string Rounds::databaseOf(std::uint16_t port)
{
    const PlainAnswer answer =
        request(port, "POST", fmt::format("{}/{}/databases", schemas, m_schema));
    if (answer.status != 201)
        throw std::runtime_error(
            fmt::format("making a database: {} {}", answer.status, answer.body));
    std::string id(tw::load::textMember(answer.body, "id"));
    m_ledger.created(id);
    return id;
}

std::vector<std::string> Rounds::kinds() const
{
    std::vector<std::string> all;
    if (tw::server::hasFailPoints) {
        for (const std::string_view name : tw::server::failPointNames) {
            // Orphans and missing databases are made by nobody but an administrator.
            if (name != "reconcile.orphan" && name != "reconcile.missing")
                all.emplace_back(name);
        }
    }
    for (int i = 0; i < 4; ++i) { // about a third of all rounds
        for (const char *kind : {"server", "backend", "postmaster", "postgresql"})
            all.emplace_back(kind);
    }
    std::erase_if(all, [this](const auto &kind) { return !kind.starts_with(m_options.only); });
    if (all.empty())
        throw std::runtime_error(fmt::format("there is no kind of round `{}`", m_options.only));
    return all;
}

void Rounds::provoke(ServerInstance &victim, const std::string &point)
{
    if (point.starts_with("spare.") || point.starts_with("reconcile."))
        return; // at its start, by itself
    if (point.starts_with("create.") || point.starts_with("undo.")) {
        if (point.starts_with("create.renam"))
            std::this_thread::sleep_for(700ms); // until a spare is there to be renamed
        const std::string &schema = point.starts_with("undo.") ? m_refusedSchema : m_schema;
        const PlainAnswer answer =
            request(victim.port(), "POST", fmt::format("{}/{}/databases", schemas, schema));
        if (answer.status == 201)
            m_ledger.created(std::string(tw::load::textMember(answer.body, "id")));
        return;
    }
    const std::string id = databaseOf(m_cluster.ports()[m_random() % 3]);
    if (point.starts_with("credentials.")) {
        static_cast<void>(
            request(victim.port(), "POST", fmt::format("/api/v1/databases/{}/credentials", id)));
        return;
    }
    m_ledger.dropBegins(id);
    if (request(victim.port(), "DELETE", "/api/v1/databases/" + id).status == 204)
        m_ledger.dropped(id);
}

Rounds::Outcome Rounds::atFailPoint(const std::string &point)
{
    Outcome outcome;
    // The other three have no trouble at all with one that dies beside them.
    RegisterLoad load({m_cluster.ports(), 3, 6, m_random()});
    load.start();
    const bool needsSpares = point.starts_with("spare.") || point.starts_with("create.renam");
    ServerInstance victim =
        m_cluster.another("victim", {"--warm-databases", needsSpares ? "2" : "0"});
    bool died = false;
    try {
        m_cluster.start(victim, "TABLEWRIGHT_FAIL_POINT=" + point + ":kill");
        provoke(victim, point);
        died = victim.endsWithin(5s);
    } catch (const std::runtime_error &) {
        died = !victim.isRunning(); // before it could listen, or tell so
        if (!died)
            throw;
    }
    outcome.note = died ? "killed" : "not reached";
    // There need not be anything for a reconciler to do, when there are three others.
    if (!died && point != "reconcile.taken" && point != "reconcile.spare")
        outcome.wrong.emplace_back("the fail point was not reached: " + victim.log());
    victim.kill();
    load.waitForOperations(300, 20s);
    load.stop();
    load.readBack();
    outcome.wrong.insert(outcome.wrong.end(), load.history().firstViolations().begin(),
                         load.history().firstViolations().end());
    return outcome;
}

Rounds::Outcome Rounds::killSomething(const std::string &kind)
{
    Outcome outcome;
    RegisterLoad load({m_cluster.ports(), 3, 12, m_random()});
    load.start();
    Errands errands(m_cluster.ports(), m_schema, m_ledger, m_random());
    std::this_thread::sleep_for(std::chrono::milliseconds(200 + m_random() % 500));
    load.expectTrouble(true);
    if (kind == "server") {
        m_cluster.killAndRestart(m_random() % 3);
    } else if (kind == "backend") {
        for (int i = 0; i < 3 && !m_cluster.postgres().killBackend(); ++i)
            std::this_thread::sleep_for(20ms);
    } else {
        if (kind == "postmaster")
            m_cluster.postgres().killPostmaster();
        else
            m_cluster.postgres().stopImmediately();
        std::this_thread::sleep_for(std::chrono::milliseconds(m_random() % 500));
        m_cluster.postgres().start();
    }
    const double seconds = m_cluster.awaitReady(recoveryLimit);
    load.expectTrouble(false);
    load.waitForOperations(load.operations() + 100, 20s);
    errands.stop();
    load.stop();
    load.readBack();
    outcome.note = fmt::format("ready again after {:.2f} s, {} requests without success", seconds,
                               load.troubled());
    outcome.wrong = errands.wrongAnswers();
    outcome.wrong.insert(outcome.wrong.end(), load.history().firstViolations().begin(),
                         load.history().firstViolations().end());
    return outcome;
}

Rounds::Outcome Rounds::play(const std::string &kind)
{
    Outcome outcome;
    try {
        outcome = kind.find('.') != std::string::npos ? atFailPoint(kind) : killSomething(kind);
        m_cluster.awaitReady(recoveryLimit);
    } catch (const std::exception &error) {
        outcome.wrong.emplace_back(error.what());
    }
    const auto start = std::chrono::steady_clock::now();
    const auto found = m_check.findingsAfter(reconcilePatience, true);
    outcome.wrong.insert(outcome.wrong.end(), found.begin(), found.end());
    outcome.note += fmt::format(
        ", reconciled after {:.1f} s",
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return outcome;
}

unsigned Rounds::run()
{
    std::vector<std::string> deck;
    unsigned failed = 0;
    for (unsigned round = 1; round <= m_options.rounds && failed < patienceWithFailures; ++round) {
        if (deck.empty()) {
            deck = kinds();
            std::shuffle(deck.begin(), deck.end(), m_random);
        }
        const std::string kind = deck.back();
        deck.pop_back();
        const Outcome outcome = play(kind);
        fmt::print("round {}: {}: {}, {}\n", round, kind, outcome.note,
                   outcome.wrong.empty() ? "ok" : "WRONG");
        for (const std::string &wrong : outcome.wrong)
            fmt::print("    {}\n", wrong);
        for (std::size_t i = 0; i < 3 && !outcome.wrong.empty(); ++i) {
            const std::string log = m_cluster.instance(i).log();
            fmt::print("  the end of server {}'s log:\n{}\n", i,
                       log.substr(log.size() - std::min(log.size(), shownLog)));
        }
        std::fflush(stdout);
        failed += outcome.wrong.empty() ? 0 : 1;
    }
    if (failed == patienceWithFailures)
        fmt::print("given up\n");
    m_check.awaitHeldSpares(reconcilePatience);
    bool endedWell = true;
    for (std::size_t i = 0; i < 3; ++i)
        endedWell = m_cluster.instance(i).stop() && endedWell;
    const auto left = m_check.findings(false);
    for (const std::string &finding : left)
        fmt::print("after the end: {}\n", finding);
    if (!endedWell)
        fmt::print("a server did not end well: {}\n", m_cluster.instance(0).log());
    const std::size_t databases = m_ledger.all().size();
    fmt::print("{} rounds wanted, {} wrong; {} databases were acknowledged; seed {}\n",
               m_options.rounds, failed, databases, m_options.seed);
    return failed + (left.empty() && endedWell ? 0 : 1);
}

} // namespace

// What CLI11 throws while options are declared would be a mistake in this program.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char **argv)
{
    Options options;
    CLI::App cli(
        "Kills servers and PostgreSQL in the middle of everything, and checks what is left",
        "crash_rounds");
    cli.add_option("rounds", options.rounds, "how many")->capture_default_str();
    cli.add_option("--server", options.server, "the program")->capture_default_str();
    cli.add_option("--seed", options.seed, "of what is chosen at random");
    cli.add_option("--only", options.only,
                   "server, backend, postmaster, postgresql, or the start of a fail point's name");
    try {
        cli.parse(argc, argv);
        fmt::print("seed {}\n", options.seed);
        if (!tw::server::hasFailPoints)
            fmt::print("this build has no fail points: servers are killed at any moment only\n");
        return Rounds(options).run() == 0 ? 0 : 1;
    } catch (const CLI::ParseError &error) {
        return cli.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception &error) {
        fmt::print(stderr, "crash_rounds: {}\n", error.what());
        return 1;
    }
}
