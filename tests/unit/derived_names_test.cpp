// SPDX-License-Identifier: MIT
#include "passes/derived_names.h"

#include <QtTest>

#include <map>
#include <set>
#include <utility>
#include <vector>

using namespace tw::passes;

class DerivedNamesTest : public QObject {
    Q_OBJECT
private slots:
    void shortNamesStayPlain()
    {
        QCOMPARE(DerivedNames(63).plain("users_email", "_key"), std::string("users_email_key"));
    }

    void sixtyThreeBytesStayPlain()
    {
        const std::string stem(58, 'a');
        QCOMPARE(DerivedNames(63).plain(stem, "_pkey"), stem + "_pkey");
    }

    void longNamesKeepTheirSuffixAndStayApart()
    {
        const DerivedNames names(63);
        const std::string stem(80, 'a');
        const std::string one = names.plain(stem + "1", "_pkey");
        const std::string two = names.plain(stem + "2", "_pkey");
        QCOMPARE(one.size(), std::size_t{63});
        QVERIFY(one.ends_with("_pkey") && two.ends_with("_pkey"));
        QVERIFY(one != two);
        QCOMPARE(one, names.plain(stem + "1", "_pkey"));
    }

    void codePointsAreNotCut()
    {
        std::string stem;
        for (int i = 0; i < 30; ++i)
            stem += "€";
        const std::string name = DerivedNames(63).plain(stem, "_idx");
        QVERIFY(name.size() <= 63);
        QVERIFY(!QString::fromStdString(name).contains(QChar::ReplacementCharacter));
    }

    void hashesTellContentsApart()
    {
        const DerivedNames names(63);
        const std::string one = names.hashed("a_b", "_key", "one");
        QVERIFY(one.starts_with("a_b_") && one.ends_with("_key"));
        QCOMPARE(one.size(), std::string_view("a_b_01234567_key").size());
        QCOMPARE(one, names.hashed("a_b", "_key", "one"));
        QVERIFY(one != names.hashed("a_b", "_key", "two"));
        QVERIFY(one != names.hashed("a_b", "_key", "one", 1));
    }

    void expressionsBecomeWords_data()
    {
        QTest::addColumn<QByteArray>("expression");
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<bool>("isWhole");
        const auto add = [](const char *expression, const char *words, bool isWhole) {
            QTest::newRow(expression) << QByteArray(expression) << QByteArray(words) << isWhole;
        };
        add("price > 0", "price_gt_0", true);
        add("  Price>=0.5\n", "price_ge_0_5", true);
        add("\"Price\" <> -1", "Price_ne_minus_1", true);
        add("status IN ('open', 'closed')", "status_in_open_closed", true);
        add("status = 'Open'", "status_eq_open", false);
        add("note <> ''", "note_ne_empty", true);
        add("note ~ '^[a-z]+$'", "note_like_a_z", false);
        add("length(name) > 1", "length_name_gt_1", true);
        add("it = 'it''s'", "it_eq_it_s", false);
        add("größe < 2", "größe_lt_2", true);
        add("data->>'kind' = 'a'", "data_at_kind_eq_a", true);
        add("a # b", "a_b", false);
        add("'", "empty", true);
    }

    void expressionsBecomeWords()
    {
        QFETCH(QByteArray, expression);
        QFETCH(QByteArray, words);
        QFETCH(bool, isWhole);
        const ExpressionWords found = wordsOf(expression.toStdString());
        QCOMPARE(QByteArray::fromStdString(found.text), words);
        QCOMPARE(found.isWhole, isWhole);
    }

    void whoeverWantsTheSameNameTakesAHash()
    {
        const auto give = [](const std::vector<std::string> &contents) {
            std::vector<tw::ir::Name> names(contents.size());
            NameGiver giver(63);
            giver.take(0, "given_key");
            for (std::size_t i = 0; i < names.size(); ++i)
                giver.want(names[i], 0, contents[i].substr(0, contents[i].find(' ')), "_key", i);
            giver.settle([&](NameGiver::Element i) {
                return NameGiver::Identity{contents[i].substr(0, contents[i].find(' ')), "_key",
                                           contents[i]};
            });
            std::map<std::string, std::string> byContent;
            std::set<std::string> different;
            for (std::size_t i = 0; i < names.size(); ++i) {
                byContent.emplace(contents[i], names[i].text);
                different.insert(names[i].text);
            }
            return std::pair(byContent, different.size());
        };
        const auto [names, count] = give({"a 1", "a 2", "b", "given", "a 3", "twin", "twin"});
        QCOMPARE(count, std::size_t{7});
        QCOMPARE(names.at("b"), std::string("b_key"));
        for (const char *content : {"a 1", "a 2", "a 3", "given", "twin"})
            QCOMPARE(names.at(content),
                     DerivedNames(63).hashed(
                         std::string(content).substr(0, std::string(content).find(' ')), "_key",
                         content));
        QCOMPARE(give({"twin", "a 3", "given", "b", "twin", "a 2", "a 1"}).first, names);
    }

    void namesCountInTwoScopes()
    {
        tw::ir::Name name;
        NameGiver giver(63);
        giver.take(7, "a_key");
        giver.want(name, 0, "a", "_key", 0, 7);
        giver.settle([](NameGiver::Element) {
            return NameGiver::Identity{"a", "_key", "content"};
        });
        QCOMPARE(name.text, DerivedNames(63).hashed("a", "_key", "content"));
    }
};

QTEST_GUILESS_MAIN(DerivedNamesTest)
#include "derived_names_test.moc"
