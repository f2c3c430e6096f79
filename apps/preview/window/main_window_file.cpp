// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/main_window.h"

#include "core/recovery.h"
#include "diagram/diagram_view.h"
#include "editor/editor.h"
#include "window/appearance.h"
#include "window/message_area.h"
#include "window/recent_files.h"
#include "window/starter_text.h"
#include "window/status_line.h"
#include "window/welcome_page.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QStandardPaths>

namespace tw::preview {

namespace {

const QString folderKey = QStringLiteral("files/folder");

QString nameOf(const QString &path) { return QFileInfo(path).fileName(); }

QString ending(Language language)
{
    return language == Language::Dbml ? QStringLiteral("dbml") : QStringLiteral("json");
}

QString languageFilter(Language language)
{
    return language == Language::Dbml ? QStringLiteral("DBML (*.dbml)")
                                      : QStringLiteral("Schema JSON (*.json)");
}

/// Those of the files that there is a language for.
QStringList droppedFiles(const QMimeData *data)
{
    QStringList files;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile() && languageOfFile(url.toLocalFile().toStdString()))
            files << url.toLocalFile();
    }
    return files;
}

void activate(QWidget *window)
{
    window->setWindowState(window->windowState() & ~Qt::WindowMinimized);
    window->raise();
    window->activateWindow();
}

std::vector<MainWindow *> allWindows()
{
    std::vector<MainWindow *> windows;
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (auto *window = qobject_cast<MainWindow *>(widget))
            windows.push_back(window);
    }
    return windows;
}

} // namespace

// --- Opening

bool MainWindow::holdsNothing() const
{
    return !m_hasDocument || (m_document->path().isEmpty() && !m_document->isModified());
}

bool MainWindow::openFile(const QString &path)
{
    const QString whole = QFileInfo(path).absoluteFilePath();
    takeAspect();
    QString error;
    if (!m_document->load(whole, &error)) {
        const bool gone = !QFileInfo::exists(whole);
        Message message{QStringLiteral("open"), Message::Kind::Error,
                        QStringLiteral("%1 could not be opened.").arg(nameOf(whole)), error};
        if (gone)
            message.buttons = {
                {QStringLiteral("Forget It"), [whole] { RecentFiles::instance().remove(whole); }}};
        message.buttons.push_back({QStringLiteral("Open Another…"), [this] { open(); }});
        m_messages->show(message);
        return false;
    }
    m_messages->dismissAll();
    RecentFiles::instance().add(whole);
    QSettings().setValue(folderKey, QFileInfo(whole).absolutePath());
    setHasDocument(true);
    return true;
}

void MainWindow::newDocument(Language language, const QByteArray &text)
{
    takeAspect();
    m_messages->dismissAll();
    m_document->setNew(language, text.isEmpty() ? starterText(language) : text);
    setHasDocument(true);
}

void MainWindow::takeAspect()
{
    DiagramOptions options = m_document->diagramOptions();
    const QSize room = m_diagram->size();
    if (m_hasDocument && room.height() > 0)
        options.aspect = std::clamp(double(room.width()) / room.height(), 0.5, 3.0);
    m_document->setDiagramOptions(options);
}

void MainWindow::openFileSomewhere(const QString &path)
{
    const QString whole = QFileInfo(path).absoluteFilePath();
    for (MainWindow *window : allWindows()) {
        if (window->hasDocument() && window->document()->path() == whole) {
            activate(window);
            return;
        }
    }
    if (holdsNothing())
        openFile(whole);
    else
        openWindow(m_engine)->openFile(whole);
}

void MainWindow::newDocumentSomewhere(Language language, const QByteArray &text)
{
    if (holdsNothing())
        newDocument(language, text);
    else
        openWindow(m_engine)->newDocument(language, text);
}

QString MainWindow::startFolder() const
{
    if (!m_document->path().isEmpty())
        return QFileInfo(m_document->path()).absolutePath();
    const QString last = QSettings().value(folderKey).toString();
    if (!last.isEmpty() && QFileInfo(last).isDir())
        return last;
    return QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
}

