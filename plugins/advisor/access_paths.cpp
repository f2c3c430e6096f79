// SPDX-License-Identifier: MIT
#include "access_paths.h"

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
std::string orderOf(const ir::IndexElement &element)
{
    const bool descending = element.order == ir::IndexElement::Order::Descending;
    const bool nullsFirst = element.nulls == ir::IndexElement::Nulls::Default
                                ? descending
                                : element.nulls == ir::IndexElement::Nulls::First;
    return fmt::format("{}{}", descending ? 1 : 0, nullsFirst ? 1 : 0);
}

AccessPath indexPath(const ir::Table &table, const ir::Index &index)
{
    AccessPath path;
    path.kind = index.unique ? AccessPath::Kind::UniqueIndex : AccessPath::Kind::Index;
    path.index = &index;
    path.range = index.name.range.isValid() ? index.name.range : index.range;
    path.signature = fmt::format("{}{}{}{}", index.method.empty() ? "btree" : index.method.view(),
                                 separator, index.where->text, separator);
    for (const ir::IndexElement &element : index.elements) {
        if (element.isExpression()) {
            path.columns.emplace_back();
            path.written.push_back(element.expression->text);
            path.signature += fmt::format("({})", element.expression->text);
        } else {
            addColumn(path, table, element.column.column);
            path.signature += fmt::format("{}", element.column.column.index());
        }
        path.signature += fmt::format(" {}{}", orderOf(element), separator);
    }
    for (const ir::ColumnRef &ref : index.include)
        path.included.push_back(table.column(ref.column).name.text);
    std::ranges::sort(path.included);
    return path;
}

/// Reads `((a IS NOT NULL) AND ("b" IS NOT NULL))`.
class NotNullReader {
public:
    explicit NotNullReader(std::string_view text) : m_text(text) {}

    /// The next word in lower case or name in quotes; brackets are skipped. Empty at the end, and
    /// where something else stands.
    std::string next()
    {
        while (m_at < m_text.size() && std::string_view(" \t\r\n()").find(m_text[m_at]) != npos)
            ++m_at;
        m_quoted = m_at < m_text.size() && m_text[m_at] == '"';
        std::string word;
        if (m_quoted) {
            const std::size_t end = m_text.find('"', m_at + 1);
            if (end == npos)
                return {};
            word = m_text.substr(m_at + 1, end - m_at - 1);
            m_at = end + 1;
            return word;
        }
        for (; m_at < m_text.size() && isWordByte(m_text[m_at]); ++m_at) {
            const char c = m_text[m_at];
            word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        return word;
    }
    [[nodiscard]] bool isQuoted() const { return m_quoted; }
    [[nodiscard]] bool atEnd() const { return m_at == m_text.size(); }

private:
    static constexpr std::size_t npos = std::string_view::npos;

    static bool isWordByte(char c)
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_quoted = false;
};

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

bool holdsWhereNotNull(std::string_view condition, const std::vector<std::string_view> &columns)
{
    NotNullReader reader(condition);
    while (true) {
        const std::string column = reader.next();
        if (column.empty() || std::ranges::find(columns, column) == columns.end())
            return false;
        for (const std::string_view expected : {"is", "not", "null"}) {
            if (reader.next() != expected || reader.isQuoted())
                return false;
        }
        const std::string word = reader.next();
        if (word.empty())
            return reader.atEnd();
        if (word != "and" || reader.isQuoted())
            return false;
    }
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
