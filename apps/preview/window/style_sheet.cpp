// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/style_sheet.h"

#include <utility>

namespace tw::preview {

namespace {

/// Words in `<…>` are colours of the theme.
constexpr const char *sheet = R"(
QMainWindow, QMainWindow::separator { background: <window>; }
QMainWindow::separator { width: 5px; height: 5px; }
QMainWindow::separator:hover { background: <border>; }

QMenuBar { background: <window>; border-bottom: 1px solid <border>; padding: 2px 6px; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: <hover>; }
QMenu { background: <raised>; border: 1px solid <border>; padding: 5px; }
QMenu::item { padding: 5px 26px 5px 10px; border-radius: 4px; }
QMenu::item:selected { background: <accent>; color: <onAccent>; }
QMenu::item:disabled { color: <mutedText>; background: transparent; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: <border>; margin: 5px 8px; }

QToolBar { background: <window>; border: 0; border-bottom: 1px solid <border>;
           padding: 4px 8px; spacing: 3px; }
QToolBar::separator { width: 1px; background: <border>; margin: 5px 6px; }
QToolBar QToolButton { border: 1px solid transparent; border-radius: 5px; padding: 4px; }
QToolBar QToolButton:hover { background: <hover>; }
QToolBar QToolButton:pressed, QToolBar QToolButton:checked { background: <pressed>; }
QToolBar QToolButton:focus { border-color: <accent>; }
QToolBar QToolButton::menu-indicator { image: none; }

QDockWidget { border: 0; }
QMainWindow > QTabBar { background: <window>; }
QTabBar[documentMode="true"] { background: <window>; }
QTabBar::tab { background: transparent; color: <mutedText>; border: 0;
               border-bottom: 2px solid transparent; padding: 6px 12px 5px 12px; }
QTabBar::tab:hover { color: <text>; }
QTabBar::tab:selected { color: <text>; border-bottom-color: <accent>; }
QTabBar::tab:focus { background: <hover>; }

QSplitter::handle { background: <border>; }
QSplitter::handle:hover { background: <accent>; }

QStatusBar { background: <window>; border-top: 1px solid <border>; }
QStatusBar::item { border: 0; }
QStatusBar QToolButton { border: 0; border-radius: 4px; padding: 2px 7px; color: <mutedText>; }
QStatusBar QToolButton:hover { background: <hover>; color: <text>; }
QStatusBar QToolButton:focus { background: <hover>; color: <text>; }
QStatusBar QLabel { color: <mutedText>; padding: 0 7px; }

QPushButton { background: <raised>; border: 1px solid <border>; border-radius: 5px;
              padding: 5px 12px; }
QPushButton:hover { border-color: <mutedText>; }
QPushButton:pressed { background: <hover>; }
QPushButton:default, QPushButton:focus { border-color: <accent>; }
QPushButton:disabled { color: <mutedText>; }

QToolTip { background: <raised>; color: <text>; border: 1px solid <border>; padding: 4px 6px; }

QScrollBar:vertical { background: transparent; width: 11px; margin: 0; border: 0; }
QScrollBar:horizontal { background: transparent; height: 11px; margin: 0; border: 0; }
QScrollBar::handle { background: <scroll>; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: <mutedText>; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QHeaderView::section { background: <surface>; color: <mutedText>; border: 0;
                       border-bottom: 1px solid <border>; padding: 5px 8px; }
QHeaderView { background: <surface>; border: 0; }
)";

QColor mixed(const QColor &one, const QColor &other, double share)
{
    const auto channel = [share](float a, float b) {
        return static_cast<float>(a * (1 - share) + b * share);
    };
    return QColor::fromRgbF(channel(one.redF(), other.redF()),
                            channel(one.greenF(), other.greenF()),
                            channel(one.blueF(), other.blueF()));
}

} // namespace

QString styleSheet(const Theme &theme)
{
    const std::pair<const char *, QColor> colors[] = {
        {"<window>", theme.window},
        {"<surface>", theme.surface},
        {"<raised>", theme.raised},
        {"<border>", theme.border},
        {"<text>", theme.text},
        {"<mutedText>", theme.mutedText},
        {"<accent>", theme.accent},
        {"<onAccent>", theme.onAccent},
        {"<hover>", mixed(theme.window, theme.text, 0.08)},
        {"<pressed>", mixed(theme.window, theme.text, 0.14)},
        {"<scroll>", mixed(theme.surface, theme.text, 0.25)},
    };
    QString text = QString::fromLatin1(sheet);
    for (const auto &[word, color] : colors)
        text.replace(QLatin1String(word), color.name());
    return text;
}

} // namespace tw::preview
