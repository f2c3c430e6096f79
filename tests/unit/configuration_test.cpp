// SPDX-License-Identifier: MIT
//
// Reading `tablewright.toml`: what is said about it and where, what it sets, and hostile files.
#include <tablewright/config/configuration.h>
#include <tablewright/diag/codes.h>
#include <tablewright/diag/severity.h>

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

#include <fstream>

using namespace tw;

namespace {

TABLEWRIGHT_DIAGNOSTIC("AD0009", ManyColumns, Warning, "many columns");

class Check final : public CheckPass {
public:
    explicit Check(std::string_view name) : m_name(name) {}
    std::string_view name() const override { return m_name; }
    std::string_view description() const override { return "a test"; }
    void run(const ir::Schema & /*schema*/, PassContext & /*context*/) const override {}

private:
    std::string_view m_name;
};

PluginSpec plugin(std::string id, PluginSpec::State state = PluginSpec::State::Loaded)
{
    PluginSpec spec;
    spec.id = std::move(id);
    spec.state = state;
    spec.kinds = {"validation"};
    return spec;
}

std::vector<PluginSpec> somePlugins()
{
    using Type = PluginOption::Type;
    PluginSpec advisor = plugin("org.tablewright.advisor");
    advisor.diagnosticPrefix = "AD";
    advisor.options = {
        {"tables", Type::Text, std::string("snake"), {"snake", "camel"}, {}, {}, {}, {}},
        {"free", Type::Text, std::string(), {}, {}, {}, {}, {}},
        {"strict", Type::Boolean, false, {}, {}, {}, {}, {}},
        {"share", Type::Number, 0.5, {}, 0.0, 1.0, {}, {}},
        {"ignore", Type::List, std::vector<std::string>(), {}, {}, {}, {}, {}},
        {"many-columns.most", Type::Integer, std::int64_t{30}, {}, 1.0, {}, {}, {}},
        {"many-columns.level", Type::Severity, std::string("warning"), {}, {}, {}, "AD0009", {}},
    };
    PluginSpec old = plugin("org.example.old", PluginSpec::State::Incompatible);
    old.reason = "made for SDK 9.0.0";
    old.diagnosticPrefix = "OL";
    PluginSpec backend = plugin("org.tablewright.postgresql");
    backend.kinds = {"backend"};
    PluginSpec shadowed = plugin("org.tablewright.advisor", PluginSpec::State::Shadowed);
    return {shadowed,    advisor, old, backend, plugin("org.a.twin"), plugin("org.b.twin"),
            PluginSpec()};
}

/// What one text leads to.
struct Reading {
    explicit Reading(std::string_view text, const SeverityOverrides &above = {})
    {
        PassRegistry passes = PassRegistry::builtin();
        passes.add(std::make_shared<Check>("check-advice"), "org.tablewright.advisor");
        std::vector<const DiagnosticInfo *> rows = builtinDiagnostics();
        rows.push_back(&ManyColumns);
        const std::vector<PluginSpec> plugins = somePlugins();
        loaded = configurationOf(sources, "t.toml", text, {plugins, passes, rows}, above);
        for (const Diagnostic &diagnostic : loaded.diagnostics) {
            const SourceBuffer &buffer = sources.buffer(diagnostic.range.source);
            const LineColumn begin = buffer.lineColumn(diagnostic.range.begin);
            const LineColumn end = buffer.lineColumn(diagnostic.range.end);
            said += fmt::format("{}:{}-{}:{} {} {}\n", begin.line, begin.column, end.line,
                                end.column, diagnostic.info->code, diagnostic.message);
        }
    }

    [[nodiscard]] const PassSelection &passes() const { return loaded.configuration.passes; }
    [[nodiscard]] const PassOptions &advisor() const
    {
        return *passes().options.at("org.tablewright.advisor");
    }
    [[nodiscard]] const SeverityOverrides &severities() const
    {
        return loaded.configuration.severities;
    }

    SourceManager sources;
    LoadedConfiguration loaded;
    std::string said; ///< a line a finding
};

} // namespace

class ConfigurationTest : public QObject {
    Q_OBJECT

