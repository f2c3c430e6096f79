// SPDX-License-Identifier: MIT
#include "index_methods.h"
#include "type_catalog.h"

#include <QtTest>

using namespace tw;
using namespace tw::postgresql;

namespace {

const PostgresqlTypeCatalog catalog;

ir::DataType typeOf(std::string_view name, std::vector<std::int32_t> arguments = {})
{
    ir::DataType type;
    type.base = catalog.find({}, name);
    type.argumentCount = static_cast<std::uint8_t>(arguments.size());
    std::copy(arguments.begin(), arguments.end(), type.arguments.begin());
    return type;
}

std::string spelled(const ir::DataType &type) { return catalog.spell({}, type); }

} // namespace

class PostgresqlTypesUnitTest : public QObject {
    Q_OBJECT

private slots:
    void findsSynonymsInAnyCase_data();
    void findsSynonymsInAnyCase();
    void findsNothingElse();
    void spellsArguments();
    void spellsEnums();
    void tellsSerialFromInteger();
    void takesExpressionsOnlyWhereTheyFit();
    void knowsReferences();
    void knowsIndexMethods();
};

void PostgresqlTypesUnitTest::findsSynonymsInAnyCase_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("printed");
    const std::pair<const char *, const char *> rows[] = {
        {"VARCHAR", "character varying"},
        {"Int", "integer"},
        {"INT4", "integer"},
        {"bigint", "bigint"},
        {"TEXT", "text"},
        {"DECIMAL", "numeric"},
        {"dec", "numeric"},
        {"BOOL", "boolean"},
        {"double precision", "double precision"},
        {"float", "double precision"},
        {"TIMESTAMP", "timestamp without time zone"},
        {"timestamp with time zone", "timestamp with time zone"},
        {"timetz", "time with time zone"},
        {"national character varying", "character varying"},
        {"char varying", "character varying"},
        {"char", "character(1)"},
        {"bpchar", "bpchar"},
        {"bit", "bit(1)"},
        {"varbit", "bit varying"},
        {"datetime", "timestamp without time zone"},
        {"tinyint", "smallint"},
        {"mediumint", "integer"},
        {"longtext", "text"},
        {"blob", "bytea"},
        {"GUID", "uuid"},
        {"serial", "integer"},
        {"interval day to second", "interval day to second"},
    };
    for (const auto &[name, printed] : rows)
        QTest::newRow(name) << name << printed;
}

void PostgresqlTypesUnitTest::findsSynonymsInAnyCase()
{
    QFETCH(QString, name);
    QFETCH(QString, printed);
    QCOMPARE(QString::fromStdString(spelled(typeOf(name.toStdString()))), printed);
}

void PostgresqlTypesUnitTest::findsNothingElse()
{
    for (const char *name :
         {"", "citext", "hstore", "intt", "anyelement", "_int4", "record", "integer "})
        QVERIFY(!catalog.find({}, name).isValid());
    QVERIFY(catalog.find("pg_catalog", "int4").isValid());
    QVERIFY(!catalog.find("pg_catalog", "integer").isValid());
    QVERIFY(!catalog.find("pg_catalog", "_int4").isValid());
    QVERIFY(!catalog.find("public", "int4").isValid());
    for (const std::string_view name : catalog.commonNames())
        QVERIFY(catalog.find({}, name).isValid());
}

void PostgresqlTypesUnitTest::spellsArguments()
{
    QCOMPARE(spelled(typeOf("varchar", {255})), std::string("character varying(255)"));
    QCOMPARE(spelled(typeOf("numeric", {10})), std::string("numeric(10,0)"));
    QCOMPARE(spelled(typeOf("numeric", {10, -2})), std::string("numeric(10,-2)"));
    QCOMPARE(spelled(typeOf("timestamptz", {3})), std::string("timestamp(3) with time zone"));
    QCOMPARE(spelled(typeOf("interval day to second", {2})),
             std::string("interval day to second(2)"));
    QCOMPARE(spelled(typeOf("float", {24})), std::string("real"));
    QCOMPARE(spelled(typeOf("float", {25})), std::string("double precision"));
    ir::DataType array = typeOf("varchar", {5});
    array.arrayDimensions = 2;
    QCOMPARE(spelled(array), std::string("character varying(5)[]"));
}

