// SPDX-License-Identifier: MIT
#pragma once

#include "core/document.h"
#include "core/selection.h"
#include "model/theme.h"
#include "window/style_sheet.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QTest>
#include <QWidget>

namespace tw::preview {

/// What a panel stands between: an engine, a document that really compiles, and a selection.
class PanelHost {
public:
    explicit PanelHost(const QStringList &pluginPaths = {}) : engine(pluginPaths), document(&engine)
    {
    }

    /// Opens the text and waits until it is compiled.
    bool open(const QByteArray &text, Language language = Language::Dbml)
    {
        document.setNew(language, text);
        return settle();
    }
    bool openSample(const QString &name)
    {
        QString error;
        return document.load(QStringLiteral(TEST_SAMPLES_DIR "/") + name, &error) && settle();
    }
    /// Types the text in place of the present one.
    bool type(const QByteArray &text)
    {
        document.setTyped(text);
        return settle();
    }
    bool settle()
    {
        return QTest::qWaitFor(
            [this] {
                return !document.isCompiling() && document.snapshot() &&
                       document.snapshot()->revision == document.revision();
            },
            30'000);
    }
    [[nodiscard]] const ir::Schema &declared() const { return document.snapshot()->declared(); }

    Engine engine;
    Document document;
    Selection selection;
};

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// In a window, active and of a size that a dock has.
inline bool showPanel(QWidget &panel, const QSize &size = {1000, 340})
{
    panel.resize(size);
    panel.show();
    panel.activateWindow();
    panel.setFocus();
    return QTest::qWaitForWindowActive(&panel);
}

/// As the window does it when the user chooses a theme.
template <class Panel> void wear(Panel &panel, const Theme &theme)
{
    QApplication::setPalette(theme.palette());
    qApp->setStyleSheet(styleSheet(theme));
    panel.setTheme(theme);
}

/// What is not covered by anything has the theme's ground, after each of several changes.
template <class Panel> bool wearsEachTheme(Panel &panel, const QWidget &ground)
{
    for (const Theme *theme : {&Theme::light(), &Theme::darkTheme(), &Theme::light(),
                               &Theme::darkTheme(), &Theme::light()}) {
        wear(panel, *theme);
        QTest::qWait(20);
        const QImage image = panel.grab().toImage();
        const QPoint place = ground.mapTo(&panel, QPoint(ground.width() - 3, ground.height() - 3));
        const QColor color = image.pixelColor(place * image.devicePixelRatio());
        if (color != theme->surface) {
            qWarning() << "ground" << color.name() << "instead of" << theme->surface.name();
            return false;
        }
    }
    return true;
}

/// Writes what the panel looks like in both themes to the folder that TABLEWRIGHT_SHOTS names.
template <class Panel> void shoot(Panel &panel, const QString &name)
{
    const QString folder = qEnvironmentVariable("TABLEWRIGHT_SHOTS");
    if (folder.isEmpty())
        return;
    for (const Theme *theme : {&Theme::darkTheme(), &Theme::light()}) {
        wear(panel, *theme);
        QTest::qWait(60);
        panel.grab().save(QDir(folder).filePath(
            name + (theme->dark ? QStringLiteral("-dark.png") : QStringLiteral("-light.png"))));
    }
}

} // namespace tw::preview
