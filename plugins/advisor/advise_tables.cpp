// SPDX-License-Identifier: MIT
// advise-tables
//
// Requires: a resolved schema.
// Reports: tables that are too wide or of a shape that is hard to ask and to check, enums that
// choose between nothing.

#include "advice.h"
#include "name_words.h"
#include "table_shape.h"

#include <algorithm>
#include <charconv>

namespace tw::advisor {

namespace {

class TableAdvice {
public:
    explicit TableAdvice(Advice &advice)
        : m_advice(advice), m_shapes(advice),
          m_mostColumns(advice.integer(rules::ManyColumns, "most")),
          m_leastNumbered(advice.integer(rules::NumberedColumns, "least")),
          m_created(advice.list(rules::MissingTimestamps, "created")),
          m_updated(advice.list(rules::MissingTimestamps, "updated")),
          m_attributes(advice.words(rules::EntityAttributeValue, "attributes")),
          m_values(advice.words(rules::EntityAttributeValue, "values")),
          m_required(advice.list(rules::RequiredColumns, "columns"))
    {
    }

    void check(const ir::Table &table)
    {
        const Links::OfTable &facts = m_advice.links.of(m_advice.schema, table);
        const std::size_t count = table.columns.size();
        if (count > static_cast<std::size_t>(m_mostColumns))
            m_advice.report(rules::ManyColumns, table, placeOf(table), table.name.text, count,
                            m_mostColumns);
        checkNumbered(table);
        checkEntityAttributeValue(table, facts);
        checkNullable(table, facts);
        checkTimestamps(table);
        if (table.note.empty())
            m_advice.report(rules::Undocumented, table, placeOf(table), table.name.text);
        checkRequired(table);
    }

    /// Of the tables that were checked. What half of them have is this schema's custom, and each of
    /// the others is told; where it is not, that is one decision and not many slips.
    void reportTimestamps()
    {
        const bool createdIsCustom = m_withCreated * 2 >= m_judged;
        const bool updatedIsCustom = m_withUpdated * 2 >= m_judged;
        std::vector<const ir::Table *> together;
        Without all{nullptr, false, false};
        for (const Without &without : m_without) {
            const Without slip{without.table, without.created && createdIsCustom,
                               without.updated && updatedIsCustom};
            if (slip.created || slip.updated)
                reportTimestamps(slip, fmt::format("table `{}`", slip.table->name.text));
            const bool created = without.created && !createdIsCustom;
            const bool updated = without.updated && !updatedIsCustom;
            if (!created && !updated)
                continue;
            all.table = all.table == nullptr ? without.table : all.table;
            all.created = all.created || created;
            all.updated = all.updated || updated;
            together.push_back(without.table);
        }
        if (together.size() == 1)
            reportTimestamps(all, fmt::format("table `{}`", all.table->name.text));
        else if (all.table != nullptr)
            reportTimestamps(all, fmt::format("{} tables, `{}` among them,", together.size(),
                                              all.table->name.text));
    }

private:
    struct Without {
        const ir::Table *table;
        bool created; ///< is missing
        bool updated;
    };

    void reportTimestamps(const Without &without, const std::string &subject)
    {
        const ir::Table &table = *without.table;
        m_advice.report(rules::MissingTimestamps, table, placeOf(table), subject,
                        whatIsMissing(without), expected(without));
    }

    void checkTimestamps(const ir::Table &table)
    {
        if (table.columns.empty() || m_shapes.isJunction(table) ||
            m_advice.isIgnored(rules::MissingTimestamps, table))
            return;
        const Without without{&table, !m_created.empty() && !m_shapes.hasCreated(table),
                              !m_updated.empty() && !m_shapes.hasUpdated(table) &&
                                  !m_shapes.isRecordOfEvents(table)};
        ++m_judged;
        m_withCreated += without.created ? 0 : 1;
        m_withUpdated += without.updated ? 0 : 1;
        if (without.created || without.updated)
            m_without.push_back(without);
    }

    static std::string_view whatIsMissing(const Without &without)
    {
        if (without.created && without.updated)
            return "made or changed";
        return without.created ? "made" : "changed";
    }

    [[nodiscard]] std::string expected(const Without &without) const
    {
        std::vector<std::string_view> names;
        if (without.created)
            names.emplace_back(m_created.front());
        if (without.updated)
            names.emplace_back(m_updated.front());
        return listed(names);
    }

