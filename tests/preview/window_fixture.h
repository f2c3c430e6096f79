// SPDX-License-Identifier: MIT
#pragma once

#include "diagram/diagram_scene.h"
#include "diagram/diagram_view.h"
#include "editor/editor.h"
#include "editor/text_view.h"
#include "window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

namespace tw::preview {

constexpr int patience = 30000; ///< milliseconds; a busy machine is slow

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool writeContent(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

/// A window as the program shows it, on a display without a window manager.
class TestWindow {
public:
    explicit TestWindow(Engine *engine) : m_window(std::make_unique<MainWindow>(engine))
    {
        m_window->resize(1400, 900);
        m_window->diagram()->setAnimated(false);
        m_window->show();
        QApplication::setActiveWindow(m_window.get());
    }

    MainWindow *operator->() const { return m_window.get(); }
    [[nodiscard]] MainWindow *get() const { return m_window.get(); }

    [[nodiscard]] bool waitUntilReady() const
    {
        return QTest::qWaitFor([this] { return m_window->isReady(); }, patience);
    }
    bool open(const QString &path) const { return m_window->openFile(path) && waitUntilReady(); }

    [[nodiscard]] TextView *text() const { return m_window->editor()->findChild<TextView *>(); }
    /// Types behind the first occurrence of `place`, as a hand does.
    bool typeAfter(const QByteArray &place, const char *typed) const
    {
        const qsizetype at = text()->bytes().indexOf(place);
        if (at < 0)
            return false;
        text()->setFocus();
        m_window->editor()->setCursorOffset(static_cast<std::uint32_t>(at + place.size()));
        for (const QChar character : QString::fromUtf8(typed)) {
            if (character == QLatin1Char('\n'))
                QTest::keyClick(text(), Qt::Key_Return);
            else
                QTest::keyClicks(text(), QString(character));
        }
        return true;
    }
    void trigger(const char *action) const { m_window->action(QLatin1String(action))->trigger(); }

    /// Where the table stands, on the screen as the diagram shows it.
    [[nodiscard]] QPointF placeOf(const QString &key) const
    {
        const TableItem *table = m_window->diagram()->diagramScene()->table(key);
        return table ? table->pos() : QPointF();
    }
    /// With the mouse, by its header.
    void drag(const QString &key, QPoint by) const
    {
        DiagramView *view = m_window->diagram();
        QWidget *target = view->viewport();
        const QRectF box = view->diagramScene()->table(key)->box();
        const QPoint from = view->mapFromScene(box.topLeft() + QPointF(30, 12));
        QTest::mousePress(target, Qt::LeftButton, Qt::NoModifier, from);
        for (int step = 1; step <= 10; ++step)
            QTest::mouseMove(target, from + by * step / 10);
        QTest::mouseRelease(target, Qt::LeftButton, Qt::NoModifier, from + by);
    }

private:
    std::unique_ptr<MainWindow> m_window;
};

/// Takes the file dialog of that name, gives it the path and accepts it.
inline bool answerFileDialog(const QWidget *window, const char *name, const QString &path)
{
    QDialog *dialog = nullptr;
    const auto isShown = [&] {
        dialog = window->findChild<QDialog *>(QLatin1String(name));
        return dialog && dialog->isVisible();
    };
    if (!QTest::qWaitFor(isShown, patience))
        return false;
    auto *field = dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"));
    if (!field)
        return false;
    field->setText(path);
    return QMetaObject::invokeMethod(dialog, "accept");
}

/// Clean settings, and no warnings of Qt: each is a fault of ours.
inline void prepareApplication()
{
    QCoreApplication::setOrganizationName(QStringLiteral("tablewright-test"));
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    QSettings().clear();
}

inline void failOnQtWarnings()
{
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^QObject|Ambiguous|^QPainter|^QWidget|^QLayout|moc")));
}

} // namespace tw::preview
