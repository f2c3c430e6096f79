// SPDX-License-Identifier: MIT
//
// Keys, indexes, and the links of partials, all of which say something about columns.
#include "frontend/dbml/dbml_writer_bodies.h"

#include "frontend/dbml/dbml_writer_text.h"
#include "frontend/dbml/own_json.h"
#include "frontend/json/json_string.h"

#include <algorithm>

namespace tw::dbml {

namespace {

/// A schema whose one table has this and nothing else, for its JSON.
template <class Part>
std::string tableJson(std::vector<Part> ir::Table::*member, Part part, std::string_view pointer)
{
    ir::Schema schema;
    ir::Table &table = schema.tables.emplace_back();
    table.name.text = "t";
    (table.*member).push_back(std::move(part));
    return jsonPart(schema, pointer);
}

/// An end without a table is the one that the partial is injected into.
bool isOfPartial(const ir::Endpoint &end)
{
    return !end.table.isValid() && end.tableSyntax.empty();
}

bool isPlain(const ir::IndexElement &element)
{
    return element.order == ir::IndexElement::Order::Default &&
           element.nulls == ir::IndexElement::Nulls::Default;
}

} // namespace

void BodyWriter::planKeys()
{
    planPrimaryKey();
    planUniqueKeys();
}

void BodyWriter::planPrimaryKey()
{
    const auto write = [&](const ir::PrimaryKey &key, bool mayFlag) {
        const Key resolved = resolve(key.columns);
        // The reader takes a second key over the same columns for the first one.
        const bool isSame = !mayFlag && m_table.primaryKey && resolved.resolved &&
                            resolve(m_table.primaryKey->columns).columns == resolved.columns;
        if (!resolved.resolved || isSame) {
            JsonObject object;
            std::vector<std::string> columns;
            for (const ir::ColumnRef &ref : key.columns) {
                const ir::ColumnId column = find(ref);
                columns.push_back(
                    json::quoted(column.isValid() ? nameOf(column) : ref.name.view()));
            }
            if (!key.name.empty())
                object.addText("name", key.name.view());
            object.add("columns", jsonArray(columns));
            m_ownKeys.emplace_back(mayFlag ? "primary_key" : "extra_primary_key", object.text());
            return;
        }
        if (mayFlag && isFlagged(key, resolved.columns)) {
            for (const ir::ColumnId column : resolved.columns)
                m_isPrimary[column.index()] = true;
            if (!key.name.empty())
                m_ownKeys.emplace_back("primary_key_name", json::quoted(key.name.view()));
            return;
        }
        SettingList settings;
        settings.add("pk");
        if (!key.name.empty())
            settings.addText("name", key.name.view());
        m_indexLines += "    " + columnList(resolved.columns) + settings.text() + '\n';
    };
    if (m_table.primaryKey && !m_table.primaryKeyPartial.isValid())
        write(*m_table.primaryKey, true);
    for (const ir::PrimaryKey &key : m_table.extraPrimaryKeys)
        write(key, false);
}

/// Whether the columns of the primary key say so themselves. In a partial it matters whether they
/// do: what hides a column hides what it says.
bool BodyWriter::isFlagged(const ir::PrimaryKey &key,
                           const std::vector<ir::ColumnId> &columns) const
{
    if (isPartial())
        return columnAround(key.range).isValid() && std::is_sorted(columns.begin(), columns.end());
    return columns.size() == 1 && key.name.empty() &&
           !m_table.column(columns.front()).partial.isValid();
}

/// The column that was written where `range` is. Columns of a partial stand in the order of their
/// text.
ir::ColumnId BodyWriter::columnAround(SourceRange range) const
{
    const auto behind = std::upper_bound(
        m_table.columns.begin(), m_table.columns.end(), range.begin,
        [](std::uint32_t begin, const ir::Column &column) { return begin < column.range.begin; });
    if (behind == m_table.columns.begin())
        return {};
    const SourceRange column = std::prev(behind)->range;
    const bool inside = range.isValid() && range.source == column.source &&
                        range.begin >= column.begin && range.end <= column.end;
    return inside ? ir::ColumnId(static_cast<std::size_t>(behind - m_table.columns.begin() - 1))
                  : ir::ColumnId();
}

/// The first keys of one column each, in the order of the columns, are settings of columns.
void BodyWriter::planUniqueKeys()
{
    std::size_t next = 0; // the first column that may still be flagged
    for (const ir::UniqueKey &key : m_table.uniqueKeys) {
        if (key.partial.isValid())
            break;
        const Key resolved = resolve(key.columns);
        if (!resolved.resolved || resolved.columns.size() != 1 || !key.name.empty() ||
            resolved.columns.front().index() < next ||
            m_table.column(resolved.columns.front()).partial.isValid() ||
            (isPartial() && columnAround(key.range) != resolved.columns.front()))
            break;
        next = resolved.columns.front().index() + 1;
        m_isUnique[next - 1] = true;
        ++m_firstListedUnique;
    }
}

void BodyWriter::writeIndexes()
{
    std::size_t number = 0;
    for (const ir::Index &index : m_table.indexes) {
        if (!index.partial.isValid())
            writeIndex(index, number++);
    }
    for (std::size_t i = m_firstListedUnique; i < m_table.uniqueKeys.size(); ++i) {
        if (!m_table.uniqueKeys[i].partial.isValid())
            writeUniqueIndex(m_table.uniqueKeys[i], i);
    }
    section("indexes", m_indexLines);
    if (!m_ownIndexes.empty())
        m_ownKeys.emplace_back("indexes", jsonArray(m_ownIndexes));
    if (!m_ownUniqueKeys.empty())
        m_ownKeys.emplace_back("unique_constraints", jsonArray(m_ownUniqueKeys));
}

void BodyWriter::writeIndex(const ir::Index &index, std::size_t number)
{
    // As DBML names the columns, and what of it DBML can say.
    ir::Index named = index;
    std::vector<ir::ColumnId> columns;
    std::vector<std::string_view> expressions;
    std::string list;
    bool spelled = !index.elements.empty();
    bool exact = index.include.empty() && index.where->empty();
    const auto rename = [&](ir::ColumnRef &ref) {
        const ir::ColumnId column = find(ref);
        if (column.isValid())
            ref = {{std::string(nameOf(column)), {}}, {}};
        return column;
    };
    for (ir::IndexElement &element : named.elements) {
        list += list.empty() ? "" : ", ";
        exact = exact && isPlain(element);
        if (element.isExpression()) {
            const std::string_view text = element.expression->text;
            spelled = spelled && isSpelledExpression(text) &&
                      std::find(expressions.begin(), expressions.end(), text) == expressions.end();
            expressions.push_back(text);
            list += writeExpression(element.expression->text);
            continue;
        }
        const ir::ColumnId column = rename(element.column);
        spelled = spelled && column.isValid() &&
                  std::find(columns.begin(), columns.end(), column) == columns.end();
        columns.push_back(column);
        list += writeName(element.column.name.view());
    }
    for (ir::ColumnRef &ref : named.include)
        rename(ref);
    std::string line;
    if (spelled) {
        SettingList settings;
        // To those who do not know of the condition, the index is no key.
        if (index.unique && index.where->empty())
            settings.add("unique");
        if (!index.name.empty())
            settings.addText("name", index.name.view());
        if (!index.method.empty())
            settings.add("type: " + writeName(index.method.view()));
        if (!index.note->empty())
            settings.addText("note", index.note->view());
        line = "    " + (index.elements.size() == 1 ? list : '(' + list + ')') + settings.text() +
               '\n';
        // Of two that look the same, what is said of one would be taken for the first.
        if (exact)
            m_exactIndexes.insert(line);
        else
            spelled = !m_exactIndexes.contains(line);
    }
    if (spelled)
        m_indexLines += line;
    if (spelled && exact)
        return;
    const std::string json =
        tableJson(&ir::Table::indexes, std::move(named), "/tables/0/indexes/0");
    m_ownIndexes.push_back(spelled ? json : withPlace(json, number));
}

/// A unique constraint is a unique index to those who do not know better.
void BodyWriter::writeUniqueIndex(const ir::UniqueKey &key, std::size_t number)
{
    const Key resolved = resolve(key.columns);
    ir::UniqueKey named = key;
    for (ir::ColumnRef &ref : named.columns) {
        if (const ir::ColumnId column = find(ref); column.isValid())
            ref = {{std::string(nameOf(column)), {}}, {}};
    }
    JsonObject object;
    std::vector<std::string> columns;
    for (const ir::ColumnRef &ref : named.columns)
        columns.push_back(json::quoted(ref.name.view()));
    if (!key.name.empty())
        object.addText("name", key.name.view());
    object.add("columns", jsonArray(columns));
    const std::string json = object.text();
    if (!resolved.resolved) {
        m_ownUniqueKeys.push_back(withPlace(json, number));
        return;
    }
    SettingList settings;
    settings.add("unique");
    if (!key.name.empty())
        settings.addText("name", key.name.view());
    m_indexLines += "    " + columnList(resolved.columns) + settings.text() + '\n';
    m_ownUniqueKeys.push_back(json);
}

/// What a column of a partial may refer to, or nothing when a setting cannot say it.
std::optional<std::string> BodyWriter::partialTarget(const ir::Endpoint &target)
{
    if (target.columns.size() != 1)
        return std::nullopt;
    const ir::ColumnRef &ref = target.columns.front();
    if (isOfPartial(target)) {
        const ir::ColumnId column = find(ref);
        return column.isValid() ? std::optional(writeName(nameOf(column))) : std::nullopt;
    }
    const ir::TableId table = m_context.names.tableOf(target);
    if (!table.isValid())
        return std::nullopt;
    ir::ColumnId column = m_context.names.columnOf(table, ref);
    if (!column.isValid() && target.table.isValid())
        column = m_context.names.keyColumn(table, ref);
    if (!column.isValid())
        return std::nullopt;
    return m_context.names.reference(table) + '.' +
           writeName(m_context.names.column(table, column));
}

template <class Link>
void BodyWriter::planPartialLinks(const std::vector<Link> &links, std::vector<Link> &rest)
{
    std::size_t last = 0;
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (!rest.empty()) { // they stay behind it
            rest.push_back(links[i]);
            continue;
        }
        const LinkView link(links[i]);
        // Among settings, the column of a one-to-one ref is the one with the key.
        const bool onSource = link.kind == LinkView::Kind::OneToOne || link.sourceFirst();
        const ir::Endpoint &host = onSource ? link.source : link.target;
        const Key own = isOfPartial(host) ? resolve(host.columns) : Key();
        const auto other = partialTarget(onSource ? link.target : link.source);
        const bool single = own.resolved && own.columns.size() == 1 && other;
        const std::size_t at = single ? own.columns.front().index() : 0;
        LinkView::Extras extras = link.inlineExtras();
        for (auto &extra : link.extras())
            extras.push_back(std::move(extra));
        // Keys of a column speak of its only link.
        const bool fits = single && at >= last && link.kind != LinkView::Kind::OneToMany &&
                          (m_refs[at].empty() || (extras.empty() && m_refExtras[at].empty()));
        if (!fits) {
            rest.push_back(links[i]);
            continue;
        }
        last = at;
        m_refs[at].push_back("ref: " + link.sign(onSource) + ' ' + *other);
        m_refExtras[at] = std::move(extras);
    }
}

