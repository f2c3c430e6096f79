// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/diagram_builder.h"
#include "model/diagram_metrics.h"

#include <tablewright/target/type_catalog.h>

#include <array>

namespace tw::preview {

namespace {

/// What people call a type beside what the target prints; used where the target agrees.
struct Synonym {
    std::string_view printed;
    std::string_view usual;
};
constexpr std::array synonyms{
    Synonym{"character varying", "varchar"},
    Synonym{"character", "char"},
    Synonym{"timestamp with time zone", "timestamptz"},
    Synonym{"timestamp without time zone", "timestamp"},
    Synonym{"time with time zone", "timetz"},
    Synonym{"time without time zone", "time"},
    Synonym{"bit varying", "varbit"},
};

QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// In a schema with errors two may have one name; each still needs a key of its own.
void giveKeys(DiagramModel &model)
{
    model.byKey.reserve(static_cast<qsizetype>(model.tables.size()));
    for (std::size_t i = 0; i < model.tables.size(); ++i) {
        DiagramTable &table = model.tables[i];
        const QString wanted = table.key;
        for (int number = 2; model.byKey.contains(table.key); ++number)
            table.key = wanted + QStringLiteral(" #%1").arg(number);
        model.byKey.insert(table.key, static_cast<int>(i));
    }
}

} // namespace

QString DiagramTables::shortened(const std::string &spelled, const ir::DataType &type) const
{
    if (type.base.isValid()) {
        const std::string_view printed = m_types.info(type.base).name;
        for (const Synonym &synonym : synonyms) {
            if (synonym.printed != printed || m_types.find({}, synonym.usual) != type.base)
                continue;
            // The arguments may stand inside the name: `timestamp(3) with time zone`.
            const std::size_t open = spelled.find('(');
            const std::size_t close = spelled.find(')');
            std::string text(synonym.usual);
            if (open != std::string::npos && close != std::string::npos && open < close)
                text += spelled.substr(open, close - open + 1);
            for (int i = 0; i < type.arrayDimensions; ++i)
                text += "[]";
            return fromUtf8(text);
        }
    }
    return fromUtf8(spelled);
}

QString DiagramTables::typeOf(const ir::Column &column)
{
    if (!column.type.isResolved())
        return textOf(column.typeSyntax.spelling);
    std::string key;
    const auto add = [&key](auto number) {
        key.append(reinterpret_cast<const char *>(&number), sizeof number);
    };
    add(column.type.base);
    add(column.type.enumType);
    add(column.type.arguments);
    add(column.type.argumentCount);
    add(column.type.arrayDimensions);
    const auto [known, isNew] = m_spellings.try_emplace(std::move(key));
    if (isNew) {
        known->second = shortened(m_types.spell(m_schema, column.type), column.type);
    }
    return known->second;
}

DiagramTable DiagramTables::table(std::size_t index)
{
    const ir::Table &table = m_schema.tables[index];
    const bool declared = index < m_declared.tables.size();
    DiagramTable made;
    made.key = tableKey(table);
    made.namespaceName = textOf(table.namespaceName);
    made.name = textOf(table.name);
    made.note = textOf(table.note);
    made.header = colorOf(table.headerColor);
    made.isJunction = !declared;
    if (declared)
        made.element = {ElementRef::Kind::Table, static_cast<std::uint32_t>(index)};
    made.columns.reserve(table.columns.size());
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const ir::Column &column = table.columns[i];
        DiagramColumn &row = made.columns.emplace_back();
        row.name = textOf(column.name);
        row.type = typeOf(column);
        row.note = textOf(*column.note);
        row.nullable = column.nullable;
        if (declared) {
            row.element = {ElementRef::Kind::Column, static_cast<std::uint32_t>(index),
                           static_cast<std::uint32_t>(i)};
        }
    }
    const auto mark = [&](const std::vector<ir::ColumnRef> &refs, bool DiagramColumn::*flag) {
        for (const ir::ColumnRef &ref : refs) {
            if (ref.column.isValid() && ref.column.index() < made.columns.size())
                made.columns[ref.column.index()].*flag = true;
        }
    };
    if (table.primaryKey) {
        mark(table.primaryKey->columns, &DiagramColumn::primaryKey);
        for (DiagramColumn &column : made.columns)
            column.nullable = column.nullable && !column.primaryKey;
    }
    for (const ir::UniqueKey &key : table.uniqueKeys) {
        if (key.columns.size() == 1)
            mark(key.columns, &DiagramColumn::unique);
    }
    for (const ir::Index &key : table.indexes) {
        if (key.unique && key.elements.size() == 1 && key.where->empty())
            mark({key.elements.front().column}, &DiagramColumn::unique);
    }
    return made;
}

DiagramTable DiagramTables::enumBox(std::size_t index) const
{
    const ir::EnumType &type = m_schema.enums[index];
    DiagramTable made;
    made.isEnum = true;
    made.key = enumKey(type);
    made.namespaceName = textOf(type.namespaceName);
    made.name = textOf(type.name);
    made.note = textOf(type.note);
    if (index < m_declared.enums.size())
        made.element = {ElementRef::Kind::Enum, static_cast<std::uint32_t>(index)};
    made.columns.reserve(type.values.size());
    for (const ir::EnumValue &value : type.values) {
        DiagramColumn &row = made.columns.emplace_back();
        row.name = textOf(value.value);
        row.note = textOf(value.note);
        row.element = made.element;
    }
    return made;
}

void DiagramTables::markKeys()
{
    for (const ir::ForeignKey &key : m_schema.foreignKeys) {
        if (!key.source.table.isValid())
            continue;
        std::vector<DiagramColumn> &columns = m_tables[key.source.table.index()].columns;
        for (const ir::ColumnRef &ref : key.source.columns) {
            if (ref.column.isValid() && ref.column.index() < columns.size())
                columns[ref.column.index()].foreignKey = true;
        }
    }
    for (const ir::Relationship &relationship : m_schema.relationships) {
        if (relationship.kind == ir::Relationship::Kind::ManyToMany ||
            !relationship.source.table.isValid())
            continue;
        std::vector<DiagramColumn> &columns = m_tables[relationship.source.table.index()].columns;
        for (const ir::ColumnRef &ref : relationship.source.columns) {
            if (ref.column.isValid() && ref.column.index() < columns.size())
                columns[ref.column.index()].foreignKey = true;
        }
    }
}

void DiagramTables::build(DiagramModel &model)
{
    m_tables.reserve(m_schema.tables.size() + m_schema.enums.size());
    for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
        m_tables.push_back(table(i));
    markKeys();
    for (std::size_t i = 0; i < m_schema.enums.size(); ++i)
        m_tables.push_back(enumBox(i));
    for (DiagramTable &table : m_tables)
        table.box = QRectF({}, sizeOf(table));
    model.tables = std::move(m_tables);
    giveKeys(model);
}

} // namespace tw::preview
