// SPDX-License-Identifier: MIT
#include "passes/derived_names.h"

#include <QtTest>

#include <set>

using namespace tw::passes;

class DerivedNamesTest : public QObject {
    Q_OBJECT
private slots:
    void shortNamesStayPlain()
    {
        QCOMPARE(DerivedNames(63).shorten("users_email", "_key"), std::string("users_email_key"));
    }

    void sixtyThreeBytesStayPlain()
    {
        const std::string stem(58, 'a');
        QCOMPARE(DerivedNames(63).shorten(stem, "_pkey"), stem + "_pkey");
    }

    void longNamesKeepTheirSuffixAndStayApart()
    {
        const DerivedNames names(63);
        const std::string stem(80, 'a');
        const std::string one = names.shorten(stem + "1", "_pkey");
        const std::string two = names.shorten(stem + "2", "_pkey");
        QCOMPARE(one.size(), std::size_t{63});
        QVERIFY(one.ends_with("_pkey") && two.ends_with("_pkey"));
        QVERIFY(one != two);
        QCOMPARE(one, names.shorten(stem + "1", "_pkey"));
    }

    void codePointsAreNotCut()
    {
        std::string stem;
        for (int i = 0; i < 30; ++i)
            stem += "€";
        const std::string name = DerivedNames(63).shorten(stem, "_idx");
        QVERIFY(name.size() <= 63);
        QVERIFY(!QString::fromStdString(name).contains(QChar::ReplacementCharacter));
    }

    void takenNamesGetAHashAndThenAnother()
    {
        const DerivedNames names(63);
        std::set<std::string> taken;
        const auto isTaken = [&](const std::string &name) { return taken.contains(name); };
        for (int i = 0; i < 5; ++i) {
            const std::string name = names.derive("a_b", "_key", isTaken);
            QVERIFY(taken.insert(name).second);
            QVERIFY(name.starts_with("a_b") && name.ends_with("_key"));
        }
    }
};

QTEST_GUILESS_MAIN(DerivedNamesTest)
#include "derived_names_test.moc"
