// SPDX-License-Identifier: MIT
#include <tablewright/base/utf8.h>
#include <tablewright/source/source.h>

#include <QtTest>

using namespace tw;

class SourceTest : public QObject {
    Q_OBJECT
private slots:
    void linesAndColumnsCountFromOneInCodePoints()
    {
        const SourceBuffer buffer("x", "ab\nç€😀d\n\n");
        QCOMPARE(buffer.lineColumn(0), (LineColumn{1, 1}));
        QCOMPARE(buffer.lineColumn(2), (LineColumn{1, 3}));
        QCOMPARE(buffer.lineColumn(3), (LineColumn{2, 1}));
        QCOMPARE(buffer.lineColumn(3 + 2 + 3 + 4), (LineColumn{2, 4}));
        QCOMPARE(buffer.lineColumn(14), (LineColumn{3, 1}));
        QCOMPARE(buffer.lineColumn(15), (LineColumn{4, 1}));
        QCOMPARE(buffer.lineColumn(9999), (LineColumn{4, 1}));
    }

    void aByteOrderMarkIsNoColumn()
    {
        const SourceBuffer buffer("x", "\xEF\xBB\xBF{}");
        QCOMPARE(buffer.lineColumn(3), (LineColumn{1, 1}));
        QCOMPARE(buffer.lineColumn(4), (LineColumn{1, 2}));
    }

    void theTextIsPaddedWithZeros()
    {
        const SourceBuffer buffer("x", "abc");
        QCOMPARE(buffer.text(), std::string_view("abc"));
        const std::string_view padded(buffer.text().data(), 3 + SourceBuffer::padding);
        QCOMPARE(padded.substr(3), std::string(SourceBuffer::padding, '\0'));
    }

    void truncationKeepsCodePointsWhole()
    {
        QCOMPARE(truncateUtf8("abc", 5), std::string_view("abc"));
        QCOMPARE(truncateUtf8("abc", 2), std::string_view("ab"));
        QCOMPARE(truncateUtf8("aç", 2), std::string_view("a"));
        QCOMPARE(truncateUtf8("😀", 3), std::string_view(""));
        QCOMPARE(truncateUtf8("😀x", 4), std::string_view("😀"));
    }

    void nearestNames()
    {
        const auto nearest = [](std::string_view text) {
            NearestName search(text);
            for (const std::string_view name : {"integer", "interval", "varchar", "text"})
                search.consider(name);
            return std::string(search.best());
        };
        QCOMPARE(nearest("VARCAHR"), std::string("varchar"));
        QCOMPARE(nearest("itneger"), std::string("integer"));
        QCOMPARE(nearest("tex"), std::string("text"));
        QCOMPARE(nearest("geometry"), std::string());
        QCOMPARE(nearest(""), std::string());
    }
};

QTEST_GUILESS_MAIN(SourceTest)
#include "source_test.moc"
