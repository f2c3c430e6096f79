// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace tw::preview {

/// The bytes of a file that is a text in UTF-8 without a byte order mark; else `error` says what
/// it is and where.
[[nodiscard]] std::optional<QByteArray> readText(const QString &path, QString *error);

/// Puts a file with these bytes in the place of the one there was, or leaves that one alone.
bool writeText(const QString &path, const QByteArray &text, QString *error);

} // namespace tw::preview
