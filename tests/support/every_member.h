// SPDX-License-Identifier: MIT
// Every member of every struct of a schema, found by the compiler and not by a list that somebody
// could forget to extend.
#pragma once

#include <tablewright/ir/schema.h>

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tw::test {

template <class T> inline constexpr bool isId = false;
template <class Tag> inline constexpr bool isId<StrongId<Tag>> = true;
template <class T> inline constexpr bool isOptional = false;
template <class T> inline constexpr bool isOptional<std::optional<T>> = true;
template <class T> inline constexpr bool isRare = false;
template <class T> inline constexpr bool isRare<Rare<T>> = true;
template <class T> inline constexpr bool isVector = false;
template <class T> inline constexpr bool isVector<std::vector<T>> = true;
template <class T> inline constexpr bool isArray = false;
template <class T, std::size_t N> inline constexpr bool isArray<std::array<T, N>> = true;
template <class T>
inline constexpr bool isLeaf =
    std::is_arithmetic_v<T> || std::is_enum_v<T> || isId<T> || std::is_same_v<T, std::string>;

/// Becomes whatever is wanted. An optional takes it as its value.
struct Anything {
    template <class T>
        requires(!isOptional<T>)
    operator T() const; // never called
};

template <class T, std::size_t... I>
consteval bool hasAtLeast(std::index_sequence<I...> /*members*/)
{
    return requires { T{(static_cast<void>(I), Anything{})...}; };
}

template <class T, std::size_t Most = 24> consteval std::size_t memberCount()
{
    static_assert(std::is_aggregate_v<T>);
    if constexpr (hasAtLeast<T>(std::make_index_sequence<Most>()))
        return Most;
    else
        return memberCount<T, Most - 1>();
}

/// Calls `use` with each member of a plain struct.
template <class T, class Use> void eachMember(T &x, const Use &use)
{
    constexpr std::size_t count = memberCount<std::remove_const_t<T>>();
    const auto all = [&](auto &...members) { (use(members), ...); };
    if constexpr (count == 2) {
        auto &[a, b] = x;
        all(a, b);
    } else if constexpr (count == 3) {
        auto &[a, b, c] = x;
        all(a, b, c);
    } else if constexpr (count == 4) {
        auto &[a, b, c, d] = x;
        all(a, b, c, d);
    } else if constexpr (count == 5) {
        auto &[a, b, c, d, e] = x;
        all(a, b, c, d, e);
    } else if constexpr (count == 6) {
        auto &[a, b, c, d, e, f] = x;
        all(a, b, c, d, e, f);
    } else if constexpr (count == 10) {
        auto &[a, b, c, d, e, f, g, h, i, j] = x;
        all(a, b, c, d, e, f, g, h, i, j);
    } else if constexpr (count == 12) {
        auto &[a, b, c, d, e, f, g, h, i, j, k, l] = x;
        all(a, b, c, d, e, f, g, h, i, j, k, l);
    } else if constexpr (count == 14) {
        auto &[a, b, c, d, e, f, g, h, i, j, k, l, m, n] = x;
        all(a, b, c, d, e, f, g, h, i, j, k, l, m, n);
    } else if constexpr (count == 17) {
        auto &[a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q] = x;
        all(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
    } else if constexpr (count == 18) {
        auto &[a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r] = x;
        all(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r);
    } else if constexpr (count == 19) {
        auto &[a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s] = x;
        all(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s);
    } else {
        static_assert(count == 2, "no struct had so many members: add a line");
    }
}

/// All that a value holds, as a text: equal exactly when the values are.
template <class T> void appendLeaves(std::string &text, const T &x)
{
    const auto put = [&]<class... Args>(fmt::format_string<Args...> format, Args &&...args) {
        fmt::format_to(std::back_inserter(text), format, std::forward<Args>(args)...);
    };
    if constexpr (std::is_same_v<T, double>) {
        put("{:x} ", std::bit_cast<std::uint64_t>(x));
    } else if constexpr (std::is_same_v<T, std::string>) {
        put("{}'{}' ", x.size(), x);
    } else if constexpr (std::is_enum_v<T>) {
        put("e{} ", static_cast<int>(x));
    } else if constexpr (isId<T>) {
        if (x.isValid())
            put("#{} ", x.index());
        else
            text += "#- ";
    } else if constexpr (std::is_arithmetic_v<T>) {
        put("{} ", x);
    } else if constexpr (isOptional<T>) {
        text += x ? "+" : "- ";
        if (x)
            appendLeaves(text, *x);
    } else if constexpr (isRare<T>) {
        appendLeaves(text, *x);
    } else if constexpr (isVector<T> || isArray<T>) {
        put("[{} ", x.size());
        for (const auto &element : x)
            appendLeaves(text, element);
        text += "]\n";
    } else {
        text += "{";
        eachMember(x, [&](const auto &member) { appendLeaves(text, member); });
        text += "} ";
    }
}

template <class T> std::string leaves(const T &x)
{
    std::string text;
    appendLeaves(text, x);
    return text;
}

/// Calls `use` with everything that is no struct, list or the like; what may be absent is made.
template <class T, class Use> void eachLeaf(T &x, const Use &use)
{
    if constexpr (isLeaf<T>) {
        use(x);
    } else if constexpr (isOptional<T>) {
        if (x)
            eachLeaf(*x, use);
    } else if constexpr (isRare<T>) {
        eachLeaf(x.edit(), use);
    } else if constexpr (isVector<T> || isArray<T>) {
        for (auto &element : x)
            eachLeaf(element, use);
    } else {
        eachMember(x, [&](auto &member) { eachLeaf(member, use); });
    }
}

/// Makes two elements in each list, and a value wherever one may be.
template <class T> void populate(T &x)
{
    if constexpr (isLeaf<T>) {
    } else if constexpr (isOptional<T>) {
        populate(x.emplace());
    } else if constexpr (isRare<T>) {
        populate(x.edit());
    } else if constexpr (isVector<T>) {
        x.resize(2);
        for (auto &element : x)
            populate(element);
    } else if constexpr (isArray<T>) {
        for (auto &element : x)
            populate(element);
    } else {
        eachMember(x, [](auto &member) { populate(member); });
    }
}

/// A schema in which nothing is absent or empty, and no text, number or place is there twice.
inline ir::Schema fullSchema()
{
    ir::Schema schema;
    populate(schema);
    // A table is in one group; rows have as many values as columns.
    schema.groups[0].tables.resize(1);
    schema.groups[1].tables.clear();
    for (ir::Records &records : schema.records) {
        records.values.resize(4);
        for (ir::RecordValue &value : records.values)
            populate(value);
    }
    std::uint32_t next = 0;
    eachLeaf(schema, [&]<class Leaf>(Leaf &leaf) {
        ++next;
        if constexpr (std::is_same_v<Leaf, std::string>)
            leaf = fmt::format("text {}", next);
        else if constexpr (isId<Leaf>)
            leaf = Leaf(next % 2); // of two
        else if constexpr (std::is_same_v<Leaf, bool>)
            leaf = true;
        else if constexpr (std::is_enum_v<Leaf> || sizeof(Leaf) == 1)
            leaf = static_cast<Leaf>(1);
        else
            leaf = static_cast<Leaf>(next);
    });
    for (ir::TableGroup &group : schema.groups) {
        for (ir::TableGroup::Member &member : group.tables)
            member.table = ir::TableId(0);
    }
    return schema;
}

} // namespace tw::test
