// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine.h"
#include "core/snapshot.h"
#include "core/switches.h"
#include "model/theme.h"

#include <QAbstractTableModel>
#include <QPixmap>

#include <chrono>
#include <optional>
#include <vector>

namespace tw::preview {

/// The steps of a compile in their order: the frontend, the passes, the backend.
class PassModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, StageColumn, OwnerColumn, ByColumn, FindingsColumn, TimeColumn };
    static constexpr int columns = TimeColumn + 1;
    enum Role { ShareRole = Qt::UserRole }; ///< of the longest step's time, from 0 to 1

    struct Step {
        QString name;
        QString description;
        QString stage;
        QString owner;
        bool isCheck = false;
        bool isShut = false; ///< by its plugin's switch
        Switch state;
        std::optional<std::chrono::nanoseconds> time; ///< nothing when it did not run
        int findings = 0;
    };

    PassModel(Engine *engine, QObject *parent);

    /// The engine's passes, with what the snapshot tells of them.
    void refresh(const SnapshotPtr &snapshot);
    void setTheme(const Theme &theme);
    [[nodiscard]] const std::vector<Step> &steps() const { return m_steps; }
    [[nodiscard]] std::chrono::nanoseconds total() const;
    [[nodiscard]] int rowOf(const QString &name) const; ///< -1 when there is none
    [[nodiscard]] static QString spelled(std::chrono::nanoseconds time);
    /// Why the check is off, and what to do about it; what it does when it is on.
    [[nodiscard]] static QString explained(const Step &step);
    /// Leaves it to the configuration, and what it is by itself. False when it is already.
    [[nodiscard]] bool isChosen(int row) const;
    void forgetChoice(int row);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] std::vector<Step> stepsNow(const SnapshotPtr &snapshot) const;
    [[nodiscard]] QVariant displayed(const Step &step, int column) const;

    Engine *m_engine;
    std::vector<Step> m_steps;
    std::chrono::nanoseconds m_longest{1};
    QColor m_muted;
    QPixmap m_noBox; ///< keeps the place of a check box
};

} // namespace tw::preview
