// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/table_item.h"

#include "diagram/diagram_scene.h"
#include "diagram/table_painter.h"
#include "model/diagram_metrics.h"

#include <QStyleOptionGraphicsItem>

#include <algorithm>

namespace tw::preview {

using namespace metrics;

namespace {

constexpr double fullScale = 0.55;  // from here on rows are drawn
constexpr double namesScale = 0.07; // from here on names may fit

bool looksTheSame(const DiagramTable &a, const DiagramTable &b)
{
    return a.box.size() == b.box.size() && a.name == b.name && a.namespaceName == b.namespaceName &&
           a.note == b.note && a.isEnum == b.isEnum && a.isJunction == b.isJunction &&
           a.header == b.header && std::equal(a.findings, a.findings + 4, b.findings) &&
           std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                      [](const DiagramColumn &x, const DiagramColumn &y) {
                          return x.name == y.name && x.type == y.type && x.note == y.note &&
                                 x.primaryKey == y.primaryKey && x.foreignKey == y.foreignKey &&
                                 x.unique == y.unique && x.nullable == y.nullable;
                      });
}

QString paragraph(const QString &text)
{
    return text.isEmpty() ? QString()
                          : QStringLiteral("<p style='margin-top:4px; margin-bottom:0'>%1</p>")
                                .arg(text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")));
}

QString counted(int count, const QString &what)
{
    return QStringLiteral("%1 %2%3").arg(count).arg(what,
                                                    count == 1 ? QString() : QStringLiteral("s"));
}

} // namespace

TableItem::TableItem(DiagramScene *scene, const DiagramTable *data, int index)
    : m_scene(scene), m_data(data), m_index(index)
{
    setFlags(ItemIsSelectable | ItemSendsGeometryChanges);
    setPos(data->box.topLeft());
}

TableItem::~TableItem() = default;

void TableItem::setData(const DiagramTable *data, int index)
{
    const bool same = looksTheSame(*m_data, *data);
    if (m_data->box.size() != data->box.size())
        prepareGeometryChange();
    m_data = data;
    m_index = index;
    if (!same) {
        m_texts.reset();
        update();
    }
}

QRectF TableItem::rowRect(int column) const
{
    if (column < 0)
        return {0, 0, m_data->box.width(), headerHeight};
    return {0, headerHeight + column * rowHeight, m_data->box.width(), rowHeight};
}

int TableItem::columnAt(const QPointF &point) const
{
    if (point.y() < headerHeight)
        return -1;
    const int row = static_cast<int>((point.y() - headerHeight) / rowHeight);
    return row < static_cast<int>(m_data->columns.size()) ? row : -1;
}

QString TableItem::describe(int column) const
{
    if (column < 0 || static_cast<std::size_t>(column) >= m_data->columns.size()) {
        QString text = QStringLiteral("<b>%1</b>").arg(titleOf(*m_data).toHtmlEscaped());
        const auto count = static_cast<int>(m_data->columns.size());
        text += paragraph(
            m_data->isEnum ? QStringLiteral("enum, %1").arg(counted(count, QStringLiteral("value")))
            : m_data->isJunction ? QStringLiteral("made of a many-to-many relationship")
                                 : counted(count, QStringLiteral("column")));
        text += paragraph(m_data->note);
        QStringList found;
        if (const int errors = m_data->findings[static_cast<int>(Severity::Error)]; errors > 0)
            found += counted(errors, QStringLiteral("error"));
        if (const int warnings = m_data->findings[static_cast<int>(Severity::Warning)];
            warnings > 0)
            found += counted(warnings, QStringLiteral("warning"));
        return text + paragraph(found.join(QStringLiteral(", ")));
    }
    const DiagramColumn &row = m_data->columns[static_cast<std::size_t>(column)];
    QString text = QStringLiteral("<b>%1</b>").arg(row.name.toHtmlEscaped());
    if (m_data->isEnum)
        return text + paragraph(row.note);
    text += u' ' + row.type.toHtmlEscaped();
    QStringList facts;
    if (row.primaryKey)
        facts += QStringLiteral("primary key");
    if (row.unique)
        facts += QStringLiteral("unique");
    if (row.foreignKey)
        facts += QStringLiteral("foreign key");
    facts += row.nullable ? QStringLiteral("may be null") : QStringLiteral("not null");
    return text + paragraph(facts.join(QStringLiteral(", "))) + paragraph(row.note);
}

QRectF TableItem::boundingRect() const
{
    return QRectF({}, m_data->box.size()).adjusted(-2, -2, 2, 5); // frame and shadow
}

QPainterPath TableItem::shape() const
{
    QPainterPath path;
    path.addRect(QRectF({}, m_data->box.size()));
    return path;
}

void TableItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option,
                      QWidget * /*widget*/)
{
    TablePainter::Marks marks;
    marks.selected = (option->state & QStyle::State_Selected) != 0;
    marks.dimmed = m_scene->emphasisOf(m_index) == DiagramScene::Emphasis::Dimmed;
    m_scene->fillMarks(m_index, marks);

    const bool full = m_scene->isFullDetail();
    const double scale =
        full ? 1 : QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    TablePainter card(*painter, m_scene->theme(), full);
    if (scale < namesScale) {
        card.paintBox(*m_data, marks, scale);
        return;
    }
    if (!m_texts)
        m_texts = std::make_unique<TableTexts>(*m_data);
    if (scale >= fullScale)
        card.paint(*m_data, *m_texts, marks);
    else if (!card.paintName(*m_data, *m_texts, marks, scale))
        card.paintBox(*m_data, marks, scale);
}

QVariant TableItem::itemChange(GraphicsItemChange change, const QVariant &value)
{
    if (change == ItemPositionHasChanged && scene() != nullptr)
        m_scene->tableMoved(this);
    return QGraphicsItem::itemChange(change, value);
}

} // namespace tw::preview
