// SPDX-License-Identifier: MIT
#include "ddl_writer.h"

#include "index_methods.h"
#include "literal_writer.h"
#include "part_recorder.h"
#include "quoting.h"
#include "record_writer.h"
#include "sequence_names.h"
#include "type_catalog.h"

#include <unordered_set>
#include <utility>

namespace tw::postgresql {
namespace {

bool isDefault(std::string_view namespaceName)
{
    return namespaceName.empty() || namespaceName == "public";
}

/// Appends statements to one script. Lives for one call of `writeScript`.
class DdlWriter {
public:
    explicit DdlWriter(const ir::Schema &schema, PartRecorder *recorder = nullptr)
        : m_schema(schema), m_text(m_script.text), m_sequences(schema), m_recorder(recorder)
    {
    }

    Script write()
    {
        reserve();
        writeNamespaces();
        for (std::size_t i = 0; i < m_schema.enums.size(); ++i)
            writeEnum(i);
        sortForeignKeys();
        // All of a table together: a later table's foreign key may need its unique index, and a
        // table is in the cache only once.
        for (const ir::TableId id : m_schema.creationOrder) {
            writeTable(id);
            for (std::size_t i = 0; i < m_schema.table(id).indexes.size(); ++i)
                writeIndex(id, i);
            writeComments(id);
        }
        // Between them a cycle of tables takes rows in any order.
        RecordWriter(
            m_schema, m_script,
            [this](std::string &text, const ir::Table &table) { tableName(text, table); },
            m_recorder)
            .write();
        for (std::size_t i = 0; i < m_schema.foreignKeys.size(); ++i) {
            if (m_schema.foreignKeys[i].addedLater)
                writeLaterForeignKey(i);
        }
        return std::move(m_script);
    }

private:
    void reserve();
    void begin(Origin::Kind kind, std::size_t element, const SourceRange &range,
               std::uint32_t part = UINT32_MAX);
    void end();

    void writeNamespaces();
    void writeEnum(std::size_t index);
    void sortForeignKeys();
    void writeTable(ir::TableId id);
    void writeColumn(const ir::Table &table, const ir::Column &column);
    void writeConstraints(ir::TableId id);
    void writeForeignKey(const ir::ForeignKey &key);
    void writeLaterForeignKey(std::size_t index);
    void writeIndex(ir::TableId id, std::size_t index);
    void writeIndexElement(const ir::Table &table, const ir::IndexElement &element);
    void writeComments(ir::TableId id);
    void writeComment(std::string_view note);

    /// Null unless the pieces of the statement at hand are wanted.
    [[nodiscard]] PartRecorder *recorder() const
    {
        return m_recorder != nullptr && m_recorder->wants(m_script) ? m_recorder : nullptr;
    }

    void add(std::string_view text) { m_text.append(text); }
    void item() { add(std::exchange(m_firstItem, false) ? "\n    " : ",\n    "); }
    void name(std::string_view text) { appendIdentifier(m_text, text); }
    void qualifier(const ir::Name &namespaceName, bool hidden)
    {
        qualifier(m_text, namespaceName, hidden);
    }
    void qualifier(std::string &text, const ir::Name &namespaceName, bool hidden) const;
    void tableName(const ir::Table &table) { tableName(m_text, table); }
    void tableName(std::string &text, const ir::Table &table) const;
    void enumName(const ir::EnumType &enumType);
    void columnList(const ir::Table &table, const std::vector<ir::ColumnRef> &columns);
    void constraint(const ir::Name &constraintName, std::string_view what);

