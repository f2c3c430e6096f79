// SPDX-License-Identifier: MIT
// What is accepted applies, and what is refused for the database's sake would be refused by the
// database: random schemas and schemas broken in one place, against a real server
// (TABLEWRIGHT_TEST_POSTGRES), each in a transaction that is rolled back.
//
//     RC_PARAMS="max_success=20000" tests/support/with_postgres build/dev/bin/property_soundness

#include "case_list.h"
#include "expected_catalog.h"
#include "schema_generator.h"
#include "valid_schemas.h"

#include "golden/golden_file.h"
#include "golden/scratch_database.h"

#include <tablewright/diag/codes.h>
#include <tablewright/frontend/writers.h>

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

namespace tw::test {

namespace {

/// Refusals of what PostgreSQL would take.
const std::set<std::string_view> policies{
    diag::DefaultUnreadable.code, // a literal that is longer than its type, which it would cut
};

struct Tally {
    std::size_t accepted = 0;
    std::size_t unverified = 0;
    std::size_t refused = 0;
    std::size_t catalogs = 0;
    std::map<std::string, std::size_t> codes;
    std::map<std::string, std::size_t> byPolicy;
    std::map<std::string, std::size_t> reasons; ///< of what is unverified
};

class Prover {
public:
    explicit Prover(const std::string &url) : m_database(url), m_connection(m_database.connect())
    {
        // Every declared code of the database, as a warning.
        for (const DiagnosticInfo *info : builtinDiagnostics()) {
            if (info->severity == Severity::Error && info->code >= "TW2" && info->code < "TW5")
                m_forced.emplace(std::string(info->code), Severity::Warning);
        }
    }

    /// What is wrong with the verdict on this schema; empty when it is right.
    std::string judge(const ir::Schema &schema, Tally &tally, bool compareCatalogs)
    {
        const std::string json = writeJson(schema);
        SourceManager sources;
        const CompileResult result = compile(sources, json, false);
        if (result.ok)
            return judgeAccepted(result, sources, tally, compareCatalogs);
        ++tally.refused;
        std::set<std::string_view> codes;
        for (const Diagnostic &found : result.diagnostics) {
            if (found.severity == Severity::Error)
                codes.insert(found.info->code);
        }
        for (const std::string_view code : codes)
            ++tally.codes[std::string(code)];
        if (cannotBeSaid(codes) || typesAreRefused(result, json))
            return {};
        SourceManager again;
        const CompileResult forced = compile(again, json, true);
        if (!forced.script)
            return {}; // the document itself is malformed
        const std::string problem = apply(forced.script->text);
        if (!problem.empty())
            return {};
        const bool policy = std::ranges::all_of(result.diagnostics, [&](const Diagnostic &found) {
            return found.severity != Severity::Error || isPolicy(found);
        });
        if (policy) {
            for (const std::string_view code : codes)
                ++tally.byPolicy[std::string(code)];
            return {};
        }
        return "refused, and PostgreSQL takes it:\n" +
               cli::goldenText(result.diagnostics, sources) + json;
    }

private:
    CompileResult compile(SourceManager &sources, const std::string &json, bool forced) const
    {
        CompileOptions options;
        if (forced)
            options.severities = m_forced;
        options.severities.insert_or_assign(std::string(diag::TableWithoutPrimaryKey.code),
                                            Severity::Warning);
        return compiler().compile(sources, sources.add("made.json", json), options);
    }

    std::string judgeAccepted(const CompileResult &result, const SourceManager &sources,
                              Tally &tally, bool compareCatalogs)
    {
        ++tally.accepted;
        bool unverified = false;
        for (const Diagnostic &found : result.diagnostics) {
            if (!found.message.starts_with("unverified"))
                continue;
            unverified = true;
            ++tally.reasons[found.message];
        }
        tally.unverified += unverified ? 1 : 0;
        const std::string problem =
            apply(result.script->text, compareCatalogs ? &result.schema : nullptr);
        tally.catalogs += compareCatalogs ? 1 : 0;
        if (problem.empty() || unverified)
            return {};
        return fmt::format("accepted, and {}\n{}{}", problem,
                           cli::goldenText(result.diagnostics, sources), result.script->text);
    }