void MainWindow::open()
{
    auto *dialog = new QFileDialog(this, QStringLiteral("Open"), startFolder());
    dialog->setObjectName(QStringLiteral("openDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({QStringLiteral("Schemas (*.dbml *.json)"),
                            languageFilter(Language::Dbml), languageFilter(Language::Json),
                            QStringLiteral("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &paths) {
        for (const QString &path : paths)
            openFileSomewhere(path);
    });
    dialog->open();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!droppedFiles(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    for (const QString &path : droppedFiles(event->mimeData()))
        openFileSomewhere(path);
    event->acceptProposedAction();
}

// --- Saving

void MainWindow::save()
{
    if (m_document->path().isEmpty())
        chooseSaveName({});
    else
        write(m_document->path());
}

bool MainWindow::saveAs(const QString &path) { return write(QFileInfo(path).absoluteFilePath()); }

bool MainWindow::write(const QString &path)
{
    const std::optional<Language> named = languageOfFile(path.toStdString());
    QString error;
    if (named && *named != m_document->language()) {
        error =
            QStringLiteral("Its name asks for %1 and the text is %2. Choose a name that ends in "
                           ".%2, or convert the text with File ▸ Convert.")
                .arg(ending(*named), ending(m_document->language()));
    } else if (m_document->save(path, &error)) {
        m_messages->dismiss(QStringLiteral("save"));
        m_messages->dismiss(QStringLiteral("disk"));
        RecentFiles::instance().add(path);
        QSettings().setValue(folderKey, QFileInfo(path).absolutePath());
        m_status->showMessage(QStringLiteral("Saved %1").arg(nameOf(path)), 4000);
        showTitle();
        return true;
    }
    m_messages->show({QStringLiteral("save"),
                      Message::Kind::Error,
                      QStringLiteral("%1 could not be saved.").arg(nameOf(path)),
                      error,
                      {{QStringLiteral("Try Again"), [this, path] { write(path); }},
                       {QStringLiteral("Save As…"), [this] { chooseSaveName({}); }}}});
    return false;
}

void MainWindow::chooseSaveName(const std::function<void()> &then)
{
    const Language language = m_document->language();
    auto *dialog = new QFileDialog(this, QStringLiteral("Save As"), startFolder());
    dialog->setObjectName(QStringLiteral("saveDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({languageFilter(language), QStringLiteral("All files (*)")});
    dialog->setDefaultSuffix(ending(language));
    dialog->selectFile(m_document->displayName());
    connect(dialog, &QFileDialog::fileSelected, this, [this, then](const QString &path) {
        if (saveAs(path) && then)
            then();
    });
    dialog->open();
}

void MainWindow::whenSaved(const QString &before, const std::function<void()> &then)
{
    if (!m_hasDocument || !m_document->isModified()) {
        then();
        return;
    }
    if (findChild<QMessageBox *>(QStringLiteral("saveQuestion")))
        return;
    auto *question = new QMessageBox(
        QMessageBox::Warning, QStringLiteral("Tablewright"),
        QStringLiteral("Save the changes to %1 before %2?").arg(m_document->displayName(), before),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("saveQuestion"));
    question->setInformativeText(
        QStringLiteral("What was changed since it was last saved is lost otherwise."));
    question->button(QMessageBox::Discard)->setText(QStringLiteral("&Don't Save"));
    question->setDefaultButton(QMessageBox::Save);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QMessageBox::finished, this, [this, then](int answer) {
        if (answer == QMessageBox::Discard) {
            m_autosave->discard();
            then();
        } else if (answer == QMessageBox::Save && m_document->path().isEmpty()) {
            chooseSaveName(then);
        } else if (answer == QMessageBox::Save && write(m_document->path())) {
            then();
        }
    });
    question->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_hasDocument && m_document->isModified() && !m_mayClose) {
        event->ignore();
        activate(this);
        whenSaved(QStringLiteral("closing"), [this] {
            m_mayClose = true;
            close();
        });
        return;
    }
    saveLayout();
    forgetDocument();
    QMainWindow::closeEvent(event);
}

void MainWindow::closeDocument()
{
    whenSaved(QStringLiteral("closing it"), [this] {
        if (!m_hasDocument || allWindows().size() > 1) {
            m_mayClose = true;
            close();
            return;
        }
        forgetDocument();
        setHasDocument(false);
    });
}

void MainWindow::forgetDocument()
{
    m_messages->dismissAll();
    m_document->setNew(Language::Dbml, {});
}

// --- Changed by others

void MainWindow::reload()
{
    const auto take = [this] {
        QString error;
        if (m_document->reload(&error)) {
            m_messages->dismiss(QStringLiteral("disk"));
            return;
        }
        m_messages->show(
            {QStringLiteral("disk"), Message::Kind::Error,
             QStringLiteral("%1 could not be read again.").arg(m_document->displayName()), error});
    };
    if (m_document->path().isEmpty())
        m_status->showMessage(QStringLiteral("This text has no file yet"), 4000);
    else
        take();
}

void MainWindow::watchDisk()
{
    connect(m_document, &Document::changedOnDisk, this, [this] {
        m_messages->show(
            {QStringLiteral("disk"),
             Message::Kind::Warning,
             QStringLiteral("%1 was changed by another program.").arg(m_document->displayName()),
             QStringLiteral("There are changes here as well."),
             {{QStringLiteral("Reload"), [this] { reload(); }},
              {QStringLiteral("Keep Mine"), [this] { m_document->keepMine(); }}},
             false});
    });
    connect(m_document, &Document::reloadedFromDisk, this, [this] {
        m_messages->dismiss(QStringLiteral("disk"));
        m_status->showMessage(QStringLiteral("%1 was changed by another program and read again")
                                  .arg(m_document->displayName()),
                              6000);
    });
    connect(m_document, &Document::noticed, this, [this](const QString &message) {
        m_messages->show(
            {QStringLiteral("notice"), Message::Kind::Information, message, QString()});
    });
}

} // namespace tw::preview
