// SPDX-License-Identifier: MIT
// What the PostgreSQL backend says of types, compared with a server: names, arguments, what a key
// may refer to, index methods. Takes the server from TABLEWRIGHT_TEST_POSTGRES and fails without
// it.

#include "postgresql_comparison.h"
#include "quoting.h"

#include <fmt/format.h>

#include <QtTest>

#include <memory>

using namespace tw;
using namespace tw::postgresql;
using namespace tw::test;

class PostgresqlTypesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void isMadeFromThisServersCatalog();
    void spellsTypesAsTheServerDoes();
    void knowsArgumentLimits();
    void knowsWhatAKeyMayReferTo();
    void knowsDefaultOperatorClasses();

private:
    std::unique_ptr<Server> m_server;
    ir::Schema m_schema = enumSchema();
    PostgresqlTypeCatalog m_catalog;
};

void PostgresqlTypesTest::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("TABLEWRIGHT_TEST_POSTGRES"), "no server to compare with");
    m_server = std::make_unique<Server>();
    QVERIFY2(m_server->isOpen(), m_server->error().constData());
    m_server->makeTypeSchema();
}

void PostgresqlTypesTest::cleanupTestCase()
{
    if (m_server)
        m_server->dropTypeSchema();
}

void PostgresqlTypesTest::isMadeFromThisServersCatalog()
{
    const std::string version = m_server->run("SHOW server_version_num");
    QVERIFY2(version.starts_with("15"), "the catalog data is of PostgreSQL 15");
    for (const Builtin builtin : everyBuiltin) {
        const TypeInfo &info = m_catalog.info(typeId(builtin));
        const Oid type = oidOf(dataType(builtin));
        QVERIFY2(findType(type) != nullptr, std::string(info.name).c_str());
    }
    // Keywords: quoted exactly when quote_ident quotes them.
    const std::string words = m_server->run("SELECT string_agg(word, ' ') FROM pg_get_keywords()");
    std::size_t count = 0;
    for (const QByteArray &word : QByteArray::fromStdString(words).split(' ')) {
        const std::string text = word.toStdString();
        std::string quoted;
        appendIdentifier(quoted, text);
        QCOMPARE(quoted, m_server->run(fmt::format("SELECT quote_ident('{}')", text)));
        ++count;
    }
    QVERIFY(count > 400);
}

void PostgresqlTypesTest::spellsTypesAsTheServerDoes()
{
    std::vector<ir::DataType> types = everyType();
    for (const ir::DataType &bare : everyType()) {
        if (bare.isEnum())
            continue;
        const TypeInfo &info = m_catalog.info(bare.base);
        ir::DataType type = bare;
        type.argumentCount = 1;
        if (info.takesLength || info.takesPrecision) {
            for (const std::int32_t first :
                 {info.minFirst, (info.minFirst + info.maxFirst) / 2, info.maxFirst}) {
                type.arguments[0] = first;
                types.push_back(type);
            }
        }
        if (info.takesScale) {
            type.argumentCount = 2;
            for (const std::int32_t scale : {info.minSecond, 0, 2, info.maxSecond}) {
                type.arguments = {10, scale};
                types.push_back(type);
            }
        }
    }
    Disagreements wrong;
    for (const ir::DataType &type : types) {
        const std::string spelled = sqlOf(m_schema, type);
        const std::string refused =
            m_server->run(fmt::format("CREATE TABLE spelled (c {})", spelled));
        std::string printed =
            m_server->run("SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
                          "WHERE attrelid = 'spelled'::regclass AND attname = 'c'");
        m_server->run("DROP TABLE IF EXISTS spelled");
        // The only difference is the fraction of a second, which `interval` keeps to itself.
        if (!refused.empty() || printed != spelled)
            wrong.add(fmt::format("{} is printed as {} {}", spelled, printed, refused));
    }
    QVERIFY(types.size() > 250);
    QCOMPARE(wrong.count(), std::size_t(0));
}

void PostgresqlTypesTest::knowsArgumentLimits()
{
    for (const Builtin builtin : everyBuiltin) {
        const TypeInfo &info = m_catalog.info(typeId(builtin));
        if (!info.takesLength && !info.takesPrecision)
            continue;
        // More digits of a second than 6 are a warning and become 6, so are no limit to compare.
        const bool seconds = info.minFirst == 0;
        const std::string name(info.name.substr(0, info.name.find(" with")));
        const std::string limits[] = {fmt::format("{}({})", name, info.minFirst - 1),
                                      fmt::format("{}({})", name, info.maxFirst + 1)};
        for (const std::string &type : limits) {
            if (seconds && !type.ends_with("(-1)"))
                continue;
            QVERIFY2(!m_server->refusal("CREATE TABLE t (c " + type + ")").empty(), type.c_str());
        }
        if (info.takesScale) {
            QVERIFY(!m_server->refusal("CREATE TABLE t (c numeric(5,-1001))").empty());
            QVERIFY(!m_server->refusal("CREATE TABLE t (c numeric(5,1001))").empty());
        }
    }
}

void PostgresqlTypesTest::knowsWhatAKeyMayReferTo()
{
    std::vector<ir::DataType> types;
    for (const ir::DataType &type : everyType()) {
        // All scalar types, and enough of the arrays.
        if (!type.isArray() || type.isEnum() || type.base.index() < 23)
            types.push_back(type);
    }
    std::string sources = "CREATE TABLE sources (";
    for (std::size_t i = 0; i < types.size(); ++i)
        sources += fmt::format("{}c{} {}", i == 0 ? "" : ", ", i, sqlOf(m_schema, types[i]));
    QCOMPARE(m_server->run(sources + ")"), std::string());

    Disagreements wrong;
    std::size_t possible = 0;
    for (std::size_t target = 0; target < types.size(); ++target) {
        const bool keyed = m_server
                               ->run(fmt::format("CREATE TABLE target{} (k {} UNIQUE)", target,
                                                 sqlOf(m_schema, types[target])))
                               .empty();
        for (std::size_t source = 0; source < types.size(); ++source) {
            const std::string refused =
                keyed ? m_server->refusal(fmt::format(
                            "ALTER TABLE sources ADD FOREIGN KEY (c{}) REFERENCES target{} (k)",
                            source, target))
                      : "no key";
            possible += refused.empty() ? 1U : 0U;
            if (m_catalog.canReference(types[source], types[target]) != refused.empty())
                wrong.add(fmt::format("{} -> {}: {}", sqlOf(m_schema, types[source]),
                                      sqlOf(m_schema, types[target]), refused));
        }
    }
    QVERIFY(possible > types.size());
    QCOMPARE(wrong.count(), std::size_t(0));
}

void PostgresqlTypesTest::knowsDefaultOperatorClasses()
{
    Disagreements wrong;
    std::size_t possible = 0;
    for (const ir::DataType &type : everyType()) {
        const std::string sql = sqlOf(m_schema, type);
        for (const char *method : {"btree", "hash", "gin", "gist", "spgist", "brin"}) {
            const std::string refused = m_server->refusal(fmt::format(
                "CREATE TABLE indexed (c {}); CREATE INDEX ON indexed USING {} (c)", sql, method));
            possible += refused.empty() ? 1U : 0U;
            if (m_catalog.hasOperatorClass(method, type) != refused.empty())
                wrong.add(fmt::format("{} {}: {}", method, sql, refused));
        }
    }
    QVERIFY(possible > 200);
    QCOMPARE(wrong.count(), std::size_t(0));
}

QTEST_GUILESS_MAIN(PostgresqlTypesTest)
#include "postgresql_types_test.moc"
