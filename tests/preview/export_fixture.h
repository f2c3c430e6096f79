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

inline SnapshotPtr compiledFile(const Engine &engine, const QString &path,
                                const DiagramOptions &options = {})
{
    return compileText(engine, path, *languageOfFile(path.toStdString()), readAll(path), options);
}

/// One row for each of the schemas that come with the program.
inline void addSampleRows(const QStringList &patterns = {QStringLiteral("*.json"),
                                                         QStringLiteral("*.dbml")})
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(TEST_SAMPLES_DIR));
    for (const QString &name : folder.entryList(patterns))
        QTest::newRow(name.toUtf8().constData()) << folder.filePath(name);
}

/// A schema whose names and notes try to be markup, in whatever they are written into.
[[nodiscard]] QByteArray hostileSchema();

} // namespace tw::preview
