// SPDX-License-Identifier: MIT
#include "isolation/schema_codec.h"
#include "isolation/wire.h"

#include "postgresql_backend.h"
#include "tests/support/every_member.h"

#include <tablewright/driver/compiler.h>
#include <tablewright/ir/printer.h>
#include <tablewright/ir/verifier.h>

#include <QDirIterator>
#include <QFile>
#include <QtTest>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace Qt::StringLiterals;
using tw::isolation::decodeSchema;
using tw::isolation::EncodedSchema;
using tw::isolation::encodeSchema;
using tw::isolation::WireError;
using tw::isolation::WireReader;
using tw::isolation::WireWriter;

namespace {

struct Document {
    QString name;
    std::string text;
    tw::Language language;
};

std::string fileText(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// The section of a golden file, or nothing.
std::string section(const std::string &golden, const std::string &name)
{
    const std::string mark = "\n--- " + name + "\n";
    const std::size_t begin = golden.find(mark);
    if (begin == std::string::npos)
        return {};
    const std::size_t from = begin + mark.size();
    const std::size_t end = golden.find("\n--- ", from - 1);
    return golden.substr(from, end == std::string::npos ? end : end + 1 - from);
}

std::vector<Document> documents()
{
    std::vector<Document> all;
    QDirIterator samples(u"" TEST_SAMPLES_DIR ""_s, {u"*.json"_s, u"*.dbml"_s}, QDir::Files);
    while (samples.hasNext()) {
        const QString path = samples.next();
        all.push_back(
            {samples.fileName(), fileText(path), *tw::languageOfFile(path.toStdString())});
    }
    QDirIterator cases(u"" TEST_GOLDEN_DIR ""_s, {u"*.test"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (cases.hasNext()) {
        const std::string golden = fileText(cases.next());
        for (const auto &[name, language] : {std::pair("input.json", tw::Language::Json),
                                             std::pair("input.dbml", tw::Language::Dbml)}) {
            if (std::string text = section(golden, name); !text.empty())
                all.push_back(
                    {cases.fileName() + u' ' + QLatin1String(name), std::move(text), language});
        }
    }
    return all;
}

tw::CompileResult compile(const Document &document, tw::CompileOptions::Until until)
{
    static const tw::Compiler compiler(std::make_shared<tw::postgresql::PostgresqlBackend>());
    tw::SourceManager sources;
    tw::CompileOptions options;
    options.language = document.language;
    options.until = until;
    return compiler.compile(sources, sources.add("document", document.text), options);
}

/// Empty when the schema is what its bytes are decoded to, else what is not as it was.
QString difference(const tw::ir::Schema &schema)
{
    const std::string bytes = encodeSchema(schema);
    tw::ir::Schema decoded;
    try {
        decoded = decodeSchema(bytes);
    } catch (const WireError &error) {
        return QString::fromUtf8(error.what());
    }
    if (tw::ir::print(decoded) != tw::ir::print(schema))
        return u"it prints otherwise"_s;
    const std::string expected = tw::test::leaves(schema);
    const std::string found = tw::test::leaves(decoded);
    if (found != expected) {
        const auto at = static_cast<std::size_t>(
            std::mismatch(found.begin(), found.end(), expected.begin(), expected.end()).first -
            found.begin());
        const std::size_t from = at < 80 ? 0 : at - 80;
        return QString::fromStdString("expected " + expected.substr(from, 160) + "\nfound    " +
                                      found.substr(from, 160));
    }
    return encodeSchema(decoded) == bytes ? QString() : u"it has other bytes"_s;
}

/// Whether the bytes are refused; what is not must be what those very bytes are made from.
bool isRefused(const std::string &bytes)
{
    // In memory of its own, so that a sanitizer sees a byte read beyond it.
    const auto copy = std::make_unique<char[]>(bytes.size());
    std::memcpy(copy.get(), bytes.data(), bytes.size());
    try {
        const tw::ir::Schema schema = decodeSchema({copy.get(), bytes.size()});
        if (encodeSchema(schema) != bytes)
            qFatal("decoded what was not encoded");
        return false;
    } catch (const WireError &) {
        return true;
    }
}

} // namespace

class IsolationCodecTest : public QObject {
    Q_OBJECT
private slots:
    void numbers();
    void refusedNumbers_data();
    void refusedNumbers();
    void documents_data();
    void documents();
    void nothing();
    void everything();
    void eachLeaf();
    void absentAndEmpty();
    void otherBytes();
    void largeCounts();
    void indexes_data();
    void indexes();
    void sourceEnds();
    void tokens();
};

void IsolationCodecTest::numbers()
{
    const std::array<std::uint64_t, 10> numbers = {
        0, 1, 127, 128, 16'383, 16'384, UINT32_MAX, UINT64_MAX, UINT64_MAX - 1, 1ULL << 63U};
    WireWriter out;
    for (const std::uint64_t number : numbers) {
        out.number(number);
        out.signedNumber(static_cast<std::int64_t>(number));
        out.real(std::bit_cast<double>(number));
        out.text(std::string(number % 300, 'x'));
    }
    WireReader in(out.bytes());
    for (const std::uint64_t number : numbers) {
        QCOMPARE(in.number(), number);
        QCOMPARE(in.signedNumber(), static_cast<std::int64_t>(number));
        QCOMPARE(std::bit_cast<std::uint64_t>(in.real()), number);
        QCOMPARE(in.text().size(), number % 300);
    }
    QVERIFY(in.atEnd());
}

void IsolationCodecTest::refusedNumbers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("begun") << QByteArray("\x80", 1);
    QTest::newRow("begun, long") << QByteArray(9, '\xff');
    QTest::newRow("65 bits") << QByteArray(9, '\xff') + '\x02';
    QTest::newRow("endless") << QByteArray(40, '\xff');
    QTest::newRow("longer than needed") << QByteArray("\x81\x00", 2);
    QTest::newRow("zero, longer than needed") << QByteArray("\x80\x80\x00", 3);
}

void IsolationCodecTest::refusedNumbers()
{
    QFETCH(QByteArray, bytes);
    WireReader in(std::string_view(bytes.data(), static_cast<std::size_t>(bytes.size())));
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(in.number()), WireError);
}

void IsolationCodecTest::documents_data()
{
    QTest::addColumn<int>("until");
    using Until = tw::CompileOptions::Until;
    QTest::newRow("parsed") << static_cast<int>(Until::Parse);
    QTest::newRow("resolved") << static_cast<int>(Until::Check);
    QTest::newRow("transformed") << static_cast<int>(Until::Transform);
}

/// Those with errors too, as far as they come.
void IsolationCodecTest::documents()
{
    QFETCH(int, until);
    std::size_t compiled = 0;
    for (const Document &document : ::documents()) {
        const tw::CompileResult result =
            compile(document, static_cast<tw::CompileOptions::Until>(until));
        compiled += result.ok ? 1 : 0;
        // What a frontend reports may be broken, and no plugin sees it.
        if (!result.ok && !tw::ir::verify(result.schema, tw::ir::Phase::Parsed).empty())
            continue;
        const QString found = difference(result.schema);
        QVERIFY2(found.isEmpty(), qPrintable(document.name + u": "_s + found));
    }
    qInfo("%zu without errors", compiled);
    QVERIFY(compiled > 150);
}

void IsolationCodecTest::nothing()
{
    const std::string bytes = encodeSchema({});
    QCOMPARE(bytes, std::string(3, '\0')); // seventeen members
    QCOMPARE(difference({}), QString());
}

void IsolationCodecTest::everything()
{
    const tw::ir::Schema schema = tw::test::fullSchema();
    QCOMPARE(difference(schema), QString());
    std::size_t count = 0;
    tw::ir::Schema copy = schema;
    tw::test::eachLeaf(copy, [&](const auto & /*leaf*/) { ++count; });
    qInfo("%zu values in %zu bytes", count, encodeSchema(schema).size());
    QVERIFY(count > 3'000);
}

/// Every single value counts: another one makes other bytes, and comes back.
void IsolationCodecTest::eachLeaf()
{
    const tw::ir::Schema schema = tw::test::fullSchema();
    const std::string bytes = encodeSchema(schema);
    std::size_t leaf = 0;
    for (bool isLast = false; !isLast; ++leaf) {
        tw::ir::Schema changed = schema;
        std::size_t at = 0;
        isLast = true;
        tw::test::eachLeaf(changed, [&]<class Leaf>(Leaf &value) {
            if (at > leaf)
                isLast = false;
            if (at++ != leaf)
                return;
            if constexpr (std::is_same_v<Leaf, std::string>)
                value.clear();
            else if constexpr (tw::test::isId<Leaf>)
                value = Leaf(1 - value.index());
            else if constexpr (std::is_same_v<Leaf, bool>)
                value = !value;
            else if constexpr (std::is_enum_v<Leaf>)
                value = Leaf{};
            else if constexpr (sizeof(Leaf) == 1)
                value = 2;
            else
                value = 0;
        });
        QVERIFY(encodeSchema(changed) != bytes);
        const QString found = difference(changed);
        QVERIFY2(found.isEmpty(), qPrintable(u"%1: %2"_s.arg(leaf).arg(found)));
    }
    QVERIFY(leaf > 3'000);
}

/// What may be absent and is there without anything in it stays there.
void IsolationCodecTest::absentAndEmpty()
{
    tw::ir::Schema schema;
    schema.tables.resize(3);
    schema.tables[0].primaryKey.emplace();
    schema.tables[1].position.emplace();
    schema.tables[1].position->x = -0.0;
    schema.tables[2].columns.resize(1);
    schema.tables[2].columns[0].nullable = false;
    static_cast<void>(schema.tables[2].columns[0].note.edit());
    schema.tables[2].columns[0].typeSyntax.arguments.edit().scale.emplace();
    schema.relationships.resize(1); // whose kind begins as the second one
    schema.relationships[0].kind = tw::ir::Relationship::Kind::OneToOne;
    QCOMPARE(difference(schema), QString());

    // Places that no frontend makes.
    schema.name.range = {tw::SourceId(7), UINT32_MAX, 0};
    schema.note.range = {{}, 5, 3};
    schema.note.text = std::string("\0\xff", 2);
    QCOMPARE(difference(schema), QString());
}

void IsolationCodecTest::otherBytes()
{
    const Document document{
        u"golden"_s,
        section(fileText(u"" TEST_GOLDEN_DIR "/tools/everything.test"_s), "input.json"),
        tw::Language::Json};
    for (const tw::ir::Schema &schema :
         {compile(document, tw::CompileOptions::Until::Transform).schema, tw::test::fullSchema()}) {
        const std::string bytes = encodeSchema(schema);
        QVERIFY(bytes.size() > 1'000);
        QVERIFY(!isRefused(bytes));
        for (std::size_t size = 0; size < bytes.size(); ++size)
            QVERIFY(isRefused(bytes.substr(0, size)));
        for (const char more : {'\0', 'x', '\xff'})
            QVERIFY(isRefused(bytes + more));
        std::size_t refused = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            for (unsigned bit = 0; bit < 8; ++bit) {
                std::string other = bytes;
                other[i] = static_cast<char>(static_cast<unsigned char>(other[i]) ^ (1U << bit));
                refused += isRefused(other) ? 1 : 0;
            }
        }
        QVERIFY(refused > bytes.size()); // the other ones are letters of texts
        std::mt19937 random(20'240'607); // NOLINT: the same each time
        for (int i = 0; i < 2'000; ++i) {
            std::string other = bytes;
            const std::size_t at = random() % other.size();
            const std::size_t size = random() % 16;
            if (i % 2 == 0)
                other.erase(at, size + 1);
            else
                other.insert(at, other.substr(random() % other.size(), size + 1));
            static_cast<void>(isRefused(other));
        }
    }
}

/// A count is not believed before there are as many bytes.
void IsolationCodecTest::largeCounts()
{
    for (unsigned member = 0; member < 17; ++member) {
        for (const std::uint64_t count :
             std::array{UINT64_C(1) << 20U, UINT64_C(1) << 40U, UINT64_MAX}) {
            WireWriter out;
            for (unsigned i = 0; i < 3; ++i)
                out.byte(static_cast<std::uint8_t>((1U << member) >> (8 * i)));
            out.number(count);
            QVERIFY(isRefused(out.take()));
        }
    }
}

void IsolationCodecTest::indexes_data()
{
    using Change = std::function<void(tw::ir::Schema &)>;
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, const Change &change) { QTest::newRow(name) << change; };
    row("table", [](auto &s) { s.creationOrder[1] = tw::ir::TableId(2); });
    row("no table", [](auto &s) { s.creationOrder[0] = {}; });
    row("enum", [](auto &s) { s.tables[0].columns[1].type.enumType = tw::ir::EnumId(2); });
    row("enum of a partial",
        [](auto &s) { s.partials[1].table.columns[1].type.enumType = tw::ir::EnumId(9); });
    row("partial", [](auto &s) { s.foreignKeys[0].partial = tw::ir::TablePartialId(2); });
    row("group", [](auto &s) { s.views[0].groups.some[1] = tw::ir::TableGroupId(2); });
    row("note", [](auto &s) { s.views[1].notes.some[0] = tw::ir::StickyNoteId(7); });
    row("column of a key",
        [](auto &s) { s.tables[0].primaryKey->columns[0].column = tw::ir::ColumnId(2); });
    row("column of a second key",
        [](auto &s) { s.tables[0].extraPrimaryKeys[0].columns[0].column = tw::ir::ColumnId(2); });
    row("column of a partial",
        [](auto &s) { s.partials[1].table.uniqueKeys[0].columns[0].column = tw::ir::ColumnId(2); });
    row("column of a partial's link", [](auto &s) {
        s.partials[0].foreignKeys[0].source.table = {};
        s.partials[0].foreignKeys[0].source.columns[0].column = tw::ir::ColumnId(2);
    });
    row("column of a link",
        [](auto &s) { s.relationships[1].target.columns[1].column = tw::ir::ColumnId(2); });
    row("column of rows",
        [](auto &s) { s.records[1].columns[1] = tw::ir::ColumnId(UINT32_MAX - 1); });
    row("arguments", [](auto &s) { s.tables[1].columns[0].type.argumentCount = 3; });
    row("action",
        [](auto &s) { s.foreignKeys[0].onDelete = static_cast<tw::ir::ReferentialAction>(6); });
    row("values", [](auto &s) { s.records[0].values.pop_back(); });
}

void IsolationCodecTest::indexes()
{
    QFETCH(std::function<void(tw::ir::Schema &)>, change);
    tw::ir::Schema schema = tw::test::fullSchema();
    QVERIFY(!isRefused(encodeSchema(schema)));
    change(schema);
    QVERIFY(isRefused(encodeSchema(schema)));
}

void IsolationCodecTest::sourceEnds()
{
    const Document document{u"two"_s,
                            R"({"name": "s", "tables": [{"id": "a", "name": "a", "columns": []}]})",
                            tw::Language::Json};
    const EncodedSchema one =
        EncodedSchema::compute(compile(document, tw::CompileOptions::Until::Parse).schema);
    QCOMPARE(one.sourceEnds,
             std::vector<std::uint32_t>{static_cast<std::uint32_t>(document.text.size() - 2)});

    tw::ir::Schema schema;
    schema.tables.resize(2);
    schema.tables[0].range = {tw::SourceId(2), 5, 70};
    schema.tables[1].range = {tw::SourceId(0), 5, 9};
    schema.tables[1].note.range = {tw::SourceId(2), 60, 61};
    schema.tables[1].alias.range = {{}, 6, 1000};
    const EncodedSchema several = EncodedSchema::compute(schema);
    QCOMPARE(several.sourceEnds, (std::vector<std::uint32_t>{9, 0, 70}));
    QCOMPARE(several.bytes, encodeSchema(schema));
}

void IsolationCodecTest::tokens()
{
    const std::uint64_t first = EncodedSchema::compute({}).token;
    QVERIFY(first > 0);
    QVERIFY(EncodedSchema::compute({}).token > first);
}

QTEST_GUILESS_MAIN(IsolationCodecTest)
#include "isolation_codec_test.moc"
