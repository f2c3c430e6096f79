// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagram_view.h"

#include "diagram/camera.h"
#include "diagram/diagram_scene.h"
#include "diagram/focus_bar.h"
#include "diagram/keyboard_navigation.h"
#include "diagram/minimap.h"
#include "diagram/neighbourhood.h"
#include "diagram/pointer_input.h"
#include "diagram/search_bar.h"
#include "diagram/table_menu.h"

#include <QMenu>

#include <algorithm>

namespace tw::preview {

namespace {

constexpr int flashTime = 900;
constexpr double zoomStep = 1.25;

const DiagramTable *tableOf(const DiagramModel &model, const QString &key)
{
    const auto found = model.byKey.constFind(key);
    return found == model.byKey.cend() ? nullptr : &model.tables[static_cast<std::size_t>(*found)];
}

} // namespace

DiagramView::DiagramView(Document *document, Selection *selection, QWidget *parent)
    : QGraphicsView(parent), m_document(document), m_selection(selection),
      m_scene(new DiagramScene(this)), m_theme(&Theme::light()), m_camera(new Camera(this)),
      m_minimap(nullptr), m_searchBar(nullptr), m_focusBar(new FocusBar(this)),
      m_flash(new QVariantAnimation(this)), m_pointer(std::make_unique<PointerInput>(this)),
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

