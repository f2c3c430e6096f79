// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <QFrame>

class QLabel;
class QLineEdit;

namespace tw::preview {

/// A small field over the text with a line that says what it does. Enter takes it, Esc and a click
/// elsewhere close it.
class PopupBar : public QFrame {
    Q_OBJECT
public:
    PopupBar(const QString &name, QWidget *parent);

    /// Below `place`, or above it where there is no room; in the parent's coordinates.
    void open(const QRect &place, const QString &text, const QString &hint);
    void setHint(const QString &hint);
    void setRefusal(const QString &reason); ///< empty: it can be taken
    [[nodiscard]] bool isRefused() const { return m_refused; }
    [[nodiscard]] QString text() const;
    void setTheme(const Theme &theme);

signals:
    void edited(const QString &text);
    void accepted(const QString &text);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void dismiss();

    QLineEdit *m_field;
    QLabel *m_hint;
    QString m_plainHint;
    QString m_errorColor;
    bool m_refused = false;
};

/// Where to go: a line, or `line:column`.
class LineBar : public PopupBar {
    Q_OBJECT
public:
    using PopupBar::PopupBar;
};

/// What something is to be called.
class RenameBar : public PopupBar {
    Q_OBJECT
public:
    using PopupBar::PopupBar;
};

} // namespace tw::preview
