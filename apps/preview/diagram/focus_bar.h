// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QSpinBox;

namespace tw::preview {

/// Says which table the diagram is narrowed to, and widens it again.
class FocusBar : public QFrame {
    Q_OBJECT
public:
    static constexpr int maxSteps = 5;

    explicit FocusBar(QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    void show(const QString &table, int steps, int shown, int all);

signals:
    void stepsChanged(int steps);
    void showAllRequested();

private:
    QLabel *m_table;
    QSpinBox *m_steps;
    QLabel *m_unit;
    QLabel *m_count;
    QPushButton *m_all;
};

} // namespace tw::preview
