// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <tablewright/diff/schema_diff.h>

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace tw::preview {

/// The changes as a tree: tables and the like, under them their parts, under these the properties
/// that differ.
class DiffModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { ElementColumn, ChangeColumn, BeforeColumn, AfterColumn };
    static constexpr int columns = AfterColumn + 1;

    explicit DiffModel(QObject *parent);
    ~DiffModel() override;

    void setDiff(const SchemaDiff &diff);
    void setTheme(const Theme &theme);
    /// Of the element that the row is or belongs to, by names.
    [[nodiscard]] QByteArray pathOf(const QModelIndex &index) const;
    /// Its parts are what changed of it, so they are worth to be seen at once.
    [[nodiscard]] bool isOpenAtFirst(const QModelIndex &index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    struct Node;

    Node *nodeFor(const SchemaChange &change);
    static Node *childOf(Node &parent, const QByteArray &path);
    static void addProperties(Node &node, const SchemaChange &change);
    [[nodiscard]] const Node *nodeAt(const QModelIndex &index) const;
    [[nodiscard]] QColor colorOf(const Node &node) const;

    std::unique_ptr<Node> m_root;
    Theme m_theme;
};

} // namespace tw::preview
