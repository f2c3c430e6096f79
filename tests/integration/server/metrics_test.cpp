// SPDX-License-Identifier: MIT
#include "app/logging.h"
#include "app/metrics.h"
#include "cluster_folder.h"
#include "http_client.h"
#include "prometheus_text.h"
#include "server_process.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

#include <memory>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using tw::server::Metrics;
using tw::server::Route;
using tw::server::Routes;

namespace {

const QByteArray document = R"({"name":"sekret name","tables":[{"id":"t","name":"a","columns":[
    {"id":"c","name":"id","dataType":"INT","primaryKey":true}]}]})";

/// The postmaster and its children, which are those of its only thread.
void signalCluster(pid_t postmaster, int signal)
{
    QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(postmaster));
    QVERIFY(children.open(QIODevice::ReadOnly));
    QCOMPARE(::kill(postmaster, signal), 0);
    for (const QByteArray &child : children.readAll().simplified().split(' '))
        QVERIFY(child.toInt() > 1 && ::kill(child.toInt(), signal) == 0);
}

} // namespace

/// What the server counts and writes down of itself.
class MetricsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void readsStrictly_data();
    void readsStrictly();
    void countsFromManyThreads();
    void countsRequests();
    void countsWork();
    void tellsOfTheProcess();
    void isReadyWhileItCanWork();
    void logsOneObjectALine();

private:
    PrometheusText metrics() const
    {
        return PrometheusText(send(m_server->port(), "GET", "/metrics").body);
    }
    static QString requests(const char *method, const char *route, int status)
    {
        return QStringLiteral(
                   "tablewright_http_requests_total{method=\"%1\",route=\"%2\",status=\"%3\"}")
            .arg(QLatin1String(method), QLatin1String(route))
            .arg(status);
    }

    ClusterFolder m_folder;
    std::unique_ptr<ServerProcess> m_server;
    QByteArray m_log;
};

void MetricsTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_server = std::make_unique<ServerProcess>(m_folder.filePath(QStringLiteral("data")));
    QVERIFY2(m_server->start({QStringLiteral("--log-format"), QStringLiteral("json"),
                              QStringLiteral("--access-log")}),
             m_server->error().constData());
}

void MetricsTest::cleanupTestCase() { m_server.reset(); }

void MetricsTest::readsStrictly_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no end") << QByteArray("# TYPE a gauge\na 1");
    QTest::newRow("no type") << QByteArray("a 1\n");
    QTest::newRow("twice") << QByteArray("# TYPE a gauge\na 1\na 2\n");
    QTest::newRow("apart") << QByteArray(
        "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\n");
    QTest::newRow("counter") << QByteArray("# TYPE a counter\na 1\n");
    QTest::newRow("no number") << QByteArray("# TYPE a gauge\na x\n");
    QTest::newRow("label") << QByteArray("# TYPE a gauge\na{b=c} 1\n");
    QTest::newRow("quote") << QByteArray("# TYPE a gauge\na{b=\"c\"d\"} 1\n");
    QTest::newRow("shrinking") << QByteArray("# TYPE a histogram\na_count 1\na_sum 1\n"
                                             "a_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\n");
    QTest::newRow("count") << QByteArray("# TYPE a histogram\na_count 2\na_sum 1\n"
                                         "a_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\n");
}

/// The reader of this test finds what it is there to find.
void MetricsTest::readsStrictly()
{
    QFETCH(QByteArray, text);
    QVERIFY(!PrometheusText(text).error.isEmpty());
}

