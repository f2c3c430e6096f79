// SPDX-License-Identifier: MIT
#include "commands.h"

#include "cli.h"
#include "markdown.h"
#include "output.h"
#include "session.h"
#include "terminal.h"

#include <QFile>

#include <tablewright/base/suggestion.h>
#include <tablewright/diag/render.h>

#include <fmt/format.h>

#include <algorithm>

namespace tw::cli {

namespace {

/// What the table of diagnostics says, for codes of plugins, which have no page here.
std::string rowAsPage(const DiagnosticInfo &row)
{
    return fmt::format("# {}: {}\n\n{}: {}\n", row.code, row.name, spelling(row.severity),
                       row.message);
}

} // namespace

int runExplain(const ExplainArguments &arguments)
{
    std::string code = arguments.code;
    std::ranges::transform(code, code.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });

    PluginLoader plugins;
    loadPlugins(plugins, arguments.plugins);
    const std::vector<const DiagnosticInfo *> rows = allDiagnostics(plugins);
    const auto row = std::ranges::find(rows, std::string_view(code), &DiagnosticInfo::code);
    if (row == rows.end()) {
        std::vector<std::string_view> codes;
        codes.reserve(rows.size());
        for (const DiagnosticInfo *known : rows)
            codes.push_back(known->code);
        throw Failure(fmt::format("no diagnostic has the code `{}`{}", arguments.code,
                                  suggestion(code, codes)));
    }

    QFile file(QStringLiteral(":/diagnostics/%1.md").arg(QString::fromStdString(code)));
    const std::string page =
        file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : rowAsPage(**row);
    write(stdout, renderMarkdown(page, terminalWidth(stdout), wantsColours(stdout)));
    return Success;
}

} // namespace tw::cli
