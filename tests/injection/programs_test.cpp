// SPDX-License-Identifier: MIT
// Hostile text through the programs as people run them: a document in which each text of the corpus
// is a table's name, a column's, a note, a default, an enum's value and a row. The command line
// applies it, psql runs the script that the command line prints, the server makes a database of it.
#include "case_list.h"
#include "database/scratch_database.h"
#include "hostile_text.h"
#include "text_checks.h"

#include "server/http_client.h"
#include "server/server_process.h"

#include <fmt/format.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

using namespace tw;
using namespace tw::test;

namespace {

/// The errors alone.
QByteArray errorsIn(const QByteArray &output)
{
    QByteArray errors;
    for (const QByteArray &line : output.split('\n')) {
        if (!line.contains(": warning:") && !line.contains(": note:"))
            errors += line.left(400) + '\n';
    }
    return errors.left(4000);
}

/// With a byte order mark kept.
QString quoted(const std::string &text) { return QString::fromStdString('x' + text).mid(1); }

struct Output {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

Output run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    Output output;
    if (process.waitForFinished(120'000) && process.exitStatus() == QProcess::NormalExit)
        output.exitCode = process.exitCode();
    output.out = process.readAllStandardOutput();
    output.err = process.readAllStandardError();
    return output;
}

} // namespace

class ProgramsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void commandLine();
    void psql();
    void server();
    void terminal();

private:
    QByteArray document() const;
    QString documentFile();
    QString psqlUrl(const std::string &database) const;
    void makeCanary(cli::Connection &connection) const;
    void check(cli::Connection &connection, bool canary) const;

