// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/selection.h"
#include "model/theme.h"

#include <QGraphicsView>
#include <QSet>
#include <QVariantAnimation>

#include <memory>
#include <vector>

namespace tw::preview {

class Camera;
class DiagramScene;
class FocusBar;
class KeyboardNavigation;
class Minimap;
class PointerInput;
class SearchBar;

/// The document's diagram in a window: shows each new snapshot, and is where one zooms, walks,
/// selects and drags. Its overlays (search, focus bar, minimap) are its own children.
class DiagramView : public QGraphicsView {
    Q_OBJECT
    Q_PROPERTY(bool animated READ isAnimated WRITE setAnimated)
public:
    DiagramView(Document *document, Selection *selection, QWidget *parent = nullptr);
    ~DiagramView() override;

    [[nodiscard]] Document *document() const { return m_document; }
    [[nodiscard]] Selection *selection() const { return m_selection; }
    [[nodiscard]] DiagramScene *diagramScene() const { return m_scene; }
    [[nodiscard]] Minimap *minimap() const { return m_minimap; }
    [[nodiscard]] SearchBar *searchBar() const { return m_searchBar; }
    [[nodiscard]] FocusBar *focusBar() const { return m_focusBar; }
    [[nodiscard]] Camera *camera() const { return m_camera; }
    [[nodiscard]] const DiagramModel &model() const;
    [[nodiscard]] const DiagramTable *tableWith(const QString &key) const; ///< null for none

    /// The theme must outlive the view.
    void setTheme(const Theme &theme);
    [[nodiscard]] const Theme &theme() const { return *m_theme; }

    // Where one looks. 1 is a scene unit a pixel.
    [[nodiscard]] double zoom() const;
    [[nodiscard]] bool isAnimated() const;
    void setAnimated(bool animated);
    using QGraphicsView::centerOn;
    void centerOn(const QString &key);
    /// Pans only when the table is not wholly in sight.
    void reveal(const QString &key);

    /// The table that keys act on, one of the selected; empty for none.
    [[nodiscard]] const QString &currentTable() const { return m_current; }
    [[nodiscard]] const QSet<QString> &selectedTables() const { return m_selected; }
    /// In the shared selection, the element is what is looked at; the current table if invalid.
    void select(const QString &current, const QSet<QString> &keys, const ElementRef &element = {});
    void select(const QString &key) { select(key, {key}); }
    /// Marks the tables, and tells nobody: a rubber band is being drawn.
    void preselect(const QSet<QString> &keys);
    void clearSelection();
    /// Centres the table, selects it, or the column given, and makes it flash.
    void showTable(const QString &key, int column = -1);
    void goToSource(const ElementRef &element);
    void goToSource(const QString &key);
    /// The boxes of what is shown, where they are now, with their keys.
    [[nodiscard]] std::vector<std::pair<QString, QRectF>> shownBoxes() const;

    // Moves of tables that are under way; the document hears of them at the end.
    void beginMove();
    void endMove(const TablePositions &moved);
    /// Calls in a row with the same gesture, other than 0, are one step of undo.
    void moveTables(const TablePositions &moved, int gesture = 0);
    void setGuides(const std::vector<QLineF> &guides);
    void setRubberBand(const QRectF &sceneRect);

    // Only a table and those within some steps of it are shown.
    void setFocusTable(const QString &key, int steps);
    void clearFocus();
    [[nodiscard]] bool hasFocusTable() const { return !m_focusTable.isEmpty(); }
    [[nodiscard]] const QString &focusTable() const { return m_focusTable; }
    [[nodiscard]] int focusSteps() const { return m_focusSteps; }

public slots:
    void zoomIn();
    void zoomOut();
    void zoomReset();
    void zoomToFit();
    void openSearch();
    /// On the current table, and off when it is on that one.
    void toggleFocus();
    /// For the table, or for the ground when the key is empty.
    void showMenu(const QString &key, QPoint globalPosition);
    void selectAll();
    /// In the view's proportions.
    void layOutAgain();

signals:
    void zoomChanged(double zoom);
    void cameraMoved(); ///< what is visible has changed
    void currentTableChanged(const QString &key);
    void selectedTablesChanged();
    void focusTableChanged(const QString &key, int steps);

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void startAnew();
    void useAspect();
    void takeSnapshot();
    void showSnapshot();
    void selectAnew();
    void takePositions();
    void takeSelection(const ElementRef &element, const QObject *by);
    void zoomBy(double factor);
    void mark();
    void placesChanged();
    void applyFocus(bool fit);
    void placeOverlays();
    void describeCurrent();
    void flash(const QString &key);
    void drawHint(QPainter &painter);

    Document *m_document;
    Selection *m_selection;
    DiagramScene *m_scene;
    const Theme *m_theme;
    Camera *m_camera;
    Minimap *m_minimap;
    SearchBar *m_searchBar;
    FocusBar *m_focusBar;
    QVariantAnimation *m_flash;
    std::unique_ptr<PointerInput> m_pointer;
    std::unique_ptr<KeyboardNavigation> m_keyboard;
    QString m_current;
    QString m_currentColumn; ///< by name, for it outlives a recompile
    QSet<QString> m_selected;
    QString m_focusTable;
    int m_focusSteps = 1;
    QString m_flashing;
    std::vector<QLineF> m_guides;
    QRectF m_rubberBand;
    QPointF m_centreBeforeFocus;
    double m_zoomBeforeFocus = 0;
    bool m_fitNext = true;
    bool m_moving = false;
    bool m_ringed = false; ///< the focus came by the keyboard, so it is shown
};

} // namespace tw::preview
