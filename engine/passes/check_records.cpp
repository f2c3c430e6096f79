// SPDX-License-Identifier: MIT
// check-records
//
// Requires: a resolved schema.
// Reports: rows that the database would refuse: values that their column's type cannot read, nulls
// where none may be, values for generated columns, keys that hold a value twice, foreign keys
// without their row. What only the database can know of rows is unverified.
//
// Rows that are examples never reach the database and are not looked at.

#include "passes/builtin_passes.h"
#include "passes/record_keys.h"
#include "passes/record_values.h"

#include <tablewright/diag/codes.h>

#include <algorithm>

namespace tw::passes {

namespace {

/// What an index can always hold of one row, and a page of one row.
constexpr std::size_t indexedBytes = 2000;
constexpr std::size_t pageBytes = 8000;

/// The most that a value takes of a page. What is long is stored elsewhere.
std::size_t inlineBytes(const ir::DataType &type, const TypeCatalog &types)
{
    constexpr std::size_t reference = 24;
    if (type.isArray())
        return reference;
    if (type.isEnum())
        return 4;
    const TypeInfo &info = types.info(type.base);
    switch (info.family) {
    case TypeFamily::Boolean:
        return 1;
    case TypeFamily::Integer:
    case TypeFamily::Float:
    case TypeFamily::Money:
    case TypeFamily::Date:
    case TypeFamily::Timestamp:
        return 8;
    case TypeFamily::Time:
    case TypeFamily::Interval:
    case TypeFamily::Uuid:
        return 16;
    case TypeFamily::Geometric:
        return 40;
    case TypeFamily::Text:
        return info.name == "name" ? 64 : reference;
    case TypeFamily::Other:
        return 64;
    default:
        return reference;
    }
}

class RecordChecker {
public:
    RecordChecker(const ir::Schema &schema, PassContext &context)
        : m_schema(schema), m_context(context), m_types(context.target.typeCatalog()),
          m_blocks(schema.tables.size())
    {
    }

    void run()
    {
        for (const ir::Records &records : m_schema.records) {
            if (!records.isExample && records.rowCount() > 0 && !hasRepeatedColumn(records))
                plan(records);
        }
        RecordValueChecker values(m_schema, m_context);
        RecordKeyChecker keys(m_schema, m_context, m_blocks);
        for (std::size_t i = 0; i < m_blocks.size(); ++i) {
            PlannedRecords *const block = m_blocks[i].get();
            if (block == nullptr)
                continue;
            block->isReadable = values.check(*block->records, block->plan);
            keys.checkKeys(ir::TableId(i));
            reportUnknowable(m_schema.tables[i], *block);
        }
        keys.checkForeignKeys();
    }

private:
    void plan(const ir::Records &records)
    {
        m_blocks[records.table.index()] = std::make_unique<PlannedRecords>(PlannedRecords{
            &records,
            ir::RecordPlan(m_schema.table(records.table), records,
                           [this](const ir::Column &column) { return counts(column, m_types); })});
    }

    bool hasRepeatedColumn(const ir::Records &records)
    {
        std::vector<bool> seen(m_schema.table(records.table).columns.size(), false);
        for (const ir::ColumnId column : records.columns) {
            if (seen[column.index()]) {
                const ir::Table &table = m_schema.table(records.table);
                m_context.diagnostics.report(
                    diag::ColumnTwiceInKey, records.range, table.column(column).name.text,
                    fmt::format("the records of table `{}`", table.name.text));
                return true;
            }
            seen[column.index()] = true;
        }
        return false;
    }

    /// What the database evaluates for each row, and what depends on how much a row holds.
    void reportUnknowable(const ir::Table &table, const PlannedRecords &block)
    {
        const auto report = [&](const std::string &what, SourceRange place) {
            m_context.diagnostics.report(diag::RecordUnverified, block.records->range, what)
                .note(place, "it is declared here");
        };
        for (const ir::CheckConstraint &check : table.checks)
            report(fmt::format(
                       "whether the rows of table `{}` satisfy its check `{}`", table.name.text,
                       check.name.empty() ? shownValue(check.expression.text) : check.name.text),
                   check.expression.range);
        for (const ir::Column &column : table.columns) {
            if (!column.generated->empty())
                report(fmt::format("what the generated column `{}` yields", column.name.text),
                       column.generated->range);
        }
        for (const ir::Index &index : table.indexes) {
            const bool evaluates =
                !index.where->empty() ||
                std::ranges::any_of(index.elements, &ir::IndexElement::isExpression);
            if (evaluates)
                report(fmt::format("whether the rows of table `{}` fit this index of it",
                                   table.name.text),
                       index.range);
        }
        checkSizes(table, block);
    }

    void checkSizes(const ir::Table &table, const PlannedRecords &block)
    {
        std::size_t width = table.columns.size() / 8;
        for (const ir::Column &column : table.columns)
            width += inlineBytes(column.type, m_types);
        if (width > pageBytes)
            m_context.diagnostics.report(
                diag::RecordUnverified, block.records->range,
                fmt::format("whether a row of the {} columns of table `{}` fits a page",
                            table.columns.size(), table.name.text));
        const std::vector<bool> indexed = indexedColumns(table);
        for (std::size_t row = 0; row < block.records->rowCount(); ++row) {
            std::size_t bytes = 0;
            for (const ir::ColumnId column : block.records->columns) {
                if (indexed[column.index()])
                    bytes +=
                        std::max(block.plan.value(row, block.plan.entry(column)).text.text.size(),
                                 fullBytes(table.column(column).type));
            }
            if (bytes <= indexedBytes)
                continue;
            m_context.diagnostics.report(
                diag::RecordUnverified, block.records->rowRanges[row],
                fmt::format("whether the indexes of table `{}` can hold values this long",
                            table.name.text));
            return;
        }
    }

    /// What any value of a type that fills up to its length has at least.
    [[nodiscard]] std::size_t fullBytes(const ir::DataType &type) const
    {
        if (!type.base.isValid() || type.isArray() || type.argumentCount == 0)
            return 0;
        const TypeInfo &info = m_types.info(type.base);
        const bool fills = info.takesLength && info.name.find("varying") == std::string_view::npos;
        const auto length = static_cast<std::size_t>(type.arguments[0]);
        return !fills ? 0 : info.family == TypeFamily::Bit ? length / 8 : length;
    }

    static std::vector<bool> indexedColumns(const ir::Table &table)
    {
        std::vector<bool> indexed(table.columns.size(), false);
        const auto mark = [&indexed](const ir::ColumnRef &ref) {
            if (ref.column.isValid())
                indexed[ref.column.index()] = true;
        };
        if (table.primaryKey)
            std::ranges::for_each(table.primaryKey->columns, mark);
        for (const ir::UniqueKey &key : table.uniqueKeys)
            std::ranges::for_each(key.columns, mark);
        for (const ir::Index &index : table.indexes) {
            for (const ir::IndexElement &element : index.elements)
                mark(element.column);
            std::ranges::for_each(index.include, mark);
        }
        return indexed;
    }

    const ir::Schema &m_schema;
    PassContext &m_context;
    const TypeCatalog &m_types;
    PlannedBlocks m_blocks; ///< by table
};

class CheckRecords final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-records"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "rows fit their columns, keys and foreign keys";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        if (!schema.records.empty())
            RecordChecker(schema, context).run();
    }
};

} // namespace

std::shared_ptr<const CheckPass> makeCheckRecords() { return std::make_shared<CheckRecords>(); }

} // namespace tw::passes
