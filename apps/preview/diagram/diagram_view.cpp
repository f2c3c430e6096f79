// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagram_view.h"

#include "diagram/camera.h"
#include "diagram/diagram_scene.h"
#include "diagram/focus_bar.h"
#include "diagram/keyboard_navigation.h"
#include "diagram/minimap.h"
#include "diagram/pointer_input.h"
#include "diagram/search_bar.h"
#include "diagram/table_menu.h"

#include <QMenu>

#include <algorithm>

namespace tw::preview {

namespace {

constexpr int flashTime = 900;
constexpr double zoomStep = 1.25;

} // namespace

DiagramView::DiagramView(Document *document, Selection *selection, QWidget *parent)
    : QGraphicsView(parent), m_document(document), m_selection(selection),
      m_scene(new DiagramScene(this)), m_theme(&Theme::light()), m_camera(new Camera(this)),
      m_minimap(new Minimap(this)), m_searchBar(new SearchBar(this, document, this)),
      m_focusBar(new FocusBar(this)), m_flash(new QVariantAnimation(this)),
      m_pointer(std::make_unique<PointerInput>(this)),
      m_keyboard(std::make_unique<KeyboardNavigation>(this))
{
    setObjectName(QStringLiteral("diagram"));
    setScene(m_scene);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    setOptimizationFlag(QGraphicsView::DontAdjustForAntialiasing);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->grabGesture(Qt::PinchGesture);
    setAccessibleName(QStringLiteral("Diagram"));

    m_focusBar->hide();
    connect(m_focusBar, &FocusBar::stepsChanged, this,
            [this](int steps) { setFocusTable(m_focusTable, steps); });
    connect(m_focusBar, &FocusBar::showAllRequested, this, &DiagramView::clearFocus);
    connect(m_searchBar, &SearchBar::resized, this, &DiagramView::placeOverlays);
    connect(m_searchBar, &SearchBar::closed, this, [this] { setFocus(); });
    connect(m_camera, &Camera::zoomChanged, this, &DiagramView::zoomChanged);

    m_flash->setStartValue(1.0);
    m_flash->setEndValue(0.0);
    m_flash->setDuration(flashTime);
    connect(m_flash, &QVariantAnimation::valueChanged, this, [this] { viewport()->update(); });

    connect(document, &Document::snapshotChanged, this, &DiagramView::takeSnapshot);
    connect(document, &Document::positionsChanged, this, &DiagramView::takePositions);
    connect(document, &Document::textReplaced, this, &DiagramView::startAnew);
    connect(selection, &Selection::changed, this, &DiagramView::takeSelection);
    setTheme(*m_theme);
    if (document->snapshot())
        takeSnapshot();
}

DiagramView::~DiagramView()
{
    // What it would tell a half destroyed view.
    m_scene->disconnect(this);
    m_searchBar->disconnect(this);
}

const DiagramModel &DiagramView::model() const { return m_scene->model(); }

const DiagramTable *DiagramView::tableWith(const QString &key) const
{
    const auto found = model().byKey.constFind(key);
    return found == model().byKey.cend() ? nullptr
                                         : &model().tables[static_cast<std::size_t>(*found)];
}

void DiagramView::setTheme(const Theme &theme)
{
    m_theme = &theme;
    m_scene->setTheme(theme);
    m_minimap->setTheme(theme);
    m_searchBar->setTheme(theme);
    m_focusBar->setTheme(theme);
    viewport()->update();
}

// The document.

void DiagramView::startAnew()
{
    m_pointer->cancel();
    m_keyboard->endSeries();
    m_fitNext = true;
    select({}, {});
    clearFocus();
    useAspect();
}

void DiagramView::useAspect()
{
    if (!isVisible())
        return;
    auto options = m_document->diagramOptions();
    options.aspect = std::clamp(double(width()) / std::max(height(), 1), 0.5, 3.0);
    m_document->setDiagramOptions(options);
}

void DiagramView::layOutAgain()
{
    useAspect();
    m_fitNext = true;
    m_document->layOutAgain();
}

void DiagramView::takeSnapshot()
{
    if (m_scene->snapshot() == m_document->snapshot())
        return;
    showSnapshot();
    selectAnew();
    mark();
    if (hasFocusTable())
        applyFocus(false);
}

void DiagramView::showSnapshot()
{
    const auto snapshot = m_document->snapshot();
    const bool allInSight = m_camera->visible().contains(m_camera->bounds());
    const auto before = model().tables.size();
    m_scene->setModel(snapshot);
    if (!m_moving)
        m_scene->setTablePositions(m_document->positions());
    m_selected.removeIf([this](const QString &key) { return !model().byKey.contains(key); });
    if (!m_current.isEmpty() && !model().byKey.contains(m_current)) {
        m_current.clear();
        m_currentColumn.clear();
        emit currentTableChanged(m_current);
    }
    placesChanged();

    const auto count = model().tables.size();
    const bool isFirst = m_fitNext && count > 0 && snapshot->revision == m_document->revision();
    // A diagram that grows under an untouched view stays in sight as a whole.
    const bool grew = before > 0 && count > before && allInSight && !m_camera->isMoved() &&
                      !m_camera->visible().contains(m_camera->bounds());
    if (isFirst || grew) {
        m_camera->fit(m_camera->bounds());
        m_fitNext = false;
    }
    viewport()->update();
}

void DiagramView::takePositions()
{
    if (m_moving)
        return;
    m_scene->setTablePositions(m_document->positions());
    placesChanged();
}

void DiagramView::placesChanged()
{
    // While nothing is there, for the text is half typed, the view stays.
    if (const auto bounds = m_scene->contentRect(); !bounds.isEmpty()) {
        m_camera->setBounds(bounds);
        // Undone moves may leave nothing where one looks.
        if (!m_fitNext && !m_camera->visible().intersects(m_camera->bounds()))
            m_camera->fit(m_camera->bounds());
    }
    m_minimap->redraw();
    emit cameraMoved();
}

void DiagramView::beginMove()
{
    m_moving = true;
    m_scene->setDragging(true);
}

void DiagramView::endMove(const TablePositions &moved)
{
    m_moving = false;
    m_scene->setDragging(false);
    setGuides({});
    if (!moved.isEmpty())
        moveTables(moved); // comes back as `takePositions`
    else
        takePositions();
}

void DiagramView::moveTables(const TablePositions &moved, int gesture)
{
    m_camera->setMoved();
    const auto *only = moved.size() == 1 ? tableWith(moved.cbegin().key()) : nullptr;
    m_document->moveTables(moved,
                           only ? QStringLiteral("Move %1").arg(only->name)
                                : QStringLiteral("Move %1 tables").arg(moved.size()),
                           gesture);
}

// Where one looks.

double DiagramView::zoom() const { return m_camera->zoom(); }

bool DiagramView::isAnimated() const { return m_camera->isAnimated(); }

void DiagramView::setAnimated(bool animated) { m_camera->setAnimated(animated); }

void DiagramView::centerOn(const QString &key)
{
    const auto *item = m_scene->table(key);
    if (!item)
        return;
    m_camera->setMoved();
    // From afar its names would not be read.
    m_camera->glide(item->box().center(), std::max(m_camera->zoom(), 0.6));
}

void DiagramView::reveal(const QString &key)
{
    if (const auto *item = m_scene->table(key))
        m_camera->reveal(item->box());
}

void DiagramView::zoomBy(double factor)
{
    const double before = zoom();
    double after = before * factor;
    // Not past 100 %, where letters are sharpest.
    if ((before < 0.99 && after > 1) || (before > 1.01 && after < 1))
        after = 1;
    m_camera->zoomAbout(viewport()->rect().center(), after);
}

void DiagramView::zoomIn() { zoomBy(zoomStep); }

void DiagramView::zoomOut() { zoomBy(1 / zoomStep); }

void DiagramView::zoomReset() { m_camera->zoomAbout(viewport()->rect().center(), 1); }

void DiagramView::zoomToFit() { m_camera->fit(m_scene->contentRect(), 1, true); }

void DiagramView::openSearch()
{
    m_searchBar->open();
    placeOverlays();
}

void DiagramView::showMenu(const QString &key, QPoint globalPosition)
{
    // The menu key comes as a key and as a request for the menu.
    const auto *open = findChild<QMenu *>(QStringLiteral("diagramMenu"));
    if (!open || !open->isVisible())
        makeDiagramMenu(this, key)->popup(globalPosition);
}

void DiagramView::flash(const QString &key)
{
    m_flashing = key;
    m_flash->stop();
    if (isAnimated())
        m_flash->start();
}

} // namespace tw::preview

#include "moc_diagram_view.cpp" // NOLINT(bugprone-suspicious-include)
