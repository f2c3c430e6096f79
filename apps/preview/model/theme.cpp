// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/theme.h"

#include <QGuiApplication>

namespace tw::preview {

namespace {

constexpr QColor rgb(QRgb value) { return {qRed(value), qGreen(value), qBlue(value)}; }

Theme makeLight()
{
    Theme theme;
    theme.dark = false;

    theme.window = rgb(0xF3F4F7);
    theme.surface = rgb(0xFFFFFF);
    theme.raised = rgb(0xFFFFFF);
    theme.border = rgb(0xD8DCE4);
    theme.text = rgb(0x1C2230);
    theme.mutedText = rgb(0x596275);
    theme.accent = rgb(0x2B62D9);
    theme.onAccent = rgb(0xFFFFFF);
    theme.selection = rgb(0xD3E2FF);

    theme.error = rgb(0xC4261D);
    theme.warning = rgb(0x935300);
    theme.note = rgb(0x2563A8);
    theme.good = rgb(0x1A7434);

    theme.canvas = rgb(0xF6F7FA);
    theme.grid = rgb(0xE3E6ED);
    theme.tableHeader = rgb(0xE9EEF8);
    theme.tableHeaderText = rgb(0x1A2438);
    theme.tableBody = rgb(0xFFFFFF);
    theme.tableBorder = rgb(0xCDD3DF);
    theme.keyMark = rgb(0xA06A00);
    theme.edge = rgb(0x8D97AB);
    theme.edgeHighlight = rgb(0x2B62D9);
    theme.group = rgb(0x7288B8);
    theme.stickyNote = rgb(0xFFF3BF);
    theme.stickyNoteText = rgb(0x4A3B05);

    theme.keyword = rgb(0x7A33C9);
    theme.typeName = rgb(0x0B6A80);
    theme.string = rgb(0x1A7434);
    theme.number = rgb(0xA84108);
    theme.comment = rgb(0x667084);
    theme.function = rgb(0x2554C7);
    theme.setting = rgb(0x8A4B08);
    theme.punctuation = rgb(0x596275);
    theme.name = rgb(0x1C2230);
    theme.currentLine = rgb(0xF3F6FC);
    theme.lineNumber = rgb(0x6A7283);
    theme.matchingBrace = rgb(0xCFE0FF);
    return theme;
}

Theme makeDark()
{
    Theme theme;
    theme.dark = true;

    theme.window = rgb(0x16181D);
    theme.surface = rgb(0x1B1E25);
    theme.raised = rgb(0x242933);
    theme.border = rgb(0x343A47);
    theme.text = rgb(0xE3E7EF);
    theme.mutedText = rgb(0x9BA5B7);
    theme.accent = rgb(0x74A6FF);
    theme.onAccent = rgb(0x0B1424);
    theme.selection = rgb(0x28426F);

    theme.error = rgb(0xFF8078);
    theme.warning = rgb(0xE5B549);
    theme.note = rgb(0x7DB9FF);
    theme.good = rgb(0x5CCB7F);

    theme.canvas = rgb(0x131519);
    theme.grid = rgb(0x20242C);
    theme.tableHeader = rgb(0x2A3242);
    theme.tableHeaderText = rgb(0xF0F3FA);
    theme.tableBody = rgb(0x1D2129);
    theme.tableBorder = rgb(0x3A4252);
    theme.keyMark = rgb(0xE8BC50);
    theme.edge = rgb(0x6C788E);
    theme.edgeHighlight = rgb(0x82B2FF);
    theme.group = rgb(0x6680B8);
    theme.stickyNote = rgb(0x463C17);
    theme.stickyNoteText = rgb(0xF4E7B4);

    theme.keyword = rgb(0xC8A2FF);
    theme.typeName = rgb(0x62D0E5);
    theme.string = rgb(0x8FD694);
    theme.number = rgb(0xF4AB82);
    theme.comment = rgb(0x8B95A8);
    theme.function = rgb(0x8FB6FF);
    theme.setting = rgb(0xEFC777);
    theme.punctuation = rgb(0xA7B0C0);
    theme.name = rgb(0xE3E7EF);
    theme.currentLine = rgb(0x222731);
    theme.lineNumber = rgb(0x848EA1);
    theme.matchingBrace = rgb(0x33507F);
    return theme;
}

/// Qt 6.4 has no word for it: the palette that the platform brings says, and GTK's variable where
/// the platform brings none. Asked once, before the program sets a palette of its own.
bool systemIsDark()
{
    if (qGuiApp == nullptr)
        return false;
    if (qEnvironmentVariable("GTK_THEME").endsWith(u"dark", Qt::CaseInsensitive))
        return true;
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::Window).lightness() <
           palette.color(QPalette::WindowText).lightness();
}

} // namespace

const Theme &Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme &Theme::darkTheme()
{
    static const Theme theme = makeDark();
    return theme;
}

QPalette Theme::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, surface);
    palette.setColor(QPalette::AlternateBase, currentLine);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, mutedText);
    palette.setColor(QPalette::Button, raised);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, error);
    palette.setColor(QPalette::ToolTipBase, raised);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Highlight, accent);
    palette.setColor(QPalette::HighlightedText, onAccent);
    palette.setColor(QPalette::Link, accent);
    palette.setColor(QPalette::LinkVisited, keyword);
    // Fusion draws frames and bevels from these.
    palette.setColor(QPalette::Light, dark ? raised : surface);
    palette.setColor(QPalette::Midlight, dark ? raised : window);
    palette.setColor(QPalette::Mid, border);
    palette.setColor(QPalette::Dark, dark ? rgb(0x0E1013) : rgb(0xB4BAC7));
    palette.setColor(QPalette::Shadow, dark ? rgb(0x08090B) : rgb(0x8A91A0));

    const QColor faded = dark ? rgb(0x687286) : rgb(0x9BA3B3);
    palette.setColor(QPalette::Disabled, QPalette::WindowText, faded);
    palette.setColor(QPalette::Disabled, QPalette::Text, faded);
    palette.setColor(QPalette::Disabled, QPalette::ButtonText, faded);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, border);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, faded);
    return palette;
}

const Theme &themeFor(ThemeChoice choice)
{
    static const bool systemDark = systemIsDark();
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && systemDark);
    return dark ? Theme::darkTheme() : Theme::light();
}

} // namespace tw::preview
