// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/selection.h"
#include "model/theme.h"

#include <QFutureWatcher>
#include <QWidget>

#include <stop_token>

class QComboBox;
class QLabel;
class QProgressBar;
class QStackedLayout;
class QTreeView;

namespace tw::preview {

class DiffModel;
struct SchemaComparison;

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

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildChoosers(class QHBoxLayout *row);
    void chooseFile(QComboBox *box);
    void setVersion(QComboBox *box, const QString &version);
    void compareWhenShown();
    void showComparison();
    void goTo(const class QModelIndex &index);

    Document *m_document;
    Engine *m_engine;
    DiffModel *m_model;
    QComboBox *m_before = nullptr;
    QComboBox *m_after = nullptr;
    QTreeView *m_view = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_message = nullptr;
    QProgressBar *m_progress = nullptr;
    QStackedLayout *m_pages = nullptr;
    QFutureWatcher<std::shared_ptr<const SchemaComparison>> m_watcher;
    std::stop_source m_stop;
    std::shared_ptr<const SchemaComparison> m_shown;
    bool m_outdated = true;
};

} // namespace tw::preview
