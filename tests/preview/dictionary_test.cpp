// SPDX-License-Identifier: MIT
#include "export/dictionary.h"
#include "export_fixture.h"

#include <tablewright/diag/render.h>

#include <QRegularExpression>
#include <QXmlStreamReader>

namespace tw::preview {

namespace {

QString text(const std::string &utf8) { return QString::fromStdString(utf8); }

/// The page as its elements and its texts; it is well-formed XML as well.
struct Page {
    QString error;
    QSet<QString> elements;
    QSet<QString> ids;
    QStringList targets; ///< of links
    QString text;        ///< of the body, one space at the end of each element
    QStringList attributes;
};

Page readPage(const std::string &html)
{
    Page page;
    QXmlStreamReader reader(QByteArray::fromStdString(html));
    bool inBody = false;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement()) {
            inBody = inBody || reader.name() == u"body";
            page.elements.insert(reader.name().toString());
            for (const QXmlStreamAttribute &attribute : reader.attributes()) {
                page.attributes.append(attribute.name().toString());
                if (attribute.name() == u"id") {
                    if (page.ids.contains(attribute.value().toString()))
                        page.error = QStringLiteral("twice: ") + attribute.value().toString();
                    page.ids.insert(attribute.value().toString());
                }
                if (attribute.name() == u"href")
                    page.targets.append(attribute.value().toString());
            }
        } else if (reader.isCharacters() && inBody) {
            page.text += reader.text();
        } else if (reader.isEndElement() && reader.name() != u"bdi") {
            page.text += u' ';
        }
    }
    if (reader.hasError())
        page.error = QStringLiteral("%1 at %2").arg(reader.errorString()).arg(reader.lineNumber());
    return page;
}

/// Cells of a row of GitHub's Markdown: what is between bars that are not escaped.
qsizetype cellCount(const QString &line)
{
    static const QRegularExpression bar(QStringLiteral("(?<!\\\\)\\|"));
    return line.count(bar) - 1;
}

} // namespace

class DictionaryTest : public QObject {
    Q_OBJECT
private slots:
    void saysWhatTheSchemaSays();
    void showsJunctionsAndDerivedNames();
    void readsWithErrors();
    void everySampleIsWellFormed_data() { addSampleRows(); }
    void everySampleIsWellFormed();
    void hostileNamesStayTextInHtml();
    void hostileNamesStayTextInMarkdown();
    void anchorsAreUnique();

private:
    SnapshotPtr compiled(Language language, const QByteArray &text)
    {
        return compileText(m_engine, {}, language, text);
    }
    Engine m_engine;
};

