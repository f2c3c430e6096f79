// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"
#include "window/icons.h"

#include <QAbstractButton>
#include <QLineF>
#include <QRectF>

#include <vector>

namespace tw::preview {

/// A schema in small: its tables as boxes, its keys as lines.
struct Thumbnail {
    std::vector<QRectF> boxes;
    std::vector<QLineF> lines;
    /// Of schema JSON that tells where its tables stand.
    [[nodiscard]] static Thumbnail of(const QByteArray &json);
};

/// Something to open: a title with a line about it. A row of a list, or a card with a picture.
class EntryButton : public QAbstractButton {
    Q_OBJECT
public:
    EntryButton(const QString &title, const QString &detail, QWidget *parent);

    void setTheme(const Theme &theme);
    void setEntryIcon(Icon icon) { m_icon = icon; }
    /// Makes it a card.
    void setThumbnail(Thumbnail thumbnail);
    /// The file is gone: shown, and not to be pressed.
    void setMissing(bool missing);
    /// Long paths are cut in the middle, sentences at their end.
    void setDetailElide(Qt::TextElideMode mode) { m_elide = mode; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void paintThumbnail(QPainter &painter, const QRectF &area) const;
    void paintTexts(QPainter &painter, const QRect &area) const;
    [[nodiscard]] bool isCard() const { return !m_thumbnail.boxes.empty(); }

    QString m_detail;
    Icon m_icon = Icon::Table;
    Thumbnail m_thumbnail;
    Qt::TextElideMode m_elide = Qt::ElideRight;
    Theme m_theme;
};

} // namespace tw::preview
