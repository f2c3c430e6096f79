// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/findings_model.h"

#include "panels/severity_icon.h"

#include <tablewright/diag/render.h>

#include <QFileInfo>

#include <algorithm>

namespace tw::preview {

namespace {

/// Above this many rows that differ, the whole list is told to be new.
constexpr std::size_t mostRowsMoved = 500;

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

/// The same finding to a person, perhaps at another place of the text.
bool isSame(const Diagnostic &one, const Diagnostic &other)
{
    return one.info->code == other.info->code && one.severity == other.severity &&
           one.message == other.message && one.pass == other.pass &&
           one.notes.size() == other.notes.size();
}

std::uint32_t endOf(const SnapshotPtr &snapshot)
{
    return snapshot ? static_cast<std::uint32_t>(snapshot->text().size()) : 0;
}

/// How many findings are the same at the beginning and at the end. Those before an edit have kept
/// their place, and those behind it their distance from the end of the text; that tells apart the
/// many that say the same. What is left is taken by what it says.
std::pair<std::size_t, std::size_t> sharedEnds(const std::vector<Diagnostic> &before,
                                               const std::vector<Diagnostic> &after,
                                               std::uint32_t endBefore, std::uint32_t endAfter)
{
    const std::size_t shorter = std::min(before.size(), after.size());
    std::size_t head = 0;
    std::size_t tail = 0;
    const auto advance = [&](bool atHead, const auto &isThere) {
        while (head + tail < shorter) {
            const Diagnostic &one = atHead ? before[head] : before[before.size() - 1 - tail];
            const Diagnostic &other = atHead ? after[head] : after[after.size() - 1 - tail];
            if (!isSame(one, other) || !isThere(one.range, other.range))
                return;
            ++(atHead ? head : tail);
        }
    };
    advance(true, [](const SourceRange &one, const SourceRange &other) { return one == other; });
    advance(false, [&](const SourceRange &one, const SourceRange &other) {
        return endBefore - one.begin == endAfter - other.begin;
    });
    const auto anywhere = [](const SourceRange &, const SourceRange &) { return true; };
    advance(true, anywhere);
    advance(false, anywhere);
    return {head, tail};
}

QString severityName(Severity severity)
{
    const std::string_view name = spelling(severity);
    QString shown = text(name);
    if (!shown.isEmpty())
        shown[0] = shown[0].toUpper();
    return shown;
}

} // namespace

const std::vector<Diagnostic> &FindingsModel::findings() const
{
    static const std::vector<Diagnostic> none;
    return m_snapshot ? m_snapshot->result.diagnostics : none;
}

void FindingsModel::setSnapshot(const SnapshotPtr &snapshot)
{
    static const std::vector<Diagnostic> none;
    const std::vector<Diagnostic> &before = findings();
    const std::vector<Diagnostic> &after = snapshot ? snapshot->result.diagnostics : none;

    const auto [head, tail] = sharedEnds(before, after, endOf(m_snapshot), endOf(snapshot));
    const std::size_t removed = before.size() - head - tail;
    const std::size_t inserted = after.size() - head - tail;
    if (removed + inserted > mostRowsMoved) {
        beginResetModel();
        take(snapshot, 0, 0);
        endResetModel();
        return;
    }
    const int first = static_cast<int>(head);
    // What goes and what comes share rows as far as they can: one step is all that there is, for
    // the model has either the old findings or the new ones.
    const std::size_t replaced = std::min(removed, inserted);
    const int at = first + static_cast<int>(replaced);
    if (removed > replaced) {
        beginRemoveRows({}, at, first + static_cast<int>(removed) - 1);
        take(snapshot, head, tail);
        endRemoveRows();
    } else if (inserted > replaced) {
        beginInsertRows({}, at, first + static_cast<int>(inserted) - 1);
        take(snapshot, head, tail);
        endInsertRows();
    } else {
        take(snapshot, head, tail);
    }
    if (!after.empty())
        emit dataChanged(index(0, 0, {}),
                         index(static_cast<int>(after.size()) - 1, columns - 1, {}));
}

void FindingsModel::take(const SnapshotPtr &snapshot, std::size_t head, std::size_t tail)
{
    const std::vector<quintptr> before = std::move(m_ids);
    m_snapshot = snapshot;
    m_messages.clear();
    m_messages.reserve(findings().size());
    m_counts.fill(0);
    for (const Diagnostic &finding : findings()) {
        m_messages.push_back(text(finding.message));
        ++m_counts[toIndex(int(finding.severity))];
    }
    m_ids.clear();
    m_rows.clear();
    const std::size_t size = findings().size();
    for (std::size_t i = 0; i < size; ++i) {
        const bool fromTail = i >= size - tail;
        m_ids.push_back(i < head   ? before[i]
                        : fromTail ? before[before.size() - (size - i)]
                                   : ++m_lastId);
        m_rows.insert(m_ids.back(), static_cast<int>(i));
    }
}

void FindingsModel::setTheme(const Theme &theme)
{
    for (int severity = 0; severity < 4; ++severity)
        m_icons[toIndex(severity)] = severityIcon(static_cast<Severity>(severity), theme);
    m_muted = theme.mutedText;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0, {}), index(rowCount() - 1, columns - 1, {}));
}

