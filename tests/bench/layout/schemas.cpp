// SPDX-License-Identifier: MIT
#include "schemas.h"

#include "bench_support.h"
#include "database/schema_import.h"
#include "database/scratch_database.h"

#include <tablewright/frontend/writers.h>

#include <QProcess>

#include <cstdlib>
#include <stdexcept>

namespace tw::bench {

namespace {

SchemaGraph graphOf(const std::string &name, std::string_view text, Language language)
{
    static const Compiler compiler(loadBackend());
    CompileOptions options;
    options.language = language;
    options.passes.only = {"none of the checks"};
    options.until = CompileOptions::Until::Check;
    SourceManager sources;
    const SourceId source = sources.add(name, text);
    return schemaGraph(compiler.compile(sources, source, options).schema, true);
}

std::string imported(const std::string &path, const std::string &server)
{
    const cli::ScratchDatabase database(server);
    QString url = QString::fromStdString(server);
    url.replace(QStringLiteral("///postgres?"),
                QStringLiteral("///%1?").arg(QString::fromStdString(database.name())));
    QProcess psql;
    psql.start(QStringLiteral("psql"),
               {QStringLiteral("-X"), QStringLiteral("-q"), QStringLiteral("-v"),
                QStringLiteral("ON_ERROR_STOP=1"), QStringLiteral("-d"), url, QStringLiteral("-f"),
                QString::fromStdString(path)});
    if (!psql.waitForFinished(120'000) || psql.exitCode() != 0)
        throw std::runtime_error(psql.readAllStandardError().toStdString());
    cli::Connection connection = database.connect();
    return writeJson(cli::importSchema(connection).schema);
}

} // namespace

std::optional<SchemaGraph> readGraph(const std::string &path)
{
    if (const auto language = languageOfFile(path))
        return graphOf(path, readFile(path), *language);
    const char *server = std::getenv("TABLEWRIGHT_TEST_POSTGRES");
    if (server == nullptr)
        return std::nullopt;
    return graphOf(path, imported(path, server), Language::Json);
}

} // namespace tw::bench
