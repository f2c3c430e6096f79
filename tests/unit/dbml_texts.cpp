// SPDX-License-Identifier: MIT
#include "dbml_texts.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace tw::test {

namespace {

const QString projectDir = QStringLiteral(TEST_PROJECT_DIR);
const QString sharedDir = projectDir + u"/../shared"_s;
const QString sharedCases = sharedDir + u"/dbml/cases.jsonl"_s;

QByteArray read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

void addFiles(std::vector<NamedText> &texts, const QString &folder, const QString &pattern)
{
    QDirIterator files(projectDir + folder, {pattern}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        texts.push_back({path.mid(projectDir.size() + 1).toStdString(), read(path).toStdString()});
    }
}

/// The sections `--- input.dbml` of the golden cases.
void addGoldenCases(std::vector<NamedText> &texts)
{
    std::vector<NamedText> cases;
    addFiles(cases, u"/tests/golden"_s, u"*"_s);
    constexpr std::string_view heading = "--- input.dbml\n";
    for (const NamedText &file : cases) {
        const std::string text = '\n' + file.text;
        const std::size_t at = text.find('\n' + std::string(heading));
        if (at == std::string::npos)
            continue;
        const std::size_t begin = at + 1 + heading.size();
        const std::size_t end = std::min(text.find("\n--- ", begin - 1), text.size());
        texts.push_back({file.name, end < begin ? "" : text.substr(begin, end + 1 - begin)});
    }
}

} // namespace

std::vector<NamedText> dbmlTexts()
{
    std::vector<NamedText> texts;
    addFiles(texts, u"/tests/fuzz/corpus/dbml"_s, u"*"_s);
    addFiles(texts, u"/resources/samples"_s, u"*.dbml"_s);
    addGoldenCases(texts);
    if (hasSharedCases()) {
        for (const QByteArray &line : read(sharedCases).split('\n')) {
            const QJsonObject object = QJsonDocument::fromJson(line).object();
            if (object[u"accept"].toBool())
                texts.push_back({object[u"id"].toString().toStdString(),
                                 object[u"input"].toString().toStdString(), true});
        }
    }
    return texts;
}

bool hasSharedCases() { return QFile::exists(sharedCases); }

std::optional<std::string> generatedDbml(int tables)
{
    const QString generator = sharedDir + u"/bench/gen.mjs"_s;
    const QString node = QStandardPaths::findExecutable(u"node"_s);
    if (node.isEmpty() || !QFile::exists(generator))
        return std::nullopt;
    QProcess process;
    process.start(node, {generator, QString::number(tables), u"dbml"_s});
    if (!process.waitForFinished() || process.exitCode() != 0)
        qFatal("%s fails", qPrintable(generator));
    return process.readAllStandardOutput().toStdString();
}

} // namespace tw::test
