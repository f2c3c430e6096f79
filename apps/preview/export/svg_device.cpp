// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/svg_device.h"

#include <QBuffer>
#include <QFontInfo>
#include <QGuiApplication>
#include <QImage>
#include <QPaintEngine>
#include <QPainterPath>
#include <QPixmap>

#include <cmath>

namespace tw::preview {

namespace {

/// At most two decimals: a hundredth of a pixel is nothing to see.
QByteArray number(double value)
{
    QByteArray text = QByteArray::number(std::isfinite(value) ? value : 0.0, 'f', 2);
    while (text.endsWith('0'))
        text.chop(1);
    if (text.endsWith('.'))
        text.chop(1);
    return text == "-0" ? QByteArray("0") : text;
}

QByteArray pathData(const QPainterPath &path)
{
    QByteArray data;
    for (int i = 0; i < path.elementCount(); ++i) {
        const QPainterPath::Element &element = path.elementAt(i);
        // The two control points after the first come as data.
        const char *command = element.type == QPainterPath::MoveToElement    ? "M"
                              : element.type == QPainterPath::LineToElement  ? "L"
                              : element.type == QPainterPath::CurveToElement ? "C"
                                                                             : " ";
        data += command + number(element.x) + ' ' + number(element.y);
    }
    return data;
}

/// Fonts in points must have the size that they have on the screen.
int screenDpi()
{
    static const int dpi = QImage(1, 1, QImage::Format_RGB32).logicalDpiX();
    return dpi;
}

double pixelSize(const QFont &font)
{
    return font.pixelSize() > 0 ? font.pixelSize() : font.pointSizeF() * screenDpi() / 72.0;
}

/// With what to take where there is no such font.
QByteArray familyOf(const QFont &font)
{
    const QFontInfo info(font);
    QString family = info.family();
    family.remove(u'\'').remove(u'"').remove(u',');
    return xmlEscaped(family) + (info.fixedPitch() ? ",monospace" : ",sans-serif");
}

bool isScaledOrMoved(const QTransform &transform)
{
    return transform.type() <= QTransform::TxScale &&
           qFuzzyCompare(transform.m11(), transform.m22()) && transform.m11() > 0;
}

} // namespace

/// Coordinates are written as the painter's transform makes them, so that elements need no
/// transform of their own, save text that is turned.
class SvgEngine final : public QPaintEngine {
public:
    SvgEngine()
        : QPaintEngine(AlphaBlend | Antialiasing | PainterPaths | PaintOutsidePaintEvent |
                       PrimitiveTransform | PixmapTransform | ConstantOpacity)
    {
    }

    bool begin(QPaintDevice *) override { return true; }
    bool end() override { return true; }
    [[nodiscard]] Type type() const override { return User; }

    void updateState(const QPaintEngineState &now) override
    {
        const DirtyFlags flags = now.state();
        if (flags.testFlag(DirtyPen))
            m_pen = now.pen();
        if (flags.testFlag(DirtyBrush))
            m_brush = now.brush();
        if (flags.testFlag(DirtyOpacity))
            m_opacity = now.opacity();
        if (flags.testFlag(DirtyTransform))
            m_transform = now.transform();
        if (flags.testFlag(DirtyClipEnabled) && !now.isClipEnabled())
            setClip({}, Qt::NoClip);
        if (flags.testFlag(DirtyClipPath))
            setClip(m_transform.map(now.clipPath()), now.clipOperation());
        if (flags.testFlag(DirtyClipRegion)) {
            QPainterPath region;
            region.addRegion(now.clipRegion());
            setClip(m_transform.map(region), now.clipOperation());
        }
    }

    void drawRects(const QRectF *rects, int count) override
    {
        for (int i = 0; i < count; ++i) {
            if (!isScaledOrMoved(m_transform)) {
                QPainterPath path;
                path.addRect(rects[i]);
                drawPath(path);
                continue;
            }
            const QRectF rect = m_transform.mapRect(rects[i]);
            m_body += "<rect x=\"" + number(rect.x()) + "\" y=\"" + number(rect.y()) +
                      "\" width=\"" + number(rect.width()) + "\" height=\"" +
                      number(rect.height()) + '"' + fill() + stroke() + clip() + "/>\n";
        }
    }
    using QPaintEngine::drawRects;

    void drawPath(const QPainterPath &path) override
    {
        const QByteArray rule = path.fillRule() == Qt::OddEvenFill && m_brush.style() != Qt::NoBrush
                                    ? QByteArray(" fill-rule=\"evenodd\"")
                                    : QByteArray();
        m_body += "<path d=\"" + pathData(m_transform.map(path)) + '"' + fill() + rule + stroke() +
                  clip() + "/>\n";
    }