void DictionaryTest::saysWhatTheSchemaSays()
{
    const SnapshotPtr snapshot = compiled(Language::Dbml, R"(
Project shop {
  note: 'Sells things'
  database_type: 'PostgreSQL'
}
Enum state {
  open [note: 'not yet sent']
  sent
}
Table users {
  id int [pk, increment]
  mail varchar(200) [unique, not null, note: 'lower case']
  Note: 'People'
}
Table orders {
  id int [pk]
  user_id int [not null]
  state state [default: 'open']
  total numeric(10,2) [default: 0]
  checks {
    `total >= 0` [name: 'positive']
  }
  indexes {
    (user_id, total) [name: 'by_user', unique]
  }
}
Ref placed: orders.user_id > users.id [delete: cascade]
TableGroup sales {
  orders
}
Records users(id, mail) {
  1, 'a@b'
}
)");
    QVERIFY2(snapshot->result.ok,
             renderText(snapshot->result.diagnostics, *snapshot->sources).c_str());
    const Dictionary dictionary = makeDictionary(*snapshot);
    QCOMPARE(text(dictionary.title), u"shop");
    QCOMPARE(text(dictionary.note), u"Sells things");
    QCOMPARE(dictionary.errors, 0U);
    QCOMPARE(dictionary.columnCount, 6U);
    QCOMPARE(dictionary.referenceCount, 1U);

    QCOMPARE(dictionary.tables.size(), 2U);
    const Dictionary::Table &orders = dictionary.tables[0];
    QCOMPARE(text(orders.link.text), u"orders");
    QCOMPARE(text(orders.link.anchor), u"table-orders");
    QCOMPARE(text(orders.group), u"sales");
    QCOMPARE(text(orders.columns[1].references.at(0).anchor), u"table-users");
    QVERIFY(!orders.columns[1].nullable);
    QCOMPARE(text(orders.columns[2].type), u"state");
    QCOMPARE(text(orders.columns[2].typeAnchor), u"enum-state");
    QCOMPARE(text(orders.columns[2].defaultValue), u"'open'");
    QCOMPARE(text(orders.columns[3].type), u"numeric(10,2)");
    QCOMPARE(text(orders.checks.at(0).name), u"positive");
    QCOMPARE(text(orders.checks.at(0).expression), u"total >= 0");
    QCOMPARE(text(orders.indexes.at(0).columns), u"user_id, total");
    QVERIFY(orders.indexes.at(0).unique);
    QCOMPARE(orders.references.size(), 1U);
    QCOMPARE(text(orders.references[0].name), u"placed");
    QCOMPARE(text(orders.references[0].table.text), u"users");
    QCOMPARE(text(orders.references[0].onDelete), u"CASCADE");

    const Dictionary::Table &users = dictionary.tables[1];
    QCOMPARE(text(users.note), u"People");
    QVERIFY(users.columns[0].primaryKey);
    QVERIFY(!users.columns[0].nullable);
    QVERIFY(users.columns[0].autoIncrement);
    QVERIFY(users.columns[1].unique);
    QCOMPARE(text(users.columns[1].note), u"lower case");
    QCOMPARE(users.records, 1U);
    QCOMPARE(users.referencedBy.size(), 1U);
    QCOMPARE(text(users.referencedBy[0].table.anchor), u"table-orders");
    QCOMPARE(text(users.referencedBy[0].otherColumns), u"user_id");

    QCOMPARE(text(dictionary.enums.at(0).values.at(0).note), u"not yet sent");
    QCOMPARE(text(dictionary.enums.at(0).usedBy.at(0).text), u"orders.state");
    QCOMPARE(text(dictionary.groups.at(0).tables.at(0).anchor), u"table-orders");
}

void DictionaryTest::showsJunctionsAndDerivedNames()
{
    const SnapshotPtr snapshot = compiled(Language::Dbml, R"(
Table a { id int [pk] }
Table b { id uuid [pk] }
Ref: a.id <> b.id
)");
    QVERIFY(snapshot->result.ok);
    const Dictionary dictionary = makeDictionary(*snapshot);
    QCOMPARE(dictionary.tables.size(), 3U);
    const auto junction = std::ranges::find_if(dictionary.tables,
                                               [](const auto &t) { return !t.junctionOf.empty(); });
    QVERIFY(junction != dictionary.tables.end());
    QCOMPARE(text(junction->junctionOf), u"a many-to-many relationship between a and b");
    QCOMPARE(junction->references.size(), 2U);
    QCOMPARE(text(junction->columns.at(1).type), u"uuid");
    for (const Dictionary::Key &key : junction->keys)
        QVERIFY(!key.name.empty());
}

void DictionaryTest::readsWithErrors()
{
    const SnapshotPtr snapshot = compiled(
        Language::Dbml, "Table a {\n  id int [pk]\n  b nonsense\n}\nRef: a.b > a.nowhere\n");
    QVERIFY(!snapshot->result.ok);
    const Dictionary dictionary = makeDictionary(*snapshot);
    QVERIFY(dictionary.errors > 0);
    QCOMPARE(dictionary.tables.size(), 1U);
    QCOMPARE(text(dictionary.tables[0].columns.at(1).type), u"nonsense");
    QVERIFY(text(renderHtml(dictionary, {})).contains(u"as complete as"));
    QVERIFY(text(renderMarkdown(dictionary)).contains(u"as complete as"));
}

void DictionaryTest::everySampleIsWellFormed()
{
    QFETCH(QString, path);
    const SnapshotPtr snapshot = compiledFile(m_engine, path);
    const Dictionary dictionary = makeDictionary(*snapshot);
    QCOMPARE(dictionary.tables.size(), snapshot->result.schema.tables.size());
    const Page page = readPage(renderHtml(dictionary, {}));
    QCOMPARE(page.error, QString());
    for (const QString &target : page.targets)
        QVERIFY2(page.ids.contains(target.mid(1)), qPrintable(target));
    for (const Dictionary::Table &table : dictionary.tables) {
        QVERIFY(page.ids.contains(text(table.link.anchor)));
        for (const Dictionary::Column &column : table.columns)
            QVERIFY2(page.text.contains(text(column.name)), column.name.c_str());
    }
    // No text of the machine that it was made on.
    QVERIFY(!page.text.contains(QStringLiteral(TEST_SAMPLES_DIR)));

    const QString markdown = text(renderMarkdown(dictionary));
    for (const Dictionary::Table &table : dictionary.tables)
        QVERIFY(
            markdown.contains(QStringLiteral("<a id=\"%1\"></a>").arg(text(table.link.anchor))));
}