void MetricsTest::countsFromManyThreads()
{
    Routes routes(2);
    routes[0].method = QHttpServerRequest::Method::Get;
    routes[0].pattern = "/a/<arg>/b/<arg>";
    routes[1].method = QHttpServerRequest::Method::Put;
    routes[1].pattern = "/a";
    Metrics metrics(routes);
    constexpr int threads = 4;
    constexpr int rounds = 20'000;
    {
        std::vector<std::jthread> running;
        for (int i = 0; i < threads; ++i)
            running.emplace_back([&] {
                for (int round = 0; round < rounds; ++round) {
                    metrics.answered({.route = routes.data(),
                                      .routeIndex = 0,
                                      .status = 200,
                                      .time = round % 2 == 0 ? 100us : 3s});
                    metrics.answered({.route = &routes[1], .routeIndex = 1, .status = 412});
                    metrics.answered({.routeIndex = 2, .status = 400});
                }
            });
    }
    const PrometheusText text(QByteArray::fromStdString(metrics.text()));
    QCOMPARE(text.error, QString());
    QCOMPARE(text.value(requests("GET", "/a/{id}/b/{n}", 200)), 1.0 * threads * rounds);
    QCOMPARE(text.value(requests("PUT", "/a", 412)), 1.0 * threads * rounds);
    QCOMPARE(text.value(requests("", "", 400)), 1.0 * threads * rounds);
    const QString family = QStringLiteral("tablewright_http_request_duration_seconds_");
    const QString labels = QStringLiteral("{method=\"GET\",route=\"/a/{id}/b/{n}\"");
    QCOMPARE(text.value(family + "count" + labels + "}"), 1.0 * threads * rounds);
    QCOMPARE(text.value(family + "bucket" + labels + ",le=\"2.5\"}"), 0.5 * threads * rounds);
    QCOMPARE(text.value(family + "sum" + labels + "}"), threads * rounds / 2 * 3.0001);
}

void MetricsTest::countsRequests()
{
    const quint16 port = m_server->port();
    const PrometheusText before = metrics();
    QCOMPARE(before.error, QString());
    QCOMPARE(send(port, "GET", "/healthz").status, 200);
    QCOMPARE(send(port, "HEAD", "/healthz").status, 200);
    const QByteArray nobody = "/api/v1/schemas/00000000-0000-4000-8000-000000000000";
    for (int i = 0; i < 3; ++i)
        QCOMPARE(send(port, "GET", nobody + "?sekret=1").status, 400);
    QCOMPARE(send(port, "GET", nobody).status, 404);
    QCOMPARE(send(port, "GET", "/sekret").status, 404);
    QCOMPARE(send(port, "GET", "/", {}, {{"X y", "z"}}).status, 400);
    const PrometheusText after = metrics();
    QCOMPARE(after.error, QString());
    const auto grown = [&](const QString &sample) {
        return after.samples.value(sample, 0) - before.samples.value(sample, 0);
    };
    QCOMPARE(grown(requests("GET", "/healthz", 200)), 2.0);
    QCOMPARE(grown(requests("GET", "/api/v1/schemas/{id}", 400)), 3.0);
    QCOMPARE(grown(requests("GET", "/api/v1/schemas/{id}", 404)), 1.0);
    QCOMPARE(grown(requests("", "", 404)), 1.0);
    QCOMPARE(grown(requests("", "", 400)), 1.0);
    QCOMPARE(grown(requests("GET", "/metrics", 200)), 1.0); // the first of the two
    QCOMPARE(after.value("tablewright_http_requests_in_flight"),
             0.0); // this one is vital: beside them
    for (const QString &sample : after.samples.keys())
        QVERIFY(!sample.contains(QStringLiteral("sekret")));
}

void MetricsTest::countsWork()
{
    const quint16 port = m_server->port();
    const PrometheusText before = metrics();
    QCOMPARE(send(port, "POST", "/api/v1/validate", document).status, 200);
    QCOMPARE(send(port, "POST", "/api/v1/validate", "{}").status, 200);
    const QJsonObject schema = send(port, "POST", "/api/v1/schemas", document).json();
    const QByteArray path = "/api/v1/schemas/" + schema["id"].toString().toUtf8() + "/databases";
    const HttpAnswer made = send(port, "POST", path);
    QCOMPARE(made.status, 201);
    QCOMPARE(
        send(port, "DELETE", "/api/v1/databases/" + made.json()["id"].toString().toUtf8()).status,
        204);
    const PrometheusText after = metrics();
    QCOMPARE(after.error, QString());
    const auto grown = [&](const char *sample) {
        return after.samples.value(QLatin1String(sample), 0) -
               before.samples.value(QLatin1String(sample), 0);
    };
    QVERIFY(grown("tablewright_compile_duration_seconds_count{outcome=\"ok\"}") >= 2);
    QCOMPARE(grown("tablewright_compile_duration_seconds_count{outcome=\"refused\"}"), 1.0);
    QCOMPARE(grown("tablewright_database_work_total{outcome=\"ok\",work=\"create\"}"), 1.0);
    QCOMPARE(grown("tablewright_database_work_total{outcome=\"ok\",work=\"drop\"}"), 1.0);
    QCOMPARE(grown("tablewright_database_work_duration_seconds_count{work=\"create\"}"), 1.0);
    QVERIFY(grown("tablewright_store_writes_total") >= 1);
    QVERIFY(after.value("tablewright_store_connections") > 0);
    QVERIFY(after.samples.contains("tablewright_databases{state=\"ready\"}"));
    QVERIFY(after.samples.contains("tablewright_warm_databases"));
}

