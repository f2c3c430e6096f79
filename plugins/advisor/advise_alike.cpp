// SPDX-License-Identifier: MIT
// The part of advise-tables about names that hardly differ.

#include "advice.h"
#include "name_words.h"

#include <tablewright/base/string_map.h>

#include <iterator>

namespace tw::advisor {

namespace {

/// The name in words without the number that it ends in, be it `2021` or `2021_04`; empty when it
/// ends in none.
std::string_view withoutNumber(std::string_view words)
{
    const std::size_t last = words.find_last_not_of("0123456789_");
    if (last == std::string_view::npos || words.back() == '_' || last + 1 == words.size())
        return {};
    return words.substr(0, last + 1);
}

/// Without what separates words; numbers stay apart, `m_1_11` is not `m_11_1`.
std::string joined(std::string_view words)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    std::string result;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool isBetweenNumbers =
            i > 0 && i + 1 < words.size() && isDigit(words[i - 1]) && isDigit(words[i + 1]);
        if (words[i] != '_' || isBetweenNumbers)
            result += words[i];
    }
    return result;
}

class AlikeAdvice {
public:
    explicit AlikeAdvice(Advice &advice) : m_advice(advice) {}

    void run()
    {
        NameWords words({});
        Groups stems;
        for (const ir::Table &table : m_advice.schema.tables) {
            checkColumns(table);
            words.assign(table.name.text);
            const std::string_view stem = withoutNumber(words.text());
            if (!stem.empty() && table.columns.size() > 1)
                stems.add(fmt::format("{}\n{}", table.namespaceName.text, stem), table);
        }
        for (const Group &stem : stems.all) {
            if (stem.size() < 2)
                continue;
            Groups alike;
            for (const ir::Table *table : stem)
                alike.add(columnsOf(*table), *table);
            for (const Group &group : alike.all) {
                if (group.size() > 1)
                    reportTables(group);
            }
        }
    }

private:
    using Group = std::vector<const ir::Table *>;

    /// Tables by a text, in the order of the document.
    struct Groups {
        StringMap<std::size_t> numbers;
        std::vector<Group> all;

        void add(std::string key, const ir::Table &table)
        {
            const auto [it, isNew] = numbers.try_emplace(std::move(key), all.size());
            if (isNew)
                all.emplace_back();
            all[it->second].push_back(&table);
        }
    };

    /// The same for tables with the same columns.
    [[nodiscard]] static std::string columnsOf(const ir::Table &table)
    {
        std::string text;
        for (const ir::Column &column : table.columns) {
            const ir::DataType &type = column.type;
            fmt::format_to(std::back_inserter(text), "{}\n{} {} {} {} {} {}\n", column.name.text,
                           type.base.isValid() ? type.base.index() + 1 : 0,
                           type.enumType.isValid() ? type.enumType.index() + 1 : 0,
                           type.argumentCount, type.arguments[0], type.arguments[1],
                           type.arrayDimensions);
        }
        return text;
    }

    void reportTables(const Group &group)
    {
        // As many as people can read.
        constexpr std::size_t shown = 5;
        std::vector<std::string_view> names;
        for (const ir::Table *table : group) {
            if (m_advice.isIgnored(rules::NumberedTables, *table))
                return;
            if (names.size() < shown)
                names.push_back(table->name.text);
        }
        std::string text = listed(names);
        if (group.size() > shown)
            text += fmt::format(" and {} more", group.size() - shown);
        const ir::Table &first = *group.front();
        m_advice.report(rules::NumberedTables, first, placeOf(first), text);
    }

    void checkColumns(const ir::Table &table)
    {
        NameWords words({});
        StringMap<const ir::Column *> seen;
        for (const ir::Column &column : table.columns) {
            words.assign(column.name.text);
            std::string letters = joined(words.text());
            if (letters.empty())
                continue;
            const auto [it, isNew] = seen.try_emplace(std::move(letters), &column);
            if (isNew || it->second->name.text == column.name.text)
                continue;
            auto finding =
                m_advice.report(rules::SimilarColumns, {table, column}, placeOf(table, column),
                                column.name.text, it->second->name.text);
            if (finding)
                finding->note(placeOf(table, *it->second), "the other one is here");
        }
    }

    Advice &m_advice;
};

} // namespace

void adviseAlike(Advice &advice) { AlikeAdvice(advice).run(); }

} // namespace tw::advisor
