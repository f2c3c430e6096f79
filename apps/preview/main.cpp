// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine.h"
#include "diagram/diagram_view.h"
#include "export/command_line.h"
#include "export/headless.h"
#include "window/appearance.h"
#include "window/icons.h"
#include "window/main_window.h"

#include <QApplication>

namespace {

using namespace tw::preview;

constexpr QSize screenshotSize(1400, 900);

void applyOptions(MainWindow &window, const Options &options)
{
    if (options.theme)
        Appearance::instance().setChoiceForNow(*options.theme);
    if (!options.size.isEmpty())
        window.resize(options.size);
    window.action(QStringLiteral("viewJunctions"))
        ->setChecked(options.diagram.junctions == DiagramOptions::Junctions::Expanded);
    window.document()->setDiagramOptions(options.diagram);
}

std::unique_ptr<QWidget> windowFor(Engine *engine, const Options &options, QString *error)
{
    auto window = std::make_unique<MainWindow>(engine);
    window->resize(screenshotSize);
    applyOptions(*window, options);
    window->diagram()->setAnimated(false);
    window->show();
    if (!options.files.isEmpty() && !window->openFile(options.files.front())) {
        *error = QStringLiteral("%1 cannot be opened").arg(options.files.front());
        return nullptr;
    }
    if (options.newDocument)
        window->newDocument(*options.newDocument);
    return window;
}

int runWindows(const Options &options)
{
    Engine engine(options.pluginPaths, Engine::Loading::InBackground);
    MainWindow *window = MainWindow::openWindow(&engine);
    applyOptions(*window, options);
    for (const QString &path : options.files)
        window->openFileSomewhere(path);
    if (options.newDocument)
        window->newDocumentSomewhere(*options.newDocument);
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    const std::variant<Options, int> asked = parseCommandLine(argc, argv);
    if (const int *code = std::get_if<int>(&asked))
        return *code;
    const Options &options = std::get<Options>(asked);
    if (!choosePlatform(options))
        return Failed;

    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("tablewright-preview"));
    QApplication::setApplicationDisplayName(QStringLiteral("Tablewright"));
    QApplication::setApplicationVersion(QStringLiteral(TABLEWRIGHT_VERSION));
    QApplication::setOrganizationName(QStringLiteral("tablewright"));
    QApplication::setOrganizationDomain(QStringLiteral("tablewright.org"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.tablewright.Preview"));
    QApplication::setWindowIcon(programIcon());
    // Before anything sets a palette: it tells what the desktop prefers.
    (void)Appearance::instance();

    if (options.isHeadless()) {
        return runHeadless(options, windowFor, [](QWidget *window) {
            return static_cast<MainWindow *>(window)->isReady();
        });
    }
    return runWindows(options);
}
