// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/engine.h"
#include "core/selection.h"
#include "model/theme.h"

#include <QHash>
#include <QMainWindow>

#include <functional>

class QDockWidget;
class QSplitter;
class QStackedWidget;

namespace tw::preview {

class Actions;
class DiagramView;
class DiffPanel;
class Editor;
class FindingsPanel;
class MessageArea;
class Minimap;
class PipelinePanel;
class PluginsPanel;
class SearchBar;
class FocusBar;
class SqlPanel;
class StatusLine;
class WelcomePage;

/// One window with one document: the editor, the diagram, the panels around it, and the welcome
/// page while nothing is open. Nothing here waits: questions are sheets and bars.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(Engine *engine, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Reads the file into this window. A failure is shown in a bar.
    bool openFile(const QString &path);
    /// In this window when it holds nothing, in a new one when it does.
    void openFileSomewhere(const QString &path);
    /// A copy without a name of its own file.
    void openText(Language language, const QByteArray &text);
    bool saveAs(const QString &path);
    bool exportTo(const QString &path);

    [[nodiscard]] Document *document() const { return m_document; }
    [[nodiscard]] Selection *selection() const { return m_selection; }
    [[nodiscard]] Editor *editor() const { return m_editor; }
    [[nodiscard]] DiagramView *diagram() const { return m_diagram; }
    [[nodiscard]] FindingsPanel *findings() const { return m_findings; }
    [[nodiscard]] SqlPanel *sql() const { return m_sql; }
    /// By object name, as `docs/preview.md` lists them: `fileOpen`, `viewZoomIn` …
    [[nodiscard]] QAction *action(const QString &name) const;
    [[nodiscard]] bool isWelcome() const; ///< nothing is open
    /// The newest text is compiled, its diagram shown.
    [[nodiscard]] bool isReady() const;

    void setTheme(const Theme &theme);

signals:
    /// The document that was opened is compiled, laid out and painted once; or nothing is open and
    /// the welcome page is painted.
    void whenReady();
};

} // namespace tw::preview