    const ir::Schema &m_schema;
    Script m_script;
    std::string &m_text;
    SequenceNames m_sequences;
    PartRecorder *m_recorder;
    /// Another namespace than the default one may come first in the search path (`"$user"`), so
    /// nothing is left to the path when there are several.
    bool m_qualifyDefault = false;
    bool m_firstItem = true;                      ///< of the list in a CREATE TABLE
    std::vector<std::uint32_t> m_keysBySource;    ///< foreign keys in CREATE TABLE, by source table
    std::vector<std::uint32_t> m_firstKeyOfTable; ///< into the former; one more than tables
};

void DdlWriter::reserve()
{
    std::size_t columns = 0;
    std::size_t indexes = 0;
    std::size_t text = 0;
    for (const ir::Table &table : m_schema.tables) {
        columns += table.columns.size();
        indexes += table.indexes.size();
        text += table.note.text.size();
        for (const ir::CheckConstraint &check : table.checks)
            text += check.expression.text.size() + 80;
    }
    const std::size_t tables = m_schema.tables.size();
    const std::size_t keys = m_schema.foreignKeys.size();
    m_text.reserve(tables * 160 + columns * 80 + keys * 200 + indexes * 140 + text);
    m_script.statements.reserve(m_schema.enums.size() + tables + keys + indexes);
}

void DdlWriter::begin(Origin::Kind kind, std::size_t element, const SourceRange &range,
                      std::uint32_t part)
{
    if (!m_text.empty())
        m_text.push_back('\n');
    Statement &statement = m_script.statements.emplace_back();
    statement.begin = m_text.size();
    statement.origin = {kind, static_cast<std::uint32_t>(element), part, range};
}

void DdlWriter::end()
{
    m_script.statements.back().end = m_text.size();
    add(";\n");
}

void DdlWriter::qualifier(std::string &text, const ir::Name &namespaceName, bool hidden) const
{
    if (!isDefault(namespaceName.view())) {
        appendIdentifier(text, namespaceName.view());
        text.push_back('.');
    } else if (m_qualifyDefault || hidden) {
        text += "public.";
    }
}

void DdlWriter::tableName(std::string &text, const ir::Table &table) const
{
    // The catalogs' own tables are found first.
    qualifier(text, table.namespaceName, table.name.view().starts_with("pg_"));
    appendIdentifier(text, table.name.view());
}

void DdlWriter::enumName(const ir::EnumType &enumType)
{
    qualifier(enumType.namespaceName, isHiddenTypeName(enumType.name.view()));
    name(enumType.name.view());
}

void DdlWriter::columnList(const ir::Table &table, const std::vector<ir::ColumnRef> &columns)
{
    m_text.push_back('(');
    bool first = true;
    for (const ir::ColumnRef &reference : columns) {
        if (!first)
            add(", ");
        first = false;
        name(table.column(reference.column).name.view());
    }
    m_text.push_back(')');
}

void DdlWriter::writeNamespaces()
{
    std::unordered_set<std::string_view> seen;
    const auto write = [&](const ir::Name &namespaceName) {
        const std::string_view kept = keptIdentifier(namespaceName.view());
        if (isDefault(kept) || !seen.insert(kept).second)
            return;
        m_qualifyDefault = true;
        begin(Origin::Kind::Namespace, UINT32_MAX, namespaceName.range);
        add("CREATE SCHEMA ");
        name(kept);
        end();
    };
    for (const ir::EnumType &enumType : m_schema.enums)
        write(enumType.namespaceName);
    for (const ir::Table &table : m_schema.tables)
        write(table.namespaceName);
}

void DdlWriter::writeEnum(std::size_t index)
{
    const ir::EnumType &enumType = m_schema.enums[index];
    begin(Origin::Kind::Enum, index, enumType.range);
    add("CREATE TYPE ");
    enumName(enumType);
    add(" AS ENUM (");
    for (std::size_t i = 0; i < enumType.values.size(); ++i) {
        add(i == 0 ? "\n    " : ",\n    ");
        const std::size_t begin = m_text.size();
        appendLiteral(m_text, enumType.values[i].value.view());
        if (PartRecorder *parts = recorder())
            parts->enumValue(m_text, begin, enumType.values[i].value);
    }
    add(enumType.values.empty() ? ")" : "\n)");
    end();
    if (enumType.note.empty())
        return;
    begin(Origin::Kind::Enum, index, enumType.note.range);
    add("COMMENT ON TYPE ");
    enumName(enumType);
    writeComment(enumType.note.view());
}

void DdlWriter::sortForeignKeys()
{
    std::vector<std::uint32_t> &first = m_firstKeyOfTable;
    first.assign(m_schema.tables.size() + 1, 0);
    for (const ir::ForeignKey &key : m_schema.foreignKeys) {
        if (!key.addedLater)
            ++first[key.source.table.index() + 1];
    }
    for (std::size_t i = 1; i < first.size(); ++i)
        first[i] += first[i - 1];
    m_keysBySource.resize(first.back());
    std::vector<std::uint32_t> next = first;
    for (std::size_t i = 0; i < m_schema.foreignKeys.size(); ++i) {
        const ir::ForeignKey &key = m_schema.foreignKeys[i];
        if (!key.addedLater)
            m_keysBySource[next[key.source.table.index()]++] = static_cast<std::uint32_t>(i);
    }
}

void DdlWriter::writeTable(ir::TableId id)
{
    const ir::Table &table = m_schema.table(id);
    begin(Origin::Kind::Table, id.index(), table.range);
    add("CREATE TABLE ");
    tableName(table);
    add(" (");
    m_firstItem = true;
    for (const ir::Column &column : table.columns) {
        item();
        const std::size_t begin = m_text.size();
        writeColumn(table, column);
        if (PartRecorder *parts = recorder())
            parts->column(m_text, begin, column);
    }
    writeConstraints(id);
    add(m_firstItem ? ")" : "\n)");
    end();
}

void DdlWriter::writeColumn(const ir::Table &table, const ir::Column &column)
{
    name(column.name.view());
    m_text.push_back(' ');
    std::size_t begin = m_text.size();
    PartRecorder *const parts = recorder();
    appendType(m_text, m_schema, column.type, m_qualifyDefault);
    if (parts != nullptr)
        parts->type(m_text, begin, column);
    if (!column.generated->empty()) {
        add(" GENERATED ALWAYS AS ");
        begin = m_text.size();
        appendExpression(m_text, column.generated->text);
        if (parts != nullptr)
            parts->expression(m_text, begin, *column.generated, "generated column", column.name);
        add(" STORED");
    }
    if (!column.nullable)
        add(" NOT NULL");
    if (column.autoIncrement || isSerial(column.type)) {
        add(" GENERATED BY DEFAULT AS IDENTITY");
        const std::string_view sequence = m_sequences.explicitNameFor(column);
        if (!sequence.empty()) {
            add(" (SEQUENCE NAME ");
            qualifier(table.namespaceName, sequence.starts_with("pg_"));
            name(sequence);
            m_text.push_back(')');
        }
        // No default beside it, unless errors are to be put to the server.
    }
    switch (column.defaultValue.kind) {
    case ir::DefaultValue::Kind::None:
        break;
    case ir::DefaultValue::Kind::Null:
        add(" DEFAULT NULL");
        break;
    case ir::DefaultValue::Kind::Expression:
        add(" DEFAULT ");
        begin = m_text.size();
        appendDefaultExpression(m_text, column.defaultValue.value.text);
        if (parts != nullptr) {
            parts->expression(m_text, begin, column.defaultValue.value, "the default of column",
                              column.name);
        }
        break;
    default:
        add(" DEFAULT ");
        begin = m_text.size();
        appendDefaultLiteral(m_text, column.type, column.defaultValue);
        if (parts != nullptr)
            parts->literal(m_text, begin, column);
        break;
    }
}

void DdlWriter::constraint(const ir::Name &constraintName, std::string_view what)
{
    item();
    if (!constraintName.empty()) {
        add("CONSTRAINT ");
        name(constraintName.view());
        m_text.push_back(' ');
    }
    add(what);
}

void DdlWriter::writeConstraints(ir::TableId id)
{
    const ir::Table &table = m_schema.table(id);
    PartRecorder *const parts = recorder();
    std::size_t begin = m_text.size();
    const auto done = [&](std::string_view kind, const auto &what) {
        if (parts != nullptr)
            parts->constraint(m_text, begin, kind, what.name, what.range);
        begin = m_text.size();
    };
    if (table.primaryKey) {
        constraint(table.primaryKey->name, "PRIMARY KEY ");
        columnList(table, table.primaryKey->columns);
        done("primary key", *table.primaryKey);
    }
    // An error, which only a compile that makes warnings of errors brings here.
    for (const ir::PrimaryKey &key : table.extraPrimaryKeys) {
        constraint(key.name, "PRIMARY KEY ");
        columnList(table, key.columns);
    }
    for (const ir::UniqueKey &key : table.uniqueKeys) {
        constraint(key.name, "UNIQUE ");
        columnList(table, key.columns);
        done("unique key", key);
    }
    for (const ir::CheckConstraint &check : table.checks) {
        constraint(check.name, "CHECK ");
        const std::size_t expression = m_text.size();
        appendExpression(m_text, check.expression.text);
        if (parts != nullptr)
            parts->expression(m_text, expression, check.expression, "check", check.name);
        done("check", check);
    }
    const std::uint32_t end = m_firstKeyOfTable[id.index() + 1];
    for (std::uint32_t i = m_firstKeyOfTable[id.index()]; i < end; ++i) {
        const ir::ForeignKey &key = m_schema.foreignKeys[m_keysBySource[i]];
        constraint(key.name, "");
        writeForeignKey(key);
        done("foreign key", key);
    }
}

void DdlWriter::writeForeignKey(const ir::ForeignKey &key)
{
    const ir::Table &target = m_schema.table(key.target.table);
    add("FOREIGN KEY ");
    columnList(m_schema.table(key.source.table), key.source.columns);
    add(" REFERENCES ");
    tableName(target);
    m_text.push_back(' ');
    columnList(target, key.target.columns);
    const auto action = [this](std::string_view event, ir::ReferentialAction what) {
        // NO ACTION is what a key does when nothing is said.
        if (what == ir::ReferentialAction::Unspecified || what == ir::ReferentialAction::NoAction)
            return;
        add(event);
        add(ir::spelling(what));
    };
    action(" ON DELETE ", key.onDelete);
    action(" ON UPDATE ", key.onUpdate);
    if (key.deferrability == ir::Deferrability::InitiallyImmediate)
        add(" DEFERRABLE INITIALLY IMMEDIATE");
    else if (key.deferrability == ir::Deferrability::InitiallyDeferred)
        add(" DEFERRABLE INITIALLY DEFERRED");
}

void DdlWriter::writeLaterForeignKey(std::size_t index)
{
    const ir::ForeignKey &key = m_schema.foreignKeys[index];
    begin(Origin::Kind::ForeignKey, index, key.range);
    add("ALTER TABLE ");
    tableName(m_schema.table(key.source.table));
    add("\n    ADD ");
    if (!key.name.empty()) {
        add("CONSTRAINT ");
        name(key.name.view());
        m_text.push_back(' ');
    }
    writeForeignKey(key);
    end();
}

void DdlWriter::writeIndexElement(const ir::Table &table, const ir::IndexElement &element)
{
    const std::size_t begin = m_text.size();
    if (element.isExpression())
        appendExpression(m_text, element.expression->text);
    else
        name(table.column(element.column.column).name.view());
    if (PartRecorder *parts = recorder()) {
        if (element.isExpression())
            parts->expression(m_text, begin, *element.expression, {}, {});
        else
            parts->place(m_text, begin, element.range);
    }
    if (element.order == ir::IndexElement::Order::Ascending)
        add(" ASC");
    else if (element.order == ir::IndexElement::Order::Descending)
        add(" DESC");
    if (element.nulls == ir::IndexElement::Nulls::First)
        add(" NULLS FIRST");
    else if (element.nulls == ir::IndexElement::Nulls::Last)
        add(" NULLS LAST");
}

void DdlWriter::writeIndex(ir::TableId id, std::size_t index)
{
    static const PostgresqlIndexMethods methods;
    const ir::Table &table = m_schema.table(id);
    const ir::Index &definition = table.indexes[index];
    begin(Origin::Kind::Index, id.index(), definition.range, static_cast<std::uint32_t>(index));
    add(definition.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
    name(definition.name.view());
    add(" ON ");
    tableName(table);
    const IndexMethodInfo *method = methods.find(definition.method.view());
    if (method == nullptr) {
        add(" USING ");
        name(definition.method.view());
    } else if (method != methods.find({})) {
        add(" USING ");
        add(method->name);
    }
    add(" (");
    bool first = true;
    for (const ir::IndexElement &element : definition.elements) {
        if (!first)
            add(", ");
        first = false;
        writeIndexElement(table, element);
    }
    m_text.push_back(')');
    if (!definition.include.empty()) {
        add(" INCLUDE ");
        columnList(table, definition.include);
    }
    if (!definition.where->empty()) {
        add(" WHERE ");
        const std::size_t begin = m_text.size();
        appendExpression(m_text, definition.where->text);
        if (PartRecorder *parts = recorder())
            parts->expression(m_text, begin, *definition.where, {}, {});
    }
    end();
}

void DdlWriter::writeComment(std::string_view note)
{
    add(" IS ");
    appendLiteral(m_text, note);
    end();
}

void DdlWriter::writeComments(ir::TableId id)
{
    const ir::Table &table = m_schema.table(id);
    if (!table.note.empty()) {
        begin(Origin::Kind::Note, id.index(), table.note.range);
        add("COMMENT ON TABLE ");
        tableName(table);
        writeComment(table.note.view());
    }
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const ir::Column &column = table.columns[i];
        if (column.note->empty())
            continue;
        begin(Origin::Kind::Note, id.index(), column.note->range, static_cast<std::uint32_t>(i));
        add("COMMENT ON COLUMN ");
        tableName(table);
        m_text.push_back('.');
        name(column.name.view());
        writeComment(column.note->view());
    }
    for (std::size_t i = 0; i < table.indexes.size(); ++i) {
        const ir::Index &index = table.indexes[i];
        if (index.note->empty())
            continue;
        begin(Origin::Kind::Index, id.index(), index.note->range, static_cast<std::uint32_t>(i));
        add("COMMENT ON INDEX ");
        qualifier(table.namespaceName, index.name.view().starts_with("pg_"));
        name(index.name.view());
        writeComment(index.note->view());
    }
}

} // namespace

Script writeScript(const ir::Schema &schema) { return DdlWriter(schema).write(); }

std::vector<StatementPart> partsOfStatement(const ir::Schema &schema, std::size_t statement)
{
    PartRecorder recorder(statement);
    static_cast<void>(DdlWriter(schema, &recorder).write());
    return recorder.take();
}

} // namespace tw::postgresql
