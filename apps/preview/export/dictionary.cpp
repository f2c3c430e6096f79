// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/dictionary.h"

#include <tablewright/base/utf8.h>

#include <QFileInfo>

#include <algorithm>
#include <unordered_set>

namespace tw::preview {

namespace {

using ir::Schema;

/// Element's names as anchors: each once, and the same at each run.
class Anchors {
public:
    std::string make(std::string_view kind, std::string_view name)
    {
        std::string anchor(kind);
        anchor += '-';
        for (const char c : name.substr(0, 60)) {
            const bool upper = c >= 'A' && c <= 'Z';
            const bool plain = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (plain)
                anchor += upper ? static_cast<char>(c - 'A' + 'a') : c;
            else if (anchor.back() != '-')
                anchor += '-';
        }
        // Names that differ only in what an anchor leaves out are counted.
        std::string candidate = anchor;
        for (std::size_t &count = m_counts[anchor]; !m_taken.insert(candidate).second;)
            candidate = fmt::format("{}-{}", anchor, ++count + 1);
        return candidate;
    }

private:
    std::unordered_map<std::string, std::size_t> m_counts;
    std::unordered_set<std::string> m_taken;
};

template <class Named> std::string qualifiedName(const Named &element)
{
    return element.namespaceName.empty()
               ? element.name.text
               : fmt::format("{}.{}", element.namespaceName.text, element.name.text);
}

std::string sqlText(const ir::DefaultValue &value)
{
    using Kind = ir::DefaultValue::Kind;
    if (value.kind == Kind::None)
        return {};
    if (value.kind == Kind::Null)
        return "NULL";
    if (value.kind != Kind::String)
        return value.value.text;
    std::string quoted = "'";
    for (const char c : value.value.text)
        quoted += c == '\'' ? "''" : std::string(1, c);
    return quoted + '\'';
}

std::vector<Dictionary::Fact> factsOf(const std::vector<ir::Metadata> &metadata)
{
    std::vector<Dictionary::Fact> facts;
    for (const ir::Metadata &entry : metadata) {
        if (!entry.key.view().starts_with("tw_")) // what another language cannot say otherwise
            facts.push_back({entry.key.text, entry.value.text});
    }
    return facts;
}

class DictionaryMaker {
public:
    explicit DictionaryMaker(const Snapshot &snapshot)
        : m_snapshot(snapshot), m_schema(snapshot.result.schema)
    {
    }

    Dictionary make()
    {
        describeSchema();
        makeLinks();
        for (const ir::Table &table : m_schema.tables)
            m_dictionary.tables.push_back(describe(table));
        for (const ir::ForeignKey &key : m_schema.foreignKeys) {
            addReference(key.source, key.target, key.name.text, key.onDelete, key.onUpdate,
                         remarkOf(key));
        }
        for (const ir::Relationship &link : m_schema.relationships) {
            addReference(link.source, link.target, link.name.text, link.onDelete, link.onUpdate,
                         std::string(spelling(link.kind)));
        }
        for (const ir::Records &records : m_schema.records) {
            if (!knows(records.table))
                continue;
            m_dictionary.tables[records.table.index()].records += records.rowCount();
            m_dictionary.tables[records.table.index()].exampleRecords = records.isExample;
        }
        nameJunctions();
        addEnums();
        addGroups();
        sortByName(m_dictionary.tables);
        sortByName(m_dictionary.enums);
        return std::move(m_dictionary);
    }

private:
    [[nodiscard]] bool knows(ir::TableId id) const
    {
        return id.isValid() && id.index() < m_schema.tables.size();
    }
    [[nodiscard]] bool knows(ir::EnumId id) const
    {
        return id.isValid() && id.index() < m_schema.enums.size();
    }

    void describeSchema()
    {
        Dictionary &out = m_dictionary;
        out.source = QFileInfo(m_snapshot.path).fileName().toStdString();
        out.title = m_schema.name.text;
        if (out.title.empty())
            out.title = QFileInfo(m_snapshot.path).completeBaseName().toStdString();
        if (out.title.empty())
            out.title = "Untitled schema";
        out.note = m_schema.note.text;
        out.metadata = factsOf(m_schema.metadata);
        for (const ir::StickyNote &note : m_schema.stickyNotes)
            out.notes.push_back({note.name.text, note.text.text});
        out.errors = static_cast<std::size_t>(errorsOf(m_snapshot).document);
    }