/// Those that no setting can say stand in the document's words.
void BodyWriter::planPartialLinks()
{
    ir::Schema rest;
    planPartialLinks(m_partial->foreignKeys, rest.foreignKeys);
    planPartialLinks(m_partial->relationships, rest.relationships);
    const auto spell = [&](ir::Endpoint &end) {
        const bool self = isOfPartial(end);
        const ir::TableId table = self ? ir::TableId() : m_context.names.tableOf(end);
        for (ir::ColumnRef &ref : end.columns) {
            ir::ColumnId column;
            if (self)
                column = find(ref);
            else if (table.isValid())
                column = m_context.names.columnOf(table, ref);
            if (column.isValid())
                ref.name.text = self ? nameOf(column) : m_context.names.column(table, column);
            ref.column = {};
        }
        if (self)
            end.tableSyntax.text = ofPartial;
        else if (table.isValid())
            end.tableSyntax.text = m_context.names.derivedId(table);
        end.table = {};
    };
    const auto spellAll = [&](auto &links) {
        for (auto &link : links) {
            spell(link.source);
            spell(link.target);
        }
    };
    spellAll(rest.foreignKeys);
    spellAll(rest.relationships);
    if (!rest.foreignKeys.empty())
        m_ownKeys.emplace_back("foreign_keys", jsonPart(rest, "/foreignKeys"));
    if (!rest.relationships.empty())
        m_ownKeys.emplace_back("relationships", jsonPart(rest, "/relationships"));
}

} // namespace tw::dbml
