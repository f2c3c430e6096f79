// SPDX-License-Identifier: MIT
#include "plugin/plugin_metadata.h"

#include "plugin/plugin_dependencies.h"

#include <tablewright/plugin/validation_plugin.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

using namespace tw;
using State = PluginSpec::State;

namespace {

constexpr SdkVersions sdk{{0, 2, 0}, {0, 3, 1}};

QJsonObject object(const QString &json)
{
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(json.toUtf8(), &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("%s: %s", qPrintable(error.errorString()), qPrintable(json));
    return document.object();
}

/// Metadata that are in order, with some members put over them; null takes one away.
QJsonObject metadata(const QString &changes, const QString &iid = {})
{
    QJsonObject members = object(R"({"Id": "com.example.rules", "Name": "Rules",
        "Version": "1.2.3", "SdkVersion": "0.3.0", "DiagnosticPrefix": "EX",
        "Kinds": ["validation"], "Dependencies": []})");
    const QJsonObject changed = object(changes);
    for (auto it = changed.begin(); it != changed.end(); ++it)
        members.insert(it.key(), it.value());
    return {{QStringLiteral("IID"),
             iid.isEmpty() ? QStringLiteral(TABLEWRIGHT_VALIDATION_PLUGIN_IID) : iid},
            {QStringLiteral("version"), QT_VERSION},
            {QStringLiteral("MetaData"), members}};
}

PluginSpec read(const QJsonObject &metadata)
{
    PluginSpec spec;
    readMetadata(metadata, sdk, spec);
    return spec;
}

PluginSpec plugin(std::string id, std::vector<PluginDependency> dependencies,
                  PluginVersion version = {1, 0, 0})
{
    PluginSpec spec;
    spec.state = State::Ready;
    spec.id = std::move(id);
    spec.version = version;
    spec.dependencies = std::move(dependencies);
    return spec;
}

} // namespace

class PluginMetadataTest : public QObject {
    Q_OBJECT

private slots:
    void everythingIsRead()
    {
        const PluginSpec spec = read(metadata(
            QStringLiteral(
                "{'Description': 'About names', 'EnabledByDefault': false, 'x-vendor': {'a': 1},"
                " 'Dependencies': [{'Id': 'com.example.base', 'Version': '1.0.2'}], 'Options': {"
                " 'style': {'Type': 'text', 'Default': 'snake', 'Choices': ['snake', 'camel'],"
                "           'Description': 'of tables'},"
                " 'wide.most': {'Type': 'integer', 'Default': 30, 'Minimum': 1, 'Maximum': 1600},"
                " 'wide.level': {'Type': 'severity', 'Default': 'off', 'Code': 'EX0002'},"
                " 'ratio': {'Type': 'number', 'Default': 2}, 'on': {'Type': 'boolean', 'Default': "
                "true},"
                " 'ignore': {'Type': 'list', 'Default': ['a', 'b']}}}")
                .replace(u'\'', u'"')));
        QCOMPARE(spec.reason, std::string());
        QCOMPARE(spec.state, State::Ready);
        QCOMPARE(spec.description, std::string("About names"));
        QVERIFY(!spec.enabledByDefault);
        QCOMPARE(spec.dependencies.size(), std::size_t{1});
        QCOMPARE(spec.dependencies[0].version, (PluginVersion{1, 0, 2}));
        QCOMPARE(spec.options.size(), std::size_t{6});
        const PassOptions defaults = spec.defaultOptions();
        QCOMPARE(defaults.text("style"), std::string("snake"));
        QCOMPARE(defaults.integer("wide.most"), std::int64_t{30});
        QCOMPARE(defaults.text("wide.level"), std::string("off"));
        QCOMPARE(defaults.number("ratio"), 2.0);
        QVERIFY(defaults.boolean("on"));
        QCOMPARE(defaults.list("ignore"), (std::vector<std::string>{"a", "b"}));
        const auto wide = std::ranges::find(spec.options, "wide.most", &PluginOption::key);
        QCOMPARE(wide->maximum, std::optional<double>(1600));
    }