const Diagnostic *FindingsModel::findingAt(const QModelIndex &index) const
{
    if (!index.isValid())
        return nullptr;
    const int row = isNote(index) ? m_rows.value(index.internalId()) : index.row();
    return &findings()[toIndex(row)];
}

SourceRange FindingsModel::rangeAt(const QModelIndex &index) const
{
    const Diagnostic *finding = findingAt(index);
    if (finding == nullptr)
        return {};
    return isNote(index) ? finding->notes[toIndex(index.row())].range : finding->range;
}

const FixIt *FindingsModel::fixOf(const Diagnostic &finding) const
{
    if (!finding.fix || !isOfDocument(*m_snapshot, *finding.fix))
        return nullptr;
    return &*finding.fix;
}

QString FindingsModel::placeOf(SourceRange range) const
{
    if (!range.isValid())
        return {};
    const SourceBuffer &buffer = m_snapshot->sources->buffer(range.source);
    const LineColumn place = buffer.lineColumn(range.begin);
    QString numbers = QStringLiteral("%1:%2").arg(place.line).arg(place.column);
    if (range.source == m_snapshot->source)
        return numbers;
    return QFileInfo(text(buffer.name())).fileName() + u':' + numbers;
}

QString FindingsModel::shortPlaceOf(SourceRange range) const
{
    const QString place = placeOf(range);
    return m_snapshot->isOfConfiguration(range) ? QStringLiteral("toml:") + place.section(u':', -2)
                                                : place;
}

QString FindingsModel::asText(const QModelIndex &index) const
{
    const Diagnostic *finding = findingAt(index);
    if (finding == nullptr)
        return {};
    const auto line = [this](SourceRange range, const QString &kind, const QString &message) {
        const QString place = placeOf(range);
        return (place.isEmpty() ? QString() : place + QStringLiteral(": ")) + kind +
               QStringLiteral(": ") + message;
    };
    if (isNote(index)) {
        const DiagnosticNote &note = finding->notes[toIndex(index.row())];
        return line(note.range, QStringLiteral("note"), text(note.message));
    }
    QString all =
        line(finding->range, text(spelling(finding->severity)),
             text(finding->message) + QStringLiteral(" [") + text(finding->info->code) + u']');
    for (const DiagnosticNote &note : finding->notes)
        all +=
            QStringLiteral("\n  ") + line(note.range, QStringLiteral("note"), text(note.message));
    return all;
}

QModelIndex FindingsModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? m_ids[toIndex(parent.row())] : quintptr{0});
}

QModelIndex FindingsModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || !isNote(child))
        return {};
    return createIndex(m_rows.value(child.internalId()), 0, quintptr{0});
}

int FindingsModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_messages.size());
    if (isNote(parent) || parent.column() != 0)
        return 0;
    return static_cast<int>(findings()[toIndex(parent.row())].notes.size());
}

int FindingsModel::columnCount(const QModelIndex & /*parent*/) const { return columns; }

QVariant FindingsModel::data(const QModelIndex &index, int role) const
{
    const Diagnostic *finding = findingAt(index);
    if (finding == nullptr)
        return {};
    if (isNote(index))
        return noteData(finding->notes[toIndex(index.row())], index.column(), role);
    return findingData(*finding, index, role);
}

QVariant FindingsModel::findingData(const Diagnostic &finding, const QModelIndex &index,
                                    int role) const
{
    const FixIt *fix = fixOf(finding);
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case CodeColumn:
            return text(finding.info->code);
        case MessageColumn:
            return messageOf(index.row());
        case PlaceColumn:
            return shortPlaceOf(finding.range);
        case PassColumn:
            return text(finding.pass);
        default:
            return {};
        }
    case Qt::DecorationRole:
        if (index.column() == SeverityColumn)
            return m_icons[toIndex(int(finding.severity))];
        return {};
    case Qt::ForegroundRole:
        if (index.column() != MessageColumn)
            return m_muted;
        return {};
    case Qt::ToolTipRole:
        if (index.column() == FixColumn && fix != nullptr)
            return text(fix->title);
        if (index.column() == PlaceColumn)
            return placeOf(finding.range);
        return index.column() == MessageColumn ? messageOf(index.row()) : QVariant();
    case Qt::AccessibleTextRole:
        if (index.column() == SeverityColumn)
            return severityName(finding.severity);
        if (index.column() == FixColumn && fix != nullptr)
            return QString(QStringLiteral("Fix: ") + text(fix->title));
        return {};
    case FixTitleRole:
        return fix != nullptr ? QVariant(text(fix->title)) : QVariant();
    default:
        return {};
    }
}

QVariant FindingsModel::noteData(const DiagnosticNote &note, int column, int role) const
{
    if (role == Qt::DisplayRole && column == MessageColumn)
        return text(note.message);
    if (role == Qt::DisplayRole && column == PlaceColumn)
        return shortPlaceOf(note.range);
    if (role == Qt::ToolTipRole && column == MessageColumn)
        return text(note.message);
    if (role == Qt::AccessibleTextRole && column == SeverityColumn)
        return QStringLiteral("Note");
    if (role == Qt::ForegroundRole)
        return m_muted;
    return {};
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    static const QStringList titles = {{},
                                       QStringLiteral("Code"),
                                       QStringLiteral("Message"),
                                       QStringLiteral("Place"),
                                       QStringLiteral("Pass"),
                                       QStringLiteral("Fix")};
    return titles.value(section);
}

} // namespace tw::preview
