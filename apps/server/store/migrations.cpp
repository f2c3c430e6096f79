// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/migrations.h"

#include "store/resource_text.h"

#include <fmt/format.h>

#include <QDir>

namespace tw::server {

namespace {

constexpr const char *preamble = R"(
SET LOCAL search_path = pg_catalog;
SELECT pg_advisory_xact_lock(7310823550912435);
CREATE SCHEMA IF NOT EXISTS tablewright;
CREATE TABLE IF NOT EXISTS tablewright.migrations (
    number     integer     PRIMARY KEY,
    name       text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
)";

void apply(PgConnection &connection, int number, const std::string &fileName)
{
    connection.execute(resourceText(":/migrations/" + fileName));
    connection.query("INSERT INTO tablewright.migrations (number, name) VALUES ($1::text::int, $2)",
                     {std::to_string(number), fileName});
}

} // namespace

void migrate(PgConnection &connection)
{
    const QStringList files = QDir(QStringLiteral(":/migrations"))
                                  .entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name);
    if (files.isEmpty())
        throw std::logic_error("the program has no migrations in it");
    connection.execute("BEGIN");
    connection.execute(preamble);
    const PgResult applied =
        connection.query("SELECT coalesce(max(number), 0)::text FROM tablewright.migrations");
    const int last = std::stoi(std::string(applied.text(0, 0)));
    for (const QString &file : files) {
        const int number = file.section(QLatin1Char('_'), 0, 0).toInt();
        if (number > last)
            apply(connection, number, file.toStdString());
    }
    const int newest = files.last().section(QLatin1Char('_'), 0, 0).toInt();
    if (last > newest)
        throw PgError(
            fmt::format("the metadata is at version {}, this program knows up to {}", last, newest),
            "0A000");
    connection.execute("COMMIT");
}

} // namespace tw::server
