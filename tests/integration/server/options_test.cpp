// SPDX-License-Identifier: MIT
#include "app/options.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <vector>

using namespace std::chrono_literals;
using tw::server::Options;

namespace {

/// Every option with a value that it takes, a value that it does not take, and where it goes.
struct Known {
    const char *name;
    const char *good;
    const char *bad; ///< null: anything goes
    std::function<bool(const Options &)> isSet;
    QStringList needs = {};
};

const std::vector<Known> &knownOptions()
{
    const QStringList urls = {QStringLiteral("--postgres"), QStringLiteral("postgresql://a/b"),
                              QStringLiteral("--postgres-admin"),
                              QStringLiteral("postgresql://c/d")};
    static const std::vector<Known> known = {
        {"listen", "[::1]:81", "127.0.0.1",
         [](const Options &o) { return o.listenHost == "::1" && o.listenPort == 81; }},
        {"reuse-port", "true", nullptr, [](const Options &o) { return o.reusePort; }, urls},
        {"threads", "3", "0", [](const Options &o) { return o.threads == 3; }},
        {"data", "/x/y", nullptr, [](const Options &o) { return o.dataFolder == "/x/y"; }},
        {"postgres",
         "postgresql://e/f",
         "postgresql://u:p%zz@h/d",
         [](const Options &o) { return o.postgresUrl == "postgresql://e/f"; },
         {QStringLiteral("--postgres-admin"), QStringLiteral("postgresql://c/d")}},
        {"postgres-admin",
         "postgresql://e/f",
         "nonsense",
         [](const Options &o) { return o.postgresAdminUrl == "postgresql://e/f"; },
         {QStringLiteral("--postgres"), QStringLiteral("postgresql://a/b")}},
        {"opaque-names", "true", nullptr, [](const Options &o) { return o.opaqueNames; }},
        {"keep-ended", "7", "-1", [](const Options &o) { return o.keepEndedDays == 7; }},
        {"auth",
         "proxy",
         "none",
         [](const Options &o) { return o.auth == tw::server::AuthMode::Proxy; },
         {QStringLiteral("--proxy-secret-file"), QStringLiteral("/s")}},
        {"proxy-secret-file",
         "/t",
         nullptr,
         [](const Options &o) { return o.proxySecretFile == "/t"; },
         {QStringLiteral("--auth"), QStringLiteral("proxy")}},
        {"cors-origin", "https://a.example", "https://a.example/",
         [](const Options &o) {
             return o.crossOrigins == std::vector<std::string>{"https://a.example"};
         }},
        {"log-format", "json", "xml",
         [](const Options &o) { return o.logFormat == tw::server::LogFormat::Json; }},
        {"log-level", "warning", "loud",
         [](const Options &o) { return o.logLevel == tw::server::LogLevel::Warning; }},
        {"access-log", "true", nullptr, [](const Options &o) { return o.accessLog; }},
        {"plugin-path", "/usr:/tmp", "/usr:/nowhere",
         [](const Options &o) {
             return o.plugins.folders == std::vector<std::string>{"/usr", "/tmp"};
         }},
        {"isolate-plugins", "all", "some",
         [](const Options &o) {
             return o.plugins.isolation.of == tw::PluginIsolation::Of::Everything;
         }},
        {"plugin-deadline", "250", "5",
         [](const Options &o) { return o.plugins.isolation.passDeadline == 250ms; }},
        {"plugin-memory", "64", "31",
         [](const Options &o) { return o.plugins.isolation.memory == 64U << 20U; }},
        {"plugin-processes", "6", "0",
         [](const Options &o) { return o.plugins.isolation.processes == 6; }},
        {"document-config", "/etc/passwd", "/nowhere.toml",
         [](const Options &o) { return o.plugins.documentConfig == "/etc/passwd"; }},
        {"max-body", "2MiB", "1",
         [](const Options &o) { return o.document.bodyBytes == 2U << 20U; }},
        {"max-nesting", "9", "7", [](const Options &o) { return o.document.nesting == 9; }},
        {"max-tables", "5", "0", [](const Options &o) { return o.document.tables == 5; }},
        {"max-columns", "6", "1601", [](const Options &o) { return o.document.columns == 6; }},
        {"max-foreign-keys", "7", "-1",
         [](const Options &o) { return o.document.foreignKeys == 7; }},
        {"max-expression", "1KiB", "1MiB",
         [](const Options &o) { return o.document.expressionBytes == 1024; }},
        {"compile-deadline", "1500ms", "5",
         [](const Options &o) { return o.document.compileDeadline == 1500ms; }},
        {"max-schemas", "8", "-1", [](const Options &o) { return o.user.schemas == 8; }},
        {"max-databases", "0", "x", [](const Options &o) { return o.user.databases == 0; }},
        {"max-requests", "10", "0", [](const Options &o) { return o.process.requests == 10; }},
        {"max-connections", "11", "0",
         [](const Options &o) { return o.process.connections == 11; }},
        {"memory-budget", "1GiB", "1MiB",
         [](const Options &o) { return o.process.memoryBudget == 1U << 30U; }},
        {"header-timeout", "2s", "2 weeks",
         [](const Options &o) { return o.process.headerTime == 2s; }},
        {"body-timeout", "1min", "0s", [](const Options &o) { return o.process.bodyTime == 60s; }},
        {"idle-timeout", "4s", "-4s", [](const Options &o) { return o.process.idleTime == 4s; }},
        {"drain-timeout", "5s", "25h", [](const Options &o) { return o.process.drainTime == 5s; }},
        {"workers", "12", "0", [](const Options &o) { return o.pools.workers == 12; }},
        {"database-workers", "13", "0",
         [](const Options &o) { return o.pools.databaseWorkers == 13; }},
        {"read-connections", "14", "0",
         [](const Options &o) { return o.pools.readConnections == 14; }},
        {"write-connections", "15", "0",
         [](const Options &o) { return o.pools.writeConnections == 15; }},
        {"warm-databases", "16", "-1",
         [](const Options &o) { return o.pools.warmDatabases == 16; }},
    };
    return known;
}

std::optional<Options> read(const QStringList &arguments, int *exitCode = nullptr)
{
    std::vector<QByteArray> texts = {"tablewright-server"};
    for (const QString &argument : arguments)
        texts.push_back(argument.toLocal8Bit());
    std::vector<char *> pointers;
    for (QByteArray &text : texts)
        pointers.push_back(text.data());
    int code = 0;
    auto options =
        tw::server::readOptions(static_cast<int>(pointers.size()), pointers.data(), code);
    if (exitCode != nullptr)
        *exitCode = code;
    return options;
}

QByteArray variable(const char *name)
{
    return "TABLEWRIGHT_" + QByteArray(name).toUpper().replace('-', '_');
}

struct Printed {
    int code;
    QByteArray out;
    QByteArray error;
};

Printed run(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(TABLEWRIGHT_SERVER), arguments);
    process.waitForFinished(20000);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

class OptionsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void knowsAllOfTheHelp();
    void readsEachFromEverywhere_data();
    void readsEachFromEverywhere();
    void refusesWrongValues_data();
    void refusesWrongValues();
    void prefersTheNearest();
    void refusesUnknownKeys();
    void takesSeveralOrigins();
    void takesUnitsOfPlugins();
    void tellsNoSecrets();
    void readsFilesWithCare();
    void knowsWhatGoesTogether_data();
    void knowsWhatGoesTogether();

private:
    QString file(const QByteArray &text)
    {
        QFile written(m_folder.filePath(QStringLiteral("server.toml")));
        if (written.open(QIODevice::WriteOnly | QIODevice::Truncate))
            written.write(text);
        return written.fileName();
    }
    QTemporaryDir m_folder;
};

void OptionsTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    for (const QString &name : QProcessEnvironment::systemEnvironment().keys()) {
        if (name.startsWith(QStringLiteral("TABLEWRIGHT_")) &&
            name != QStringLiteral("TABLEWRIGHT_PLUGIN_PATH"))
            qunsetenv(name.toLatin1().constData());
    }
}

void OptionsTest::knowsAllOfTheHelp()
{
    const Printed help = run({QStringLiteral("--help")});
    QCOMPARE(help.code, 0);
    QSet<QString> shown;
    for (const QByteArray &line : help.out.split('\n')) {
        QVERIFY2(QString::fromUtf8(line).size() <= 100, line.constData());
        const auto match =
            QRegularExpression(QStringLiteral("^  --([a-z-]+)")).match(QString::fromUtf8(line));
        if (match.hasMatch())
            shown.insert(match.captured(1));
    }
    shown.subtract(
        {QStringLiteral("version"), QStringLiteral("config"), QStringLiteral("print-routes")});
    QSet<QString> known;
    for (const Known &option : knownOptions())
        known.insert(QString::fromLatin1(option.name));
    QCOMPARE(shown, known);
}

void OptionsTest::readsEachFromEverywhere_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < knownOptions().size(); ++i)
        QTest::newRow(knownOptions()[i].name) << static_cast<int>(i);
}

