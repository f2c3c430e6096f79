// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/main_window.h"

#include "core/recovery.h"
#include "window/message_area.h"
#include "window/recovered_work.h"
#include "window/welcome_page.h"

#include <QDir>
#include <QLocale>

namespace tw::preview {

namespace {

QString when(const QDateTime &time)
{
    const QLocale locale;
    return time.date() == QDate::currentDate()
               ? QStringLiteral("today at %1")
                     .arg(locale.toString(time.time(), QLocale::ShortFormat))
               : locale.toString(time, QLocale::ShortFormat);
}

QString place(const RecoveredText &text)
{
    return text.path.isEmpty() ? QStringLiteral("never saved")
                               : QDir::toNativeSeparators(text.path);
}

} // namespace

void MainWindow::offerRecovered()
{
    RecoveredWork &work = RecoveredWork::instance();
    connect(&work, &RecoveredWork::changed, this, &MainWindow::showRecovered);
    connect(m_welcome, &WelcomePage::restoreRequested, this, &MainWindow::restore);
    connect(m_welcome, &WelcomePage::discardRequested, this, &MainWindow::discardRecovered);
    connect(m_autosave, &Autosave::failed, this, [this](const QString &message) {
        m_messages->show({QStringLiteral("autosave"), Message::Kind::Warning,
                          QStringLiteral("What you type is not kept for the case of a crash."),
                          message});
    });
    work.look();
    showRecovered();
}

void MainWindow::showRecovered()
{
    const std::vector<RecoveredText> &texts = RecoveredWork::instance().texts();
    std::vector<WelcomePage::Unsaved> shown;
    for (const RecoveredText &text : texts) {
        shown.push_back({text.id, text.displayName(),
                         QStringLiteral("%1, %2").arg(when(text.time), place(text))});
    }
    m_welcome->setUnsaved(shown);

    // Where a document is open there is no welcome page to say so.
    const QString id = QStringLiteral("recovered");
    if (texts.empty() || !m_hasDocument) {
        m_messages->dismiss(id);
        return;
    }
    const RecoveredText &first = texts.front();
    m_messages->show(
        {id,
         Message::Kind::Information,
         QStringLiteral("Unsaved work was found: %1").arg(first.displayName()),
         QStringLiteral("%1, %2").arg(when(first.time), place(first)),
         {{QStringLiteral("Restore"), [this, id = first.id] { restore(id); }},
          {QStringLiteral("Discard"), [this, id = first.id] { discardRecovered(id); }}}});
}

void MainWindow::restore(const QString &id)
{
    // A document that is open, and as it was saved, may be the one that was lost.
    MainWindow *window = this;
    const auto &texts = RecoveredWork::instance().texts();
    const auto found = std::ranges::find(texts, id, &RecoveredText::id);
    if (found == texts.end())
        return;
    const bool sameFile = !found->path.isEmpty() && found->path == m_document->path();
    if (!holdsNothing() && !(sameFile && !m_document->isModified()))
        window = openWindow(m_engine);
    window->takeRecovered(id);
}

void MainWindow::takeRecovered(const QString &id)
{
    std::optional<RecoveredText> text = RecoveredWork::instance().take(id);
    if (!text)
        return;
    takeAspect();
    m_document->restore(*text);
    const bool changed = text->isOriginalChanged();
    m_autosave->adopt(std::move(*text));
    m_messages->dismiss(QStringLiteral("recovered"));
    setHasDocument(true);
    showRecovered();
    if (changed) {
        m_messages->show({QStringLiteral("disk"),
                          Message::Kind::Warning,
                          QStringLiteral("%1 has been changed since this was typed.")
                              .arg(m_document->displayName()),
                          QStringLiteral("Saving writes over what the file says now."),
                          {{QStringLiteral("Reload"), [this] { reload(); }},
                           {QStringLiteral("Keep Mine"), [] {}}}});
    }
}

void MainWindow::discardRecovered(const QString &id) { RecoveredWork::instance().discard(id); }

} // namespace tw::preview
