// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/table_menu.h"

#include "diagram/diagram_scene.h"
#include "diagram/diagram_view.h"
#include "diagram/minimap.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace tw::preview {

namespace {

void copy(const QString &text) { QGuiApplication::clipboard()->setText(text); }

/// The key is shown, and pressed in the view; the menu itself leaves it alone.
QAction *add(QMenu *menu, const QString &text, const QString &key = {})
{
    return menu->addAction(key.isEmpty() ? text : text + u'\t' + key);
}

void addTableActions(QMenu *menu, DiagramView *view, const DiagramTable &table)
{
    const auto snapshot = view->diagramScene()->snapshot();
    const auto key = table.key;
    const auto element = table.element;
    auto *source = add(menu, QStringLiteral("Go to source"), QStringLiteral("Enter"));
    QObject::connect(source, &QAction::triggered, view, [view, key] { view->goToSource(key); });
    source->setEnabled(element.isValid());
    menu->setDefaultAction(source);
    if (view->focusTable() == key) {
        auto *all = add(menu, QStringLiteral("Show all tables"), QStringLiteral("Esc"));
        QObject::connect(all, &QAction::triggered, view, &DiagramView::clearFocus);
    } else {
        auto *focus = add(menu, QStringLiteral("Show with neighbours only"), QStringLiteral("F"));
        QObject::connect(focus, &QAction::triggered, view,
                         [view, key] { view->setFocusTable(key, view->focusSteps()); });
    }
    menu->addSeparator();
    auto *name = add(menu, QStringLiteral("Copy name"), QStringLiteral("Ctrl+C"));
    QObject::connect(name, &QAction::triggered, view, [text = table.name] { copy(text); });
    auto *text = add(menu, QStringLiteral("Copy definition"));
    text->setEnabled(element.isValid());
    QObject::connect(text, &QAction::triggered, view,
                     [snapshot, element] { copy(sourceOf(*snapshot, element)); });
    auto *sql = add(menu, QStringLiteral("Copy as SQL"));
    sql->setEnabled(element.isValid() && snapshot->result.script.has_value());
    QObject::connect(sql, &QAction::triggered, view,
                     [snapshot, element] { copy(sqlOf(*snapshot, element)); });
}

void addDiagramActions(QMenu *menu, DiagramView *view)
{
    auto *fit = add(menu, QStringLiteral("Zoom to fit"), QStringLiteral("Home"));
    QObject::connect(fit, &QAction::triggered, view, &DiagramView::zoomToFit);
    auto *find = add(menu, QStringLiteral("Find table or column…"), QStringLiteral("Ctrl+F"));
    QObject::connect(find, &QAction::triggered, view, &DiagramView::openSearch);
    auto *all = add(menu, QStringLiteral("Select all"), QStringLiteral("Ctrl+A"));
    QObject::connect(all, &QAction::triggered, view, &DiagramView::selectAll);
    if (view->hasFocusTable()) {
        auto *show = add(menu, QStringLiteral("Show all tables"), QStringLiteral("Esc"));
        QObject::connect(show, &QAction::triggered, view, &DiagramView::clearFocus);
    }
    auto *map = add(menu, QStringLiteral("Minimap"));
    map->setCheckable(true);
    map->setChecked(view->minimap()->isWanted());
    QObject::connect(map, &QAction::toggled, view->minimap(), &Minimap::setWanted);
}

} // namespace

QMenu *makeDiagramMenu(DiagramView *view, const QString &key)
{
    auto *menu = new QMenu(view);
    menu->setObjectName(QStringLiteral("diagramMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (const auto *table = view->tableWith(key))
        addTableActions(menu, view, *table);
    else
        addDiagramActions(menu, view);
    menu->addSeparator();
    auto *layout = add(menu, QStringLiteral("Lay out again"));
    layout->setEnabled(!view->model().tables.empty());
    QObject::connect(layout, &QAction::triggered, view, &DiagramView::layOutAgain);
    return menu;
}

QString sqlOf(const Snapshot &snapshot, const ElementRef &element)
{
    QString sql;
    if (!snapshot.result.script)
        return sql;
    const auto &declared = snapshot.declared();
    const auto &script = *snapshot.result.script;
    for (const auto &statement : script.statements) {
        const auto of = elementOf(declared, snapshot.result.schema, statement.origin);
        bool belongs = of.kind == element.kind && of.element == element.element;
        if (element.kind == ElementRef::Kind::Table) {
            // What hangs on the table.
            if (of.kind == ElementRef::Kind::Index || of.kind == ElementRef::Kind::Column)
                belongs = of.element == element.element;
            else if (of.kind == ElementRef::Kind::ForeignKey &&
                     of.element < declared.foreignKeys.size())
                belongs = declared.foreignKeys[of.element].source.table.index() == element.element;
        }
        if (belongs)
            sql += QString::fromUtf8(script.textOf(statement)).trimmed() + QStringLiteral(";\n");
    }
    return sql;
}

QString sourceOf(const Snapshot &snapshot, const ElementRef &element)
{
    const auto &schema = snapshot.declared();
    SourceRange range;
    if (element.kind == ElementRef::Kind::Table && element.element < schema.tables.size())
        range = schema.tables[element.element].range;
    else if (element.kind == ElementRef::Kind::Enum && element.element < schema.enums.size())
        range = schema.enums[element.element].range;
    else
        range = placeOf(schema, element);
    if (!range.isValid())
        return {};
    const auto text = snapshot.sources->buffer(range.source).text();
    return QString::fromUtf8(text.substr(range.begin, range.size()));
}

} // namespace tw::preview
