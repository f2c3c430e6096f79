// SPDX-License-Identifier: MIT
// check-keys
//
// Requires: a resolved schema.
// Reports: tables without a primary key or with several, empty keys, repeated columns, columns
// whose type no key can hold, keys that say nothing new.

#include "passes/builtin_passes.h"
#include "passes/key_match.h"

#include <tablewright/diag/codes.h>

#include <map>

namespace tw::passes {

namespace {

class KeyChecker {
public:
    KeyChecker(const ir::Schema &schema, PassContext &context)
        : m_schema(schema), m_context(context)
    {
    }

    void check(const ir::Table &table)
    {
        if (!table.primaryKey) {
            m_context.diagnostics.report(
                diag::TableWithoutPrimaryKey,
                table.name.range.isValid() ? table.name.range : table.range, table.name.text);
        } else {
            checkPrimary(table, *table.primaryKey);
        }
        for (const ir::PrimaryKey &key : table.extraPrimaryKeys)
            m_context.diagnostics.report(diag::SeveralPrimaryKeys, key.range, table.name.text)
                .note(table.primaryKey ? table.primaryKey->range : table.range,
                      "the first one is here");
        for (const ir::UniqueKey &key : table.uniqueKeys)
            checkColumns(table, key.columns, key.range, "the unique key");
        checkRedundant(table);
    }

private:
    void checkPrimary(const ir::Table &table, const ir::PrimaryKey &key)
    {
        checkColumns(table, key.columns, key.range, "the primary key");
        for (const ir::ColumnRef &ref : key.columns) {
            const ir::Column &column = table.column(ref.column);
            if (column.nullable && column.nullableRange.isValid())
                m_context.diagnostics.report(diag::NullablePrimaryKey, column.nullableRange,
                                             column.name.text);
        }
    }

    void checkColumns(const ir::Table &table, const std::vector<ir::ColumnRef> &columns,
                      SourceRange range, std::string_view what)
    {
        if (columns.empty()) {
            m_context.diagnostics.report(diag::EmptyKey, range, what);
            return;
        }
        const std::size_t limit = m_context.target.maxKeyColumns();
        if (columns.size() > limit)
            m_context.diagnostics.report(diag::TooManyKeyColumns, range, what, columns.size(),
                                         limit);
        if (const ir::ColumnRef *repeated = firstRepeated(columns))
            m_context.diagnostics.report(diag::ColumnTwiceInKey, placeOf(*repeated, range),
                                         table.column(repeated->column).name.text, what);
        const TypeCatalog &types = m_context.target.typeCatalog();
        for (const ir::ColumnRef &ref : columns) {
            const ir::Column &column = table.column(ref.column);
            if (!types.hasOperatorClass("btree", column.type))
                m_context.diagnostics.report(diag::TypeWithoutOperatorClass, placeOf(ref, range),
                                             column.name.text, types.spell(m_schema, column.type),
                                             what, "btree");
        }
    }

    void checkRedundant(const ir::Table &table)
    {
        if (table.uniqueKeys.empty())
            return;
        m_keys.clear();
        if (table.primaryKey)
            m_keys.emplace(columnSet(table.primaryKey->columns), &table.primaryKey->range);
        for (const ir::UniqueKey &key : table.uniqueKeys) {
            if (key.columns.empty())
                continue;
            const auto [other, isNew] = m_keys.emplace(columnSet(key.columns), &key.range);
            if (!isNew)
                m_context.diagnostics
                    .report(diag::RedundantKey, key.range, listColumns(table, key.columns))
                    .note(*other->second, "the other one is here");
        }
    }

    const ir::Schema &m_schema;
    PassContext &m_context;
    std::map<std::vector<ir::ColumnId>, const SourceRange *> m_keys; ///< of the table at hand
};

class CheckKeys final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-keys"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "each table has one primary key, and keys hold what a key can";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        KeyChecker checker(schema, context);
        for (const ir::Table &table : schema.tables)
            checker.check(table);
    }
};

} // namespace

std::shared_ptr<const CheckPass> makeCheckKeys() { return std::make_shared<CheckKeys>(); }

} // namespace tw::passes
