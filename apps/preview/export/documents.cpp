// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/documents.h"

#include "export/dictionary.h"
#include "export/svg_colours.h"

#include <tablewright/diag/render.h>
#include <tablewright/frontend/writers.h>

#include <cmath>

namespace tw::preview {

namespace {

constexpr double smallestScale = 0.55; ///< at which a diagram in a page is read

QByteArray bytes(const std::string &text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

/// `the document has 2 errors`
QString whoHas(std::size_t errors, const QString &who)
{
    return errors == 1 ? QStringLiteral("%1 has an error").arg(who)
                       : QStringLiteral("%1 has %2 errors").arg(who).arg(errors);
}

/// What is wrong, without what is merely doubtful: a sentence, and the first of the errors.
QString refusal(std::span<const Diagnostic> diagnostics, const SourceManager &sources,
                std::size_t ofConfiguration = 0)
{
    constexpr std::size_t shown = 20;
    std::vector<Diagnostic> errors;
    std::ranges::copy_if(diagnostics, std::back_inserter(errors), [](const Diagnostic &diagnostic) {
        return diagnostic.severity == Severity::Error;
    });
    const std::size_t count = errors.size();
    errors.resize(std::min(count, shown));
    QStringList whose;
    if (count > ofConfiguration)
        whose.append(whoHas(count - ofConfiguration, QStringLiteral("the document")));
    if (ofConfiguration > 0)
        whose.append(whoHas(ofConfiguration, QStringLiteral("its configuration")));
    QString text = whose.join(QStringLiteral(", "));
    text += u'\n' + QString::fromStdString(renderText(errors, sources, {.sourceLines = false}));
    if (count > shown)
        text += QStringLiteral("and %1 more\n").arg(count - shown);
    return text;
}

/// The document as it says itself, nothing resolved and nothing added: what a writer wants.
std::optional<ir::Schema> parsed(const Snapshot &snapshot, QString *error)
{
    SourceManager sources;
    const SourceId source =
        sources.add(snapshot.sources->buffer(snapshot.source).name(), snapshot.text());
    FileResolver files(sources);
    DiagnosticList findings;
    DiagnosticEmitter emitter(findings);
    const Limits limits;
    ir::Schema schema =
        frontendFor(snapshot.language)
            .parse(sources, source, emitter,
                   {.limits = limits, .resolver = snapshot.path.isEmpty() ? nullptr : &files});
    if (findings.errorCount() == 0)
        return schema;
    *error = refusal(findings.takeSorted(), sources);
    return {};
}

} // namespace

std::optional<QByteArray> sqlOf(const Snapshot &snapshot, QString *error)
{
    if (snapshot.result.ok && snapshot.result.script)
        return bytes(snapshot.result.script->text);
    *error = refusal(snapshot.result.diagnostics, *snapshot.sources,
                     static_cast<std::size_t>(errorsOf(snapshot).configuration));
    return {};
}

std::optional<QByteArray> dbmlOf(const Snapshot &snapshot, QString *error)
{
    const std::optional<ir::Schema> schema = parsed(snapshot, error);
    return schema ? std::optional(bytes(writeDbml(*schema))) : std::nullopt;
}

std::optional<QByteArray> jsonOf(const Snapshot &snapshot, const TablePositions &positions,
                                 QString *error)
{
    std::optional<ir::Schema> schema = parsed(snapshot, error);
    if (!schema)
        return {};
    const auto rounded = [](double value) { return std::round(value * 100) / 100; };
    for (ir::Table &table : schema->tables) {
        const QString key = tableKey(table);
        const auto moved = positions.constFind(key);
        const auto shown = snapshot.diagram.byKey.constFind(key);
        if (moved != positions.cend()) {
            table.position = {rounded(moved->x()), rounded(moved->y()), {}};
        } else if (shown != snapshot.diagram.byKey.cend()) {
            const QPointF place =
                snapshot.diagram.tables[static_cast<std::size_t>(*shown)].box.topLeft();
            table.position = {rounded(place.x()), rounded(place.y()), {}};
        }
    }
    return bytes(writeJson(*schema));
}

QByteArray markdownOf(const Snapshot &snapshot)
{
    return bytes(renderMarkdown(makeDictionary(snapshot)));
}

QByteArray htmlOf(const Snapshot &snapshot, const QByteArray &light, const QByteArray &dark)
{
    const TwoColourSvg both = withBothColours(light, dark);
    QByteArray diagram = both.element.isEmpty() ? light : both.element;
    // As wide as the page while that can be read, and beyond that it scrolls.
    const qsizetype from = diagram.indexOf(" width=\"") + 8;
    const double width = diagram.mid(from, diagram.indexOf('"', from) - from).toDouble();
    diagram.insert(4, " style=\"width:100%;max-width:" + QByteArray::number(width) +
                          "px;min-width:" + QByteArray::number(width * smallestScale) + "px\"");
    if (!both.style.isEmpty())
        diagram.insert(diagram.indexOf("</title>") + 8, "\n<style>" + both.style + "</style>");
    return bytes(renderHtml(makeDictionary(snapshot),
                            {diagram.constData(), static_cast<std::size_t>(diagram.size())}));
}

} // namespace tw::preview