void MetricsTest::tellsOfTheProcess()
{
    const PrometheusText text = metrics();
    QVERIFY(text.value("process_cpu_seconds_total") > 0);
    QVERIFY(text.value("process_resident_memory_bytes") > 1e6);
    QVERIFY(text.value("process_open_fds") > 10);
    QVERIFY(text.value("process_open_fds") < text.value("process_max_fds"));
    const double age = static_cast<double>(QDateTime::currentSecsSinceEpoch()) -
                       text.value("process_start_time_seconds");
    QVERIFY2(age > -5 && age < 300, qPrintable(QString::number(age)));
    QVERIFY(text.value("tablewright_pool_connections{pool=\"metadata\"}") >= 1);
    QCOMPARE(text.value("tablewright_pool_waiting{pool=\"administration\"}"), 0.0);
    const HttpAnswer answer = send(m_server->port(), "GET", "/metrics");
    QCOMPARE(answer.header("Content-Type"), QByteArray("text/plain; version=0.0.4; charset=utf-8"));
}

void MetricsTest::isReadyWhileItCanWork()
{
    const quint16 port = m_server->port();
    QCOMPARE(send(port, "GET", "/readyz").json()["status"].toString(), QStringLiteral("ready"));
    // PostgreSQL is there and says nothing.
    signalCluster(m_server->postmaster(), SIGSTOP);
    QElapsedTimer timer;
    timer.start();
    const HttpAnswer late = send(port, "GET", "/readyz");
    const qint64 took = timer.elapsed();
    const HttpAnswer live = send(port, "GET", "/healthz");
    signalCluster(m_server->postmaster(), SIGCONT);
    QCOMPARE(late.status, 503);
    QVERIFY2(took < 3000, qPrintable(QString::number(took)));
    QCOMPARE(late.json()["type"].toString(), QStringLiteral("urn:tablewright:problem:not-ready"));
    QVERIFY(!late.header("Retry-After").isEmpty());
    QCOMPARE(live.status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(send(port, "GET", "/readyz").status, 200, 20000);
}

void MetricsTest::logsOneObjectALine()
{
    const HttpAnswer answer =
        send(m_server->port(), "GET", "/api/v1/schemas?q=sekret", {}, {{"X-User-Id", "sekret"}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(m_server->stop(), 0);
    const QByteArray log = m_server->error();
    QVERIFY(log.endsWith('\n'));
    QJsonObject own;
    for (const QByteArray &line : log.left(log.size() - 1).split('\n')) {
        QJsonParseError error{};
        const QJsonObject object = QJsonDocument::fromJson(line, &error).object();
        QVERIFY2(error.error == QJsonParseError::NoError, line.constData());
        QVERIFY(QDateTime::fromString(object["time"].toString(), Qt::ISODateWithMs).isValid());
        for (const char *name : {"level", "category", "message"})
            QVERIFY2(!object[QLatin1String(name)].toString().isEmpty(), line.constData());
        if (object["requestId"].toString().toUtf8() == answer.header("X-Request-Id"))
            own = object;
    }
    QCOMPARE(own["category"].toString(), QStringLiteral("access"));
    QCOMPARE(own["method"].toString(), QStringLiteral("GET"));
    QCOMPARE(own["route"].toString(), QStringLiteral("/api/v1/schemas"));
    QCOMPARE(own["status"].toInt(), 200);
    QCOMPARE(own["bytes"].toInt(), static_cast<int>(answer.body.size()));
    QVERIFY(own["durationMs"].isDouble());
    // Neither a query nor a document nor a user.
    QVERIFY(!log.contains("sekret"));
}

QTEST_GUILESS_MAIN(MetricsTest)
#include "metrics_test.moc"
