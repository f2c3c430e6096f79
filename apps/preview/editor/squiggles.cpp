// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/squiggles.h"

#include "editor/text_view.h"
#include "model/severity_color.h"

#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tw::preview {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

/// What stands in backticks is code.
QString withCode(const QString &message)
{
    QString result;
    bool inCode = false;
    for (const QChar c : message.toHtmlEscaped()) {
        if (c == u'`') {
            result += inCode ? u"</code>"_s : u"<code>"_s;
            inCode = !inCode;
        } else {
            result += c;
        }
    }
    return result + (inCode ? u"</code>"_s : QString());
}

QPixmap dot(const QColor &color, qreal ratio)
{
    QPixmap image(QSize(qRound(14 * ratio), qRound(14 * ratio)));
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(3.5, 3.5, 7, 7));
    return image;
}

QPixmap lamp(const Theme &theme, qreal ratio)
{
    QPixmap image(QSize(qRound(14 * ratio), qRound(14 * ratio)));
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = theme.dark ? QColor(0xF2C94C) : QColor(0xD99A00);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(3, 1, 8, 8));
    painter.drawRoundedRect(QRectF(5, 8, 4, 2), 0.5, 0.5);
    painter.setBrush(theme.mutedText);
    painter.drawRoundedRect(QRectF(5, 10.5, 4, 2.5), 1, 1);
    return image;
}

} // namespace

Squiggles::Squiggles(TextView *view) : QObject(view), m_view(view)
{
    connect(view, &TextView::changed, this, &Squiggles::textChanged);
}

void Squiggles::setTheme(const Theme &theme)
{
    m_theme = theme;
    const qreal ratio = m_view->devicePixelRatioF();
    const auto define = [this](const QPixmap &image, TextView::Marker marker) {
        m_view->markerDefine(image, marker);
    };
    define(dot(theme.note, ratio), TextView::NoteLine);
    define(dot(theme.warning, ratio), TextView::WarningLine);
    define(dot(theme.error, ratio), TextView::ErrorLine);
    define(lamp(theme, ratio), TextView::FixLine);
}

void Squiggles::setSnapshot(const SnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    m_findings.clear();
    if (snapshot) {
        const std::uint32_t size = m_view->size();
        for (const Diagnostic &diagnostic : snapshot->result.diagnostics) {
            if (diagnostic.range.source != snapshot->source || diagnostic.range.end > size)
                continue;
            m_findings.push_back({diagnostic.range.begin, diagnostic.range.end, &diagnostic});
        }
    }
    show();
}

void Squiggles::show()
{
    for (const TextView::Indicator indicator :
         {TextView::NoteMark, TextView::WarningMark, TextView::ErrorMark})
        m_view->clearMarks(indicator);
    for (const int marker :
         {TextView::NoteLine, TextView::WarningLine, TextView::ErrorLine, TextView::FixLine})
        m_view->markerDeleteAll(marker);
    m_lampLine = -1;
    for (const Finding &finding : m_findings) {
        const Severity severity = finding.diagnostic->severity;
        const bool isError = severity == Severity::Error;
        const bool isWarning = severity == Severity::Warning;
        // What is of no width is marked at the character that it stands before.
        std::uint32_t begin = finding.begin;
        std::uint32_t end = finding.end;
        if (begin == end)
            end = static_cast<std::uint32_t>(m_view->send(TextView::SCI_POSITIONAFTER, begin));
        if (begin == end && begin > 0)
            begin = static_cast<std::uint32_t>(m_view->send(TextView::SCI_POSITIONBEFORE, begin));
        m_view->mark(isError     ? TextView::ErrorMark
                     : isWarning ? TextView::WarningMark
                                 : TextView::NoteMark,
                     begin, end);
        m_view->markerAdd(m_view->lineOf(begin), isError     ? TextView::ErrorLine
                                                 : isWarning ? TextView::WarningLine
                                                             : TextView::NoteLine);
    }
    emit changed();
}

