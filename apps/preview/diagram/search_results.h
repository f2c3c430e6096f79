// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"
#include "diagram/search_index.h"
#include "model/theme.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace tw::preview {

/// The matches as a list; the first few hundred, for nobody reads on.
class SearchResults : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { WhereRole = Qt::UserRole, KindRole };
    enum Kind { TableKind, EnumKind, ColumnKind, ValueKind };

    using QAbstractListModel::QAbstractListModel;

    void set(const SnapshotPtr &snapshot, std::vector<DiagramMatch> matches, const QString &text);
    [[nodiscard]] const std::vector<DiagramMatch> &matches() const { return m_matches; }
    [[nodiscard]] const QString &text() const { return m_text; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    SnapshotPtr m_snapshot;
    std::vector<DiagramMatch> m_matches;
    QString m_text;
};

/// A match: what it is, its name with the part that fits, and where it is.
class SearchResultDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    SearchResultDelegate(const SearchResults *results, QObject *parent);

    void setTheme(const Theme &theme) { m_theme = theme; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    const SearchResults *m_results;
    Theme m_theme;
};

} // namespace tw::preview
