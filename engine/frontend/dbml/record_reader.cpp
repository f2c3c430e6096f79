// SPDX-License-Identifier: MIT
// Records: what a block may hold.

#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/line_settings.h"
#include "frontend/dbml/settings.h"

#include <tablewright/base/utf8.h>

#include <algorithm>

namespace tw::dbml {

namespace {

constexpr std::string_view what = "Records";
constexpr std::string_view expectedHeader = "`table(column, …)`";
constexpr std::string_view expectedColumns = "names in parentheses";
constexpr std::string_view expectedValue =
    "a number, a string, `true`, `false`, `null`, `enum.value` or an expression";

bool areNames(std::span<const Node *const> nodes)
{
    return std::ranges::all_of(nodes, [](const Node *node) { return node->isName(); });
}

bool isValue(const Node &node)
{
    using Kind = Node::Kind;
    switch (node.kind) {
    case Kind::Missing:
    case Kind::Expression:
        return true;
    case Kind::Word:
        return equalsIgnoringCase(node.text, "true") || equalsIgnoringCase(node.text, "false") ||
               equalsIgnoringCase(node.text, "null");
    case Kind::Path:
        return isNamePath(node);
    default:
        return isText(&node) || isNumber(&node);
    }
}

/// One block. Lives for one call of `readRecords`.
class RecordReader {
public:
    RecordReader(FileContext &file, const Element &element, ir::TableId table)
        : m_file(file), m_element(element)
    {
        m_block.element = element;
        m_block.table = table;
    }

    void read()
    {
        if (m_block.table.isValid())
            readColumnList();
        else
            readHeader();
        if (m_element.alias != nullptr)
            m_file.diagnostics.report(diag::UnexpectedPart, m_file.range(*m_element.alias), what,
                                      "an alias");
        readSettings();
        readBody();
        m_file.records.blocks.push_back(std::move(m_block));
    }

private:
    void readHeader()
    {
        const Node *const name = m_element.name;
        if (name == nullptr) {
            m_file.diagnostics.report(diag::UnnamedElement, m_file.range(*m_element.type), what);
            return;
        }
        if (!name->is(Node::Kind::Call)) {
            reportName(m_file.range(*name), describe(*name), expectedHeader);
            return;
        }
        const Node *const &callee = name->parts.front();
        if (!isNamePath(*callee))
            reportName(m_file.range(*callee), describe(*callee), expectedHeader);
        else if (callee->is(Node::Kind::Path))
            m_block.path.assign(callee->parts.begin(), callee->parts.end());
        else
            m_block.path = {callee};
        setColumns(name->parts.subspan(1), bracketIn(*name), name->end);
    }

    void readColumnList()
    {
        const Node *const name = m_element.name;
        if (name == nullptr)
            return;
        if (name->is(Node::Kind::Group))
            setColumns(name->parts, name->begin, name->end);
        else if (name->is(Node::Kind::Call) && name->parts.front() == m_element.type)
            setColumns(name->parts.subspan(1), bracketIn(*name), name->end);
        else
            reportName(m_file.range(*name), describe(*name), expectedColumns);
    }

    void setColumns(std::span<const Node *const> columns, std::uint32_t begin, std::uint32_t end)
    {
        if (areNames(columns)) {
            m_block.columns = columns;
            m_block.listsColumns = true;
            return;
        }
        const auto wrong =
            std::ranges::find_if(columns, [](auto *node) { return !node->isName(); });
        reportName(m_file.tree.range(begin, end), describe(**wrong), expectedColumns);
    }

    void reportName(SourceRange range, const std::string &found, std::string_view expected)
    {
        m_file.diagnostics.report(diag::MalformedName, range, found, "`Records`", expected);
    }

    /// Where the arguments of a call begin.
    static std::uint32_t bracketIn(const Node &call)
    {
        const Node *callee = call.parts.front();
        if (callee->is(Node::Kind::Path))
            callee = callee->parts.back();
        if (!callee->isName())
            return call.begin;
        // The text of a leaf is a part of the source, which goes on behind it.
        const std::string_view rest(callee->text.data() + callee->text.size(),
                                    call.end - callee->end);
        const std::size_t bracket = rest.find('(');
        return callee->end +
               (bracket == std::string_view::npos ? 0 : static_cast<std::uint32_t>(bracket));
    }

    void readSettings()
    {
        if (m_element.settings == nullptr)
            return;
        checkSettingNames(m_file, *m_element.settings);
        for (const Setting &setting : m_element.settings->settings) {
            if (setting.key != nullptr)
                continue;
            if (setting.name != "example") {
                reportUnknownSetting(m_file, setting, "`Records`", {"example"});
            } else {
                if (setting.value != nullptr || !setting.valueWords.empty())
                    reportSetting(m_file, setting, "none");
                m_block.isExample = true;
            }
        }
    }

    void readBody()
    {
        if (m_element.simple != nullptr)
            m_file.diagnostics.report(
                diag::WrongBody, m_file.tree.range(m_element.simple->begin, m_element.simple->end),
                what, "a `:` and a line", "a block in braces");
        if (m_element.body == nullptr)
            return;
        for (const Entry &entry : m_element.body->entries) {
            Element inner;
            if (toElement(entry, inner))
                checkPlace(m_file, inner, ElementKind::Records);
            else
                readRow(entry);
        }
    }

    void readRow(const Entry &entry)
    {
        const auto &items = entry.line.items;
        if (items.size() != 1) {
            m_file.diagnostics.report(
                diag::UnexpectedItem, m_file.tree.range(entry.begin, entry.end),
                "values without commas between them", "values separated by commas");
            return;
        }
        const Node &row = *items.front();
        if (!row.is(Node::Kind::Commas)) {
            readValue(row);
            return;
        }
        for (const Node *const value : row.parts)
            readValue(*value);
    }

    void readValue(const Node &value)
    {
        if (isValue(value))
            return;
        DiagnosticBuilder report = m_file.diagnostics.report(
            diag::UnexpectedItem, m_file.range(value), describe(value), expectedValue);
        if (value.is(Node::Kind::Binary) && (value.text == "-" || value.text == "+"))
            report.note(
                "a line that begins with a sign goes on with the one before it; a number in "
                "quotes does not");
    }

    FileContext &m_file;
    const Element &m_element;
    PendingRecords::Block m_block;
};

} // namespace

void readRecords(FileContext &file, const Element &element, ir::TableId table)
{
    RecordReader(file, element, table).read();
}

} // namespace tw::dbml
