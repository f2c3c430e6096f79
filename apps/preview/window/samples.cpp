// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/samples.h"

#include "window/icons.h"

#include <QFile>

namespace tw::preview {

namespace {

constexpr Sample table[] = {
    {"library", "Library", "Books, authors and loans, with groups, notes and records"},
    {"shop", "Shop", "Catalogue, warehouses, orders and payments"},
    {"blog", "Blog", "Authors, posts, tags and threaded comments"},
    {"saas", "Project tracker", "Many tenants, and keys that never cross them"},
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
    const QString ending =
        language == Language::Dbml ? QStringLiteral("dbml") : QStringLiteral("json");
    QFile file(QStringLiteral(":/samples/%1.%2").arg(id, ending));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace tw::preview
