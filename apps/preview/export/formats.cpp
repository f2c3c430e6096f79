// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/exporter.h"

#include <QFileInfo>

#include <array>

namespace tw::preview {

namespace {

using Format = ExportFormat;

constexpr std::array<ExportFormatInfo, 8> formats{{
    {Format::Svg, "svg", "SVG picture", "svg", true},
    {Format::Png, "png", "PNG picture", "png", true},
    {Format::Pdf, "pdf", "PDF document", "pdf", true},
    {Format::Sql, "sql", "SQL script", "sql", false},
    {Format::Dbml, "dbml", "DBML document", "dbml", false},
    {Format::Json, "json", "JSON document", "json", false},
    {Format::Html, "html", "Data dictionary, HTML", "html htm", true},
    {Format::Markdown, "markdown", "Data dictionary, Markdown", "md markdown", false},
}};

QStringList endingsOf(const ExportFormatInfo &info)
{
    return QString::fromLatin1(info.endings).split(u' ');
}

} // namespace

std::span<const ExportFormatInfo> exportFormats() { return formats; }

const ExportFormatInfo &infoOf(ExportFormat format)
{
    return *std::ranges::find(formats, format, &ExportFormatInfo::format);
}

std::optional<ExportFormat> formatOf(const QString &path)
{
    const QString ending = QFileInfo(path).suffix().toLower();
    for (const ExportFormatInfo &info : formats) {
        if (!ending.isEmpty() && endingsOf(info).contains(ending))
            return info.format;
    }
    return {};
}

std::optional<ExportFormat> formatNamed(QStringView name)
{
    for (const ExportFormatInfo &info : formats) {
        if (name == QLatin1StringView(info.name) ||
            (name == u"md" && info.format == Format::Markdown))
            return info.format;
    }
    return {};
}

QString fileFilter(ExportFormat format)
{
    const ExportFormatInfo &info = infoOf(format);
    QString patterns;
    for (const QString &ending : endingsOf(info))
        patterns += QLatin1StringView(patterns.isEmpty() ? "*." : " *.") + ending;
    return QStringLiteral("%1 (%2)").arg(QLatin1StringView(info.title), patterns);
}

} // namespace tw::preview
