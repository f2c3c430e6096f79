// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/export_job.h"

#include "export/documents.h"

#include <QTimer>
#include <QtConcurrent>

namespace tw::preview {

namespace {

/// Less than a frame, so that the window draws and listens between two pieces.
constexpr std::chrono::milliseconds pieceTime{8};

using Kind = DiagramPainting::Kind;

} // namespace

ExportWork::ExportWork(ExportFormat format, const SnapshotPtr &snapshot, const Theme &theme,
                       const ExportOptions &options)
    : m_format(format), m_snapshot(snapshot), m_options(options)
{
    const auto add = [&](Kind kind, const Theme &colours) {
        m_paintings.push_back(
            std::make_unique<DiagramPainting>(kind, snapshot, colours, m_options));
    };
    switch (format) {
    case ExportFormat::Svg:
        add(Kind::Svg, theme);
        break;
    case ExportFormat::Png:
        add(Kind::Png, theme);
        break;
    case ExportFormat::Pdf:
        add(Kind::Pdf, theme);
        break;
    case ExportFormat::Html:
        m_options.transparent = true; // the page has the ground
        add(Kind::Svg, Theme::light());
        add(Kind::Svg, Theme::darkTheme());
        break;
    case ExportFormat::Sql:
    case ExportFormat::Dbml:
    case ExportFormat::Json:
    case ExportFormat::Markdown:
        break;
    }
}

bool ExportWork::prepare(QString *error)
{
    return std::ranges::all_of(m_paintings,
                               [error](const auto &painting) { return painting->prepare(error); });
}

bool ExportWork::paintSome(std::chrono::milliseconds budget)
{
    for (const auto &painting : m_paintings) {
        if (painting->percent() < 100)
            return painting->paintSome(budget) && painting == m_paintings.back();
    }
    return true;
}

int ExportWork::percent() const
{
    int sum = 0;
    for (const auto &painting : m_paintings)
        sum += painting->percent();
    return m_paintings.empty() ? 100 : sum / static_cast<int>(m_paintings.size());
}

std::optional<QByteArray> ExportWork::finish(QString *error)
{
    switch (m_format) {
    case ExportFormat::Svg:
    case ExportFormat::Png:
    case ExportFormat::Pdf:
        return m_paintings[0]->finish(false, error);
    case ExportFormat::Html: {
        const auto light = m_paintings[0]->finish(true, error);
        const auto dark = m_paintings[1]->finish(true, error);
        return htmlOf(*m_snapshot, *light, *dark);
    }
    case ExportFormat::Sql:
        return sqlOf(*m_snapshot, error);
    case ExportFormat::Dbml:
        return dbmlOf(*m_snapshot, error);
    case ExportFormat::Json:
        return jsonOf(*m_snapshot, m_options.positions, error);
    case ExportFormat::Markdown:
        return markdownOf(*m_snapshot);
    }
    return {};
}

ExportJob::ExportJob(QString path, std::unique_ptr<ExportWork> work, QObject *parent)
    : QObject(parent), m_path(std::move(path)), m_work(std::move(work))
{
    connect(&m_watcher, &QFutureWatcher<bool>::finished, this, &ExportJob::advance);
}

ExportJob::~ExportJob() { m_watcher.waitForFinished(); }

void ExportJob::start() { runElsewhere(&ExportJob::prepare); }

void ExportJob::cancel()
{
    m_cancelled = true;
    if (!m_watcher.isRunning())
        deleteLater();
}

void ExportJob::runElsewhere(bool (ExportJob::*step)())
{
    m_watcher.setFuture(QtConcurrent::run([this, step] { return (this->*step)(); }));
}

bool ExportJob::prepare()
{
    QString why;
    if (m_work->prepare(&why))
        return true;
    m_error = cannotWrite(m_path, why);
    return false;
}

bool ExportJob::write()
{
    QString why;
    const std::optional<QByteArray> bytes = m_work->finish(&why);
    if (bytes)
        return !m_cancelled && writeFile(m_path, *bytes, &m_error);
    m_error = cannotWrite(m_path, why);
    return false;
}

void ExportJob::advance()
{
    if (m_cancelled) {
        deleteLater();
    } else if (!m_watcher.result()) {
        emit finished(false, m_error);
    } else if (m_step == Step::Preparing) {
        m_step = Step::Painting;
        paint();
    } else {
        emit finished(true, {});
    }
}

void ExportJob::paint()
{
    if (m_cancelled)
        return;
    const bool done = m_work->paintSome(pieceTime);
    emit progressed(m_work->percent());
    if (done) {
        m_step = Step::Writing;
        runElsewhere(&ExportJob::write);
    } else {
        QTimer::singleShot(0, this, &ExportJob::paint);
    }
}

} // namespace tw::preview

#include "moc_export_job.cpp"
