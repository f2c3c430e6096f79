// SPDX-License-Identifier: MIT
#pragma once

#include "core/compile.h"
#include "export/exporter.h"

#include <QDir>
#include <QFile>
#include <QtTest>

namespace tw::preview {

inline QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The schemas that come with the program.
inline QStringList samplePaths()
{
    QStringList paths;
    const QDir folder(QStringLiteral(TEST_SAMPLES_DIR));
    for (const QString &name :
         folder.entryList({QStringLiteral("*.json"), QStringLiteral("*.dbml")}))
        paths.append(folder.filePath(name));
    return paths;
}

inline SnapshotPtr compiledFile(const Engine &engine, const QString &path,
                                const DiagramOptions &options = {})
{
    return compileText(engine, path, *languageOfFile(path.toStdString()), readAll(path), options);
}

/// One row a sample.
inline void addSampleRows()
{
    QTest::addColumn<QString>("path");
    for (const QString &path : samplePaths())
        QTest::newRow(QFileInfo(path).fileName().toUtf8().constData()) << path;
}

/// A schema whose names and notes try to be markup, in whatever they are written into.
[[nodiscard]] QByteArray hostileSchema();

} // namespace tw::preview
