// SPDX-License-Identifier: MIT
#include "export_fixture.h"
#include "large_schema.h"
#include "watchdog.h"

#include <tablewright/diag/render.h>
#include <tablewright/diff/schema_diff.h>

#include <QElapsedTimer>
#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QXmlStreamReader>

namespace tw::preview {

namespace {

/// The texts of an SVG in their order, and its size as it says itself.
struct SvgContent {
    QString error;
    QString title;
    QString text;
    QSet<QString> elements;
    QSizeF size;
    QString viewBox;
};

SvgContent readSvg(const QByteArray &svg)
{
    SvgContent content;
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        reader.readNext();
        if (!reader.isStartElement())
            continue;
        content.elements.insert(reader.name().toString());
        if (reader.name() == u"svg") {
            const auto value = [&reader](const char *name) {
                return reader.attributes().value(QLatin1StringView(name)).toString();
            };
            content.size = QSizeF(value("width").toDouble(), value("height").toDouble());
            content.viewBox = value("viewBox");
        } else if (reader.name() == u"title") {
            content.title = reader.readElementText();
        } else if (reader.name() == u"text") {
            content.text += reader.readElementText() + u'\n';
        }
    }
    content.error = reader.errorString();
    return content;
}

/// What is neither the colour of the first pixel nor nearly so.
double inkedShare(const QImage &image)
{
    qint64 inked = 0;
    qint64 all = 0;
    const QRgb ground = image.pixel(0, 0);
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3, ++all)
            inked += image.pixel(x, y) != ground;
    }
    return static_cast<double>(inked) / static_cast<double>(all);
}

int pageCount(const QByteArray &pdf)
{
    const qsizetype at = pdf.indexOf("/Count ");
    return pdf.mid(at + 7, pdf.indexOf('\n', at) - at - 7).toInt();
}

} // namespace

class ExportTest : public QObject {
    Q_OBJECT
private slots:
    void knowsFormatsByName();
    void svg_data() { addSampleRows(); }
    void svg();
    void png_data() { addSampleRows({QStringLiteral("*.json")}); }
    void png();
    void pdf_data() { addSampleRows(); }
    void pdf();
    void sql_data() { addSampleRows(); }
    void sql();
    void documents_data() { addSampleRows(); }
    void documents();
    void html_data() { addSampleRows(); }
    void html();
    void hostileNamesInPictures();
    void pictureLimits();
    void tiledPages();
    void shownTablesOnly();
    void movedTables();
    void errorsRefuseDocumentsOnly();
    void filesAreWholeOrNotThere();
    void jobsRunBesideTheWindow();
    void largeSchema();

private:
    QByteArray exported(ExportFormat format, const SnapshotPtr &snapshot,
                        const ExportOptions &options = {}, const Theme &theme = Theme::light())
    {
        QString error;
        const std::optional<QByteArray> bytes =
            exportBytes(format, snapshot, theme, options, &error);
        if (!bytes)
            qWarning("%s", qPrintable(error));
        return bytes.value_or(QByteArray());
    }
    SnapshotPtr compiled(Language language, const QByteArray &text)
    {
        return compileText(m_engine, {}, language, text);
    }

    Engine m_engine;
    QTemporaryDir m_folder;
};

void ExportTest::knowsFormatsByName()
{
    QCOMPARE(formatOf(QStringLiteral("/a.b/c.SVG")), ExportFormat::Svg);
    QCOMPARE(formatOf(QStringLiteral("x.schema.json")), ExportFormat::Json);
    QCOMPARE(formatOf(QStringLiteral("x.htm")), ExportFormat::Html);
    QCOMPARE(formatOf(QStringLiteral("x.md")), ExportFormat::Markdown);
    QCOMPARE(formatOf(QStringLiteral("x.txt")), std::nullopt);
    QCOMPARE(formatOf(QStringLiteral("svg")), std::nullopt);
    for (const ExportFormatInfo &info : exportFormats()) {
        QCOMPARE(formatNamed(QString::fromLatin1(info.name)), info.format);
        QVERIFY(fileFilter(info.format).endsWith(u')'));
    }
}

