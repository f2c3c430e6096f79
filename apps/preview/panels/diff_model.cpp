// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/diff_model.h"

#include <tablewright/diff/render_diff.h>

#include <QFont>
#include <QHash>
#include <QStringList>

#include <algorithm>
#include <optional>

namespace tw::preview {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

struct ValueText {
    QString operator()(std::monostate) const { return QStringLiteral("—"); }
    QString operator()(bool value) const
    {
        return value ? QStringLiteral("yes") : QStringLiteral("no");
    }
    QString operator()(std::int64_t value) const { return QString::number(value); }
    QString operator()(double value) const { return QString::number(value, 'g', 10); }
    QString operator()(const std::string &value) const { return QString::fromStdString(value); }
    QString operator()(const DiffLiteral &value) const
    {
        return QString::fromStdString(value.text);
    }
    QString operator()(const std::vector<std::string> &values) const
    {
        QStringList all;
        for (const std::string &value : values)
            all.append(QString::fromStdString(value));
        return all.join(QStringLiteral(", "));
    }
};

bool isNothing(const DiffValue &value) { return std::holds_alternative<std::monostate>(value); }

/// `primary-key` as `primary key`, `headerColor` as `header color`.
QString spoken(std::string_view name)
{
    QString words;
    for (const QChar c : text(name)) {
        if (c == u'-')
            words += u' ';
        else if (c.isUpper())
            words += QString(u' ') + c.toLower();
        else
            words += c;
    }
    return words;
}

/// `tables` is what a table's path begins with.
QString wordOf(const QByteArray &collection)
{
    static const QHash<QByteArray, QString> words = {
        {"tables", QStringLiteral("table")},
        {"enums", QStringLiteral("enum")},
        {"columns", QStringLiteral("column")},
    };
    return words.value(collection);
}

QByteArray unescaped(QByteArray segment) { return segment.replace("~1", "/").replace("~0", "~"); }

} // namespace

/// An element, or a property of one when it has no path.
struct DiffModel::Node {
    Node *parent = nullptr;
    int row = 0;
    QByteArray path;
    QString word; ///< `table`; empty for properties
    QString name;
    QString before;
    QString after;
    std::vector<SchemaChange::Kind> kinds;
    std::vector<std::unique_ptr<Node>> children;
    QHash<QByteArray, Node *> byPath;

    [[nodiscard]] bool isProperty() const { return word.isEmpty(); }
    Node *add()
    {
        children.push_back(std::make_unique<Node>());
        children.back()->parent = this;
        children.back()->row = static_cast<int>(children.size()) - 1;
        return children.back().get();
    }
};

DiffModel::DiffModel(QObject *parent)
    : QAbstractItemModel(parent), m_root(std::make_unique<Node>()), m_theme(Theme::light())
{
}

DiffModel::~DiffModel() = default;

DiffModel::Node *DiffModel::childOf(Node &parent, const QByteArray &path)
{
    if (Node *known = parent.byPath.value(path))
        return known;
    Node *node = parent.add();
    node->path = path;
    const QList<QByteArray> segments = path.split('/');
    node->name = QString::fromUtf8(unescaped(segments.last()));
    if (segments.size() > 1)
        node->word = wordOf(segments[segments.size() - 2]);
    parent.byPath.insert(path, node);
    return node;
}

DiffModel::Node *DiffModel::nodeFor(const SchemaChange &change)
{
    const QByteArray path = QByteArray::fromStdString(change.path);
    Node *node = m_root.get();
    // `/tables/users` is within nothing, `/tables/users/columns/id` within the former.
    const qsizetype third = path.indexOf('/', path.indexOf('/', 1) + 1);
    if (path.count('/') > 2 && third > 0)
        node = childOf(*node, path.left(third));
    node = childOf(*node, path);
    node->word = spoken(spelling(change.element));
    if (change.element == DiffElement::PrimaryKey || !change.name.empty())
        node->name = QString::fromStdString(change.name);
    return node;
}

