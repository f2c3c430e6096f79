// SPDX-License-Identifier: MIT
#include "frontend/dbml/link_binders.h"

#include "frontend/dbml/elements.h"

#include <string>
#include <utility>

namespace tw::dbml {

namespace {

/// Both ends of the link that `pending` speaks of, the left one first.
std::pair<ir::Endpoint *, ir::Endpoint *> endsOf(ir::Schema &schema, const PendingRef &pending)
{
    const auto ends = [&](auto &links) {
        auto &link = links[pending.index];
        return pending.leftIsSource ? std::pair(&link.source, &link.target)
                                    : std::pair(&link.target, &link.source);
    };
    if (pending.owner.partial.isValid()) {
        ir::TablePartial &partial = schema.partials[pending.owner.partial.index()];
        return pending.isRelationship ? ends(partial.relationships) : ends(partial.foreignKeys);
    }
    if (pending.isRelationship)
        return ends(pending.isInactive ? schema.inactiveRelationships : schema.relationships);
    return ends(pending.isInactive ? schema.inactiveForeignKeys : schema.foreignKeys);
}

SourceRange rangeOf(const FileContext &file, NameFinder::Names path)
{
    return file.tree.range(path.front()->begin, path.back()->end);
}

void setTable(const FileContext &file, ir::Endpoint &end, ir::TableId table, SourceRange place)
{
    end.table = table;
    end.tableSyntax = {file.schema.table(table).id, place};
}

void bindColumns(FileContext &file, NameFinder &names, const EndSyntax &syntax, ir::Endpoint &end)
{
    for (const Node *const name : syntax.columns()) {
        ir::ColumnRef ref{nameOf(file, *name), {}};
        if (end.table.isValid())
            ref.column = names.column(end.table, *name);
        end.columns.push_back(std::move(ref));
    }
}

/// `namespace.table.column` or `table.(a, b)`
void bindEnd(FileContext &file, NameFinder &names, const EndSyntax &syntax, ir::Endpoint &end)
{
    const ir::TableId table = names.table(syntax.table());
    if (!table.isValid())
        return;
    setTable(file, end, table, rangeOf(file, syntax.table()));
    bindColumns(file, names, syntax, end);
}

/// The column whose setting the ref is.
void bindOwner(FileContext &file, NameFinder &names, const ColumnOwner &owner, ir::Endpoint &end)
{
    setTable(file, end, owner.table, owner.column.range);
    end.columns.push_back({owner.column, names.findColumn(owner.table, owner.column.text)});
}

/// A column by its name alone, which is one of the partial itself.
void checkPartialColumn(FileContext &file, const PendingRef &pending, const Node &name)
{
    const ir::Table &partial = file.schema.partials[pending.owner.partial.index()].table;
    const std::string wanted = textOf(name);
    for (const ir::Column &column : partial.columns) {
        if (column.name.text == wanted) {
            file.mention(column.name, name);
            if (wanted == pending.owner.column.text)
                file.diagnostics.report(diag::SameEnds, pending.place);
            return;
        }
    }
    file.diagnostics.report(diag::UnknownName, file.range(name), "column", wanted)
        .note(partial.name.range, "of this partial");
}

void bindInlineRef(FileContext &file, NameFinder &names, const PendingRef &pending)
{
    const auto [left, right] = endsOf(file.schema, pending);
    const EndSyntax syntax = endOf(pending.right);
    if (pending.owner.partial.isValid()) {
        right->columns.clear(); // names alone since `bindPartialRef`
        if (syntax.table().empty())
            checkPartialColumn(file, pending, *pending.right);
        else
            bindEnd(file, names, syntax, *right);
        return;
    }
    bindOwner(file, names, pending.owner, *left);
    if (!syntax.table().empty()) {
        bindEnd(file, names, syntax, *right);
    } else {
        setTable(file, *right, pending.owner.table, pending.owner.column.range);
        bindColumns(file, names, syntax, *right);
    }
}

} // namespace

void bindPartialRef(FileContext &file, const NameFinder &names, const PendingRef &pending)
{
    const auto [left, right] = endsOf(file.schema, pending);
    left->columns = {{pending.owner.column, {}}};
    const EndSyntax syntax = endOf(pending.right);
    right->columns = {{nameOf(file, *syntax.columns().front()), {}}};
    if (syntax.table().empty())
        return;
    if (const Symbol *const table = names.findTable(syntax.table()))
        setTable(file, *right, ir::TableId(table->index), rangeOf(file, syntax.table()));
}

void bindRef(FileContext &file, NameFinder &names, const PendingRef &pending)
{
    if (pending.left == nullptr) {
        bindInlineRef(file, names, pending);
        return;
    }
    const auto [left, right] = endsOf(file.schema, pending);
    bindEnd(file, names, endOf(pending.left), *left);
    bindEnd(file, names, endOf(pending.right), *right);
}

} // namespace tw::dbml
