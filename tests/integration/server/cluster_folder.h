// SPDX-License-Identifier: MIT
#pragma once

#include <QFile>
#include <QTemporaryDir>

#include <sys/stat.h>

/// A temporary folder that the account of a private cluster can pass through.
class ClusterFolder : public QTemporaryDir {
public:
    ClusterFolder() { letThrough(); }
    explicit ClusterFolder(const QString &templatePath) : QTemporaryDir(templatePath)
    {
        letThrough();
    }

private:
    void letThrough() const { ::chmod(QFile::encodeName(path()).constData(), 0711); }
};
