// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/plugin_model.h"

#include "panels/panel_parts.h"

#include <QFileInfo>

namespace tw::preview {

PluginModel::PluginModel(Document *document, Engine *engine, QObject *parent)
    : QAbstractTableModel(parent), m_document(document), m_engine(engine),
      m_rows(static_cast<int>(engine->plugins().size())), m_theme(Theme::light())
{
    readSwitches();
}

void PluginModel::readSwitches()
{
    const SnapshotPtr snapshot = m_document->snapshot();
    const PassSelection configured =
        snapshot ? snapshot->configuration.configuration.passes : PassSelection();
    const PassRegistry none;
    const auto compiler = m_engine->compiler();
    const Switches switches(compiler ? compiler->passes() : none, configured,
                            m_engine->setup()->chosen);
    m_switches.clear();
    for (const PluginSpec &plugin : m_engine->plugins())
        m_switches.push_back(switches.of(plugin));
}

void PluginModel::refresh()
{
    readSwitches();
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
    return QString::fromStdString(spelling(version));
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

const Switch &PluginModel::switchOf(const PluginSpec &plugin) const
{
    return m_switches[static_cast<std::size_t>(&plugin - m_engine->plugins().data())];
}

QString PluginModel::placeOf(const PluginSpec &plugin)
{
    if (plugin.state != PluginSpec::State::Loaded)
        return {};
    return plugin.isIsolated ? QStringLiteral("isolated") : QStringLiteral("in the program");
}

QString PluginModel::reasonOf(const PluginSpec &plugin) const
{
    if (!isSwitchable(plugin))
        return {};
    const Switch &state = switchOf(plugin);
    const QString on = state.isOn       ? QStringLiteral("on")
                       : state.isPartly ? QStringLiteral("on in part")
                                        : QStringLiteral("off");
    switch (state.by) {
    case Switch::By::User:
        return QStringLiteral("%1, as you chose").arg(on);
    case Switch::By::Configuration:
        return QStringLiteral("%1, as tablewright.toml beside the document says").arg(on);
    case Switch::By::Itself:
        break;
    }
    return state.isOn ? QStringLiteral("on by itself")
                      : QStringLiteral("off until a configuration or you ask for it");
}

bool PluginModel::isChosen(int row) const
{
    return m_engine->pluginChoice(QString::fromStdString(plugin(row).id)).has_value();
}

void PluginModel::forgetChoice(int row)
{
    m_engine->choosePlugin(QString::fromStdString(plugin(row).id), {});
}

bool PluginModel::isSwitchable(const PluginSpec &plugin) const
{
    return !plugin.id.empty() && !isRefused(plugin) &&
           plugin.state != PluginSpec::State::Shadowed &&
           m_engine->canSwitchPlugin(QString::fromStdString(plugin.id));
}

QString PluginModel::stateOf(const PluginSpec &plugin) const
{
    if (isSwitchable(plugin) && !switchOf(plugin).isOn)
        return switchOf(plugin).isPartly ? QStringLiteral("on in part") : QStringLiteral("off");
    if (plugin.state == PluginSpec::State::Ready)
        return QStringLiteral("loading…");
    const std::string_view state = spelling(plugin.state);
    return QString::fromUtf8(state.data(), static_cast<qsizetype>(state.size()));
}

QColor PluginModel::stateColor(const PluginSpec &plugin) const
{
    if (isRefused(plugin))
        return m_theme.error;
    if (plugin.state == PluginSpec::State::Shadowed)
        return m_theme.warning;
    const Switch &state = switchOf(plugin);
    if (plugin.state != PluginSpec::State::Loaded || (!state.isOn && !state.isPartly))
        return m_theme.mutedText;
    return m_theme.good;
}

Qt::CheckState PluginModel::checkState(const PluginSpec &plugin) const
{
    if (plugin.state == PluginSpec::State::Shadowed)
        return Qt::Unchecked;
    if (!isSwitchable(plugin))
        return Qt::Checked;
    const Switch &state = switchOf(plugin);
    return state.isOn ? Qt::Checked : state.isPartly ? Qt::PartiallyChecked : Qt::Unchecked;
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
        return checkState(shown);
    if (role == Qt::ForegroundRole) {
        if (index.column() == StateColumn)
            return stateColor(shown);
        return index.column() == NameColumn ? QVariant() : m_theme.mutedText;
    }
    if (role == Qt::ToolTipRole && index.column() <= ByColumn) {
        if (!isSwitchable(shown) && shown.state == PluginSpec::State::Loaded)
            return QStringLiteral("Nothing compiles without it, so it stays on");
        return reasonOf(shown);
    }
    const bool isLong = index.column() == ReasonColumn || index.column() == PathColumn;
    if (role != Qt::DisplayRole && (role != Qt::ToolTipRole || !isLong))
        return {};
    switch (index.column()) {
    case NameColumn:
        return nameOf(shown);
    case StateColumn:
        return stateOf(shown);
    case ByColumn:
        return isSwitchable(shown) ? decidedBy(switchOf(shown).by) : QString();
    case RunsColumn:
        return placeOf(shown);
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
    const bool wanted = value.toInt() == Qt::Checked;
    const PluginSpec &shown = plugin(index.row());
    // What it would be anyway is no choice: the configuration keeps its say.
    m_engine->choosePlugin(QString::fromStdString(shown.id), wanted == switchOf(shown).withoutChoice
                                                                 ? Engine::Choice()
                                                                 : Engine::Choice(wanted));
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
                                       QStringLiteral("Decided by"), QStringLiteral("Runs"),
                                       QStringLiteral("Reason"),     QStringLiteral("Version"),
                                       QStringLiteral("Identifier"), QStringLiteral("File")};
    return titles.value(section);
}

} // namespace tw::preview
