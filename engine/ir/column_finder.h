// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>
#include <tablewright/ir/schema.h>

#include <algorithm>
#include <string_view>

namespace tw::ir {

/// Finds the columns of one table. Small tables are searched, large ones are indexed at first use;
/// the table's columns stay as they are from then on.
class ColumnFinder {
public:
    [[nodiscard]] ColumnId byId(const Table &table, std::string_view id)
    {
        return find(table, m_byId, id,
                    [](const Column &column) -> std::string_view { return column.id; });
    }

    [[nodiscard]] ColumnId byName(const Table &table, std::string_view name)
    {
        return find(table, m_byName, name,
                    [](const Column &column) -> std::string_view { return column.name.text; });
    }

private:
    static constexpr std::size_t searchLimit = 24;

    template <class Key>
    static ColumnId find(const Table &table, StringViewMap<ColumnId> &index,
                         std::string_view wanted, Key key)
    {
        if (table.columns.size() <= searchLimit) {
            const auto it = std::find_if(table.columns.begin(), table.columns.end(),
                                         [&](const Column &c) { return key(c) == wanted; });
            if (it == table.columns.end())
                return {};
            return ColumnId(static_cast<std::size_t>(it - table.columns.begin()));
        }
        if (index.empty()) {
            index.reserve(table.columns.size());
            for (std::size_t i = 0; i < table.columns.size(); ++i)
                index.try_emplace(key(table.columns[i]), i);
        }
        const auto it = index.find(wanted);
        return it == index.end() ? ColumnId() : it->second;
    }

    StringViewMap<ColumnId> m_byId;
    StringViewMap<ColumnId> m_byName;
};

} // namespace tw::ir