    void faults_data()
    {
        QTest::addColumn<QString>("changes");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *changes, const char *reason) {
            QTest::newRow(changes)
                << QString::fromUtf8(changes).replace(u'\'', u'"') << QString::fromUtf8(reason);
        };
        const auto option = [&](const char *members, const char *reason) {
            const QByteArray changes =
                QByteArrayLiteral("{'Options': {'o.k': ") + members + QByteArrayLiteral("}}");
            row(changes.constData(), reason);
        };
        row("{'Id': null}", "metadata have no member `Id`, expected letters, digits");
        row("{'Id': 7}", "metadata member `Id` is 7, expected letters, digits");
        row("{'Id': 'a..b'}", "`Id` is `a..b`, expected letters, digits");
        row("{'Id': 'a.b c'}", "`Id` is `a.b c`");
        row("{'Id': ''}", "`Id` is ``");
        row("{'Name': ['x']}", "`Name` is a list, expected a text of one line");
        row("{'Name': 'two\\nlines'}", "`Name` is `two lines`, expected a text of one line");
        row("{'Description': true}", "`Description` is true, expected a text of one line");
        row("{'Version': '1.2'}", "`Version` is `1.2`, expected a version such as `1.2.3`");
        row("{'Version': 1.2}", "`Version` is 1.2, expected a version");
        row("{'SdkVersion': 'one'}", "`SdkVersion` is `one`, expected a version");
        row("{'SdkVersion': null}", "metadata have no member `SdkVersion`");
        row("{'DiagnosticPrefix': null}", "metadata have no member `DiagnosticPrefix`");
        for (const char *prefix : {"E", "ABCDE", "ex", "E1", "TW", "TWX"})
            row(QStringLiteral("{'DiagnosticPrefix': '%1'}").arg(QLatin1String(prefix)).toUtf8(),
                "expected two to four capitals that do not begin with `TW`");
        row("{'Kinds': 'validation'}", "`Kinds` is `validation`, expected a list of texts");
        row("{'Kinds': []}", "`Kinds` is a list of 0, expected [`validation`]");
        row("{'Kinds': ['backend']}", "`Kinds` is [`backend`], expected [`validation`], as its");
        row("{'Kinds': [1]}", "`Kinds` is a list with 1, expected a list of texts");
        row("{'Dependencies': {}}", "`Dependencies` is an object, expected a list of objects");
        row("{'Dependencies': ['a']}", "`Dependencies[0]` is `a`, expected an object");
        row("{'Dependencies': [{'Version': '1.0.0'}]}", "no member `Dependencies[0].Id`");
        row("{'Dependencies': [{'Id': 'a', 'Version': 'b'}]}", "`Dependencies[0].Version` is `b`");
        row("{'Dependencies': [{'Id': 'a', 'Version': '1.0.0', 'Min': 1}]}",
            "`Dependencies[0]` has the unknown member `Min`");
        row("{'Dependencies': [{'Id': 'a', 'Version': '1.0.0'}, {'Id': 'a', 'Version': '1.0.0'}]}",
            "`Dependencies[1].Id` is `a` a second time, expected each dependency once");
        row("{'EnabledByDefault': 'no'}", "`EnabledByDefault` is `no`, expected true or false");
        row("{'Optons': {}}", "metadata have the unknown member `Optons`");
        row("{'Options': []}", "`Options` is an empty list, expected an object");
        row("{'Options': {'a b': {}}}", "an option `a b`, expected letters, digits");
        row("{'Options': {'enabled': {}}}", "an option `enabled`, which configurations use");
        row("{'Options': {'a': 5}}", "`Options.a` is 5, expected an object");
        row("{'Options': {'a': {'Type': 'boolean', 'Default': true},"
            " 'a.b': {'Type': 'boolean', 'Default': true}}}",
            "`Options` has `a` and `a.b`, expected no option inside another");
        option("{}", "no member `Options.o.k.Type`, expected one of `boolean`, `integer`");
        option("{'Type': 'int'}", "`Options.o.k.Type` is `int`, expected one of `boolean`");
        option("{'Type': 3}", "`Options.o.k.Type` is 3, expected one of");
        option("{'Type': 'text'}", "no member `Options.o.k.Default`, expected a text");
        option("{'Type': 'text', 'Default': 1}", "`Options.o.k.Default` is 1, expected a text");
        option("{'Type': 'text', 'Default': 'c', 'Choices': ['a', 'b']}",
               "`Options.o.k.Default` is `c`, expected one of `a`, `b`");
        option("{'Type': 'text', 'Default': 'c', 'Choices': []}", "expected at least one text");
        option("{'Type': 'text', 'Default': 'c', 'Choices': ['c', 'c']}", "a list with `c` twice");
        option("{'Type': 'text', 'Default': 'c', 'Minimum': 1}",
               "`Options.o.k.Minimum` is on an option of another type, expected only on one of "
               "type `integer` or `number`");
        option("{'Type': 'text', 'Default': 'c', 'Code': 'EX0001'}", "type `severity`");
        option("{'Type': 'text', 'Default': 'c', 'Size': 1}", "has the unknown member `Size`");
        option("{'Type': 'integer', 'Default': 1.5}", "is 1.5, expected a whole number");
        option("{'Type': 'integer', 'Default': 'x'}", "is `x`, expected a whole number");
        option("{'Type': 'integer', 'Default': 1e300}", "expected a whole number");
        option("{'Type': 'integer', 'Default': 0, 'Minimum': 1}", "is 0, expected at least 1");
        option("{'Type': 'integer', 'Default': 9, 'Maximum': 1}", "is 9, expected at most 1");
        option("{'Type': 'integer', 'Default': 9, 'Maximum': 9.5}", "expected a whole number");
        option("{'Type': 'number', 'Default': 1, 'Minimum': 2, 'Maximum': 1}",
               "`Options.o.k.Minimum` is 2, expected at most the maximum, 1");
        option("{'Type': 'number', 'Default': 1, 'Minimum': '0'}", "is `0`, expected a number");
        option("{'Type': 'number', 'Default': true}", "is true, expected a number");
        option("{'Type': 'boolean', 'Default': 1}", "is 1, expected true or false");
        option("{'Type': 'boolean'}", "no member `Options.o.k.Default`, expected true or false");
        option("{'Type': 'boolean', 'Default': true, 'Choices': ['a']}", "`text` or `list`");
        option("{'Type': 'list', 'Default': 'a'}", "is `a`, expected a list of texts");
        option("{'Type': 'list', 'Default': ['a', 1]}", "is a list with 1, expected a list of");
        option("{'Type': 'list', 'Default': ['x'], 'Choices': ['a']}", "is `x`, expected one of");
        option("{'Type': 'severity', 'Default': 'warn', 'Code': 'EX0001'}",
               "is `warn`, expected one of `off`, `note`, `warning`, `error`");
        option("{'Type': 'severity', 'Default': 'off'}", "no member `Options.o.k.Code`");
        option("{'Type': 'severity', 'Default': 'off', 'Code': 'TW4001'}",
               "`Options.o.k.Code` is `TW4001`, expected `EX` and four digits");
        row("{'Options': {'a': {'Type': 'severity', 'Default': 'off', 'Code': 'EX0001'},"
            " 'b': {'Type': 'severity', 'Default': 'off', 'Code': 'EX0001'}}}",
            "`Options.b.Code` is `EX0001`, which `a` sets already");
    }

    void faults()
    {
        QFETCH(QString, changes);
        QFETCH(QString, reason);
        const PluginSpec spec = read(metadata(changes));
        QCOMPARE(spec.state, State::Invalid);
        QVERIFY2(QString::fromStdString(spec.reason).contains(reason), spec.reason.c_str());
    }

    void interfacesAndVersions_data()
    {
        QTest::addColumn<QString>("iid");
        QTest::addColumn<QString>("sdkVersion");
        QTest::addColumn<State>("state");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *iid, const char *sdkVersion, State state,
                            const char *reason) {
            QTest::addRow("%s %s", iid, sdkVersion)
                << QString::fromLatin1(iid) << QString::fromLatin1(sdkVersion) << state
                << QString::fromLatin1(reason);
        };
        constexpr const char *ours = TABLEWRIGHT_VALIDATION_PLUGIN_IID;
        row(ours, "0.2.0", State::Ready, "");
        row(ours, "0.2.9", State::Ready, "");
        row(ours, "0.3.1", State::Ready, "");
        row(ours, "0.3.2", State::Incompatible,
            "is made for SDK 0.3.2, this program has 0.3.1: use a newer Tablewright");
        row(ours, "1.0.0", State::Incompatible, "use a newer Tablewright");
        row(ours, "0.1.9", State::Incompatible,
            "is made for SDK 0.1.9, this program takes 0.2.0 and newer: build the plugin anew");
        row("org.tablewright.ValidationPlugin/2", "0.3.0", State::Incompatible,
            "is made for interface `org.tablewright.ValidationPlugin/2`, this program has "
            "`org.tablewright.ValidationPlugin/1`: use a newer Tablewright");
        row("org.tablewright.ValidationPlugin/0", "0.3.0", State::Incompatible,
            "build the plugin anew");
        row("org.tablewright.ValidationPlugin", "0.3.0", State::Incompatible,
            "build the plugin anew");
        row("org.tablewright.ValidationPluginX/1", "0.3.0", State::Invalid,
            "is another program's plugin: its interface is `org.tablewright.ValidationPluginX/1`");
        row("org.qt-project.Qt.QImageIOHandlerFactoryInterface", "0.3.0", State::Invalid,
            "is another program's plugin");
    }

    void interfacesAndVersions()
    {
        QFETCH(QString, iid);
        QFETCH(QString, sdkVersion);
        QFETCH(QString, reason);
        const PluginSpec spec =
            read(metadata(QStringLiteral(R"({"SdkVersion": "%1"})").arg(sdkVersion), iid));
        QTEST(spec.state, "state");
        QVERIFY2(QString::fromStdString(spec.reason).contains(reason), spec.reason.c_str());
        QCOMPARE(spec.reason.empty(), reason.isEmpty());
    }

    void aNewerQtIsTold()
    {
        QJsonObject data = metadata(QStringLiteral("{}"));
        data.insert(QStringLiteral("version"), QT_VERSION + 0x100);
        const PluginSpec spec = read(data);
        QCOMPARE(spec.state, State::Incompatible);
        QVERIFY2(spec.reason.starts_with("is built with Qt 6."), spec.reason.c_str());
    }

    void withoutMetadata()
    {
        QJsonObject data = metadata(QStringLiteral("{}"));
        data.remove(QStringLiteral("MetaData"));
        QCOMPARE(read(data).reason,
                 std::string("has no metadata, expected `FILE` in its Q_PLUGIN_METADATA"));
    }

    /// What the metadata of a newer SDK may say is not for this one to judge.
    void aNewerSdkIsToldBeforeItsMembers()
    {
        const PluginSpec spec =
            read(metadata(QStringLiteral(R"({"SdkVersion": "9.0.0", "Unheard": 1})")));
        QCOMPARE(spec.state, State::Incompatible);
    }

    void aBackendHasNoOptions()
    {
        const QString iid = QStringLiteral("org.tablewright.BackendPlugin/1");
        const QString kind = QStringLiteral(R"("Kinds": ["backend"], "DiagnosticPrefix": null)");
        QCOMPARE(read(metadata(u'{' + kind + u'}', iid)).reason, std::string());
        const PluginSpec spec =
            read(metadata(u'{' + kind + QStringLiteral(R"(, "Options": {}})"), iid));
        QVERIFY2(spec.reason.find("expected it only in a validator's") != std::string::npos,
                 spec.reason.c_str());
    }

    void versions()
    {
        QCOMPARE(parseVersion("1.2.3"), (PluginVersion{1, 2, 3}));
        for (const char *bad :
             {"", "1", "1.2", "1.2.3.4", "1.2.x", "-1.2.3", "1..3", " 1.2.3", "1.2.99999999999"})
            QVERIFY2(!parseVersion(bad), bad);
    }

    void compatibility()
    {
        QVERIFY(isCompatible({1, 4, 0}, {1, 2, 9}));
        QVERIFY(!isCompatible({1, 1, 0}, {1, 2, 0}));
        QVERIFY(!isCompatible({2, 0, 0}, {1, 9, 9}));
        QVERIFY(isCompatible({0, 3, 2}, {0, 3, 1}));
        QVERIFY(!isCompatible({0, 4, 0}, {0, 3, 1}));
    }

    void dependenciesComeFirst()
    {
        std::vector<PluginSpec> specs{plugin("c", {{"b", {1, 0, 0}}}),
                                      plugin("b", {{"a", {1, 0, 0}}}), plugin("a", {}),
                                      plugin("d", {})};
        specs[3].kinds = {"backend"};
        QCOMPARE(resolveDependencies(specs), (std::vector<std::size_t>{3, 2, 1, 0}));
    }

    void circlesAreNamed()
    {
        std::vector<PluginSpec> specs{plugin("x", {{"a", {1, 0, 0}}}),
                                      plugin("a", {{"b", {1, 0, 0}}, {"d", {1, 0, 0}}}),
                                      plugin("b", {{"c", {1, 0, 0}}}),
                                      plugin("c", {{"a", {1, 0, 0}}}),
                                      plugin("d", {}),
                                      plugin("self", {{"self", {1, 0, 0}}})};
        QCOMPARE(resolveDependencies(specs), std::vector<std::size_t>{4});
        QCOMPARE(specs[0].reason, std::string("needs plugin `a`, which is unresolved"));
        QCOMPARE(specs[1].reason,
                 std::string("needs itself in the end: `a` needs `b` needs `c` needs `a`"));
        QCOMPARE(specs[3].reason,
                 std::string("needs itself in the end: `c` needs `a` needs `b` needs `c`"));
        QCOMPARE(specs[5].reason, std::string("needs itself in the end: `self` needs `self`"));
    }
};

QTEST_GUILESS_MAIN(PluginMetadataTest)
#include "plugin_metadata_test.moc"
