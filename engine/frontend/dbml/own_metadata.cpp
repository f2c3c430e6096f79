// SPDX-License-Identifier: MIT
#include "frontend/dbml/own_metadata.h"

#include "frontend/dbml/own_json.h"
#include "frontend/dbml/own_links.h"
#include "frontend/dbml/own_parts.h"
#include "frontend/dbml/table_bodies.h"

#include <tablewright/base/string_map.h>
#include <tablewright/diag/codes.h>

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tw::dbml {

namespace {

/// What the project says of the whole document.
struct DocumentKeys {
    bool explicitIds = false;
    bool argumentsApart = false;
};

DocumentKeys documentKeys(const std::vector<ir::Metadata> &metadata)
{
    DocumentKeys keys;
    for (const ir::Metadata &entry : metadata) {
        keys.explicitIds |= entry.key.text == "tw_ids" && entry.value.text == "explicit";
        keys.argumentsApart |= entry.key.text == "tw_type_arguments" && entry.value.text == "apart";
    }
    return keys;
}

/// What is left for later of a column.
struct ColumnRest {
    std::vector<ir::Metadata> entries; ///< `tw_id`, `tw_name`, `tw_ref_…`
    bool hasId = false;
};

/// Applies what needs nothing but the column.
ColumnRest readColumn(ir::Column &column, const DocumentKeys &keys, OwnReporter &reporter)
{
    ColumnRest rest;
    bool explicitType = false;
    for (ir::Metadata &metadata : takeOwn(column.metadata)) {
        const OwnEntry entry = entryOf(metadata);
        explicitType |= isTypeKey(entry.key);
        if (applyToColumn(entry, column, reporter))
            continue;
        if (entry.key == "tw_metadata") {
            applyMetadata(entry, column.metadata.edit(), reporter);
        } else if (entry.key == "tw_id" || entry.key == "tw_name" ||
                   entry.key.starts_with("tw_ref_")) {
            rest.hasId |= entry.key == "tw_id";
            rest.entries.push_back(std::move(metadata));
        } else {
            reporter.unknown(entry, "a column");
        }
    }
    if (keys.argumentsApart && !explicitType)
        takeArgumentsApart(column);
    return rest;
}

/// Applies the keys of all that is no partial.
class MetadataApplier {
public:
    MetadataApplier(ir::Schema &schema, Reporter &diagnostics)
        : m_schema(schema), m_diagnostics(diagnostics), m_reporter(diagnostics),
          m_keys(documentKeys(schema.metadata)), m_project(takeOwn(schema.metadata)),
          m_links(schema, m_reporter)
    {
    }

    void run()
    {
        if (!m_schema.partials.empty())
            m_links.bindPartialColumns();
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            readTable(ir::TableId(i));
        for (auto &[table, entry] : m_tableRefs)
            m_links.applyTableRefs(table, entryOf(entry));
        for (auto &[table, column, entry] : m_columnRefs)
            m_links.applyColumnRef(table, column, entryOf(entry));
        m_links.convertKinds();
        readAnnotations();
        readProject();
        // From here on, elements have their own names and ids.
        rename();
        for (const ir::Metadata &entry : m_project) {
            if (entry.key.text == "tw_foreign_keys" || entry.key.text == "tw_relationships")
                m_links.addLinks(entryOf(entry));
        }
        if (m_hasIds)
            checkIds();
    }

private:
    struct ColumnEntry {
        ir::TableId table;
        ir::ColumnId column;
        ir::Metadata entry;
    };

    void readTable(ir::TableId id)
    {
        ir::Table &table = m_schema.table(id);
        bool hasId = false;
        for (ir::Metadata &metadata : takeOwn(table.metadata)) {
            const OwnEntry entry = entryOf(metadata);
            if (applyToBody(entry, table, false, m_reporter))
                continue;
            if (entry.key == "tw_metadata") {
                applyMetadata(entry, table.metadata.edit(), m_reporter);
            } else if (entry.key == "tw_refs") {
                m_tableRefs.emplace_back(id, std::move(metadata));
            } else if (entry.key == "tw_id" || entry.key == "tw_name" || entry.key == "tw_alias") {
                hasId |= entry.key == "tw_id";
                m_renames.push_back({id, {}, std::move(metadata)});
            } else if (entry.key == "tw_columns") {
                if (entry.text == "none")
                    removeColumns(table, entry);
                else
                    m_reporter.malformed(entry, "expected `none`");
            } else {
                m_reporter.unknown(entry, "a table");
            }
        }
        if (m_keys.explicitIds && !hasId)
            m_withoutId.push_back({id, {}, {}});
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            readColumnOf(id, ir::ColumnId(i));
    }

    void readColumnOf(ir::TableId id, ir::ColumnId column)
    {
        ir::Column &read = m_schema.table(id).column(column);
        if (read.partial.isValid()) {
            readInjected(read);
            return;
        }
        if (read.metadata->empty() && !m_keys.explicitIds && !m_keys.argumentsApart)
            return;
        ColumnRest rest = dbml::readColumn(read, m_keys, m_reporter);
        if (m_keys.explicitIds && !rest.hasId)
            m_withoutId.push_back({id, column, {}});
        for (ir::Metadata &entry : rest.entries)
            (entry.key.view().starts_with("tw_ref_") ? m_columnRefs : m_renames)
                .push_back({id, column, std::move(entry)});
    }

    /// It has what the partial's column has, and what a block says of this one.
    void readInjected(ir::Column &column)
    {
        const auto isOwn = [](const ir::Metadata &entry) {
            return entry.key.text == "tw_metadata";
        };
        if (std::none_of(column.metadata->begin(), column.metadata->end(), isOwn))
            return;
        std::vector<ir::Metadata> &metadata = column.metadata.edit();
        const auto found = std::find_if(metadata.begin(), metadata.end(), isOwn);
        const ir::Metadata own = std::move(*found);
        metadata.erase(found);
        applyMetadata(entryOf(own), metadata, m_reporter);
    }

    /// The table has none; DBML asks for one at least.
    void removeColumns(ir::Table &table, const OwnEntry &entry)
    {
        const bool isIndexed =
            std::any_of(table.indexes.begin(), table.indexes.end(), [](const ir::Index &index) {
                return std::any_of(index.elements.begin(), index.elements.end(),
                                   [](const auto &element) { return !element.isExpression(); });
            });
        if (table.columns.size() != 1 || !table.injections->empty() || isIndexed ||
            table.primaryKey || !table.uniqueKeys.empty())
            m_reporter.unmatched(entry, "one column without a key");
        else
            table.columns.clear();
    }

    void readAnnotations()
    {
        const auto read = [&](std::vector<ir::Metadata> &metadata, std::string_view what) {
            for (const ir::Metadata &own : takeOwn(metadata)) {
                const OwnEntry entry = entryOf(own);
                if (entry.key == "tw_metadata")
                    applyMetadata(entry, metadata, m_reporter);
                else
                    m_reporter.unknown(entry, what);
            }
        };
        for (ir::TableGroup &group : m_schema.groups)
            read(group.metadata, "a table group");
        for (ir::StickyNote &note : m_schema.stickyNotes)
            read(note.metadata, "a note");
        for (ir::Dependency &dependency : m_schema.dependencies)
            read(dependency.metadata, "a dependency");
    }

    void readProject()
    {
        for (const ir::Metadata &metadata : m_project) {
            const OwnEntry entry = entryOf(metadata);
            if (entry.key == "tw_id")
                m_schema.id = entry.text;
            else if (entry.key == "tw_metadata")
                applyMetadata(entry, m_schema.metadata, m_reporter);
            else if (entry.key == "tw_enums")
                readEnums(entry);
            else if (entry.key == "tw_records")
                readRecords(entry);
            else if (entry.key == "tw_views")
                readViews(entry);
            else if (entry.key == "tw_ids")
                expect(entry, "explicit");
            else if (entry.key == "tw_type_arguments")
                expect(entry, "apart");
            else if (entry.key != "tw_foreign_keys" && entry.key != "tw_relationships")
                m_reporter.unknown(entry, "a project");
        }
    }

    void expect(const OwnEntry &entry, std::string_view only)
    {
        if (entry.text != only)
            m_reporter.malformed(entry, "expected `" + std::string(only) + '`');
    }

    /// Calls `read` with each object of the array and its number.
    template <class Read> void forEachObject(const OwnEntry &entry, Read read)
    {
        simdjson::dom::parser parser;
        simdjson::dom::array objects;
        if (parser.parse(simdjson::padded_string(entry.text)).get_array().get(objects) !=
            simdjson::SUCCESS) {
            m_reporter.malformed(entry, "expected a JSON array");
            return;
        }
        std::size_t number = 0;
        for (const simdjson::dom::element each : objects) {
            if (each.is_object())
                read(each, number);
            else
                m_reporter.malformed(entry, "expected objects in the array");
            ++number;
        }
    }

    static std::string_view textOf(simdjson::dom::element object, std::string_view member)
    {
        std::string_view text;
        return object[member].get_string().get(text) == simdjson::SUCCESS ? text
                                                                          : std::string_view();
    }

    void readEnums(const OwnEntry &entry)
    {
        StringMap<std::size_t> enums;
        for (std::size_t i = 0; i < m_schema.enums.size(); ++i) {
            const ir::EnumType &type = m_schema.enums[i];
            enums.try_emplace(derivedTableId(type.namespaceName.view(), type.name.view()), i);
        }
        forEachObject(entry, [&](simdjson::dom::element object, std::size_t /*number*/) {
            const auto found = enums.find(textOf(object, "enum"));
            if (found == enums.end()) {
                m_reporter.unmatched(entry, "an enum");
                return;
            }
            ir::EnumType &type = m_schema.enums[found->second];
            simdjson::dom::element values;
            if (object["values"].get(values) == simdjson::SUCCESS)
                readValues(entry, simdjson::minify(values), type);
            if (const std::string_view id = textOf(object, "id"); !id.empty())
                type.id = id;
            if (const std::string_view note = textOf(object, "note"); !note.empty())
                type.note = {std::string(note), entry.range};
            std::string_view name;
            if (object["name"].get_string().get(name) == simdjson::SUCCESS)
                type.name.text = name;
        });
    }

    void readValues(const OwnEntry &entry, const std::string &json, ir::EnumType &type)
    {
        ReadPart part = readPart(R"({"tables":[],"enums":[{"name":"e","values":%}]})", json);
        if (!part.problem.empty()) {
            m_reporter.malformed(entry, part.problem);
            return;
        }
        type.values = std::move(part.schema.enums.front().values);
        for (ir::EnumValue &value : type.values) {
            value.value.range = entry.range;
            value.note.range = value.note.empty() ? SourceRange() : entry.range;
        }
    }

    void readRecords(const OwnEntry &entry)
    {
        StringMap<std::size_t> tables;
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            tables.try_emplace(m_schema.tables[i].id, i);
        std::vector<std::string> texts;
        forEachObject(entry, [&](simdjson::dom::element object, std::size_t number) {
            if (texts.empty())
                texts = rawElements(entry.text);
            const auto found = tables.find(textOf(object, "tableId"));
            if (found == tables.end()) {
                m_reporter.unmatched(entry, "a table");
                return;
            }
            const ir::TableId id(found->second);
            ReadPart part = readPart(recordsDocument(id), texts[number]);
            if (!part.problem.empty() || part.schema.records.empty()) {
                m_reporter.malformed(entry, part.problem);
                return;
            }
            ir::Records &records = part.schema.records.front();
            records.table = id;
            records.range = entry.range;
            std::fill(records.rowRanges.begin(), records.rowRanges.end(), entry.range);
            for (ir::RecordValue &value : records.values)
                value.text.range = entry.range;
            std::uint64_t place = m_schema.records.size();
            if (object["x-at"].get_uint64().get(place) != simdjson::SUCCESS)
                place = m_schema.records.size();
            place = std::min<std::uint64_t>(place, m_schema.records.size());
            m_schema.records.insert(m_schema.records.begin() + static_cast<std::ptrdiff_t>(place),
                                    std::move(records));
        });
    }

    /// A document of the table alone, its columns called by their names.
    [[nodiscard]] std::string recordsDocument(ir::TableId id) const
    {
        const ir::Table &table = m_schema.table(id);
        std::vector<std::string> columns;
        columns.reserve(table.columns.size());
        for (const ir::Column &column : table.columns)
            columns.push_back(JsonObject()
                                  .addText("id", column.name.view())
                                  .addText("name", column.name.view())
                                  .addText("dataType", "text")
                                  .text());
        JsonObject owner;
        owner.addText("id", table.id).addText("name", "t").add("columns", jsonArray(columns));
        JsonObject document;
        document.add("tables", '[' + owner.text() + ']');
        std::string text = document.text();
        text.pop_back();
        return text + ",\"records\":[%]}";
    }

    void readViews(const OwnEntry &entry)
    {
        forEachObject(entry, [&](simdjson::dom::element object, std::size_t /*number*/) {
            const std::string_view name = textOf(object, "view");
            const auto found =
                std::find_if(m_schema.views.begin(), m_schema.views.end(),
                             [&](const ir::DiagramView &view) { return view.name.text == name; });
            simdjson::dom::array names;
            if (found == m_schema.views.end()) {
                m_reporter.unmatched(entry, "a view");
            } else if (object["namespaces"].get_array().get(names) != simdjson::SUCCESS) {
                m_reporter.malformed(entry, "expected `namespaces`");
            } else {
                found->namespaces.given = true;
                found->namespaces.some.clear();
                for (const simdjson::dom::element each : names) {
                    std::string_view text;
                    if (each.get_string().get(text) == simdjson::SUCCESS)
                        found->namespaces.some.push_back({std::string(text), entry.range});
                }
            }
        });
    }

    void rename()
    {
        for (const auto &[id, column, none] : m_withoutId) {
            ir::Table &table = m_schema.table(id);
            (column.isValid() ? table.column(column).id : table.id).clear();
        }
        for (auto &[id, column, metadata] : m_renames) {
            ir::Table &table = m_schema.table(id);
            const std::string &key = metadata.key.text;
            if (key == "tw_id")
                (column.isValid() ? table.column(column).id : table.id) = metadata.value.text;
            else if (key == "tw_alias")
                table.alias = metadata.value;
            else
                (column.isValid() ? table.column(column).name : table.name) = metadata.value;
            m_hasIds |= key == "tw_id";
        }
    }

    /// The one who gives an id that another has is told so.
    void checkIds()
    {
        StringViewMap<std::size_t> tables;
        for (const ir::Table &table : m_schema.tables) {
            if (!table.id.empty())
                ++tables[table.id];
        }
        ir::TableId last;
        StringViewMap<std::size_t> columns;
        for (const auto &[id, column, metadata] : m_renames) {
            if (metadata.key.text != "tw_id" || metadata.value.empty())
                continue;
            const ir::Table &table = m_schema.table(id);
            if (column.isValid() && last != id) {
                last = id;
                columns.clear();
                for (const ir::Column &each : table.columns)
                    ++columns[each.id];
            }
            if ((column.isValid() ? columns : tables)[metadata.value.view()] > 1)
                m_diagnostics.report(diag::DuplicateId, metadata.value.range, metadata.value.text,
                                     column.isValid() ? "columns of one table" : "tables");
        }
    }

    ir::Schema &m_schema;
    Reporter &m_diagnostics;
    OwnReporter m_reporter;
    DocumentKeys m_keys;
    std::vector<ir::Metadata> m_project;
    OwnLinks m_links;
    std::vector<std::pair<ir::TableId, ir::Metadata>> m_tableRefs;
    std::vector<ColumnEntry> m_columnRefs;
    std::vector<ColumnEntry> m_renames;   ///< of tables where the column is invalid
    std::vector<ColumnEntry> m_withoutId; ///< likewise
    bool m_hasIds = false;
};

/// Applies `tw_partials` to one partial.
class PartialApplier {
public:
    PartialApplier(ir::Schema &schema, const OwnEntry &entry, OwnReporter &reporter)
        : m_schema(schema), m_entry(entry), m_reporter(reporter)
    {
    }

    void run()
    {
        simdjson::dom::parser parser;
        simdjson::dom::object partials;
        if (parser.parse(simdjson::padded_string(m_entry.text)).get_object().get(partials) !=
            simdjson::SUCCESS) {
            m_reporter.malformed(m_entry, "expected a JSON object");
            return;
        }
        for (const auto &[name, value] : partials) {
            const auto found = std::find_if(m_schema.partials.begin(), m_schema.partials.end(),
                                            [&name = name](const ir::TablePartial &partial) {
                                                return partial.table.name.text == name;
                                            });
            simdjson::dom::object keys;
            if (found == m_schema.partials.end())
                m_reporter.unmatched(m_entry, "a partial");
            else if (value.get_object().get(keys) != simdjson::SUCCESS)
                m_reporter.malformed(m_entry, "expected an object for each partial");
            else
                apply(keys, *found);
        }
    }

private:
    void apply(simdjson::dom::object keys, ir::TablePartial &partial)
    {
        for (const auto &[name, value] : keys) {
            const std::string key = "tw_" + std::string(name);
            const std::string text = simdjson::minify(value);
            const OwnEntry entry{key, text, m_entry.range};
            if (applyToBody(entry, partial.table, true, m_reporter))
                continue;
            if (name == "metadata")
                applyMetadata(entry, partial.table.metadata.edit(), m_reporter);
            else if (name == "foreign_keys" || name == "relationships")
                addPartialLinks(m_schema, partial, entry, m_reporter);
            else
                m_reporter.unknown(entry, "a partial");
        }
    }

    ir::Schema &m_schema;
    const OwnEntry &m_entry;
    OwnReporter &m_reporter;
};

} // namespace

void mentionOwnMetadata(ir::Schema &schema)
{
    constexpr std::array<std::string_view, 17> silent{"tw_id",
                                                      "tw_ids",
                                                      "tw_generated",
                                                      "tw_length",
                                                      "tw_precision",
                                                      "tw_scale",
                                                      "tw_default",
                                                      "tw_metadata",
                                                      "tw_ref_id",
                                                      "tw_ref_kind",
                                                      "tw_ref_deferrable",
                                                      "tw_ref_target_first",
                                                      "tw_ref_junction",
                                                      "tw_ref_delete",
                                                      "tw_ref_update",
                                                      "tw_ref_color",
                                                      "tw_type_arguments"};
    const auto mention = [&](const std::vector<ir::Metadata> &metadata) {
        for (const ir::Metadata &entry : metadata) {
            if (entry.key.view().starts_with("tw_") &&
                std::ranges::find(silent, entry.key.view()) == silent.end())
                schema.mentions.push_back({{}, entry.value.range});
        }
    };
    mention(schema.metadata);
    const auto mentionIn = [&](const ir::Table &table) {
        mention(*table.metadata);
        for (const ir::Column &column : table.columns)
            mention(*column.metadata);
    };
    for (const ir::Table &table : schema.tables)
        mentionIn(table);
    for (const ir::TablePartial &partial : schema.partials)
        mentionIn(partial.table);
}

void applyOwnPartialMetadata(ir::Schema &schema, Reporter &diagnostics)
{
    OwnReporter reporter(diagnostics);
    const auto found =
        std::find_if(schema.metadata.begin(), schema.metadata.end(),
                     [](const ir::Metadata &entry) { return entry.key.text == "tw_partials"; });
    const DocumentKeys keys = documentKeys(schema.metadata);
    for (ir::TablePartial &partial : schema.partials) {
        for (ir::Column &column : partial.table.columns) {
            if (column.metadata->empty() && !keys.explicitIds && !keys.argumentsApart)
                continue;
            const ColumnRest rest = readColumn(column, keys, reporter);
            if (keys.explicitIds && !rest.hasId)
                column.id.clear();
            for (const ir::Metadata &entry : rest.entries) {
                if (entry.key.text == "tw_id")
                    column.id = entry.value.text;
                else if (entry.key.text == "tw_name")
                    reporter.unknown(entryOf(entry), "a column of a partial");
                else
                    applyPartialColumnRef(partial, column.name.view(), entryOf(entry), reporter);
            }
        }
    }
    if (found == schema.metadata.end())
        return;
    const ir::Metadata entry = std::move(*found);
    schema.metadata.erase(found);
    PartialApplier(schema, entryOf(entry), reporter).run();
}

void applyOwnMetadata(ir::Schema &schema, Reporter &diagnostics, const Limits & /*limits*/)
{
    MetadataApplier(schema, diagnostics).run();
}

} // namespace tw::dbml
