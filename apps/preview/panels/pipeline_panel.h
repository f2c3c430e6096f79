// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "model/theme.h"

#include <QFutureWatcher>
#include <QWidget>

#include <stop_token>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QTreeView;

namespace tw::preview {

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
    [[nodiscard]] QTreeView *view() const { return m_view; }

signals:
    void titleChanged(const QString &title); ///< `Pipeline (12 ms)`

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Dump;

    void showSnapshot();
    void requestDump();
    void showDump();
    [[nodiscard]] QString currentPass() const;

    Document *m_document;
    Engine *m_engine;
    PassModel *m_model;
    TimeBarDelegate *m_bars;
    QTreeView *m_view = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QLabel *m_total = nullptr;
    QLabel *m_heading = nullptr;
    QProgressBar *m_progress = nullptr;
    QFutureWatcher<std::shared_ptr<const Dump>> m_watcher;
    std::stop_source m_stop;
    Theme m_theme;
    std::shared_ptr<const Dump> m_dump;
    bool m_outdated = true;
};

} // namespace tw::preview
