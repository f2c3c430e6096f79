// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace tw::preview {

/// Something to tell that stays until it is answered or closed.
struct Message {
    enum class Kind : std::uint8_t { Information, Warning, Error };
    struct Button {
        QString text;
        std::function<void()> pressed; ///< the bar is closed before
    };

    QString id; ///< a newer message of the same id takes the place of the older
    Kind kind = Kind::Information;
    QString text;   ///< what happened
    QString detail; ///< why, and how to mend it; may be empty
    std::vector<Button> buttons = {};
    bool closable = true;
};

/// The bars at the window's top, one a message.
class MessageArea : public QWidget {
    Q_OBJECT
public:
    explicit MessageArea(QWidget *parent = nullptr);

    void show(const Message &message);
    void dismiss(const QString &id);
    void dismissAll();
    [[nodiscard]] bool has(const QString &id) const;
    /// Null when the message or the button is not there.
    [[nodiscard]] QPushButton *button(const QString &id, const QString &text) const;
    void setTheme(const Theme &theme);

private:
    class Bar;
    [[nodiscard]] Bar *bar(const QString &id) const;

    QVBoxLayout *m_bars;
    Theme m_theme;
};

} // namespace tw::preview
