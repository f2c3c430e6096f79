// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/lock_estimate.h"

#include <algorithm>
#include <array>

namespace tw::server {

namespace {

constexpr std::string_view createTable = "CREATE TABLE ";
constexpr std::string_view alterTable = "ALTER TABLE ";
constexpr std::string_view createType = "CREATE TYPE ";
constexpr std::string_view references = " REFERENCES ";
constexpr std::string_view insertInto = "INSERT INTO ";
constexpr std::string_view itemStart = "\n    ";
constexpr std::string_view wordLetters = "abcdefghijklmnopqrstuvwxyz_0123456789";

/// First words of types that are PostgreSQL's own; in order. A type that is missing here only makes
/// the estimate larger.
constexpr std::array<std::string_view, 48> builtinTypes = {
    "bigint",  "bit",       "boolean",   "box",       "bytea",     "char",        "character",
    "cidr",    "circle",    "date",      "daterange", "double",    "float4",      "float8",
    "inet",    "int4range", "int8",      "int8range", "integer",   "interval",    "json",
    "jsonb",   "jsonpath",  "line",      "lseg",      "macaddr",   "macaddr8",    "money",
    "numeric", "numrange",  "oid",       "path",      "pg_lsn",    "point",       "polygon",
    "real",    "smallint",  "text",      "time",      "timestamp", "timestamptz", "timetz",
    "tsquery", "tsrange",   "tstzrange", "tsvector",  "uuid",      "xml"};

std::size_t countOf(std::string_view text, std::string_view word)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + word.size()))
        ++count;
    return count;
}

/// Behind the identifier at `at`.
std::size_t skipIdentifier(std::string_view text, std::size_t at)
{
    if (at >= text.size() || text[at] != '"')
        return std::min(text.find_first_of(" .(,[;\n", at), text.size());
    for (++at; at < text.size(); ++at) {
        if (text[at] != '"')
            continue;
        if (at + 1 == text.size() || text[at + 1] != '"')
            return at + 1;
        ++at;
    }
    return text.size();
}

/// The name at `at`, with what qualifies it.
std::string_view nameAt(std::string_view text, std::size_t at)
{
    if (at >= text.size())
        return {};
    std::size_t end = skipIdentifier(text, at);
    while (end < text.size() && text[end] == '.')
        end = skipIdentifier(text, end + 1);
    return text.substr(at, end - at);
}

/// Without the last part: of a table its namespace, of a column its table.
std::string_view qualifierOf(std::string_view name)
{
    std::size_t last = 0;
    for (std::size_t end = skipIdentifier(name, 0); end < name.size();
         end = skipIdentifier(name, end + 1))
        last = end;
    return name.substr(0, last);
}

std::string namespaceOf(std::string_view name)
{
    const std::string_view qualifier = qualifierOf(name);
    return "namespace " + std::string(qualifier.empty() ? "public" : qualifier);
}

/// Constants and casts, each of which may be of a type that the script makes.
std::size_t typedConstants(std::string_view text)
{
    return countOf(text, "'") / 2 + countOf(text, "::") + countOf(text, "CAST");
}

} // namespace

void LockEstimator::parseTable(std::string_view statement, Demand &demand) const
{
    // Words are counted wherever they stand, in a default's text too: too many never hurt.
    demand.makesTable = true;
    demand.indexes = countOf(statement, "PRIMARY KEY (") + countOf(statement, "UNIQUE (");
    // The table, its row type, its TOAST table with an index; a key is a constraint, too.
    demand.own = 4 + demand.indexes + countOf(statement, " AS IDENTITY");
    for (std::size_t at = statement.find(references); at != std::string_view::npos;
         at = statement.find(references, at + 1)) {
        ++demand.own;
        demand.reads.push_back(nameAt(statement, at + references.size()));
    }
    demand.things.push_back(namespaceOf(demand.table));
    if (m_types == 0)
        return;
    demand.own += countOf(statement, "::") + countOf(statement, "CAST");
    for (std::size_t at = statement.find(itemStart); at != std::string_view::npos;
         at = statement.find(itemStart, at)) {
        at += itemStart.size();
        if (at < statement.size() && statement[at] >= 'A' && statement[at] <= 'Z')
            continue; // a constraint: names with capitals are in quotes
        const std::size_t start = std::min(skipIdentifier(statement, at) + 1, statement.size());
        const std::string_view type = nameAt(statement, start);
        const std::string_view word = type.substr(0, type.find_first_not_of(wordLetters));
        if (word.size() == type.size() &&
            std::binary_search(builtinTypes.begin(), builtinTypes.end(), word))
            continue;
        demand.things.push_back("type " + std::string(type));
        demand.things.push_back("array of " + std::string(type));
    }
}

