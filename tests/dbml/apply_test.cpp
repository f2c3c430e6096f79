// SPDX-License-Identifier: MIT
// Each DBML case that the language accepts either applies to PostgreSQL or is refused first, and
// then every error has a place.

#include "case_list.h"
#include "compile_flags.h"
#include "database/scratch_database.h"
#include "database/script_runner.h"
#include "golden/golden_file.h"
#include "input.h"
#include "session.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace tw;

namespace {

namespace fs = std::filesystem;

struct Case {
    std::string name;
    std::string text;
};

/// Our own accepted cases, and the reference's when they are here. TABLEWRIGHT_TEST_DBML_CASES
/// names other cases, for a look by hand.
std::vector<Case> acceptedCases()
{
    std::vector<Case> cases;
    for (const fs::directory_entry &entry : fs::directory_iterator(TEST_CASES_DIR)) {
        std::string text = cli::readFile(entry.path().string());
        if (text.starts_with("// accepted"))
            cases.push_back({entry.path().stem().string(), std::move(text)});
    }
    std::ranges::sort(cases, {}, &Case::name);

    const char *const other =
        std::getenv("TABLEWRIGHT_TEST_DBML_CASES"); // NOLINT(concurrency-mt-unsafe)
    std::ifstream shared(other != nullptr ? other : TEST_SHARED_CASES);
    for (std::string line; std::getline(shared, line);) {
        const QJsonObject reference =
            QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
        if (reference["accept"].toBool())
            cases.push_back({reference["id"].toString().toStdString(),
                             reference["input"].toString().toStdString()});
    }
    return cases;
}

const cli::Session &session()
{
    static const cli::Session session({}, "postgresql");
    return session;
}

} // namespace

class DbmlApplyTest : public QObject {
    Q_OBJECT

private slots:
    void appliesOrIsRefusedWithAPlace_data();
    void appliesOrIsRefusedWithAPlace();
    void cleanupTestCase();

private:
    std::vector<Case> m_cases = acceptedCases();
    std::string m_url = test::serverUrl();
    std::size_t m_applied = 0;
    std::size_t m_refused = 0;
};

void DbmlApplyTest::appliesOrIsRefusedWithAPlace_data()
{
    QTest::addColumn<int>("index");
    QVERIFY(m_cases.size() > 20);
    for (std::size_t i = 0; i < m_cases.size(); ++i)
        QTest::newRow(m_cases[i].name.c_str()) << static_cast<int>(i);
}

void DbmlApplyTest::appliesOrIsRefusedWithAPlace()
try {
    QFETCH(int, index);
    const Case &testCase = m_cases[static_cast<std::size_t>(index)];
    SourceManager sources;
    const SourceId source = sources.add(testCase.name, testCase.text);
    const CompileResult result = session().compiler().compile(
        sources, source, cli::compileOptions({}, Language::Dbml, session()));
    if (!result.ok) {
        ++m_refused;
        bool hasError = false;
        for (const Diagnostic &diagnostic : result.diagnostics) {
            hasError = hasError || diagnostic.severity == Severity::Error;
            QVERIFY2(diagnostic.severity != Severity::Error || diagnostic.range.isValid(),
                     cli::goldenText(result.diagnostics, sources).c_str());
        }
        QVERIFY2(hasError, "refused without a word");
        qInfo("%s", cli::goldenText(result.diagnostics, sources).c_str());
        return;
    }

    QVERIFY(result.script.has_value());
    const cli::ScratchDatabase database(m_url);
    DiagnosticList found;
    const std::size_t applied = cli::runScript(
        *result.script, result.schema, session().compiler().backend(),
        {.url = m_url, .database = database.name(), .maxLocks = {}, .progress = {}}, found, {});
    const std::vector<Diagnostic> refusals = found.takeSorted();
    QVERIFY2(refusals.empty(), (cli::goldenText(refusals, sources) + result.script->text).c_str());
    QCOMPARE(applied, result.script->statements.size());
    ++m_applied;
} catch (const cli::DatabaseError &error) {
    QFAIL(error.what());
}

void DbmlApplyTest::cleanupTestCase()
{
    qInfo("%zu cases applied, %zu refused with a place", m_applied, m_refused);
    QVERIFY(m_applied > m_cases.size() / 2);
}

QTEST_GUILESS_MAIN(DbmlApplyTest)
#include "apply_test.moc"
