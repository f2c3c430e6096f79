// SPDX-License-Identifier: MIT
// advise-keys
//
// Requires: a resolved schema.
// Reports: keys that let equal rows in, whose values are not exact or run out, or that are missing.

#include "access_paths.h"
#include "advice.h"
#include "name_words.h"
#include "table_shape.h"

#include <algorithm>
#include <array>
#include <set>

namespace tw::advisor {

namespace {

class KeyAdvice {
public:
    explicit KeyAdvice(Advice &advice)
        : m_advice(advice), m_shapes(advice),
          m_leastBits(advice.integer(rules::NarrowKey, "least-bits")),
          m_mostColumns(advice.integer(rules::WidePrimaryKey, "most")),
          m_softDeletes(advice.words(rules::SoftDeleteKey, "columns"))
    {
    }

    void check(const ir::Table &table)
    {
        const Links::OfTable &facts = m_advice.links.of(m_advice.schema, table);
        const std::vector<AccessPath> paths = accessPathsOf(table, m_advice.links, facts);
        const ir::Column *softDelete = softDeleteColumn(table);
        std::vector<bool> inKey = facts.isPrimary;
        for (const AccessPath &path : paths) {
            if (!path.isUnique())
                continue;
            for (const ir::ColumnId column : path.columns) {
                if (column.isValid())
                    inKey[column.index()] = true;
            }
            if (path.kind != AccessPath::Kind::PrimaryKey &&
                path.kind != AccessPath::Kind::OneToOne) {
                checkNullable(table, facts, path);
                checkSoftDelete(table, path, softDelete);
            }
            checkDefault(table, path);
        }
        checkFloats(table, facts, inKey);
        if (table.primaryKey)
            checkPrimaryKey(table, *table.primaryKey);
        checkNaturalKey(table, paths);
        checkJunction(table, facts, paths);
    }

private:
    static std::string_view conditionOf(const AccessPath &path)
    {
        return path.index == nullptr ? std::string_view() : path.index->where->text;
    }

    void checkNullable(const ir::Table &table, const Links::OfTable &facts, const AccessPath &path)
    {
        // A condition says which rows count: somebody thought about it.
        if (!conditionOf(path).empty())
            return;
        std::vector<std::string_view> nullable;
        Subject subject(table);
        bool allLinks = true;
        for (const ir::ColumnId column : path.columns) {
            if (!column.isValid() || !m_advice.isNullable(table, column))
                continue;
            nullable.push_back(table.column(column).name.text);
            subject.columns.push_back(&table.column(column));
            allLinks = allLinks && facts.isSource[column.index()];
        }
        if (nullable.empty())
            return;
        const ir::Column &first = *subject.columns.front();
        if (path.columns.size() > 1) {
            auto finding = m_advice.report(rules::NullableUniqueKey, subject, placeOf(table, first),
                                           listed(nullable), listed(path.written));
            if (finding && path.range.isValid())
                finding->note(path.range, "the key is here");
        } else if (!allLinks && !first.nullableRange.isValid()) {
            // Where the document says that it may be null, somebody thought about it.
            m_advice.report(rules::NullableUniqueColumn, subject, placeOf(table, first),
                            first.name.text);
        }
    }

    /// A key of one column whose default is the same for each row.
    void checkDefault(const ir::Table &table, const AccessPath &path)
    {
        if (path.columns.size() != 1 || !path.columns.front().isValid() ||
            !conditionOf(path).empty())
            return;
        const ir::Column &column = table.column(path.columns.front());
        if (column.defaultValue.isLiteral())
            m_advice.report(rules::ConstantKeyDefault, {table, column},
                            column.defaultValue.value.range.isValid()
                                ? column.defaultValue.value.range
                                : placeOf(table, column),
                            column.name.text, column.defaultValue.value.text);
    }

    [[nodiscard]] const ir::Column *softDeleteColumn(const ir::Table &table) const
    {
        NameWords words({});
        for (const ir::Column &column : table.columns) {
            words.assign(column.name.text);
            if (isNamed(words, m_softDeletes))
                return &column;
        }
        return nullptr;
    }

    void checkSoftDelete(const ir::Table &table, const AccessPath &path,
                         const ir::Column *softDelete)
    {
        if (softDelete == nullptr || !conditionOf(path).empty() ||
            std::ranges::find(path.written, softDelete->name.text) != path.written.end())
            return;
        m_advice.report(rules::SoftDeleteKey, table, path.range, spelling(path.kind),
                        listed(path.written), softDelete->name.text);
    }

    void checkFloats(const ir::Table &table, const Links::OfTable &facts,
                     const std::vector<bool> &inKey)
    {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const ir::Column &column = table.columns[i];
            if ((inKey[i] || facts.isSource[i]) && m_advice.isOf(column, TypeFamily::Float))
                m_advice.report(rules::FloatKey, {table, column}, placeOfType(table, column),
                                column.name.text, m_advice.spell(column));
        }
    }