void Squiggles::textChanged(std::uint32_t position, std::uint32_t removed, std::uint32_t inserted)
{
    const auto move = [&](std::uint32_t &place, bool isEnd) {
        if (place > position || (place == position && !isEnd && removed == 0))
            place = std::max(position, place - std::min(removed, place - position)) + inserted;
    };
    for (Finding &finding : m_findings) {
        const bool wasEmpty = finding.begin == finding.end;
        move(finding.begin, false);
        move(finding.end, !wasEmpty);
        finding.end = std::max(finding.begin, finding.end);
    }
}

std::vector<Squiggles::Finding> Squiggles::at(std::uint32_t offset) const
{
    std::vector<Finding> found;
    std::copy_if(m_findings.begin(), m_findings.end(), std::back_inserter(found),
                 [&](const Finding &finding) {
                     return finding.begin <= offset &&
                            offset <= std::max(finding.end, finding.begin + 1);
                 });
    // The narrowest says most about the place.
    std::stable_sort(found.begin(), found.end(), [](const Finding &a, const Finding &b) {
        return a.end - a.begin < b.end - b.begin;
    });
    return found;
}

std::vector<Squiggles::Finding> Squiggles::fixesNear(std::uint32_t offset) const
{
    const int line = m_view->lineOf(offset);
    std::vector<Finding> found;
    for (const Finding &finding : m_findings) {
        if (finding.diagnostic->fix && isOfDocument(*m_snapshot, *finding.diagnostic->fix) &&
            m_view->lineOf(finding.begin) <= line && line <= m_view->lineOf(finding.end))
            found.push_back(finding);
    }
    const auto distance = [&](const Finding &finding) {
        return offset < finding.begin ? finding.begin - offset
               : offset > finding.end ? offset - finding.end
                                      : 0;
    };
    std::stable_sort(found.begin(), found.end(),
                     [&](const Finding &a, const Finding &b) { return distance(a) < distance(b); });
    return found;
}

QString Squiggles::textAt(std::uint32_t offset) const
{
    QString result;
    for (const Finding &finding : at(offset)) {
        const Diagnostic &diagnostic = *finding.diagnostic;
        if (!result.isEmpty())
            result += u"<hr>"_s;
        result += u"<p style='margin:2px 0'><span style='color:%1'>\u25CF</span> %2&nbsp; "
                  u"<span style='color:%3'>%4</span></p>"_s.arg(
                      severityColor(diagnostic.severity, m_theme).name(),
                      withCode(text(diagnostic.message)), m_theme.mutedText.name(),
                      text(diagnostic.info->code));
        for (const DiagnosticNote &note : diagnostic.notes) {
            QString place;
            if (note.range.isValid()) {
                const LineColumn at =
                    m_snapshot->sources->buffer(note.range.source).lineColumn(note.range.begin);
                place = u" (line %1)"_s.arg(at.line);
            }
            result += u"<p style='margin:2px 0 2px 14px;color:%1'>%2%3</p>"_s.arg(
                m_theme.mutedText.name(), withCode(text(note.message)), place);
        }
        if (diagnostic.fix && isOfDocument(*m_snapshot, *diagnostic.fix))
            result +=
                u"<p style='margin:2px 0 2px 14px;white-space:pre;color:%1'>Alt+Enter: %2</p>"_s
                    .arg(m_theme.accent.name(), withCode(text(diagnostic.fix->title)));
    }
    return result;
}

void Squiggles::showLamp(std::uint32_t cursor)
{
    const int line = fixesNear(cursor).empty() ? -1 : m_view->lineOf(cursor);
    if (line == m_lampLine && line < 0)
        return;
    m_view->markerDeleteAll(TextView::FixLine);
    m_lampLine = line;
    if (line >= 0)
        m_view->markerAdd(line, TextView::FixLine);
}

} // namespace tw::preview
