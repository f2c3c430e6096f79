// SPDX-License-Identifier: MIT
#include "frontend/dbml/dbml_writer_links.h"

#include "frontend/dbml/dbml_writer_settings.h"
#include "frontend/dbml/dbml_writer_text.h"
#include "frontend/dbml/own_json.h"
#include "frontend/json/json_string.h"

#include <tablewright/base/utf8.h>

#include <algorithm>

namespace tw::dbml {

namespace {

using Kind = LinkView::Kind;

Kind kindOf(ir::Relationship::Kind kind)
{
    switch (kind) {
    case ir::Relationship::Kind::OneToOne:
        return Kind::OneToOne;
    case ir::Relationship::Kind::OneToMany:
        return Kind::OneToMany;
    case ir::Relationship::Kind::ManyToMany:
        break;
    }
    return Kind::ManyToMany;
}

/// With ids in the place of indexes, as the link stands in a document of its own.
void unbind(const ir::Schema &schema, ir::Endpoint &end)
{
    if (!end.table.isValid())
        return;
    const ir::Table &table = schema.table(end.table);
    end.tableSyntax.text = table.id;
    for (ir::ColumnRef &ref : end.columns) {
        if (ref.column.isValid())
            ref = {{table.column(ref.column).id, {}}, {}};
    }
    end.table = {};
}

std::string lowerSpelling(ir::ReferentialAction action) { return asciiLower(ir::spelling(action)); }

bool hasDuplicates(std::vector<ir::ColumnId> columns)
{
    std::sort(columns.begin(), columns.end());
    return std::adjacent_find(columns.begin(), columns.end()) != columns.end();
}

std::string extrasJson(JsonObject object, const LinkView::Extras &extras)
{
    for (const auto &[name, text] : extras)
        object.addText(name, text);
    return object.text();
}

} // namespace

LinkView::LinkView(const ir::ForeignKey &key)
    : kind(Kind::ForeignKey), id(key.id), name(key.name), source(key.source), target(key.target),
      looks(*key.looks), onDelete(key.onDelete), onUpdate(key.onUpdate), partial(key.partial),
      deferrability(key.deferrability)
{
}

LinkView::LinkView(const ir::Relationship &relationship)
    : kind(kindOf(relationship.kind)), id(relationship.id), name(relationship.name),
      source(relationship.source), target(relationship.target), looks(*relationship.looks),
      onDelete(relationship.onDelete), onUpdate(relationship.onUpdate),
      partial(relationship.partial), junctionNamespace(&relationship.junctionNamespace),
      junctionName(&relationship.junctionName)
{
}

bool LinkView::sourceFirst() const
{
    switch (kind) {
    case Kind::OneToOne:
        return false;
    case Kind::ManyToMany:
        return true;
    default:
        return !looks.swapped;
    }
}

std::string LinkView::sign(bool sourceFirst) const
{
    const bool left = sourceFirst ? looks.sourceOptional : looks.targetOptional;
    const bool right = sourceFirst ? looks.targetOptional : looks.sourceOptional;
    std::string out = left ? "?" : "";
    out += kind == Kind::OneToOne ? "-" : kind == Kind::ManyToMany ? "<>" : sourceFirst ? ">" : "<";
    return out += right ? "?" : "";
}

LinkView::Extras LinkView::extras() const
{
    Extras extras;
    if (!id.empty())
        extras.emplace_back("id", id);
    if (kind == Kind::OneToMany)
        extras.emplace_back("kind", "one-to-many");
    if (deferrability != ir::Deferrability::NotDeferrable)
        extras.emplace_back("deferrable", deferrability == ir::Deferrability::InitiallyDeferred
                                              ? "initially deferred"
                                              : "initially immediate");
    if (junctionName != nullptr && !junctionName->empty())
        extras.emplace_back("junction", junctionName->text);
    if (junctionNamespace != nullptr && !junctionNamespace->empty())
        extras.emplace_back("junction_namespace", junctionNamespace->text);
    if (looks.swapped && (kind == Kind::OneToOne || kind == Kind::ManyToMany))
        extras.emplace_back("target_first", "true");
    return extras;
}

LinkView::Extras LinkView::inlineExtras() const
{
    Extras extras;
    if (!name.empty())
        extras.emplace_back("name", name.text);
    if (onDelete != ir::ReferentialAction::Unspecified)
        extras.emplace_back("delete", lowerSpelling(onDelete));
    if (onUpdate != ir::ReferentialAction::Unspecified)
        extras.emplace_back("update", lowerSpelling(onUpdate));
    if (!looks.color.empty())
        extras.emplace_back("color", looks.color.text);
    return extras;
}

WrittenLinks::WrittenLinks(const ir::Schema &schema, WrittenNames &names)
    : m_schema(schema), m_names(names)
{
    // What partials bring is written with them.
    const auto seed = [&](const auto &links) {
        for (const auto &link : links) {
            Ends ends;
            if (link.partial.isValid() && resolve(LinkView(link), ends))
                m_pairs.insert(pairKey(ends));
        }
    };
    seed(schema.foreignKeys);
    seed(schema.relationships);
    plan(schema.foreignKeys, false, m_rest.foreignKeys, m_restPlaces[0]);
    plan(schema.relationships, false, m_rest.relationships, m_restPlaces[1]);
    plan(schema.inactiveForeignKeys, true, m_rest.inactiveForeignKeys, m_restPlaces[2]);
    plan(schema.inactiveRelationships, true, m_rest.inactiveRelationships, m_restPlaces[3]);
    for (auto &[table, links] : m_extras) {
        std::erase_if(links, [&](auto &link) {
            const Ends &ends = link.first;
            const Place place{table, static_cast<std::uint32_t>(ends.sourceColumns[0].index())};
            const bool ofColumn =
                ends.sourceColumns.size() == 1 && m_sourceCounts[place] == 1 &&
                !schema.table(ends.source).column(ends.sourceColumns[0]).partial.isValid();
            if (ofColumn)
                m_columnExtras[place] = std::move(link.second);
            return ofColumn;
        });
    }
}

template <class Link>
void WrittenLinks::plan(const std::vector<Link> &links, bool inactive, std::vector<Link> &rest,
                        std::vector<std::size_t> &restPlaces)
{
    bool inlineStill = !inactive;
    Place last{0, 0};
    std::size_t number = 0;
    for (const Link &link : links) {
        if (link.partial.isValid())
            continue;
        const LinkView view(link);
        Ends ends;
        if (resolve(view, ends) && m_pairs.insert(pairKey(ends)).second) {
            write(view, ends, inactive, inlineStill, last);
        } else {
            Link &left = rest.emplace_back(link);
            unbind(m_schema, left.source);
            unbind(m_schema, left.target);
            restPlaces.push_back(number);
        }
        ++number;
    }
}

bool WrittenLinks::resolveEnd(const ir::Endpoint &end, ir::TableId &table,
                              std::vector<ir::ColumnId> &columns)
{
    table = m_names.tableOf(end);
    if (!table.isValid())
        return false;
    for (const ir::ColumnRef &ref : end.columns) {
        ir::ColumnId column = m_names.columnOf(table, ref);
        if (!column.isValid() && end.table.isValid())
            column = m_names.keyColumn(table, ref); // of a partial, by name
        if (!column.isValid())
            return false;
        columns.push_back(column);
    }
    return !columns.empty() && !hasDuplicates(columns);
}

bool WrittenLinks::resolve(const LinkView &link, Ends &ends)
{
    return resolveEnd(link.source, ends.source, ends.sourceColumns) &&
           resolveEnd(link.target, ends.target, ends.targetColumns) &&
           ends.sourceColumns.size() == ends.targetColumns.size() && !pairKey(ends).empty();
}

/// The same for the same columns on both sides, whichever side and whatever their order; empty when
/// both sides are the same.
std::string WrittenLinks::pairKey(const Ends &ends) const
{
    const auto side = [](ir::TableId table, std::vector<ir::ColumnId> columns) {
        std::sort(columns.begin(), columns.end());
        std::string key = std::to_string(table.index());
        for (const ir::ColumnId column : columns)
            key += ',' + std::to_string(column.index());
        return key;
    };
    std::string a = side(ends.source, ends.sourceColumns);
    std::string b = side(ends.target, ends.targetColumns);
    if (a == b)
        return {};
    if (b < a)
        std::swap(a, b);
    return a + '|' + b;
}

void WrittenLinks::write(const LinkView &link, const Ends &ends, bool inactive, bool &inlineStill,
                         Place &last)
{
    inlineStill = inlineStill && writeInline(link, ends, last);
    if (!inlineStill)
        writeLine(link, ends, inactive);
    keepExtras(link, ends);
}

bool WrittenLinks::writeInline(const LinkView &link, const Ends &ends, Place &last)
{
    // Among settings, the column of a one-to-one ref is the one with the key.
    const bool onSource = link.kind == Kind::OneToOne || link.sourceFirst();
    const ir::TableId host = onSource ? ends.source : ends.target;
    const ir::ColumnId column = onSource ? ends.sourceColumns[0] : ends.targetColumns[0];
    const Place place{static_cast<std::uint32_t>(host.index()),
                      static_cast<std::uint32_t>(column.index())};
    if (ends.sourceColumns.size() > 1 || !link.inlineExtras().empty() || place < last ||
        m_schema.table(host).column(column).partial.isValid())
        return false;
    last = place;
    m_inline[place].push_back("ref: " + link.sign(onSource) + ' ' +
                              endText(onSource ? ends.target : ends.source,
                                      onSource ? ends.targetColumns : ends.sourceColumns));
    return true;
}

void WrittenLinks::writeLine(const LinkView &link, const Ends &ends, bool inactive)
{
    SettingList settings;
    if (link.onDelete != ir::ReferentialAction::Unspecified)
        settings.add("delete: " + lowerSpelling(link.onDelete));
    if (link.onUpdate != ir::ReferentialAction::Unspecified)
        settings.add("update: " + lowerSpelling(link.onUpdate));
    if (!link.looks.color.empty())
        settings.add("color: " + link.looks.color.text);
    if (inactive)
        settings.add("inactive");
    const bool sourceFirst = link.sourceFirst();
    const std::string source = endText(ends.source, ends.sourceColumns);
    const std::string target = endText(ends.target, ends.targetColumns);
    m_lines += "Ref";
    if (!link.name.empty())
        m_lines += ' ' + writeName(link.name.view());
    m_lines += ": " + (sourceFirst ? source : target) + ' ' + link.sign(sourceFirst) + ' ' +
               (sourceFirst ? target : source) + settings.text() + '\n';
}

void WrittenLinks::keepExtras(const LinkView &link, const Ends &ends)
{
    const auto table = static_cast<std::uint32_t>(ends.source.index());
    if (ends.sourceColumns.size() == 1)
        ++m_sourceCounts[{table, static_cast<std::uint32_t>(ends.sourceColumns[0].index())}];
    Extras extras = link.extras();
    if (!extras.empty())
        m_extras[table].emplace_back(ends, std::move(extras));
}

std::string WrittenLinks::endText(ir::TableId table, const std::vector<ir::ColumnId> &columns) const
{
    std::string out = m_names.reference(table) + '.';
    if (columns.size() == 1)
        return out + writeName(m_names.column(table, columns[0]));
    out += '(';
    for (const ir::ColumnId column : columns) {
        out += out.back() == '(' ? "" : ", ";
        out += writeName(m_names.column(table, column));
    }
    return out + ')';
}

std::vector<std::string> WrittenLinks::inlineRefs(ir::TableId table, ir::ColumnId column) const
{
    const auto found = m_inline.find(
        {static_cast<std::uint32_t>(table.index()), static_cast<std::uint32_t>(column.index())});
    return found == m_inline.end() ? std::vector<std::string>() : found->second;
}

WrittenLinks::Extras WrittenLinks::columnExtras(ir::TableId table, ir::ColumnId column) const
{
    const auto found = m_columnExtras.find(
        {static_cast<std::uint32_t>(table.index()), static_cast<std::uint32_t>(column.index())});
    return found == m_columnExtras.end() ? Extras() : found->second;
}

std::string WrittenLinks::tableExtras(ir::TableId table) const
{
    const auto found = m_extras.find(static_cast<std::uint32_t>(table.index()));
    if (found == m_extras.end() || found->second.empty())
        return {};
    std::vector<std::string> links;
    for (const auto &[ends, extras] : found->second) {
        const auto columns = [&](ir::TableId of, const std::vector<ir::ColumnId> &ids) {
            std::vector<std::string> names;
            for (const ir::ColumnId id : ids)
                names.push_back(json::quoted(m_names.column(of, id)));
            return jsonArray(names);
        };
        JsonObject object;
        object.add("columns", columns(ends.source, ends.sourceColumns))
            .addText("table", m_names.derivedId(ends.target))
            .add("to", columns(ends.target, ends.targetColumns));
        links.push_back(extrasJson(std::move(object), extras));
    }
    return jsonArray(links);
}

std::string WrittenLinks::rest(std::string_view member, std::size_t active) const
{
    std::vector<std::string> elements = jsonElements(m_rest, member);
    std::vector<std::size_t> places = m_restPlaces[active];
    places.insert(places.end(), m_restPlaces[active + 2].begin(), m_restPlaces[active + 2].end());
    for (std::size_t i = 0; i < elements.size(); ++i)
        elements[i] = withPlace(elements[i], places[i]);
    return elements.empty() ? std::string() : jsonArray(elements);
}

} // namespace tw::dbml
