// SPDX-License-Identifier: MIT
#include "access_paths.h"

#include "advice.h"
#include "sql_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tw::advisor {

bool AccessPath::isBtree() const
{
    return index == nullptr || index->method.empty() || index->method.text == "btree";
}

namespace {

constexpr std::string_view separator("\x1f", 1);

void addColumn(AccessPath &path, const ir::Table &table, ir::ColumnId column)
{
    path.columns.push_back(column);
    path.written.push_back(table.column(column).name.text);
}

AccessPath keyPath(AccessPath::Kind kind, const ir::Table &table,
                   const std::vector<ir::ColumnRef> &columns, SourceRange range)
{
    AccessPath path;
    path.kind = kind;
    path.range = range;
    path.signature = fmt::format("btree{}{}", separator, separator);
    for (const ir::ColumnRef &ref : columns) {
        addColumn(path, table, ref.column);
        path.signature += fmt::format("{} 00{}", ref.column.index(), separator);
    }
    return path;
}

/// With what PostgreSQL means when nothing is said: ascending with nulls last, descending with
/// nulls first.
std::string orderOf(const ir::IndexElement &element, bool backwards)
{
    const bool descending = element.order == ir::IndexElement::Order::Descending;
    const bool nullsFirst = element.nulls == ir::IndexElement::Nulls::Default
                                ? descending
                                : element.nulls == ir::IndexElement::Nulls::First;
    return fmt::format("{}{}", descending != backwards ? 1 : 0, nullsFirst != backwards ? 1 : 0);
}

AccessPath indexPath(const ir::Table &table, const ir::Index &index)
{
    AccessPath path;
    path.kind = index.unique ? AccessPath::Kind::UniqueIndex : AccessPath::Kind::Index;
    path.index = &index;
    path.range = index.name.range.isValid() ? index.name.range : index.range;
    path.signature = fmt::format("{}{}{}{}", index.method.empty() ? "btree" : index.method.view(),
                                 separator, index.where->text, separator);
    // A tree is read either way: `(a DESC, b)` is `(a, b DESC)` backwards.
    const bool backwards = path.isBtree() && !index.elements.empty() &&
                           index.elements.front().order == ir::IndexElement::Order::Descending;
    for (const ir::IndexElement &element : index.elements) {
        if (element.isExpression()) {
            path.columns.emplace_back();
            path.written.push_back(element.expression->text);
            path.signature += fmt::format("({})", element.expression->text);
        } else {
            addColumn(path, table, element.column.column);
            path.signature += fmt::format("{}", element.column.column.index());
        }
        path.signature += fmt::format(" {}{}", orderOf(element, backwards), separator);
    }
    for (const ir::ColumnRef &ref : index.include)
        path.included.push_back(table.column(ref.column).name.text);
    std::ranges::sort(path.included);
    return path;
}

} // namespace

std::vector<AccessPath> accessPathsOf(const ir::Table &table, const Links &links,
                                      const Links::OfTable &facts)
{
    std::vector<AccessPath> paths;
    if (table.primaryKey)
        paths.push_back(keyPath(AccessPath::Kind::PrimaryKey, table, table.primaryKey->columns,
                                table.primaryKey->range));
    for (const ir::UniqueKey &key : table.uniqueKeys)
        paths.push_back(keyPath(AccessPath::Kind::UniqueKey, table, key.columns, key.range));
    for (const std::uint32_t number : facts.outgoing) {
        const Link &link = links.all()[number];
        if (link.oneToOne)
            paths.push_back(
                keyPath(AccessPath::Kind::OneToOne, table, link.source->columns, link.range));
    }
    for (const ir::Index &index : table.indexes)
        paths.push_back(indexPath(table, index));
    return paths;
}

bool holdsWhereNotNull(std::string_view condition, const std::function<bool(std::string_view)> &has)
{
    SqlWords words(condition);
    const auto next = [&words] {
        words.next();
        while (words.is(SqlWords::Kind::Mark, "(") || words.is(SqlWords::Kind::Mark, ")"))
            words.next();
    };
    while (words.is(SqlWords::Kind::Mark, "("))
        words.next();
    while (true) {
        if (!words.isName() || !has(words.text()))
            return false;
        for (const std::string_view expected : {"is", "not", "null"}) {
            next();
            if (!words.is(SqlWords::Kind::Word, expected))
                return false;
        }
        next();
        if (words.isEnd())
            return true;
        if (!words.is(SqlWords::Kind::Word, "and"))
            return false;
        next();
    }
}

std::string listed(const AccessPath &path)
{
    std::string text = listed(path.written);
    if (!path.included.empty())
        text += fmt::format(" including {}", listed(path.included));
    return text;
}

std::string_view spelling(AccessPath::Kind kind)
{
    switch (kind) {
    case AccessPath::Kind::PrimaryKey:
        return "primary key";
    case AccessPath::Kind::UniqueKey:
    case AccessPath::Kind::OneToOne:
        return "unique key";
    case AccessPath::Kind::UniqueIndex:
        return "unique index";
    case AccessPath::Kind::Index:
        return "index";
    }
    return {};
}

} // namespace tw::advisor
