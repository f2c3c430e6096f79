// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/file_text.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <cstdint>

namespace tw::preview {

namespace {

/// The editor counts bytes in 32 bits with a sign.
constexpr qint64 maxBytes = 256LL * 1024 * 1024;

/// The length of the code point that begins at `at`; 0 when none does.
int codePointSize(const QByteArray &text, qsizetype at)
{
    const auto byte = [&](qsizetype i) -> std::uint32_t {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const std::uint32_t first = byte(at);
    if (first < 0x80)
        return 1;
    const int size = first >= 0xC2 && first < 0xE0   ? 2
                     : first >= 0xE0 && first < 0xF0 ? 3
                     : first >= 0xF0 && first < 0xF5 ? 4
                                                     : 0;
    for (int i = 1; i < size; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80U)
            return 0;
    }
    const std::uint32_t second = byte(at + 1);
    const bool isBad = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                       (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
    return isBad ? 0 : size;
}

/// What keeps the bytes from being a text; empty when nothing does.
QString defectOf(const QByteArray &text)
{
    if (text.startsWith("\xEF\xBB\xBF"))
        return QStringLiteral("it begins with a byte order mark. Save it as UTF-8 without one");
    if (text.startsWith("\xFF\xFE") || text.startsWith("\xFE\xFF"))
        return QStringLiteral("it is in UTF-16. Save it as UTF-8");
    qsizetype line = 1;
    for (qsizetype at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte > '\n' && byte < 0x80) { // nearly all of every text
            ++at;
            continue;
        }
        if (text[at] == '\0')
            return QStringLiteral("line %1 has a zero byte, which no text has").arg(line);
        line += text[at] == '\n' ? 1 : 0;
        const int size = codePointSize(text, at);
        if (size == 0)
            return QStringLiteral("line %1 is not valid UTF-8. Save it as UTF-8").arg(line);
        at += size;
    }
    return {};
}

void setError(QString *error, const QString &path, const char *verb, const QString &why)
{
    if (error)
        *error = QStringLiteral("Cannot %1 “%2”: %3.")
                     .arg(QLatin1String(verb), QFileInfo(path).fileName(), why);
}

} // namespace

std::optional<QByteArray> readText(const QString &path, QString *error)
{
    const auto fail = [&](const QString &why) {
        setError(error, path, "open", why);
        return std::nullopt;
    };
    QFile file(path);
    if (const QFileInfo info(path); info.exists() && !info.isFile())
        return fail(QStringLiteral("it is no regular file")); // reading might never end
    if (!file.open(QIODevice::ReadOnly))
        return fail(file.errorString());
    if (file.size() > maxBytes)
        return fail(QStringLiteral("it is larger than 256 MiB"));
    QByteArray text = file.readAll();
    if (file.error() != QFileDevice::NoError)
        return fail(file.errorString());
    if (const QString defect = defectOf(text); !defect.isEmpty())
        return fail(defect);
    return text;
}

bool writeText(const QString &path, const QByteArray &text, QString *error)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
        return true;
    setError(error, path, "save", file.errorString());
    return false;
}

} // namespace tw::preview