    std::string m_url = serverUrl();
    QTemporaryDir m_folder;
    std::vector<HostileText> m_texts; ///< that a table may be called
    std::vector<HostileText> m_all;
};

void ProgramsTest::initTestCase()
{
    m_all = readCorpus(TABLEWRIGHT_INJECTION_DIR "/corpus.jsonl",
                       m_folder.filePath(QStringLiteral("marker")).toStdString());
    std::set<std::string> names;
    for (const HostileText &text : m_all) {
        // Names of one beginning are one name; what is blank or reserved is no name.
        const std::string name = keptName(text.bytes);
        if (text.mustBeRefused() || text.bytes.empty() || text.bytes.size() > 5000 ||
            name.starts_with("pg_") || name == "ctid" || name == "tableoid" || name == "xmin" ||
            name == "information_schema" || !names.insert(name).second)
            continue;
        m_texts.push_back(text);
    }
    QVERIFY(m_texts.size() >= 300);
    // What the server's own account could make.
    QFile(m_folder.path()).setPermissions(static_cast<QFile::Permissions>(0x7777));
}

QByteArray ProgramsTest::document() const
{
    QJsonArray tables;
    QJsonArray records;
    QJsonArray values;
    for (std::size_t i = 0; i < m_texts.size(); ++i) {
        const QString text = quoted(m_texts[i].bytes);
        const QString id = QStringLiteral("t%1").arg(i);
        const QJsonObject key{
            {"id", "k"}, {"name", "key"}, {"dataType", "INT"}, {"primaryKey", true}};
        const QJsonObject column{{"id", "c"},
                                 {"name", text},
                                 {"dataType", "TEXT"},
                                 {"note", text},
                                 {"defaultValue", text}};
        tables.append(QJsonObject{{"id", id},
                                  {"name", text},
                                  {"namespace", "n"},
                                  {"note", text},
                                  {"primaryKeyName", QStringLiteral("key%1").arg(i)},
                                  {"columns", QJsonArray{key, column}}});
        records.append(QJsonObject{{"tableId", id},
                                   {"columnIds", QJsonArray{"k", "c"}},
                                   {"rows", QJsonArray{QJsonArray{1, text}}}});
        if (m_texts[i].bytes.size() <= 63)
            values.append(text);
    }
    const QJsonObject enumType{
        {"id", "e"}, {"name", "kinds"}, {"namespace", "n"}, {"values", values}};
    return QJsonDocument(QJsonObject{{"name", "hostile"},
                                     {"tables", tables},
                                     {"records", records},
                                     {"enums", QJsonArray{enumType}}})
        .toJson(QJsonDocument::Compact);
}

QString ProgramsTest::documentFile()
{
    const QString path = m_folder.filePath(QStringLiteral("hostile.json"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(document()) < 0)
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

QString ProgramsTest::psqlUrl(const std::string &database) const
{
    QString url = quoted(m_url);
    return url.replace(QStringLiteral("///postgres?"),
                       QStringLiteral("///%1?").arg(quoted(database)));
}

void ProgramsTest::makeCanary(cli::Connection &connection) const
{
    connection.execute("CREATE SCHEMA guarded; CREATE TABLE guarded.canary (secret text);"
                       "INSERT INTO guarded.canary VALUES ('alive');"
                       "ALTER DATABASE " +
                       connection.quotedIdentifier(connection.value("SELECT current_database()")) +
                       " SET search_path = public, guarded");
}

/// Each value comes back byte for byte, and nothing else is there.
void ProgramsTest::check(cli::Connection &connection, bool canary) const
{
    if (canary)
        QCOMPARE(connection.value("SELECT secret FROM guarded.canary"), std::string("alive"));
    QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("marker"))));
    const auto count = static_cast<int>(m_texts.size());
    QCOMPARE(connection.value("SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid ="
                              " c.relnamespace WHERE relkind = 'r' AND nspname = 'n'"),
             std::to_string(count));
    QCOMPARE(connection.value("SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid ="
                              " c.relnamespace WHERE relkind IN ('r', 'v', 'S', 'm', 'f') AND"
                              " nspname = 'public'"),
             std::string("0"));
    QCOMPARE(connection.value("SELECT count(*) FROM pg_proc WHERE oid >= 16384"), std::string("0"));
    std::set<std::string> labels;
    for (const auto &row : connection.rows("SELECT enumlabel FROM pg_enum"))
        labels.insert(row[0]);
    for (const HostileText &text : m_texts) {
        const std::string name = keptName(text.bytes);
        const std::string table = "n." + connection.quotedIdentifier(name);
        const auto rows = connection.rows(fmt::format(
            "SELECT relname, obj_description(c.oid, 'pg_class'), attname, col_description(c.oid, 2)"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 2"
            " WHERE c.oid = {}::regclass",
            connection.quotedLiteral(table)));
        QCOMPARE(rows.size(), std::size_t{1});
        const std::vector<std::string> expected{name, text.bytes, name, text.bytes};
        QVERIFY2(rows[0] == expected, text.describe().c_str());
        connection.execute(fmt::format("INSERT INTO {} (key) VALUES (2)", table));
        for (const auto &row : connection.rows(
                 fmt::format("SELECT {} FROM {}", connection.quotedIdentifier(name), table)))
            QVERIFY2(row[0] == text.bytes, text.describe().c_str());
        if (text.bytes.size() <= 63)
            QVERIFY2(labels.contains(text.bytes), text.describe().c_str());
    }
}

void ProgramsTest::commandLine()
{
    const cli::ScratchDatabase database(m_url);
    const Output applied =
        run(QStringLiteral(TABLEWRIGHT_CLI),
            {QStringLiteral("apply"), QStringLiteral("--batch"), QStringLiteral("--postgres"),
             psqlUrl(database.name()), documentFile()});
    QVERIFY2(applied.exitCode == 0, errorsIn(applied.err).constData());
    const std::string problem = terminalProblem(applied.err.toStdString());
    QVERIFY2(problem.empty(), problem.c_str());
    cli::Connection connection = database.connect();
    check(connection, false);
}

void ProgramsTest::psql()
{
    const QString script = m_folder.filePath(QStringLiteral("script.sql"));
    const Output compiled =
        run(QStringLiteral(TABLEWRIGHT_CLI),
            {QStringLiteral("compile"), QStringLiteral("-o"), script, documentFile()});
    QVERIFY2(compiled.exitCode == 0, errorsIn(compiled.err).constData());
    const cli::ScratchDatabase database(m_url);
    cli::Connection connection = database.connect();
    makeCanary(connection);
    const Output applied =
        run(QStringLiteral("psql"),
            {QStringLiteral("-X"), QStringLiteral("-q"), QStringLiteral("-v"),
             QStringLiteral("ON_ERROR_STOP=1"), QStringLiteral("-v"),
             QStringLiteral("x=DROP TABLE canary"), QStringLiteral("-v"),
             QStringLiteral("name=x; DROP TABLE canary"), QStringLiteral("-1"),
             QStringLiteral("-f"), script, QStringLiteral("-d"), psqlUrl(database.name())});
    QVERIFY2(applied.exitCode == 0, errorsIn(applied.err).constData());
    QVERIFY(applied.out.isEmpty());
    check(connection, true);
}

