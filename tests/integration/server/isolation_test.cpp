// SPDX-License-Identifier: MIT
// Who may do what: the roles of the server, the owners of generated databases, the private cluster.
// The program is looked at from outside, over a cluster of its own and over one that others run,
// whose log tells who sent what.

#include "cluster_folder.h"
#include "http_client.h"
#include "script_parts.h"
#include "server_process.h"

#include "databases/script_runner.h"
#include "store/pg_connection.h"

#include <QDir>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>
#include <QUrl>
#include <QUrlQuery>

#include <memory>

using namespace tw::server;

namespace {

const QByteArray shop = R"({ "name": "shop", "tables": [
    { "id": "t1", "name": "customers", "columns": [
      { "id": "c1", "name": "id", "dataType": "INT", "primaryKey": true, "autoIncrement": true } ] } ] })";

/// What a query gives, or PostgreSQL's code, or `no connection` with libpq's words.
std::string tried(const PgTarget &target, const std::string &sql)
{
    try {
        PgConnection session(target);
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(
            PQexec(session.get(), sql.c_str()), &PQclear);
        const char *state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
        if (state != nullptr)
            return state;
        return PQntuples(result.get()) == 1 ? PQgetvalue(result.get(), 0, 0) : "";
    } catch (const PgError &error) {
        return std::string("no connection: ") + error.what();
    }
}

std::string tried(const QString &url, const std::string &sql)
{
    return tried(PgTarget(url.toStdString()), sql);
}

QString withDatabase(const QString &url, const QString &database)
{
    QUrl changed(url);
    changed.setPath(QLatin1Char('/') + database);
    return changed.toString(QUrl::FullyEncoded);
}

QJsonObject madeDatabase(quint16 port)
{
    const HttpAnswer schema = send(port, "POST", "/api/v1/schemas", shop);
    const HttpAnswer answer = send(
        port, "POST", "/api/v1/schemas/" + schema.json()["id"].toString().toUtf8() + "/databases");
    if (answer.status != 201)
        qWarning("%d %s", answer.status, answer.body.constData());
    return answer.status == 201 ? answer.json() : QJsonObject();
}

} // namespace

class IsolationTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void appHasNoAttributes();
    void adminIsNoSuperuser();
    void nobodyIsTheSuperuser();
    void tenantsReachTheirOwnDatabaseOnly();
    void strangersReachNone();
    void tenantsAreRefused_data();
    void tenantsAreRefused();
    void tenantsSeeNothingOfOthers();
    void settingsOfTenantsDoNotReachTheServer();
    void tenantsCannotLockTheServerOut();

    void listensOnLoopbackOnly();
    void keepsItsFilesToItself();

    void warnsOfAnOpenHost();
    void refusesAHostWithoutRights();
    void makesDatabasesClosedAndAsTheirOwner();
    void keepsPasswordsOutOfEverything();

private:
    /// A role of the private cluster, as the server itself logs in.
    [[nodiscard]] PgTarget as(const char *role, const QByteArray &secret,
                              const std::string &database = "tablewright") const
    {
        PgTarget target;
        target.set("host", "127.0.0.1")
            .set("port", m_secrets.value("port").toStdString())
            .set("user", role)
            .set("password", m_secrets.value(secret).toStdString())
            .set("dbname", database);
        return target;
    }
    [[nodiscard]] PgTarget app() const { return as("tablewright_app", "app"); }
    [[nodiscard]] PgTarget admin() const { return as("tablewright_admin", "admin"); }
    [[nodiscard]] QString url() const { return m_first["url"].toString(); }
    [[nodiscard]] QString logOfHost() const
    {
        QFile file(QUrlQuery(QUrl(qEnvironmentVariable("TABLEWRIGHT_TEST_POSTGRES")))
                       .queryItemValue(QStringLiteral("host")) +
                   QStringLiteral("/data/server.log"));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    [[nodiscard]] static QString hostUrl(const QString &role, const QString &database)
    {
        QUrl url(qEnvironmentVariable("TABLEWRIGHT_TEST_POSTGRES"));
        QUrlQuery query(url);
        query.removeQueryItem(QStringLiteral("user"));
        query.addQueryItem(QStringLiteral("user"), role);
        url.setQuery(query);
        url.setPath(QLatin1Char('/') + database);
        return url.toString(QUrl::FullyEncoded);
    }
    [[nodiscard]] static QStringList hostOptions()
    {
        return {QStringLiteral("--postgres"),
                hostUrl(QStringLiteral("host_app"), QStringLiteral("host_metadata")),
                QStringLiteral("--postgres-admin"),
                hostUrl(QStringLiteral("host_admin"), QStringLiteral("host_metadata"))};
    }

    ClusterFolder m_folder;
    std::unique_ptr<ServerProcess> m_server;
    QMap<QByteArray, QByteArray> m_secrets;
    QJsonObject m_first;
    QJsonObject m_second;
};

void IsolationTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_server = std::make_unique<ServerProcess>(m_folder.path());
    QVERIFY2(m_server->start(), m_server->error().constData());
    QFile file(m_folder.filePath(QStringLiteral("cluster.secrets")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    for (const QByteArray &line : file.readAll().split('\n'))
        m_secrets.insert(line.left(line.indexOf('=')), line.mid(line.indexOf('=') + 1));
    m_first = madeDatabase(m_server->port());
    m_second = madeDatabase(m_server->port());
    QVERIFY(!m_first.isEmpty() && !m_second.isEmpty());

    PgConnection host(OwnedDatabase::host().admin);
    host.execute("CREATE ROLE host_app LOGIN");
    host.execute("CREATE ROLE host_admin LOGIN CREATEDB CREATEROLE");
    host.execute("CREATE DATABASE host_metadata OWNER host_app TEMPLATE template0");
}

void IsolationTest::cleanupTestCase() { QCOMPARE(m_server->stop(), 0); }

void IsolationTest::appHasNoAttributes()
{
    const std::string attributes =
        "SELECT concat(rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls) "
        "FROM pg_roles WHERE rolname = current_user";
    QCOMPARE(tried(app(), attributes), std::string("fffff"));
    QCOMPARE(tried(app(), "SELECT count(*) FROM pg_auth_members WHERE member = "
                          "current_user::regrole"),
             std::string("0"));
    for (const char *sql :
         {"CREATE DATABASE d", "CREATE ROLE r", "SET ROLE tablewright_admin",
          "GRANT tablewright_admin TO CURRENT_USER", "ALTER ROLE tablewright_admin PASSWORD 'x'",
          "SELECT pg_read_file('PG_VERSION')", "SELECT * FROM pg_authid"})
        QCOMPARE(tried(app(), sql), std::string("42501"));
    // And what it has to do, it can do.
    QCOMPARE(tried(app(), "SELECT count(*) > 0 FROM tablewright.schemas"), std::string("t"));
    const PgTarget tenants =
        as("tablewright_app", "app", m_first["database"].toString().toStdString());
    QVERIFY(tried(tenants, "SELECT 1").find("permission denied for database") != std::string::npos);
}

void IsolationTest::adminIsNoSuperuser()
{
    QCOMPARE(tried(admin(), "SELECT concat(rolsuper, rolcreatedb, rolcreaterole, rolreplication, "
                            "rolbypassrls) FROM pg_roles WHERE rolname = current_user"),
             std::string("fttff"));
    for (const char *sql :
         {"SELECT pg_read_file('PG_VERSION')", "SELECT * FROM pg_authid",
          "SELECT * FROM tablewright.schemas", "SELECT * FROM tablewright.databases",
          "SET SESSION AUTHORIZATION postgres", "SET ROLE postgres", "CREATE ROLE r SUPERUSER",
          "ALTER ROLE postgres PASSWORD 'x'", "ALTER SYSTEM SET work_mem = '1MB'",
          "DROP DATABASE tablewright"})
        QCOMPARE(tried(admin(), sql), std::string("42501"));
    // It is in no tenant's role; in that of a spare it is, until the spare is opened.
    // Asked until it is so once: the pool may be making the next one already.
    const auto isMemberOfSparesOnly = [this] {
        return tried(admin(),
                     "SELECT count(*) FROM pg_auth_members AS m WHERE member = "
                     "current_user::regrole AND NOT EXISTS (SELECT FROM pg_database WHERE datdba "
                     "= m.roleid AND NOT datallowconn)") == "0";
    };
    QVERIFY(QTest::qWaitFor(isMemberOfSparesOnly, 60'000));
    // It may connect, and so ask for the size of a database, but not read what is in it.
    const PgTarget tenants =
        as("tablewright_admin", "admin", m_first["database"].toString().toStdString());
    QCOMPARE(tried(tenants, "SELECT pg_database_size(current_database()) > 0"), std::string("t"));
    QCOMPARE(tried(tenants, "SELECT * FROM customers"), std::string("42501"));
    QCOMPARE(tried(tenants, "CREATE TABLE t ()"), std::string("42501"));
}

void IsolationTest::nobodyIsTheSuperuser()
{
    QCOMPARE(tried(app(), "SELECT string_agg(rolname, ',') FROM pg_roles WHERE rolsuper"),
             std::string("postgres"));
    for (const char *host : {"127.0.0.1", "run"}) {
        PgTarget target = as("postgres", "admin", "postgres");
        if (std::string_view(host) == "run")
            target.set("host", (m_folder.path() + QStringLiteral("/postgresql/run")).toStdString());
        const std::string answer = tried(target, "SELECT 1");
        QVERIFY2(answer.find("pg_hba.conf rejects") != std::string::npos, answer.c_str());
    }
}

void IsolationTest::tenantsReachTheirOwnDatabaseOnly()
{
    QCOMPARE(tried(url(), "SELECT current_user"), m_first["user"].toString().toStdString());
    for (const QString &other : {m_second["database"].toString(), QStringLiteral("tablewright"),
                                 QStringLiteral("postgres"), QStringLiteral("template1")}) {
        const std::string answer = tried(withDatabase(url(), other), "SELECT 1");
        QVERIFY2(answer.find("permission denied for database") != std::string::npos,
                 answer.c_str());
    }
    // Every database that there is, spare and scratch ones too.
    QCOMPARE(tried(url(), "SELECT string_agg(datname, ',') FROM pg_database WHERE datallowconn AND "
                          "has_database_privilege(oid, 'CONNECT')"),
             m_first["database"].toString().toStdString());
    QCOMPARE(tried(url(), "SELECT count(*) FROM pg_database WHERE datallowconn AND "
                          "has_database_privilege('public', oid, 'CONNECT')"),
             std::string("0"));
}

void IsolationTest::strangersReachNone()
{
    QUrl wrong(url());
    wrong.setPassword(m_second["password"].toString());
    const std::string refused = tried(wrong.toString(), "SELECT 1");
    QVERIFY2(refused.find("password authentication failed") != std::string::npos, refused.c_str());
    wrong.setPassword({});
    const std::string none = tried(wrong.toString(), "SELECT 1");
    QVERIFY2(none.find("no password supplied") != std::string::npos, none.c_str());
    QUrl replication(url());
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("replication"), QStringLiteral("database"));
    replication.setQuery(query);
    QVERIFY(tried(replication.toString(), "IDENTIFY_SYSTEM").starts_with("no connection"));
}

void IsolationTest::tenantsAreRefused_data()
{
    QTest::addColumn<QByteArray>("sql");
    for (const char *sql :
         {"CREATE ROLE evil",
          "CREATE DATABASE evil",
          "SET ROLE tablewright_admin",
          "SET ROLE tablewright_app",
          "SET SESSION AUTHORIZATION tablewright_admin",
          "GRANT tablewright_admin TO CURRENT_USER",
          "GRANT pg_read_server_files TO CURRENT_USER",
          "ALTER ROLE CURRENT_USER SUPERUSER",
          "ALTER ROLE CURRENT_USER CREATEDB",
          "ALTER ROLE CURRENT_USER CREATEROLE",
          "ALTER ROLE CURRENT_USER BYPASSRLS",
          "ALTER ROLE CURRENT_USER REPLICATION",
          "ALTER ROLE CURRENT_USER CONNECTION LIMIT 1000",
          "ALTER ROLE CURRENT_USER VALID UNTIL 'infinity'",
          "ALTER ROLE CURRENT_USER NOLOGIN",
          "ALTER ROLE tablewright_app PASSWORD 'x'",
          "ALTER ROLE tablewright_admin NOLOGIN",
          "ALTER ROLE tablewright_admin SET search_path = x",
          "DROP DATABASE tablewright",
          "ALTER DATABASE tablewright CONNECTION LIMIT 0",
          "ALTER SYSTEM SET work_mem = '1MB'",
          "SELECT pg_reload_conf()",
          "SELECT pg_rotate_logfile()",
          "SELECT pg_read_file('postgresql.conf')",
          "SELECT pg_read_binary_file('PG_VERSION')",
          "SELECT pg_ls_dir('.')",
          "SELECT pg_stat_file('PG_VERSION')",
          "SELECT lo_import('/etc/passwd')",
          "SELECT lo_export(1, '/tmp/x')",
          "CREATE TABLE f (t text); COPY f FROM '/etc/passwd'",
          "COPY (SELECT 1) TO '/tmp/tablewright'",
          "COPY (SELECT 1) TO PROGRAM 'true'",
          "SELECT * FROM pg_authid",
          "SELECT * FROM pg_shadow",
          "SELECT * FROM pg_hba_file_rules",
          "SELECT * FROM pg_file_settings",
          "SELECT * FROM pg_user_mapping",
          "CREATE TABLESPACE t LOCATION '/tmp'",
          "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p",
          "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()",
          "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'x', 'y'",
          "CREATE FUNCTION f() RETURNS int LANGUAGE internal AS 'pg_backend_pid'",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename='tablewright_app'",
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'tablewright_app'",
          "SET session_preload_libraries = 'x'",
          "SET log_statement = 'all'",
          "ALTER ROLE CURRENT_USER SET session_preload_libraries = 'x'",
          "SELECT pg_switch_wal()",
          "SELECT pg_create_restore_point('x')",
          "CHECKPOINT",
          "LOAD '/tmp/x.so'"})
        QTest::newRow(sql) << QByteArray(sql);
}

void IsolationTest::tenantsAreRefused()
{
    QFETCH(QByteArray, sql);
    QCOMPARE(tried(url(), sql.toStdString()), std::string("42501"));
}

void IsolationTest::tenantsSeeNothingOfOthers()
{
    // A session of another tenant and of the server, each in the middle of a statement.
    PgConnection other(PgTarget(m_second["url"].toString().toStdString()));
    other.execute("SELECT 'secret of another'");
    QCOMPARE(tried(url(), "SELECT count(*) FROM pg_stat_activity WHERE query LIKE "
                          "'%secret of anot' || 'her%'"),
             std::string("0"));
    QCOMPARE(tried(url(), "SELECT count(*) FROM pg_stat_activity WHERE usename <> current_user AND "
                          "(query <> '<insufficient privilege>' OR client_addr IS NOT NULL)"),
             std::string("0"));
    QCOMPARE(tried(url(), "SELECT count(*) FROM pg_roles WHERE rolpassword <> '********'"),
             std::string("0"));
}

void IsolationTest::settingsOfTenantsDoNotReachTheServer()
{
    DatabaseHost host{app(), admin(), "127.0.0.1", "", true};
    const std::string database = m_second["database"].toString().toStdString();
    const std::string role = m_second["user"].toString().toStdString();
    const PgTarget owner =
        host.ownerOf(database, role, m_second["password"].toString().toStdString());
    const QString plain = m_second["url"].toString();
    // Made before the settings are there, which keep the tenant from making anything.
    QCOMPARE(tried(plain, "CREATE SCHEMA hidden"), std::string());

    const std::vector<std::pair<std::string, std::string>> settings = {
        {"role", "pg_database_owner"},
        {"search_path", "hidden"},
        {"statement_timeout", "1d"},
        {"lock_timeout", "1d"},
        {"idle_session_timeout", "1d"},
        {"idle_in_transaction_session_timeout", "1d"},
        {"default_transaction_read_only", "on"},
        {"default_transaction_isolation", "serializable"},
        {"default_transaction_deferrable", "on"},
        {"synchronous_commit", "off"},
        {"check_function_bodies", "off"},
        {"array_nulls", "off"},
        {"transform_null_equals", "on"},
        {"backslash_quote", "on"},
        {"standard_conforming_strings", "off"},
        {"DateStyle", "German, DMY"},
        {"IntervalStyle", "iso_8601"},
        {"TimeZone", "Asia/Tokyo"},
        {"timezone_abbreviations", "Australia"},
        {"xmloption", "document"},
        {"row_security", "off"},
        {"client_min_messages", "debug1"},
        {"client_encoding", "LATIN1"}};
    for (const auto &[name, value] : settings) {
        // Half of them hang on the role, half on the database; both are the tenant's own.
        const std::string quoted = name == "DateStyle" ? value : "'" + value + "'";
        const std::string set = " SET " + name + " = " + quoted;
        const bool onRole = name.size() % 2 == 0 || name == "role";
        QCOMPARE(
            tried(owner, (onRole ? "ALTER ROLE CURRENT_USER" : "ALTER DATABASE " + database) + set),
            std::string());
        const std::string show = "SELECT current_setting('" + name + "')";
        QVERIFY2(tried(plain, show) == value, (name + ": " + tried(plain, show)).c_str());
        QVERIFY2(tried(owner, show) != value, name.c_str());
    }
    QCOMPARE(tried(owner, "SELECT current_user"), role);
    QCOMPARE(tried(plain, "SELECT current_user"), std::string("pg_database_owner"));

    LockBudget budget(host.metadata);
    const auto refusal = ScriptRunner(budget).run(
        owner, scriptOf({"CREATE TABLE made (day date DEFAULT '2024-12-31')"}));
    QVERIFY2(!refusal, refusal ? refusal->error.what() : "");
    QCOMPARE(tried(owner, "SELECT concat(relnamespace::regnamespace, ' ', relowner::regrole) "
                          "FROM pg_class WHERE relname = 'made'"),
             "public " + role);

    // A library of the tenant's choice keeps the tenant's own sessions from starting, not these.
    QCOMPARE(tried(owner, "ALTER ROLE CURRENT_USER SET local_preload_libraries = 'nothing'"),
             std::string());
    QVERIFY(tried(plain, "SELECT 1").starts_with("no connection"));
    QCOMPARE(tried(owner, "SELECT 1"), std::string("1"));
    QCOMPARE(tried(owner, "ALTER ROLE CURRENT_USER RESET ALL"), std::string());
    QCOMPARE(tried(owner, "ALTER DATABASE " + database + " RESET ALL"), std::string());
}

void IsolationTest::tenantsCannotLockTheServerOut()
{
    const QJsonObject made = madeDatabase(m_server->port());
    QVERIFY(!made.isEmpty());
    const QString own = made["url"].toString();
    const std::string database = made["database"].toString().toStdString();
    const QByteArray path = "/api/v1/databases/" + made["id"].toString().toUtf8();
    QCOMPARE(tried(own, "SELECT lo_create(0) > 0"), std::string("t"));
    QCOMPARE(tried(own, "ALTER ROLE CURRENT_USER PASSWORD 'chosen'"), std::string());
    QCOMPARE(send(m_server->port(), "GET", path).status, 200);

    const HttpAnswer renewed = send(m_server->port(), "POST", path + "/credentials");
    QCOMPARE(renewed.status, 200);
    const QString again = renewed.json()["url"].toString();
    QCOMPARE(tried(again, "SELECT 1"), std::string("1"));
    QVERIFY(tried(own, "SELECT 1").starts_with("no connection"));

    PgConnection stays(PgTarget(again.toStdString())); // one that is in the way
    QCOMPARE(tried(again, "COMMENT ON DATABASE " + database + " IS 'mine'"), std::string());
    QCOMPARE(tried(again, "GRANT ALL ON DATABASE " + database + " TO PUBLIC"), std::string());
    QCOMPARE(tried(again, "ALTER DATABASE " + database + " CONNECTION LIMIT 0"), std::string());
    QVERIFY(tried(again, "SELECT 1").starts_with("no connection"));
    QCOMPARE(send(m_server->port(), "GET", path).status, 200);
    QCOMPARE(send(m_server->port(), "DELETE", path).status, 204);
    QCOMPARE(tried(app(), "SELECT count(*) FROM pg_database WHERE datname = '" + database + "'"),
             std::string("0"));
    QCOMPARE(tried(app(), "SELECT count(*) FROM pg_roles WHERE rolname = '" +
                              made["user"].toString().toStdString() + "'"),
             std::string("0"));
}

void IsolationTest::listensOnLoopbackOnly()
{
    QCOMPARE(tried(app(), "SHOW listen_addresses"), std::string("127.0.0.1"));
    QCOMPARE(tried(app(), "SHOW password_encryption"), std::string("scram-sha-256"));
    QCOMPARE(tried(app(), "SHOW log_statement"), std::string("none"));
    QFile rules(m_folder.filePath(QStringLiteral("postgresql/data/pg_hba.conf")));
    QVERIFY(rules.open(QIODevice::ReadOnly));
    int looked = 0;
    for (const QByteArray &line : rules.readAll().split('\n')) {
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        ++looked;
        QVERIFY2(line.endsWith("reject") || line.endsWith("scram-sha-256"), line.constData());
        QVERIFY(line.startsWith("local") || line.contains("127.0.0.1/32") ||
                line.contains("::1/128") || line.endsWith("reject"));
    }
    QVERIFY(looked >= 4);
}

void IsolationTest::keepsItsFilesToItself()
{
    for (const char *name :
         {"cluster.secrets", "postgresql.log", "postgresql/data", "postgresql/run", "postgresql"}) {
        const QFileInfo file(m_folder.filePath(QLatin1String(name)));
        QVERIFY2(file.exists(), name);
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                            QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
        QVERIFY2((file.permissions() & others) == 0, name);
    }
    // The cluster's superuser is no account that matters.
    if (::geteuid() == 0) {
        struct stat status {};
        QCOMPARE(::stat(QStringLiteral("/proc/%1").arg(m_server->postmaster()).toUtf8(), &status),
                 0);
        QVERIFY(status.st_uid != 0);
    }
}

void IsolationTest::warnsOfAnOpenHost()
{
    {
        ServerProcess server(m_folder.filePath(QStringLiteral("unused")));
        QVERIFY(server.start(hostOptions()));
        QCOMPARE(server.stop(), 0);
        const QByteArray log = server.error();
        QVERIFY2(log.contains("every role may connect to the metadata's database"),
                 log.constData());
        QVERIFY2(log.contains("`postgres`"), log.constData());
    }
    PgConnection host(OwnedDatabase::host().admin);
    for (const char *database : {"host_metadata", "postgres", "template1"})
        host.execute(std::string("REVOKE CONNECT ON DATABASE ") + database + " FROM PUBLIC");
    host.execute("GRANT CONNECT ON DATABASE host_metadata TO host_admin");
    ServerProcess server(m_folder.filePath(QStringLiteral("unused")));
    QVERIFY(server.start(hostOptions()));
    QCOMPARE(server.stop(), 0);
    const QByteArray log = server.error();
    QVERIFY2(!log.contains("REVOKE"), log.constData());
}

void IsolationTest::refusesAHostWithoutRights()
{
    PgConnection host(OwnedDatabase::host().admin);
    host.execute("ALTER ROLE host_admin NOCREATEDB");
    ServerProcess server(m_folder.filePath(QStringLiteral("unused")));
    QVERIFY(!server.start(hostOptions()));
    const QByteArray error = server.error();
    QVERIFY2(error.contains("CREATEDB CREATEROLE"), error.constData());
    host.execute("ALTER ROLE host_admin CREATEDB");
}

void IsolationTest::makesDatabasesClosedAndAsTheirOwner()
{
    ServerProcess server(m_folder.filePath(QStringLiteral("unused")));
    QVERIFY(server.start(hostOptions()));
    const QJsonObject made = madeDatabase(server.port());
    QVERIFY(!made.isEmpty());
    const QString role = made["user"].toString();
    const QString database = made["database"].toString();
    QCOMPARE(tried(hostUrl(role, database), "SELECT relowner::regrole FROM pg_class WHERE relname "
                                            "= 'customers'"),
             role.toStdString());
    QVERIFY(tried(hostUrl(QStringLiteral("host_app"), database), "SELECT 1")
                .find("permission denied for database") != std::string::npos);
    QCOMPARE(server.stop(), 0);

    // The log has the role and the database in front of each statement.
    const QStringList lines = logOfHost().split(QLatin1Char('\n'));
    const QString owner = QStringLiteral("%1@%2 ").arg(role, database);
    int created = 0;
    int filled = 0;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString &line = lines[i];
        if (line.contains(QStringLiteral("CREATE TABLE customers"))) {
            QVERIFY2(line.startsWith(owner) ||
                         line.contains(QStringLiteral("@tablewright__scratch_")),
                     qPrintable(line));
            filled += line.startsWith(owner) ? 1 : 0;
        }
        static const QRegularExpression creation(
            QStringLiteral("^host_admin@.*CREATE DATABASE \"?([a-z0-9_]+)\"?"));
        const QRegularExpressionMatch match = creation.match(line);
        if (!match.hasMatch())
            continue;
        ++created;
        const QString text = lines.mid(i, 3).join(QLatin1Char(' '));
        QVERIFY2(text.contains(QStringLiteral("TEMPLATE template0")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("ALLOW_CONNECTIONS false")), qPrintable(text));
        // Nobody but the owner may connect before anybody can.
        qsizetype revoked = -1;
        for (qsizetype j = i + 1; j < lines.size(); ++j) {
            if (!lines[j].contains(match.captured(1)))
                continue;
            if (lines[j].contains(QStringLiteral("REVOKE ALL ON DATABASE")))
                revoked = j;
            if (lines[j].contains(QStringLiteral("ALLOW_CONNECTIONS true"))) {
                QVERIFY2(revoked > i, qPrintable(lines[j]));
                break;
            }
        }
    }
    QVERIFY(created > 0);
    QVERIFY(filled > 0);
}

void IsolationTest::keepsPasswordsOutOfEverything()
{
    ServerProcess server(m_folder.filePath(QStringLiteral("unused")));
    QVERIFY(server.start(hostOptions()));
    const QJsonObject made = madeDatabase(server.port());
    const QString password = made["password"].toString();
    QVERIFY(password.size() >= 20);
    const QByteArray path = "/api/v1/databases/" + made["id"].toString().toUtf8();
    const HttpAnswer renewed = send(server.port(), "POST", path + "/credentials");
    QCOMPARE(renewed.status, 200);
    const QString second = renewed.json()["password"].toString();
    QVERIFY(second.size() >= 20 && second != password);
    const QByteArray read = send(server.port(), "GET", path).body +
                            send(server.port(), "GET", "/api/v1/databases").body;
    QCOMPARE(server.stop(), 0);

    PgConnection host(OwnedDatabase::host().admin);
    QCOMPARE(host.query("SELECT count(*)::text FROM pg_authid WHERE rolname = $1 AND rolpassword "
                        "LIKE 'SCRAM-SHA-256$%'",
                        {made["user"].toString().toStdString()})
                 .text(0, 0),
             std::string_view("1"));
    QCOMPARE(host.query("SELECT count(*)::text FROM pg_authid WHERE rolname LIKE 'tw%' AND "
                        "rolpassword NOT LIKE 'SCRAM-SHA-256$%'")
                 .text(0, 0),
             std::string_view("0"));
    QString metadata;
    PgConnection store(PgTarget(
        hostUrl(QStringLiteral("host_app"), QStringLiteral("host_metadata")).toStdString()));
    const PgResult tables = store.query(
        "SELECT query_to_xml(format('SELECT * FROM tablewright.%I', relname), true, true, "
        "'')::text FROM pg_class WHERE relnamespace = 'tablewright'::regnamespace AND relkind = "
        "'r'");
    for (int row = 0; row < tables.rowCount(); ++row)
        metadata += QString::fromStdString(std::string(tables.text(row, 0)));
    QVERIFY(metadata.contains(made["user"].toString()));
    const QString log = logOfHost();
    QVERIFY(log.contains(made["user"].toString()));
    for (const QString &secret : {password, second}) {
        QVERIFY(!log.contains(secret));
        QVERIFY(!metadata.contains(secret));
        QVERIFY(!read.contains(secret.toUtf8()));
        QVERIFY(!server.error().contains(secret.toUtf8()));
    }
    // Nor in the private cluster's.
    QFile privateLog(m_folder.filePath(QStringLiteral("postgresql.log")));
    QVERIFY(privateLog.open(QIODevice::ReadOnly));
    QVERIFY(!privateLog.readAll().contains(m_first["password"].toString().toUtf8()));
}

QTEST_GUILESS_MAIN(IsolationTest)
#include "isolation_test.moc"
