// SPDX-License-Identifier: MIT
#include "frontend/dbml/column_type.h"
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/settings.h"
#include "frontend/dbml/table_body_reader.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>

namespace tw::dbml {

namespace {

bool isWordOf(const Node &node, std::initializer_list<std::string_view> words)
{
    return node.is(Node::Kind::Word) &&
           std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return equalsIgnoringCase(node.text, word); });
}

/// `status.active` or `core.status.active`
bool isEnumValue(const Node &node)
{
    return node.is(Node::Kind::Path) && node.parts.size() <= 3 && isNamePath(node);
}

/// The name of a function, as it was written.
std::string callee(const Node &path)
{
    if (path.isName())
        return std::string(path.text);
    std::string name;
    for (const Node *part : path.parts) {
        name += name.empty() ? "" : ".";
        name += part->text;
    }
    return name;
}

} // namespace

struct TableBodyReader::Flags {
    const Setting *primary = nullptr;    ///< `pk`
    const Setting *primaryKey = nullptr; ///< `primary key`
    const Setting *null = nullptr;
    const Setting *notNull = nullptr;
    SourceRange primaryRange;
    SourceRange uniqueRange;
};

void TableBodyReader::readColumn(const Line &line)
{
    const std::span<const Node *const> items = line.items;
    const Node &name = *items.front();
    if (items.size() == 1)
        m_file.diagnostics.report(diag::ColumnWithoutType, m_file.range(name));
    if (!name.isName()) {
        if (items.size() > 1)
            m_file.diagnostics.report(diag::UnexpectedItem, m_file.range(name), describe(name),
                                      "the name of a column");
        return;
    }
    if (items.size() == 1)
        return;
    if (m_table.columns.size() >= m_file.limits.columns) {
        if (m_table.columns.size() == m_file.limits.columns)
            m_file.diagnostics.report(diag::TooManyElements, m_file.range(name),
                                      m_file.limits.columns, "columns in one table");
        return;
    }
    ir::Column &column = m_table.columns.emplace_back();
    column.name = nameOf(m_file, name);
    column.id = column.name.text;
    column.range = m_file.tree.range(line.begin, line.end);
    readType(*items[1], column);
    if (items.size() > 2)
        readInlineSettings(items.subspan(2), column);
}

void TableBodyReader::readType(const Node &type, ir::Column &column)
{
    if (!isType(type)) {
        m_file.diagnostics.report(diag::UnexpectedItem, m_file.range(type), describe(type),
                                  "the type of the column");
        return;
    }
    column.typeSyntax.spelling = {spellType(type, false), m_file.range(type)};
    if (type.is(Node::Kind::Word))
        return;
    const Node &name = typeName(type);
    if (name.is(Node::Kind::QuotedName))
        m_file.tables.quotedTypes.push_back(
            {m_isPartial,
             static_cast<std::uint32_t>(m_isPartial ? m_owner.partial.index()
                                                    : m_owner.table.index()),
             static_cast<std::uint32_t>(m_table.columns.size() - 1), &type});
    else if (name.is(Node::Kind::Path) && name.parts.size() > 2)
        m_file.tables.nestedTypes.push_back(&name);
}

/// What follows the type: words, and settings at the end.
void TableBodyReader::readInlineSettings(std::span<const Node *const> items, ir::Column &column)
{
    const Node *list = items.back()->is(Node::Kind::List) ? items.back() : nullptr;
    const std::span<const Node *const> words =
        list != nullptr ? items.first(items.size() - 1) : items;
    const auto odd = std::find_if(words.begin(), words.end(),
                                  [](const Node *item) { return !item->is(Node::Kind::Word); });
    if (odd != words.end()) {
        // All that stands behind the type is no settings: `timestamp with time zone(3)`.
        const SourceRange range = m_file.tree.range(items.front()->begin, (*odd)->end);
        m_file.diagnostics.report(diag::UnexpectedItem, range, describe(**odd),
                                  (*odd)->is(Node::Kind::List)
                                      ? "the one list of settings at the end of the line"
                                      : "settings or the end of the line");
        return;
    }
    Flags flags;
    for (const Node *word : words) {
        const SourceRange range = m_file.range(*word);
        SourceRange *flag = nullptr;
        if (isWordOf(*word, {"pk"}))
            flag = &flags.primaryRange;
        else if (isWordOf(*word, {"unique"}))
            flag = &flags.uniqueRange;
        if (flag == nullptr)
            m_file.diagnostics.report(diag::UnexpectedItem, range, describe(*word),
                                      "`pk`, `unique` or settings in `[…]`");
        else if (flag->isValid())
            m_file.diagnostics.report(diag::DuplicateSetting, *flag, word->text)
                .note(range, "and again here");
        else
            *flag = range;
    }
    if (list != nullptr && !list->settings.empty())
        readColumnSettings(*list, column, flags);
    addKeys(column, flags);
}

