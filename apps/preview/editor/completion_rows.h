// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "language/completion.h"
#include "model/theme.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace tw::preview {

/// The rows of the list.
class CompletionModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    void setItems(const std::vector<Completion> &items, const std::string &prefix);
    [[nodiscard]] const Completion &item(int row) const
    {
        return m_items[static_cast<std::size_t>(row)];
    }
    [[nodiscard]] QString typed() const { return m_typed; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<Completion> m_items;
    QString m_typed;
};

/// A sign of what it is, its name with what was typed in bold, and what it says beside it.
class CompletionDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    CompletionDelegate(const CompletionModel *model, QObject *parent)
        : QStyledItemDelegate(parent), m_model(model)
    {
    }
    void setTheme(const Theme &theme) { m_theme = theme; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    const CompletionModel *m_model;
    Theme m_theme = Theme::light();
};

} // namespace tw::preview