    void drawPolygon(const QPointF *points, int count, PolygonDrawMode mode) override
    {
        QPainterPath path;
        path.setFillRule(mode == OddEvenMode ? Qt::OddEvenFill : Qt::WindingFill);
        for (int i = 0; i < count; ++i)
            i == 0 ? path.moveTo(points[i]) : path.lineTo(points[i]);
        if (mode != PolylineMode) {
            path.closeSubpath();
            drawPath(path);
            return;
        }
        const QBrush brush = std::exchange(m_brush, QBrush());
        drawPath(path);
        m_brush = brush;
    }
    using QPaintEngine::drawPolygon;

    void drawTextItem(const QPointF &at, const QTextItem &item) override
    {
        const QFont font = item.font();
        const bool plain = isScaledOrMoved(m_transform);
        const double scale = plain ? m_transform.m11() : 1;
        const QPointF point = plain ? m_transform.map(at) : at;
        const double size = pixelSize(font) * scale;
        m_body += "<text x=\"" + number(point.x()) + "\" y=\"" + number(point.y()) +
                  "\" font-size=\"" + number(size) + '"' + face(font);
        // A viewer with another font squeezes or stretches; nothing runs out of its place.
        if (item.text().size() > 1) {
            m_body += " textLength=\"" + number(item.width() * scale) +
                      "\" lengthAdjust=\"spacingAndGlyphs\"";
        }
        if (!plain)
            m_body += matrix();
        m_body +=
            paint("fill", m_pen.color()) + clip() + '>' + xmlEscaped(item.text()) + "</text>\n";
    }

    void drawImage(const QRectF &target, const QImage &image, const QRectF &source,
                   Qt::ImageConversionFlags) override
    {
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        image.copy(source.toAlignedRect()).save(&buffer, "PNG");
        m_body += "<image x=\"" + number(target.x()) + "\" y=\"" + number(target.y()) +
                  "\" width=\"" + number(target.width()) + "\" height=\"" +
                  number(target.height()) + "\" preserveAspectRatio=\"none\"" + matrix() + clip() +
                  " href=\"data:image/png;base64," + png.toBase64() + "\"/>\n";
    }
    void drawPixmap(const QRectF &target, const QPixmap &pixmap, const QRectF &source) override
    {
        drawImage(target, pixmap.toImage(), source, Qt::AutoColor);
    }

    [[nodiscard]] const QByteArray &family() const { return m_family; } ///< unless a text says so
    [[nodiscard]] const QByteArray &body() const { return m_body; }
    [[nodiscard]] const QByteArray &definitions() const { return m_definitions; }

private:
    void setClip(const QPainterPath &path, Qt::ClipOperation operation)
    {
        if (operation == Qt::IntersectClip && m_hasClip)
            m_clip = m_clip.intersected(path);
        else
            m_clip = path;
        m_hasClip = operation != Qt::NoClip;
        m_clipReference.clear();
    }

    [[nodiscard]] QByteArray paint(const char *attribute, const QColor &color) const
    {
        QByteArray text = ' ' + QByteArray(attribute) + "=\"" + color.name().toLatin1() + '"';
        if (const double alpha = color.alphaF() * m_opacity; alpha < 0.999)
            text += ' ' + QByteArray(attribute) + "-opacity=\"" + number(alpha) + '"';
        return text;
    }

    [[nodiscard]] QByteArray fill() const
    {
        return m_brush.style() == Qt::NoBrush ? QByteArray(" fill=\"none\"")
                                              : paint("fill", m_brush.color());
    }

    [[nodiscard]] QByteArray stroke() const
    {
        if (m_pen.style() == Qt::NoPen)
            return {};
        const bool cosmetic = m_pen.isCosmetic() || m_pen.widthF() == 0;
        const double width = m_pen.widthF() == 0 ? 1 : m_pen.widthF();
        const double scaled =
            cosmetic ? width : width * std::sqrt(std::abs(m_transform.determinant()));
        QByteArray text = paint("stroke", m_pen.color());
        if (scaled != 1)
            text += " stroke-width=\"" + number(scaled) + '"';
        if (m_pen.capStyle() != Qt::FlatCap)
            text += m_pen.capStyle() == Qt::RoundCap ? " stroke-linecap=\"round\""
                                                     : " stroke-linecap=\"square\"";
        if (m_pen.joinStyle() == Qt::RoundJoin)
            text += " stroke-linejoin=\"round\"";
        else if (m_pen.joinStyle() == Qt::BevelJoin)
            text += " stroke-linejoin=\"bevel\"";
        if (m_pen.style() != Qt::SolidLine) {
            QByteArray dashes;
            for (const double dash : m_pen.dashPattern())
                dashes += (dashes.isEmpty() ? "" : " ") + number(dash * scaled);
            text += " stroke-dasharray=\"" + dashes + '"';
        }
        return text;
    }

