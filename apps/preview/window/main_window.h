// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/engine.h"
#include "core/selection.h"
#include "export/exporter.h"
#include "model/theme.h"

#include <QMainWindow>

#include <functional>
#include <memory>

class QDockWidget;
class QSplitter;
class QStackedWidget;

namespace tw::preview {

class Actions;
class Autosave;
class DiagramView;
class DiffPanel;
class Editor;
class FindingsPanel;
class MessageArea;
class PipelinePanel;
class PluginsPanel;
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

    /// Shows a further window, which goes when it is closed.
    [[nodiscard]] static MainWindow *openWindow(Engine *engine);
    /// Size, places and panels as they were when the last window closed.
    void restoreLayout();

    // The document. What the window held before is gone.
    /// A failure is told in a bar.
    bool openFile(const QString &path);
    void newDocument(Language language, const QByteArray &text = {});
    /// The window that has the file already, this one when it holds nothing, or a new one.
    void openFileSomewhere(const QString &path);
    void newDocumentSomewhere(Language language, const QByteArray &text = {});
    void save();
    bool saveAs(const QString &path);
    /// Waits for the newest compile, and tells by `exported`.
    void exportTo(const QString &path, ExportFormat format);
    /// The text in the other language, as a new document.
    void convert();

    [[nodiscard]] Document *document() const { return m_document; }
    [[nodiscard]] Selection *selection() const { return m_selection; }
    [[nodiscard]] Editor *editor() const { return m_editor; }
    [[nodiscard]] DiagramView *diagram() const { return m_diagram; }
    [[nodiscard]] FindingsPanel *findings() const { return m_findings; }
    [[nodiscard]] SqlPanel *sql() const { return m_sql; }
    [[nodiscard]] PipelinePanel *pipeline() const { return m_pipeline; }
    [[nodiscard]] PluginsPanel *plugins() const { return m_plugins; }
    [[nodiscard]] DiffPanel *differences() const { return m_diff; }
    [[nodiscard]] MessageArea *messages() const { return m_messages; }
    [[nodiscard]] StatusLine *statusLine() const { return m_status; }
    /// By object name, as `docs/preview.md` lists them: `fileOpen`, `viewZoomIn` … Null when there
    /// is none.
    [[nodiscard]] QAction *action(const QString &name) const;
    [[nodiscard]] bool hasDocument() const { return m_hasDocument; }
    /// The newest text is compiled and its diagram is painted; or nothing is open.
    [[nodiscard]] bool isReady() const;
    void showPanel(QWidget *panel);

signals:
    /// `isReady` has become true.
    void whenReady();
    void exported(const QString &path, bool ok);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Pane : std::uint8_t { Editor, Diagram };

    // main_window.cpp: what there is, and where.
    void buildBody();
    QDockWidget *addPanel(QWidget *panel, const QString &title, const char *name,
                          const char *shortcut);
    void setHasDocument(bool has);
    void applyTheme(const Theme &theme);
    void setCodeSize(int points); ///< of the editor and of all other code
    void showTitle();
    void fillTitleBars();
    void arrangeAnew(); ///< the panels' places when nothing is remembered
    void saveLayout() const;

    // main_window_actions.cpp: what each action does.
    void connectActions();
    void connectEditing();
    void connectView();
    void followFocus(QWidget *now);
    void showUndo();
    void find();
    void goToFinding(bool next);
    void showRecentMenu();

    // main_window_file.cpp: files, and what may be lost.
    [[nodiscard]] bool holdsNothing() const;
    void takeAspect(); ///< a layout is to fill the diagram's place
    void open();
    void chooseSaveName(const std::function<void()> &then);
    bool write(const QString &path);
    void reload();
    /// Runs `then` when nothing would be lost by it, or the user said so.
    void whenSaved(const QString &before, const std::function<void()> &then);
    void closeDocument();
    void forgetDocument();
    void watchDisk();
    [[nodiscard]] QString startFolder() const;

    // main_window_recovery.cpp: what a crash left.
    void offerRecovered();
    void showRecovered();
    void restore(const QString &id);
    void takeRecovered(const QString &id);
    void discardRecovered(const QString &id);

    // main_window_export.cpp
    void connectExport();
    void chooseExport(ExportFormat format);
    void startExport();
    void exportFinished(const QString &path, bool ok, const QString &error);
    void watchForReady();

    Engine *m_engine;
    Document *m_document;
    Selection *m_selection;
    Autosave *m_autosave;
    Exporter *m_exporter;
    Actions *m_actions;
    StatusLine *m_status;
    MessageArea *m_messages = nullptr;
    QStackedWidget *m_pages = nullptr;
    WelcomePage *m_welcome = nullptr;
    QSplitter *m_body = nullptr;
    QMainWindow *m_work = nullptr; ///< the diagram with the panels around it
    Editor *m_editor = nullptr;
    DiagramView *m_diagram = nullptr;
    FindingsPanel *m_findings = nullptr;
    SqlPanel *m_sql = nullptr;
    PipelinePanel *m_pipeline = nullptr;
    PluginsPanel *m_plugins = nullptr;
    DiffPanel *m_diff = nullptr;
    std::vector<QDockWidget *> m_docks;

    Pane m_pane = Pane::Editor; ///< that had the focus last
    bool m_hasDocument = false;
    bool m_mayClose = false; ///< the user has answered
    bool m_painted = false;  ///< since the newest snapshot came
    struct PendingExport {
        QString path;
        ExportFormat format;
    };
    std::optional<PendingExport> m_pendingExport;
};

} // namespace tw::preview