void OptionsTest::readsEachFromEverywhere()
{
    QFETCH(int, index);
    const Known &known = knownOptions()[static_cast<std::size_t>(index)];
    const QString option = QStringLiteral("--") + QLatin1String(known.name);
    const QString good = QString::fromLatin1(known.good);
    const auto unset = read(known.needs);
    QVERIFY(!unset || !known.isSet(*unset));

    const auto given = read(known.needs + QStringList{option + QLatin1Char('=') + good});
    QVERIFY(given && known.isSet(*given));

    qputenv(variable(known.name).constData(), known.good);
    const auto inherited = read(known.needs);
    qunsetenv(variable(known.name).constData());
    QVERIFY(inherited && known.isSet(*inherited));

    const QString path = file(QByteArray(known.name) + " = \"" + known.good + "\"\n");
    const auto configured = read(known.needs + QStringList{QStringLiteral("--config"), path});
    QVERIFY(configured && known.isSet(*configured));
}

void OptionsTest::refusesWrongValues_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < knownOptions().size(); ++i) {
        if (knownOptions()[i].bad != nullptr)
            QTest::newRow(knownOptions()[i].name) << static_cast<int>(i);
    }
}

void OptionsTest::refusesWrongValues()
{
    QFETCH(int, index);
    const Known &known = knownOptions()[static_cast<std::size_t>(index)];
    const QString option = QStringLiteral("--") + QLatin1String(known.name);
    const Printed printed =
        run(known.needs + QStringList{option + QLatin1Char('=') + QLatin1String(known.bad)});
    QCOMPARE(printed.code, 2);
    QVERIFY2(printed.error.contains(option.toLatin1()), printed.error.constData());
    QVERIFY(printed.out.isEmpty());
}

