// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/printer.h>

#include <fmt/format.h>

#include <iterator>

namespace tw::ir {

/// Writes one schema as `print` says. Lives for one call.
class SchemaPrinter {
public:
    SchemaPrinter(const Schema &schema, const TypeSpeller &spellType)
        : m_schema(schema), m_spellType(spellType)
    {
    }

    std::string run();

private:
    template <class... Args> void put(fmt::format_string<Args...> format, Args &&...args)
    {
        fmt::format_to(std::back_inserter(m_out), format, std::forward<Args>(args)...);
    }

    // Parts of lines, each with a space before it, and nothing for what is absent.
    void note(const Name &note);
    void named(const Name &name);
    void color(const Color &color);
    void from(TablePartialId partial);
    void columns(const Table *table, const std::vector<ColumnRef> &refs);
    /// An end without a table is the partial's.
    void endpoint(const Endpoint &end, const Table *ofPartial = nullptr);
    void target(const Endpoint &end);
    void actions(ReferentialAction onDelete, ReferentialAction onUpdate);
    void looks(const LinkLooks &looks);
    void printType(const Column &column);
    void defaultValue(const DefaultValue &value);

    void metadata(const std::vector<Metadata> &all, std::string_view indent);
    void printEnum(const EnumType &type);
    void printPartial(const TablePartial &partial);
    void printTable(const Table &table);
    void printBody(const Table &table);
    void printColumn(const Column &column);
    void printKeys(const Table &table);
    void printIndex(const Table &table, const Index &index);
    /// `ofPartial`: the source is the partial's, and has columns only.
    void printForeignKey(const ForeignKey &key, const Table *ofPartial = nullptr);
    void printRelationship(const Relationship &relationship, const Table *ofPartial = nullptr);

    void printAnnotations();
    void printRecords(const Records &records);
    void printGroup(const TableGroup &group);
    void printStickyNote(const StickyNote &stickyNote);
    void printView(const DiagramView &view);
    void printDependency(const Dependency &dependency);
    void value(const RecordValue &value);
    void dependencyEnd(const Dependency::End &end);
    template <class Id, class Called>
    void selection(std::string_view kind, const DiagramView::Selection<Id> &selected,
                   Called called);

    [[nodiscard]] std::string tableName(TableId table) const;
    [[nodiscard]] static std::string columnName(const Table *table, const ColumnRef &ref);

    const Schema &m_schema;
    const TypeSpeller &m_spellType;
    std::string m_out;
};

/// A JSON-like string: one line, unambiguous.
[[nodiscard]] std::string quote(std::string_view text);
[[nodiscard]] std::string qualified(const Name &namespaceName, const Name &name);

} // namespace tw::ir