LockEstimator::Demand LockEstimator::demandOf(std::string_view statement) const
{
    Demand demand;
    const std::size_t on = statement.find(" ON ");
    if (statement.starts_with(createTable)) {
        demand.table = nameAt(statement, createTable.size());
        parseTable(statement, demand);
    } else if (statement.starts_with(alterTable)) {
        // PostgreSQL asks whether the rows that there are keep the new key, with a plan.
        const std::size_t target = statement.find(references);
        demand.own = 1 + (m_types == 0 ? 0 : 2);
        demand.scans = {nameAt(statement, alterTable.size())};
        demand.addsKey = target != std::string_view::npos;
        if (demand.addsKey)
            demand.scans.push_back(nameAt(statement, target + references.size()));
    } else if (statement.starts_with("CREATE INDEX ") ||
               statement.starts_with("CREATE UNIQUE INDEX ")) {
        demand.indexes = 1;
        demand.table = on == std::string_view::npos ? "" : nameAt(statement, on + 4);
        demand.own = m_types == 0 ? 0 : typedConstants(statement);
    } else if (statement.starts_with(insertInto)) {
        // Each row is looked up in the tables that it refers to.
        demand.own = 1 + std::min(2 * m_types, typedConstants(statement));
        demand.scans = {nameAt(statement, insertInto.size())};
        if (const auto found = m_tables.find(std::string(demand.scans.front()));
            found != m_tables.end())
            demand.reads.assign(found->second.targets.begin(), found->second.targets.end());
    } else if (statement.starts_with(createType)) {
        demand.own = 1;
        demand.makesType = true;
        demand.things.push_back(namespaceOf(nameAt(statement, createType.size())));
    } else if (statement.starts_with("COMMENT ON TABLE ")) {
        demand.table = nameAt(statement, sizeof "COMMENT ON TABLE " - 1);
    } else if (statement.starts_with("COMMENT ON COLUMN ")) {
        demand.table = qualifierOf(nameAt(statement, sizeof "COMMENT ON COLUMN " - 1));
    } else if (statement.starts_with("COMMENT ON ") || statement.starts_with("CREATE SCHEMA ")) {
        demand.own = 1;
    } else {
        demand.own = 8;
    }
    price(demand);
    return demand;
}

void LockEstimator::price(Demand &demand) const
{
    demand.locks = demand.own + demand.indexes;
    const auto tableAt = [this](std::string_view name) {
        const auto found = m_tables.find(std::string(name));
        return found == m_tables.end() ? Table{} : found->second;
    };
    const auto price = [&](std::string_view name, bool all, bool one) {
        const Table table = tableAt(name);
        demand.locks += table.lockedIn == m_transaction ? 0 : 1;
        if (table.indexesLockedIn != m_transaction)
            demand.locks += all ? table.indexes : one ? 1 : 0;
    };
    if (!demand.makesTable && !demand.table.empty())
        price(demand.table, false, false);
    for (const std::string_view name : demand.reads)
        price(name, false, true);
    for (const std::string_view name : demand.scans)
        price(name, true, false);
    for (const std::string &thing : demand.things) {
        const auto found = m_lockedIn.find(thing);
        demand.locks += found != m_lockedIn.end() && found->second == m_transaction ? 0 : 1;
    }
}

void LockEstimator::add(const Demand &demand)
{
    if (!demand.table.empty()) {
        Table &table = m_tables[demand.table];
        table.indexes += demand.indexes;
        table.lockedIn = m_transaction;
        if (demand.makesTable) {
            table.indexesLockedIn = m_transaction;
            table.targets.assign(demand.reads.begin(), demand.reads.end());
        }
    }
    if (demand.addsKey)
        m_tables[std::string(demand.scans.front())].targets.emplace_back(demand.scans.back());
    for (const std::string_view name : demand.reads)
        m_tables[std::string(name)].lockedIn = m_transaction;
    for (const std::string_view name : demand.scans) {
        Table &table = m_tables[std::string(name)];
        table.lockedIn = table.indexesLockedIn = m_transaction;
    }
    for (const std::string &thing : demand.things)
        m_lockedIn[thing] = m_transaction;
    m_types += demand.makesType ? 1 : 0;
}

} // namespace tw::server
