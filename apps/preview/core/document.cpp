// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document.h"

#include "core/compile_worker.h"
#include "core/file_text.h"
#include "core/file_watcher.h"
#include "core/recovery.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace tw::preview {

namespace {

using namespace std::chrono_literals;

/// A name that the kernel and the engine understand whatever the current folder becomes.
QString absolute(const QString &path)
{
    return path.isEmpty() ? QString() : QFileInfo(path).absoluteFilePath();
}

std::optional<Language> languageOf(const QString &path, QString *error)
{
    const auto language = languageOfFile(path.toStdString());
    if (!language && error)
        *error = QStringLiteral("“%1” is neither a .dbml nor a .json file.")
                     .arg(QFileInfo(path).fileName());
    return language;
}

} // namespace

Document::Document(Engine *engine, QObject *parent)
    : QObject(parent), m_engine(engine), m_watcher(std::make_unique<FileWatcher>())
{
    m_worker = std::make_unique<CompileWorker>([this](SnapshotPtr snapshot, std::uint64_t request) {
        QMetaObject::invokeMethod(
            this,
            [this, snapshot = std::move(snapshot), request] { takeSnapshot(snapshot, request); },
            Qt::QueuedConnection);
    });
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &Document::startCompile);
    connect(m_engine, &Engine::changed, this, &Document::refresh);
    connect(m_watcher.get(), &FileWatcher::documentTouched, this, &Document::checkDisk);
    connect(m_watcher.get(), &FileWatcher::documentGone, this, [this] {
        m_gone = true;
        updateModified();
        emit noticed(QStringLiteral("“%1” is no longer on disk. Saving writes it again.")
                         .arg(displayName()));
    });
    connect(m_watcher.get(), &FileWatcher::usedTouched, this, &Document::refresh);
    connect(&m_diagramUndo, &QUndoStack::cleanChanged, this, &Document::updateModified);
}

Document::~Document()
{
    emit closing();
    m_diagramUndo.blockSignals(true); // its end is no change of the document
}

QString Document::displayName() const
{
    if (!m_path.isEmpty())
        return QFileInfo(m_path).fileName();
    return m_language == Language::Json ? QStringLiteral("Untitled.json")
                                        : QStringLiteral("Untitled.dbml");
}

bool Document::load(const QString &path, QString *error)
{
    const std::optional<Language> language = languageOf(path, error);
    if (!language)
        return false;
    const std::optional<QByteArray> text = readText(path, error);
    if (!text)
        return false;
    QString notice;
    const TablePositions positions = readLayoutFile(absolute(path), &notice);
    open(absolute(path), *language, *text, *text, positions);
    if (!notice.isEmpty())
        emit noticed(notice);
    return true;
}

void Document::setNew(Language language, const QByteArray &text)
{
    open({}, language, text, text, {});
}

void Document::restore(const RecoveredText &recovered)
{
    // Whatever became of the file, the text is the user's.
    const QByteArray saved = readText(recovered.path, nullptr).value_or(QByteArray());
    open(recovered.path, recovered.language, recovered.text, saved, recovered.positions);
    m_recovered = true;
    updateModified();
}

void Document::open(const QString &path, Language language, const QByteArray &text,
                    const QByteArray &savedText, const TablePositions &positions)
{
    m_path = path;
    m_language = language;
    m_text = text;
    m_savedText = savedText;
    ++m_revision;
    m_recovered = false;
    m_changedOnDisk = false;
    m_gone = false;
    m_snapshot.reset();
    m_drawn.reset();
    m_positions = positions;
    m_written.clear();
    m_positionsWin = !positions.isEmpty();
    m_placed = !positions.isEmpty();
    m_savedPlaced = m_placed;
    m_layOutAgain = false;
    m_diagramUndo.clear();
    watchFiles({});
    emit fileChanged();
    emit textReplaced();
    emit textChanged();
    emit snapshotChanged();
    emit positionsChanged();
    updateModified();
    compileAfter(0ms);
}

