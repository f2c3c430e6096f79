// SPDX-License-Identifier: MIT
#include "passes/record_keys.h"

#include "passes/key_match.h"
#include "passes/record_values.h"

#include <tablewright/diag/codes.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

namespace tw::passes {

namespace {

/// Some seconds of work.
constexpr std::size_t comparedValues = 20'000'000;

bool isUsable(const std::vector<ir::ColumnRef> &columns)
{
    return !columns.empty() && std::ranges::all_of(columns, [](const ir::ColumnRef &ref) {
        return ref.column.isValid();
    });
}

/// What equal and different keys of two types tell of their values.
enum class Comparison : std::uint8_t {
    Exact,
    UnlessBlank, ///< as `Exact`, but blanks at the end may count in one type and not in the other
    Open
};

Comparison compare(const ir::DataType &a, const ir::DataType &b, const TypeCatalog &types)
{
    if (a.base == b.base && a.enumType == b.enumType && a.arrayDimensions == b.arrayDimensions)
        return Comparison::Exact;
    if (a.isArray() || b.isArray() || !a.base.isValid() || !b.base.isValid())
        return Comparison::Open;
    const TypeFamily left = types.info(a.base).family;
    const TypeFamily right = types.info(b.base).family;
    const auto isExactNumber = [](TypeFamily family) {
        return family == TypeFamily::Integer || family == TypeFamily::Decimal;
    };
    if (isExactNumber(left) && isExactNumber(right))
        return Comparison::Exact;
    return left == TypeFamily::Text && right == TypeFamily::Text ? Comparison::UnlessBlank
                                                                 : Comparison::Open;
}

} // namespace

bool counts(const ir::Column &column, const TypeCatalog &types)
{
    return column.autoIncrement ||
           (column.type.base.isValid() && types.info(column.type.base).impliesAutoIncrement);
}

std::optional<std::int64_t> integerOf(const ir::RecordValue &value, const ir::DataType &type,
                                      const TypeCatalog &types)
{
    ir::DefaultValue literal;
    ir::toLiteral(value, literal);
    const std::optional<std::string> key = types.valueKey(type, literal);
    std::int64_t number = 0;
    if (!key || std::from_chars(key->data(), key->data() + key->size(), number).ec != std::errc())
        return std::nullopt;
    return number;
}

RecordKeyChecker::RecordKeyChecker(const ir::Schema &schema, PassContext &context,
                                   const PlannedBlocks &blocks)
    : m_schema(schema), m_context(context), m_types(context.target.typeCatalog()), m_blocks(blocks),
      m_budget(comparedValues)
{
}

std::vector<RecordKeyChecker::Cell>
RecordKeyChecker::makeCells(const PlannedRecords &block, const ir::Column &column,
                            const ir::RecordPlan::Entry &entry) const
{
    const auto literalCell = [&](const ir::DefaultValue &literal) {
        std::optional<std::string> key = m_types.valueKey(column.type, literal);
        return key ? Cell{Cell::State::Known, std::move(*key)}
                   : Cell{Cell::State::Spelling, literal.value.text};
    };
    Cell ofDefault;
    if (entry.generated || column.defaultValue.kind == ir::DefaultValue::Kind::Expression)
        ofDefault.state = Cell::State::Unknown;
    else if (column.defaultValue.isLiteral())
        ofDefault = literalCell(column.defaultValue);

    std::vector<Cell> cells(block.records->rowCount());
    ir::DefaultValue literal;
    for (std::size_t row = 0; row < cells.size(); ++row) {
        const ir::RecordValue &value = block.plan.value(row, entry);
        if (ir::RecordPlan::takesDefault(entry, value)) {
            cells[row] = ofDefault;
        } else if (value.kind == ir::RecordValue::Kind::Expression) {
            cells[row].state = Cell::State::Unknown;
        } else if (value.kind != ir::RecordValue::Kind::Null) {
            ir::toLiteral(value, literal);
            cells[row] = literalCell(literal);
        }
    }
    if (entry.counts)
        number(block, column, entry, cells);
    return cells;
}

void RecordKeyChecker::number(const PlannedRecords &block, const ir::Column &column,
                              const ir::RecordPlan::Entry &entry, std::vector<Cell> &cells) const
{
    const ir::RecordPlan::Counting counting =
        block.plan.counting(entry, [&](const ir::RecordValue &value) {
            return integerOf(value, column.type, m_types);
        });
    std::int64_t next = counting.highest;
    for (std::size_t row = 0; row < cells.size(); ++row) {
        if (!ir::RecordPlan::takesDefault(entry, block.plan.value(row, entry)))
            continue;
        const bool known = counting.known && next < std::numeric_limits<std::int64_t>::max();
        cells[row] = known ? Cell{Cell::State::Known, std::to_string(++next)}
                           : Cell{Cell::State::Unknown, {}};
    }
}

const std::vector<RecordKeyChecker::Cell> &RecordKeyChecker::cells(ir::TableId table,
                                                                   ir::ColumnId column)
{
    const auto [found, isNew] = m_cells.try_emplace({table, column});
    if (isNew) {
        const PlannedRecords &block = *m_blocks[table.index()];
        found->second =
            makeCells(block, m_schema.table(table).column(column), block.plan.entry(column));
    }
    return found->second;
}

std::vector<const std::vector<RecordKeyChecker::Cell> *>
RecordKeyChecker::cellsOf(ir::TableId table, const Columns &columns)
{
    std::vector<const std::vector<Cell> *> all;
    all.reserve(columns.size());
    for (const ir::ColumnId column : columns)
        all.push_back(&cells(table, column));
    return all;
}

RecordKeyChecker::Cell::State
RecordKeyChecker::join(const std::vector<const std::vector<Cell> *> &columns, std::size_t row,
                       std::string &key) const
{
    Cell::State worst = Cell::State::Known;
    key.clear();
    for (const std::vector<Cell> *column : columns) {
        const Cell &cell = (*column)[row];
        if (cell.state == Cell::State::Null)
            return Cell::State::Null;
        worst = std::max(worst, cell.state);
        if (columns.size() > 1)
            (key += std::to_string(cell.key.size())) += ':';
        key += cell.key;
    }
    return worst;
}

bool RecordKeyChecker::spend(const PlannedRecords &block, std::size_t columns)
{
    const std::size_t cost = block.records->rowCount() * columns;
    if (cost <= m_budget) {
        m_budget -= cost;
        return true;
    }
    if (!std::exchange(m_saidBudget, true))
        m_context.diagnostics.report(diag::RecordUnverified, block.records->range,
                                     "whether rows this many agree with keys this many");
    return false;
}

std::string RecordKeyChecker::shown(ir::TableId table, const Columns &columns, std::size_t row,
                                    bool values) const
{
    std::string text;
    const PlannedRecords *block = values ? m_blocks[table.index()].get() : nullptr;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0)
            text += i + 1 == columns.size() ? " and " : ", ";
        if (!block) {
            text += '`' + m_schema.table(table).column(columns[i]).name.text + '`';
            continue;
        }
        const auto found = m_cells.find({table, columns[i]});
        text += '`' + shownValue(found->second[row].key) + '`';
    }
    return text;
}

