// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <QWidget>

#include <functional>
#include <vector>

namespace tw::preview {

/// A narrow strip beside the scroll bar that stands for the whole text: where findings and matches
/// are. A click goes there.
class OverviewStrip : public QWidget {
    Q_OBJECT
public:
    explicit OverviewStrip(QWidget *parent);

    struct Mark {
        double place = 0; ///< of the text's height, from 0 to 1
        QColor color;
        int weight = 0; ///< what is heavier is drawn over the others
    };
    void setMarks(std::vector<Mark> marks);
    void setTheme(const Theme &theme);

    [[nodiscard]] QSize sizeHint() const override { return {10, 40}; }

signals:
    void placeClicked(double place);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    std::vector<Mark> m_marks;
    QColor m_ground, m_line;
};

} // namespace tw::preview