    /// Empty when the server takes the script, and has what `schema` says.
    std::string apply(const std::string &script, const ir::Schema *schema = nullptr)
    {
        std::string problem;
        try {
            m_connection.execute("BEGIN");
            m_connection.execute(script);
            if (schema != nullptr) {
                const std::string differences =
                    catalogDifferences(*schema, compiler().backend().typeCatalog(), m_connection);
                if (!differences.empty())
                    problem = "the catalog differs:\n" + differences;
            }
        } catch (const cli::DatabaseError &error) {
            problem = fmt::format("PostgreSQL says: {}", error.what());
        }
        m_connection.execute("ROLLBACK");
        return problem;
    }

    /// A reference to what is not there, or two wishes of which SQL can say only one, cannot be put
    /// to the server.
    static bool cannotBeSaid(const std::set<std::string_view> &codes)
    {
        const std::set<std::string_view> structural{diag::UnknownTable.code,
                                                    diag::UnknownColumn.code,
                                                    diag::UnknownColumnId.code,
                                                    diag::EmptyKey.code,
                                                    diag::ForeignKeyColumnCount.code,
                                                    diag::RelationshipColumnCount.code,
                                                    diag::EmptyName.code,
                                                    diag::SeveralPrimaryKeys.code,
                                                    diag::AutoIncrementDefault.code,
                                                    diag::GeneratedConflict.code,
                                                    diag::UnknownIndexMethod.code};
        return std::ranges::any_of(
            codes, [&](std::string_view code) { return structural.contains(code); });
    }

    /// Types that the engine does not know have no SQL; the server is asked for the spelling.
    bool typesAreRefused(const CompileResult &result, const std::string &json)
    {
        for (const Diagnostic &found : result.diagnostics) {
            if (found.severity != Severity::Error || found.info->code < diag::UnknownType.code ||
                found.info->code > diag::ScaleWithoutPrecision.code || found.range.size() < 2)
                continue;
            const std::string type = json.substr(found.range.begin + 1, found.range.size() - 2);
            return !apply("SELECT CAST(NULL AS " + type + ')').empty();
        }
        return false;
    }

    static bool isPolicy(const Diagnostic &found)
    {
        return policies.contains(found.info->code) ||
               found.info->code == diag::ReservedNamespace.code;
    }

    cli::ScratchDatabase m_database;
    cli::Connection m_connection;
    SeverityOverrides m_forced;
};

void print(std::string_view what, const Tally &tally)
{
    fmt::print("{}: {} accepted ({} unverified, {} catalogs compared), {} refused\n", what,
               tally.accepted, tally.unverified, tally.catalogs, tally.refused);
    for (const auto &[code, count] : tally.codes) {
        const auto policy = tally.byPolicy.find(code);
        fmt::print("  {} {}{}\n", code, count,
                   policy == tally.byPolicy.end() ? ""
                                                  : fmt::format(" ({} by policy)", policy->second));
    }
    for (const auto &[reason, count] : tally.reasons)
        fmt::print("  {} {}\n", count, reason);
}

int run()
{
    setenv("RC_PARAMS", "max_success=100 max_discard_ratio=20",
           0); // NOLINT(concurrency-mt-unsafe): one thread
    Prover prover(serverUrl());
    Tally valid;
    Tally broken;
    Tally random;
    std::size_t turn = 0;
    bool good = rc::check("valid schemas apply", [&] {
        const std::string problem = prover.judge(makeValidSchema(), valid, turn++ % 10 == 0);
        if (!problem.empty())
            RC_FAIL(problem);
    });
    print("valid schemas", valid);
    good = rc::check("broken schemas are refused, or apply",
                     [&] {
                         ir::Schema schema = makeValidSchema();
                         const std::string how = breakSchema(schema);
                         RC_PRE(!how.empty());
                         const std::string problem = prover.judge(schema, broken, false);
                         if (!problem.empty())
                             RC_FAIL(how + ": " + problem);
                     }) &&
           good;
    print("broken schemas", broken);
    good = rc::check("any schema is judged as the server does",
                     [&] {
                         const GeneratedSchema generated =
                             *schemas({.garbage = true, .annotations = false});
                         const std::string problem = prover.judge(generated.schema, random, false);
                         if (!problem.empty())
                             RC_FAIL(problem);
                     }) &&
           good;
    print("random schemas", random);
    return good ? 0 : 1;
}

} // namespace

} // namespace tw::test

int main()
{
    try {
        return tw::test::run();
    } catch (const std::exception &error) {
        fmt::print(stderr, "{}\n", error.what());
        return 2;
    }
}
