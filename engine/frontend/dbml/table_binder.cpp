// SPDX-License-Identifier: MIT
#include "frontend/dbml/column_type.h"
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"

#include <tablewright/base/string_map.h>
#include <tablewright/base/utf8.h>
#include <tablewright/ir/partials.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>

namespace tw::dbml {

namespace {

std::span<ir::Table> tablesOf(FileContext &file)
{
    return std::span(file.schema.tables).subspan(file.tables.firstTable, file.tables.tableCount);
}

std::span<ir::TablePartial> partialsOf(FileContext &file)
{
    return std::span(file.schema.partials)
        .subspan(file.tables.firstPartial, file.tables.partialCount);
}

/// The place of a name, its namespace included.
SourceRange wholeName(const ir::Table &table)
{
    SourceRange range = table.name.range;
    if (table.namespaceName.range.isValid())
        range.begin = table.namespaceName.range.begin;
    return range;
}

void suggest(DiagnosticBuilder &report, SourceRange range, const NearestName &nearest)
{
    if (!nearest.best().empty() &&
        nearest.best().find_first_of("\"\\\n .") == std::string_view::npos)
        report.fix(fmt::format("change to `{}`", nearest.best()), range,
                   std::string(nearest.best()));
}

/// Suggestions look at every candidate: after a few mistakes there are none.
bool maySuggest(FileContext &file)
{
    constexpr std::size_t mostSuggestions = 64;
    return ++file.tables.suggestionCount <= mostSuggestions;
}

/// Calls `visit(first, second)` with the places of each pair of equal names in `items`.
template <class Item, class NameOf, class Visit>
void forEachTwin(const std::vector<Item> &items, NameOf nameOf, Visit visit)
{
    constexpr std::size_t searchLimit = 24;
    if (items.size() <= searchLimit) {
        for (std::size_t i = 1; i < items.size(); ++i) {
            const std::string_view name = nameOf(items[i]);
            for (std::size_t j = 0; j < i; ++j) {
                if (nameOf(items[j]) == name) {
                    visit(items[j], items[i]);
                    break;
                }
            }
        }
        return;
    }
    StringViewMap<std::size_t> firstOf;
    firstOf.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto [first, isNew] = firstOf.try_emplace(nameOf(items[i]), i);
        if (!isNew)
            visit(items[first->second], items[i]);
    }
}

void checkTwins(FileContext &file, const ir::Table &table, bool isPartial)
{
    forEachTwin(
        table.columns, [](const ir::Column &column) { return column.name.view(); },
        [&](const ir::Column &first, const ir::Column &second) {
            DiagnosticBuilder report =
                isPartial ? file.diagnostics.report(diag::DuplicateName, first.name.range, "column",
                                                    first.name.text)
                          : file.diagnostics.report(diag::DuplicateColumn, first.name.range,
                                                    first.name.text, table.name.text);
            report.note(second.name.range, "and again here");
        });
    forEachTwin(
        *table.injections, [](const ir::Injection &one) { return one.partialName.view(); },
        [&](const ir::Injection &first, const ir::Injection &second) {
            const auto withTilde = [](SourceRange name) {
                return SourceRange{name.source, name.begin - 1, name.end};
            };
            file.diagnostics
                .report(diag::DuplicateInjection, withTilde(first.partialName.range),
                        first.partialName.text, table.name.text)
                .note(withTilde(second.partialName.range), "and again here");
        });
}

void declareTable(FileContext &file, const ir::Table &table, std::size_t index)
{
    const Symbol symbol{static_cast<std::uint32_t>(index), wholeName(table)};
    if (table.name.range.isValid()) {
        if (const auto other = file.scope.declare(SymbolKind::Table, table.namespaceName.text,
                                                  table.name.text, symbol))
            file.diagnostics.report(diag::DuplicateTable, symbol.place, table.name.text)
                .note(other->place, "it is first declared here");
    }
    if (table.alias.range.isValid()) {
        const auto other = file.scope.declare(SymbolKind::Table, {}, table.alias.text,
                                              {symbol.index, table.alias.range});
        if (other && other->index != symbol.index)
            file.diagnostics.report(diag::DuplicateTable, table.alias.range, table.alias.text)
                .note(other->place, "it is first declared here");
    }
}

void bindTypes(FileContext &file)
{
    for (const PendingTables::QuotedType &pending : file.tables.quotedTypes) {
        const Node &name = typeName(*pending.type);
        if (file.scope.find(SymbolKind::Enum, {}, textOf(name)) == nullptr)
            continue;
        ir::Table &table = pending.ofPartial ? file.schema.partials[pending.owner].table
                                             : file.schema.tables[pending.owner];
        table.columns[pending.column].typeSyntax.spelling.text = spellType(*pending.type, true);
    }
}

/// A short document can inject one large partial into very many tables.
void addInjected(FileContext &file, const ir::Name &name, const ir::TablePartial &partial)
{
    std::size_t &bytes = file.tables.injectedBytes;
    const bool wasWithin = bytes <= file.limits.injectedBytes;
    bytes += ir::injectedBytes(partial);
    if (wasWithin && bytes > file.limits.injectedBytes)
        file.diagnostics.report(diag::TooManyElements, name.range, file.limits.injectedBytes,
                                "bytes from partials");
}

/// Whether the enum has the value; where it has, both are mentioned.
bool mentionValue(FileContext &file, const ir::EnumType &type, std::span<const Node *const> parts)
{
    const Node &name = *parts.back();
    const auto value = std::ranges::find_if(
        type.values, [&](const ir::EnumValue &known) { return known.value.text == textOf(name); });
    if (value == type.values.end())
        return false;
    file.mention(type.name, *parts[parts.size() - 2]);
    file.mention(value->value, name);
    return true;
}

void bindPartialEnumDefault(FileContext &file, const Node &path)
{
    const auto parts = path.parts;
    const std::string space = parts.size() > 2 ? textOf(*parts[0]) : std::string();
    const std::string name = textOf(*parts[parts.size() - 2]);
    if (const Symbol *const found = file.scope.find(SymbolKind::Enum, space, name))
        mentionValue(file, file.schema.enums[found->index], parts);
}

void bindEnumDefault(FileContext &file, const Node &path)
{
    const QualifiedName type = qualifiedName(file, path); // the enum is its namespace
    const auto parts = path.parts;
    const Node &enumName = *parts[parts.size() - 2];
    std::string space;
    if (parts.size() > 2) {
        space = textOf(*parts[0]);
        if (!file.scope.hasNamespace(space)) {
            file.diagnostics.report(diag::UnknownName, file.range(*parts[0]), "namespace", space);
            return;
        }
    }
    const std::string name = textOf(enumName);
    const Symbol *const found = file.scope.find(SymbolKind::Enum, space, name);
    if (found == nullptr) {
        const SourceRange range = file.range(enumName);
        DiagnosticBuilder report = file.diagnostics.report(diag::UnknownName, range, "enum", name);
        if (!maySuggest(file))
            return;
        NearestName nearest(name);
        for (const ir::EnumType &other : file.schema.enums)
            nearest.consider(other.name.text);
        suggest(report, range, nearest);
        return;
    }
    const ir::EnumType &enumType = file.schema.enums[found->index];
    if (mentionValue(file, enumType, parts))
        return;
    DiagnosticBuilder report = file.diagnostics.report(diag::UnknownEnumValue, type.name.range,
                                                       enumType.name.text, type.name.text);
    report.note(enumType.name.range, "the enum is declared here");
    if (!maySuggest(file))
        return;
    NearestName nearest(type.name.text);
    for (const ir::EnumValue &known : enumType.values)
        nearest.consider(known.value.text);
    suggest(report, type.name.range, nearest);
}

/// Finds the columns that keys and indexes of one table or partial name.
class KeyBinder {
public:
    KeyBinder(FileContext &file, const ir::Table &table, bool isPartial)
        : m_file(file), m_table(table), m_isPartial(isPartial)
    {
        if (table.columns.size() <= searchLimit)
            return;
        m_names.reserve(table.columns.size());
        for (const ir::Column &column : table.columns)
            m_names.insert(column.name.text);
    }

