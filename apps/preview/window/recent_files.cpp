// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/recent_files.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSettings>

namespace tw::preview {

namespace {

const QString settingsKey = QStringLiteral("recentFiles");

} // namespace

RecentFiles &RecentFiles::instance()
{
    static const QString name = QStringLiteral("recentFiles");
    auto *found = qApp->findChild<RecentFiles *>(name, Qt::FindDirectChildrenOnly);
    if (!found) {
        found = new RecentFiles(qApp);
        found->setObjectName(name);
    }
    return *found;
}

RecentFiles::RecentFiles(QObject *parent)
    : QObject(parent), m_paths(QSettings().value(settingsKey).toStringList())
{
}

void RecentFiles::add(const QString &path)
{
    const QString whole = QFileInfo(path).absoluteFilePath();
    m_paths.removeAll(whole);
    m_paths.prepend(whole);
    m_paths.resize(std::min(m_paths.size(), atMost));
    store();
}

void RecentFiles::remove(const QString &path)
{
    if (m_paths.removeAll(path) > 0)
        store();
}

void RecentFiles::clear()
{
    m_paths.clear();
    store();
}

void RecentFiles::store()
{
    QSettings().setValue(settingsKey, m_paths);
    emit changed();
}

} // namespace tw::preview