void RecordKeyChecker::checkKeys(ir::TableId id)
{
    const ir::Table &table = m_schema.table(id);
    std::set<Columns> seen;
    const auto check = [&](const std::vector<ir::ColumnRef> &columns, std::string_view what,
                           SourceRange place) {
        if (isUsable(columns) && seen.insert(columnSet(columns)).second)
            checkUnique(id, columnList(columns), what, place);
    };
    if (table.primaryKey)
        check(table.primaryKey->columns, "the primary key", table.primaryKey->range);
    for (const ir::UniqueKey &key : table.uniqueKeys)
        check(key.columns, "the unique key", key.range);
    for (const ir::Index &index : table.indexes) {
        checkIndexed(id, index);
        std::vector<ir::ColumnRef> columns;
        columns.reserve(index.elements.size());
        for (const ir::IndexElement &element : index.elements)
            columns.push_back(element.isExpression() ? ir::ColumnRef() : element.column);
        if (index.unique && index.where->empty())
            check(columns, "the unique index", index.range);
    }
    for (const ir::Relationship &relationship : m_schema.relationships) {
        if (relationship.kind == ir::Relationship::Kind::OneToOne &&
            relationship.source.table == id)
            check(relationship.source.columns, "the one-to-one relationship", relationship.range);
    }
}

/// An array can be indexed before it is known whether its elements can; the rows then tell.
void RecordKeyChecker::checkIndexed(ir::TableId id, const ir::Index &index)
{
    const PlannedRecords &block = *m_blocks[id.index()];
    const ir::Table &table = m_schema.table(id);
    const IndexMethodInfo *method = m_context.target.indexMethods().find(index.method.text);
    if (!method || !block.isReadable || block.records->rowCount() < (method->canOrder ? 2U : 1U))
        return; // what is ordered compares two
    for (const ir::IndexElement &element : index.elements) {
        if (element.isExpression() || !element.column.column.isValid())
            continue;
        const ir::Column &column = table.column(element.column.column);
        if (!column.type.isArray() || !m_types.hasOperatorClass(method->name, column.type))
            continue;
        ir::DataType elementType = column.type;
        elementType.arrayDimensions = 0;
        const std::string_view needed = method->name == "hash" ? method->name : "btree";
        if (!m_types.hasOperatorClass(needed, elementType))
            m_context.diagnostics
                .report(diag::RecordUnverified, block.records->range,
                        fmt::format("whether an index can hold the values of column `{}`",
                                    column.name.text))
                .note(index.range, "the index is here");
    }
}