void ExportTest::svg()
{
    QFETCH(QString, path);
    const SnapshotPtr snapshot = compiledFile(m_engine, path);
    const QByteArray bytes = exported(ExportFormat::Svg, snapshot);
    const SvgContent content = readSvg(bytes);
    QCOMPARE(content.error, QString());
    QCOMPARE(content.title, QString::fromStdString(snapshot->declared().name.text));
    for (const DiagramTable &table : snapshot->diagram.tables) {
        QVERIFY2(content.text.contains(table.name), qPrintable(table.name));
        for (const DiagramColumn &column : table.columns)
            QVERIFY2(content.text.contains(column.name), qPrintable(column.name));
    }
    QCOMPARE(content.viewBox,
             QStringLiteral("0 0 %1 %2").arg(content.size.width()).arg(content.size.height()));
    const QRectF bounds = snapshot->diagram.bounds;
    QVERIFY(content.size.width() >= bounds.width());
    QVERIFY(content.size.width() < bounds.width() + 400);
    QVERIFY(content.size.height() < bounds.height() + 400);
    QVERIFY2(!content.elements.contains(QStringLiteral("image")), "pixels in a vector picture");
    QVERIFY(!bytes.contains(TEST_SAMPLES_DIR));
    QVERIFY(QSvgRenderer(bytes).isValid());
}

void ExportTest::png()
{
    QFETCH(QString, path);
    const SnapshotPtr snapshot = compiledFile(m_engine, path);
    const QSizeF size = readSvg(exported(ExportFormat::Svg, snapshot)).size;
    for (const Theme *theme : {&Theme::light(), &Theme::darkTheme()}) {
        ExportOptions options;
        options.scale = 1.5;
        const QImage image =
            QImage::fromData(exported(ExportFormat::Png, snapshot, options, *theme), "PNG");
        QCOMPARE(image.size(), QSize(qCeil(size.width() * 1.5), qCeil(size.height() * 1.5)));
        QCOMPARE(image.pixelColor(0, 0), theme->canvas);
        QVERIFY(inkedShare(image) > 0.1);
        QCOMPARE(image.text(QStringLiteral("Title")),
                 QString::fromStdString(snapshot->declared().name.text));
    }
    ExportOptions options;
    options.transparent = true;
    const QImage clear = QImage::fromData(exported(ExportFormat::Png, snapshot, options), "PNG");
    QCOMPARE(clear.size(), QSize(qCeil(size.width() * 2), qCeil(size.height() * 2)));
    QCOMPARE(clear.pixelColor(0, 0).alpha(), 0);
}

void ExportTest::pdf()
{
    QFETCH(QString, path);
    const SnapshotPtr snapshot = compiledFile(m_engine, path);
    const QByteArray bytes = exported(ExportFormat::Pdf, snapshot);
    QVERIFY(bytes.startsWith("%PDF-1."));
    QCOMPARE(pageCount(bytes), 1);
    QVERIFY2(!bytes.contains("/Subtype /Image"), "pixels in a vector picture");
    QVERIFY(!bytes.contains(TEST_SAMPLES_DIR));

    const QString reader = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
    if (reader.isEmpty())
        QSKIP("pdftotext is not installed: the text of PDF files is not looked at");
    const QString file = m_folder.filePath(QStringLiteral("x.pdf"));
    QString error;
    QVERIFY2(writeFile(file, bytes, &error), qPrintable(error));
    QProcess process;
    process.start(reader, {QStringLiteral("-layout"), file, QStringLiteral("-")});
    QVERIFY(process.waitForFinished());
    const QString text = QString::fromUtf8(process.readAllStandardOutput());
    for (const DiagramTable &table : snapshot->diagram.tables)
        QVERIFY2(text.contains(table.name), qPrintable(table.name + u'\n' + text.left(2000)));
}

void ExportTest::sql()
{
    QFETCH(QString, path);
    const SnapshotPtr snapshot = compiledFile(m_engine, path);
    QVERIFY(snapshot->result.ok);
    QCOMPARE(exported(ExportFormat::Sql, snapshot),
             QByteArray::fromStdString(snapshot->result.script->text));
}