    m_minimap = new Minimap(this);
    m_searchBar = new SearchBar(this, document, this);
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

/// Elements are numbered anew by each compile; what was looked at is found by its name.
void DiagramView::selectAnew()
{
    using Kind = ElementRef::Kind;
    const auto *table = tableOf(model(), m_current);
    const auto kind = m_selection->current().kind;
    if (!table || (kind != Kind::Table && kind != Kind::Enum && kind != Kind::Column))
        return;
    const auto column = std::ranges::find(table->columns, m_currentColumn, &DiagramColumn::name);
    m_selection->select(column == table->columns.end() ? table->element : column->element, this);
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
        moveTables(moved);
    takePositions();
}

void DiagramView::moveTables(const TablePositions &moved, int gesture)
{
    m_camera->setMoved();
    const auto *only = moved.size() == 1 ? tableOf(model(), moved.cbegin().key()) : nullptr;
    m_document->moveTables(moved,
                           only ? QStringLiteral("Move %1").arg(only->name)
                                : QStringLiteral("Move %1 tables").arg(moved.size()),
                           gesture);
}

// The selection.

void DiagramView::takeSelection(const ElementRef &element, const QObject *by)
{
    if (by == this)
        return;
    if (m_scene->snapshot() != m_document->snapshot())
        showSnapshot(); // the other heard of it first
    const auto key = m_scene->tableOf(element);
    m_current = key;
    m_selected = key.isEmpty() ? QSet<QString>{} : QSet<QString>{key};
    mark();
    emit currentTableChanged(m_current);
    emit selectedTablesChanged();
    if (!key.isEmpty() && m_scene->isShown(key) && !m_moving) {
        auto rect = m_scene->rectOf(element);
        if (rect.isEmpty() || element.kind == ElementRef::Kind::Group)
            return;
        if (!m_camera->visible().intersects(rect))
            m_camera->reveal(rect);
    }
}

void DiagramView::select(const QString &current, const QSet<QString> &keys,
                         const ElementRef &element)
{
    const bool changes = current != m_current;
    m_current = current;
    m_selected = keys;
    auto looked = element;
    if (const auto *table = tableOf(model(), current); table && !looked.isValid())
        looked = table->element;
    m_selection->select(looked, this);
    mark();
    if (changes)
        emit currentTableChanged(m_current);
    emit selectedTablesChanged();
}

void DiagramView::preselect(const QSet<QString> &keys)
{
    if (keys == m_selected)
        return;
    m_selected = keys;
    mark();
}

void DiagramView::clearSelection() { select({}, {}); }

void DiagramView::selectAll()
{
    QSet<QString> keys;
    for (const auto &[key, box] : shownBoxes())
        keys.insert(key);
    select(keys.contains(m_current) ? m_current : QString(), keys);
}

/// Shows in the scene what is selected and current.
void DiagramView::mark()
{
    m_scene->setCurrent(m_selection->current());
    for (const auto &table : model().tables) {
        auto *item = m_scene->table(table.key);
        const bool selected = m_selected.contains(table.key);
        if (item && item->isSelected() != selected)
            item->setSelected(selected);
    }
    m_currentColumn.clear();
    const auto &element = m_selection->current();
    if (const auto *table = tableOf(model(), m_current);
        table && element.kind == ElementRef::Kind::Column) {
        for (const auto &column : table->columns) {
            if (column.element == element)
                m_currentColumn = column.name;
        }
    }
    describeCurrent();
    viewport()->update();
}

void DiagramView::describeCurrent()
{
    const auto *table = tableOf(model(), m_current);
    QString text = QStringLiteral("%1 tables").arg(model().tables.size());
    if (table) {
        const auto links = std::ranges::count_if(model().edges, [&](const DiagramEdge &edge) {
            const int index = static_cast<int>(table - model().tables.data());
            return edge.source == index || edge.target == index;
        });
        text =
            QStringLiteral("%1 %2, %3 %4, %5 relationships, one of %6")
                .arg(table->isEnum ? QStringLiteral("enum") : QStringLiteral("table"), table->name)
                .arg(table->columns.size())
                .arg(table->isEnum ? QStringLiteral("values") : QStringLiteral("columns"))
                .arg(links)
                .arg(model().tables.size());
    }
    if (text != accessibleDescription())
        setAccessibleDescription(text);
}

void DiagramView::showTable(const QString &key, int column)
{
    const auto *table = tableOf(model(), key);
    if (!table)
        return;
    if (!m_scene->isShown(key))
        clearFocus();
    const bool isColumn = column >= 0 && static_cast<std::size_t>(column) < table->columns.size();
    select(key, {key},
           isColumn ? table->columns[static_cast<std::size_t>(column)].element : table->element);
    centerOn(key);
    flash(key);
}

void DiagramView::goToSource(const ElementRef &element)
{
    const auto &snapshot = m_scene->snapshot();
    if (!snapshot || !element.isValid())
        return;
    if (const auto range = placeOf(snapshot->declared(), element); range.isValid())
        m_selection->goToSource(range);
}

void DiagramView::goToSource(const QString &key)
{
    if (const auto *table = tableOf(model(), key))
        goToSource(m_scene->tableOf(m_selection->current()) == key ? m_selection->current()
                                                                   : table->element);
}

std::vector<std::pair<QString, QRectF>> DiagramView::shownBoxes() const
{
    std::vector<std::pair<QString, QRectF>> boxes;
    boxes.reserve(model().tables.size());
    for (const auto &table : model().tables) {
        const auto *item = m_scene->table(table.key);
        if (item && item->isVisible())
            boxes.emplace_back(table.key, item->box());
    }
    return boxes;
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

void DiagramView::zoomIn()
{
    m_camera->zoomAbout(viewport()->rect().center(), m_camera->zoom() * zoomStep);
}

void DiagramView::zoomOut()
{
    m_camera->zoomAbout(viewport()->rect().center(), m_camera->zoom() / zoomStep);
}

void DiagramView::zoomReset() { m_camera->zoomAbout(viewport()->rect().center(), 1); }

void DiagramView::zoomToFit() { m_camera->fit(m_scene->contentRect(), 1, true); }

void DiagramView::openSearch()
{
    m_searchBar->open();
    placeOverlays();
}

void DiagramView::showMenu(const QString &key, QPoint globalPosition)
{
    if (m_menu)
        return;
    m_menu = makeDiagramMenu(this, key);
    m_menu->popup(globalPosition);
}

void DiagramView::flash(const QString &key)
{
    m_flashing = key;
    m_flash->stop();
    if (isAnimated())
        m_flash->start();
}

// Focus.

void DiagramView::setFocusTable(const QString &key, int steps)
{
    if (!model().byKey.contains(key))
        return;
    if (!hasFocusTable()) {
        m_centreBeforeFocus = m_camera->centre();
        m_zoomBeforeFocus = m_camera->zoom();
    }
    m_focusTable = key;
    m_focusSteps = std::clamp(steps, 1, FocusBar::maxSteps);
    applyFocus(true);
    emit focusTableChanged(m_focusTable, m_focusSteps);
}

void DiagramView::clearFocus()
{
    if (!hasFocusTable())
        return;
    // The bar is about to hide.
    if (m_focusBar->isAncestorOf(focusWidget()))
        setFocus();
    m_focusTable.clear();
    applyFocus(false);
    m_camera->glide(m_centreBeforeFocus, m_zoomBeforeFocus);
    emit focusTableChanged({}, m_focusSteps);
}

void DiagramView::toggleFocus()
{
    if (hasFocusTable() && (m_current == m_focusTable || m_current.isEmpty()))
        clearFocus();
    else
        setFocusTable(m_current, m_focusSteps);
}

void DiagramView::applyFocus(bool fit)
{
    const auto keys = neighbourhood(model(), m_focusTable, m_focusSteps);
    if (keys.isEmpty()) {
        const bool ended = hasFocusTable();
        m_focusTable.clear();
        m_scene->setShown(nullptr);
        m_focusBar->hide();
        if (ended)
            emit focusTableChanged({}, m_focusSteps);
    } else {
        m_scene->setShown(&keys);
        m_focusBar->show(tableOf(model(), m_focusTable)->name, m_focusSteps,
                         static_cast<int>(keys.size()), static_cast<int>(model().tables.size()));
    }
    placeOverlays();
    mark();
    placesChanged();
    if (fit)
        m_camera->fit(m_scene->contentRect(), 1, true);
}

} // namespace tw::preview

#include "moc_diagram_view.cpp" // NOLINT(bugprone-suspicious-include)