void PostgresqlTypesUnitTest::spellsEnums()
{
    ir::Schema schema;
    for (const auto &[space, name] :
         {std::pair("", "order"), std::pair("billing", "Status"), std::pair("", "json")}) {
        ir::EnumType &type = schema.enums.emplace_back();
        type.namespaceName.text = space;
        type.name.text = name;
    }
    const auto spell = [&schema](std::size_t index) {
        ir::DataType type;
        type.enumType = ir::EnumId(index);
        return catalog.spell(schema, type);
    };
    QCOMPARE(spell(0), std::string("\"order\""));
    QCOMPARE(spell(1), std::string("billing.\"Status\""));
    // The server finds its own json first.
    QCOMPARE(spell(2), std::string("public.json"));
}

void PostgresqlTypesUnitTest::tellsSerialFromInteger()
{
    const TypeInfo &serial = catalog.info(typeOf("bigserial").base);
    QVERIFY(serial.impliesAutoIncrement && serial.canAutoIncrement);
    QCOMPARE(serial.storageType, typeOf("int8").base);
    const TypeInfo &integer = catalog.info(typeOf("int").base);
    QVERIFY(!integer.impliesAutoIncrement && integer.canAutoIncrement);
    QVERIFY(!catalog.info(typeOf("numeric").base).canAutoIncrement);
    const TypeInfo &varchar = catalog.info(typeOf("varchar").base);
    QVERIFY(varchar.takesLength && !varchar.takesPrecision);
    QCOMPARE(varchar.maxFirst, 10'485'760);
}

void PostgresqlTypesUnitTest::takesExpressionsOnlyWhereTheyFit()
{
    const auto takes = [](const char *type, const char *text) {
        return catalog.isWellKnownExpression(typeOf(type), text);
    };
    QVERIFY(takes("timestamp", "now()"));
    QVERIFY(takes("timestamptz", " NOW ( ) "));
    QVERIFY(takes("timestamptz", "current_timestamp(3)"));
    QVERIFY(takes("date", "CURRENT_DATE"));
    QVERIFY(takes("date", "now()"));
    QVERIFY(takes("uuid", "gen_random_uuid()"));
    QVERIFY(!takes("text", "now()"));
    QVERIFY(!takes("varchar", "CURRENT_DATE"));
    QVERIFY(!takes("timestamp", "now"));
    QVERIFY(!takes("timestamp", "n ow()"));
    QVERIFY(!takes("timestamp", "now(3)"));
    QVERIFY(!takes("date", "CURRENT_DATE()"));
    QVERIFY(!takes("timestamptz", "current_timestamp(7)"));
    QVERIFY(!takes("uuid", "now()"));
    QVERIFY(!takes("int", "now()"));
    QVERIFY(!takes("uuid", "uuid_generate_v4()"));
}

void PostgresqlTypesUnitTest::knowsReferences()
{
    const auto can = [](const char *source, const char *target) {
        return catalog.canReference(typeOf(source), typeOf(target));
    };
    QVERIFY(can("int", "bigint") && can("bigint", "int") && can("int", "numeric"));
    QVERIFY(!can("numeric", "int"));
    QVERIFY(can("serial", "int") && can("int", "serial"));
    QVERIFY(can("varchar", "text") && can("text", "varchar") && can("char", "text"));
    QVERIFY(!can("int", "text") && !can("uuid", "text") && !can("json", "json"));
    ir::DataType first;
    first.enumType = ir::EnumId(0);
    ir::DataType second;
    second.enumType = ir::EnumId(1);
    QVERIFY(catalog.canReference(first, first) && !catalog.canReference(first, second));
    QVERIFY(catalog.hasOperatorClass({}, first) && catalog.hasOperatorClass("hash", first));
    QVERIFY(!catalog.hasOperatorClass("gin", first));
    QVERIFY(!catalog.hasOperatorClass("btree", typeOf("json")));
    QVERIFY(catalog.hasOperatorClass("GIN", typeOf("jsonb")));
}

void PostgresqlTypesUnitTest::knowsIndexMethods()
{
    const PostgresqlIndexMethods methods;
    QCOMPARE(methods.find({})->name, std::string_view("btree"));
    QCOMPARE(methods.find("Hash")->canBeUnique, false);
    QCOMPARE(methods.find("rtree")->name, std::string_view("gist")); // its name of old
    QVERIFY(methods.find("bloom") == nullptr);
    QCOMPARE(methods.names().size(), std::size_t(6));
}

QTEST_APPLESS_MAIN(PostgresqlTypesUnitTest)
#include "postgresql_types_test.moc"
