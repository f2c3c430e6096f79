// SPDX-License-Identifier: MIT
// Real databases: each is imported as schema JSON, compiled, applied to an empty database, and the
// two catalogs are compared. What a document cannot say is listed by kind and count.

#include "case_list.h"
#include "catalog_reader.h"

#include "database/schema_import.h"
#include "database/scratch_database.h"
#include "database/script_runner.h"
#include "golden/golden_file.h"

#include <tablewright/diag/codes.h>
#include <tablewright/frontend/writers.h>

#include <QDir>
#include <QProcess>
#include <QTest>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

using namespace tw;
using namespace tw::test;

namespace {

bool startsWithAny(std::string_view line, std::initializer_list<std::string_view> beginnings)
{
    return std::ranges::any_of(beginnings,
                               [&](std::string_view begin) { return line.starts_with(begin); });
}

/// A catalog without what the import says that it left out, and with what it changed changed.
class Explained {
public:
    explicit Explained(const std::vector<cli::Unsaid> &unsaid)
    {
        for (const cli::Unsaid &item : unsaid) {
            m_kinds[item.element].insert(item.kind);
            if (item.kind.starts_with("partition") || item.kind.ends_with("view"))
                m_relations.insert(item.element);
        }
    }

    std::vector<std::string> apply(const std::vector<std::string> &lines)
    {
        std::vector<std::string> kept;
        for (const std::string &line : lines) {
            if (std::string text = change(line); !text.empty())
                kept.push_back(std::move(text));
        }
        std::ranges::sort(kept);
        return kept;
    }

private:
    std::string change(const std::string &line)
    {
        for (const std::string &relation : m_relations) {
            // `table public.p`, `column public.p.1 …`, `index … on public.p using …`
            for (std::size_t at = line.find(' ' + relation); at != std::string::npos;
                 at = line.find(' ' + relation, at + 1)) {
                const std::size_t behind = at + 1 + relation.size();
                if (behind == line.size() || line[behind] == ' ' || line[behind] == '.')
                    return {};
            }
        }
        if (startsWithAny(line, {"function ", "trigger ", "relation of kind ", "type of kind ",
                                 "constraint of kind "}))
            return {};
        if (line.starts_with("comment on table constraint "))
            return {};
        if (line.starts_with("comment on ") &&
            !startsWithAny(line, {"comment on table ", "comment on table column ",
                                  "comment on index ", "comment on type "}))
            return {};
        if (line.starts_with("column "))
            return changeColumn(line);
        for (const auto &[element, kinds] : m_kinds) {
            // `unique public.t name (…)`, `index public.name on public.t …`
            const std::size_t dot = element.rfind('.');
            if (dot == std::string::npos)
                continue;
            const std::string table = element.substr(0, dot);
            const std::string part = element.substr(dot + 1);
            const bool ofTable =
                line.find(fmt::format(" {} {} ", table, part)) != std::string::npos;
            const bool index = line.find("index ") < 8 &&
                               line.find('.' + part + " on " + table + ' ') != std::string::npos;
            const std::string space = table.substr(0, table.rfind('.'));
            const bool comment =
                (line.starts_with("comment on table column " + element + ' ') && leftOut(kinds)) ||
                line.starts_with(fmt::format("comment on index {}.{} ", space, part));
            if (ofTable || index || comment)
                return {};
        }
        return line;
    }

    static bool leftOut(const std::set<std::string> &kinds)
    {
        return std::ranges::any_of(kinds, [](const std::string &kind) {
            return kind.starts_with("column of a") && kind != "column of a domain";
        });
    }

