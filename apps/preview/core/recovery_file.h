// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recovery.h"

namespace tw::preview {

/// What a recovery file holds: a line of JSON, then the text as it is.
struct RecoveryState {
    QString id;
    QString path;
    Language language = Language::Dbml;
    QByteArray text;
    QByteArray savedText;
    TablePositions positions;
};

/// `suffix` after the name of the file that belongs to the id, in the folder of all.
[[nodiscard]] QString recoveryPath(const QString &id, const QString &suffix);

/// Null when another process has it, or there is no place to write.
[[nodiscard]] std::shared_ptr<ProcessLock> lockRecovery(const QString &id);

/// Safe in any thread. Returns why it failed; empty when it did not.
[[nodiscard]] QString writeRecovery(const RecoveryState &state);
void removeRecovery(const QString &id);

/// The bytes are on the disk, under that name, when this returns. Returns why not, else nothing.
[[nodiscard]] QString replaceDurably(const QString &path, const QByteArray &bytes);

} // namespace tw::preview
