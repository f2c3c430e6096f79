// SPDX-License-Identifier: MIT
#include "frontend/dbml/link_binders.h"
#include "frontend/dependency_rules.h"

#include <string>

namespace tw::dbml {

namespace {

using Names = NameFinder::Names;
using End = ir::Dependency::End;

/// `table`, `namespace.table`, `table.column` or `namespace.table.column`. Where both a namespace
/// and a table have the first name, it is the namespace.
End bindEnd(FileContext &file, NameFinder &names, Names path)
{
    End end;
    end.range = file.tree.range(path.front()->begin, path.back()->end);
    std::size_t tableLength = path.size() > 2 ? path.size() - 1 : path.size();
    if (path.size() == 2) {
        const std::string first = textOf(*path[0]);
        if (!file.scope.hasNamespace(first)) {
            tableLength = 1;
            if (names.findTable(path.first(1)) == nullptr) {
                file.diagnostics.report(diag::UnknownName, file.range(*path[0]),
                                        "table or namespace", first);
                return end;
            }
        }
    }
    end.table = names.table(path.first(tableLength));
    if (end.table.isValid() && tableLength < path.size())
        end.column = names.column(end.table, *path.back());
    return end;
}

/// Of an arrow among the settings of a column: always a column of some table.
End bindColumn(FileContext &file, NameFinder &names, Names path, const PendingEdge &edge)
{
    End end;
    end.range = file.tree.range(path.front()->begin, path.back()->end);
    if (path.size() > 1) {
        end.table = names.table(path.first(path.size() - 1));
        if (end.table.isValid())
            end.column = names.column(end.table, *path.back());
    } else if (names.column(edge.owner.table, *path.front()).isValid()) {
        file.diagnostics.report(diag::UnexpectedItem, edge.place, "a column without its table",
                                "`table.column`");
    }
    return end;
}

/// Of an arrow among the settings of a table: always a table.
End bindTable(FileContext &file, NameFinder &names, Names path)
{
    End end;
    end.range = file.tree.range(path.front()->begin, path.back()->end);
    end.table = names.table(path);
    return end;
}

} // namespace

void bindEdge(FileContext &file, NameFinder &names, const PendingEdge &pending)
{
    const EndSyntax rightSyntax = endOf(pending.right);
    End left;
    End right;
    if (pending.left != nullptr) {
        const EndSyntax leftSyntax = endOf(pending.left);
        for (const EndSyntax *const end : {&leftSyntax, &rightSyntax}) {
            if (end->group != nullptr) {
                const Names columns = end->group->parts;
                const SourceRange place =
                    file.range(columns.empty() ? *end->group : *columns.front());
                file.diagnostics.report(diag::UnexpectedItem, place, "a group of columns",
                                        "one column, or none");
                return;
            }
        }
        left = bindEnd(file, names, leftSyntax.names);
        right = bindEnd(file, names, rightSyntax.names);
    } else {
        left.table = pending.owner.table;
        left.range = pending.place;
        if (!pending.owner.column.empty())
            left.column = names.findColumn(left.table, pending.owner.column.text);
        right = pending.owner.column.empty() ? bindTable(file, names, rightSyntax.names)
                                             : bindColumn(file, names, rightSyntax.names, pending);
    }
    ir::Dependency::Edge edge{left, right};
    if (!pending.leftIsUpstream)
        std::swap(edge.upstream, edge.downstream);
    file.schema.dependencies[pending.index].edges[pending.edge] = edge;
    if (isColumnOnItself(edge))
        file.diagnostics.report(diag::SameEnds, pending.place);
}

} // namespace tw::dbml
