// SPDX-License-Identifier: MIT
#include "frontend/dbml/link_names.h"

#include "frontend/dbml/elements.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace tw::dbml {

namespace {

constexpr std::size_t suggestionLimit = 20; // each looks at every name there is

/// Proposes the nearest name where both it and what is written are plain words.
void suggest(DiagnosticBuilder &report, const Node &name, SourceRange range, std::string_view best)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const auto isPlain = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
    };
    const bool plain =
        !best.empty() && !isDigit(best.front()) && std::ranges::all_of(best, isPlain);
    if (plain && name.is(Node::Kind::Word))
        report.fix(fmt::format("change to `{}`", best), range, std::string(best));
}

} // namespace

ir::ColumnId ColumnFinder::find(ir::TableId table, std::string_view name)
{
    constexpr std::size_t searchLimit = 24;
    const std::vector<ir::Column> &columns = m_schema.table(table).columns;
    if (columns.size() <= searchLimit) {
        const auto it = std::find_if(columns.begin(), columns.end(),
                                     [&](const ir::Column &c) { return c.name.text == name; });
        if (it == columns.end())
            return {};
        return ir::ColumnId(static_cast<std::size_t>(it - columns.begin()));
    }
    StringViewMap<ir::ColumnId> &index = m_large[table];
    if (index.empty()) {
        index.reserve(columns.size());
        for (std::size_t i = 0; i < columns.size(); ++i)
            index.try_emplace(columns[i].name.text, i);
    }
    const auto it = index.find(name);
    return it == index.end() ? ir::ColumnId() : it->second;
}

std::string NameFinder::joined(Names path)
{
    std::string result;
    for (const Node *const part : path) {
        if (part != path.front())
            result += '.';
        result += textOf(*part);
    }
    return result;
}

const Symbol *NameFinder::findTable(Names path) const
{
    if (path.empty())
        return nullptr;
    const std::size_t last = path.size() - 1;
    return m_file.scope.find(SymbolKind::Table, joined(path.first(last)), textOf(*path[last]));
}

ir::TableId NameFinder::table(Names path)
{
    if (const Symbol *const found = findTable(path)) {
        mentionTable(found->index, path);
        return ir::TableId(found->index);
    }
    if (hasNamespace(path.first(path.size() - 1)))
        reportUnknownTable(path);
    return {};
}

void NameFinder::mentionTable(std::size_t table, Names path)
{
    const ir::Name &name = m_file.schema.tables[table].name;
    if (textOf(*path.back()) == name.text) // and not its alias
        m_file.mention(name, *path.back());
}

void NameFinder::reportUnknownTable(Names path)
{
    const std::size_t last = path.size() - 1;
    reportUnknown(SymbolKind::Table, *path[last], "table", joined(path.first(last)));
}

ir::ColumnId NameFinder::column(ir::TableId table, const Node &name)
{
    const std::string wanted = textOf(name);
    const ir::ColumnId found = m_columns.find(table, wanted);
    if (found.isValid()) {
        m_file.mention(m_file.schema.table(table).column(found).name, name);
        return found;
    }
    const ir::Table &owner = m_file.schema.table(table);
    const SourceRange range = m_file.range(name);
    DiagnosticBuilder report =
        m_file.diagnostics.report(diag::UnknownColumn, range, owner.name.text, wanted);
    if (++m_suggestions > suggestionLimit)
        return {};
    NearestName nearest(wanted);
    for (const ir::Column &column : owner.columns)
        nearest.consider(column.name.text);
    suggest(report, name, range, nearest.best());
    return {};
}

const Symbol *NameFinder::find(SymbolKind kind, const Node &name, std::string_view what)
{
    const Symbol *const found = m_file.scope.find(kind, {}, textOf(name));
    if (found == nullptr)
        reportUnknown(kind, name, what);
    return found;
}

bool NameFinder::hasNamespace(Names path)
{
    for (std::size_t i = 1; i <= path.size(); ++i) {
        const std::string wanted = joined(path.first(i));
        if (m_file.scope.hasNamespace(wanted))
            continue;
        m_file.diagnostics.report(diag::UnknownName, m_file.range(*path[i - 1]), "namespace",
                                  wanted);
        return false;
    }
    return true;
}

void NameFinder::reportUnknown(SymbolKind kind, const Node &name, std::string_view what,
                               std::string_view namespaceName)
{
    const std::string wanted = textOf(name);
    const SourceRange range = m_file.range(name);
    const std::string qualified =
        namespaceName.empty() ? wanted : fmt::format("{}.{}", namespaceName, wanted);
    DiagnosticBuilder report = m_file.diagnostics.report(diag::UnknownName, range, what, qualified);
    if (++m_suggestions > suggestionLimit)
        return;
    const std::string_view inPublic = namespaceName == "public" ? "" : namespaceName;
    NearestName nearest(wanted);
    m_file.scope.forEach(kind, [&](std::string_view ofNamespace, std::string_view candidate,
                                   const Symbol & /*symbol*/) {
        if (ofNamespace == inPublic)
            nearest.consider(candidate);
    });
    suggest(report, name, range, nearest.best());
}

std::optional<EndSyntax> splitEnd(const Node *const &node)
{
    const auto isName = [](const Node *part) { return part->isName(); };
    EndSyntax end;
    if (node->is(Node::Kind::Path))
        end.names = node->parts;
    else if (node->isName() || node->is(Node::Kind::Group))
        end.names = {&node, 1};
    else
        return std::nullopt;
    if (end.names.back()->is(Node::Kind::Group)) {
        end.group = end.names.back();
        end.names = end.names.first(end.names.size() - 1);
        if (!std::ranges::all_of(end.group->parts, isName))
            return std::nullopt;
    }
    if (!std::ranges::all_of(end.names, isName))
        return std::nullopt;
    return end;
}

} // namespace tw::dbml