    /// `column public.t.3 name type …`
    std::string changeColumn(const std::string &line)
    {
        const std::size_t space = line.find(' ', 7);
        const std::size_t dot = line.rfind('.', space);
        const std::string table = line.substr(7, dot - 7);
        std::string text = line;
        for (const auto &[element, kinds] : m_kinds) {
            if (!element.starts_with(table + '.'))
                continue;
            const std::string column = element.substr(table.size() + 1);
            const bool isThis = line.compare(space + 1, column.size() + 1, column + ' ') == 0;
            if (leftOut(kinds)) {
                if (isThis)
                    return {};
                // The columns behind it have other numbers.
                text = "column " + table + line.substr(space);
            }
            if (!isThis)
                continue;
            const std::size_t typeBegin = space + 1 + column.size() + 1;
            if (kinds.contains("column of a domain") || kinds.contains("collation of a column"))
                text = line.substr(0, typeBegin);
            const auto cut = [&](std::string_view what) {
                if (const std::size_t at = text.find(what); at != std::string::npos)
                    text.erase(at);
            };
            if (kinds.contains("identity that is always generated"))
                cut(" identity");
            if (kinds.contains("default that uses a sequence")) {
                cut(" default nextval");
                cut(" identity");
                cut(" not-null");
            }
            if (kinds.contains("default that uses a function or a sequence"))
                cut(" default ");
        }
        return text;
    }

    std::map<std::string, std::set<std::string>> m_kinds;
    std::set<std::string> m_relations;
};

} // namespace

class CorporaTest : public QObject {
    Q_OBJECT

private slots:
    void catalogsAreEqual_data();
    void catalogsAreEqual();

private:
    std::string m_url = serverUrl();
};

void CorporaTest::catalogsAreEqual_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(TABLEWRIGHT_SOURCE_DIR "/../shared/corpora"));
    const QFileInfoList files = folder.entryInfoList({QStringLiteral("*.sql")}, QDir::Files);
    if (files.isEmpty())
        QSKIP("no corpora beside the project (../shared/corpora)");
    for (const QFileInfo &file : files)
        QTest::newRow(qPrintable(file.baseName())) << file.absoluteFilePath();
}

void CorporaTest::catalogsAreEqual()
try {
    QFETCH(QString, path);
    const cli::ScratchDatabase original(m_url);
    QString url = QString::fromStdString(m_url);
    url.replace(QStringLiteral("///postgres?"),
                QStringLiteral("///%1?").arg(QString::fromStdString(original.name())));
    QProcess psql;
    psql.start(QStringLiteral("psql"), {QStringLiteral("-X"), QStringLiteral("-q"),
                                        QStringLiteral("-v"), QStringLiteral("ON_ERROR_STOP=1"),
                                        QStringLiteral("-d"), url, QStringLiteral("-f"), path});
    QVERIFY(psql.waitForFinished(120'000));
    QVERIFY2(psql.exitCode() == 0, psql.readAllStandardError().constData());

    cli::Connection connection = original.connect();
    const cli::ImportedSchema imported = cli::importSchema(connection);
    std::map<std::string, int> kinds;
    for (const cli::Unsaid &item : imported.unsaid)
        ++kinds[item.kind];
    std::string listed;
    for (const auto &[kind, count] : kinds)
        listed += fmt::format("{}{} × {}", listed.empty() ? "" : ", ", count, kind);
    qInfo().noquote() << imported.schema.tables.size()
                      << "tables; not said:" << (listed.empty() ? "nothing" : listed.c_str());

    SourceManager sources;
    const SourceId source = sources.add("imported.json", writeJson(imported.schema));
    CompileOptions options;
    options.severities.emplace(diag::TableWithoutPrimaryKey.code, Severity::Warning);
    const CompileResult result = compiler().compile(sources, source, options);
    QVERIFY2(result.ok && result.script, cli::goldenText(result.diagnostics, sources).c_str());

    const cli::ScratchDatabase copy(m_url);
    DiagnosticList found;
    cli::runScript(*result.script, result.schema, compiler().backend(),
                   {.url = m_url, .database = copy.name(), .maxLocks = {}, .progress = {}}, found,
                   {});
    const std::vector<Diagnostic> refusals = found.takeSorted();
    QVERIFY2(refusals.empty(), cli::goldenText(refusals, sources).c_str());

    cli::Connection copied = copy.connect();
    Explained explained(imported.unsaid);
    const std::string differences = compareLines(explained.apply(readCatalog(connection)),
                                                 explained.apply(readCatalog(copied)));
    QVERIFY2(differences.empty(), ("the catalog differs:\n" + differences).c_str());
} catch (const cli::DatabaseError &error) {
    QFAIL(error.what());
}

QTEST_GUILESS_MAIN(CorporaTest)
#include "corpora_test.moc"
