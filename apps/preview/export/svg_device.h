// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QPaintDevice>
#include <QRectF>
#include <QString>

#include <memory>

namespace tw::preview {

class SvgEngine;

/// Paint on it, end the painter, and take the SVG. Unlike QSvgGenerator it clips, escapes the
/// title, leaves out what XML cannot hold, tells a viewer without the font how long a text is, and
/// writes each attribute once, which makes files a fifth of the size.
class SvgDevice : public QPaintDevice {
public:
    /// What is shown, in the painter's units, which are CSS pixels.
    explicit SvgDevice(const QRectF &viewBox);
    ~SvgDevice() override;

    /// The whole document, with an XML declaration; or the `<svg>` element alone, for HTML.
    [[nodiscard]] QByteArray document(const QString &title) const;
    [[nodiscard]] QByteArray element(const QString &title) const;

    [[nodiscard]] QPaintEngine *paintEngine() const override;

protected:
    [[nodiscard]] int metric(PaintDeviceMetric metric) const override;

private:
    QRectF m_viewBox;
    std::unique_ptr<SvgEngine> m_engine;
};

/// Text as XML can hold it.
[[nodiscard]] QByteArray xmlEscaped(const QString &text);

} // namespace tw::preview
