// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "export/exporter.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QRectF>

#include <chrono>
#include <memory>
#include <vector>

class QGraphicsItem;
class QPdfWriter;

namespace tw::preview {

class DiagramScene;
class SvgDevice;

/// Why no text can be drawn on this machine, as a sentence; empty when it can.
[[nodiscard]] QString missingFont();

/// A diagram that is being drawn into a file: made and painted in the application's thread, piece
/// by piece so that the window lives on; what takes long and paints nothing may run elsewhere.
class DiagramPainting {
public:
    /// What is drawn for a format: an SVG also for HTML.
    enum class Kind : std::uint8_t { Svg, Png, Pdf };

    DiagramPainting(Kind kind, const SnapshotPtr &snapshot, const Theme &theme,
                    const ExportOptions &options);
    ~DiagramPainting();

    /// Before painting; in any thread. On failure `error` says why.
    bool prepare(QString *error);
    /// Paints for about as long; true when all is painted. In the application's thread.
    bool paintSome(std::chrono::milliseconds budget);
    [[nodiscard]] int percent() const;
    /// After painting; in any thread. Svg: the element alone when `forHtml`.
    [[nodiscard]] std::optional<QByteArray> finish(bool forHtml, QString *error);

    [[nodiscard]] const QRectF &area() const { return m_area; } ///< of the scene

private:
    bool prepareImage(QString *error);
    void preparePages();
    [[nodiscard]] bool isBlank(const QRectF &area) const;
    void beginPage();
    void endPage();
    /// An item, or some of the edges, which are one item together.
    struct Piece {
        QGraphicsItem *item;
        std::size_t begin = 0, end = 0;
    };
    void paintPiece(const Piece &piece);

    /// A part of the scene on a page of its own.
    struct Page {
        QRectF area;
        QString label; ///< in the foot
    };

    Kind m_kind;
    ExportOptions m_options;
    const Theme &m_theme;
    QString m_title;
    std::unique_ptr<DiagramScene> m_scene;
    std::vector<Piece> m_pieces; ///< in the order of painting
    QRectF m_area;
    std::vector<Page> m_pages;
    double m_scale = 1; ///< from the scene to the device

    std::unique_ptr<SvgDevice> m_svg;
    QImage m_image;
    QByteArray m_bytes;
    QBuffer m_buffer;
    std::unique_ptr<QPdfWriter> m_pdf;
    QRectF m_sheet; ///< of a page, in the device's units, without margins and foot
    bool m_hasFoot = false;
    std::unique_ptr<QPainter> m_painter;
    std::size_t m_page = 0;
    std::size_t m_piece = 0;
};

} // namespace tw::preview
