// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/icons.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

#include <array>

// The macro declares a function of the global namespace.
static void initWindowResources() { Q_INIT_RESOURCE(window); }

namespace tw::preview {

namespace {

// Drawn on a grid of 24 by 24 with a line of 1.75.
constexpr std::array<const char *, static_cast<std::size_t>(Icon::Count)> strokes = {
    // NewFile
    "<path d='M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8.5z'/>"
    "<path d='M13.5 3v5.5H19M12 12v5M9.5 14.5h5'/>",
    // Open
    "<path d='M3 18V6a2 2 0 0 1 2-2h4l2.2 2.5H18a2 2 0 0 1 2 2V10'/>"
    "<path d='M3 18.2 5.4 11a1.5 1.5 0 0 1 1.4-1H21l-2.6 8a1.5 1.5 0 0 1-1.4 1H4a1 1 0 0 "
    "1-1-.8z'/>",
    // Save
    "<path d='M5 4h11l4 4v11a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z'/>"
    "<path d='M8 4v4.5h6.5V4M7.5 20v-6.5h9V20'/>",
    // Close
    "<path d='M6.5 6.5l11 11M17.5 6.5l-11 11'/>",
    // Undo
    "<path d='M8.5 5 4.5 9l4 4'/><path d='M4.5 9H14a5 5 0 0 1 0 10H9'/>",
    // Redo
    "<path d='M15.5 5l4 4-4 4'/><path d='M19.5 9H10a5 5 0 0 0 0 10h5'/>",
    // Search
    "<circle cx='10.5' cy='10.5' r='6'/><path d='M15 15l5 5'/>",
    // Format
    "<path d='M4 6h16M4 10.5h10M8 15h12M8 19h7'/>",
    // Fix
    "<path d='M9 18h6M10 21h4'/><path d='M12 3a6.2 6.2 0 0 0-3.6 11.2c.5.4.6.8.6 1.3h6c0-.5.1-.9"
    ".6-1.3A6.2 6.2 0 0 0 12 3z'/>",
    // ZoomIn
    "<circle cx='10.5' cy='10.5' r='6.5'/><path d='M15.3 15.3 20 20M10.5 7.8v5.4M7.8 "
    "10.5h5.4'/>",
    // ZoomOut
    "<circle cx='10.5' cy='10.5' r='6.5'/><path d='M15.3 15.3 20 20M7.8 10.5h5.4'/>",
    // Fit
    "<path d='M4 9V5a1 1 0 0 1 1-1h4M15 4h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M9 20H5a1 1 0 "
    "0 "
    "1-1-1v-4'/><rect x='8.5' y='9' width='7' height='6' rx='1'/>",
    // Arrange
    "<rect x='3.5' y='4' width='6.5' height='5.5' rx='1'/><rect x='3.5' y='14.5' width='6.5' "
    "height='5.5' rx='1'/><rect x='14.5' y='9' width='6.5' height='6' rx='1'/>"
    "<path d='M10 6.7h2.2v10.5H10M12.2 12h2.3'/>",
    // Junction
    "<rect x='2.5' y='5' width='5' height='5' rx='1'/><rect x='16.5' y='5' width='5' height='5' "
    "rx='1'/><rect x='9.5' y='14' width='5' height='5' rx='1'/>"
    "<path d='M5 10v6.5h4.5M19 10v6.5h-4.5M7.5 7.5h9' />",
    // Minimap
    "<rect x='3.5' y='4.5' width='17' height='15' rx='1.5'/><rect x='12' y='11.5' width='6' "
    "height='5.5' rx='.6'/>",
    // Focus
    "<circle cx='12' cy='12' r='3'/><circle cx='12' cy='12' r='7.5'/>"
    "<path d='M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3'/>",
    // Export
    "<path d='M12 15.5V4M8 7.8 12 4l4 3.8'/><path d='M5 13v5.5a1.5 1.5 0 0 0 1.5 1.5h11a1.5 "
    "1.5 0 0 0 1.5-1.5V13'/>",
    // Convert
    "<path d='M4 8.5h14M14.5 5 18 8.5 14.5 12M20 15.5H6M9.5 12 6 15.5 9.5 19'/>",
    // Theme
    "<circle cx='12' cy='12' r='8'/><path d='M12 4a8 8 0 0 1 0 16z' fill='COLOR'/>",
    // Error
    "<circle cx='12' cy='12' r='8.5'/><path d='M12 7.5v5.5M12 16.2v.1'/>",
    // Warning
    "<path d='M12 4 2.8 19.5h18.4z'/><path d='M12 10v4.5M12 17v.1'/>",
    // Information
    "<circle cx='12' cy='12' r='8.5'/><path d='M12 11v5.5M12 7.7v.1'/>",
    // Done
    "<circle cx='12' cy='12' r='8.5'/><path d='M8.3 12.3l2.5 2.5 5-5.3'/>",
    // Recent
    "<circle cx='12' cy='12' r='8.5'/><path d='M12 7v5.2l3.4 2'/>",
    // Recover
    "<path d='M4 12a8 8 0 1 1 2.5 5.8'/><path d='M3 7.5 4.2 12l4.5-1'/><path d='M12 8v4.3l2.8 "
    "1.7'/>",
    // Table
    "<rect x='3.5' y='4.5' width='17' height='15' rx='1.5'/><path d='M3.5 9.5h17M10 9.5v10M10 "
    "14.5h10.5'/>",
    // Panel
    "<rect x='3.5' y='4.5' width='17' height='15' rx='1.5'/><path d='M3.5 14h17'/>",
    // Detach
    "<path d='M13 4.5h6.5v6.5M19 5l-8 8M17.5 14.5V18a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 "
    "18V8A1.5 1.5 0 0 1 6 6.5h3.5'/>",
};

QByteArray pictureOf(Icon icon, const QColor &color)
{
    QByteArray svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' "
                     "stroke='COLOR' stroke-width='1.75' stroke-linecap='round' "
                     "stroke-linejoin='round'>";
    svg += strokes[static_cast<std::size_t>(icon)];
    svg += "</svg>";
    return svg.replace("COLOR", color.name().toLatin1());
}

class LineIconEngine : public QIconEngine {
public:
    LineIconEngine(Icon icon, const QColor &color) : m_icon(icon), m_color(color) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QApplication::palette();
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        QColor color = m_color.isValid() ? m_color : palette.color(group, QPalette::WindowText);
        if (mode == QIcon::Selected && !m_color.isValid())
            color = palette.color(QPalette::HighlightedText);
        const int side = std::min(rect.width(), rect.height());
        QRectF square(0, 0, side, side);
        square.moveCenter(QRectF(rect).center());
        QSvgRenderer(pictureOf(m_icon, color)).render(painter, square);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return picture;
    }

    [[nodiscard]] QIconEngine *clone() const override
    {
        return new LineIconEngine(m_icon, m_color);
    }

private:
    Icon m_icon;
    QColor m_color;
};

} // namespace

void useResources() { initWindowResources(); }

QIcon programIcon()
{
    useResources();
    return QIcon(QStringLiteral(":/program/icon.svg"));
}

QIcon lineIcon(Icon icon, const QColor &color) { return QIcon(new LineIconEngine(icon, color)); }

} // namespace tw::preview