    /// A name that ends in a number: `phone2`, `phone_2`.
    struct Numbered {
        std::string stem;
        std::uint32_t number = 0;
        const ir::Column *column = nullptr;
    };

    static std::optional<Numbered> numbered(const ir::Column &column, NameWords &words)
    {
        words.assign(column.name.text);
        std::string_view stem = words.text();
        const std::size_t digits = stem.size() - (stem.find_last_not_of("0123456789") + 1);
        if (digits == 0 || digits > 3)
            return std::nullopt;
        Numbered result;
        const std::string_view number = stem.substr(stem.size() - digits);
        std::from_chars(number.data(), number.data() + number.size(), result.number);
        stem.remove_suffix(digits);
        if (stem.ends_with('_'))
            stem.remove_suffix(1);
        // `x1` and `x2` are coordinates.
        if (stem.size() < 2)
            return std::nullopt;
        result.stem = stem;
        result.column = &column;
        return result;
    }

    void checkNumbered(const ir::Table &table)
    {
        NameWords words({});
        std::vector<Numbered> found;
        for (const ir::Column &column : table.columns) {
            if (std::optional<Numbered> one = numbered(column, words))
                found.push_back(*std::move(one));
        }
        std::ranges::stable_sort(found, {}, &Numbered::stem);
        for (std::size_t begin = 0; begin < found.size();) {
            std::size_t end = begin;
            std::vector<std::string_view> names;
            Subject subject(table);
            // A list has values of one type.
            for (; end < found.size() && found[end].stem == found[begin].stem; ++end) {
                if (found[end].column->type == found[begin].column->type) {
                    names.push_back(found[end].column->name.text);
                    subject.columns.push_back(found[end].column);
                }
            }
            if (names.size() >= static_cast<std::size_t>(m_leastNumbered))
                m_advice.report(rules::NumberedColumns, subject,
                                placeOf(table, *found[begin].column), listed(names));
            begin = end;
        }
    }

    void checkEntityAttributeValue(const ir::Table &table, const Links::OfTable &facts)
    {
        if (facts.outgoing.empty() || table.columns.size() > 8)
            return;
        const ir::Column *attribute = nullptr;
        const ir::Column *value = nullptr;
        NameWords words({});
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const ir::Column &column = table.columns[i];
            if (facts.isSource[i] || !m_advice.isOf(column, TypeFamily::Text))
                continue;
            words.assign(column.name.text);
            if (attribute == nullptr && isNamed(words, m_attributes))
                attribute = &column;
            else if (value == nullptr && isNamed(words, m_values))
                value = &column;
        }
        if (attribute != nullptr && value != nullptr)
            m_advice.report(rules::EntityAttributeValue, table, placeOf(table), table.name.text,
                            attribute->name.text, value->name.text);
    }

    void checkNullable(const ir::Table &table, const Links::OfTable &facts)
    {
        std::size_t others = 0;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (facts.isPrimary[i])
                continue;
            if (!table.columns[i].nullable)
                return;
            ++others;
        }
        if (others > 0)
            m_advice.report(rules::AllNullable, table, placeOf(table), table.name.text);
    }

    void checkRequired(const ir::Table &table)
    {
        std::vector<std::string_view> missing;
        for (const std::string &pattern : m_required) {
            if (std::ranges::none_of(table.columns, [&](const ir::Column &column) {
                    return fitsGlob(pattern, column.name.text);
                }))
                missing.push_back(pattern);
        }
        if (!missing.empty())
            m_advice.report(rules::RequiredColumns, table, placeOf(table), table.name.text,
                            listed(missing));
    }

    Advice &m_advice;
    const TableShapes m_shapes;
    const std::int64_t m_mostColumns;
    const std::int64_t m_leastNumbered;
    const std::vector<std::string> &m_created;
    const std::vector<std::string> &m_updated;
    const std::vector<std::string> m_attributes;
    const std::vector<std::string> m_values;
    const std::vector<std::string> &m_required;
    std::vector<Without> m_without;
    std::size_t m_judged = 0; ///< tables that are asked for times
    std::size_t m_withCreated = 0;
    std::size_t m_withUpdated = 0;
};

} // namespace

void adviseTables(Advice &advice)
{
    TableAdvice tables(advice);
    for (const ir::Table &table : advice.schema.tables)
        tables.check(table);
    tables.reportTimestamps();
    adviseAlike(advice);
    adviseExpressions(advice);
    adviseEnums(advice);
}

} // namespace tw::advisor
