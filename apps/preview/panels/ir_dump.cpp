// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/ir_dump.h"

#include <tablewright/frontend/file_resolver.h>

#include <string_view>
#include <unordered_map>

namespace tw::preview {

namespace {

std::string_view view(const QByteArray &text)
{
    return {text.constData(), static_cast<std::size_t>(text.size())};
}

/// What is called the same before and after a change: `table "users"`, without what follows.
std::string_view headOf(std::string_view line)
{
    const std::size_t word = line.find(' ');
    if (word == std::string_view::npos || word + 1 >= line.size() || line[word + 1] != '"')
        return line.substr(0, word);
    for (std::size_t i = word + 2; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == '"')
            return line.substr(0, i + 1);
    }
    return line;
}

/// Calls `visit(head, line)` for each line, with the head of the element that it belongs to.
template <class Visit> void forEachLine(std::string_view text, Visit visit)
{
    std::string_view head;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (!line.starts_with(' '))
            head = headOf(line);
        visit(head, line);
        if (end == std::string_view::npos)
            break;
        text.remove_prefix(end + 1);
    }
}

QByteArray printed(const IrDumpRequest &request, const QString &pass, const std::stop_token &stop)
{
    const Snapshot &snapshot = *request.snapshot;
    SourceManager sources;
    const SourceId source =
        sources.add(snapshot.sources->buffer(snapshot.source).name(), snapshot.text());
    FileResolver resolver(sources);
    CompileOptions options = request.options;
    options.language = snapshot.language;
    options.stopToken = stop;
    options.dumpAfter = pass.toStdString();
    options.keepDeclared = false;
    options.timings = false;
    if (!snapshot.path.isEmpty())
        options.resolver = &resolver;
    const CompileResult result = request.compiler->compile(sources, source, options);
    return QByteArray::fromStdString(result.dump);
}

/// The first line says which pass it is, which is no part of the schema.
QByteArray withoutTitle(QByteArray dump)
{
    return dump.startsWith(';') ? dump.mid(dump.indexOf('\n') + 1) : dump;
}

} // namespace

void compareIr(const QByteArray &before, IrDump &after)
{
    using Lines = std::unordered_map<std::string_view, int>;
    std::unordered_map<std::string_view, Lines> elements;
    int rest = 0;
    forEachLine(view(before), [&](std::string_view head, std::string_view line) {
        ++elements[head][line];
        ++rest;
    });
    int number = 0;
    forEachLine(view(after.text), [&](std::string_view head, std::string_view line) {
        int &left = elements[head][line];
        if (left > 0) {
            --left;
            --rest;
        } else {
            after.added.push_back(number);
        }
        ++number;
    });
    after.gone = rest;
}

IrDump dumpIr(const IrDumpRequest &request, const std::stop_token &stop)
{
    IrDump dump;
    dump.pass = request.pass;
    dump.before = request.before;
    dump.text = withoutTitle(printed(request, request.pass, stop));
    if (!stop.stop_requested() && !dump.text.isEmpty() && !request.before.isEmpty())
        compareIr(withoutTitle(printed(request, request.before, stop)), dump);
    dump.stopped = stop.stop_requested();
    return dump;
}

} // namespace tw::preview
