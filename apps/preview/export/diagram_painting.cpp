// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/diagram_painting.h"

#include "diagram/diagram_scene.h"
#include "diagram/edge_layer.h"
#include "export/sheets.h"
#include "export/svg_device.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QFontDatabase>
#include <QGraphicsItem>
#include <QImage>
#include <QPdfWriter>
#include <QStyleOptionGraphicsItem>

#include <cmath>

namespace tw::preview {

namespace {

constexpr std::size_t edgesAtOnce = 100;
constexpr double margin = 32; ///< around the diagram, in the scene's units

/// QPainter's raster engine takes coordinates of 16 bits; more pixels than these need more memory
/// than a picture is worth.
constexpr int maxSide = 32'000;
constexpr double maxPixels = 120e6;

double dotsPerInch() { return QImage(1, 1, QImage::Format_RGB32).logicalDpiX(); }

QString titleOf(const Snapshot &snapshot)
{
    const ir::Schema &schema = snapshot.declared();
    return schema.name.empty() ? QFileInfo(snapshot.path).completeBaseName()
                               : QString::fromStdString(schema.name.text);
}

} // namespace

QString missingFont()
{
    // Qt lists these three even where nothing stands behind them.
    QStringList families = QFontDatabase::families();
    for (const char *generic : {"Monospace", "Sans Serif", "Serif"})
        families.removeAll(QLatin1StringView(generic));
    return families.isEmpty()
               ? QStringLiteral("no font is installed, so no text can be drawn; any will do (on"
                                " Debian: apt-get install fonts-dejavu-core)")
               : QString();
}

DiagramPainting::DiagramPainting(Kind kind, const SnapshotPtr &snapshot, const Theme &theme,
                                 const ExportOptions &options)
    : m_kind(kind), m_options(options), m_theme(theme), m_title(titleOf(*snapshot)),
      m_scene(std::make_unique<DiagramScene>())
{
    m_scene->setFullDetail(true);
    m_scene->setTheme(theme);
    m_scene->setModel(snapshot);
    m_scene->setTablePositions(options.positions);
    if (options.shown)
        m_scene->setShown(&*options.shown);
    const QRectF content = m_scene->contentRect();
    m_area = content.isEmpty() ? QRectF(0, 0, 320, 160) : content;
    m_area = m_area.adjusted(-margin, -margin, margin, margin).toAlignedRect().toRectF();
    for (QGraphicsItem *item : m_scene->items(Qt::AscendingOrder)) {
        if (!item->isVisible())
            continue;
        const std::size_t edges = item == m_scene->edges() ? m_scene->edges()->routes().size() : 0;
        for (std::size_t begin = 0; begin < edges; begin += edgesAtOnce)
            m_pieces.push_back({item, begin, begin + edgesAtOnce});
        if (item != m_scene->edges())
            m_pieces.push_back({item});
    }
    if (m_kind == Kind::Svg)
        m_svg = std::make_unique<SvgDevice>(QRectF(QPointF(), m_area.size()));
    if (m_kind == Kind::Pdf)
        preparePages();
    else
        m_pages.push_back({m_area, {}});
}

DiagramPainting::~DiagramPainting()
{
    if (m_painter && m_painter->isActive())
        m_painter->end();
}

bool DiagramPainting::prepare(QString *error)
{
    *error = missingFont();
    if (!error->isEmpty())
        return false;
    return m_kind != Kind::Png || prepareImage(error);
}

bool DiagramPainting::prepareImage(QString *error)
{
    const double most = std::min({maxSide / m_area.width(), maxSide / m_area.height(),
                                  std::sqrt(maxPixels / (m_area.width() * m_area.height()))});
    m_scale = m_options.scale ? *m_options.scale : std::min(2.0, most);
    const QSize size(qCeil(m_area.width() * m_scale), qCeil(m_area.height() * m_scale));
    if (m_scale > most) {
        *error = QStringLiteral("the picture would have %1 × %2 pixels, more than %3 a side or %4"
                                " million in all: a scale of %5 is possible, or SVG or PDF")
                     .arg(size.width())
                     .arg(size.height())
                     .arg(maxSide)
                     .arg(maxPixels / 1e6)
                     .arg(std::floor(most * 100) / 100);
        return false;
    }
    m_image = QImage(size, m_options.transparent ? QImage::Format_ARGB32_Premultiplied
                                                 : QImage::Format_RGB32);
    if (m_image.isNull()) {
        *error = QStringLiteral("there is not enough memory for a picture of %1 × %2 pixels")
                     .arg(size.width())
                     .arg(size.height());
        return false;
    }
    m_image.fill(m_options.transparent ? QColor(Qt::transparent) : m_theme.canvas);
    return true;
}

void DiagramPainting::preparePages()
{
    m_buffer.setBuffer(&m_bytes);
    m_buffer.open(QIODevice::WriteOnly);
    m_pdf = std::make_unique<QPdfWriter>(&m_buffer);
    m_pdf->setTitle(m_title);
    m_pdf->setCreator(QStringLiteral("Tablewright " TABLEWRIGHT_VERSION));
    // With the screen's resolution fonts are as large as on the screen, in whatever unit they are.
    m_pdf->setResolution(qRound(dotsPerInch()));
    const Sheets sheets = planSheets(m_area, m_options.pages);
    m_pdf->setPageLayout(sheets.layout);
    const double dotsPerPoint = dotsPerInch() / 72;
    m_scale = sheets.pointsPerUnit * dotsPerPoint;
    m_sheet = QRectF(QPointF(), sheets.room * dotsPerPoint);
    m_hasFoot = sheets.hasFoot;
    if (sheets.count == QSize(1, 1)) {
        m_pages.push_back({sheets.areaOf(0, 0, m_area), m_title});
        return;
    }
    for (int row = 0; row < sheets.count.height(); ++row) {
        for (int column = 0; column < sheets.count.width(); ++column) {
            const QRectF area = sheets.areaOf(column, row, m_area);
            if (isBlank(area))
                continue;
            const QString place = QStringLiteral("row %1 of %2, column %3 of %4")
                                      .arg(row + 1)
                                      .arg(sheets.count.height())
                                      .arg(column + 1)
                                      .arg(sheets.count.width());
            m_pages.push_back({area, m_title + QStringLiteral("   ·   ") + place});
        }
    }
}

bool DiagramPainting::isBlank(const QRectF &area) const
{
    const auto touches = [&area](const Route &route) { return route.bounds.intersects(area); };
    return std::ranges::none_of(m_pieces, [&](const Piece &piece) {
        return piece.item == m_scene->edges()
                   ? std::ranges::any_of(m_scene->edges()->routes(), touches)
                   : piece.item->sceneBoundingRect().intersects(area);
    });
}

void DiagramPainting::beginPage()
{
    if (!m_painter) {
        QPaintDevice *device = &m_image;
        if (m_kind != Kind::Png)
            device = m_kind == Kind::Svg ? static_cast<QPaintDevice *>(m_svg.get()) : m_pdf.get();
        m_painter = std::make_unique<QPainter>(device);
        m_painter->setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    } else {
        m_pdf->newPage();
    }
    const QRectF &area = m_pages[m_page].area;
    m_painter->save();
    if (m_kind == Kind::Svg && !m_options.transparent)
        m_painter->fillRect(QRectF(QPointF(), area.size()), m_theme.canvas);
    if (m_kind == Kind::Pdf && m_theme.dark)
        m_painter->fillRect(m_sheet, m_theme.canvas);
    if (m_hasFoot)
        m_painter->setClipRect(m_sheet);
    m_painter->scale(m_scale, m_scale);
    m_painter->translate(-area.topLeft());
}

void DiagramPainting::endPage()
{
    m_painter->restore();
    if (!m_hasFoot)
        return;
    m_painter->setPen(QColor(0x59, 0x62, 0x75));
    QFont font;
    font.setPixelSize(11);
    m_painter->setFont(font);
    m_painter->drawText(QPointF(0, m_sheet.bottom() + 16), m_pages[m_page].label);
}

void DiagramPainting::paintPiece(const Piece &piece)
{
    const QRectF &page = m_pages[m_page].area;
    if (piece.item == m_scene->edges()) {
        m_painter->save();
        m_scene->edges()->paintSome(*m_painter, page, piece.begin, piece.end);
        m_painter->restore();
        return;
    }
    if (m_pages.size() > 1 && !piece.item->sceneBoundingRect().intersects(page))
        return;
    QStyleOptionGraphicsItem option;
    option.exposedRect = piece.item->boundingRect();
    option.rect = option.exposedRect.toAlignedRect();
    option.palette = m_theme.palette();
    m_painter->save();
    m_painter->setOpacity(piece.item->effectiveOpacity());
    m_painter->setTransform(piece.item->sceneTransform(), true);
    piece.item->paint(m_painter.get(), &option, nullptr);
    m_painter->restore();
}

bool DiagramPainting::paintSome(std::chrono::milliseconds budget)
{
    QElapsedTimer timer;
    timer.start();
    while (m_page < m_pages.size()) {
        if (m_piece == 0)
            beginPage();
        while (m_piece < m_pieces.size()) {
            paintPiece(m_pieces[m_piece++]);
            if (timer.elapsed() >= budget.count() && m_piece < m_pieces.size())
                return false;
        }
        endPage();
        m_piece = 0;
        ++m_page;
    }
    return true;
}

int DiagramPainting::percent() const
{
    if (m_page >= m_pages.size())
        return 100;
    const std::size_t each = m_pieces.size() + 1; // beginning a page counts as well
    return static_cast<int>((m_page * each + m_piece) * 100 / (m_pages.size() * each));
}

std::optional<QByteArray> DiagramPainting::finish(bool forHtml, QString *error)
{
    m_painter->end(); // a PDF is compressed now, which takes longer than a frame
    switch (m_kind) {
    case Kind::Svg:
        return forHtml ? m_svg->element(m_title) : m_svg->document(m_title);
    case Kind::Pdf:
        m_buffer.close();
        return std::move(m_bytes);
    case Kind::Png:
        break;
    }
    m_image.setText(QStringLiteral("Title"), m_title);
    m_image.setDotsPerMeterX(qRound(dotsPerInch() * m_scale / 0.0254));
    m_image.setDotsPerMeterY(qRound(dotsPerInch() * m_scale / 0.0254));
    m_buffer.setBuffer(&m_bytes);
    if (!m_buffer.open(QIODevice::WriteOnly) || !m_image.save(&m_buffer, "PNG")) {
        *error = QStringLiteral("the picture could not be encoded");
        return {};
    }
    return std::move(m_bytes);
}

} // namespace tw::preview