void TableBodyReader::readColumnSettings(const Node &list, ir::Column &column, Flags &flags)
{
    if (list.settings.size() > 1 || list.settings.front().key != nullptr) {
        if (m_isPartial)
            checkSettingNames(m_file, list, {"ref", "check"});
        else
            checkSettingNames(m_file, list, {"ref", "check", "dep"});
    }
    const auto setFlag = [&](const Setting &setting, SourceRange &flag) {
        const SourceRange range = nameRange(m_file, setting);
        if (!expectNoValue(m_file, setting) || !flag.isValid() || flag.begin > list.begin) {
            flag = range;
        } else if (setting.name == "primary key") {
            m_file.diagnostics.report(diag::ConflictingSettings, flag, "pk", setting.name)
                .note(range, "the other one is here");
        } else {
            m_file.diagnostics.report(diag::DuplicateSetting, range, setting.name)
                .note(flag, "it is given here already");
        }
    };
    for (const Setting &setting : list.settings) {
        const std::string_view name = setting.name;
        if (name == "pk" || name == "primary key") {
            (name == "pk" ? flags.primary : flags.primaryKey) = &setting;
            setFlag(setting, flags.primaryRange);
        } else if (name == "unique") {
            setFlag(setting, flags.uniqueRange);
        } else if (name == "not null") {
            flags.notNull = &setting;
            expectNoValue(m_file, setting);
            column.nullable = false;
            column.nullableRange = nameRange(m_file, setting);
        } else if (name == "null") {
            flags.null = &setting;
            expectNoValue(m_file, setting);
            column.nullableRange = nameRange(m_file, setting);
        } else if (name == "increment") {
            expectNoValue(m_file, setting);
            column.autoIncrement = true;
            column.autoIncrementRange = nameRange(m_file, setting);
        } else if (name == "default") {
            readDefault(setting, column);
        } else if (name == "note") {
            readNoteSetting(m_file, setting, column.note.edit());
        } else if (name == "ref") {
            readInlineRef(m_file, setting, ownerOf(column));
        } else if (name == "check") {
            readColumnCheck(setting);
        } else if (name == "dep" && !m_isPartial) {
            readInlineDependency(m_file, setting, ownerOf(column));
        } else {
            readColumnMetadata(setting, column);
        }
    }
    if (flags.notNull != nullptr && flags.null != nullptr)
        m_file.diagnostics
            .report(diag::ConflictingSettings, nameRange(m_file, *flags.notNull), "not null",
                    "null")
            .note(nameRange(m_file, *flags.null), "the other one is here");
    if (flags.primary != nullptr && flags.primaryKey != nullptr)
        m_file.diagnostics
            .report(diag::ConflictingSettings, nameRange(m_file, *flags.primary), "pk",
                    "primary key")
            .note(nameRange(m_file, *flags.primaryKey), "the other one is here");
}

void TableBodyReader::readColumnMetadata(const Setting &setting, ir::Column &column)
{
    if (auto metadata =
            readMetadataSetting(m_file, setting, "a column",
                                {"pk", "primary key", "null", "not null", "unique", "increment",
                                 "default", "check", "note", "ref", "dep"}))
        column.metadata.edit().push_back(std::move(*metadata));
}

void TableBodyReader::readDefault(const Setting &setting, ir::Column &column)
{
    using enum ir::DefaultValue::Kind;
    const Node *const value = setting.value;
    ir::DefaultValue &result = column.defaultValue;
    if (value == nullptr) {
        reportValue(m_file, setting, "a value or an expression");
        return;
    }
    const SourceRange range = m_file.range(*value);
    if (isText(value)) {
        result = {String, {textOf(*value), range}};
    } else if (isNumber(value)) {
        result = {Number, {numberText(*value), range}};
    } else if (value->is(Node::Kind::Expression)) {
        result = {Expression, {textOf(*value), range}};
    } else if (isWordOf(*value, {"true", "false"})) {
        result = {Boolean, {asciiLower(value->text), range}};
    } else if (isWordOf(*value, {"null"})) {
        result = {Null, {"null", range}};
    } else if (isEnumValue(*value)) {
        result = {String, {textOf(*value->parts.back()), range}};
        (m_isPartial ? m_file.tables.partialEnumDefaults : m_file.tables.enumDefaults)
            .push_back(value);
    } else {
        DiagnosticBuilder report =
            reportValue(m_file, setting,
                        "a string, a number, true, false, null, an expression or `enum.value`");
        if (value->is(Node::Kind::Call) && value->parts.size() == 1 && isNamePath(*value->parts[0]))
            report.fix("put it in backticks", range,
                       fmt::format("`{}()`", callee(*value->parts[0])));
    }
}

void TableBodyReader::readColumnCheck(const Setting &setting)
{
    const Node *const value = setting.value;
    if (value == nullptr || !value->is(Node::Kind::Expression)) {
        reportValue(m_file, setting, "an expression in backticks");
        return;
    }
    ir::CheckConstraint &check = m_table.checks.emplace_back();
    check.expression = {textOf(*value), m_file.range(*value)};
    check.range = m_file.tree.range(setting.begin, setting.end);
}

void TableBodyReader::addKeys(const ir::Column &column, const Flags &flags)
{
    if (flags.primaryRange.isValid()) {
        if (m_flaggedKey.columns.empty())
            m_flaggedKey.range = flags.primaryRange;
        m_flaggedKey.columns.push_back({column.name, {}});
    }
    if (flags.uniqueRange.isValid()) {
        ir::UniqueKey &key = m_table.uniqueKeys.emplace_back();
        key.columns.push_back({column.name, {}});
        key.range = flags.uniqueRange;
    }
}

ColumnOwner TableBodyReader::ownerOf(const ir::Column &column) const
{
    return {m_owner.table, m_owner.partial, column.name};
}

} // namespace tw::dbml
