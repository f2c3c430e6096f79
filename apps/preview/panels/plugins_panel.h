// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/engine.h"
#include "model/theme.h"

#include <QWidget>

class QSplitter;
class QStackedLayout;
class QTextBrowser;
class QTreeView;

namespace tw::preview {

class EmptyState;
class PluginModel;

/// The plugins that were found, what became of each and why, a switch for each, and its options as
/// they are for the document.
class PluginsPanel : public QWidget {
    Q_OBJECT
public:
    PluginsPanel(Document *document, Engine *engine, QWidget *parent);
    ~PluginsPanel() override;

    void setTheme(const Theme &theme);
    [[nodiscard]] QTreeView *view() const { return m_view; }

signals:
    void titleChanged(const QString &title); ///< `Plugins (1 refused)`

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildView();
    void showPlugins();
    void showDetails();
    void showMenu(const QPoint &place);
    [[nodiscard]] QString optionsTable(const PluginSpec &plugin) const;
    [[nodiscard]] QString passesOf(const PluginSpec &plugin) const;

    Document *m_document;
    Engine *m_engine;
    PluginModel *m_model;
    QTreeView *m_view = nullptr;
    QTextBrowser *m_details;
    QStackedLayout *m_pages;
    EmptyState *m_empty;
    QSplitter *m_splitter;
    Theme m_theme;
    QString m_shownDetails;
};

} // namespace tw::preview