void ExportTest::documents()
{
    QFETCH(QString, path);
    const SnapshotPtr snapshot = compiledFile(m_engine, path);
    ExportOptions options;
    const QString moved = snapshot->diagram.tables.at(0).key;
    options.positions.insert(moved, QPointF(-123.5, 4567));

    const QByteArray json = exported(ExportFormat::Json, snapshot, options);
    const SnapshotPtr fromJson = compiled(Language::Json, json);
    QVERIFY(fromJson->result.ok);
    for (const ir::Table &table : fromJson->declared().tables) {
        QVERIFY2(table.position, table.name.text.c_str());
        const QString key = tableKey(table);
        const QPointF shown =
            key == moved ? QPointF(-123.5, 4567)
                         : snapshot->diagram.tables
                               .at(static_cast<std::size_t>(snapshot->diagram.byKey.value(key)))
                               .box.topLeft();
        QVERIFY(std::abs(table.position->x - shown.x()) < 0.01);
        QVERIFY(std::abs(table.position->y - shown.y()) < 0.01);
    }
    const SnapshotPtr fromDbml = compiled(Language::Dbml, exported(ExportFormat::Dbml, snapshot));
    QVERIFY2(fromDbml->result.ok,
             renderText(fromDbml->result.diagnostics, *fromDbml->sources).c_str());

    // What was written is what was read, but for where tables stand; DBML has no ids either.
    const auto differs = [](const SchemaChange &change) {
        return change.kind != SchemaChange::Kind::Moved;
    };
    for (const SnapshotPtr &back : {fromJson, fromDbml}) {
        const SchemaDiff diff = diffSchemas(snapshot->declared(), back->declared());
        QStringList changes;
        for (const SchemaChange &change : diff.changes) {
            if (differs(change))
                changes.append(QString::fromStdString(change.path));
        }
        QCOMPARE(changes, QStringList());
    }
}

void ExportTest::html()
{
    QFETCH(QString, path);
    const SnapshotPtr snapshot = compiledFile(m_engine, path);
    const QByteArray page = exported(ExportFormat::Html, snapshot);
    const SvgContent content = readSvg(page); // well-formed with the diagram in it
    QCOMPARE(content.error, QString());
    QVERIFY(content.elements.contains(QStringLiteral("svg")));
    QVERIFY(!content.elements.contains(QStringLiteral("script")));
    for (const DiagramTable &table : snapshot->diagram.tables)
        QVERIFY2(content.text.contains(table.name), qPrintable(table.name));
    // One diagram for both: its colours are variables.
    QCOMPARE(page.count("<svg"), 1);
    QVERIFY(page.contains("fill=\"var(--d"));
    QVERIFY(page.contains("@media (prefers-color-scheme:dark){.diagram{--d1:"));
    // Nothing is fetched.
    QVERIFY(!page.contains("src="));
    QVERIFY(!page.contains("url(h"));
    QVERIFY(!page.contains(TEST_SAMPLES_DIR));
}

void ExportTest::hostileNamesInPictures()
{
    const SnapshotPtr snapshot = compiled(Language::Json, hostileSchema());
    const SvgContent svg = readSvg(exported(ExportFormat::Svg, snapshot));
    QCOMPARE(svg.error, QString());
    QCOMPARE(svg.title, u"</title><script>alert('schema')</script> & \"quoted\"");
    const QSet<QString> drawn{QStringLiteral("svg"),  QStringLiteral("title"),
                              QStringLiteral("defs"), QStringLiteral("clipPath"),
                              QStringLiteral("rect"), QStringLiteral("path"),
                              QStringLiteral("text")};
    QCOMPARE(svg.elements - drawn, QSet<QString>());
    QVERIFY(svg.text.contains(u"<script>alert(1)</script>"));
    const SvgContent html = readSvg(exported(ExportFormat::Html, snapshot));
    QCOMPARE(html.error, QString());
    QVERIFY(!html.elements.contains(QStringLiteral("script")));
    QVERIFY(exported(ExportFormat::Pdf, snapshot).startsWith("%PDF"));
    QVERIFY(exported(ExportFormat::Png, snapshot).startsWith("\x89PNG"));
}

void ExportTest::pictureLimits()
{
    QByteArray text;
    for (int i = 0; i < 400; ++i)
        text += "Table t" + QByteArray::number(i) + " { id int [pk] }\n";
    const SnapshotPtr snapshot = compiled(Language::Dbml, text);
    ExportOptions options;
    options.scale = 10;
    QString error;
    QVERIFY(!exportBytes(ExportFormat::Png, snapshot, Theme::light(), options, &error));
    QVERIFY2(error.contains(u"a scale of "), qPrintable(error));
    options.scale.reset();
    QVERIFY(!exported(ExportFormat::Png, snapshot, options).isEmpty());
    // An empty schema is a picture as well, and an empty document.
    const SnapshotPtr empty = compiled(Language::Dbml, "");
    for (const ExportFormatInfo &info : exportFormats()) {
        const auto bytes = exportBytes(info.format, empty, Theme::light(), {}, &error);
        QVERIFY2(bytes && (!bytes->isEmpty() || !info.drawn), info.name);
    }
}

