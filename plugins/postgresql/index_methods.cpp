// SPDX-License-Identifier: MIT
#include "index_methods.h"

#include <tablewright/base/utf8.h>

#include <array>

namespace tw::postgresql {
namespace {

// As pg_indexam_has_property tells: unique, several columns, order, include. The default is first.
constexpr std::array<IndexMethodInfo, 6> methods = {{
    {"btree", true, true, true, true},
    {"hash", false, false, false, false},
    {"gin", false, true, false, false},
    {"gist", false, true, false, true},
    {"spgist", false, false, false, true},
    {"brin", false, true, false, false},
}};

} // namespace

std::span<const IndexMethodInfo> indexMethods() { return methods; }

const IndexMethodInfo *PostgresqlIndexMethods::find(std::string_view name) const
{
    if (name.empty())
        return &methods.front();
    // What gist replaced; the server still takes the word.
    if (equalsIgnoringCase("rtree", name))
        name = "gist";
    for (const IndexMethodInfo &method : methods) {
        if (equalsIgnoringCase(method.name, name))
            return &method;
    }
    return nullptr;
}

std::vector<std::string_view> PostgresqlIndexMethods::names() const
{
    std::vector<std::string_view> all;
    all.reserve(std::size(methods));
    for (const IndexMethodInfo &method : methods)
        all.push_back(method.name);
    return all;
}

} // namespace tw::postgresql
