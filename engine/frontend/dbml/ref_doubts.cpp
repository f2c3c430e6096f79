// SPDX-License-Identifier: MIT
#include "frontend/dbml/link_binders.h"

#include <algorithm>
#include <string_view>

namespace tw::dbml {

namespace {

bool isInPrimaryKey(const ir::Table &table, const ir::Column &column)
{
    return table.primaryKey &&
           std::ranges::any_of(table.primaryKey->columns, [&](const ir::ColumnRef &ref) {
               return ref.name.text == column.name.text;
           });
}

/// What a column says of itself; what it leaves open contradicts nothing.
enum class Nullability : std::uint8_t { Open, Nullable, NotNull };

Nullability nullabilityOf(const ir::Table &table, const ir::Column &column)
{
    if (!column.nullable || column.autoIncrement || isInPrimaryKey(table, column))
        return Nullability::NotNull;
    return column.nullableRange.isValid() ? Nullability::Nullable : Nullability::Open;
}

/// `>?` says that a row may refer to none, `>` that it always refers to one. All columns of the
/// referring side have to say the opposite to be in doubt.
void check(FileContext &file, const ir::Endpoint &source, const ir::LinkLooks &looks,
           SourceRange place)
{
    const ir::Table &table = file.schema.table(source.table);
    const Nullability opposite =
        looks.targetOptional ? Nullability::NotNull : Nullability::Nullable;
    const ir::Column *first = nullptr;
    for (const ir::ColumnRef &ref : source.columns) {
        const ir::Column &column = table.column(ref.column);
        if (nullabilityOf(table, column) != opposite)
            return;
        if (first == nullptr)
            first = &column;
    }
    const std::string_view found = looks.targetOptional ? "is not nullable" : "is nullable";
    const std::string_view said =
        looks.targetOptional ? "that a row may refer to none" : "that every row refers to one";
    file.diagnostics.report(diag::OptionalMismatch, place, first->name.text, found, said)
        .note(first->nullableRange.isValid() ? first->nullableRange : first->name.range,
              "it says so here");
}

} // namespace

void checkOptionality(FileContext &file, const PendingRef &pending)
{
    const ir::Schema &schema = file.schema;
    if (pending.isRelationship) {
        const ir::Relationship &link = schema.relationships[pending.index];
        if (link.kind == ir::Relationship::Kind::OneToOne)
            check(file, link.source, *link.looks, pending.place);
        return;
    }
    const ir::ForeignKey &key = schema.foreignKeys[pending.index];
    check(file, key.source, *key.looks, pending.place);
}

} // namespace tw::dbml
