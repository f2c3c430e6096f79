// SPDX-License-Identifier: MIT
// check-types
//
// Requires: a resolved schema.
// Reports: columns that cannot count by themselves, generated columns that are something else too,
// tables with too many columns, enum values that occur twice or are too long.

#include "passes/builtin_passes.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>

namespace tw::passes {

namespace {

class CheckTypes final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-types"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "auto-increment, generated columns, enum values and the numbers of columns and "
               "checks";
    }

    void run(const ir::Schema &schema, PassContext &context) const override
    {
        for (const ir::Table &table : schema.tables) {
            checkNumber(table, table.columns.size(), "columns", context.target.maxColumns(),
                        context);
            checkNumber(table, table.checks.size(), "checks", context.target.maxChecks(), context);
            for (const ir::Column &column : table.columns)
                checkColumn(schema, column, context);
        }
        for (const ir::EnumType &type : schema.enums)
            checkEnum(type, context);
    }

private:
    static void checkNumber(const ir::Table &table, std::size_t number, std::string_view what,
                            std::size_t limit, PassContext &context)
    {
        if (number > limit)
            context.diagnostics.report(diag::TooManyColumns, table.name.range, table.name.text,
                                       number, what, limit);
    }

    static void checkColumn(const ir::Schema &schema, const ir::Column &column,
                            PassContext &context)
    {
        const TypeCatalog &types = context.target.typeCatalog();
        if (column.autoIncrement) {
            const bool counts = column.type.base.isValid() && !column.type.isArray() &&
                                types.info(column.type.base).canAutoIncrement;
            if (!counts)
                context.diagnostics.report(diag::AutoIncrementType,
                                           column.autoIncrementRange.isValid()
                                               ? column.autoIncrementRange
                                               : column.typeSyntax.spelling.range,
                                           column.name.text, types.spell(schema, column.type));
        }
        if (column.generated->empty())
            return;
        const auto conflict = [&](std::string_view what) {
            context.diagnostics.report(diag::GeneratedConflict, column.generated->range,
                                       column.name.text, what);
        };
        if (column.autoIncrement)
            conflict("counts by itself");
        if (column.defaultValue.kind != ir::DefaultValue::Kind::None)
            conflict("has a default");
    }

    static void checkEnum(const ir::EnumType &type, PassContext &context)
    {
        const std::size_t maxBytes = context.target.nameRules().maxBytes();
        StringViewMap<const ir::Name *> values;
        values.reserve(type.values.size());
        for (const ir::EnumValue &entry : type.values) {
            const ir::Name &value = entry.value;
            if (value.text.size() > maxBytes)
                context.diagnostics.report(diag::EnumValueTooLong, value.range,
                                           truncateUtf8(value.text, maxBytes), value.text.size(),
                                           maxBytes);
            const auto [it, isNew] = values.try_emplace(value.text, &value);
            if (!isNew)
                context.diagnostics
                    .report(diag::DuplicateEnumValue, value.range, value.text, type.name.text)
                    .note(it->second->range, "it is first declared here");
        }
    }
};

} // namespace

std::shared_ptr<const CheckPass> makeCheckTypes() { return std::make_shared<CheckTypes>(); }

} // namespace tw::passes
