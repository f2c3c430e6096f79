// SPDX-License-Identifier: MIT
// Records: what their names mean, and the rows.

#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/link_names.h"
#include "frontend/dbml/record_types.h"
#include "frontend/dbml/settings.h"

#include <tablewright/base/utf8.h>

#include <optional>
#include <unordered_map>

namespace tw::dbml {

namespace {

using Block = PendingRecords::Block;

std::span<const Node *const> valuesOf(const Node *const &row)
{
    return row->is(Node::Kind::Commas) ? row->parts : std::span<const Node *const>(&row, 1);
}

/// Finds what the blocks of one file name.
class RecordBinder {
public:
    explicit RecordBinder(FileContext &file) : m_file(file), m_names(file) {}

    void bind(Block &block)
    {
        if (!block.table.isValid())
            block.table = findTable(block);
        if (block.table.isValid())
            bindColumns(block);
        for (const Entry &entry : block.element.body->entries) {
            for (const Node *const value : valuesOf(entry.line.items.front())) {
                if (value->is(Node::Kind::Path))
                    bindEnumValue(value->parts);
            }
        }
    }

private:
    ir::TableId findTable(const Block &block)
    {
        if (block.path.size() == 1)
            return m_names.table(block.path);
        if (const Symbol *const found = m_names.findTable(block.path)) {
            m_names.mentionTable(found->index, block.path);
            return ir::TableId(found->index);
        }
        m_file.diagnostics.report(diag::UnknownName, m_file.range(*block.path.back()), "table",
                                  NameFinder::joined(block.path));
        return {};
    }

    void bindColumns(Block &block)
    {
        const ir::Table &table = m_file.schema.table(block.table);
        if (!block.listsColumns) {
            for (std::size_t i = 0; i < table.columns.size(); ++i)
                block.columnIds.emplace_back(i);
            return;
        }
        std::unordered_map<ir::ColumnId, const Node *> seen;
        for (const Node *const name : block.columns) {
            const ir::ColumnId column = m_names.column(block.table, *name);
            if (!column.isValid())
                continue;
            block.columnIds.push_back(column);
            const auto [first, isNew] = seen.try_emplace(column, name);
            // Inside a table the language has no such rule; the database has.
            if (!isNew && !block.path.empty())
                m_file.diagnostics
                    .report(diag::ColumnTwiceInKey, m_file.range(*first->second), textOf(*name),
                            fmt::format("the records of table `{}`", table.name.text))
                    .note(m_file.range(*name), "and again here");
        }
    }

    /// `status.active`, `billing.status.active`
    void bindEnumValue(std::span<const Node *const> path)
    {
        const auto namespaces = path.first(path.size() - 2);
        const Node &name = *path[path.size() - 2];
        const Node &value = *path.back();
        if (!namespaces.empty()) {
            const std::string space = NameFinder::joined(namespaces);
            if (!m_file.scope.hasNamespace(space)) {
                m_file.diagnostics.report(diag::UnknownName, m_file.range(*namespaces.front()),
                                          "namespace", space);
                return;
            }
        }
        const Symbol *const symbol =
            m_file.scope.find(SymbolKind::Enum, NameFinder::joined(namespaces), textOf(name));
        if (symbol == nullptr) {
            m_file.diagnostics.report(diag::UnknownName, m_file.range(name), "enum",
                                      NameFinder::joined(path.first(path.size() - 1)));
            return;
        }
        const ir::EnumType &type = m_file.schema.enums[symbol->index];
        const auto found = find(symbol->index, textOf(value));
        if (!found) {
            m_file.diagnostics.report(diag::UnknownEnumValue, m_file.range(value), type.name.text,
                                      textOf(value));
            return;
        }
        m_file.mention(type.name, name);
        m_file.mention(type.values[*found].value, value);
    }

    std::optional<std::size_t> find(std::uint32_t type, const std::string &value)
    {
        StringViewMap<std::size_t> &values = m_values[type];
        if (values.empty()) {
            const std::vector<ir::EnumValue> &all = m_file.schema.enums[type].values;
            for (std::size_t i = 0; i < all.size(); ++i)
                values.try_emplace(all[i].value.view(), i);
        }
        const auto found = values.find(value);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    }