    void checkPrimaryKey(const ir::Table &table, const ir::PrimaryKey &key)
    {
        if (key.columns.size() > static_cast<std::size_t>(m_mostColumns))
            m_advice.report(rules::WidePrimaryKey, table,
                            key.range.isValid() ? key.range : placeOf(table), table.name.text,
                            key.columns.size(), m_mostColumns);
        for (const ir::ColumnRef &ref : key.columns)
            checkWidth(table, table.column(ref.column));
        const ir::Column *sole = soleKeyColumn(table);
        if (sole != nullptr &&
            !m_advice.links.of(m_advice.schema, table).isSource[key.columns.front().column.index()])
            checkNumeric(table, *sole);
    }

    /// `numeric(10)`, as Oracle has it. What has more digits than a `bigint` is left alone.
    void checkNumeric(const ir::Table &table, const ir::Column &column)
    {
        constexpr std::int32_t integerDigits = 9;
        constexpr std::int32_t bigintDigits = 18;
        const ir::DataType &type = column.type;
        const bool isWhole =
            type.argumentCount == 1 || (type.argumentCount == 2 && type.arguments[1] == 0);
        if (m_advice.isOf(column, TypeFamily::Decimal) && isWhole &&
            type.arguments[0] <= bigintDigits)
            m_advice.report(rules::NumericKey, {table, column}, placeOfType(table, column),
                            column.name.text, m_advice.spell(column),
                            type.arguments[0] <= integerDigits ? "integer" : "bigint");
    }

    void checkWidth(const ir::Table &table, const ir::Column &column)
    {
        const TypeInfo *info = m_advice.infoOf(column);
        if (info == nullptr || info->family != TypeFamily::Integer ||
            (!column.autoIncrement && !info->impliesAutoIncrement))
            return;
        struct Width {
            std::string_view type;
            std::int64_t bits;
            std::string_view last;
        };
        static constexpr std::array<Width, 2> widths{
            {{"smallint", 16, "32,767"}, {"integer", 32, "2,147,483,647"}}};
        // `serial` is spelled as what it stores.
        const std::string_view stored =
            info->storageType.isValid() ? m_advice.types.info(info->storageType).name : info->name;
        const auto *const width = std::ranges::find(widths, stored, &Width::type);
        if (width != widths.end() && width->bits < m_leastBits)
            m_advice.report(rules::NarrowKey, {table, column}, placeOfType(table, column),
                            column.name.text, m_advice.spell(column), width->last,
                            m_leastBits > 32 ? "bigint" : "integer");
    }

    void checkNaturalKey(const ir::Table &table, const std::vector<AccessPath> &paths)
    {
        const ir::Column *key = soleKeyColumn(table);
        const bool other = std::ranges::any_of(paths, [](const AccessPath &path) {
            return path.isUnique() && path.kind != AccessPath::Kind::PrimaryKey;
        });
        if (key != nullptr && !other && isGenerated(m_advice, *key) && table.columns.size() > 1)
            m_advice.report(rules::NoNaturalKey, table, placeOf(table), table.name.text);
    }

    void checkJunction(const ir::Table &table, const Links::OfTable &facts,
                       const std::vector<AccessPath> &paths)
    {
        if (facts.outgoing.size() != 2 || !m_shapes.isJunction(table) ||
            m_shapes.isRecordOfEvents(table))
            return;
        // With a key over some of the links' columns no pair can be there twice.
        const bool hasKey = std::ranges::any_of(paths, [&](const AccessPath &path) {
            return path.isUnique() && std::ranges::all_of(path.columns, [&](ir::ColumnId column) {
                       return column.isValid() && facts.isSource[column.index()];
                   });
        });
        // A key with a time in it says who had what, and when.
        const Link &one = m_advice.links.all()[facts.outgoing.front()];
        const Link &other = m_advice.links.all()[facts.outgoing.back()];
        const bool areApart =
            std::ranges::none_of(one.source->columns, [&](const ir::ColumnRef &ref) {
                return std::ranges::find(other.source->columns, ref.column,
                                         &ir::ColumnRef::column) != other.source->columns.end();
            });
        if (!areApart || hasKey || (table.primaryKey && table.primaryKey->columns.size() > 1))
            return;
        std::vector<std::string_view> tables;
        std::vector<ir::ColumnRef> columns;
        for (const std::uint32_t number : facts.outgoing) {
            const Link &link = m_advice.links.all()[number];
            tables.push_back(m_advice.schema.table(link.target->table).name.text);
            columns.insert(columns.end(), link.source->columns.begin(), link.source->columns.end());
        }
        m_advice.report(rules::JunctionWithoutKey, table, placeOf(table), table.name.text,
                        listed(tables), listed(table, columns));
    }

    Advice &m_advice;
    const TableShapes m_shapes;
    const std::int64_t m_leastBits;
    const std::int64_t m_mostColumns;
    const std::vector<std::string> m_softDeletes;
};

} // namespace

void adviseKeys(Advice &advice)
{
    KeyAdvice keys(advice);
    for (const ir::Table &table : advice.schema.tables)
        keys.check(table);
}

} // namespace tw::advisor