    void makeLinks()
    {
        for (const ir::Table &table : m_schema.tables) {
            const std::string name = qualifiedName(table);
            m_tables.push_back({name, m_anchors.make("table", name)});
        }
        for (const ir::EnumType &type : m_schema.enums) {
            const std::string name = qualifiedName(type);
            m_dictionary.enums.emplace_back().link = {name, m_anchors.make("enum", name)};
        }
    }

    [[nodiscard]] std::string spell(const ir::Column &column) const
    {
        if (column.type.isResolved() && m_snapshot.compiler)
            return m_snapshot.compiler->backend().typeCatalog().spell(m_schema, column.type);
        std::string text = column.typeSyntax.spelling.text;
        const ir::TypeArguments &arguments = *column.typeSyntax.arguments;
        if (arguments.length)
            return fmt::format("{}({})", text, arguments.length->value);
        if (arguments.precision && arguments.scale)
            return fmt::format("{}({},{})", text, arguments.precision->value,
                               arguments.scale->value);
        if (arguments.precision)
            return fmt::format("{}({})", text, arguments.precision->value);
        return text;
    }

    static std::string nameOf(const ir::Table *table, const ir::ColumnRef &ref)
    {
        if (table != nullptr && ref.column.isValid() && ref.column.index() < table->columns.size())
            return table->column(ref.column).name.text;
        return ref.name.text;
    }

    template <class Refs> static std::string namesOf(const ir::Table *table, const Refs &refs)
    {
        std::string text;
        for (const ir::ColumnRef &ref : refs)
            text += (text.empty() ? "" : ", ") + nameOf(table, ref);
        return text;
    }

    static std::string elementsOf(const ir::Table &table, const ir::Index &index)
    {
        std::string text;
        for (const ir::IndexElement &element : index.elements) {
            text += text.empty() ? "" : ", ";
            text += element.isExpression() ? '(' + element.expression->text + ')'
                                           : nameOf(&table, element.column);
            if (element.order == ir::IndexElement::Order::Descending)
                text += " DESC";
            if (element.nulls != ir::IndexElement::Nulls::Default)
                text += element.nulls == ir::IndexElement::Nulls::First ? " NULLS FIRST"
                                                                        : " NULLS LAST";
        }
        return text;
    }

    Dictionary::Table describe(const ir::Table &table)
    {
        Dictionary::Table out;
        out.link = m_tables[m_dictionary.tables.size()];
        out.note = table.note.text;
        out.metadata = factsOf(*table.metadata);
        for (const ir::Column &column : table.columns)
            out.columns.push_back(describe(column));
        m_dictionary.columnCount += table.columns.size();
        const auto mark = [&](const ir::ColumnRef &ref, bool Dictionary::Column::*flag) {
            if (ref.column.isValid() && ref.column.index() < out.columns.size())
                out.columns[ref.column.index()].*flag = true;
        };
        if (table.primaryKey) {
            for (const ir::ColumnRef &ref : table.primaryKey->columns) {
                mark(ref, &Dictionary::Column::primaryKey);
                if (ref.column.isValid() && ref.column.index() < out.columns.size())
                    out.columns[ref.column.index()].nullable = false;
            }
            out.keys.push_back(
                {table.primaryKey->name.text, namesOf(&table, table.primaryKey->columns), true});
        }
        for (const ir::UniqueKey &key : table.uniqueKeys) {
            if (key.columns.size() == 1)
                mark(key.columns[0], &Dictionary::Column::unique);
            out.keys.push_back({key.name.text, namesOf(&table, key.columns), false});
        }
        for (const ir::CheckConstraint &check : table.checks)
            out.checks.push_back({check.name.text, check.expression.text});
        for (const ir::Index &index : table.indexes) {
            if (index.unique && index.elements.size() == 1 && index.where->empty())
                mark(index.elements[0].column, &Dictionary::Column::unique);
            out.indexes.push_back({index.name.text, elementsOf(table, index),
                                   index.method.empty() ? "btree" : index.method.text,
                                   namesOf(&table, index.include), index.where->text,
                                   index.note->text, index.unique});
        }
        return out;
    }

    Dictionary::Column describe(const ir::Column &column)
    {
        Dictionary::Column out;
        out.name = column.name.text;
        out.type = spell(column);
        out.nullable = column.nullable;
        out.autoIncrement = column.autoIncrement;
        out.defaultValue = sqlText(column.defaultValue);
        out.generated = column.generated->text;
        out.note = column.note->text;
        out.metadata = factsOf(*column.metadata);
        if (knows(column.type.enumType)) {
            Dictionary::Enum &type = m_dictionary.enums[column.type.enumType.index()];
            const Dictionary::Link &table = m_tables[m_dictionary.tables.size()];
            out.typeAnchor = type.link.anchor;
            type.usedBy.push_back({table.text + '.' + out.name, table.anchor});
        }
        return out;
    }

