// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/status_line.h"

#include "window/busy_indicator.h"
#include "window/icons.h"

#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <cmath>

namespace tw::preview {

namespace {

QString counted(int count, const QString &what)
{
    return QStringLiteral("%1 %2%3").arg(count).arg(what,
                                                    count == 1 ? QString() : QStringLiteral("s"));
}

} // namespace

StatusLine::StatusLine(Document *document, QWidget *parent)
    : QStatusBar(parent), m_document(document), m_busy(new BusyIndicator(this)),
      m_findings(addButton(QStringLiteral("status.findings"),
                           QStringLiteral("What the newest compile found"))),
      m_work(new QLabel(this)), m_progress(new QProgressBar(this)),
      m_cancel(addButton(QStringLiteral("status.cancel"), QStringLiteral("Stop this"))),
      m_place(addButton(QStringLiteral("status.place"), QStringLiteral("Go to a line"))),
      m_language(new QLabel(this)),
      m_zoom(addButton(QStringLiteral("status.zoom"), QStringLiteral("Zoom to 100 %")))
{
    setObjectName(QStringLiteral("status"));
    setSizeGripEnabled(false);
    m_language->setObjectName(QStringLiteral("status.language"));
    m_findings->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_findings->setIconSize({15, 15});
    m_cancel->setIcon(lineIcon(Icon::Close));
    m_cancel->setIconSize({12, 12});
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(110, 5);
    m_slow.setSingleShot(true);
    m_slow.setInterval(quietMilliseconds);

    addWidget(m_findings);
    addWidget(m_busy);
    addPermanentWidget(m_work);
    addPermanentWidget(m_progress);
    addPermanentWidget(m_cancel);
    addPermanentWidget(m_place);
    addPermanentWidget(m_language);
    addPermanentWidget(m_zoom);
    setProgress({}, -1);
    setZoom(1);
    setCursor(1, 1);

    connect(m_findings, &QToolButton::clicked, this, &StatusLine::findingsRequested);
    connect(m_place, &QToolButton::clicked, this, &StatusLine::lineRequested);
    connect(m_zoom, &QToolButton::clicked, this, &StatusLine::zoomResetRequested);
    connect(m_cancel, &QToolButton::clicked, this, &StatusLine::cancelRequested);
    connect(&m_slow, &QTimer::timeout, this, [this] { m_busy->setBusy(true); });
    connect(document, &Document::compilingChanged, this, &StatusLine::showCompiling);
    connect(document, &Document::snapshotChanged, this, &StatusLine::showFindings);
    const auto showLanguage = [this] {
        m_language->setText(m_document->language() == Language::Dbml ? QStringLiteral("DBML")
                                                                     : QStringLiteral("JSON"));
    };
    connect(document, &Document::fileChanged, this, showLanguage);
    showLanguage();
    showFindings();
}

QToolButton *StatusLine::addButton(const QString &name, const QString &tip)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void StatusLine::setTheme(const Theme &theme)
{
    m_theme = theme;
    showFindings();
}

void StatusLine::setCursor(int line, int column)
{
    m_place->setText(QStringLiteral("Ln %1, Col %2").arg(line).arg(column));
}

void StatusLine::setZoom(double zoom)
{
    m_zoom->setText(QStringLiteral("%1 %").arg(std::lround(zoom * 100)));
}

void StatusLine::setProgress(const QString &work, int percent)
{
    const bool shown = percent >= 0 && percent < 100;
    m_work->setText(work);
    m_progress->setValue(percent);
    m_work->setVisible(shown);
    m_progress->setVisible(shown);
    m_cancel->setVisible(shown);
}

void StatusLine::showCompiling(bool compiling)
{
    if (compiling) {
        m_slow.start();
    } else {
        m_slow.stop();
        m_busy->setBusy(false);
    }
}

void StatusLine::showFindings()
{
    const SnapshotPtr snapshot = m_document->snapshot();
    m_findings->setVisible(snapshot != nullptr);
    if (!snapshot)
        return;
    int errors = 0, warnings = 0;
    for (const Diagnostic &diagnostic : snapshot->result.diagnostics) {
        errors += diagnostic.severity == Severity::Error;
        warnings += diagnostic.severity == Severity::Warning;
    }
    QStringList parts;
    if (errors > 0)
        parts << counted(errors, QStringLiteral("error"));
    if (warnings > 0)
        parts << counted(warnings, QStringLiteral("warning"));
    const QString text =
        parts.isEmpty() ? QStringLiteral("No problems") : parts.join(QStringLiteral(", "));
    m_findings->setText(QLatin1Char(' ') + text);
    const QColor color = errors > 0 ? m_theme.error : warnings > 0 ? m_theme.warning : m_theme.good;
    m_findings->setIcon(lineIcon(errors > 0     ? Icon::Error
                                 : warnings > 0 ? Icon::Warning
                                                : Icon::Done,
                                 color));
}

QString StatusLine::findingsText() const { return m_findings->text().trimmed(); }

} // namespace tw::preview