bool Document::save(const QString &path, QString *error)
{
    const std::optional<Language> language = languageOf(path, error);
    if (!language)
        return false;
    if (*language != m_language) {
        if (error)
            *error = QStringLiteral("The text is %1. Export it to have it in another language.")
                         .arg(m_language == Language::Json ? QStringLiteral("JSON")
                                                           : QStringLiteral("DBML"));
        return false;
    }
    const bool moved = m_recovered || !m_diagramUndo.isClean();
    TablePositions beside = m_placed ? positionsToSave() : TablePositions();
    if (m_language == Language::Json && m_placed) {
        if (std::optional<PositionEdits> inText = positionEdits(m_text, beside)) {
            applyEdits(inText->edits, QStringLiteral("Positions of Tables"));
            beside = inText->rest;
        }
        // No second file for what nobody moved.
        if (!moved && !QFileInfo::exists(layoutPath(path)))
            beside.clear();
    }
    if (!writeText(path, m_text, error))
        return false;
    QString notice;
    if ((m_placed || m_savedPlaced) && !writeLayoutFile(absolute(path), beside, &notice))
        emit noticed(notice);

    const bool isElsewhere = absolute(path) != m_path;
    m_path = absolute(path);
    m_savedText = m_text;
    m_savedPlaced = m_placed;
    m_recovered = false;
    m_changedOnDisk = false;
    m_gone = false;
    m_diagramUndo.setClean();
    updateModified();
    if (isElsewhere) {
        watchFiles({});
        emit fileChanged();
        refresh(); // it may use other files there
    }
    return true;
}

bool Document::reload(QString *error)
{
    const std::optional<QByteArray> text = readText(m_path, error);
    if (!text)
        return false;
    m_savedText = *text;
    m_changedOnDisk = false;
    m_recovered = false;
    applyEdits(difference(m_text, *text), QStringLiteral("Reload"));
    updateModified();
    return true;
}

void Document::keepMine()
{
    if (const std::optional<QByteArray> text = readText(m_path, nullptr))
        m_savedText = *text;
    m_changedOnDisk = false;
    updateModified();
}

void Document::checkDisk()
{
    // What cannot be read now is likely to be in the making.
    const std::optional<QByteArray> text = readText(m_path, nullptr);
    if (!text)
        return;
    m_gone = false;
    updateModified();
    if (*text == m_savedText)
        return;
    if (*text == m_text) {
        m_savedText = *text;
        updateModified();
    } else if (!m_modified) {
        if (reload(nullptr))
            emit reloadedFromDisk();
    } else {
        m_changedOnDisk = true;
        emit changedOnDisk();
    }
}

void Document::setTyped(QByteArray text)
{
    if (text == m_text)
        return;
    // As long as the last compile took, so that large texts are not compiled at each keystroke.
    const auto pause = m_snapshot ? std::chrono::duration_cast<std::chrono::milliseconds>(
                                        m_snapshot->compileTime + m_snapshot->diagramTime)
                                  : 120ms;
    changeText(std::move(text), std::clamp(pause, 25ms, 120ms));
}

void Document::applyEdits(const std::vector<TextEdit> &edits, const QString & /*title*/)
{
    if (edits.empty())
        return;
    m_text = edited(m_text, edits);
    ++m_revision;
    emit textEdited(edits);
    emit textChanged();
    updateModified();
    compileAfter(0ms);
}

bool Document::applyFix(const Snapshot &snapshot, const FixIt &fix)
{
    if (snapshot.revision != m_revision || !isOfDocument(snapshot, fix))
        return false;
    std::vector<TextEdit> edits;
    for (const tw::TextEdit &edit : fix.edits()) {
        if (edit.range.begin > edit.range.end ||
            edit.range.end > static_cast<std::size_t>(m_text.size()))
            return false;
        edits.push_back(
            {edit.range.begin, edit.range.end, QByteArray::fromStdString(edit.replacement)});
    }
    std::ranges::sort(edits, {},
                      [](const TextEdit &edit) { return std::pair(edit.begin, edit.end); });
    applyEdits(edits, QString::fromStdString(fix.title));
    return true;
}

void Document::changeText(QByteArray text, std::chrono::milliseconds pause)
{
    m_text = std::move(text);
    ++m_revision;
    emit textChanged();
    updateModified();
    compileAfter(pause);
}

void Document::updateModified()
{
    const bool moved = !m_diagramUndo.isClean() && (m_placed || m_savedPlaced);
    const bool modified = m_recovered || m_gone || moved || m_text != m_savedText;
    if (std::exchange(m_modified, modified) != modified)
        emit modifiedChanged(modified);
}

} // namespace tw::preview

#include "moc_document.cpp" // NOLINT(bugprone-suspicious-include)
