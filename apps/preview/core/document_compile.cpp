// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document.h"

#include "core/compile_worker.h"
#include "core/file_watcher.h"
#include "core/move_command.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace tw::preview {

namespace {

using namespace std::chrono_literals;

/// Paths of the files that the document uses.
QStringList usedFiles(const Snapshot &snapshot)
{
    QStringList files;
    for (std::size_t i = 0; i < snapshot.sources->size(); ++i) {
        const bool isUsed =
            SourceId(i) != snapshot.source && SourceId(i) != snapshot.configuration.source;
        if (isUsed)
            files.append(
                QFileInfo(QString::fromStdString(snapshot.sources->buffer(SourceId(i)).name()))
                    .absoluteFilePath());
    }
    return files;
}

bool hasSyntaxErrors(const Snapshot &snapshot)
{
    return std::ranges::any_of(snapshot.result.diagnostics, [](const Diagnostic &diagnostic) {
        return diagnostic.severity == Severity::Error && diagnostic.info->code.starts_with("TW1");
    });
}

} // namespace

/// The configuration as well, which may come later.
void Document::watchFiles(QStringList used)
{
    if (const QString configuration = configurationOf(m_path); !configuration.isEmpty())
        used.append(configuration);
    m_watcher->watch(m_path, used);
}

void Document::refresh() { compileAfter(0ms); }

void Document::setDiagramOptions(const DiagramOptions &options)
{
    // The aspect is for the next layout.
    const bool isOther = options.junctions != m_diagramOptions.junctions;
    m_diagramOptions = options;
    if (isOther)
        refresh();
}

void Document::compileAfter(std::chrono::milliseconds pause)
{
    m_worker->cancel();
    ++m_request; // what is on its way comes too late
    m_pause.start(pause);
    if (!std::exchange(m_compiling, true))
        emit compilingChanged(true);
}

void Document::startCompile()
{
    m_requestPositions = m_positions;
    m_requestPlaced = m_placed;
    CompileInput input;
    input.setup = m_engine->setup();
    input.path = m_path;
    input.configuration = configurationOf(m_path);
    input.language = m_language;
    input.text = m_text;
    input.revision = m_revision;
    input.request = m_request;
    input.diagram = m_diagramOptions;
    input.positions = m_positions;
    input.written = m_written;
    input.positionsWin = m_positionsWin;
    input.keepPlaces = m_placed;
    input.layOutAgain = m_layOutAgain;
    input.previous = m_drawn;
    m_worker->post(std::move(input));
}

void Document::takeSnapshot(const SnapshotPtr &snapshot, std::uint64_t request)
{
    if (request != m_request)
        return;
    m_snapshot = snapshot;
    if (!snapshot->diagramIsOld)
        m_drawn = snapshot;
    const bool moved = takePositions(*snapshot);
    watchFiles(usedFiles(*snapshot));
    m_compiling = false;
    emit snapshotChanged();
    if (moved)
        emit positionsChanged();
    updateModified();
    emit compilingChanged(false);
}

bool Document::takePositions(const Snapshot &snapshot)
{
    const TablePositions before = m_placed ? m_positions : std::exchange(m_positions, {});
    // Moved while the compile ran, or nailed down meanwhile.
    const auto isNewer = [&](const QString &key) {
        const auto now = before.constFind(key);
        if (now == before.cend() || m_layOutAgain)
            return false;
        const auto requested = m_requestPositions.constFind(key);
        return requested == m_requestPositions.cend() || *requested != *now ||
               (m_placed && !m_requestPlaced);
    };
    for (const DiagramTable &table : snapshot.diagram.tables) {
        const QPointF place = isNewer(table.key) ? before.value(table.key) : table.box.topLeft();
        m_positions.insert(table.key, place);
    }
    m_written = snapshot.written;
    m_layOutAgain = false;
    if (!hasSyntaxErrors(snapshot))
        m_positionsWin = false;
    // Of a document where only some have a place, the others get one when one was moved.
    const auto tables = static_cast<qsizetype>(snapshot.declared().tables.size());
    if (!snapshot.diagramIsOld && !m_written.isEmpty() && m_written.size() == tables)
        m_placed = true;
    return m_positions != before;
}

void Document::moveTables(const TablePositions &moved, const QString &title, int gesture)
{
    TablePositions changed;
    for (auto place = moved.begin(); place != moved.end(); ++place) {
        if (m_positions.value(place.key(), QPointF(qInf(), qInf())) != *place)
            changed.insert(place.key(), QPointF(*place));
    }
    if (!changed.isEmpty())
        m_diagramUndo.push(new MoveCommand(this, changed, title, gesture));
}

void Document::layOutAgain() { m_diagramUndo.push(new LayOutCommand(this)); }

void Document::setPositions(TablePositions positions, bool placed)
{
    m_positions = std::move(positions);
    m_placed = placed;
    emit positionsChanged();
    updateModified();
}

TablePositions Document::positionsToSave() const
{
    // A text with errors may lack what comes back when they are mended.
    if (!m_snapshot || m_snapshot->diagramIsOld || hasSyntaxErrors(*m_snapshot) ||
        m_snapshot->revision != m_revision)
        return m_positions;
    TablePositions positions;
    for (const DiagramTable &table : m_snapshot->diagram.tables) {
        if (const auto place = m_positions.constFind(table.key); place != m_positions.cend())
            positions.insert(table.key, QPointF(*place));
    }
    return positions;
}

} // namespace tw::preview
