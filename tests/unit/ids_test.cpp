// SPDX-License-Identifier: MIT
#include <tablewright/ir/schema.h>

#include <QtTest>

#include <type_traits>
#include <unordered_set>

using namespace tw;

class IdsTest : public QObject {
    Q_OBJECT
private slots:
    void aDefaultIdIsInvalid()
    {
        QVERIFY(!ir::TableId().isValid());
        QVERIFY(ir::TableId(0).isValid());
    }

    void idsOfDifferentThingsDoNotMix()
    {
        QVERIFY((!std::is_convertible_v<ir::TableId, ir::ColumnId>));
        QVERIFY((!std::is_convertible_v<std::size_t, ir::TableId>));
        QVERIFY((!std::is_constructible_v<ir::ColumnId, ir::TableId>));
    }

    void idsCompareAndHashByIndex()
    {
        QVERIFY(ir::TableId(1) < ir::TableId(2));
        QCOMPARE(ir::TableId(7).index(), std::size_t{7});
        std::unordered_set<ir::TableId> ids{ir::TableId(1), ir::TableId(1), ir::TableId(2)};
        QCOMPARE(ids.size(), std::size_t{2});
    }

    void invalidSortsLast() { QVERIFY(ir::TableId(1'000'000) < ir::TableId()); }

    void expressionSubrange()
    {
        SourceManager sources;
        const SourceId source = sources.add("x", "\"a > 1\" abc \"\\u0061 > 1\"");
        const ir::Expression quoted{"a > 1", {source, 0, 7}};
        QCOMPARE(quoted.subrange(4, 1).begin, 5U);
        QCOMPARE(quoted.subrange(4, 1).end, 6U);
        const ir::Expression bare{"abc", {source, 8, 11}};
        QCOMPARE(bare.subrange(1, 2).begin, 9U);
        const ir::Expression escaped{"a > 1", {source, 12, 24}};
        QCOMPARE(escaped.subrange(4, 1).begin, 12U);
        QCOMPARE(escaped.subrange(4, 1).end, 24U);
        QCOMPARE(quoted.subrange(4, 9).end, 7U);
    }
};

QTEST_GUILESS_MAIN(IdsTest)
#include "ids_test.moc"
