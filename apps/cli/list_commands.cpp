// SPDX-License-Identifier: MIT
#include "commands.h"

#include "cli.h"
#include "output.h"
#include "session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fmt/format.h>

namespace tw::cli {

namespace {

std::string_view spelling(Stage stage)
{
    switch (stage) {
    case Stage::Resolve:
        return "resolve";
    case Stage::Check:
        return "check";
    case Stage::Transform:
        return "transform";
    }
    return {};
}

/// What decides whether the pass runs.
std::string_view whenItRuns(const RegisteredPass &pass)
{
    if (pass.stage != Stage::Check)
        return "always";
    return pass.enabledByDefault ? "by default" : "when enabled";
}

using Rows = std::vector<std::vector<std::string>>;

/// The rows as a table, or as `{"<name>":[{heading: cell}]}`; empty cells are left out there.
void printRows(const Rows &rows, const char *name, bool json)
{
    if (!json) {
        write(stdout, alignedTable(rows));
        return;
    }
    QJsonArray array;
    for (std::size_t row = 1; row < rows.size(); ++row) {
        QJsonObject object;
        for (std::size_t column = 0; column < rows[row].size(); ++column) {
            if (!rows[row][column].empty())
                object.insert(QString::fromStdString(rows[0][column]).toLower(),
                              QString::fromStdString(rows[row][column]));
        }
        array.append(object);
    }
    const QJsonObject document{{QString::fromUtf8(name), array}};
    write(stdout, QJsonDocument(document).toJson(QJsonDocument::Indented).toStdString());
}

} // namespace

int runPasses(const ListArguments &arguments)
{
    const Session session(arguments.plugins, arguments.backend);
    Rows rows{{"STAGE", "NAME", "OWNER", "RUNS", "DESCRIPTION"}};
    for (const Stage stage : {Stage::Resolve, Stage::Check, Stage::Transform}) {
        for (const RegisteredPass &pass : session.compiler().passes().passes()) {
            if (pass.stage != stage)
                continue;
            rows.push_back({std::string(spelling(stage)), std::string(pass.get().name()),
                            pass.owner.empty() ? "engine" : pass.owner,
                            std::string(whenItRuns(pass)), std::string(pass.get().description())});
        }
    }
    printRows(rows, "passes", arguments.json);
    return Success;
}

} // namespace tw::cli
