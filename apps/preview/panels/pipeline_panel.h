// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "model/theme.h"
#include "panels/ir_dump.h"

#include <QFutureWatcher>
#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QSplitter;
class QStackedLayout;
class QTreeView;

namespace tw::preview {

class CodeSearch;
class CodeView;
class EmptyState;
class IrLexer;
class PassModel;
class TimeBarDelegate;

/// The passes in their order with the time each took, switches for the checks, and the schema as
/// it is after the selected pass.
class PipelinePanel : public QWidget {
    Q_OBJECT
public:
    PipelinePanel(Document *document, Engine *engine, QWidget *parent);
    ~PipelinePanel() override;

    void setTheme(const Theme &theme);
    void setFontPointSize(int size);
    [[nodiscard]] QTreeView *view() const { return m_view; }
    [[nodiscard]] CodeView *irView() const { return m_ir; }
    void selectPass(const QString &name);

signals:
    void titleChanged(const QString &title); ///< `Pipeline (12 ms)`
    void dumpShown(const QString &pass);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildPasses();
    QWidget *buildIr();
    void showSnapshot();
    void requestDump();
    void showDump();
    void showMenu(const QPoint &place);
    void showReason(const QString &headline, const QString &explanation);
    [[nodiscard]] QString currentPass() const;
    /// The last step before the row that may have changed the schema; empty for checks.
    [[nodiscard]] QString stepBefore(int row) const;

    Document *m_document;
    Engine *m_engine;
    PassModel *m_model;
    QTreeView *m_view = nullptr;
    TimeBarDelegate *m_bars = nullptr;
    QLabel *m_total = nullptr;
    QLabel *m_heading = nullptr;
    QProgressBar *m_progress = nullptr;
    QSplitter *m_splitter;
    QStackedLayout *m_pages = nullptr;
    EmptyState *m_reason = nullptr;
    CodeView *m_ir = nullptr;
    CodeSearch *m_search = nullptr;
    IrLexer *m_lexer = nullptr;
    Theme m_theme;

    QFutureWatcher<IrDump> m_watcher;
    QTimer m_slow; ///< until work is long enough to show that it goes on
    std::stop_source m_stop;
    QString m_shownPass;
    bool m_outdated = true; ///< something came while the panel was hidden
};

} // namespace tw::preview
