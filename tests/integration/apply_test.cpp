// SPDX-License-Identifier: MIT
// Applies every sample and every passing golden case to a real PostgreSQL and compares the catalog
// with the schema that was compiled.

#include "case_list.h"
#include "catalog_reader.h"
#include "expected_catalog.h"

#include "database/scratch_database.h"
#include "database/script_runner.h"
#include "golden/golden_file.h"

#include <QTest>

using namespace tw;
using namespace tw::test;

class ApplyTest : public QObject {
    Q_OBJECT

private slots:
    void catalogIsWhatTheSchemaSays_data();
    void catalogIsWhatTheSchemaSays();
    void dryRunLeavesNothing();
    void batchesApplyAll();
    void refusedScriptLeavesNothing();

private:
    std::vector<PassingCase> m_cases = passingCases();
    std::string m_url = serverUrl();
};

void ApplyTest::catalogIsWhatTheSchemaSays_data()
{
    QTest::addColumn<int>("index");
    QVERIFY(m_cases.size() > 20);
    for (std::size_t i = 0; i < m_cases.size(); ++i)
        QTest::newRow(m_cases[i].name.c_str()) << static_cast<int>(i);
}

void ApplyTest::catalogIsWhatTheSchemaSays()
try {
    QFETCH(int, index);
    const PassingCase &testCase = m_cases[static_cast<std::size_t>(index)];
    const Compiled compiled = compile(testCase);
    const CompileResult &result = compiled.result;
    QVERIFY2(result.ok && result.script,
             cli::goldenText(result.diagnostics, *compiled.sources).c_str());

    const cli::ScratchDatabase database(m_url);
    DiagnosticList found;
    const std::size_t applied = cli::runScript(
        compiled.script(), result.schema, compiler().backend(),
        {.url = m_url, .database = database.name(), .maxLocks = {}, .progress = {}}, found, {});
    const std::vector<Diagnostic> refusals = found.takeSorted();
    QVERIFY2(refusals.empty(), cli::goldenText(refusals, *compiled.sources).c_str());
    QCOMPARE(applied, compiled.script().statements.size());

    cli::Connection connection = database.connect();
    const std::string differences =
        catalogDifferences(result.schema, compiler().backend().typeCatalog(), connection);
    QVERIFY2(differences.empty(), ("the catalog differs:\n" + differences).c_str());
} catch (const cli::DatabaseError &error) {
    QFAIL(error.what());
}

void ApplyTest::dryRunLeavesNothing()
{
    const Compiled compiled = compile(m_cases.front());
    const cli::ScratchDatabase database(m_url);
    DiagnosticList found;
    const std::size_t applied = cli::runScript(
        compiled.script(), compiled.result.schema, compiler().backend(),
        {.url = m_url, .database = database.name(), .dryRun = true, .maxLocks = {}, .progress = {}},
        found, {});
    QCOMPARE(found.errorCount(), std::size_t{0});
    QCOMPARE(applied, std::size_t{0});
    cli::Connection connection = database.connect();
    QVERIFY(readCatalog(connection).empty());
}

void ApplyTest::batchesApplyAll()
{
    const Compiled compiled = compile(m_cases.front());
    const cli::ScratchDatabase database(m_url);
    DiagnosticList found;
    std::size_t transactions = 0;
    std::size_t last = 0;
    const auto progress = [&](std::size_t done, std::size_t) {
        QVERIFY(done == last + 1);
        last = done;
        ++transactions;
    };
    const std::size_t applied =
        cli::runScript(compiled.script(), compiled.result.schema, compiler().backend(),
                       {.url = m_url,
                        .database = database.name(),
                        .batch = true,
                        .maxLocks = 6,
                        .progress = progress},
                       found, {});
    QCOMPARE(found.errorCount(), std::size_t{0});
    QCOMPARE(applied, compiled.script().statements.size());
    QCOMPARE(last, applied);
    cli::Connection connection = database.connect();
    const std::string differences =
        catalogDifferences(compiled.result.schema, compiler().backend().typeCatalog(), connection);
    QVERIFY2(differences.empty(), differences.c_str());
}

void ApplyTest::refusedScriptLeavesNothing()
{
    Compiled compiled = compile(m_cases.front());
    // The last statement is one that the server refuses.
    Script script = compiled.script();
    Statement &last = script.statements.emplace_back(script.statements.back());
    last.begin = script.text.size();
    script.text += "SELECT 1 / 0";
    last.end = script.text.size();

    const cli::ScratchDatabase database(m_url);
    DiagnosticList found;
    const std::size_t applied = cli::runScript(
        script, compiled.result.schema, compiler().backend(),
        {.url = m_url, .database = database.name(), .maxLocks = {}, .progress = {}}, found, {});
    QCOMPARE(applied, std::size_t{0});
    const std::vector<Diagnostic> refusals = found.takeSorted();
    QCOMPARE(refusals.size(), std::size_t{1});
    QCOMPARE(refusals[0].info->code, std::string_view("TW7001"));
    QVERIFY(refusals[0].range == last.origin.range);
    QVERIFY(refusals[0].message.ends_with("division by zero"));
    cli::Connection connection = database.connect();
    QVERIFY(readCatalog(connection).empty());
}

QTEST_GUILESS_MAIN(ApplyTest)
#include "apply_test.moc"
