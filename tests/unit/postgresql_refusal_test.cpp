// SPDX-License-Identifier: MIT
// From what PostgreSQL says of a statement to the piece of the schema that it is about.
#include "postgresql_backend.h"

#include <tablewright/backend/refusal.h>
#include <tablewright/diag/codes.h>

#include <QtTest>

#include <algorithm>

using namespace tw;
using namespace tw::postgresql;

namespace {

const PostgresqlBackend backend;

/// A place in a source that is as long as it has to be; each is another one.
SourceRange place(std::uint32_t length)
{
    static std::uint32_t next = 0;
    const std::uint32_t begin = next;
    next += length + 10;
    return {SourceId(0), begin, begin + length};
}

ir::Name name(std::string_view text)
{
    return {std::string(text), place(static_cast<std::uint32_t>(text.size()))};
}

ir::Expression expression(std::string_view text)
{
    return {std::string(text), place(static_cast<std::uint32_t>(text.size()))};
}

ir::Column &column(ir::Table &table, std::string_view text, std::string_view type)
{
    ir::Column &made = table.columns.emplace_back();
    made.name = name(text);
    made.range = place(100);
    made.typeSyntax.spelling = name(type);
    made.type.base = backend.typeCatalog().find({}, type);
    return made;
}

} // namespace

class PostgresqlRefusalTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void knowsEveryPiece();
    void findsTheWord();
    void findsByName();
    void staysWithTheStatement();
    void looksAtTheEndOfTheTransaction();
    void answersWhatWasOpen();

private:
    /// What a refusal is about that stands at the `text` of a statement's `context`.
    RefusedElement at(std::size_t statement, std::string_view text, std::size_t sentFrom = 0)
    {
        const std::size_t found = m_script.text.find(text, m_script.statements[statement].begin);
        const std::string before = m_script.text.substr(sentFrom, found - sentFrom);
        Refusal refusal;
        refusal.statement = statement;
        refusal.position =
            static_cast<std::size_t>(QString::fromStdString(before).toUcs4().size()) + 1;
        refusal.sentFrom = sentFrom;
        return refusedElement(backend, m_schema, m_script, refusal);
    }
    RefusedElement named(std::string message, std::string constraint = {}, std::string named = {})
    {
        Refusal refusal;
        refusal.statement = 1;
        refusal.message = std::move(message);
        refusal.constraint = std::move(constraint);
        refusal.column = std::move(named);
        return refusedElement(backend, m_schema, m_script, refusal);
    }

    ir::Schema m_schema;
    Script m_script;
};

// Statement 0 is the enum, 1 the table, 2 and 3 its indexes, 4 a comment, 5 the rows.
void PostgresqlRefusalTest::initTestCase()
{
    ir::EnumType &mood = m_schema.enums.emplace_back();
    mood.name = name("mood");
    mood.range = place(50);
    for (const char *value : {"fröhlich", "sad"})
        mood.values.emplace_back().value = name(value);

    ir::Table &table = m_schema.tables.emplace_back();
    table.name = name("tür");
    table.range = place(1000);
    column(table, "id", "int4").nullable = false;
    ir::Column &text = column(table, "text", "text");
    text.defaultValue.kind = ir::DefaultValue::Kind::String;
    text.defaultValue.value = expression("ä€🙂");
    ir::Column &code = column(table, "code", "text");
    code.defaultValue.kind = ir::DefaultValue::Kind::Expression;
    code.defaultValue.value = expression("'ß' || make_code(3)");
    column(table, "long", "text").generated.edit() = expression("-- a comment\nmy_lower(text)");
    table.primaryKey.emplace().name = name("tür_pkey");
    table.primaryKey->columns.emplace_back().column = ir::ColumnId(0);
    table.primaryKey->range = place(20);
    ir::CheckConstraint &check = table.checks.emplace_back();
    check.name = name("k");
    check.expression = expression("is_valid(\"text\")");
    check.range = place(40);
    for (const char *given : {"i", "j"}) {
        ir::Index &index = table.indexes.emplace_back();
        index.name = name(given);
        index.range = place(60);
    }
    ir::IndexElement &first = table.indexes[0].elements.emplace_back();
    first.column.column = ir::ColumnId(1);
    first.range = place(6);
    table.indexes[0].where.edit() = expression("is_valid(code)");
    table.indexes[1].elements.emplace_back().expression.edit() = expression("my_lower(code)");
    table.note = name("a note");

    ir::Records &records = m_schema.records.emplace_back();
    records.table = ir::TableId(0);
    records.columns = {ir::ColumnId(0), ir::ColumnId(1)};
    records.range = place(200);
    for (const char *value : {"1", "x", "2", "ö"}) {
        ir::RecordValue &made = records.values.emplace_back();
        made.kind = ir::RecordValue::Kind::String;
        made.text = name(value);
    }
    records.rowRanges = {place(10), place(10)};
    m_schema.creationOrder = {ir::TableId(0)};
    ir::ForeignKey &key = m_schema.foreignKeys.emplace_back();
    key.name = name("to_itself");
    key.range = place(30);
    key.source.table = key.target.table = ir::TableId(0);
    key.source.columns.emplace_back().column = ir::ColumnId(0);
    key.target.columns.emplace_back().column = ir::ColumnId(0);
    m_script = backend.emitScript(m_schema);
    QCOMPARE(m_script.statements.size(), std::size_t(6));
}

