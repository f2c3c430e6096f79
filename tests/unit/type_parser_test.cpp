// SPDX-License-Identifier: MIT
#include "passes/type_parser.h"

#include <QtTest>

using namespace tw;

class TypeParserTest : public QObject {
    Q_OBJECT
private slots:
    void spellings_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("space");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QList<int>>("arguments");
        QTest::addColumn<int>("dimensions");
        const auto row = [](const char *text, const char *space, const char *name,
                            const QList<int> &arguments = {}, int dimensions = 0) {
            QTest::newRow(text) << text << space << name << arguments << dimensions;
        };
        row("int", "", "int");
        row("VARCHAR(255)", "", "VARCHAR", {255});
        row("  numeric ( 10 , -2 ) ", "", "numeric", {10, -2});
        row("double   precision", "", "double precision");
        row("timestamp(3) with time zone", "", "timestamp with time zone", {3});
        row("text[]", "", "text", {}, 1);
        row("int [3][]", "", "int", {}, 2);
        row("billing.status", "billing", "status");
        row("INTEGER Array", "", "INTEGER", {}, 1);
        row("integer array[4]", "", "integer", {}, 1);
        row("varchar(3) array", "", "varchar", {3}, 1);
        row("\"My Schema\".\"a\"\"b\"", "My Schema", "a\"b");
        row("\"Type With Space\"[]", "", "Type With Space", {}, 1);
        row("größe", "", "größe");
    }

    void spellings()
    {
        QFETCH(QString, text);
        const ParsedType type = parseType(text.toStdString());
        QCOMPARE(type.problem, std::string());
        QTEST(QString::fromStdString(type.namespaceName), "space");
        QTEST(QString::fromStdString(type.name), "name");
        QTEST(QList<int>(type.arguments.begin(), type.arguments.end()), "arguments");
        QTEST(int(type.arrayDimensions), "dimensions");
    }

    void refused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"",
                                 "  ",
                                 "(",
                                 "varchar(",
                                 "varchar()",
                                 "varchar(x)",
                                 "varchar(1",
                                 "int[",
                                 "int[x]",
                                 "int]",
                                 "a.",
                                 ".a",
                                 "\"",
                                 "\"\"",
                                 "\"a",
                                 "int;",
                                 "int; drop table x",
                                 "int --",
                                 "a.b.c",
                                 "varchar(99999999999999999999)",
                                 "int[][][][][][][]",
                                 "1abc",
                                 "int(1)(2)"})
            QTest::newRow(text) << text;
    }

    void refused()
    {
        QFETCH(QString, text);
        QVERIFY(!parseType(text.toStdString()).problem.empty());
    }
};

QTEST_GUILESS_MAIN(TypeParserTest)
#include "type_parser_test.moc"