void DictionaryTest::hostileNamesStayTextInHtml()
{
    const SnapshotPtr snapshot = compiled(Language::Json, hostileSchema());
    const Dictionary dictionary = makeDictionary(*snapshot);
    QCOMPARE(dictionary.tables.size(), 2U);
    const Page page = readPage(renderHtml(dictionary, {}));
    QCOMPARE(page.error, QString());
    const QStringList own =
        QStringLiteral("html head meta title style body nav main p a bdi ul li h1 h2 h3 h4"
                       " span b header dl div dt dd table thead tbody tr th td code abbr"
                       " article section")
            .split(u' ');
    const QSet<QString> known(own.cbegin(), own.cend());
    QCOMPARE(page.elements - known, QSet<QString>());
    for (const QString &attribute : page.attributes)
        QVERIFY2(!attribute.startsWith(u"on"), qPrintable(attribute));
    for (const char *name :
         {"</title><script>alert('schema')</script> & \"quoted\"", "<script>alert(1)</script>",
          "id`|<i>", "</svg></text><script>", "]]>--></style><script>x", "<fk onclick=x>",
          "</nav><script>group", "</p><script>alert(2)</script>", "<!-- --> ]]> -- &amp;", "a & b",
          "'<u>' <> 'a|b'", "[U+202E]txt.exe"})
        QVERIFY2(page.text.contains(QString::fromUtf8(name)), name);
    for (const QString &target : page.targets)
        QVERIFY2(page.ids.contains(target.mid(1)), qPrintable(target));
}

void DictionaryTest::hostileNamesStayTextInMarkdown()
{
    const SnapshotPtr snapshot = compiled(Language::Json, hostileSchema());
    const QString markdown = text(renderMarkdown(makeDictionary(*snapshot)));
    // Tags are ours alone, and outside of code spans, where a `<` means nothing.
    QString outside = markdown;
    static const QRegularExpression span(QStringLiteral("`[^`\\n]*`"));
    outside.remove(span);
    static const QRegularExpression tag(
        QStringLiteral("<(?!a id=\"[a-z0-9-]+\">|/a>|br>|/?code>)"));
    QVERIFY2(!outside.contains(tag), qPrintable(outside.mid(outside.indexOf(tag), 80)));
    for (const char *mark :
         {"](javascript", "**bold", "~~s~~", "$m$", "http://e.f", "a@b.c", "www.example", "*bold*"})
        QVERIFY2(!outside.contains(QString::fromUtf8(mark)), mark);
    QVERIFY(!markdown.contains(QChar(0x202E)));
    QVERIFY(!markdown.contains(QChar(1)));
    // No note begins a heading, a list or a table, and no cell has become two.
    const QStringList lines = markdown.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString &line = lines[i];
        QVERIFY2(!line.startsWith(u"# heading") && !line.startsWith(u"- item"), qPrintable(line));
        if (!line.startsWith(u"|---"))
            continue;
        for (qsizetype row = i - 1; row < lines.size() && lines[row].startsWith(u'|'); ++row)
            QVERIFY2(cellCount(lines[row]) == cellCount(line), qPrintable(lines[row]));
    }
}

void DictionaryTest::anchorsAreUnique()
{
    const SnapshotPtr snapshot = compiled(Language::Dbml, "Table \"a b\" { id int [pk] }\n"
                                                          "Table \"a-b\" { id int [pk] }\n"
                                                          "Table \"a.b\" { id int [pk] }\n"
                                                          "Table \"a-b-2\" { id int [pk] }\n"
                                                          "Table \"日本\" { id int [pk] }\n"
                                                          "Table \"日\" { id int [pk] }\n");
    QSet<QString> anchors;
    for (const Dictionary::Table &table : makeDictionary(*snapshot).tables)
        anchors.insert(text(table.link.anchor));
    QCOMPARE(anchors.size(), 6);
}

} // namespace tw::preview

QTEST_MAIN(tw::preview::DictionaryTest)
#include "dictionary_test.moc"