    void run()
    {
        for (const ir::Index &index : m_table.indexes) {
            if (index.partial.isValid())
                continue; // looked at in the partial itself
            for (const ir::IndexElement &element : index.elements) {
                if (!element.isExpression())
                    check(element.column.name);
            }
        }
        if (m_table.primaryKey && !m_table.primaryKeyPartial.isValid())
            check(*m_table.primaryKey);
        for (const ir::PrimaryKey &key : m_table.extraPrimaryKeys)
            check(key);
    }

private:
    static constexpr std::size_t searchLimit = 24;

    void check(const ir::PrimaryKey &key)
    {
        for (const ir::ColumnRef &column : key.columns)
            check(column.name);
    }

    [[nodiscard]] bool has(std::string_view name) const
    {
        if (!m_names.empty())
            return m_names.find(name) != m_names.end();
        return std::any_of(m_table.columns.begin(), m_table.columns.end(),
                           [&](const ir::Column &column) { return column.name.text == name; });
    }

    [[nodiscard]] bool isExpression(const ir::Name &name) const
    {
        const auto &expressions = m_file.tables.keyExpressions;
        return std::binary_search(expressions.begin(), expressions.end(), name.range);
    }

    void check(const ir::Name &name)
    {
        if (has(name.text) || isExpression(name))
            return;
        DiagnosticBuilder report =
            m_isPartial
                ? m_file.diagnostics.report(diag::UnknownName, name.range, "column", name.text)
                : m_file.diagnostics.report(diag::UnknownColumn, name.range, m_table.name.text,
                                            name.text);
        if (m_isPartial)
            report.note(m_table.name.range, "of this partial");
        if (!maySuggest(m_file))
            return;
        NearestName nearest(name.text);
        for (const ir::Column &column : m_table.columns)
            nearest.consider(column.name.text);
        suggest(report, name.range, nearest);
    }

