// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/plugin_model.h"

#include <QFileInfo>

namespace tw::preview {

PluginModel::PluginModel(Engine *engine, QObject *parent)
    : QAbstractTableModel(parent), m_engine(engine),
      m_rows(static_cast<int>(engine->plugins().size())), m_theme(Theme::light())
{
}

void PluginModel::refresh()
{
    const int rows = static_cast<int>(m_engine->plugins().size());
    if (rows != m_rows) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    } else if (rows > 0) {
        emit dataChanged(index(0, 0), index(rows - 1, columns - 1));
    }
}

void PluginModel::setTheme(const Theme &theme)
{
    m_theme = theme;
    refresh();
}

const PluginSpec &PluginModel::plugin(int row) const
{
    return m_engine->plugins()[static_cast<std::size_t>(row)];
}

QString PluginModel::nameOf(const PluginSpec &plugin)
{
    return plugin.name.empty() ? QFileInfo(QString::fromStdString(plugin.path)).fileName()
                               : QString::fromStdString(plugin.name);
}

QString PluginModel::versionOf(const PluginVersion &version)
{
    return QStringLiteral("%1.%2.%3").arg(version.major).arg(version.minor).arg(version.patch);
}

bool PluginModel::isRefused(const PluginSpec &plugin)
{
    switch (plugin.state) {
    case PluginSpec::State::Invalid:
    case PluginSpec::State::Incompatible:
    case PluginSpec::State::Unresolved:
    case PluginSpec::State::Failed:
        return true;
    case PluginSpec::State::Shadowed:
    case PluginSpec::State::Disabled:
    case PluginSpec::State::Ready:
    case PluginSpec::State::Loaded:
        break;
    }
    return false;
}

bool PluginModel::isOn(const PluginSpec &plugin) const
{
    return m_engine->isPluginEnabled(QString::fromStdString(plugin.id));
}

bool PluginModel::isSwitchable(const PluginSpec &plugin) const
{
    return !plugin.id.empty() && !isRefused(plugin) &&
           plugin.state != PluginSpec::State::Shadowed &&
           m_engine->canSwitchPlugin(QString::fromStdString(plugin.id));
}

QString PluginModel::stateOf(const PluginSpec &plugin) const
{
    if (!isRefused(plugin) && isSwitchable(plugin) && !isOn(plugin))
        return QStringLiteral("off");
    const std::string_view state = spelling(plugin.state);
    return QString::fromUtf8(state.data(), static_cast<qsizetype>(state.size()));
}

QColor PluginModel::stateColor(const PluginSpec &plugin) const
{
    if (isRefused(plugin))
        return m_theme.error;
    if (plugin.state == PluginSpec::State::Shadowed)
        return m_theme.warning;
    if (plugin.state != PluginSpec::State::Loaded || !isOn(plugin))
        return m_theme.mutedText;
    return m_theme.good;
}

int PluginModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_rows; }

int PluginModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant PluginModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const PluginSpec &shown = plugin(index.row());
    if (role == Qt::CheckStateRole && index.column() == NameColumn && !isRefused(shown))
        return isOn(shown) && shown.state != PluginSpec::State::Shadowed ? Qt::Checked
                                                                         : Qt::Unchecked;
    if (role == Qt::ForegroundRole) {
        if (index.column() == StateColumn)
            return stateColor(shown);
        return index.column() == NameColumn ? QVariant() : m_theme.mutedText;
    }
    if (role == Qt::ToolTipRole && index.column() == NameColumn && !isSwitchable(shown) &&
        shown.state == PluginSpec::State::Loaded)
        return QStringLiteral("Nothing compiles without it, so it stays on");
    const bool isLong = index.column() == ReasonColumn || index.column() == PathColumn;
    if (role != Qt::DisplayRole && (role != Qt::ToolTipRole || !isLong))
        return {};
    switch (index.column()) {
    case NameColumn:
        return nameOf(shown);
    case StateColumn:
        return stateOf(shown);
    case VersionColumn:
        return shown.id.empty() ? QString() : versionOf(shown.version);
    case IdColumn:
        return QString::fromStdString(shown.id);
    case ReasonColumn:
        return QString::fromStdString(shown.reason);
    default:
        return QString::fromStdString(shown.path);
    }
}

bool PluginModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || index.column() != NameColumn)
        return false;
    const bool on = value.toInt() == Qt::Checked;
    m_engine->setPluginEnabled(QString::fromStdString(plugin(index.row()).id), on);
    refresh();
    return true;
}

Qt::ItemFlags PluginModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == NameColumn && isSwitchable(plugin(index.row())))
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant PluginModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    static const QStringList titles = {QStringLiteral("Plugin"),     QStringLiteral("State"),
                                       QStringLiteral("Reason"),     QStringLiteral("Version"),
                                       QStringLiteral("Identifier"), QStringLiteral("File")};
    return titles.value(section);
}

} // namespace tw::preview
