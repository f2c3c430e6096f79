// SPDX-License-Identifier: MIT
#include "frontend/dbml/own_links.h"

#include "frontend/dbml/own_json.h"

#include <simdjson.h>

#include <algorithm>

namespace tw::dbml {

namespace {

constexpr std::string_view refPrefix = "tw_ref_";

ReadPart readLinks(bool relationships, std::string_view text)
{
    ReadPart part = readPart(relationships ? R"({"tables":[],"relationships":%})"
                                           : R"({"tables":[],"foreignKeys":%})",
                             text);
    part.places.resize(
        std::max({part.places.size(),
                  part.schema.foreignKeys.size() + part.schema.inactiveForeignKeys.size(),
                  part.schema.relationships.size() + part.schema.inactiveRelationships.size()}));
    return part;
}

/// Whether `end` is the table's own, which the partial does not know.
bool isOwn(const ir::Endpoint &end) { return !end.table.isValid() && end.tableSyntax.empty(); }

ir::Relationship toOneToMany(ir::ForeignKey &key)
{
    ir::Relationship relationship;
    relationship.id = std::move(key.id);
    relationship.name = std::move(key.name);
    relationship.kind = ir::Relationship::Kind::OneToMany;
    relationship.source = std::move(key.source);
    relationship.target = std::move(key.target);
    relationship.onDelete = key.onDelete;
    relationship.onUpdate = key.onUpdate;
    relationship.looks = std::move(key.looks);
    relationship.range = key.range;
    return relationship;
}

/// Takes the keys at `indexes`, which ascend, out of `keys`, and puts the relationships that they
/// are among those of the document, by their places in the text.
void convert(std::vector<ir::ForeignKey> &keys, const std::vector<std::uint32_t> &indexes,
             std::vector<ir::Relationship> &relationships)
{
    if (indexes.empty())
        return;
    std::vector<ir::Relationship> made;
    made.reserve(indexes.size());
    std::vector<ir::ForeignKey> kept;
    kept.reserve(keys.size() - indexes.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (next < indexes.size() && indexes[next] == i) {
            made.push_back(toOneToMany(keys[i]));
            ++next;
        } else {
            kept.push_back(std::move(keys[i]));
        }
    }
    keys = std::move(kept);
    const auto ofPartials =
        std::find_if(relationships.begin(), relationships.end(),
                     [](const ir::Relationship &link) { return link.partial.isValid(); });
    std::vector<ir::Relationship> merged;
    merged.reserve(relationships.size() + made.size());
    auto other = relationships.begin();
    for (ir::Relationship &link : made) {
        while (other != ofPartials && other->range < link.range)
            merged.push_back(std::move(*other++));
        merged.push_back(std::move(link));
    }
    std::move(other, relationships.end(), std::back_inserter(merged));
    relationships = std::move(merged);
}

} // namespace

OwnLinks::OwnLinks(ir::Schema &schema, OwnReporter &reporter)
    : m_schema(schema), m_reporter(reporter)
{
}

void OwnLinks::bindPartialColumns()
{
    const auto bind = [&](auto &links) {
        for (auto &link : links) {
            if (!link.partial.isValid())
                continue;
            for (ir::Endpoint *end : {&link.source, &link.target}) {
                if (!end->table.isValid())
                    continue;
                for (ir::ColumnRef &ref : end->columns) {
                    if (!ref.column.isValid())
                        ref.column = m_finders[end->table].byName(m_schema.table(end->table),
                                                                  ref.name.view());
                }
            }
        }
    };
    bind(m_schema.foreignKeys);
    bind(m_schema.relationships);
}

ir::Endpoint &OwnLinks::end(Place place, bool source)
{
    const auto of = [&](auto &links) -> ir::Endpoint & {
        auto &link = links[place.index];
        return source ? link.source : link.target;
    };
    switch (place.list) {
    case List::Keys:
        return of(m_schema.foreignKeys);
    case List::Relationships:
        return of(m_schema.relationships);
    case List::InactiveKeys:
        return of(m_schema.inactiveForeignKeys);
    case List::InactiveRelationships:
        break;
    }
    return of(m_schema.inactiveRelationships);
}

void OwnLinks::findSources()
{
    if (std::exchange(m_sourcesFound, true))
        return;
    const auto add = [&](const auto &links, List list) {
        for (std::size_t i = 0; i < links.size(); ++i) {
            if (!links[i].partial.isValid() && links[i].source.table.isValid())
                m_sources[links[i].source.table].push_back({list, static_cast<std::uint32_t>(i)});
        }
    };
    add(m_schema.foreignKeys, List::Keys);
    add(m_schema.relationships, List::Relationships);
    add(m_schema.inactiveForeignKeys, List::InactiveKeys);
    add(m_schema.inactiveRelationships, List::InactiveRelationships);
}

void OwnLinks::apply(Place place, std::string_view name, const OwnEntry &entry)
{
    const bool isKey = place.list == List::Keys || place.list == List::InactiveKeys;
    if (isKey && name == "kind") {
        if (entry.text == "one-to-many")
            m_oneToMany.push_back(place);
        else
            m_reporter.malformed(entry, "expected `one-to-many`");
        return;
    }
    const auto to = [&](auto &links) {
        return applyToLink(name, entry, links[place.index], m_reporter);
    };
    bool known = false;
    switch (place.list) {
    case List::Keys:
        known = to(m_schema.foreignKeys);
        break;
    case List::Relationships:
        known = to(m_schema.relationships);
        break;
    case List::InactiveKeys:
        known = to(m_schema.inactiveForeignKeys);
        break;
    case List::InactiveRelationships:
        known = to(m_schema.inactiveRelationships);
        break;
    }
    if (!known)
        m_reporter.unknown(entry, isKey ? "a foreign key" : "a relationship");
}

void OwnLinks::applyColumnRef(ir::TableId table, ir::ColumnId column, const OwnEntry &entry)
{
    findSources();
    const Place *found = nullptr;
    for (const Place &place : m_sources[table]) {
        const ir::Endpoint &source = end(place, true);
        if (source.columns.size() != 1 || source.columns.front().column != column)
            continue;
        if (found != nullptr) {
            m_reporter.unmatched(entry, "one link alone");
            return;
        }
        found = &place;
    }
    if (found == nullptr)
        m_reporter.unmatched(entry, "a link of this column");
    else
        apply(*found, entry.key.substr(refPrefix.size()), entry);
}

void OwnLinks::applyTableRefs(ir::TableId table, const OwnEntry &entry)
{
    findSources();
    simdjson::dom::parser parser;
    simdjson::dom::array refs;
    if (parser.parse(simdjson::padded_string(entry.text)).get_array().get(refs) !=
        simdjson::SUCCESS) {
        m_reporter.malformed(entry, "expected a JSON array");
        return;
    }
    const auto isEnd = [&](const ir::Endpoint &end, simdjson::dom::element object,
                           std::string_view member) {
        simdjson::dom::array names;
        if (object[member].get_array().get(names) != simdjson::SUCCESS ||
            names.size() != end.columns.size())
            return false;
        std::size_t i = 0;
        for (const simdjson::dom::element each : names) {
            std::string_view name;
            if (each.get_string().get(name) != simdjson::SUCCESS ||
                name != end.columns[i++].name.view())
                return false;
        }
        return true;
    };
    for (const simdjson::dom::element object : refs) {
        std::string_view target;
        if (object["table"].get_string().get(target) != simdjson::SUCCESS) {
            m_reporter.malformed(entry, "expected objects with `columns`, `table` and `to`");
            continue;
        }
        const std::vector<Place> &places = m_sources[table];
        const auto found = std::find_if(places.begin(), places.end(), [&](const Place &place) {
            const ir::Endpoint &other = end(place, false);
            return other.table.isValid() && m_schema.table(other.table).id == target &&
                   isEnd(end(place, true), object, "columns") && isEnd(other, object, "to");
        });
        if (found == places.end()) {
            m_reporter.unmatched(entry, "a link of this table");
            continue;
        }
        for (const auto &[name, value] : simdjson::dom::object(object)) {
            std::string_view text;
            if (name == "columns" || name == "table" || name == "to")
                continue;
            if (value.get_string().get(text) == simdjson::SUCCESS)
                apply(*found, name, {entry.key, text, entry.range});
            else
                m_reporter.malformed(entry, "expected strings");
        }
    }
}

void OwnLinks::convertKinds()
{
    const auto indexes = [&](List list) {
        std::vector<std::uint32_t> result;
        for (const Place &place : m_oneToMany) {
            if (place.list == list)
                result.push_back(place.index);
        }
        std::sort(result.begin(), result.end());
        result.erase(std::unique(result.begin(), result.end()), result.end());
        return result;
    };
    convert(m_schema.foreignKeys, indexes(List::Keys), m_schema.relationships);
    convert(m_schema.inactiveForeignKeys, indexes(List::InactiveKeys),
            m_schema.inactiveRelationships);
}

/// By ids, which the table has by now.
void OwnLinks::resolve(ir::Endpoint &end)
{
    if (m_tables.empty()) {
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i) {
            if (!m_schema.tables[i].id.empty())
                m_tables.try_emplace(m_schema.tables[i].id, i);
        }
    }
    const auto found = m_tables.find(end.tableSyntax.view());
    if (found == m_tables.end())
        return;
    end.table = found->second;
    for (ir::ColumnRef &ref : end.columns) {
        if (!ref.name.empty())
            ref.column = m_finders[end.table].byId(m_schema.table(end.table), ref.name.view());
    }
}

