// SPDX-License-Identifier: MIT
#include "frontend/dbml/type_arguments.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace tw::dbml {

namespace {

/// Types whose one argument is a length; that of any other is a precision.
constexpr std::array<std::string_view, 14> lengthTypes{
    "bit",      "bit varying", "bpchar", "char",   "character", "character varying", "nchar",
    "nvarchar", "nvarchar2",   "binary", "string", "varbit",    "varchar",           "varchar2"};

bool takesLength(std::string_view name)
{
    const std::string lower = asciiLower(name);
    return std::find(lengthTypes.begin(), lengthTypes.end(), lower) != lengthTypes.end();
}

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

bool same(const std::optional<ir::Located<std::int64_t>> &a,
          const std::optional<ir::Located<std::int64_t>> &b)
{
    return a.has_value() == b.has_value() && (!a || a->value == b->value);
}

} // namespace

std::optional<SplitType> splitTypeArguments(std::string_view spelling)
{
    const std::size_t open = spelling.find('(');
    if (open == std::string_view::npos || open == 0 || spelling.back() != ')')
        return std::nullopt;
    SplitType split{std::string(spelling.substr(0, open)), {}};
    const std::string_view inside = spelling.substr(open + 1, spelling.size() - open - 2);
    const std::size_t comma = inside.find(',');
    const auto first = number(inside.substr(0, comma));
    if (!first)
        return std::nullopt;
    if (comma != std::string_view::npos) {
        const auto second = number(inside.substr(comma + 1));
        if (!second)
            return std::nullopt;
        split.arguments.precision = {*first, {}};
        split.arguments.scale = {*second, {}};
    } else if (takesLength(split.name)) {
        split.arguments.length = {*first, {}};
    } else {
        split.arguments.precision = {*first, {}};
    }
    return split;
}

std::optional<std::string> joinTypeArguments(std::string_view name,
                                             const ir::TypeArguments &arguments)
{
    const auto &first = arguments.length ? arguments.length : arguments.precision;
    if (!first)
        return std::nullopt;
    std::string joined(name);
    joined += '(' + std::to_string(first->value);
    if (arguments.scale)
        joined += ',' + std::to_string(arguments.scale->value);
    joined += ')';
    const auto split = splitTypeArguments(joined);
    if (!split || split->name != name || !same(split->arguments.length, arguments.length) ||
        !same(split->arguments.precision, arguments.precision) ||
        !same(split->arguments.scale, arguments.scale))
        return std::nullopt;
    return joined;
}

} // namespace tw::dbml