    static void compare(std::string_view text, std::string_view expected)
    {
        const Reading reading(text);
        QCOMPARE(QString::fromStdString(reading.said),
                 QString::fromUtf8(expected.data(), static_cast<qsizetype>(expected.size())));
    }

private slots:
    void syntaxErrors_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("said"); // without the code and the words that all share
        const auto row = [](const char *name, const QByteArray &text, const char *said) {
            QTest::newRow(name) << text << QByteArray(said);
        };
        row("bare word", "a = warning\n",
            "1:5-1:12 found `warning`, expected a value, a text stands in quotes: `\"warning\"`");
        row("begins as true", "a = truly\n",
            "1:5-1:10 found `truly`, expected a value, a text stands in quotes: `\"truly\"`");
        row("no value", "a = \nb = 1\n", "1:5-1:5 found the end of the line, expected a value");
        row("no value, CRLF", "a =\r\n", "1:4-1:4 found the end of the line, expected a value");
        row("no equals", "a 1\n", "1:3-1:4 found `1`, expected `=` after the key");
        row("colon", "a: 1\n", "1:2-1:3 found `:`, expected `=` after the key");
        row("JSON", "{\"a\": 1}\n", "1:1-1:2 found `{`, expected a key or a `[table]`");
        row("open header", "[passes\na = 1\n", "1:8-1:8 found the end of the line, expected `]`");
        row("empty header", "[]\n", "1:2-1:3 found `]`, expected the name of a table");
        row("open brackets", "[[[[", "1:3-1:4 found `[`, expected the name of a table");
        row("bracket at the end", "[",
            "1:2-1:2 found the end of the file, expected the name of a table");
        row("open text", "a = \"x\nb = 1\n",
            "1:7-1:7 found the end of the line, expected `\"` before it, which closes the text");
        row("open literal", "a = 'x\n",
            "1:7-1:7 found the end of the line, expected `'` before it, which closes the text");
        row("open long text", "a = \"\"\"x\n",
            "2:1-2:1 found the end of the file, expected the quotes that close the text");
        row("open list", "a = [1,\n2", "2:2-2:2 found the end of the file, expected `]`");
        row("no comma", "a = [1 2]\n", "1:8-1:9 found `2`, expected `,` or `]`");
        row("table of several lines", "a = {b = 1\n}\n",
            "1:11-1:11 found the end of the line, expected a key or `}` in the same line");
        row("two values", "a = 1 b = 2\n", "1:7-1:8 found `b`, expected the end of the line");
        row("twice", "é.x = 1\n", "1:1-1:2 found `é`, expected a key or a `[table]`");
        row("key twice", "[t]\na = 1\na = \"é\"\n", "3:1-3:2 `a` is given twice");
        row("key twice in a table", "t = { a = 1, a = 2 }\n", "1:14-1:15 `a` is given twice");
        row("table twice", "[t]\n\n[t] # again\n", "3:1-3:12 `[t] # again` is given twice");
        row("escape", "a = \"\\q\"\n", "1:7-1:8 unknown escape sequence `\\q`");
        row("leading zero", "a = 012\n", "1:5-1:8 leading zeroes are prohibited");
        row("NUL", QByteArray("a = 1\0", 6), "1:6-1:7 found the control character U+0000");
        row("NUL first", QByteArray("\0", 1), "1:1-1:2 found the control character U+0000");
        row("escape character", "# \x1b[31m\n", "1:3-1:4 found the control character U+001B");
        row("no UTF-8", "# \xff\n", "1:3-1:4 the text is not valid UTF-8");
        row("half a character", "a = \"\xc3\"\n", "1:6-1:7 the text is not valid UTF-8");
        row("UTF-16",
            QByteArray("\xff\xfe"
                       "a\0",
                       4),
            "1:1-1:2 the text is not valid UTF-8");
        row("letter where blanks may be", "a = [ 'x' é ]\n",
            "1:11-1:12 found `é`, expected `,` or `]`");
        row("letter behind a value", "a = 1 é\n",
            "1:7-1:8 found `é`, expected the end of the line");
        row("other bracket", "a = [}1]\n", "1:6-1:7 found `}`, expected `]`");
        row("other brace", "a = {b = [1}\n", "1:12-1:13 found `}`, expected `]`");
        row("what the parser gives up on", "# é\n[t]\n  a = 1979-05-27Tonly62:00 # x \r\nb = 2\n",
            "3:3-3:31 this line is no TOML");
        row("half a mark", "\xef\xbb", "1:1-1:2 the text is not valid UTF-8");
        row("behind a mark",
            "\xef\xbb\xbf"
            "a = no\n",
            "1:5-1:7 found `no`, expected a value, a text stands in quotes: `\"no\"`");
        row("deep", "a = " + QByteArray(100, '['), "1:69-1:70 it is nested deeper than 64 levels");
        row("many parts", QByteArray("a.").repeated(40) + "a = 1",
            "1:64-1:65 a key has more than 32 parts");
    }

    void syntaxErrors()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, said);
        const Reading reading(
            std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
        const QByteArray place = said.left(said.indexOf(' '));
        QCOMPARE(QByteArray::fromStdString(reading.said),
                 place + " TW9007 the configuration cannot be read:" + said.mid(said.indexOf(' ')) +
                     "\n");
        QVERIFY(!reading.loaded.ok());
        QVERIFY(reading.passes().enabledPlugins.empty());
        QVERIFY(reading.severities().empty());
    }

    void whatIsRead()
    {
        const Reading reading("[passes]\ndisable = ['check-keys', 'check-keys']\n"
                              "enable = ['check-advice']\n"
                              "[severities]\nTW4001 = 'off'\nTW4006 = 'warn'\n"
                              "[plugins.advisor]\ntables = 'camel'\nshare = 1\nignore = ['a', '']\n"
                              "many-columns = { most = 40, level = 'ignored' }\n"
                              "[plugins.\"org.a.twin\"]\nenabled = false\n");
        QCOMPARE(reading.said, std::string());
        QVERIFY(reading.loaded.ok());
        QCOMPARE(reading.passes().disabled, std::vector<std::string>{"check-keys"});
        QCOMPARE(reading.passes().enabled, std::vector<std::string>{"check-advice"});
        QCOMPARE(reading.passes().enabledPlugins,
                 std::vector<std::string>{"org.tablewright.advisor"});
        QCOMPARE(reading.passes().disabledPlugins, std::vector<std::string>{"org.a.twin"});
        QCOMPARE(reading.severities().at("TW4001"), Severity::Ignored);
        QCOMPARE(reading.severities().at("TW4006"), Severity::Warning);
        QCOMPARE(reading.severities().at("AD0009"), Severity::Ignored);
        const PassOptions &options = reading.advisor();
        QCOMPARE(options.text("tables"), std::string("camel"));
        QCOMPARE(options.number("share"), 1.0);
        QCOMPARE(options.list("ignore"), (std::vector<std::string>{"a", ""}));
        QCOMPARE(options.integer("many-columns.most"), 40);
        QCOMPARE(options.text("many-columns.level"), std::string("off"));
        // What is not set keeps its default.
        QCOMPARE(options.boolean("strict"), false);
        QCOMPARE(options.text("free"), std::string());
        QCOMPARE(options.values().size(), std::size_t{7});
    }

    void nothingIsAConfigurationToo()
    {
        for (const std::string_view text :
             {"", "\n", "# nothing\r\n", "plugins = {}\nseverities = {} # \"\"\"\n", "\xef\xbb\xbf",
              "[passes]\n[plugins]"}) {
            const Reading reading(text);
            QCOMPARE(reading.said, std::string());
            QVERIFY(reading.loaded.ok());
        }
    }

    void severitiesStandOverLevels()
    {
        const Reading reading(
            "severities.AD0009 = 'note'\n[plugins.advisor.many-columns]\nlevel = 'error'\n");
        QCOMPARE(reading.said, std::string());
        QCOMPARE(reading.severities().at("AD0009"), Severity::Note);
    }

    void wrongValuesKeepTheirDefaults()
    {
        const Reading reading(
            "[plugins.advisor]\nshare = nan\ntables = 'snak'\n"
            "many-columns.most = 0\nstrict = 1979-05-27\nfree = 'x'\nignore = ['a', 2]\n");
        QCOMPARE(
            QString::fromStdString(reading.said),
            QString(
                "2:9-2:12 TW9009 `share` is nan, expected a number from 0 to 1\n"
                "3:10-3:16 TW9009 `tables` is the text `snak`, expected one of `snake`, `camel`\n"
                "4:21-4:22 TW9009 `many-columns.most` is 0, expected a whole number of at least 1\n"
                "5:10-5:20 TW9009 `strict` is a date or a time, expected true or false\n"
                "7:16-7:17 TW9009 `ignore` is a list with 2 in it, expected a list of texts\n"));
        QCOMPARE(reading.advisor().number("share"), 0.5);
        QCOMPARE(reading.advisor().text("tables"), std::string("snake"));
        QCOMPARE(reading.advisor().integer("many-columns.most"), 30);
        QCOMPARE(reading.advisor().text("free"), std::string("x"));
        QVERIFY(reading.advisor().list("ignore").empty());
    }

    void namesOfPlugins()
    {
        compare("[plugins.twin]\n", "1:10-1:14 TW9009 `twin` is the short name of `org.a.twin` and "
                                    "of `org.b.twin`, expected the whole id\n");
        compare("[plugins.\"org.b.twin\"]\n", "");
        compare("[plugins.org.b.twin]\nenabled = true\n",
                "1:10-1:13 TW9008 unknown plugin `org`, did you mean `\"org.b.twin\"`? An id with "
                "dots stands in quotes\n");
        compare("[plugins.advisr]\n",
                "1:10-1:16 TW9008 unknown plugin `advisr`, did you mean `advisor`?\n");
        compare("[plugins.old]\nx = 1\n",
                "1:10-1:13 TW9008 the settings are of plugin `org.example.old`, which is not "
                "loaded: it is incompatible, made for SDK 9.0.0\n");
        compare("[plugins.old]\nenabled = false\n", "");
        compare("[severities]\nOL0001 = 'note'\n",
                "2:1-2:7 TW9008 code `OL0001` is of plugin `org.example.old`, which is not loaded: "
                "it is incompatible, made for SDK 9.0.0\n");
        compare("[plugins]\nadvisor = true\n",
                "2:11-2:15 TW9009 `plugins.advisor` is true, expected a table\n");
        compare("[plugins.postgresql]\nenabled = true\n",
                "2:11-2:15 TW9009 `enabled` is true, expected none: plugin "
                "`org.tablewright.postgresql` brings no checks\n");
        compare("[[plugins.advisor]]\n",
                "1:1-1:20 TW9009 `plugins.advisor` is a list, expected a table\n");
    }

    void bindingErrorsStayErrors()
    {
        compare("[severities]\nTW1001 = 'warning'\nTW2103 = 'off'\nTW3014 = 'note'\nTW9001 = "
                "'warning'\nTW3001 = 'error'\n",
                "2:10-2:19 TW9009 `TW1001` is the text `warning`, expected error: what comes after "
                "relies on it\n"
                "3:10-3:15 TW9009 `TW2103` is the text `off`, expected error: what comes after "
                "relies on it\n"
                "4:10-4:16 TW9009 `TW3014` is the text `note`, expected error: what comes after "
                "relies on it\n"
                "5:10-5:19 TW9009 `TW9001` is the text `warning`, expected error: what comes after "
                "relies on it\n");
        QVERIFY(!isBinding(diag::TableWithoutPrimaryKey));
        QVERIFY(!isBinding(ManyColumns));
        QVERIFY(isBinding(diag::UnknownType));
    }

    void itsOwnFindingsHaveTheSeveritiesThatItSets()
    {
        const std::string_view text = "[severities]\nTW9008 = 'error'\n[pases]\n";
        QVERIFY(!Reading(text).loaded.ok());
        QVERIFY(Reading(text, {{"TW9008", Severity::Note}}).loaded.ok());
        QVERIFY(Reading("[severities]\nTW9008 = 'off'\n[pases]\n").loaded.diagnostics.empty());
    }

    void manyFindingsAreCut()
    {
        std::string text;
        for (int i = 0; i < 500; ++i)
            text += fmt::format("k{} = 1\n", i);
        text += "plugins = 3\n";
        const Reading reading(text);
        QCOMPARE(reading.loaded.diagnostics.size(), std::size_t{101});
        QCOMPARE(reading.loaded.diagnostics.back().info->code, std::string_view("TW9003"));
        QVERIFY(!reading.loaded.ok());
    }

    void overlays_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("runs"); // names with `above` over it
        const auto row = [](const char *name, const char *text, const char *runs) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(runs);
        };
        row("nothing", "", "one two");
        row("enabled", "e=three", "one two three");
        row("disabled", "d=one", "two");
        row("only", "o=two", "two");
        row("below disables, above enables", "D=one e=one", "one two");
        row("below disables the plugin, above one of it", "P=p e=one", "one");
        row("above disables the plugin", "p=p", "");
        row("below disables the plugin, above enables it", "P=p q=p", "one two three");
        row("below has only, above enables", "O=two e=one", "one two");
        row("below has only, above too", "O=two o=one", "one");
        row("below disables, above has only it", "D=one o=one", "one");
        row("above says both", "o=one d=one", "");
        row("below enables, above disables", "E=three d=three", "one two");
        row("below enables the plugin, above one off", "Q=p d=two", "one three");
    }

    void overlays()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, runs);
        PassRegistry passes;
        for (const std::string_view name : {"one", "two"})
            passes.add({Stage::Check, std::make_shared<Check>(name), "p", nullptr, true});
        passes.add({Stage::Check, std::make_shared<Check>("three"), "p", nullptr, false});
        PassSelection below;
        PassSelection above;
        for (const QByteArray &word : text.split(' ')) {
            if (word.isEmpty())
                continue;
            const bool isAbove = word[0] >= 'a';
            PassSelection &selection = isAbove ? above : below;
            const std::string name = word.mid(2).toStdString();
            switch (isAbove ? word[0] : word[0] + ('a' - 'A')) {
            case 'd':
                selection.disabled.push_back(name);
                break;
            case 'e':
                selection.enabled.push_back(name);
                break;
            case 'o':
                selection.only.push_back(name);
                break;
            case 'p':
                selection.disabledPlugins.push_back(name);
                break;
            case 'q':
                selection.enabledPlugins.push_back(name);
                break;
            default:
                QFAIL("no such letter");
            }
        }
        overlay(below, above, passes);
        QByteArray ran;
        for (const RegisteredPass &pass : passes.passes()) {
            if (below.runs(pass))
                ran += (ran.isEmpty() ? "" : " ") +
                       QByteArray::fromStdString(std::string(pass.get().name()));
        }
        QCOMPARE(ran, runs);
    }

    void applyingStandsOverTheHostsDefaults()
    {
        CompileOptions options;
        options.severities.emplace("TW4001", Severity::Error);
        options.passes.disabled = {"check-keys"};
        Configuration configuration;
        configuration.severities.emplace("TW4001", Severity::Note);
        configuration.passes.disabled = {"check-names"};
        configuration.applyTo(options);
        QCOMPARE(options.severities.at("TW4001"), Severity::Note);
        QCOMPARE(options.passes.disabled, (std::vector<std::string>{"check-keys", "check-names"}));
    }

    void files()
    {
        QTemporaryDir folder;
        const std::string path = configurationBeside(folder.filePath("shop.dbml").toStdString());
        QCOMPARE(path, folder.filePath("tablewright.toml").toStdString());
        QCOMPARE(configurationBeside("shop.dbml"), std::string("tablewright.toml"));
        const PassRegistry passes = PassRegistry::builtin();
        const ConfigurationSubjects subjects{{}, passes, builtinDiagnostics()};
        using State = LoadedConfiguration::State;
        const auto load = [&](SourceManager &sources) {
            return loadConfiguration(sources, path, subjects);
        };
        const auto message = [](const LoadedConfiguration &loaded) {
            return loaded.diagnostics.empty() ? std::string() : loaded.diagnostics.front().message;
        };
        SourceManager sources;
        QCOMPARE(load(sources).state, State::Absent);
        QVERIFY(load(sources).ok());
        QCOMPARE(sources.size(), std::size_t{0});

        std::ofstream(path) << "[passes]\ndisable = ['check-keys']\n";
        const LoadedConfiguration read = load(sources);
        QCOMPARE(read.state, State::Read);
        QCOMPARE(sources.buffer(read.source).name(), path);
        QCOMPARE(read.configuration.passes.disabled, std::vector<std::string>{"check-keys"});

        std::ofstream(path) << std::string(maxConfigurationBytes, '\n');
        QVERIFY(load(sources).ok());
        std::ofstream(path) << std::string(maxConfigurationBytes + 1, '\n');
        const LoadedConfiguration large = load(sources);
        QCOMPARE(large.state, State::Unreadable);
        QCOMPARE(message(large),
                 std::string("the configuration cannot be read: it has more than 1048576 bytes"));
        QVERIFY(large.diagnostics.front().range.isValid());

        QVERIFY(QFile::remove(QString::fromStdString(path)));
        QCOMPARE(mkfifo(path.c_str(), 0600), 0);
        QCOMPARE(message(load(sources)),
                 std::string("the configuration cannot be read: it is no regular file"));
        QVERIFY(QFile::remove(QString::fromStdString(path)));
        QVERIFY(QDir().mkdir(QString::fromStdString(path)));
        QCOMPARE(message(load(sources)),
                 std::string("the configuration cannot be read: it is a folder"));
    }

    /// What might have been meant is looked for only as often as a person reads it.
    void aFileOfUnknownNamesTakesNoTime()
    {
        PluginSpec many = plugin("org.example.many");
        for (int i = 0; i < 300; ++i) {
            PluginOption option;
            option.key = fmt::format("an-option-of-many-others-{}", i);
            option.type = PluginOption::Type::Boolean;
            option.defaultValue = false;
            many.options.push_back(std::move(option));
        }
        std::string text = "[plugins.many]\n";
        for (int i = 0; text.size() < maxConfigurationBytes - 100; ++i)
            text += fmt::format("an-optoin-of-many-others-{}=1\n", i);
        const std::vector<PluginSpec> plugins{many};
        const std::vector<const DiagnosticInfo *> rows;
        QElapsedTimer timer;
        timer.start();
        SourceManager sources;
        const LoadedConfiguration loaded =
            configurationOf(sources, "t.toml", text, {plugins, PassRegistry::builtin(), rows});
        qInfo("%lld ms", static_cast<long long>(timer.elapsed()));
        QCOMPARE(loaded.diagnostics.size(), std::size_t{101});
        for (std::size_t i = 0; i < 100; ++i) {
            const std::string &message = loaded.diagnostics[i].message;
            QVERIFY2(message.find("did you mean `an-option-of-many-others-") < message.size(),
                     message.c_str());
        }
        QVERIFY2(timer.elapsed() < 10'000, "names were looked up that nobody sees");
    }

    void hostileFilesAreRefusedOrRead()
    {
        const auto repeated = [](std::string_view text, std::size_t count) {
            std::string result;
            for (std::size_t i = 0; i < count; ++i)
                result += text;
            return result;
        };
        for (const std::string &text :
             {repeated("a.", 400'000) + "a = 1", '[' + repeated("a.", 400'000) + "a]",
              "a = " + repeated("[", 500'000), repeated("[", 500'000),
              "a = " + repeated("{a=", 200'000), "a = [" + repeated("1,", 400'000) + "]",
              "a = \"" + repeated("é", 400'000) + "\"", '[' + repeated("k", 900'000) + "]\n",
              "[plugins]\n" + repeated("k", 900'000) + " = 1\n", repeated("\"\"\"", 300'000),
              "passes = { " + repeated("é", 10) + " }",
              "[passes]\ndisable = [" + repeated("\"chek-names\",", 70'000) + "]"}) {
            const Reading reading(text);
            QVERIFY(reading.loaded.diagnostics.size() <= 101);
            for (const Diagnostic &diagnostic : reading.loaded.diagnostics)
                QVERIFY(diagnostic.message.size() < 1'000);
        }
    }
};

QTEST_GUILESS_MAIN(ConfigurationTest)
#include "configuration_test.moc"
