// SPDX-License-Identifier: MIT
#include "checked_columns.h"

#include "sql_words.h"

#include <algorithm>
#include <iterator>

namespace tw::advisor {

CheckedColumns::CheckedColumns(const ir::Table &table)
{
    for (std::uint32_t number = 0; number < table.checks.size(); ++number) {
        for (SqlWords words(table.checks[number].expression.text); !words.isEnd(); words.next()) {
            if (!words.isName())
                continue;
            std::vector<std::uint32_t> &checks = m_checks[words.text()];
            if (checks.empty() || checks.back() != number)
                checks.push_back(number);
        }
    }
}

bool CheckedColumns::together(const std::vector<std::string_view> &names) const
{
    if (m_checks.empty() || names.empty())
        return false;
    std::vector<std::uint32_t> common;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto it = m_checks.find(names[i]);
        if (it == m_checks.end())
            return false;
        if (i == 0) {
            common = it->second;
            continue;
        }
        std::vector<std::uint32_t> left;
        std::ranges::set_intersection(common, it->second, std::back_inserter(left));
        common = std::move(left);
    }
    return !common.empty();
}

} // namespace tw::advisor