void ExportTest::tiledPages()
{
    const SnapshotPtr snapshot =
        compiledFile(m_engine, QStringLiteral(TEST_SAMPLES_DIR "/saas.json"));
    ExportOptions options;
    options.pages = ExportOptions::Pages::A4;
    // It can be read on one sheet, and is not cut in two.
    QCOMPARE(pageCount(exported(ExportFormat::Pdf, snapshot, options)), 1);

    const SnapshotPtr large = compiled(Language::Dbml, LargeSchema(60).dbml());
    const int a4 = pageCount(exported(ExportFormat::Pdf, large, options));
    // A sheet shows about 890 × 1270 units, whichever way it lies.
    const QRectF bounds = large->diagram.bounds;
    QVERIFY(a4 > bounds.width() * bounds.height() / (900 * 1280) * 0.4);
    QVERIFY(a4 <= (bounds.width() / 880 + 2) * (bounds.height() / 850 + 2));
    options.pages = ExportOptions::Pages::Letter;
    QVERIFY(pageCount(exported(ExportFormat::Pdf, large, options, Theme::darkTheme())) > 1);
}

void ExportTest::shownTablesOnly()
{
    const SnapshotPtr snapshot =
        compiledFile(m_engine, QStringLiteral(TEST_SAMPLES_DIR "/shop.json"));
    ExportOptions options;
    options.shown = QSet<QString>{snapshot->diagram.tables.at(0).key};
    const SvgContent all = readSvg(exported(ExportFormat::Svg, snapshot));
    const SvgContent one = readSvg(exported(ExportFormat::Svg, snapshot, options));
    QVERIFY(one.text.contains(snapshot->diagram.tables.at(0).name));
    QVERIFY(one.text.size() < all.text.size() / 2);
    QVERIFY(one.size.width() < all.size.width());
}

void ExportTest::movedTables()
{
    const SnapshotPtr snapshot = compiled(Language::Dbml, "Table a { id int [pk] }\n");
    ExportOptions options;
    const QSizeF before = readSvg(exported(ExportFormat::Svg, snapshot, options)).size;
    const SnapshotPtr two =
        compiled(Language::Dbml, "Table a { id int [pk] }\nTable b { id int [pk] }\n");
    options.positions.insert(QStringLiteral("a"), QPointF(0, 0));
    options.positions.insert(QStringLiteral("b"), QPointF(3000, 0));
    const QSizeF after = readSvg(exported(ExportFormat::Svg, two, options)).size;
    QCOMPARE(after.width() - before.width(), 3000.0);
    QCOMPARE(after.height(), before.height());
}

void ExportTest::errorsRefuseDocumentsOnly()
{
    const SnapshotPtr unresolved =
        compiled(Language::Dbml, "Table a { id int [pk] }\nRef: a.id > nowhere.id\n");
    const SnapshotPtr unread = compiled(Language::Dbml, "Table a { id int [pk]\n");
    QString error;
    QVERIFY(!exportBytes(ExportFormat::Sql, unresolved, Theme::light(), {}, &error));
    QVERIFY2(error.startsWith(u"the document has an error\n"), qPrintable(error));
    QVERIFY2(error.contains(u"Untitled.dbml:2:") && error.contains(u"nowhere"), qPrintable(error));
    // A reference to nowhere can be written as it was read, a broken text cannot.
    QVERIFY(exportBytes(ExportFormat::Json, unread, Theme::light(), {}, &error) == std::nullopt);
    QVERIFY2(error.contains(u"Untitled.dbml:"), qPrintable(error));
    for (const ExportFormat format : {ExportFormat::Svg, ExportFormat::Png, ExportFormat::Pdf,
                                      ExportFormat::Html, ExportFormat::Markdown})
        QVERIFY(!exported(format, unresolved).isEmpty());
}

