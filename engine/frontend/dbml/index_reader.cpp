// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/settings.h"
#include "frontend/dbml/table_body_reader.h"

#include <algorithm>

namespace tw::dbml {

namespace {

constexpr std::string_view indexExpectation =
    "a column, an expression in backticks, or several in parentheses";

bool isIndexItem(const Node &node) { return node.isName() || node.is(Node::Kind::Expression); }

bool isIndexField(const Node &node)
{
    return isIndexItem(node) || (node.is(Node::Kind::Group) &&
                                 std::all_of(node.parts.begin(), node.parts.end(),
                                             [](const Node *p) { return isIndexItem(*p); }));
}

/// Without regard to order.
bool sameColumns(const ir::PrimaryKey &a, const ir::PrimaryKey &b)
{
    const auto names = [](const ir::PrimaryKey &key) {
        std::vector<std::string_view> result;
        result.reserve(key.columns.size());
        for (const ir::ColumnRef &column : key.columns)
            result.push_back(column.name.text);
        std::sort(result.begin(), result.end());
        return result;
    };
    return a.columns.size() == b.columns.size() && names(a) == names(b);
}

} // namespace

void TableBodyReader::readIndexes(const Element &element)
{
    if (!checkHeader(m_file, element, {.what = "Indexes"}) || element.body == nullptr)
        return;
    for (const Entry &entry : element.body->entries) {
        Element inner;
        if (toElement(entry, inner))
            checkPlace(m_file, inner, ElementKind::Indexes);
        else
            readIndex(entry.line);
    }
}

void TableBodyReader::readIndex(const Line &line)
{
    std::span<const Node *const> items = line.items;
    const Node *list = nullptr;
    if (items.back()->is(Node::Kind::List)) { // and nothing before it is an index of nothing
        list = items.back();
        items = items.first(items.size() - 1);
    }
    ir::Index index;
    index.range = m_file.tree.range(line.begin, line.end);
    for (const Node *item : items)
        readIndexElements(*item, index);
    if (list != nullptr && readIndexSettings(*list, index)) {
        ir::PrimaryKey &key = m_listedKeys.emplace_back();
        key.name = std::move(index.name);
        key.range = index.range;
        for (ir::IndexElement &element : index.elements) {
            // An expression stands as a column's name, which no table has.
            if (element.isExpression()) {
                key.columns.push_back({{element.expression->text, element.range}, {}});
                m_file.tables.keyExpressions.push_back(element.range);
            } else {
                key.columns.push_back(std::move(element.column));
            }
        }
        return;
    }
    m_table.indexes.push_back(std::move(index));
}

/// A column, an expression, several in parentheses, or `a (b, c)`, which the grammar takes for a
/// call.
void TableBodyReader::readIndexElements(const Node &node, ir::Index &index)
{
    std::vector<const Node *> fields;
    const Node *callee = &node;
    std::vector<const Node *> calls;
    for (; callee->is(Node::Kind::Call); callee = callee->parts.front())
        calls.push_back(callee);
    if (!isIndexField(*callee)) {
        const auto odd = std::find_if_not(callee->parts.begin(), callee->parts.end(),
                                          [](const Node *part) { return isIndexItem(*part); });
        const bool within = callee->is(Node::Kind::Group) && odd != callee->parts.end();
        m_file.diagnostics.report(diag::UnexpectedItem, m_file.range(*callee),
                                  describe(within ? **odd : *callee), indexExpectation);
        return;
    }
    if (callee->is(Node::Kind::Group))
        fields.assign(callee->parts.begin(), callee->parts.end());
    else
        fields.push_back(callee);
    std::reverse(calls.begin(), calls.end());
    for (const Node *call : calls) {
        for (const Node *part : call->parts.subspan(1)) {
            if (!isIndexItem(*part)) {
                m_file.diagnostics.report(diag::UnexpectedItem,
                                          m_file.tree.range(call->parts.front()->end, call->end),
                                          describe(*part), indexExpectation);
                return;
            }
            fields.push_back(part);
        }
    }
    index.elements.reserve(index.elements.size() + fields.size());
    for (const Node *field : fields) {
        ir::IndexElement &element = index.elements.emplace_back();
        element.range = m_file.range(*field);
        if (field->is(Node::Kind::Expression))
            element.expression = ir::Expression{textOf(*field), element.range};
        else
            element.column.name = nameOf(m_file, *field);
    }
}

/// True when the index is the primary key.
bool TableBodyReader::readIndexSettings(const Node &list, ir::Index &index)
{
    checkSettingNames(m_file, list);
    bool primary = false;
    for (const Setting &setting : list.settings) {
        const std::string_view name = setting.name;
        const SourceRange range = nameRange(m_file, setting);
        const auto text = [&](ir::Name &to) {
            if (const Node *const value = expectText(m_file, setting, Blame::Setting))
                to = {textOf(*value), m_file.range(*value)};
        };
        if (name == "pk") {
            primary = expectNoValue(m_file, setting, Blame::Setting);
        } else if (name == "unique") {
            index.unique = expectNoValue(m_file, setting, Blame::Setting);
            index.uniqueRange = range;
        } else if (name == "name") {
            text(index.name);
        } else if (name == "note") {
            readNoteSetting(m_file, setting, index.note.edit(), Blame::Setting);
        } else if (name == "type") {
            if (setting.value != nullptr && setting.value->isName())
                index.method = nameOf(m_file, *setting.value);
            else
                reportValue(m_file, setting, "a method such as `btree` or `hash`", Blame::Setting);
        } else if (setting.key == nullptr) {
            reportUnknownSetting(m_file, setting, "an index",
                                 {"pk", "unique", "name", "type", "note"});
        }
    }
    return primary;
}

void TableBodyReader::readChecks(const Element &element)
{
    if (!checkHeader(m_file, element, {.what = "Checks"}) || element.body == nullptr)
        return;
    for (const Entry &entry : element.body->entries) {
        Element inner;
        if (toElement(entry, inner))
            checkPlace(m_file, inner, ElementKind::Checks);
        else
            readCheck(entry.line);
    }
}

void TableBodyReader::readCheck(const Line &line)
{
    std::span<const Node *const> items = line.items;
    ir::CheckConstraint check;
    check.range = m_file.tree.range(line.begin, line.end);
    if (items.size() > 1 && items.back()->is(Node::Kind::List)) {
        const Node &list = *items.back();
        items = items.first(items.size() - 1);
        checkSettingNames(m_file, list);
        for (const Setting &setting : list.settings) {
            if (setting.name == "name") {
                if (const Node *const value = expectText(m_file, setting, Blame::Setting))
                    check.name = {textOf(*value), m_file.range(*value)};
            } else if (setting.key == nullptr) {
                reportUnknownSetting(m_file, setting, "a check", {"name"});
            }
        }
    }
    const Node &first = *items.front();
    if (items.size() > 1 || !first.is(Node::Kind::Expression)) {
        m_file.diagnostics.report(diag::UnexpectedItem, m_file.tree.range(line.begin, line.end),
                                  items.size() > 1 ? "several values" : describe(first),
                                  "one expression in backticks");
        return;
    }
    check.expression = {textOf(first), m_file.range(first)};
    m_table.checks.push_back(std::move(check));
}

/// The first key is the table's, any other over different columns is one too many.
void TableBodyReader::finishPrimaryKeys()
{
    if (!m_flaggedKey.columns.empty())
        m_table.primaryKey = std::move(m_flaggedKey);
    for (ir::PrimaryKey &key : m_listedKeys) {
        if (!m_table.primaryKey || sameColumns(*m_table.primaryKey, key))
            m_table.primaryKey = std::move(key);
        else
            m_table.extraPrimaryKeys.push_back(std::move(key));
    }
}

} // namespace tw::dbml
