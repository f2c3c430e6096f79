// SPDX-License-Identifier: MIT
// The tables of docs/writing_a_plugin.md say what the engine does.
#include "plugin/plugin_metadata.h"

#include <tablewright/diag/codes.h>
#include <tablewright/plugin/plugin_loader.h>
#include <tablewright/plugin/validation_plugin.h>

#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QtTest>

using namespace tw;
using State = PluginSpec::State;

namespace {

QString contents(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return QString::fromUtf8(file.readAll());
}

/// The cells of the table under this header, without the header.
std::vector<QStringList> table(const QString &header)
{
    const QStringList lines = contents(QStringLiteral(TEST_GUIDE)).split(u'\n');
    std::vector<QStringList> rows;
    for (qsizetype i = lines.indexOf(header) + 2; i > 1 && lines[i].startsWith(u"| "); ++i) {
        rows.push_back(lines[i].split(u'|').mid(1));
        for (QString &cell : rows.back())
            cell = cell.trimmed();
    }
    if (rows.empty())
        qFatal("the guide has no table `%s`", qPrintable(header));
    return rows;
}

/// What stands in backticks.
QStringList marked(const QString &text)
{
    static const QRegularExpression mark(QStringLiteral("`([^`]+)`"));
    QStringList found;
    for (auto it = mark.globalMatch(text); it.hasNext();)
        found.append(it.next().captured(1));
    found.sort();
    return found;
}

QStringList namesIn(const std::vector<QStringList> &rows)
{
    QStringList names;
    for (const QStringList &row : rows)
        names += marked(row[0]);
    names.sort();
    return names;
}

QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(QByteArray(json).replace('\'', '"')).object();
}

PluginSpec read(const QJsonObject &members)
{
    PluginSpec spec;
    readMetadata({{QStringLiteral("IID"), QStringLiteral(TABLEWRIGHT_VALIDATION_PLUGIN_IID)},
                  {QStringLiteral("version"), QT_VERSION},
                  {QStringLiteral("MetaData"), members}},
                 {{0, 1, 0}, {0, 1, 0}}, spec);
    return spec;
}

/// Metadata with every member that there is.
QJsonObject whole()
{
    return object(
        "{'Id': 'com.example.rules', 'Name': 'Rules', 'Version': '1.0.0', 'SdkVersion': '0.1.0',"
        " 'DiagnosticPrefix': 'EX', 'Kinds': ['validation'], 'Dependencies': [],"
        " 'Description': 'about', 'EnabledByDefault': true, 'Options': {}, 'x-own': 1}");
}

PluginSpec withOption(const char *members)
{
    QJsonObject metadata = whole();
    metadata.insert(QStringLiteral("Options"), QJsonObject{{QStringLiteral("o"), object(members)}});
    return read(metadata);
}

/// The names that a refusal ends with: `…, expected only A, B and what …`.
QStringList allowedBy(const PluginSpec &spec)
{
    static const QRegularExpression list(QStringLiteral("expected only (.*) and what begins"));
    QStringList names =
        list.match(QString::fromStdString(spec.reason)).captured(1).split(QStringLiteral(", "));
    names.sort();
    return names;
}

/// A reason of the page, in which `…` stands for any text and where one begins.
struct Reason {
    QString state;
    QString text;
    bool isSeen = false;

    [[nodiscard]] bool matches(const QString &reason) const
    {
        QStringList parts = text.split(u'…');
        for (QString &part : parts)
            part = QRegularExpression::escape(part);
        const QRegularExpression begin(u'^' + parts.join(QStringLiteral(".*")));
        return begin.match(reason).hasMatch();
    }
};

/// The engine's texts, those of several lines put together.
QString sources()
{
    static const QRegularExpression lineEnd(QStringLiteral("\"\\n\\s*\""));
    QString all;
    for (const char *folder : {"engine/plugin", "engine/isolation", "apps/plugin_host"}) {
        QDirIterator files(QStringLiteral(TEST_SOURCE_DIR "/") + QLatin1String(folder),
                           {QStringLiteral("*.cpp")});
        while (files.hasNext())
            all += contents(files.next()).remove(lineEnd);
    }
    return all;
}

} // namespace

class PluginGuideTest : public QObject {
    Q_OBJECT

    std::vector<Reason> m_reasons;

