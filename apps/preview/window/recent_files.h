// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

namespace tw::preview {

/// The files that were opened or saved last, newest first, shared by all windows and remembered.
class RecentFiles : public QObject {
    Q_OBJECT
public:
    static constexpr qsizetype atMost = 12;

    [[nodiscard]] static RecentFiles &instance();

    [[nodiscard]] const QStringList &paths() const { return m_paths; }
    void add(const QString &path);
    void remove(const QString &path);
    void clear();

signals:
    void changed();

private:
    explicit RecentFiles(QObject *parent);
    void store();

    QStringList m_paths;
};

} // namespace tw::preview