    [[nodiscard]] QByteArray face(const QFont &font) const
    {
        const QByteArray family = familyOf(font);
        QByteArray text = family == m_family ? QByteArray() : " font-family=\"" + family + '"';
        if (font.weight() != QFont::Normal)
            text += " font-weight=\"" + QByteArray::number(font.weight()) + '"';
        if (font.italic())
            text += " font-style=\"italic\"";
        if (font.underline())
            text += " text-decoration=\"underline\"";
        return text;
    }

    [[nodiscard]] QByteArray matrix() const
    {
        QByteArray text = " transform=\"matrix(";
        for (const double value : {m_transform.m11(), m_transform.m12(), m_transform.m21(),
                                   m_transform.m22(), m_transform.dx()})
            text += QByteArray::number(value, 'g', 8) + ' ';
        return text + QByteArray::number(m_transform.dy(), 'g', 8) + ")\"";
    }

    /// A clip is defined when something is drawn in it.
    [[nodiscard]] QByteArray clip()
    {
        if (!m_hasClip)
            return {};
        if (m_clipReference.isEmpty()) {
            const QByteArray id = "clip" + QByteArray::number(++m_clips);
            m_definitions +=
                "<clipPath id=\"" + id + "\"><path d=\"" + pathData(m_clip) + "\"/></clipPath>\n";
            m_clipReference = " clip-path=\"url(#" + id + ")\"";
        }
        return m_clipReference;
    }

    const QByteArray m_family = familyOf(QGuiApplication::font());
    QByteArray m_body;
    QByteArray m_definitions;
    QPen m_pen;
    QBrush m_brush;
    QTransform m_transform;
    double m_opacity = 1;
    QPainterPath m_clip; ///< in the document's units
    bool m_hasClip = false;
    QByteArray m_clipReference;
    int m_clips = 0;
};

SvgDevice::SvgDevice(const QRectF &viewBox)
    : m_viewBox(viewBox), m_engine(std::make_unique<SvgEngine>())
{
}

SvgDevice::~SvgDevice() = default;

QPaintEngine *SvgDevice::paintEngine() const { return m_engine.get(); }

QByteArray SvgDevice::element(const QString &title) const
{
    QByteArray text =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(m_viewBox.width()) +
        "\" height=\"" + number(m_viewBox.height()) + "\" viewBox=\"" + number(m_viewBox.x()) +
        ' ' + number(m_viewBox.y()) + ' ' + number(m_viewBox.width()) + ' ' +
        number(m_viewBox.height()) + "\" font-family=\"" + m_engine->family() +
        "\" role=\"img\" xml:space=\"preserve\">\n<title>" + xmlEscaped(title) + "</title>\n";
    if (!m_engine->definitions().isEmpty())
        text += "<defs>\n" + m_engine->definitions() + "</defs>\n";
    return text + m_engine->body() + "</svg>\n";
}

QByteArray SvgDevice::document(const QString &title) const
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(title);
}

int SvgDevice::metric(PaintDeviceMetric metric) const
{
    const int dpi = screenDpi();
    switch (metric) {
    case PdmWidth:
        return static_cast<int>(std::ceil(m_viewBox.width()));
    case PdmHeight:
        return static_cast<int>(std::ceil(m_viewBox.height()));
    case PdmWidthMM:
        return static_cast<int>(m_viewBox.width() * 25.4 / dpi);
    case PdmHeightMM:
        return static_cast<int>(m_viewBox.height() * 25.4 / dpi);
    case PdmDpiX:
    case PdmDpiY:
    case PdmPhysicalDpiX:
    case PdmPhysicalDpiY:
        return dpi;
    case PdmNumColors:
        return INT_MAX;
    case PdmDepth:
        return 32;
    case PdmDevicePixelRatio:
        return 1;
    case PdmDevicePixelRatioScaled:
        return static_cast<int>(devicePixelRatioFScale());
    }
    return 0;
}

QByteArray xmlEscaped(const QString &text)
{
    QString kept = text;
    for (QChar &c : kept) {
        const bool allowed = c.unicode() >= 0x20 || c == u'\n' || c == u'\t' || c == u'\r';
        if (!allowed || c.unicode() == 0xFFFE || c.unicode() == 0xFFFF)
            c = QChar::ReplacementCharacter;
    }
    return kept.toHtmlEscaped().toUtf8(); // a lone surrogate becomes U+FFFD here
}

} // namespace tw::preview
