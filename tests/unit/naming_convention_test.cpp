// SPDX-License-Identifier: MIT
#include "naming_convention/plurals.h"
#include "naming_convention/rules.h"
#include "naming_convention/settings.h"
#include "naming_convention/words.h"

#include <tablewright/diag/render.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <random>
#include <string>
#include <vector>

using namespace tw::naming;

namespace {

const std::vector<std::string> abbreviations{"ID", "URL", "HTTP", "HTTPS", "OAuth", "GraphQL"};
constexpr Style allStyles[] = {Style::Snake,     Style::Camel, Style::Pascal,
                               Style::Screaming, Style::Kebab, Style::Lower};

std::string split(std::string_view name)
{
    return fmt::format("{}", fmt::join(splitWords(name, abbreviations), " "));
}

QJsonObject metadataOptions()
{
    QFile file(QStringLiteral(TEST_PLUGIN_DIR "/naming_convention.json.in"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll())[QStringLiteral("Options")].toObject();
}

} // namespace

class NamingConventionTest : public QObject {
    Q_OBJECT

private slots:
    void wordsAreSplit()
    {
        QCOMPARE(split("HTTPServerID2Name"), "HTTP Server ID2 Name");
        QCOMPARE(split("user_name"), "user name");
        QCOMPARE(split("__userName--x y"), "user Name x y");
        QCOMPARE(split("userIDs"), "user IDs");
        QCOMPARE(split("HTTPURL"), "HTTP URL");
        QCOMPARE(split("URLId"), "URL Id");
        QCOMPARE(split("IDEA"), "IDEA");
        QCOMPARE(split("XMLDocument"), "XML Document");
        QCOMPARE(split("myOAuthToken"), "my OAuth Token");
        QCOMPARE(split("GraphQLSchema"), "GraphQL Schema");
        QCOMPARE(split("iPhone"), "i Phone");
        QCOMPARE(split("address2Line"), "address2 Line");
        QCOMPARE(split("2ndAddress"), "2nd Address");
        QCOMPARE(split("utf8mb4"), "utf8mb4");
        QCOMPARE(split("MD5hash"), "MD5hash");
        QCOMPARE(split("XOrder"), "X Order");
        QCOMPARE(split(""), "");
        QCOMPARE(split("$$"), "");
        QCOMPARE(split("straßeÖl"), "straßeÖl");
        QCOMPARE(split("ölPreis"), "öl Preis");
    }

    void stylesAreConverted()
    {
        const auto all = [](std::string_view name) {
            std::vector<std::string> texts;
            for (const Style style : allStyles)
                texts.push_back(convert(name, style, abbreviations));
            return fmt::format("{}", fmt::join(texts, " "));
        };
        QCOMPARE(all("HTTPServerID2Name"),
                 "http_server_id2_name httpServerId2Name HttpServerId2Name HTTP_SERVER_ID2_NAME "
                 "http-server-id2-name httpserverid2name");
        QCOMPARE(all("order line"),
                 "order_line orderLine OrderLine ORDER_LINE order-line orderline");
        QCOMPARE(all("_private_thing"), "_private_thing _privateThing _PrivateThing "
                                        "_PRIVATE_THING _private-thing _privatething");
        QCOMPARE(all("type_"), "type type Type TYPE type type");
        // Words that meet become others.
        QCOMPARE(convert("x_y_z", Style::Pascal, abbreviations), "Xyz");
        // Letters beyond ASCII stay as they are.
        QCOMPARE(convert("ÜberName", Style::Snake, abbreviations), "Über_name");
        QVERIFY(conforms("größe_cm", Style::Snake, abbreviations));
        QCOMPARE(convert("$$", Style::Snake, abbreviations), "");
        QCOMPARE(convert("Anything At_all", Style::Any, abbreviations), "Anything At_all");
    }

    void abbreviationsMayKeepTheirCapitals()
    {
        QVERIFY(conforms("userID", Style::Camel, abbreviations));
        QVERIFY(conforms("userId", Style::Camel, abbreviations));
        QVERIFY(conforms("userIDs", Style::Camel, abbreviations));
        QVERIFY(!conforms("IDUser", Style::Camel, abbreviations));
        QVERIFY(conforms("IDUser", Style::Pascal, abbreviations));
        QVERIFY(!conforms("userXYZ", Style::Camel, abbreviations));
        QVERIFY(!conforms("userID", Style::Snake, abbreviations));
        QCOMPARE(convert("user_id", Style::Camel, abbreviations), "userId");
    }

    /// Whatever the name: it conforms once it was converted, and so stays as it is.
    void conversionIsIdempotent()
    {
        std::mt19937 random(20240607);
        constexpr std::string_view letters = "abzXYZIDURLs019_-$ ü";
        for (int i = 0; i < 200'000; ++i) {
            std::string name;
            for (std::size_t k = 0, size = random() % 12; k < size; ++k)
                name += letters[random() % letters.size()];
            for (const Style style : allStyles) {
                const std::string once = convert(name, style, abbreviations);
                const std::string twice = convert(once, style, abbreviations);
                if (once != twice || (!once.empty() && !conforms(once, style, abbreviations)) ||
                    once.empty() != splitWords(name, abbreviations).empty())
                    QFAIL(fmt::format("`{}` in {} is `{}`, then `{}`", name, spelling(style), once,
                                      twice)
                              .c_str());
            }
        }
    }

