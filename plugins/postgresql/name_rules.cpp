// SPDX-License-Identifier: MIT
#include "name_rules.h"

#include "quoting.h"

#include <algorithm>
#include <array>

namespace tw::postgresql {

std::size_t PostgresqlNameRules::maxBytes() const { return maxIdentifierBytes; }

std::string_view PostgresqlNameRules::defaultNamespace() const { return "public"; }

bool PostgresqlNameRules::isReservedNamespace(std::string_view name) const
{
    return name.starts_with("pg_") || name == "information_schema";
}

bool PostgresqlNameRules::isReservedColumn(std::string_view name) const
{
    static constexpr std::array<std::string_view, 6> hidden = {"ctid", "xmin",     "xmax",
                                                               "cmin", "tableoid", "cmax"};
    return name.size() <= 8 && std::find(hidden.begin(), hidden.end(), name) != hidden.end();
}

std::string PostgresqlNameRules::quoted(std::string_view name) const
{
    if (!needsQuotes(name))
        return std::string(name);
    std::string text = "\"";
    for (const char c : name) {
        text.push_back(c);
        if (c == '"')
            text.push_back(c);
    }
    text.push_back('"');
    return text;
}

} // namespace tw::postgresql
