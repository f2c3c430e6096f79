// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"
#include "model/theme.h"

#include <QFuture>
#include <QObject>
#include <QSet>
#include <QString>
#include <QStringList>

#include <optional>
#include <span>

namespace tw::preview {

class ExportJob;

enum class ExportFormat : std::uint8_t { Svg, Png, Pdf, Sql, Dbml, Json, Html, Markdown };

struct ExportFormatInfo {
    ExportFormat format;
    const char *name;    ///< on the command line
    const char *title;   ///< in menus and dialogs
    const char *endings; ///< of file names, the usual one first, with spaces between
    bool drawn;          ///< needs the diagram, and so an application with fonts
};

/// All of them, in the order in which menus show them.
[[nodiscard]] std::span<const ExportFormatInfo> exportFormats();
[[nodiscard]] const ExportFormatInfo &infoOf(ExportFormat format);
/// By the file name's ending; empty when no format has it.
[[nodiscard]] std::optional<ExportFormat> formatOf(const QString &path);
/// By name (`svg`, `markdown`); empty when there is none.
[[nodiscard]] std::optional<ExportFormat> formatNamed(QStringView name);
/// `SVG picture (*.svg)`, as file dialogs want it.
[[nodiscard]] QString fileFilter(ExportFormat format);

struct ExportOptions {
    enum class Pages : std::uint8_t {
        Fitted, ///< one page as large as the diagram
        A4,     ///< tiled
        Letter
    };
    Pages pages = Pages::Fitted;
    /// PNG: pixels a unit of the scene; 2, or less where the picture would be too large, when
    /// empty.
    std::optional<double> scale;
    bool transparent = false;           ///< PNG and SVG: no ground
    TablePositions positions;           ///< where tables were moved to since the snapshot was made
    std::optional<QSet<QString>> shown; ///< keys of the tables to draw; all when empty
};

/// The file's bytes. On failure `error` says why. With a `drawn` format only in the application's
/// thread; anything else in any thread. Uses no more than the snapshot: nothing else of its
/// document.
[[nodiscard]] std::optional<QByteArray> exportBytes(ExportFormat format,
                                                    const SnapshotPtr &snapshot, const Theme &theme,
                                                    const ExportOptions &options, QString *error);

/// Puts the whole file in place, or leaves what was there. `error` names the file.
bool exportTo(const QString &path, ExportFormat format, const SnapshotPtr &snapshot,
              const Theme &theme, QString *error, const ExportOptions &options = {});
bool writeFile(const QString &path, const QByteArray &bytes, QString *error);
[[nodiscard]] QString cannotWrite(const QString &path, const QString &why);

/// Exports without blocking the window: draws in small pieces, and writes in a worker thread.
class Exporter : public QObject {
    Q_OBJECT
public:
    explicit Exporter(QObject *parent = nullptr);
    ~Exporter() override; ///< waits for a file that is being written

    /// Replaces an export that runs.
    void start(const QString &path, ExportFormat format, const SnapshotPtr &snapshot,
               const Theme &theme, const ExportOptions &options = {});
    void cancel(); ///< nothing is written, and `finished` is not emitted
    [[nodiscard]] bool isRunning() const;

signals:
    void progressed(int percent);
    void finished(const QString &path, bool ok, const QString &error);

private:
    ExportJob *m_job = nullptr; ///< that runs; a child
};

} // namespace tw::preview
