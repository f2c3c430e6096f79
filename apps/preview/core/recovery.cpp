// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recovery_file.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

#include <algorithm>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw::preview {

namespace {

constexpr int format = 1;
constexpr QLatin1String ending(".recovery");

QJsonObject toJson(const TablePositions &positions)
{
    QJsonObject object;
    for (auto place = positions.begin(); place != positions.end(); ++place)
        object.insert(place.key(), QJsonObject{{QStringLiteral("x"), place->x()},
                                               {QStringLiteral("y"), place->y()}});
    return object;
}

TablePositions toPositions(const QJsonObject &object)
{
    TablePositions positions;
    for (auto place = object.begin(); place != object.end(); ++place) {
        const QJsonObject point = place.value().toObject();
        positions.insert(place.key(), {point.value(QLatin1String("x")).toDouble(),
                                       point.value(QLatin1String("y")).toDouble()});
    }
    return positions;
}

QByteArray hashOf(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
}

} // namespace

std::unique_ptr<ProcessLock> ProcessLock::take(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    const int descriptor = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return nullptr;
    struct stat mine {};
    struct stat there {};
    // Whoever had it may have removed the file between the two calls.
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 || ::fstat(descriptor, &mine) != 0 ||
        ::stat(name.constData(), &there) != 0 || mine.st_ino != there.st_ino) {
        ::close(descriptor);
        return nullptr;
    }
    return std::unique_ptr<ProcessLock>(new ProcessLock(path, descriptor));
}

ProcessLock::~ProcessLock()
{
    QFile::remove(m_path);
    ::close(m_descriptor);
}

QString recoveryPath(const QString &id, const QString &suffix)
{
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) +
           QStringLiteral("/recovery/") + id + suffix;
}

std::shared_ptr<ProcessLock> lockRecovery(const QString &id)
{
    QDir().mkpath(QFileInfo(recoveryPath(id, {})).path());
    return ProcessLock::take(recoveryPath(id, QStringLiteral(".lock")));
}

QString writeRecovery(const RecoveryState &state)
{
    QJsonObject header;
    header.insert(QStringLiteral("format"), format);
    header.insert(QStringLiteral("path"), state.path);
    header.insert(QStringLiteral("language"), state.language == Language::Json
                                                  ? QStringLiteral("json")
                                                  : QStringLiteral("dbml"));
    header.insert(QStringLiteral("bytes"), state.text.size());
    header.insert(QStringLiteral("positions"), toJson(state.positions));
    header.insert(QStringLiteral("originalHash"), QString::fromLatin1(hashOf(state.savedText)));
    header.insert(QStringLiteral("time"),
                  QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    QByteArray bytes = QJsonDocument(header).toJson(QJsonDocument::Compact);
    bytes.reserve(bytes.size() + 1 + state.text.size());
    bytes.append('\n').append(state.text);
    return replaceDurably(recoveryPath(state.id, ending), bytes);
}

void removeRecovery(const QString &id) { QFile::remove(recoveryPath(id, ending)); }

namespace {

std::optional<RecoveredText> readRecovery(const QString &id)
{
    QFile file(recoveryPath(id, ending));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject header = QJsonDocument::fromJson(file.readLine()).object();
    RecoveredText recovered;
    recovered.text = file.readAll();
    if (header.value(QLatin1String("format")).toInt() != format ||
        header.value(QLatin1String("bytes")).toInteger(-1) != recovered.text.size())
        return std::nullopt;
    recovered.id = id;
    recovered.path = header.value(QLatin1String("path")).toString();
    recovered.language = header.value(QLatin1String("language")).toString() == QLatin1String("json")
                             ? Language::Json
                             : Language::Dbml;
    recovered.positions = toPositions(header.value(QLatin1String("positions")).toObject());
    recovered.originalHash = header.value(QLatin1String("originalHash")).toString().toLatin1();
    recovered.time =
        QDateTime::fromString(header.value(QLatin1String("time")).toString(), Qt::ISODateWithMs);
    return recovered;
}

} // namespace

std::vector<RecoveredText> findRecoveredTexts()
{
    std::vector<RecoveredText> found;
    const QDir folder(QFileInfo(recoveryPath({}, {})).path());
    for (const QFileInfo &file : folder.entryInfoList({QLatin1Char('*') + ending}, QDir::Files)) {
        const QString id = file.completeBaseName();
        std::shared_ptr<ProcessLock> lock = lockRecovery(id);
        if (!lock) // its process lives
            continue;
        if (std::optional<RecoveredText> recovered = readRecovery(id)) {
            recovered->lock = std::move(lock);
            found.push_back(std::move(*recovered));
        }
    }
    std::ranges::sort(found, std::ranges::greater(), &RecoveredText::time);
    return found;
}

QString RecoveredText::displayName() const
{
    if (!path.isEmpty())
        return QFileInfo(path).fileName();
    return language == Language::Json ? QStringLiteral("Untitled.json")
                                      : QStringLiteral("Untitled.dbml");
}

bool RecoveredText::isOriginalChanged() const
{
    QFile file(path);
    return !path.isEmpty() &&
           (!file.open(QIODevice::ReadOnly) || hashOf(file.readAll()) != originalHash);
}

void RecoveredText::discard()
{
    if (lock)
        removeRecovery(id);
    lock.reset();
}

} // namespace tw::preview