void OwnLinks::addLinks(const OwnEntry &entry)
{
    const bool relationships = entry.key == "tw_relationships";
    ReadPart part = readLinks(relationships, entry.text);
    if (!part.problem.empty()) {
        m_reporter.malformed(entry, part.problem);
        return;
    }
    std::size_t number = 0;
    const auto add = [&](auto &links, auto &to) {
        for (auto &link : links) {
            relocate(link, entry.range);
            resolve(link.source);
            resolve(link.target);
            insertOwn(to, part.places[number++], std::move(link));
        }
    };
    add(part.schema.foreignKeys, m_schema.foreignKeys);
    add(part.schema.inactiveForeignKeys, m_schema.inactiveForeignKeys);
    add(part.schema.relationships, m_schema.relationships);
    add(part.schema.inactiveRelationships, m_schema.inactiveRelationships);
}

void applyPartialColumnRef(ir::TablePartial &partial, std::string_view column,
                           const OwnEntry &entry, OwnReporter &reporter)
{
    std::size_t count = 0;
    bool known = false;
    const auto apply = [&](auto &links) {
        for (auto &link : links) {
            const auto isColumn = [&](const ir::Endpoint &end) {
                return isOwn(end) && end.columns.size() == 1 &&
                       end.columns.front().name.view() == column;
            };
            if (!isColumn(link.source) && !isColumn(link.target))
                continue;
            if (++count == 1)
                known = applyToLink(entry.key.substr(refPrefix.size()), entry, link, reporter);
        }
    };
    apply(partial.foreignKeys);
    apply(partial.relationships);
    if (count != 1)
        reporter.unmatched(entry, count == 0 ? "a link of this column" : "one link alone");
    else if (!known)
        reporter.unknown(entry, "a link of a partial");
}

void addPartialLinks(const ir::Schema &schema, ir::TablePartial &partial, const OwnEntry &entry,
                     OwnReporter &reporter)
{
    ReadPart part = readLinks(entry.key == "tw_relationships", entry.text);
    if (!part.problem.empty()) {
        reporter.malformed(entry, part.problem);
        return;
    }
    const auto bind = [&](ir::Endpoint &end) {
        if (end.tableSyntax.view() == ofPartial) {
            end.tableSyntax = {};
            return;
        }
        const auto found =
            std::find_if(schema.tables.begin(), schema.tables.end(),
                         [&](const ir::Table &table) { return table.id == end.tableSyntax.text; });
        if (found != schema.tables.end()) // else the passes say so
            end.table = ir::TableId(static_cast<std::size_t>(found - schema.tables.begin()));
    };
    const auto add = [&](auto &links, auto &to) {
        for (auto &link : links) {
            relocate(link, entry.range);
            bind(link.source);
            bind(link.target);
            to.push_back(std::move(link));
        }
    };
    add(part.schema.foreignKeys, partial.foreignKeys);
    add(part.schema.relationships, partial.relationships);
}

} // namespace tw::dbml
