// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/switches.h"
#include "model/theme.h"

#include <QStyledItemDelegate>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QTreeView;

namespace tw::preview {

/// The row of controls at a panel's top, with a line under it.
class PanelBar : public QWidget {
    Q_OBJECT
public:
    explicit PanelBar(QWidget *parent);

    [[nodiscard]] QHBoxLayout *row() const { return m_row; }
    void setTheme(const Theme &theme);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QHBoxLayout *m_row;
    QColor m_line;
    QColor m_ground;
};

/// What a panel shows in place of an empty list: what is the case, and what to do about it.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent);

    void setText(const QString &headline, const QString &explanation);
    void setTheme(const Theme &theme);
    [[nodiscard]] QString headline() const;

private:
    QLabel *m_headline;
    QLabel *m_explanation;
};

/// Rows with some air, without a frame around the current cell.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
};

/// A list of even rows without a frame; `name` becomes its object name.
[[nodiscard]] QTreeView *makeTree(QWidget *parent, const QString &name, const QString &spokenName);

// Widths, order and sorting of a tree's columns from run to run.
void restoreColumns(QTreeView *tree);
void saveColumns(const QTreeView *tree);

/// A monospace font of the size of the application's.
[[nodiscard]] QFont codeFont();

/// `1 error`, `3 errors`.
[[nodiscard]] QString counted(qsizetype count, const QString &one);

/// Who has the last word on a switch: `default`, `tablewright.toml`, `you`.
[[nodiscard]] QString decidedBy(Switch::By by);

/// A label in a muted colour that follows `setTheme` of its panel.
void setMuted(QLabel *label, const Theme &theme);

/// Sets the palette of a panel and of all in it, its ground being the theme's surface.
void applyTheme(QWidget *panel, const Theme &theme);

} // namespace tw::preview
