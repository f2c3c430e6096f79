// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <QObject>

namespace tw::preview {

class DesktopScheme;

/// The look of the whole application: which theme was chosen, what the desktop prefers, and the
/// palette and style sheet that follow. One of it lives as long as the application.
class Appearance : public QObject {
    Q_OBJECT
public:
    [[nodiscard]] static Appearance &instance();

    [[nodiscard]] ThemeChoice choice() const { return m_choice; }
    /// Remembered for the next start.
    void setChoice(ThemeChoice choice);
    /// For this run only.
    void setChoiceForNow(ThemeChoice choice);
    [[nodiscard]] const Theme &theme() const { return *m_theme; }

signals:
    void themeChanged(const tw::preview::Theme &theme);

private:
    explicit Appearance(QObject *parent);
    void apply();

    ThemeChoice m_choice = ThemeChoice::System;
    DesktopScheme *m_desktop;
    const Theme *m_started; ///< by the palette that the platform brought
    const Theme *m_theme;
};

} // namespace tw::preview