void OptionsTest::prefersTheNearest()
{
    const QString path = file("max-tables = 1\nmax-columns = 1\nmax-nesting = 11 # deep\n");
    qputenv("TABLEWRIGHT_CONFIG", path.toLocal8Bit());
    qputenv("TABLEWRIGHT_MAX_TABLES", "2");
    qputenv("TABLEWRIGHT_MAX_COLUMNS", "2");
    const auto options = read({QStringLiteral("--max-tables"), QStringLiteral("3")});
    qunsetenv("TABLEWRIGHT_CONFIG");
    qunsetenv("TABLEWRIGHT_MAX_TABLES");
    qunsetenv("TABLEWRIGHT_MAX_COLUMNS");
    QVERIFY(options);
    QCOMPARE(options->document.tables, 3U);
    QCOMPARE(options->document.columns, 2U);
    QCOMPARE(options->document.nesting, 11U);
    QCOMPARE(options->document.foreignKeys, 100'000U);
}

void OptionsTest::refusesUnknownKeys()
{
    const Printed key = run({QStringLiteral("--config"), file("max-tables = 1\nmax-tabels = 1\n")});
    QCOMPARE(key.code, 2);
    QVERIFY2(key.error.contains("max-tabels"), key.error.constData());
    QCOMPARE(run({QStringLiteral("--config"), file("[limits]\nmax-tables = 1\n")}).code, 2);
    QCOMPARE(run({QStringLiteral("--config"), QStringLiteral("/nowhere.toml")}).code, 2);
    qputenv("TABLEWRIGHT_CONFIG", "/nowhere.toml");
    QCOMPARE(run({}).code, 2);
    qunsetenv("TABLEWRIGHT_CONFIG");
}

void OptionsTest::takesSeveralOrigins()
{
    const std::vector<std::string> both = {"https://a.example", "http://b.example:8081"};
    const auto repeated =
        read({QStringLiteral("--cors-origin"), QStringLiteral("https://a.example"),
              QStringLiteral("--cors-origin"), QStringLiteral("http://b.example:8081")});
    QVERIFY(repeated && repeated->crossOrigins == both);
    qputenv("TABLEWRIGHT_CORS_ORIGIN", "https://a.example,http://b.example:8081");
    const auto inherited = read({});
    qunsetenv("TABLEWRIGHT_CORS_ORIGIN");
    QVERIFY(inherited && inherited->crossOrigins == both);
    const auto configured =
        read({QStringLiteral("--config"),
              file(R"(cors-origin = ["https://a.example", "http://b.example:8081"])")});
    QVERIFY(configured && configured->crossOrigins == both);
}

void OptionsTest::takesUnitsOfPlugins()
{
    const auto options = read({QStringLiteral("--plugin-deadline"), QStringLiteral("2s"),
                               QStringLiteral("--plugin-memory"), QStringLiteral("1GiB"),
                               QStringLiteral("--isolate-plugins"), QStringLiteral("none")});
    QVERIFY(options);
    QCOMPARE(options->plugins.isolation.passDeadline, 2s);
    QCOMPARE(options->plugins.isolation.memory, std::size_t{1} << 30U);
    QCOMPARE(options->plugins.isolation.of, tw::PluginIsolation::Of::Nothing);
    const auto fallback = read({});
    QVERIFY(fallback && fallback->plugins.isolation.of == tw::PluginIsolation::Of::ThirdParty);
    QCOMPARE(fallback->plugins.isolation.passDeadline, 5s);
}

void OptionsTest::tellsNoSecrets()
{
    const QString url = QStringLiteral("postgresql://u:s3cr3t%zz@127.0.0.1/d");
    const QStringList both = {QStringLiteral("--postgres"), url, QStringLiteral("--postgres-admin"),
                              url};
    const QString unreachable = QStringLiteral("postgresql://u:s3cr3t@127.0.0.1:1/d");
    for (const QStringList &arguments :
         {both, both + QStringList{QStringLiteral("--help")},
          both + QStringList{QStringLiteral("--what")},
          QStringList{QStringLiteral("--postgres"), unreachable, QStringLiteral("--postgres-admin"),
                      unreachable},
          QStringList{QStringLiteral("--config"),
                      file("postgres = postgresql://u:s3cr3t@h/d and more\n")},
          QStringList{QStringLiteral("--config"),
                      file("postgres = \"postgresql://u:s3cr3t#@h\"\n")}}) {
        const Printed printed = run(arguments);
        QVERIFY2(!printed.out.contains("s3cr3t"), printed.out.constData());
        QVERIFY2(!printed.error.contains("s3cr3t"), printed.error.constData());
    }
}

void OptionsTest::readsFilesWithCare()
{
    // CLI11 would cut the value and go on.
    const Printed cut = run({QStringLiteral("--config"), file("\ndata = \"/a#b\"\n")});
    QCOMPARE(cut.code, 2);
    QVERIFY2(cut.error.contains("line 2"), cut.error.constData());
    const auto commented =
        read({QStringLiteral("--config"), file("# data = \"/a\"\ndata = '/b' # not '/c'\n")});
    QVERIFY(commented && commented->dataFolder == "/b");
}

void OptionsTest::knowsWhatGoesTogether_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::newRow("everywhere without a proxy") << QStringLiteral("--listen 0.0.0.0:80");
    QTest::newRow("a name") << QStringLiteral("--listen example.org:80");
    QTest::newRow("proxy without a secret") << QStringLiteral("--auth proxy");
    QTest::newRow("secret without a proxy") << QStringLiteral("--proxy-secret-file /s");
    QTest::newRow("one URL") << QStringLiteral("--postgres postgresql://a/b");
    QTest::newRow("shared port, own cluster") << QStringLiteral("--reuse-port");
    QTest::newRow("shared port, any") << QStringLiteral(
        "--reuse-port --listen 127.0.0.1:0 --postgres postgresql://a/b --postgres-admin "
        "postgresql://a/b");
    QTest::newRow("origin with a path") << QStringLiteral("--cors-origin https://a.example/b");
    QTest::newRow("any origin") << QStringLiteral("--cors-origin *");
    QTest::newRow("null origin") << QStringLiteral("--cors-origin null");
    QTest::newRow("capitals") << QStringLiteral("--cors-origin https://A.example");
    QTest::newRow("budget for no body") << QStringLiteral("--memory-budget 40MiB");
    QTest::newRow("something else") << QStringLiteral("listen");
}

void OptionsTest::knowsWhatGoesTogether()
{
    QFETCH(QString, arguments);
    int code = 0;
    QVERIFY(!read(arguments.split(QLatin1Char(' ')), &code));
    QCOMPARE(code, 2);
}

QTEST_GUILESS_MAIN(OptionsTest)
#include "options_test.moc"
