// SPDX-License-Identifier: MIT
// What a document declares is what the database has afterwards, and nothing else: of all samples,
// of all golden inputs that compile, and of schemas made at random, against a real server
// (TABLEWRIGHT_TEST_POSTGRES).
//
//     RC_PARAMS="max_success=2000" tests/support/with_postgres
//     build/dev/bin/property_catalog_round_trip

#include "case_list.h"
#include "expected_catalog.h"
#include "prover.h"
#include "schema_shrinker.h"
#include "valid_schemas.h"

#include "golden/golden_file.h"

#include <tablewright/backend/refusal.h>
#include <tablewright/frontend/writers.h>

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace tw::test {

namespace {

struct Count {
    std::size_t inputs = 0;
    std::size_t refused = 0; ///< by the compiler, which is other tests' matter
    std::size_t compared = 0;
    std::size_t unverified = 0; ///< of the compared
    std::size_t different = 0;

    void print(std::string_view what) const
    {
        fmt::print("{}: {} inputs, {} do not compile, {} applied and compared ({} unverified), {} "
                   "differ\n",
                   what, inputs, refused, compared, unverified, different);
        std::fflush(stdout);
    }
};

/// What the database makes of a compiled document, other than it says; empty when nothing.
std::string differences(const CompileResult &result, const std::string &url)
{
    const cli::ScratchDatabase database(url);
    cli::Connection connection = database.connect();
    try {
        connection.execute("BEGIN");
        connection.execute(result.script->text);
        return catalogDifferences(result.schema, compiler().backend().typeCatalog(), connection);
    } catch (const cli::DatabaseError &error) {
        return fmt::format("PostgreSQL says: {}\n", error.what());
    }
}

/// Samples and golden inputs, those of cases that expect errors too: some have errors in one
/// language only, or warnings that the case raises.
bool checkDocuments(const std::string &url)
{
    Count count;
    for (const PassingCase &testCase : allCases()) {
        ++count.inputs;
        const Compiled compiled = compile(testCase);
        if (!compiled.result.ok || !compiled.result.script) {
            ++count.refused;
            continue;
        }
        ++count.compared;
        const bool unverified =
            std::ranges::any_of(compiled.result.diagnostics,
                                [](const Diagnostic &found) { return isUnverified(found); });
        count.unverified += unverified ? 1 : 0;
        const std::string found = differences(compiled.result, url);
        if (found.empty() || (unverified && found.starts_with("PostgreSQL says")))
            continue;
        ++count.different;
        fmt::print("=== {}\n{}\n", testCase.name, found);
    }
    count.print("samples and goldens");
    return count.different == 0 && count.compared > 100;
}

bool checkRandom(const std::string &url)
{
    Prover prover(url);
    Count count;
    const Prover::Depth depth{.catalog = true, .refusals = false};
    rc::check("the catalog is what the schema says", [&] {
        const std::uint64_t seed = *rc::gen::noShrink(
            rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
        Choices choices(seed);
        const ir::Schema schema = makeValidSchema(choices);
        const Verdict verdict = prover.judge(schema, depth);
        ++count.inputs;
        if (verdict.kind == Verdict::Kind::Refused) {
            ++count.refused;
            return;
        }
        ++count.compared;
        count.unverified += verdict.kind == Verdict::Kind::Unverified ? 1 : 0;
        if (!verdict.isWrong() || ++count.different > 10)
            return;
        const std::function<bool(const ir::Schema &)> fails = [&](const ir::Schema &smaller) {
            return prover.judge(smaller, depth).isLike(verdict);
        };
        const ir::Schema smallest = shrink(schema, fails);
        fmt::print("=== {} (seed {})\n{}\n{}\n", spelling(verdict.kind), seed,
                   prover.judge(smallest, depth).detail, writeJson(smallest));
    });
    count.print("random schemas");
    return count.different == 0 && count.compared > count.inputs * 9 / 10;
}

} // namespace

} // namespace tw::test

int main()
{
    try {
        // One thread so far.
        setenv("RC_PARAMS", "max_success=200 noshrink=1", 0); // NOLINT(concurrency-mt-unsafe)
        const std::string url = tw::test::serverUrl();
        const bool documents = tw::test::checkDocuments(url);
        return tw::test::checkRandom(url) && documents ? 0 : 1;
    } catch (const std::exception &error) {
        fmt::print(stderr, "{}\n", error.what());
        return 2;
    }
}