    static std::string remarkOf(const ir::ForeignKey &key)
    {
        switch (key.deferrability) {
        case ir::Deferrability::InitiallyImmediate:
            return "deferrable";
        case ir::Deferrability::InitiallyDeferred:
            return "deferrable, initially deferred";
        case ir::Deferrability::NotDeferrable:
            break;
        }
        return {};
    }

    void addReference(const ir::Endpoint &source, const ir::Endpoint &target,
                      const std::string &name, ir::ReferentialAction onDelete,
                      ir::ReferentialAction onUpdate, const std::string &remark)
    {
        if (!knows(source.table) || !knows(target.table))
            return;
        ++m_dictionary.referenceCount;
        const ir::Table &from = m_schema.table(source.table);
        const ir::Table &to = m_schema.table(target.table);
        Dictionary::Reference out{name,
                                  namesOf(&from, source.columns),
                                  m_tables[target.table.index()],
                                  namesOf(&to, target.columns),
                                  std::string(spelling(onDelete)),
                                  std::string(spelling(onUpdate)),
                                  remark};
        Dictionary::Table &fromOut = m_dictionary.tables[source.table.index()];
        for (const ir::ColumnRef &ref : source.columns) {
            if (ref.column.isValid() && ref.column.index() < fromOut.columns.size())
                fromOut.columns[ref.column.index()].references.push_back(out.table);
        }
        fromOut.references.push_back(out);
        std::swap(out.columns, out.otherColumns);
        out.table = m_tables[source.table.index()];
        m_dictionary.tables[target.table.index()].referencedBy.push_back(std::move(out));
    }

    /// What the transforms have added stands behind what was declared.
    void nameJunctions()
    {
        for (std::size_t i = m_snapshot.declared().tables.size(); i < m_schema.tables.size(); ++i) {
            Dictionary::Table &table = m_dictionary.tables[i];
            table.junctionOf = "a many-to-many relationship";
            if (table.references.size() == 2) {
                table.junctionOf +=
                    fmt::format(" between {} and {}", table.references[0].table.text,
                                table.references[1].table.text);
            }
        }
    }

    void addEnums()
    {
        for (std::size_t i = 0; i < m_schema.enums.size(); ++i) {
            const ir::EnumType &type = m_schema.enums[i];
            Dictionary::Enum &out = m_dictionary.enums[i];
            out.note = type.note.text;
            for (const ir::EnumValue &value : type.values)
                out.values.push_back({value.value.text, value.note.text});
        }
    }

    void addGroups()
    {
        for (const ir::TableGroup &group : m_schema.groups) {
            Dictionary::Group out;
            out.link = {group.name.text, m_anchors.make("group", group.name.view())};
            out.note = group.note.text;
            for (const ir::TableGroup::Member &member : group.tables) {
                if (!knows(member.table))
                    continue;
                out.tables.push_back(m_tables[member.table.index()]);
                m_dictionary.tables[member.table.index()].group = group.name.text;
            }
            m_dictionary.groups.push_back(std::move(out));
        }
    }

    template <class Element> static void sortByName(std::vector<Element> &elements)
    {
        std::ranges::stable_sort(
            elements, {}, [](const Element &element) { return asciiLower(element.link.text); });
    }

    const Snapshot &m_snapshot;
    const Schema &m_schema;
    Anchors m_anchors;
    std::vector<Dictionary::Link> m_tables; ///< by `TableId`
    Dictionary m_dictionary;
};

} // namespace

std::string madeVisible(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
            out += "\xEF\xBF\xBD";
            continue;
        }
        // U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069 are three bytes from E2 on.
        const unsigned third = i + 2 < text.size() ? static_cast<unsigned char>(text[i + 2]) : 0;
        const std::string_view lead = text.substr(i, 2);
        const bool turns = (lead == "\xE2\x80" &&
                            (third == 0x8E || third == 0x8F || (third >= 0xAA && third <= 0xAE))) ||
                           (lead == "\xE2\x81" && third >= 0xA6 && third <= 0xA9);
        if (!turns) {
            out += text[i];
            continue;
        }
        const unsigned codePoint = (lead[1] == '\x80' ? 0x2000U : 0x2040U) + (third & 0x3FU);
        out += fmt::format("[U+{:04X}]", codePoint);
        i += 2;
    }
    return out;
}

Dictionary makeDictionary(const Snapshot &snapshot) { return DictionaryMaker(snapshot).make(); }

} // namespace tw::preview
