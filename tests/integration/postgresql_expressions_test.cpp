// SPDX-License-Identifier: MIT
// What the PostgreSQL backend says of expressions where a schema can have them, compared with a
// server, which it takes from TABLEWRIGHT_TEST_POSTGRES; fails without it.

#include "literal_writer.h"
#include "postgresql_comparison.h"
#include "quoting.h"

#include <fmt/format.h>

#include <QtTest>

#include <memory>

using namespace tw;
using namespace tw::postgresql;
using namespace tw::test;

class PostgresqlExpressionsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void judgesExpressionsAsTheServerDoes();

private:
    std::unique_ptr<Server> m_server;
    ir::Schema m_schema = enumSchema();
};

void PostgresqlExpressionsTest::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("TABLEWRIGHT_TEST_POSTGRES"), "no server to compare with");
    m_server = std::make_unique<Server>();
    QVERIFY2(m_server->isOpen(), m_server->error().constData());
    m_server->makeTypeSchema();
}

void PostgresqlExpressionsTest::cleanupTestCase()
{
    if (m_server)
        m_server->dropTypeSchema();
}

void PostgresqlExpressionsTest::judgesExpressionsAsTheServerDoes()
{
    ir::Table table;
    table.name.text = "shop";
    std::string sql = "CREATE TABLE shop (";
    const auto add = [&](const char *name, Builtin type, bool array = false) {
        ir::Column &column = table.columns.emplace_back();
        column.name.text = name;
        column.type = array ? arrayed(dataType(type)) : dataType(type);
        sql += sql.ends_with("(") ? "" : ", ";
        appendIdentifier(sql, name);
        sql += " " + sqlOf(m_schema, column.type);
    };
    add("id", Builtin::Int4);
    add("price", Builtin::Numeric);
    add("ratio", Builtin::Float8);
    add("title", Builtin::Text);
    add("code", Builtin::Varchar);
    add("fixed", Builtin::BpChar);
    add("active", Builtin::Boolean);
    add("born", Builtin::Date);
    add("made", Builtin::TimestampTz);
    add("seen", Builtin::Timestamp);
    add("span", Builtin::Interval);
    add("ref", Builtin::Uuid);
    add("doc", Builtin::Jsonb);
    add("raw", Builtin::Json);
    add("tags", Builtin::Text, true);
    add("nums", Builtin::Int4, true);
    add("during", Builtin::DateRange);
    add("Total Sum", Builtin::Int8);
    add("order", Builtin::Int2);
    {
        ir::Column &column = table.columns.emplace_back();
        column.name.text = "status";
        column.type = enumType(0);
        sql += ", status mood, twice int GENERATED ALWAYS AS (id * 2) STORED";
    }
    {
        ir::Column &column = table.columns.emplace_back();
        column.name.text = "twice";
        column.type = dataType(Builtin::Int4);
        column.generated.edit().text = "id * 2";
    }
    QCOMPARE(m_server->run(sql + ")"), std::string());

    static constexpr const char *expressions[] = {"1",
                                                  "id > 0",
                                                  "price >= 0",
                                                  "price > 0 AND price < 1e6",
                                                  "ratio BETWEEN 0 AND 1",
                                                  "ratio NOT BETWEEN SYMMETRIC 1 AND 0",
                                                  "title <> ''",
                                                  "char_length(title) > 2",
                                                  "length(title) <= 10",
                                                  "title ~ '^[a-z]+$'",
                                                  "title LIKE 'a%'",
                                                  "title ILIKE 'a%'",
                                                  "title SIMILAR TO 'a%'",
                                                  "title > 1",
                                                  "title = 1",
                                                  "id = 'x'",
                                                  "id = '5'",
                                                  "id || title",
                                                  "title || id",
                                                  "id || 5",
                                                  "code || title",
                                                  "lower(title) = title",
                                                  "upper(code)",
                                                  "trim(title) <> ''",
                                                  "trim(both 'x' from title)",
                                                  "btrim(code)",
                                                  "abs(price)",
                                                  "round(price, 2)",
                                                  "round(ratio)",
                                                  "round(ratio, 2)",
                                                  "now()",
                                                  "now() > made",
                                                  "CURRENT_TIMESTAMP",
                                                  "CURRENT_TIMESTAMP(3)",
                                                  "CURRENT_DATE",
                                                  "CURRENT_DATE - born > 18",
                                                  "born > '2000-01-01'",
                                                  "born > '2000-02-30'",
                                                  "born > DATE '2000-01-01'",
                                                  "born < CURRENT_DATE",
                                                  "made < seen",
                                                  "born < made",
                                                  "born + 1",
                                                  "born + interval '1 day'",
                                                  "born - born",
                                                  "made + '1 day'",
                                                  "seen + '1 day'::interval",
                                                  "date_trunc('day', seen)",
                                                  "date_trunc('day', made)",
                                                  "date_trunc('day', made, 'UTC')",
                                                  "extract(year from born)",
                                                  "extract(epoch from made)",
                                                  "date_part('year', seen)",
                                                  "age(seen)",
                                                  "gen_random_uuid()",
                                                  "uuid_generate_v4()",
                                                  "random()",
                                                  "active",
                                                  "NOT active",
                                                  "active AND id",
                                                  "active = true",
                                                  "active IS TRUE",
                                                  "id IS TRUE",
                                                  "active IS NOT NULL",
                                                  "id IS DISTINCT FROM 5",
                                                  "id IN (1, 2, 3)",
                                                  "title IN ('a', 'b')",
                                                  "status IN ('sad', 'it''s')",
                                                  "status = 'sad'",
                                                  "status = 'glad'",
                                                  "status::text = 'glad'",
                                                  "status > 'sad'",
                                                  "title IN (1, 2)",
                                                  "id IN (1, 'x')",
                                                  "id IN ('1', '2')",
                                                  "id IN (1, price)",
                                                  "id = ANY (nums)",
                                                  "id = ANY (ARRAY[1, 2])",
                                                  "title = ANY (ARRAY['a', 'b'])",
                                                  "title = ANY ('{a,b}')",
                                                  "id = ANY (id)",
                                                  "title = ANY (tags)",
                                                  "'x' = ANY (tags)",
                                                  "id = ALL (tags)",
                                                  "tags @> ARRAY['a']",
                                                  "tags && '{a}'",
                                                  "array_length(tags, 1) > 0",
                                                  "cardinality(tags) > 0",
                                                  "tags[1] = 'a'",
                                                  "tags[1:2]",
                                                  "tags['x']",
                                                  "nums[1] + 1",
                                                  "doc ->> 'a' = 'b'",
                                                  "doc -> 'a' IS NOT NULL",
                                                  "doc ? 'a'",
                                                  "doc @> '{\"a\": 1}'",
                                                  "doc @> '{'",
                                                  "jsonb_typeof(doc) = 'object'",
                                                  "raw ->> 'a'",
                                                  "raw = raw",
                                                  "raw::text = '{}'",
                                                  "CASE WHEN id > 0 THEN 'a' ELSE 'b' END",
                                                  "CASE WHEN id > 0 THEN 1 ELSE 'b' END",
                                                  "CASE id WHEN 1 THEN 'a' END",
                                                  "CASE title WHEN 1 THEN 'a' END",
                                                  "CASE WHEN id THEN 1 END",
                                                  "CASE WHEN active THEN id ELSE price END",
                                                  "CASE WHEN active THEN id ELSE title END",
                                                  "coalesce(title, '')",
                                                  "coalesce(id, 0)",
                                                  "coalesce(id, '')",
                                                  "coalesce(title, id)",
                                                  "coalesce(code, title)",
                                                  "nullif(title, '')",
                                                  "nullif(id, 0)",
                                                  "nullif(id, 'x')",
                                                  "greatest(id, price)",
                                                  "greatest(id, title)",
                                                  "least(born, seen)",
                                                  "id::text",
                                                  "title::int",
                                                  "id::numeric(10,2)",
                                                  "price::int",
                                                  "made::date",
                                                  "seen::date",
                                                  "seen::timestamptz",
                                                  "title::date",
                                                  "title::date > born",
                                                  "'5'::int",
                                                  "'x'::int",
                                                  "'2024-01-01'::date",
                                                  "'sad'::mood",
                                                  "'glad'::mood",
                                                  "title::mood",
                                                  "status::int",
                                                  "id::boolean",
                                                  "active::int",
                                                  "doc::text",
                                                  "doc::int",
                                                  "CAST(id AS varchar(3))",
                                                  "id::varchar(3)",
                                                  "ref = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
                                                  "ref = 'x'",
                                                  "ref::text",
                                                  "text(id)",
                                                  "date(seen)",
                                                  "date(made)",
                                                  "int4(price)",
                                                  "concat(title, code)",
                                                  "concat(title, id)",
                                                  "concat_ws(' ', title, code)",
                                                  "format('%s', title)",
                                                  "replace(title, 'a', 'b')",
                                                  "substring(title from 1 for 3)",
                                                  "substring(title, 1, 3)",
                                                  "substr(title, 2)",
                                                  "left(title, 3)",
                                                  "position('a' in title) > 0",
                                                  "overlay(title placing 'x' from 1)",
                                                  "lpad(code, 5, '0')",
                                                  "split_part(title, ',', 1)",
                                                  "md5(title)",
                                                  "to_char(made, 'YYYY')",
                                                  "to_char(price, '999')",
                                                  "to_date(title, 'YYYY')",
                                                  "to_timestamp(ratio)",
                                                  "to_tsvector(title)",
                                                  "to_tsvector('english', title)",
                                                  "seen AT TIME ZONE 'UTC'",
                                                  "made AT TIME ZONE 'UTC'",
                                                  "made AT TIME ZONE title",
                                                  "sqrt(id)",
                                                  "power(id, 2)",
                                                  "mod(id, 2) = 0",
                                                  "id % 2 = 0",
                                                  "price % 2",
                                                  "ratio % 2",
                                                  "-id",
                                                  "-title",
                                                  "+price",
                                                  "@ id",
                                                  "|/ ratio",
                                                  "~ id",
                                                  "id & 1",
                                                  "id << 1",
                                                  "id ^ 2",
                                                  "\"Total Sum\" > 0",
                                                  "total sum",
                                                  "\"total sum\" > 0",
                                                  "\"order\" > 0",
                                                  "order > 0",
                                                  "shop.id > 0",
                                                  "other.id > 0",
                                                  "shop.nope",
                                                  "nope",
                                                  "nope > 1",
                                                  "ID > 0",
                                                  "\"ID\" > 0",
                                                  "type_test.shop.id > 0",
                                                  "shop",
                                                  "shop IS NOT NULL",
                                                  "ctid",
                                                  "xmin",
                                                  "tableoid > 0",
                                                  "twice > 1",
                                                  "id + twice",
                                                  "count(*)",
                                                  "sum(id)",
                                                  "max(id) > 1",
                                                  "row_number() over ()",
                                                  "rank()",
                                                  "sum(id) over ()",
                                                  "generate_series(1, id)",
                                                  "unnest(tags)",
                                                  "(SELECT 1)",
                                                  "EXISTS (SELECT 1)",
                                                  "id IN (SELECT 1)",
                                                  "ARRAY(SELECT 1)",
                                                  "$1",
                                                  "id = $1",
                                                  "*",
                                                  "shop.*",
                                                  "id, 1",
                                                  "1; DROP TABLE shop; --",
                                                  "1); DROP TABLE shop; --",
                                                  "1) + (2",
                                                  "ALL 1",
                                                  "DISTINCT id",
                                                  "1 FROM pg_user",
                                                  "'a' AS b",
                                                  "'a' b",
                                                  "id id",
                                                  "1 WHERE true",
                                                  "1 ORDER BY 1",
                                                  "1 LIMIT 1",
                                                  "1 INTO x",
                                                  "1 UNION SELECT 2",
                                                  "",
                                                  " ",
                                                  "-- only",
                                                  "/* only */",
                                                  "1 -- one",
                                                  "1 /* one */",
                                                  "/* a */ id > 0 -- b",
                                                  "1 /*",
                                                  "'x",
                                                  "\"x",
                                                  "$$x$$",
                                                  "$a$it's$a$",
                                                  "E'it\\'s'",
                                                  "U&'\\0041'",
                                                  "U&\"id\" > 0",
                                                  "B'101'",
                                                  "X'1F'",
                                                  "'a' 'b'",
                                                  "1 + ",
                                                  "(1",
                                                  "1)",
                                                  "((id)) > ((0))",
                                                  "(id > 0) IS NOT NULL",
                                                  "id ISNULL",
                                                  "id NOTNULL",
                                                  "1 IS NULL",
                                                  "NULL",
                                                  "NULL::int",
                                                  "true",
                                                  "'true'",
                                                  "'yes'",
                                                  "'maybe'",
                                                  "(1, 2) = (id, 3)",
                                                  "ROW(1, 2)",
                                                  "ROW(id) IS NULL",
                                                  "ARRAY[1, 2]",
                                                  "ARRAY[]",
                                                  "ARRAY[]::int[]",
                                                  "ARRAY[1, 'x']",
                                                  "ARRAY[[1], [2]]",
                                                  "ARRAY['1', 2]",
                                                  "'{1,2}'::int[]",
                                                  "'{1,x}'::int[]",
                                                  "title COLLATE \"C\" > 'a'",
                                                  "title COLLATE \"nope\" > 'a'",
                                                  "id COLLATE \"C\" > 1",
                                                  "lower(title COLLATE \"C\")",
                                                  "current_user",
                                                  "session_user = title",
                                                  "current_setting('x')",
                                                  "nextval('s')",
                                                  "nextval('s'::regclass)",
                                                  "pg_sleep(1)",
                                                  "version()",
                                                  "nope(1)",
                                                  "public.nope(1)",
                                                  "pg_catalog.lower(title)",
                                                  "lower(id)",
                                                  "lower()",
                                                  "lower(title, code)",
                                                  "abs('x')",
                                                  "abs('5')",
                                                  "abs(title)",
                                                  "lower(title => 'x')",
                                                  "make_date(2024, 1, 1)",
                                                  "make_interval(days => 1)",
                                                  "make_interval(1)",
                                                  "to_json(title)",
                                                  "to_jsonb(title)",
                                                  "jsonb_build_object('a', title)",
                                                  "row_to_json(shop)",
                                                  "num_nonnulls(id, price) = 1",
                                                  "num_nulls(VARIADIC nums)",
                                                  "during @> born",
                                                  "during && '[2024-01-01,2024-02-01)'",
                                                  "daterange(born, born + 1)",
                                                  "lower(during)",
                                                  "isempty(during)",
                                                  "upper(during) > born",
                                                  "during @> '2024-01-01'",
                                                  "daterange(born, NULL, '[]')",
                                                  "seen - seen > interval '1 day'",
                                                  "span > '1 day'",
                                                  "span > '1 dax'",
                                                  "span * 2",
                                                  "extract(day from span)",
                                                  "justify_hours(span)",
                                                  "id > 2147483648",
                                                  "id > 99999999999999999999",
                                                  "id = 1.5",
                                                  "id / 0",
                                                  "1/0",
                                                  "id = -2147483648",
                                                  "regexp_match(title, 'a')",
                                                  "regexp_replace(title, 'a', 'b', 'g')",
                                                  "title ~ '('",
                                                  "string_to_array(title, ',')",
                                                  "array_to_string(tags, ',')",
                                                  "array_append(tags, 'x')",
                                                  "array_position(tags, 'x')",
                                                  "array_remove(tags, 'x')",
                                                  "tags || 'x'",
                                                  "tags || ARRAY['x']",
                                                  "'x' || tags",
                                                  "nums || 1",
                                                  "xmlparse(content title)",
                                                  "title IS DOCUMENT",
                                                  "title IS NORMALIZED",
                                                  "normalize(title)",
                                                  "grouping(id)",
                                                  "DEFAULT",
                                                  "id = DEFAULT",
                                                  "fixed = 'a'",
                                                  "fixed || 'a'",
                                                  "fixed = title",
                                                  "code = fixed",
                                                  "CURRENT_TIME",
                                                  "LOCALTIME",
                                                  "LOCALTIMESTAMP",
                                                  "LOCALTIMESTAMP > seen",
                                                  "hashtext(title)",
                                                  "encode(sha256(title::bytea), 'hex')",
                                                  "sha256(title)",
                                                  "convert_to(title, 'UTF8')",
                                                  "title::bytea",
                                                  "'x'::bytea",
                                                  "starts_with(title, 'a')",
                                                  "title ^@ 'a'",
                                                  "(title) > ('a')",
                                                  "title > 'a' AND",
                                                  "id > 0 id",
                                                  "status = ANY (ARRAY['sad', 'it''s']::mood[])",
                                                  "status = ANY (ARRAY['glad']::mood[])",
                                                  "enum_first(status)",
                                                  "enum_first(NULL::mood)",
                                                  "enum_range(status)",
                                                  "status = title",
                                                  "status || 'x'",
                                                  "status::text || 'x'",
                                                  "timezone('UTC', made)",
                                                  "date_bin('15 minutes', seen, '2001-01-01')",
                                                  "interval '1' day",
                                                  "interval '1 day' > span",
                                                  "time '12:00'",
                                                  "timestamp '2024-01-01'",
                                                  "timestamp '2024-02-30'",
                                                  "int '5'",
                                                  "float8 '5'",
                                                  "'now'::timestamp",
                                                  "'now'::text::timestamp",
                                                  "ratio = 'NaN'",
                                                  "price = 'NaN'",
                                                  "bool 't'",
                                                  "bool(id)",
                                                  "int4(title)",
                                                  "title::regclass",
                                                  "'pg_class'::regclass",
                                                  "id::oid",
                                                  "id::money",
                                                  "price::money",
                                                  "title::xml"};
    static constexpr ExpressionRole roles[] = {
        ExpressionRole::Default, ExpressionRole::Check, ExpressionRole::Generated,
        ExpressionRole::IndexElement, ExpressionRole::IndexPredicate};
    static constexpr Builtin results[] = {Builtin::Int4,    Builtin::Text,        Builtin::Boolean,
                                          Builtin::Numeric, Builtin::TimestampTz, Builtin::Date,
                                          Builtin::Varchar, Builtin::Uuid};

    const PostgresqlExpressionChecker checker;
    Disagreements wrong;
    std::size_t counts[3] = {};
    const auto compare = [&](const ir::Table &owner, const ir::Expression &expression,
                             ExpressionRole role, const ir::DataType *expected,
                             const std::string &statement) {
        const std::vector<ExpressionFinding> findings =
            checker.check(expression, {m_schema, owner, role, expected, {}});
        const Verdict verdict = verdictOf(findings);
        ++counts[static_cast<std::size_t>(verdict)];
        if (verdict == Verdict::Unverified)
            return;
        const std::string refused = m_server->refusal(statement);
        // A text that is more than one expression may make a statement that the server takes.
        using Kind = ExpressionFinding::Kind;
        if (verdict == Verdict::Refused &&
            (findings[0].kind == Kind::Syntax || findings[0].kind == Kind::NotOneExpression))
            return;
        // By policy nothing that acts may stand anywhere, immutable or not.
        const bool asksImmutable = role != ExpressionRole::Default && role != ExpressionRole::Check;
        if (verdict == Verdict::Refused && findings[0].kind == Kind::NotImmutable && !asksImmutable)
            return;
        if ((verdict == Verdict::Accepted) != refused.empty())
            wrong.add(fmt::format("{}: {} [{}]", statement, describe(findings), refused));
    };
    for (const char *text : expressions) {
        std::string bracketed;
        appendExpression(bracketed, text);
        for (const ExpressionRole role : roles) {
            ir::Expression expression;
            expression.text = text;
            if (role == ExpressionRole::Check) {
                compare(table, expression, role, nullptr,
                        fmt::format("ALTER TABLE shop ADD CHECK {}", bracketed));
            } else if (role == ExpressionRole::IndexPredicate) {
                compare(table, expression, role, nullptr,
                        fmt::format("CREATE INDEX ON shop (id) WHERE {}", bracketed));
            } else if (role == ExpressionRole::IndexElement) {
                ir::Table owner = table;
                ir::Index &index = owner.indexes.emplace_back();
                index.elements.emplace_back().expression.edit().text = text;
                compare(owner, *index.elements[0].expression, role, nullptr,
                        fmt::format("CREATE INDEX ON shop ({})", bracketed));
            } else {
                for (const Builtin result : results) {
                    const ir::DataType type = dataType(result);
                    std::string value;
                    if (role == ExpressionRole::Default)
                        appendDefaultExpression(value, text);
                    if (!value.starts_with('('))
                        value = text == value ? value : bracketed;
                    compare(
                        table, expression, role, &type,
                        role == ExpressionRole::Default
                            ? fmt::format("ALTER TABLE shop ADD g {}; ALTER TABLE shop ALTER g SET "
                                          "DEFAULT {}",
                                          sqlOf(m_schema, type), value)
                            : fmt::format("ALTER TABLE shop ADD g {} GENERATED ALWAYS AS {} STORED",
                                          sqlOf(m_schema, type), bracketed));
                }
            }
        }
    }
    qInfo("%zu accepted, %zu refused, %zu unverified", counts[0], counts[1], counts[2]);
    m_server->run("DROP TABLE shop");
    QVERIFY(counts[0] > 300 && counts[1] > 1000);
    QCOMPARE(wrong.count(), std::size_t(0));
}

QTEST_GUILESS_MAIN(PostgresqlExpressionsTest)
#include "postgresql_expressions_test.moc"