    void numbersAreKnown()
    {
        const Plurals plurals({});
        for (const auto &[one, many] :
             std::vector<std::pair<std::string, std::string>>{{"user", "users"},
                                                              {"category", "categories"},
                                                              {"day", "days"},
                                                              {"box", "boxes"},
                                                              {"address", "addresses"},
                                                              {"branch", "branches"},
                                                              {"status", "statuses"},
                                                              {"person", "people"},
                                                              {"child", "children"},
                                                              {"analysis", "analyses"},
                                                              {"index", "indexes"},
                                                              {"house", "houses"},
                                                              {"case", "cases"},
                                                              {"license", "licenses"},
                                                              {"movie", "movies"},
                                                              {"quiz", "quizzes"},
                                                              {"alias", "aliases"},
                                                              {"tie", "ties"},
                                                              {"key", "keys"},
                                                              {"wolf", "wolves"},
                                                              {"size", "sizes"},
                                                              {"api", "apis"},
                                                              {"sku", "skus"},
                                                              {"menu", "menus"},
                                                              {"cache", "caches"},
                                                              {"calorie", "calories"},
                                                              {"uri", "uris"},
                                                              {"salesperson", "salespeople"},
                                                              {"grandchild", "grandchildren"},
                                                              {"chairwoman", "chairwomen"},
                                                              {"photo", "photos"},
                                                              {"human", "humans"},
                                                              {"class", "classes"},
                                                              {"file", "files"},
                                                              {"matrix", "matrices"}}) {
            QCOMPARE(plurals.plural(one), many);
            QCOMPARE(plurals.singular(many), one);
            QCOMPARE(plurals.plural(many), many);
            QCOMPARE(plurals.singular(one), one);
            QVERIFY2(plurals.isSingular(one) && !plurals.isPlural(one), one.c_str());
            QVERIFY2(!plurals.isSingular(many) && plurals.isPlural(many), many.c_str());
        }
        for (const char *both : {"data", "news", "series", "staff", "media", "sms", "dns", "info"})
            QVERIFY2(plurals.isSingular(both) && plurals.isPlural(both), both);
    }

    void exceptionsToNumbers()
    {
        const std::vector<std::string> exceptions{"crew", "Persona=Personae"};
        const Plurals plurals(exceptions);
        QVERIFY(plurals.isSingular("crew") && plurals.isPlural("crew"));
        QCOMPARE(plurals.plural("persona"), "personae");
        QCOMPARE(plurals.singular("personae"), "persona");
    }

    void patternsMatch()
    {
        QVERIFY(matches("legacy_*", "legacy_users"));
        QVERIFY(!matches("legacy_*", "users"));
        QVERIFY(matches("users.*", "users.id"));
        QVERIFY(!matches("users.*", "users"));
        QVERIFY(matches("*_id", "user_id"));
        QVERIFY(matches("*", ""));
        QVERIFY(matches("?b*c", "abxxc"));
        QVERIFY(!matches("", "a"));
        const std::string many(20'000, 'a');
        QVERIFY(!matches("*a*a*a*a*b", many)); // and not for hours
    }

    /// The metadata name the rules, and each rule has a level.
    void metadataHaveEveryRule()
    {
        const QJsonObject options = metadataOptions();
        QVERIFY(!options.isEmpty());
        std::map<std::string, std::string> levels;
        for (const QJsonValue option : options) {
            if (option[QStringLiteral("Type")].toString() == QStringLiteral("severity"))
                QVERIFY(levels
                            .emplace(option[QStringLiteral("Code")].toString().toStdString(),
                                     option[QStringLiteral("Default")].toString().toStdString())
                            .second);
        }
        for (const tw::DiagnosticInfo *rule : rules::all()) {
            const bool isOff = rule->severity == tw::Severity::Ignored;
            QCOMPARE(levels[std::string(rule->code)],
                     isOff ? "off" : std::string(tw::spelling(rule->severity)));
        }
        QCOMPARE(levels.size(), rules::all().size());
    }

    /// The page has one row for each option, and says what the metadata say.
    void pageHasEveryOption()
    {
        QFile file(QStringLiteral(TEST_PLUGIN_DIR "/README.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
        QJsonObject options = metadataOptions();
        const auto show = [](const QJsonObject &option) -> QString {
            const QJsonValue value = option[QStringLiteral("Default")];
            if (value.isArray()) {
                QStringList texts;
                for (const QJsonValue text : value.toArray())
                    texts += u'`' + text.toString() + u'`';
                return texts.isEmpty() ? QStringLiteral("`[]`") : texts.join(QStringLiteral(", "));
            }
            const QString text = value.toVariant().toString();
            return text.isEmpty() ? QStringLiteral("none") : u'`' + text + u'`';
        };
        const auto kindOf = [](const QJsonObject &option) -> QString {
            const QString type = option[QStringLiteral("Type")].toString();
            const QJsonArray choices = option[QStringLiteral("Choices")].toArray();
            if (type == QStringLiteral("severity"))
                return QStringLiteral("severity of ") + option[QStringLiteral("Code")].toString();
            if (choices.contains(QStringLiteral("snake_case")))
                return QStringLiteral("style");
            QStringList texts;
            for (const QJsonValue choice : choices)
                texts += u'`' + choice.toString() + u'`';
            return texts.isEmpty() ? type : texts.join(QStringLiteral(", "));
        };
        for (const QString &line : lines) {
            const QStringList cells = line.split(QStringLiteral(" | "));
            if (!line.startsWith(QStringLiteral("| `")) || cells.size() != 4)
                continue;
            const QString key = cells[0].mid(3).chopped(1);
            QVERIFY2(options.contains(key), qPrintable(key));
            const QJsonObject option = options.take(key).toObject();
            QCOMPARE(cells[1], kindOf(option));
            QCOMPARE(cells[2], show(option));
            QCOMPARE(cells[3],
                     option[QStringLiteral("Description")].toString() + QStringLiteral(" |"));
        }
        QVERIFY2(options.isEmpty(), qPrintable(options.keys().join(u' ')));
    }
};

QTEST_APPLESS_MAIN(NamingConventionTest)
#include "naming_convention_test.moc"
