// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recovery.h"

#include <QObject>

#include <optional>

namespace tw::preview {

/// What programs that died have left, and nobody has decided on yet. Shared by all windows.
class RecoveredWork : public QObject {
    Q_OBJECT
public:
    [[nodiscard]] static RecoveredWork &instance();

    [[nodiscard]] const std::vector<RecoveredText> &texts() const { return m_texts; }
    /// Looks for what has come since.
    void look();
    /// It is the caller's from now on.
    [[nodiscard]] std::optional<RecoveredText> take(const QString &id);
    void discard(const QString &id);

signals:
    void changed();

private:
    using QObject::QObject;

    std::vector<RecoveredText> m_texts;
};

} // namespace tw::preview