    void compare(PluginIsolation::Of isolated, const std::vector<std::string> &folders)
    {
        PluginLoader loader;
        loader.discover(folders, {"test.disabled"});
        PluginIsolation isolation;
        isolation.of = isolated;
        isolation.loadDeadline = std::chrono::minutes(2);
        loader.loadAll(isolation);
        for (const PluginSpec &spec : loader.specs()) {
            if (spec.state == State::Loaded)
                continue;
            const QString state = QString::fromUtf8(spelling(spec.state).data());
            const QString reason = QString::fromStdString(spec.reason);
            bool isTold = false;
            for (Reason &told : m_reasons) {
                if (told.state == state && told.matches(reason))
                    isTold = told.isSeen = true;
            }
            QVERIFY2(isTold, qPrintable(state + QStringLiteral(": ") + reason));
        }
    }

private slots:
    void initTestCase()
    {
        QString state;
        for (const QStringList &row : table(QStringLiteral("| state | reason | what to do |"))) {
            if (!row[0].isEmpty())
                state = marked(row[0]).value(0);
            for (QString text : row[1].split(u';')) {
                text = text.trimmed();
                if (text.endsWith(QStringLiteral(" …")))
                    text.chop(2);
                m_reasons.push_back({state, text, false});
            }
        }
    }

    void members()
    {
        const std::vector<QStringList> rows = table(QStringLiteral("| member | is | |"));
        QStringList names = namesIn(rows);
        QVERIFY(names.removeOne(QStringLiteral("x-…")));
        QJsonObject slip = whole();
        QCOMPARE(read(slip).reason, std::string());
        slip.insert(QStringLiteral("Slip"), 1);
        QCOMPARE(names, allowedBy(read(slip)));
        for (const QStringList &row : rows) {
            QJsonObject without = whole();
            without.remove(marked(row[0])[0]);
            QVERIFY2((read(without).state == State::Ready) == row[2].isEmpty(),
                     qPrintable(row[0] + QStringLiteral(": ") + row[2]));
        }
    }

    void membersOfAnOption()
    {
        const std::vector<QStringList> rows = table(QStringLiteral("| member of an option | is |"));
        QCOMPARE(namesIn(rows),
                 allowedBy(withOption("{'Type': 'boolean', 'Default': true, 'Slip': 1}")));
        static const QRegularExpression list(QStringLiteral("expected one of (.*)$"));
        const QString types = QString::fromStdString(withOption("{'Type': 'slip'}").reason);
        QCOMPARE(marked(rows[0][0]), QStringList{QStringLiteral("Type")});
        QCOMPARE(marked(rows[0][1]), marked(list.match(types).captured(1)));
    }

    void limitsOfIsolation()
    {
        const std::vector<QStringList> rows =
            table(QStringLiteral("| what the plugin does | what the document's findings say |"));
        const PluginIsolation usual;
        QCOMPARE(rows.size(), std::size_t{3});
        const QString seconds =
            QStringLiteral("(`--plugin-deadline MS`, %1 seconds)")
                .arg(std::chrono::duration_cast<std::chrono::seconds>(usual.passDeadline).count());
        const QString mebibytes =
            QStringLiteral("(`--plugin-memory MIB`, %1)").arg(usual.memory >> 20U);
        QVERIFY2(rows[1][0].contains(seconds), qPrintable(rows[1][0]));
        QVERIFY2(rows[2][0].contains(mebibytes), qPrintable(rows[2][0]));
        const std::array<const DiagnosticInfo *, 3> codes{
            &diag::PluginFailed, &diag::PluginTimedOut, &diag::PluginOutOfMemory};
        for (std::size_t i = 0; i < codes.size(); ++i) {
            const QString code = QString::fromUtf8(codes[i]->code.data());
            QVERIFY2(rows[i][1].startsWith(u'[' + code + u']'), qPrintable(rows[i][1]));
            QCOMPARE(codes[i]->severity, Severity::Warning);
        }
    }

    void states()
    {
        QSet<QString> told;
        for (const Reason &reason : m_reasons)
            told.insert(reason.state);
        QSet<QString> all;
        for (int state = 0; state <= static_cast<int>(State::Failed); ++state)
            all.insert(QString::fromUtf8(spelling(static_cast<State>(state)).data()));
        QCOMPARE(told + QSet<QString>({QStringLiteral("ready"), QStringLiteral("loaded")}), all);
    }

    /// Each plugin that is wrong in a way of its own is refused for a reason that the page has.
    void everyReasonIsTold()
    {
        const std::vector<std::string> survived{TEST_OWN_DIR, TEST_FLAWED_DIR, TEST_REFUSED_DIR};
        compare(PluginIsolation::Of::Nothing, survived);
        std::vector<std::string> all = survived;
        all.emplace_back(TEST_FATAL_DIR);
        compare(PluginIsolation::Of::ThirdParty, all);
    }

    /// Those that none of these plugins has are in the source.
    void everyToldReasonIsGiven()
    {
        const QString texts = sources();
        qsizetype seen = 0;
        for (const Reason &reason : m_reasons) {
            seen += reason.isSeen ? 1 : 0;
            if (reason.isSeen)
                continue;
            for (const QString &part : reason.text.split(u'…'))
                QVERIFY2(texts.contains(part.trimmed()), qPrintable(reason.text));
        }
        QVERIFY2(seen > 20, qPrintable(QString::number(seen)));
    }
};

QTEST_GUILESS_MAIN(PluginGuideTest)
#include "plugin_guide_test.moc"
