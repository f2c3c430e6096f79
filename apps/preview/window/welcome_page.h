// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <tablewright/frontend/frontend.h>

#include <QScrollArea>

#include <vector>

class QBoxLayout;
class QButtonGroup;
class QLabel;
class QVBoxLayout;

namespace tw::preview {

class EntryButton;

/// What a window shows while nothing is open: a start, what was open lately, what was lost, and
/// samples.
class WelcomePage : public QScrollArea {
    Q_OBJECT
public:
    /// Work that was never saved.
    struct Unsaved {
        QString id;
        QString title;
        QString detail;
    };

    explicit WelcomePage(QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    void setUnsaved(const std::vector<Unsaved> &found);

signals:
    void newRequested(tw::Language language);
    void openRequested();
    void fileRequested(const QString &path);
    void sampleRequested(const QString &id, tw::Language language);
    void restoreRequested(const QString &id);
    void discardRequested(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QLabel *heading(const QString &text);
    QLabel *hint(const QString &text);
    QWidget *buildHead();
    QWidget *buildStart();
    QWidget *buildRecent();
    QWidget *buildSamples();
    void showRecent();
    [[nodiscard]] Language sampleLanguage() const;

    Theme m_theme;
    QWidget *m_page;
    QVBoxLayout *m_unsaved;
    QWidget *m_unsavedBox;
    QVBoxLayout *m_recent;
    QButtonGroup *m_language;
    QBoxLayout *m_columns;
    std::vector<QLabel *> m_hints;
};

} // namespace tw::preview