void DiffModel::addProperties(Node &node, const SchemaChange &change)
{
    struct Pair {
        std::string_view name;
        const DiffValue *before = nullptr;
        const DiffValue *after = nullptr;
    };
    std::vector<Pair> pairs;
    const auto pairOf = [&pairs](std::string_view name) -> Pair & {
        const auto found = std::ranges::find(pairs, name, &Pair::name);
        return found == pairs.end() ? pairs.emplace_back(Pair{name}) : *found;
    };
    for (const DiffProperty &property : change.before)
        pairOf(property.name).before = &property.value;
    for (const DiffProperty &property : change.after)
        pairOf(property.name).after = &property.value;
    // What it is says most of a column that came or went; the rest is under it.
    const std::vector<DiffProperty> &own = change.after.empty() ? change.before : change.after;
    const auto type = std::ranges::find(own, "dataType", &DiffProperty::name);
    const bool alone =
        change.kind == SchemaChange::Kind::Added || change.kind == SchemaChange::Kind::Removed;
    if (alone && type != own.end())
        (change.after.empty() ? node.before : node.after) = std::visit(ValueText(), type->value);
    for (const Pair &pair : pairs) {
        const DiffValue none;
        const DiffValue &before = pair.before != nullptr ? *pair.before : none;
        const DiffValue &after = pair.after != nullptr ? *pair.after : none;
        if (isNothing(before) && isNothing(after))
            continue;
        Node *row = node.add();
        row->name = spoken(pair.name);
        if (!alone || !isNothing(before))
            row->before = std::visit(ValueText(), before);
        if (!alone || !isNothing(after))
            row->after = std::visit(ValueText(), after);
    }
}

void DiffModel::setDiff(const SchemaDiff &diff)
{
    beginResetModel();
    m_root = std::make_unique<Node>();
    for (const SchemaChange &change : diff.changes) {
        Node *node = nodeFor(change);
        node->kinds.push_back(change.kind);
        addProperties(*node, change);
    }
    endResetModel();
}

void DiffModel::setTheme(const Theme &theme)
{
    m_theme = theme;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0, {}), index(rowCount() - 1, columns - 1, {}));
}

const DiffModel::Node *DiffModel::nodeAt(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<const Node *>(index.internalPointer()) : m_root.get();
}

QByteArray DiffModel::pathOf(const QModelIndex &index) const
{
    const Node *node = nodeAt(index);
    while (node->isProperty() && node->parent != nullptr)
        node = node->parent;
    return node->path;
}

bool DiffModel::isOpenAtFirst(const QModelIndex &index) const
{
    const Node *node = nodeAt(index);
    return std::ranges::none_of(node->kinds, [](SchemaChange::Kind kind) {
        return kind == SchemaChange::Kind::Added || kind == SchemaChange::Kind::Removed;
    });
}

QModelIndex DiffModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, nodeAt(parent)->children[static_cast<std::size_t>(row)].get());
}

QModelIndex DiffModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const Node *parent = nodeAt(child)->parent;
    return parent == m_root.get() ? QModelIndex() : createIndex(parent->row, 0, parent);
}

int DiffModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeAt(parent)->children.size());
}

int DiffModel::columnCount(const QModelIndex & /*parent*/) const { return columns; }

QColor DiffModel::colorOf(const Node &node) const
{
    if (node.kinds.empty())
        return m_theme.mutedText;
    switch (node.kinds.front()) {
    case SchemaChange::Kind::Added:
        return m_theme.good;
    case SchemaChange::Kind::Removed:
        return m_theme.error;
    case SchemaChange::Kind::Changed:
        return m_theme.warning;
    case SchemaChange::Kind::Renamed:
        return m_theme.accent;
    case SchemaChange::Kind::Moved:
        break;
    }
    return m_theme.mutedText;
}

QVariant DiffModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &node = *nodeAt(index);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        switch (index.column()) {
        case ElementColumn:
            return node.name.isEmpty() || node.isProperty() ? node.word + node.name
                                                            : node.word + u' ' + node.name;
        case ChangeColumn: {
            QStringList kinds;
            for (const SchemaChange::Kind kind : node.kinds)
                kinds.append(text(spelling(kind)));
            if (node.kinds.empty() && !node.isProperty())
                return QString(u'(' + QString::number(node.children.size()) + u')');
            return kinds.join(QStringLiteral(", "));
        }
        case BeforeColumn:
            return node.before;
        default:
            return node.after;
        }
    case Qt::ForegroundRole:
        if (index.column() == ChangeColumn)
            return colorOf(node);
        if (index.column() == ElementColumn)
            return node.isProperty() ? QVariant(m_theme.mutedText) : QVariant();
        if (node.isProperty() && !node.before.isEmpty() && !node.after.isEmpty())
            return index.column() == BeforeColumn ? m_theme.error : m_theme.good;
        return {};
    default:
        return {};
    }
}

QVariant DiffModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    static const QStringList titles = {QStringLiteral("Element"), QStringLiteral("Change"),
                                       QStringLiteral("Before"), QStringLiteral("After")};
    return titles.value(section);
}

} // namespace tw::preview
