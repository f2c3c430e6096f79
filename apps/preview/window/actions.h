// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>

#include <vector>

class QAction;
class QMainWindow;
class QMenu;
class QToolBar;

namespace tw::preview {

/// All that a window can be asked to do, with its menus and its tool bar. What an action does is
/// the window's matter.
class Actions : public QObject {
    Q_OBJECT
public:
    struct Section {
        QString title;
        std::vector<QAction *> actions;
    };

    explicit Actions(QMainWindow *window);

    /// By object name; it must exist.
    [[nodiscard]] QAction *operator[](const char *name) const;
    [[nodiscard]] QAction *find(const QString &name) const; ///< null when there is none
    [[nodiscard]] QMenu *recentMenu() const { return m_recent; }
    [[nodiscard]] QMenu *exportMenu() const { return m_export; }
    [[nodiscard]] QMenu *panelsMenu() const { return m_panels; }
    [[nodiscard]] QToolBar *toolBar() const { return m_toolBar; }
    /// As the menus have them, for the list of shortcuts.
    [[nodiscard]] const std::vector<Section> &sections() const { return m_sections; }
    /// Off while nothing is open.
    void setDocumentOpen(bool open);

private:
    void build(QMainWindow *window);
    void buildExport();
    void buildToolBar(QMainWindow *window);

    QHash<QString, QAction *> m_actions;
    std::vector<Section> m_sections;
    std::vector<QAction *> m_needDocument;
    QMenu *m_recent = nullptr;
    QMenu *m_export = nullptr;
    QMenu *m_panels = nullptr;
    QToolBar *m_toolBar = nullptr;
};

} // namespace tw::preview
