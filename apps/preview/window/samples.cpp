// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/samples.h"

#include "window/icons.h"

#include <tablewright/frontend/writers.h>

#include <QFile>

namespace tw::preview {

namespace {

constexpr Sample table[] = {
    {"library", "Library", "Books, authors and loans, with groups, notes and records"},
    {"shop", "Shop", "Catalogue, stock in warehouses, orders and payments"},
    {"blog", "Blog", "Authors, posts, tags and threaded comments"},
    {"saas", "Project tracker", "Many tenants, whose keys never cross from one to another"},
    {"booking", "Booking", "Hotels, rooms, rates and reservations"},
    {"hr", "Human resources", "Employees and departments, which form a cycle of keys"},
    {"school", "School", "Students, courses, teachers and grades"},
    {"product-example", "Online store", "Customers, products and their orders: a short first look"},
};

} // namespace

std::span<const Sample> samples() { return table; }

QByteArray sampleText(QLatin1StringView id, Language language)
{
    useResources();
    QFile file(QStringLiteral(":/samples/%1.json").arg(id));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray text = file.readAll();
    if (language == Language::Json)
        return text;

    SourceManager sources;
    const SourceId source =
        sources.add(id.data(), std::string_view(text.data(), size_t(text.size())));
    DiagnosticList list;
    DiagnosticEmitter diagnostics(list);
    const Limits limits;
    const ir::Schema schema =
        frontendFor(Language::Json).parse(sources, source, diagnostics, {.limits = limits});
    return QByteArray::fromStdString(writeDbml(schema));
}

} // namespace tw::preview