    FileContext &m_file;
    NameFinder m_names;
    std::unordered_map<std::uint32_t, StringViewMap<std::size_t>> m_values; ///< of enums, by index
};

ir::RecordValue valueOf(const FileContext &file, const Node &node, RecordType type)
{
    using Kind = ir::RecordValue::Kind;
    ir::RecordValue value;
    value.text.range = file.range(node);
    if (node.is(Node::Kind::Missing)) {
        value.kind = Kind::Omitted;
        value.text.range = {};
    } else if (node.is(Node::Kind::Expression)) {
        value.kind = Kind::Expression;
        value.text.text = textOf(node);
    } else if (node.is(Node::Kind::Path)) {
        value.kind = Kind::String;
        value.text.text = textOf(*node.parts.back());
    } else if (isText(&node)) {
        value.kind = Kind::String;
        value.text.text = textOf(node);
        // An empty string is a value of text only.
        if (value.text.empty() && type != RecordType::Text)
            value.kind = Kind::Null;
        // The target may read the day first.
        if (type == RecordType::DateTime) {
            if (std::string date = isoDate(value.text.text); !date.empty())
                value.text.text = std::move(date);
        }
    } else if (isNumber(&node)) {
        value.kind = Kind::Number;
        value.text.text = numberText(node);
    } else if (!equalsIgnoringCase(node.text, "null")) {
        value.kind = Kind::Boolean;
        value.text.text = asciiLower(node.text);
    }
    return value;
}

/// False when a row has too few values or too many.
bool readRows(FileContext &file, const Block &block, ir::Records &records)
{
    const ir::Table &table = file.schema.table(block.table);
    std::vector<RecordType> types;
    types.reserve(block.columnIds.size());
    for (const ir::ColumnId column : block.columnIds)
        types.push_back(recordTypeOf(table.column(column).typeSyntax.spelling.text));
    bool good = true;
    const auto entries = block.element.body->entries;
    records.values.reserve(entries.size() * types.size());
    records.rowRanges.reserve(entries.size());
    for (const Entry &entry : entries) {
        const SourceRange range = file.tree.range(entry.begin, entry.end);
        const auto values = valuesOf(entry.line.items.front());
        if (values.size() != types.size()) {
            file.diagnostics.report(diag::RowLength, range, values.size(), types.size());
            good = false;
            continue;
        }
        for (std::size_t i = 0; i < values.size(); ++i)
            records.values.push_back(valueOf(file, *values[i], types[i]));
        records.rowRanges.push_back(range);
    }
    return good;
}

/// Without its rows.
SourceRange headOf(const FileContext &file, const Element &element)
{
    std::uint32_t end = element.type->end;
    for (const Node *const part : {element.name, element.settings})
        end = part != nullptr ? part->end : end;
    return file.tree.range(element.begin, end);
}

} // namespace

void bindRecords(FileContext &file)
{
    RecordBinder binder(file);
    for (Block &block : file.records.blocks)
        binder.bind(block);
}

void checkRecords(const std::vector<FileContext *> &files)
{
    std::unordered_map<ir::TableId, std::size_t> blocksOf;
    for (const FileContext *file : files) {
        for (const Block &block : file->records.blocks)
            ++blocksOf[block.table];
    }
    for (FileContext *file : files) {
        for (const Block &block : file->records.blocks) {
            if (block.columnIds.empty())
                continue; // rows of no columns are none
            ir::Records records;
            records.table = block.table;
            records.columns = block.columnIds;
            records.isExample = block.isExample;
            records.range = headOf(*file, block.element);
            const bool good = readRows(*file, block, records);
            if (blocksOf[block.table] > 1)
                file->diagnostics.report(
                    diag::DuplicateElement, file->range(*block.element.type), "Records",
                    fmt::format("for table `{}`", file->schema.table(block.table).name.text));
            else if (good)
                file->schema.records.push_back(std::move(records));
        }
    }
}

} // namespace tw::dbml
