// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>

#include <vector>

class QAction;
class QMainWindow;
class QMenu;
class QToolBar;
class QWidget;

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
    [[nodiscard]] QToolBar *toolBar() const { return m_toolBar; }
    /// As the menus have them, for the list of shortcuts.
    [[nodiscard]] const std::vector<Section> &sections() const { return m_sections; }
    /// In the menu of panels, which shows in which order they were added.
    QAction *addPanel(const QString &title, const QString &name, const QString &keys);
    /// The keys of some actions work in the editor only.
    void addEditorKeys(QWidget *editor) const;
    /// Off while nothing is open.
    void setDocumentOpen(bool open);

private:
    void build(QMainWindow *window);
    void buildExport();
    void buildToolBar(QMainWindow *window);

    QHash<QString, QAction *> m_actions;
    std::vector<Section> m_sections;
    std::vector<QAction *> m_needDocument;
    std::vector<QAction *> m_inEditor;
    QMenu *m_recent = nullptr;
    QMenu *m_export = nullptr;
    QMenu *m_panels = nullptr;
    QToolBar *m_toolBar = nullptr;
};

} // namespace tw::preview
