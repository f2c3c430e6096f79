// SPDX-License-Identifier: MIT
// The part of advise-tables about names that hardly differ.

#include "advice.h"
#include "name_words.h"

#include <tablewright/base/string_map.h>

#include <algorithm>
#include <functional>
#include <unordered_map>

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

/// Appends the words without what separates them; numbers stay apart, `m_1_11` is not `m_11_1`.
void appendJoined(std::string &text, std::string_view words)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool isBetweenNumbers =
            i > 0 && i + 1 < words.size() && isDigit(words[i - 1]) && isDigit(words[i + 1]);
        if (words[i] != '_' || isBetweenNumbers)
            text += words[i];
    }
}

bool haveSameColumns(const ir::Table &a, const ir::Table &b)
{
    return std::ranges::equal(a.columns, b.columns, [](const ir::Column &x, const ir::Column &y) {
        return x.name.text == y.name.text && x.type == y.type;
    });
}

/// Equal for tables that have the same columns.
std::size_t hashOfColumns(const ir::Table &table)
{
    std::size_t hash = table.columns.size();
    for (const ir::Column &column : table.columns)
        hash = hash * 31 + std::hash<std::string>{}(column.name.text);
    return hash;
}

class AlikeAdvice {
public:
    explicit AlikeAdvice(Advice &advice) : m_advice(advice), m_words({}) {}

    void run()
    {
        NameWords words({});
        StringMap<std::size_t> numbers;
        std::vector<Group> stems; // in the order of the document
        for (const ir::Table &table : m_advice.schema.tables) {
            checkColumns(table);
            words.assign(table.name.text);
            const std::string_view stem = withoutNumber(words.text());
            if (stem.empty() || table.columns.size() < 2)
                continue;
            const auto [it, isNew] = numbers.try_emplace(
                fmt::format("{}\n{}", table.namespaceName.text, stem), stems.size());
            if (isNew)
                stems.emplace_back();
            stems[it->second].push_back(&table);
        }
        for (const Group &stem : stems) {
            if (stem.size() > 1)
                checkTables(stem);
        }
    }

private:
    using Group = std::vector<const ir::Table *>;

    void checkTables(const Group &stem)
    {
        std::vector<Group> alike;
        std::unordered_multimap<std::size_t, std::size_t> byHash;
        for (const ir::Table *table : stem) {
            const std::size_t hash = hashOfColumns(*table);
            const auto [begin, end] = byHash.equal_range(hash);
            const auto it = std::find_if(begin, end, [&](const auto &entry) {
                return haveSameColumns(*alike[entry.second].front(), *table);
            });
            if (it != end) {
                alike[it->second].push_back(table);
            } else {
                byHash.emplace(hash, alike.size());
                alike.push_back({table});
            }
        }
        for (const Group &group : alike) {
            if (group.size() > 1)
                reportTables(group);
        }
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
        m_letters.clear();
        m_names.clear();
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const std::size_t begin = m_letters.size();
            m_words.assign(table.columns[i].name.text);
            appendJoined(m_letters, m_words.text());
            m_names.push_back({begin, m_letters.size() - begin, i});
        }
        const auto letters = [this](const Joined &name) {
            return std::string_view(m_letters).substr(name.begin, name.size);
        };
        std::ranges::stable_sort(m_names, {}, letters);
        for (std::size_t i = 1, first = 0; i < m_names.size(); ++i) {
            if (letters(m_names[i]) != letters(m_names[first]))
                first = i;
            else if (m_names[i].size > 0)
                reportColumns(table, table.columns[m_names[i].column],
                              table.columns[m_names[first].column]);
        }
    }

    void reportColumns(const ir::Table &table, const ir::Column &column, const ir::Column &first)
    {
        if (column.name.text == first.name.text)
            return;
        auto finding = m_advice.report(rules::SimilarColumns, {table, column},
                                       placeOf(table, column), column.name.text, first.name.text);
        if (finding)
            finding->note(placeOf(table, first), "the other one is here");
    }

    /// A column's name in `m_letters`.
    struct Joined {
        std::size_t begin;
        std::size_t size;
        std::size_t column;
    };

    Advice &m_advice;
    NameWords m_words;
    std::string m_letters;       ///< of the columns of one table
    std::vector<Joined> m_names; ///< the same
};

} // namespace

void adviseAlike(Advice &advice) { AlikeAdvice(advice).run(); }

} // namespace tw::advisor
