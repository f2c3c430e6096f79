// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/appearance.h"

#include "window/desktop_scheme.h"
#include "window/style_sheet.h"

#include <QApplication>
#include <QSettings>
#include <QStyleFactory>
#include <QToolTip>

namespace tw::preview {

namespace {

constexpr const char *settingsKey = "appearance/theme";

QString spelling(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return QStringLiteral("light");
    case ThemeChoice::Dark:
        return QStringLiteral("dark");
    case ThemeChoice::System:
        break;
    }
    return QStringLiteral("system");
}

ThemeChoice choiceOf(const QString &spelled)
{
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        if (spelling(choice) == spelled)
            return choice;
    }
    return ThemeChoice::System;
}

} // namespace

Appearance &Appearance::instance()
{
    static constexpr const char *name = "appearance";
    auto *found = qApp->findChild<Appearance *>(QLatin1String(name), Qt::FindDirectChildrenOnly);
    if (!found) {
        found = new Appearance(qApp);
        found->setObjectName(QLatin1String(name));
    }
    return *found;
}

Appearance::Appearance(QObject *parent)
    : QObject(parent), m_desktop(new DesktopScheme(this)),
      m_started(&themeFor(ThemeChoice::System)), m_theme(m_started)
{
    m_choice = choiceOf(QSettings().value(QLatin1String(settingsKey)).toString());
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    connect(m_desktop, &DesktopScheme::changed, this, &Appearance::apply);
    apply();
}

void Appearance::setChoice(ThemeChoice choice)
{
    QSettings().setValue(QLatin1String(settingsKey), spelling(choice));
    setChoiceForNow(choice);
}

void Appearance::setChoiceForNow(ThemeChoice choice)
{
    m_choice = choice;
    apply();
}

void Appearance::apply()
{
    if (m_choice != ThemeChoice::System)
        m_theme = &themeFor(m_choice);
    else if (const std::optional<bool> dark = m_desktop->prefersDark())
        m_theme = *dark ? &Theme::darkTheme() : &Theme::light();
    else
        m_theme = m_started;
    const QPalette palette = m_theme->palette();
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    qApp->setStyleSheet(styleSheet(*m_theme));
    emit themeChanged(*m_theme);
}

} // namespace tw::preview
