// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/selection.h"
#include "model/theme.h"
#include "panels/schema_comparison.h"

#include <QFutureWatcher>
#include <QTimer>
#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QModelIndex;
class QProgressBar;
class QStackedLayout;
class QTreeView;

namespace tw::preview {

class DiffModel;
class EmptyState;

/// What changed between two versions of a schema: of the open document, as saved or as it is now,
/// and of other files, in either language.
class DiffPanel : public QWidget {
    Q_OBJECT
public:
    DiffPanel(Document *document, Engine *engine, QWidget *parent);
    ~DiffPanel() override;

    void setTheme(const Theme &theme);
    [[nodiscard]] QTreeView *view() const { return m_view; }

    /// A path, `savedVersion` or `presentVersion`.
    void setBefore(const QString &version);
    void setAfter(const QString &version);
    [[nodiscard]] QString before() const;
    [[nodiscard]] QString after() const;

    inline static const QString savedVersion = QStringLiteral(":saved");
    inline static const QString presentVersion = QStringLiteral(":present");

public slots:
    void swap();
    void compare();

signals:
    void titleChanged(const QString &title); ///< `Changes (3)`
    /// The user asked to be taken to a place of the open document.
    void sourceRequested(tw::SourceRange range);
    void compared();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildBar(QHBoxLayout *row);
    void buildView();
    QComboBox *makeChooser(const QString &name, const QString &spokenName);
    void nameVersions();
    void chooseFile(QComboBox *box);
    void setVersion(QComboBox *box, const QString &version);
    void compareWhenShown();
    void showComparison();
    void showReason(const QString &headline, const QString &explanation);
    void goTo(const QModelIndex &index);
    [[nodiscard]] VersionInput inputOf(const QComboBox *box) const;

    Document *m_document;
    Engine *m_engine;
    DiffModel *m_model;
    QComboBox *m_before = nullptr;
    QComboBox *m_after = nullptr;
    QString m_chosenBefore; ///< what the boxes go back to when no file is chosen
    QString m_chosenAfter;
    QTreeView *m_view = nullptr;
    QLabel *m_summary = nullptr;
    QProgressBar *m_progress = nullptr;
    QStackedLayout *m_pages = nullptr;
    EmptyState *m_empty;
    Theme m_theme;
    QFutureWatcher<SchemaComparison> m_watcher;
    QTimer m_slow;
    std::stop_source m_stop;
    SchemaComparison m_shown;
    bool m_outdated = true;
};

} // namespace tw::preview
