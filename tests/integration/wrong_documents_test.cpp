// SPDX-License-Identifier: MIT
// Ten documents that people get wrong: `check --json` tells the code, the place and the pointer of
// every finding of the first stage that has errors, and ends with 1.

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

class WrongDocumentsTest : public QObject {
    Q_OBJECT

private slots:
    void findings_data();
    void findings();
};

void WrongDocumentsTest::findings_data()
{
    // Each finding as `severity code line:column-endLine:endColumn pointer`.
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const QStringList &expected) {
        QTest::newRow(name) << expected;
    };
    row("syntax", {QStringLiteral("error TW1001 8:39-8:49 /tables/0/columns/1/name")});
    row("unknown_type", {
                            QStringLiteral("error TW3001 8:52-8:60 /tables/0/columns/1/dataType"),
                            QStringLiteral("error TW3003 9:48-9:58 /tables/0/columns/2/dataType"),
                            QStringLiteral("error TW3002 10:48-10:58 /tables/0/columns/3/dataType"),
                        });
    row("no_primary_key", {
                              QStringLiteral("error TW4001 4:27-4:32 /tables/0/name"),
                              QStringLiteral("error TW4001 7:27-7:33 /tables/2/name"),
                          });
    row("dangling_foreign_key",
        {
            QStringLiteral("error TW2001 9:24-9:28 /foreignKeys/0/targetTableId"),
            QStringLiteral("error TW2003 10:73-10:77 /foreignKeys/1/sourceColumnId"),
        });
    row("type_mismatch",
        {
            QStringLiteral("error TW4011 14:82-14:86 /foreignKeys/0/sourceColumnId"),
            QStringLiteral("error TW4011 16:84-16:88 /foreignKeys/1/sourceColumnId"),
        });
    row("duplicate_names", {
                               QStringLiteral("error TW2007 8:31-8:37 /tables/0/columns/2/name"),
                               QStringLiteral("error TW2009 10:30-10:37 /tables/0/indexes/0/name"),
                               QStringLiteral("error TW2006 13:27-13:34 /tables/2/name"),
                           });
    row("duplicate_members",
        {
            QStringLiteral("error TW1006 3:3-3:9 /name"),
            QStringLiteral("error TW1006 7:76-7:86 /tables/0/columns/0/dataType"),
        });
    row("duplicate_ids", {
                             QStringLiteral("error TW1008 7:17-7:21 /tables/0/columns/1/id"),
                             QStringLiteral("error TW1008 9:13-9:17 /tables/1/id"),
                         });
    row("wrong_default",
        {
            QStringLiteral("error TW3009 7:73-7:78 /tables/0/columns/1/defaultValue"),
            QStringLiteral("error TW3009 8:75-8:87 /tables/0/columns/2/defaultValue"),
            QStringLiteral("error TW3013 9:103-9:104 /tables/0/columns/3/defaultValue/expression"),
        });
    row("equal_when_cut", {
                              QStringLiteral("warning TW2005 4:27-4:96 /tables/0/name"),
                              QStringLiteral("warning TW2005 6:27-6:96 /tables/1/name"),
                              QStringLiteral("error TW2011 6:27-6:96 /tables/1/name"),
                          });
}

void WrongDocumentsTest::findings()
{
    QFETCH(QStringList, expected);
    QProcess process;
    process.start(
        QStringLiteral(TABLEWRIGHT_CLI),
        {QStringLiteral("check"), QStringLiteral("--json"),
         QStringLiteral(TABLEWRIGHT_SOURCE_DIR "/tests/integration/wrong_documents/%1.json")
             .arg(QString::fromUtf8(QTest::currentDataTag()))});
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(QString::fromUtf8(process.readAllStandardError()), QString());
    QCOMPARE(process.exitCode(), 1);

    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(process.readAllStandardOutput(), &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
    QStringList found;
    const QJsonArray diagnostics = document.object().value(QStringLiteral("diagnostics")).toArray();
    for (const QJsonValueConstRef value : diagnostics) {
        const QJsonObject object = value.toObject();
        const auto number = [&object](const char *name) {
            return object.value(QString::fromUtf8(name)).toInt(-1);
        };
        const QJsonValue pointer = object.value(QStringLiteral("pointer"));
        found << QStringLiteral("%1 %2 %3:%4-%5:%6 %7")
                     .arg(object.value(QStringLiteral("severity")).toString(),
                          object.value(QStringLiteral("code")).toString())
                     .arg(number("line"))
                     .arg(number("column"))
                     .arg(number("endLine"))
                     .arg(number("endColumn"))
                     .arg(pointer.isString() ? pointer.toString() : QStringLiteral("-"));
    }
    QCOMPARE(found.join(QLatin1Char('\n')), expected.join(QLatin1Char('\n')));
}

QTEST_GUILESS_MAIN(WrongDocumentsTest)
#include "wrong_documents_test.moc"