void ExportTest::filesAreWholeOrNotThere()
{
    const SnapshotPtr snapshot = compiled(Language::Dbml, "Table a { id int [pk] }\n");
    const SnapshotPtr broken = compiled(Language::Dbml, "Table a { id nonsense [pk] }\n");
    const QString path = m_folder.filePath(QStringLiteral("there.sql"));
    QString error;
    QVERIFY2(exportTo(path, ExportFormat::Sql, snapshot, Theme::light(), &error),
             qPrintable(error));
    const QByteArray before = readAll(path);
    QVERIFY(before.contains("CREATE TABLE"));
    QVERIFY(!exportTo(path, ExportFormat::Sql, broken, Theme::light(), &error));
    QVERIFY2(error.startsWith(cannotWrite(path, QStringLiteral("the document has an error"))),
             qPrintable(error));
    QCOMPARE(readAll(path), before);

    const QString nowhere = m_folder.filePath(QStringLiteral("no/such/folder/x.svg"));
    QVERIFY(!exportTo(nowhere, ExportFormat::Svg, snapshot, Theme::light(), &error));
    QVERIFY2(error.contains(nowhere), qPrintable(error));

    // A link stays a link.
    const QString link = m_folder.filePath(QStringLiteral("link.sql"));
    QVERIFY(QFile::link(path, link));
    QVERIFY(exportTo(link, ExportFormat::Markdown, snapshot, Theme::light(), &error));
    QVERIFY(QFileInfo(link).isSymLink());
    QVERIFY(readAll(path).startsWith("# "));
}

void ExportTest::jobsRunBesideTheWindow()
{
    const SnapshotPtr snapshot =
        compiledFile(m_engine, QStringLiteral(TEST_SAMPLES_DIR "/saas.json"));
    Exporter exporter;
    QSignalSpy finished(&exporter, &Exporter::finished);
    for (const ExportFormatInfo &info : exportFormats()) {
        const QString path = m_folder.filePath(
            QStringLiteral("job.") + QString::fromLatin1(info.endings).section(u' ', 0, 0));
        exporter.start(path, info.format, snapshot, Theme::light());
        QVERIFY(exporter.isRunning());
        QVERIFY(finished.wait(60'000));
        QCOMPARE(finished.last(), (QVariantList{path, true, QString()}));
        if (info.format != ExportFormat::Pdf) // which says when it was made
            QCOMPARE(readAll(path), exported(info.format, snapshot));
        QVERIFY(!exporter.isRunning());
    }
    finished.clear();

    // The one that is replaced is not heard of again, and writes nothing.
    const QString first = m_folder.filePath(QStringLiteral("first.png"));
    const QString second = m_folder.filePath(QStringLiteral("second.md"));
    exporter.start(first, ExportFormat::Png, snapshot, Theme::light());
    exporter.start(second, ExportFormat::Markdown, snapshot, Theme::light());
    QVERIFY(finished.wait(60'000));
    QCOMPARE(finished.last().at(0).toString(), second);
    exporter.start(first, ExportFormat::Png, snapshot, Theme::light());
    exporter.cancel();
    exporter.start(m_folder.filePath(QStringLiteral("no/x.md")), ExportFormat::Markdown, snapshot,
                   Theme::light());
    QVERIFY(finished.wait(60'000));
    QCOMPARE(finished.last().at(1).toBool(), false);
    QVERIFY(!finished.last().at(2).toString().isEmpty());
    QVERIFY(!QFileInfo::exists(first));
    {
        Exporter gone;
        gone.start(first, ExportFormat::Pdf, snapshot, Theme::light());
    }
    QCOMPARE(finished.size(), 2);
}

void ExportTest::largeSchema()
{
    const SnapshotPtr snapshot = compiled(Language::Dbml, LargeSchema(1000).dbml());
    QCOMPARE(snapshot->diagram.tables.size(), 1000U);
    Exporter exporter;
    QSignalSpy finished(&exporter, &Exporter::finished);
    for (const ExportFormatInfo &info : exportFormats()) {
        const QString path =
            m_folder.filePath(QStringLiteral("large.") + QString::fromLatin1(info.name));
        QCoreApplication::processEvents();
        Watchdog watchdog;
        QElapsedTimer timer;
        timer.start();
        ExportOptions options;
        options.scale = 0.5;
        exporter.start(path, info.format, snapshot, Theme::light(), options);
        QVERIFY(finished.wait(120'000));
        const Watchdog::Gap gap = watchdog.longest();
        QVERIFY2(finished.last().at(1).toBool(), qPrintable(finished.last().at(2).toString()));
        qInfo("1,000 tables, %-8s %5lld ms, %6lld KiB, the window waits %3.0f ms at most (%3.0f ms"
              " of its own work)",
              info.name, timer.elapsed(), QFileInfo(path).size() / 1024, gap.wall.count(),
              gap.cpu.count());
        QVERIFY(gap.cpu < (areTimesStrict() ? std::chrono::milliseconds(50)
                                            : std::chrono::milliseconds(1500)));
    }
}

} // namespace tw::preview

QTEST_MAIN(tw::preview::ExportTest)
#include "export_test.moc"