void PostgresqlRefusalTest::knowsEveryPiece()
{
    std::size_t expressions = 0;
    std::size_t all = 0;
    for (std::size_t i = 0; i < m_script.statements.size(); ++i) {
        const Statement &statement = m_script.statements[i];
        for (const StatementPart &part : backend.partsOf(m_schema, i)) {
            ++all;
            QVERIFY(part.begin >= statement.begin && part.begin < part.end);
            QVERIFY(part.end <= statement.end);
            QVERIFY(part.range.isValid());
            if (part.expression == nullptr)
                continue;
            ++expressions;
            QCOMPARE(m_script.text.substr(part.begin, part.end - part.begin),
                     part.expression->text);
        }
    }
    QCOMPARE(expressions, std::size_t(5));
    // Two values; four columns with their types, three with a value of their own, three keys with
    // an expression; an element and a condition; an expression; four values of rows.
    QCOMPARE(all, std::size_t(2 + 4 + 4 + 3 + 3 + 1 + 2 + 1 + 4));
    QVERIFY(backend.partsOf(m_schema, m_script.statements.size()).empty());
}

void PostgresqlRefusalTest::findsTheWord()
{
    const ir::Table &table = m_schema.tables[0];
    RefusedElement element = at(1, "make_code");
    QCOMPARE(element.description, std::string("the default of column `code`"));
    QCOMPARE(element.range, table.columns[2].defaultValue.value.subrange(8, 9));
    element = at(1, "my_lower");
    QCOMPARE(element.description, std::string("generated column `long`"));
    QCOMPARE(element.range, table.columns[3].generated->subrange(13, 8));
    element = at(1, "\"text\")");
    QCOMPARE(element.description, std::string("check `k`"));
    QCOMPARE(element.range, table.checks[0].expression.subrange(9, 6));
    QCOMPARE(at(1, "'ä€🙂'").range, table.columns[1].defaultValue.value.range);
    QCOMPARE(at(1, "integer").range, table.columns[0].typeSyntax.spelling.range);
    QCOMPARE(at(0, "'sad'").description, std::string("enum value `sad`"));
    QCOMPARE(at(2, "is_valid").range, table.indexes[0].where->subrange(0, 8));
    QCOMPARE(at(3, "my_lower").description, std::string("index `j`"));
    QCOMPARE(at(3, "my_lower").range, table.indexes[1].elements[0].expression->subrange(0, 8));
    QCOMPARE(at(5, "'ö'").range, m_schema.records[0].values[3].text.range);
    // The same when only a part of the script was sent.
    QCOMPARE(at(3, "my_lower", m_script.statements[2].begin).range, at(3, "my_lower").range);
}

void PostgresqlRefusalTest::findsByName()
{
    const ir::Table &table = m_schema.tables[0];
    QCOMPARE(named("it is wrong", "k").range, table.checks[0].range);
    QCOMPARE(named("it is wrong", "nothing", "code").range, table.columns[2].range);
    QCOMPARE(named("relation \"tür_pkey\" already exists").range, table.primaryKey->range);
    QCOMPARE(named("relation « to_itself » already exists").range, table.range);
    QCOMPARE(named("Relation »to_itself« existiert bereits").range, m_schema.foreignKeys[0].range);
    QCOMPARE(named("column \"code\" cannot be so").range, table.columns[2].range);
    // The name of the table itself tells nothing, nor do two names of a kind.
    QCOMPARE(named("relation \"tür\" already exists").range, table.range);
    QCOMPARE(named("\"code\" and \"text\" differ").range, table.range);
}

void PostgresqlRefusalTest::staysWithTheStatement()
{
    Refusal refusal;
    refusal.statement = 1;
    for (const std::size_t position : {std::size_t(1), std::size_t(1'000'000), SIZE_MAX}) {
        refusal.position = position;
        const RefusedElement element = refusedElement(backend, m_schema, m_script, refusal);
        QCOMPARE(element.range, m_schema.tables[0].range);
        QCOMPARE(element.description, std::string("table `tür`"));
    }
    refusal.sentFrom = SIZE_MAX;
    QCOMPARE(refusedElement(backend, m_schema, m_script, refusal).range, m_schema.tables[0].range);
    QCOMPARE(at(4, "COMMENT").description, std::string("the note"));
    QCOMPARE(at(5, "INSERT").range, m_schema.records[0].range);
}

void PostgresqlRefusalTest::looksAtTheEndOfTheTransaction()
{
    Refusal refusal;
    refusal.statement = m_script.statements.size();
    QCOMPARE(refusedElement(backend, m_schema, m_script, refusal).description,
             std::string("the transaction"));
    refusal.constraint = "to_itself";
    QCOMPARE(refusedElement(backend, m_schema, m_script, refusal).range,
             m_schema.foreignKeys[0].range);
}

void PostgresqlRefusalTest::answersWhatWasOpen()
{
    const SourceRange first{SourceId(0), 10, 20};
    const SourceRange second{SourceId(0), 30, 40};
    const auto made = [](const DiagnosticInfo &info, SourceRange range) {
        Diagnostic found;
        found.info = &info;
        found.severity = info.severity;
        found.range = range;
        return found;
    };
    std::vector<Diagnostic> found{made(diag::ExpressionUnverified, {}),
                                  made(diag::ExpressionUnverified, first),
                                  made(diag::TableWithoutPrimaryKey, second),
                                  made(diag::DefaultUnverified, {SourceId(0), 50, 60})};
    addAnswers(found, {made(diag::DatabaseUnreachable, {}), made(diag::StatementRefused, second),
                       made(diag::StatementRefused, first)});
    std::vector<std::string_view> codes;
    for (const Diagnostic &diagnostic : found)
        codes.push_back(diagnostic.info->code);
    QCOMPARE(codes, (std::vector<std::string_view>{"TW3022", "TW7003", "TW7001", "TW4001", "TW7001",
                                                   "TW3010"}));
    QCOMPARE(std::count_if(found.begin(), found.end(), isUnverified), 2);
}

QTEST_APPLESS_MAIN(PostgresqlRefusalTest)
#include "postgresql_refusal_test.moc"