void ProgramsTest::server()
{
#ifdef TABLEWRIGHT_SERVER
    ServerProcess process(m_folder.filePath(QStringLiteral("data")));
    QVERIFY2(process.start(), process.error().constData());
    const quint16 port = process.port();

    // Every text alone as a name: what is refused is a problem in JSON.
    for (std::size_t i = 0; i < m_all.size(); i += 5) {
        const HostileText &text = m_all[i];
        QByteArray body = R"({"name":"x","tables":[{"id":"t","name":"@","columns":[)"
                          R"({"id":"c","name":"id","dataType":"@","primaryKey":true}]}]})";
        QByteArray json = QByteArray::fromStdString(text.escapes);
        if (text.escapes.empty()) {
            json = QJsonDocument(QJsonArray{quoted(text.bytes)}).toJson(QJsonDocument::Compact);
            json = text.mustBeRefused() ? QByteArray::fromStdString(text.bytes)
                                        : json.mid(2, json.size() - 4);
        }
        body.replace("@", json);
        const HttpAnswer answer = send(port, "POST", "/api/v1/validate", body);
        QVERIFY2(isJson(answer.body.toStdString()), text.describe().c_str());
        QVERIFY2(!answer.header("Content-Type").contains("html"), text.describe().c_str());
        QVERIFY2(answer.head.count("\r\n\r\n") == 0, text.describe().c_str());
    }

    const HttpAnswer created = send(port, "POST", "/api/v1/schemas", document());
    QVERIFY2(created.status == 201, created.body.right(3000).constData());
    const QByteArray schema = created.json()[QStringLiteral("id")].toString().toUtf8();
    const HttpAnswer read = send(port, "GET", "/api/v1/schemas/" + schema + "/document");
    QCOMPARE(read.body, document());
    const HttpAnswer dbml =
        send(port, "GET", "/api/v1/schemas/" + schema, QByteArray(), {{"Accept", "text/x-dbml"}});
    QCOMPARE(dbml.status, 200);
    const HttpAnswer made =
        send(port, "POST", "/api/v1/schemas/" + schema + "/databases", QByteArray("{}"));
    QVERIFY2(made.status == 201, made.body.right(3000).constData());
    const QString url = made.json()[QStringLiteral("url")].toString();
    QVERIFY2(!url.isEmpty(), made.body.constData());
    {
        cli::Connection connection(url.toStdString());
        check(connection, false);
    }
    QCOMPARE(process.stop(), 0);
#else
    QSKIP("the server is not built");
#endif
}

/// What a person sees of a document full of errors.
void ProgramsTest::terminal()
{
    QJsonArray tables;
    for (const HostileText &text : m_all) {
        if (text.bytes.size() > 5000 || text.mustBeRefused())
            continue;
        const QString hostile = quoted(text.bytes);
        tables.append(QJsonObject{
            {"id", hostile},
            {"name", hostile},
            {"columns",
             QJsonArray{QJsonObject{{"name", hostile},
                                    {"dataType", hostile},
                                    {"defaultValue", QJsonObject{{"expression", hostile}}}}}}});
    }
    const QString path = m_folder.filePath(QStringLiteral("wrong.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QJsonDocument(QJsonObject{{"name", "x"}, {"tables", tables}}).toJson());
    file.close();
    const Output text = run(QStringLiteral(TABLEWRIGHT_CLI), {QStringLiteral("check"), path});
    QCOMPARE(text.exitCode, 1);
    QVERIFY(text.err.size() > 10'000);
    const std::string problem = terminalProblem(text.err.toStdString());
    QVERIFY2(problem.empty(), problem.c_str());
    const Output json = run(QStringLiteral(TABLEWRIGHT_CLI),
                            {QStringLiteral("check"), QStringLiteral("--json"), path});
    QCOMPARE(json.exitCode, 1);
    QVERIFY(isJson(json.out.toStdString()));
}

QTEST_GUILESS_MAIN(ProgramsTest)
#include "programs_test.moc"
