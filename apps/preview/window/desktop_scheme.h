// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>

class QDBusVariant;

namespace tw::preview {

/// Whether the desktop prefers dark windows, as the settings portal tells
/// (`org.freedesktop.appearance color-scheme`). Qt 6.4 does not ask it itself. Nothing is known
/// where there is no session bus or no portal.
class DesktopScheme : public QObject {
    Q_OBJECT
public:
    explicit DesktopScheme(QObject *parent);

    [[nodiscard]] std::optional<bool> prefersDark() const { return m_dark; }

signals:
    void changed();

private slots:
    void settingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void take(const QVariant &value);

    std::optional<bool> m_dark;
};

} // namespace tw::preview
