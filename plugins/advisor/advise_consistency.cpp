// SPDX-License-Identifier: MIT
// The part of advise-types that compares columns of one name across tables.

#include "advice.h"
#include "table_shape.h"

#include <tablewright/base/string_map.h>

#include <algorithm>

namespace tw::advisor {

namespace {

struct Place {
    const ir::Table *table;
    const ir::Column *column;
    ir::DataType type; ///< what is compared
    bool follows;      ///< the type is that of another column, by a foreign key
};

class Consistency {
public:
    explicit Consistency(Advice &advice)
        : m_advice(advice), m_lengths(advice.boolean(rules::InconsistentType, "lengths")),
          m_generic(advice.words(rules::InconsistentType, "generic")),
          m_text(advice.types.find({}, "text"))
    {
    }

    void run()
    {
        NameWords words({});
        StringMap<std::size_t> numbers;
        std::vector<std::vector<Place>> groups; // in the order of the document
        for (const ir::Table &table : m_advice.schema.tables) {
            const Links::OfTable &facts = m_advice.links.of(m_advice.schema, table);
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                const ir::Column &column = table.columns[i];
                if (!column.type.isResolved())
                    continue;
                words.assign(column.name.text);
                auto it = numbers.find(words.text());
                if (it == numbers.end()) {
                    it = numbers.emplace(words.text(), groups.size()).first;
                    groups.emplace_back();
                }
                groups[it->second].push_back(
                    {&table, &column, compared(column.type), facts.isSource[i]});
            }
        }
        for (const std::vector<Place> &group : groups) {
            if (group.size() > 1)
                check(group);
        }
    }

private:
    /// `serial` as what it stores; without what does not count.
    [[nodiscard]] ir::DataType compared(ir::DataType type) const
    {
        if (!type.base.isValid())
            return type;
        const TypeInfo &info = m_advice.types.info(type.base);
        if (info.storageType.isValid())
            type.base = info.storageType;
        if (!m_lengths) {
            type.arguments = {};
            type.argumentCount = 0;
            if (info.family == TypeFamily::Text)
                type.base = m_text;
        }
        return type;
    }

    struct Count {
        ir::DataType type;
        std::size_t places = 0;
        const Place *first = nullptr;
    };

    void check(const std::vector<Place> &group)
    {
        std::vector<Count> counts;
        for (const Place &place : group) {
            auto it = std::ranges::find(counts, place.type, &Count::type);
            if (it == counts.end())
                it = counts.insert(it, {place.type, 0, &place});
            ++it->places;
            // Where each has its own there is nothing that they differ from.
            if (counts.size() > maxTypes)
                return;
        }
        if (counts.size() == 1 || isGeneric(group.front().column->name.text))
            return;
        const auto most = std::ranges::max_element(counts, {}, &Count::places);
        if (most->places * 2 < group.size())
            return;
        for (const Place &place : group) {
            if (place.type != most->type && !place.follows)
                report(place, *most);
        }
    }

    [[nodiscard]] bool isGeneric(std::string_view name) const
    {
        const NameWords words(name);
        return std::ranges::any_of(
            m_generic, [&](const std::string &pattern) { return fitsGlob(pattern, words.text()); });
    }

    void report(const Place &place, const Count &most)
    {
        const std::string elsewhere = most.places == 1
                                          ? fmt::format("table `{}`", most.first->table->name.text)
                                          : fmt::format("{} other tables", most.places);
        auto finding = m_advice.report(rules::InconsistentType, {*place.table, *place.column},
                                       placeOfType(*place.table, *place.column),
                                       place.column->name.text, m_advice.spell(*place.column),
                                       m_advice.spell(*most.first->column), elsewhere);
        if (finding)
            finding->note(placeOfType(*most.first->table, *most.first->column),
                          fmt::format("that of table `{}`", most.first->table->name.text));
    }

    static constexpr std::size_t maxTypes = 8;

    Advice &m_advice;
    const bool m_lengths;
    const std::vector<std::string> m_generic;
    const ir::TypeId m_text;
};

} // namespace

void adviseConsistency(Advice &advice) { Consistency(advice).run(); }

} // namespace tw::advisor