void RecordKeyChecker::checkUnique(ir::TableId table, const Columns &columns, std::string_view what,
                                   SourceRange place)
{
    const PlannedRecords &block = *m_blocks[table.index()];
    if (!spend(block, columns.size()))
        return;
    const auto all = cellsOf(table, columns);
    RowSet set;
    std::string key;
    for (std::size_t row = 0; row < block.records->rowCount(); ++row) {
        const Cell::State state = join(all, row, key);
        if (state == Cell::State::Null)
            continue;
        ++set.count;
        set.isComplete = set.isComplete && state == Cell::State::Known;
        if (state == Cell::State::Unknown)
            continue;
        const auto [first, isNew] = set.rows.try_emplace(key, static_cast<std::uint32_t>(row));
        if (isNew)
            continue;
        m_context.diagnostics
            .report(diag::RecordDuplicate, block.records->rowRanges[row], what,
                    shown(table, columns, row, false), m_schema.table(table).name.text,
                    shown(table, columns, row, true))
            .note(block.records->rowRanges[first->second], "the other row is here")
            .note(place, "the key is here");
    }
    if (!set.isComplete && set.count > 1 && block.isReadable)
        m_context.diagnostics
            .report(diag::RecordUnverified, block.records->range,
                    fmt::format("whether the rows of table `{}` all differ in {}",
                                m_schema.table(table).name.text, shown(table, columns, 0, false)))
            .note(place, "the key is here");
}

const RecordKeyChecker::RowSet &RecordKeyChecker::targetRows(ir::TableId table,
                                                             const Columns &columns)
{
    const auto [found, isNew] = m_targets.try_emplace({table, columns});
    RowSet &set = found->second;
    if (!isNew || !m_blocks[table.index()])
        return set;
    const PlannedRecords &block = *m_blocks[table.index()];
    if (!spend(block, columns.size())) {
        set.isComplete = false;
        return set;
    }
    const auto all = cellsOf(table, columns);
    std::string key;
    for (std::size_t row = 0; row < block.records->rowCount(); ++row) {
        const Cell::State state = join(all, row, key);
        if (state == Cell::State::Null)
            continue;
        ++set.count;
        set.isComplete = set.isComplete && state == Cell::State::Known;
        if (state != Cell::State::Unknown)
            set.rows.try_emplace(key, static_cast<std::uint32_t>(row));
    }
    return set;
}

void RecordKeyChecker::checkReference(const ir::Endpoint &source, const ir::Endpoint &target,
                                      SourceRange place)
{
    if (!source.table.isValid() || !target.table.isValid() || !m_blocks[source.table.index()] ||
        !isUsable(source.columns) || !isUsable(target.columns) ||
        source.columns.size() != target.columns.size())
        return;
    const Columns from = columnList(source.columns);
    const Columns to = columnList(target.columns);
    const PlannedRecords &block = *m_blocks[source.table.index()];
    if (!spend(block, from.size()))
        return;
    const RowSet &rows = targetRows(target.table, to);
    Comparison comparison = Comparison::Exact;
    for (std::size_t i = 0; i < from.size(); ++i)
        comparison =
            std::max(comparison, compare(m_schema.table(source.table).column(from[i]).type,
                                         m_schema.table(target.table).column(to[i]).type, m_types));
    const auto all = cellsOf(source.table, from);
    bool open = false;
    std::string key;
    for (std::size_t row = 0; row < block.records->rowCount(); ++row) {
        const Cell::State state = join(all, row, key);
        if (state == Cell::State::Null)
            continue;
        const bool blank =
            comparison == Comparison::UnlessBlank && key.find(' ') != std::string::npos;
        const bool certain =
            state == Cell::State::Known && comparison != Comparison::Open && !blank;
        if (state != Cell::State::Unknown && comparison != Comparison::Open &&
            rows.rows.contains(key))
            continue;
        if (rows.isComplete && (certain || (rows.count == 0 && state != Cell::State::Unknown)))
            m_context.diagnostics
                .report(diag::RecordWithoutTarget, block.records->rowRanges[row],
                        m_schema.table(target.table).name.text, shown(target.table, to, row, false),
                        shown(source.table, from, row, true))
                .note(place, "the foreign key is here");
        else
            open = true;
    }
    if (open && block.isReadable)
        m_context.diagnostics
            .report(diag::RecordUnverified, block.records->range,
                    fmt::format("whether each row of table `{}` finds its row of table `{}`",
                                m_schema.table(source.table).name.text,
                                m_schema.table(target.table).name.text))
            .note(place, "the foreign key is here");
}

void RecordKeyChecker::checkForeignKeys()
{
    for (const ir::ForeignKey &key : m_schema.foreignKeys)
        checkReference(key.source, key.target, key.range);
    for (const ir::Relationship &relationship : m_schema.relationships) {
        if (relationship.kind != ir::Relationship::Kind::ManyToMany)
            checkReference(relationship.source, relationship.target, relationship.range);
    }
}

} // namespace tw::passes