    FileContext &m_file;
    const ir::Table &m_table;
    bool m_isPartial;
    std::unordered_set<std::string_view> m_names; ///< of a large table
};

/// What the language asks of tables that have all that partials bring.
class TableChecker {
public:
    explicit TableChecker(FileContext &file) : m_file(file) {}

    void check(const ir::Table &table)
    {
        if (table.columns.empty()) {
            const std::string_view word = spelling(ElementKind::Table);
            const std::uint32_t begin = table.range.begin;
            m_file.diagnostics.report(
                diag::EmptyElement,
                m_file.tree.range(begin, begin + static_cast<std::uint32_t>(word.size())), word,
                "one column at least");
        }
        for (const ir::Column &column : table.columns) {
            if (column.name.empty() && isNew(column.name.range))
                m_file.diagnostics.report(diag::EmptyName, column.name.range, "a column");
        }
        for (const ir::Index &index : table.indexes)
            check(index);
        if (table.primaryKey)
            check(*table.primaryKey);
        for (const ir::PrimaryKey &key : table.extraPrimaryKeys)
            check(key);
    }

private:
    /// What stands in a partial is in each table that has it, and reported once.
    bool isNew(SourceRange range) { return m_reported.insert(range).second; }

    void check(const ir::Index &index)
    {
        const auto isSame = [](const ir::IndexElement &a, const ir::IndexElement &b) {
            return a.column.name.text == b.column.name.text &&
                   a.expression->text == b.expression->text;
        };
        checkTwice(index.elements, "the index", isSame, [](const ir::IndexElement &element) {
            return std::pair(element.isExpression() ? element.expression->text
                                                    : element.column.name.text,
                             element.range);
        });
    }

