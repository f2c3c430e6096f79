// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"
#include "model/theme.h"

#include <QAbstractItemModel>
#include <QHash>
#include <QIcon>

#include <array>
#include <vector>

namespace tw::preview {

/// The findings of a snapshot, in the compiler's order; their notes are rows under them.
class FindingsModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { SeverityColumn, CodeColumn, MessageColumn, PlaceColumn, PassColumn, FixColumn };
    static constexpr int columns = FixColumn + 1;
    enum Role { FixTitleRole = Qt::UserRole }; ///< of a finding that can be mended here

    using QAbstractItemModel::QAbstractItemModel;

    /// Findings that stay keep their rows.
    void setSnapshot(const SnapshotPtr &snapshot);
    void setTheme(const Theme &theme);

    [[nodiscard]] const SnapshotPtr &snapshot() const { return m_snapshot; }
    [[nodiscard]] const std::vector<Diagnostic> &findings() const;
    /// Of the finding's row or of a note's under it; null for an invalid index.
    [[nodiscard]] const Diagnostic *findingAt(const QModelIndex &index) const;
    [[nodiscard]] static bool isNote(const QModelIndex &index) { return index.internalId() != 0; }
    /// Of the finding or of the note; invalid when it has none.
    [[nodiscard]] SourceRange rangeAt(const QModelIndex &index) const;
    [[nodiscard]] const QString &messageOf(int row) const { return m_messages[toIndex(row)]; }
    /// How many there are of a severity.
    [[nodiscard]] int count(Severity severity) const { return m_counts[toIndex(int(severity))]; }
    /// A text of one line or, with its notes, of several, as it is put on the clipboard.
    [[nodiscard]] QString asText(const QModelIndex &index) const;
    [[nodiscard]] QString placeOf(SourceRange range) const;
    /// As a cell has room for it: the configuration is `toml`.
    [[nodiscard]] QString shortPlaceOf(SourceRange range) const;
    /// When all its edits are of the document itself; else null.
    [[nodiscard]] const FixIt *fixOf(const Diagnostic &finding) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    static std::size_t toIndex(int value) { return static_cast<std::size_t>(value); }
    [[nodiscard]] QVariant findingData(const Diagnostic &finding, const QModelIndex &index,
                                       int role) const;
    [[nodiscard]] QVariant noteData(const DiagnosticNote &note, int column, int role) const;
    /// The first `head` and the last `tail` findings keep their ids.
    void take(const SnapshotPtr &snapshot, std::size_t head, std::size_t tail);

    SnapshotPtr m_snapshot;
    std::vector<QString> m_messages;
    /// A finding's stays while its row moves; it is what its notes' indexes hold.
    std::vector<quintptr> m_ids;
    QHash<quintptr, int> m_rows; ///< by id
    quintptr m_lastId = 0;
    std::array<int, 4> m_counts{};
    std::array<QIcon, 4> m_icons;
    QColor m_muted;
};

} // namespace tw::preview
