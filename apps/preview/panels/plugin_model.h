// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/engine.h"
#include "core/switches.h"
#include "model/theme.h"

#include <QAbstractTableModel>

namespace tw::preview {

/// The plugin files that the engine found, as it says of them, and what of them is on for a
/// document.
class PluginModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        NameColumn,
        StateColumn,
        ByColumn,
        RunsColumn,
        ReasonColumn,
        VersionColumn,
        IdColumn,
        PathColumn
    };
    static constexpr int columns = PathColumn + 1;

    PluginModel(Document *document, Engine *engine, QObject *parent);

    void refresh();
    void setTheme(const Theme &theme);
    [[nodiscard]] const PluginSpec &plugin(int row) const;
    [[nodiscard]] static QString nameOf(const PluginSpec &plugin);
    [[nodiscard]] static QString versionOf(const PluginVersion &version);
    /// As a person says it: of one that is off, too, though it is still loaded.
    [[nodiscard]] QString stateOf(const PluginSpec &plugin) const;
    [[nodiscard]] QColor stateColor(const PluginSpec &plugin) const;
    /// In a process of its own or in this one; empty for one that does not run.
    [[nodiscard]] static QString placeOf(const PluginSpec &plugin);
    /// Why it is on or off; empty where nobody has a say.
    [[nodiscard]] QString reasonOf(const PluginSpec &plugin) const;
    [[nodiscard]] bool isChosen(int row) const;
    void forgetChoice(int row); ///< leaves it to the configuration, and what it is by itself
    /// It could not be used, and not because someone switched it off.
    [[nodiscard]] static bool isRefused(const PluginSpec &plugin);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] bool isSwitchable(const PluginSpec &plugin) const;
    [[nodiscard]] const Switch &switchOf(const PluginSpec &plugin) const;
    [[nodiscard]] Qt::CheckState checkState(const PluginSpec &plugin) const;
    void readSwitches();

    Document *m_document;
    Engine *m_engine;
    int m_rows = 0;
    std::vector<Switch> m_switches; ///< by row
    Theme m_theme;
};

} // namespace tw::preview