    void check(const ir::PrimaryKey &key)
    {
        const auto isSame = [](const ir::ColumnRef &a, const ir::ColumnRef &b) {
            return a.name.text == b.name.text;
        };
        checkTwice(key.columns, "the primary key", isSame, [](const ir::ColumnRef &column) {
            return std::pair(column.name.text, column.name.range);
        });
    }

    /// The first element that was there before. Nobody's index has many.
    template <class Element, class IsSame, class Describe>
    void checkTwice(const std::vector<Element> &elements, std::string_view what, IsSame isSame,
                    Describe describeElement)
    {
        constexpr std::size_t most = 256;
        const std::size_t count = std::min(elements.size(), most);
        for (std::size_t i = 1; i < count; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (!isSame(elements[i], elements[j]))
                    continue;
                const auto [name, range] = describeElement(elements[i]);
                if (isNew(range))
                    m_file.diagnostics.report(diag::ColumnTwiceInKey, range, name, what)
                        .note(describeElement(elements[j]).second, "it is already here");
                return;
            }
        }
    }

    FileContext &m_file;
    std::set<SourceRange> m_reported;
};

} // namespace

void declareTables(FileContext &file)
{
    const std::vector<SourceRange> &projects = file.tables.projects;
    if (projects.size() > 1)
        file.diagnostics.report(diag::DuplicateElement, projects[0], "Project", "in this file")
            .note(projects[1], "and again here");
    std::size_t index = file.tables.firstTable;
    for (const ir::Table &table : tablesOf(file)) {
        declareTable(file, table, index++);
        checkTwins(file, table, false);
    }
    index = file.tables.firstPartial;
    for (const ir::TablePartial &partial : partialsOf(file)) {
        const ir::Name &name = partial.table.name;
        checkTwins(file, partial.table, true);
        const Symbol symbol{static_cast<std::uint32_t>(index++), name.range};
        if (const auto other = file.scope.declare(SymbolKind::Partial, {}, name.text, symbol))
            file.diagnostics.report(diag::DuplicateName, name.range, "partial", name.text)
                .note(other->place, "it is first declared here");
    }
}

void bindInjections(FileContext &file)
{
    bindTypes(file);
    for (ir::Table &table : tablesOf(file)) {
        if (table.injections->empty())
            continue;
        for (ir::Injection &injection : table.injections.edit()) {
            const ir::Name &name = injection.partialName;
            const Symbol *const found = file.scope.find(SymbolKind::Partial, {}, name.text);
            if (found != nullptr) {
                injection.partial = ir::TablePartialId(found->index);
                addInjected(file, name, file.schema.partials[found->index]);
                continue;
            }
            DiagnosticBuilder report =
                file.diagnostics.report(diag::UnknownName, name.range, "partial", name.text);
            if (!maySuggest(file))
                continue;
            NearestName nearest(name.text);
            for (const ir::TablePartial &partial : file.schema.partials)
                nearest.consider(partial.table.name.text);
            suggest(report, name.range, nearest);
        }
    }
}

void bindTables(FileContext &file)
{
    for (const Node *value : file.tables.enumDefaults)
        bindEnumDefault(file, *value);
    for (const Node *value : file.tables.partialEnumDefaults)
        bindPartialEnumDefault(file, *value);
    for (const ir::Table &table : tablesOf(file))
        KeyBinder(file, table, false).run();
    for (const ir::TablePartial &partial : partialsOf(file))
        KeyBinder(file, partial.table, true).run();
}

void checkTables(FileContext &file)
{
    TableChecker checker(file);
    for (const ir::Table &table : tablesOf(file))
        checker.check(table);
    for (const Node *path : file.tables.nestedTypes)
        file.diagnostics.report(diag::NestedNamespace, file.range(*path), spellType(*path, true));
}

} // namespace tw::dbml
