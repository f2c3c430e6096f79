// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/json/json_text.h"
#include "frontend/json/reference_ids.h"

#include <tablewright/ir/schema.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tw::json {

/// Writes one schema as a document; lives for one call. What partials brought is not written, but
/// where they are injected. Members stand in the order of the reader's tables, more or less.
class SchemaWriter {
public:
    explicit SchemaWriter(const ir::Schema &schema) : m_schema(schema), m_ids(schema) {}

    std::string write();

private:
    /// Which keys the columns of a table say themselves. Listed keys would read the same.
    struct KeyFlags {
        std::vector<bool> primary; ///< of each column
        std::vector<bool> unique;
        std::size_t uniqueCount = 0; ///< so many of the table's own unique keys, the first ones
        bool sayPrimaryKey = false;
    };
    /// What a table says of a column that its partial says otherwise.
    struct Difference {
        const ir::Column *column;
        bool inNote;
        bool inMetadata;
    };
    using Differences = std::unordered_map<ir::TablePartialId, std::vector<Difference>>;
    struct ColumnKeys {
        bool primary;
        bool unique;
    };

    void writeTable(const ir::Table &table, ir::TableId id);
    void writePartial(const ir::TablePartial &partial, ir::TablePartialId id);
    void writeBody(const ir::Table &table, ir::TableId id, ir::TablePartialId partial);
    [[nodiscard]] Differences differencesOf(const ir::Table &table);
    void writeInjection(const ir::Injection &injection, const Differences &differences);
    void writeColumn(const ir::Column &column, std::string_view id, ColumnKeys keys);
    void writeDefault(const ir::DefaultValue &value);
    void writeKeys(const ir::Table &table, const KeyFlags &flags);
    void writeChecks(const ir::Table &table, bool isPartial);
    void writeIndex(const ir::Table &table, const ir::Index &index);
    void writeColumnNames(std::string_view member, const ir::Table &table,
                          const std::vector<ir::ColumnRef> &columns);
    [[nodiscard]] static KeyFlags keyFlags(const ir::Table &table, bool isPartial);
    [[nodiscard]] static std::string_view columnName(const ir::Table &table,
                                                     const ir::ColumnRef &ref);

    void writeEnum(const ir::EnumType &type);
    template <class Link>
    void writeLinks(std::string_view member, const std::vector<Link> &active,
                    const std::vector<Link> &inactive);
    void writeLink(const ir::ForeignKey &key, bool isActive, ir::TablePartialId owner = {});
    void writeLink(const ir::Relationship &relationship, bool isActive,
                   ir::TablePartialId owner = {});
    void writeEnds(const ir::Endpoint &source, const ir::Endpoint &target,
                   ir::TablePartialId owner);
    template <class NameOf>
    void writeColumnIds(std::string_view one, std::string_view several,
                        const std::vector<ir::ColumnRef> &columns, NameOf nameOf);
    void writeActions(ir::ReferentialAction onDelete, ir::ReferentialAction onUpdate);
    void writeLooks(const ir::LinkLooks &looks, bool isActive);

    void writeMetadata(const std::vector<ir::Metadata> &metadata);
    void writeRecords(const ir::Records &records);
    void writeValue(const ir::RecordValue &value);
    void writeGroup(const ir::TableGroup &group);
    void writeStickyNote(const ir::StickyNote &note);
    void writeView(const ir::DiagramView &view);
    template <class Id, class NameOf>
    void writeSelection(std::string_view member, const ir::DiagramView::Selection<Id> &selection,
                        NameOf nameOf);
    void writeDependency(const ir::Dependency &dependency);
    void writeEnd(const ir::Dependency::End &end, std::string_view table, std::string_view column);

    /// An array with a line of its own for each of `elements`; absent when there are none.
    template <class Elements, class Write>
    void writeList(std::string_view member, const Elements &elements, Write write);
    /// The same for those that no partial brought.
    template <class Elements, class Write>
    void writeOwn(std::string_view member, const Elements &elements, Write write);
    void writeNumber(std::string_view number);
    void writeExpression(std::string_view expression);

    const ir::Schema &m_schema;
    ReferenceIds m_ids;
    std::unordered_map<ir::TablePartialId, ir::ColumnFinder> m_partialFinders;
    JsonText m_out;
};

template <class Elements, class Write>
void SchemaWriter::writeList(std::string_view member, const Elements &elements, Write write)
{
    if (elements.empty())
        return;
    m_out.name(member);
    m_out.beginArray(JsonText::Shape::Lines);
    for (const auto &element : elements)
        write(element);
    m_out.endArray();
}

template <class Elements, class Write>
void SchemaWriter::writeOwn(std::string_view member, const Elements &elements, Write write)
{
    const auto isOwn = [](const auto &element) { return !element.partial.isValid(); };
    if (std::none_of(elements.begin(), elements.end(), isOwn))
        return;
    m_out.name(member);
    m_out.beginArray(JsonText::Shape::Lines);
    for (const auto &element : elements) {
        if (isOwn(element))
            write(element);
    }
    m_out.endArray();
}

} // namespace tw::json
