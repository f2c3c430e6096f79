// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariantAnimation>
#include <QWidget>

namespace tw::preview {

/// A small arc that turns while something works; an empty place of the same size when nothing does.
class BusyIndicator : public QWidget {
    Q_OBJECT
public:
    explicit BusyIndicator(QWidget *parent = nullptr);

    void setBusy(bool busy);
    [[nodiscard]] bool isBusy() const { return m_turn.state() == QAbstractAnimation::Running; }
    [[nodiscard]] QSize sizeHint() const override { return {16, 16}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVariantAnimation m_turn;
};

} // namespace tw::preview
