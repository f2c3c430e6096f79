// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/positions.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>
#include <cmath>

namespace tw::preview {

namespace {

constexpr QLatin1String versionMember("version");
constexpr QLatin1String positionsMember("positions");
constexpr int layoutVersion = 1;

bool isContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

double rounded(double value) { return std::round(value * 100) / 100; }

QString unreadable(const QString &path, const QString &why)
{
    return QStringLiteral("Positions in “%1” were not read: %2.")
        .arg(QFileInfo(path).fileName(), why);
}

/// The file's object; empty when there is none or it cannot be read.
QJsonObject readLayout(const QString &path, QString *error)
{
    QFile file(path);
    if (!file.exists())
        return {};
    const auto fail = [&](const QString &why) {
        if (error)
            *error = unreadable(path, why);
        return QJsonObject();
    };
    if (!file.open(QIODevice::ReadOnly))
        return fail(file.errorString());
    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &parse);
    if (parse.error != QJsonParseError::NoError)
        return fail(parse.errorString());
    QJsonObject object = document.object();
    if (object.value(versionMember).toInt() != layoutVersion)
        return fail(QStringLiteral("it has another version than %1").arg(layoutVersion));
    return object;
}

} // namespace

QByteArray edited(const QByteArray &text, const std::vector<TextEdit> &edits)
{
    QByteArray result;
    qsizetype size = text.size();
    for (const TextEdit &edit : edits)
        size += edit.replacement.size() - (edit.end - edit.begin);
    result.reserve(size);
    qsizetype at = 0;
    for (const TextEdit &edit : edits) {
        result.append(text.constData() + at, edit.begin - at);
        result.append(edit.replacement);
        at = edit.end;
    }
    return result.append(text.constData() + at, text.size() - at);
}

std::vector<TextEdit> difference(const QByteArray &before, const QByteArray &after)
{
    if (before == after)
        return {};
    const qsizetype shorter = std::min(before.size(), after.size());
    qsizetype prefix = 0;
    while (prefix < shorter && before[prefix] == after[prefix])
        ++prefix;
    while (prefix > 0 && ((prefix < before.size() && isContinuation(before[prefix])) ||
                          (prefix < after.size() && isContinuation(after[prefix]))))
        --prefix;
    qsizetype suffix = 0;
    while (suffix < shorter - prefix &&
           before[before.size() - suffix - 1] == after[after.size() - suffix - 1])
        ++suffix;
    while (suffix > 0 && isContinuation(before[before.size() - suffix]))
        --suffix;
    return {{static_cast<std::uint32_t>(prefix), static_cast<std::uint32_t>(before.size() - suffix),
             after.mid(prefix, after.size() - suffix - prefix)}};
}

TablePositions writtenPositions(const ir::Schema &declared)
{
    TablePositions positions;
    for (const ir::Table &table : declared.tables) {
        if (!table.position || !std::isfinite(table.position->x) ||
            !std::isfinite(table.position->y))
            continue;
        // Of tables with one name the first has the key.
        if (const QString key = tableKey(table); !positions.contains(key))
            positions.insert(key, {table.position->x, table.position->y});
    }
    return positions;
}

QString layoutPath(const QString &documentPath)
{
    return documentPath + QStringLiteral(".layout.json");
}

TablePositions readLayoutFile(const QString &documentPath, QString *error)
{
    const QString path = layoutPath(documentPath);
    TablePositions positions;
    const QJsonObject places = readLayout(path, error).value(positionsMember).toObject();
    for (auto place = places.begin(); place != places.end(); ++place) {
        const QJsonObject point = place.value().toObject();
        const double x = point.value(QLatin1String("x")).toDouble(qQNaN());
        const double y = point.value(QLatin1String("y")).toDouble(qQNaN());
        if (std::isfinite(x) && std::isfinite(y))
            positions.insert(place.key(), {x, y});
    }
    return positions;
}

bool writeLayoutFile(const QString &documentPath, const TablePositions &positions, QString *error)
{
    const QString path = layoutPath(documentPath);
    const bool isThere = QFile::exists(path);
    if (positions.isEmpty() && !isThere)
        return true;
    QJsonObject object = readLayout(path, nullptr);
    QJsonObject places; // sorted by key, so that a change is a small one in version control
    for (auto place = positions.begin(); place != positions.end(); ++place) {
        places.insert(place.key(), QJsonObject{{QStringLiteral("x"), rounded(place->x())},
                                               {QStringLiteral("y"), rounded(place->y())}});
    }
    const bool hadMore = object.size() > 2;
    object.insert(versionMember, layoutVersion);
    object.insert(positionsMember, places);
    const auto fail = [&](const QFileDevice &file) {
        if (error)
            *error = QStringLiteral("Cannot write “%1”: %2.").arg(path, file.errorString());
        return false;
    };
    if (positions.isEmpty() && !hadMore) {
        QFile file(path);
        return file.remove() || fail(file);
    }
    const QByteArray content = QJsonDocument(object).toJson();
    if (QFile present(path); present.open(QIODevice::ReadOnly) && present.readAll() == content)
        return true;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(file);
    file.write(content);
    return file.commit() || fail(file);
}

} // namespace tw::preview
