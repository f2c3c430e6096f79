// SPDX-License-Identifier: MIT
#include <tablewright/frontend/file_resolver.h>

#include <QtTest>

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

using namespace tw;
namespace fs = std::filesystem;

class FileResolverTest : public QObject {
    Q_OBJECT

    void put(std::string_view name, std::string_view text) const
    {
        const fs::path path = m_folder / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }

    [[nodiscard]] SourceId open(SourceManager &sources, std::string_view name) const
    {
        return sources.add((m_folder / name).string(), "");
    }

    QTemporaryDir m_temporary;
    fs::path m_folder;

private slots:
    void initTestCase()
    {
        QVERIFY(m_temporary.isValid());
        m_folder = m_temporary.path().toStdString();
        put("main.dbml", "main");
        put("x.dbml", "text of x");
        put("d/y.dbml", "text of y");
        put("d/x.dbml", "another x");
        put("z.v2.dbml", "text of z");
        put("plain", "no ending");
        put("big.dbml", std::string(100, 'b'));
        put("none.dbml", "");
    }

    void findsFilesBesideTheDocument()
    {
        SourceManager sources;
        FileResolver resolver(sources);
        const SourceId main = open(sources, "main.dbml");
        const auto text = [&](SourceId from, std::string_view path) {
            const auto found = resolver.resolve(from, path);
            return found ? QString::fromStdString(std::string(sources.buffer(*found).text()))
                         : QStringLiteral("none");
        };
        QCOMPARE(text(main, "./x"), "text of x");
        QCOMPARE(text(main, "x.dbml"), "text of x");
        QCOMPARE(text(main, "./d/../x"), "text of x");
        QCOMPARE(text(main, "./z.v2"), "text of z");
        QCOMPARE(text(main, "none"), "");
        const auto y = resolver.resolve(main, "./d/y");
        QVERIFY(y);
        QCOMPARE(text(*y, "./x"), "another x");
        QCOMPARE(text(*y, "../x"), "text of x");
    }

    void readsAFileOnce()
    {
        SourceManager sources;
        FileResolver resolver(sources);
        const SourceId main = open(sources, "main.dbml");
        const auto x = resolver.resolve(main, "./x");
        QVERIFY(x);
        QVERIFY(resolver.resolve(main, "./d/../x.dbml") == x);
        QVERIFY(resolver.resolve(*x, "./x") == x);
        QVERIFY(resolver.resolve(*x, "./main") == main);
        std::error_code error;
        fs::create_symlink(m_folder / "x.dbml", m_folder / "link.dbml", error);
        if (!error)
            QVERIFY(resolver.resolve(main, "./link") == x);
        QCOMPARE(sources.size(), std::size_t(2));
    }

    void givesNothingForWhatIsNoFile()
    {
        SourceManager sources;
        FileResolver resolver(sources);
        const SourceId main = open(sources, "main.dbml");
        using namespace std::string_view_literals;
        for (const std::string_view path :
             {""sv, "."sv, ".."sv, "./d"sv, "nothing"sv, "plain"sv, "x\0.dbml"sv, "x.dbml/y"sv})
            QVERIFY2(!resolver.resolve(main, path), std::string(path).c_str());
        QCOMPARE(sources.size(), std::size_t(1));
    }

    void keepsToItsRoot()
    {
        SourceManager sources;
        FileResolver resolver(sources, m_folder / "d");
        const SourceId y = open(sources, "d/y.dbml");
        QVERIFY(resolver.resolve(y, "./x"));
        QVERIFY(!resolver.resolve(y, "../x"));
        QVERIFY(!resolver.resolve(y, "../d2/x"));
        std::error_code error;
        fs::create_symlink(m_folder / "x.dbml", m_folder / "d" / "out.dbml", error);
        if (!error)
            QVERIFY(!resolver.resolve(y, "./out"));
        FileResolver lost(sources, m_folder / "no such folder");
        QVERIFY(!lost.resolve(y, "./x"));
    }

    void refusesLargeFiles()
    {
        SourceManager sources;
        FileResolver resolver(sources, {}, 99);
        const SourceId main = open(sources, "main.dbml");
        QVERIFY(!resolver.resolve(main, "./big"));
        QVERIFY(resolver.resolve(main, "./x"));
    }

    void standardInputIsInTheCurrentFolder()
    {
        const fs::path before = fs::current_path();
        fs::current_path(m_folder);
        SourceManager sources;
        FileResolver resolver(sources);
        const SourceId input = sources.add("<stdin>", "");
        const auto x = resolver.resolve(input, "./x");
        fs::current_path(before);
        QVERIFY(x);
        QCOMPARE(sources.buffer(*x).name(), std::string("x.dbml"));
    }
};

QTEST_APPLESS_MAIN(FileResolverTest)
#include "file_resolver_test.moc"
