// SPDX-License-Identifier: MIT
#include "name_checker.h"

#include "rules.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <span>

namespace tw::naming {

namespace {

constexpr std::array<const DiagnosticDef<3> *, kindCount> styleRules{
    &rules::TableStyle,      &rules::ColumnStyle,    &rules::PrimaryKeyStyle,
    &rules::ForeignKeyStyle, &rules::UniqueKeyStyle, &rules::CheckStyle,
    &rules::IndexStyle,      &rules::EnumStyle,      &rules::EnumValueStyle,
    &rules::NamespaceStyle,  &rules::JunctionStyle};

/// The name without the prefix and the suffix that it has.
std::string_view core(std::string_view name, const KindSettings &settings)
{
    if (name.size() > settings.prefix.size() && name.starts_with(settings.prefix))
        name.remove_prefix(settings.prefix.size());
    if (name.size() > settings.suffix.size() && name.ends_with(settings.suffix))
        name.remove_suffix(settings.suffix.size());
    return name;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }

/// The word in the case of another one: `People` for `Person`, `PEOPLE` for `PERSON`.
std::string inCaseOf(std::string_view like, std::string word)
{
    if (like.size() > 1 && like == asciiUpper(like))
        return asciiUpper(word);
    if (!like.empty() && isUpper(like.front()) && !word.empty())
        word.front() = asciiUpper(word.substr(0, 1)).front();
    return word;
}

/// Columns' names with `_` between them; nothing when one has none.
std::optional<std::string> joined(const ir::Table &table, const std::vector<ir::ColumnRef> &columns)
{
    std::string text;
    for (const ir::ColumnRef &column : columns) {
        if (!column.column.isValid())
            return std::nullopt;
        text += text.empty() ? "" : "_";
        text += table.column(column.column).name.text;
    }
    return text;
}

std::optional<std::string> joined(const ir::Table &table,
                                  const std::vector<ir::IndexElement> &elements)
{
    std::vector<ir::ColumnRef> columns;
    for (const ir::IndexElement &element : elements)
        columns.push_back(element.column);
    return joined(table, columns);
}

/// `` `is_`, `has_` or `can_` ``
std::string alternatives(std::span<const std::string> texts)
{
    std::string all = fmt::format("`{}`", texts.back());
    if (const auto others = texts.first(texts.size() - 1); !others.empty())
        all = fmt::format("`{}` or {}", fmt::join(others, "`, `"), all);
    return all;
}

bool isOfPrimaryKey(const ir::Table &table, const ir::Column &column)
{
    return table.primaryKey &&
           std::ranges::any_of(table.primaryKey->columns, [&](const ir::ColumnRef &reference) {
               return reference.column.isValid() && &table.column(reference.column) == &column;
           });
}

} // namespace

std::string NameChecker::describe(const Element &element)
{
    std::string text = fmt::format("{} `{}`", noun(element.kind), element.name->text);
    if (element.table != nullptr)
        text += fmt::format(" of {} `{}`", element.isPartial ? "partial" : "table",
                            element.table->name.text);
    else if (element.enumType != nullptr)
        text += fmt::format(" of enum `{}`", element.enumType->name.text);
    return text;
}

bool NameChecker::isIgnored(const Element &element) const
{
    if (m_settings.ignored.empty())
        return false;
    const std::string_view name = element.name->view();
    std::string path(name);
    if (element.table != nullptr)
        path = fmt::format("{}.{}", element.table->name.text, name);
    else if (element.enumType != nullptr)
        path = fmt::format("{}.{}", element.enumType->name.text, name);
    const std::string whole =
        element.space.empty() ? path : fmt::format("{}.{}", element.space, path);
    return std::ranges::any_of(m_settings.ignored, [&](const std::string &pattern) {
        return matches(pattern, name) || matches(pattern, path) || matches(pattern, whole);
    });
}

void NameChecker::suggest(DiagnosticBuilder &report, const Element &element,
                          std::string_view to) const
{
    if (to.empty())
        return;
    if (!isAscii(element.name->text)) {
        report.note("it is not renamed since letters beyond ASCII keep their case");
        return;
    }
    Renaming renaming = element.rename(to);
    if (renaming.fix)
        report.fix(std::move(*renaming.fix));
    else
        report.note(renaming.place, std::move(renaming.refusal));
}

template <std::size_t N, class... Args>
void NameChecker::report(const DiagnosticDef<N> &def, const Element &element, std::string_view to,
                         const Args &...args)
{
    if (isIgnored(element))
        return;
    DiagnosticBuilder builder =
        m_context.diagnostics.report(def, element.name->range, describe(element), args...);
    suggest(builder, element, to);
}

void NameChecker::check(const Element &element, const Template &made)
{
    if (element.name->empty() || !element.name->range.isValid())
        return;
    // What a template makes of an element is right as it is.
    const std::string expected = nameByTemplate(element, made);
    if (!expected.empty() && expected != element.name->text)
        report(rules::UnusualKeyName, element, expected, m_settings.of(element.kind).nameTemplate,
               expected);
    if (expected.empty()) {
        checkAffixes(element);
        checkStyle(element);
        checkForbidden(element);
    }
    if (element.name->text.size() > m_settings.longestName)
        report(rules::LongName, element, {}, element.name->text.size(), m_settings.longestName);
}

void NameChecker::checkTable(const Element &element)
{
    check(element, {});
    checkNumber(rules::TableNumber, element, m_settings.tableNumber);
    checkReserved(element);
}

void NameChecker::checkEnum(const Element &element)
{
    check(element, {});
    checkNumber(rules::EnumNumber, element, m_settings.enumNumber);
    checkReserved(element);
}

void NameChecker::checkColumn(const Element &element, const ir::Column &column)
{
    if (element.name->empty())
        return;
    check(element, {});
    checkReserved(element);
    checkRepetition(element, column);
    const ir::DataType &type = column.type;
    if (!type.base.isValid() || type.isArray() || m_settings.booleanPrefixes.empty() ||
        m_context.target.typeCatalog().info(type.base).family != TypeFamily::Boolean)
        return;
    const std::string words = wordsInSnakeCase(element.name->text, m_settings.abbreviations);
    const bool good =
        std::ranges::any_of(m_settings.booleanPrefixes,
                            [&](const std::string &prefix) { return words.starts_with(prefix); });
    if (!good)
        report(rules::BooleanName, element, {}, alternatives(m_settings.booleanPrefixes));
}

void NameChecker::checkAffixes(const Element &element)
{
    const KindSettings &settings = m_settings.of(element.kind);
    const std::string &name = element.name->text;
    if (!name.starts_with(settings.prefix))
        report(rules::MissingPrefix, element, settings.prefix + name, settings.prefix);
    if (!name.ends_with(settings.suffix))
        report(rules::MissingSuffix, element, name + settings.suffix, settings.suffix);
}

void NameChecker::checkStyle(const Element &element)
{
    const KindSettings &settings = m_settings.of(element.kind);
    const std::string &name = element.name->text;
    const std::string_view inner = core(name, settings);
    if (conforms(inner, settings.style, m_settings.abbreviations))
        return;
    std::string expected = convert(inner, settings.style, m_settings.abbreviations);
    if (!expected.empty()) {
        const auto begin = static_cast<std::size_t>(inner.data() - name.data());
        expected = name.substr(0, begin) + expected + name.substr(begin + inner.size());
    }
    const std::string shown = expected.empty() ? "" : fmt::format(", expected `{}`", expected);
    report(*styleRules[static_cast<std::size_t>(element.kind)], element, expected,
           spelling(settings.style), shown);
}

void NameChecker::checkForbidden(const Element &element)
{
    for (const std::string &pattern : m_settings.of(element.kind).forbidden) {
        if (!matches(pattern, element.name->text))
            continue;
        // `tbl_*`: what is behind it is as good a name.
        std::string_view rest = element.name->view();
        const std::string_view literal = std::string_view(pattern).substr(0, pattern.size() - 1);
        if (pattern.ends_with('*') && literal.find_first_of("*?") == std::string_view::npos)
            rest.remove_prefix(literal.size());
        else
            rest = {};
        report(rules::ForbiddenName, element, rest, pattern);
        return;
    }
}

std::string NameChecker::nameByTemplate(const Element &element, const Template &made) const
{
    std::string_view pattern = m_settings.of(element.kind).nameTemplate;
    if (element.isPartial)
        return {};
    const auto valueOf = [&](std::string_view variable) -> std::optional<std::string> {
        if (variable == "table" && made.table != nullptr)
            return made.table->name.text;
        if (variable == "columns" && made.columns != nullptr)
            return joined(*made.table, *made.columns);
        if (variable == "columns" && made.elements != nullptr)
            return joined(*made.table, *made.elements);
        if (variable == "target" && made.target != nullptr)
            return made.target->name.text;
        if (variable == "target_columns" && made.targetColumns != nullptr)
            return joined(*made.target, *made.targetColumns);
        return std::nullopt;
    };
    std::string out;
    while (!pattern.empty()) {
        const std::size_t end = pattern.starts_with('{') ? pattern.find('}') : 0;
        if (end == 0 || end == std::string_view::npos) {
            out += pattern.front();
            pattern.remove_prefix(1);
            continue;
        }
        const auto value = valueOf(pattern.substr(1, end - 1));
        if (!value)
            return {};
        out += *value;
        pattern.remove_prefix(end + 1);
    }
    const std::size_t most =
        std::min(m_context.target.nameRules().maxBytes(), m_settings.longestName);
    return out.size() > most ? std::string() : out;
}

/// The last word of a name has the number of the whole.
void NameChecker::checkNumber(const DiagnosticDef<3> &def, const Element &element, Number number)
{
    if (number == Number::Any || element.name->empty())
        return;
    const std::string &name = element.name->text;
    const auto words =
        splitWords(core(name, m_settings.of(element.kind)), m_settings.abbreviations);
    if (words.empty() || !isAscii(words.back()) || isDigit(words.back().back()))
        return;
    const std::string last = asciiLower(words.back());
    const bool singular = number == Number::Singular;
    if (singular ? m_settings.plurals.isSingular(last) : m_settings.plurals.isPlural(last))
        return;
    const std::string right = inCaseOf(words.back(), singular ? m_settings.plurals.singular(last)
                                                              : m_settings.plurals.plural(last));
    std::string expected = name;
    expected.replace(static_cast<std::size_t>(words.back().data() - name.data()),
                     words.back().size(), right);
    report(def, element, expected, singular ? "singular" : "plural", expected);
}

void NameChecker::checkReserved(const Element &element)
{
    if (m_settings.isReserved(element.name->text, m_context.target.nameRules()))
        report(rules::ReservedWord, element, {});
}

/// `users.user_name`: behind the words of the table there are more. What is of the primary key is
/// often called so on purpose, for other tables to call it the same.
void NameChecker::checkRepetition(const Element &element, const ir::Column &column)
{
    if (element.isPartial || element.table == nullptr || isOfPrimaryKey(*element.table, column))
        return;
    const Abbreviations abbreviations = m_settings.abbreviations;
    const std::string_view name = element.name->view();
    const std::string_view tableName = core(element.table->name.view(), m_settings.of(Kind::Table));
    // Most names differ in the first letter.
    if (name.empty() || tableName.empty() ||
        asciiLower(name.substr(0, 1)) != asciiLower(tableName.substr(0, 1)))
        return;
    const auto ofTable = splitWords(tableName, abbreviations);
    const auto words = splitWords(name, abbreviations);
    if (ofTable.empty() || words.size() <= ofTable.size())
        return;
    for (std::size_t i = 0; i < ofTable.size(); ++i) {
        const std::string one = asciiLower(ofTable[i]);
        const std::string other = asciiLower(words[i]);
        const bool isLast = i + 1 == ofTable.size();
        if (one != other &&
            !(isLast && m_settings.plurals.singular(one) == m_settings.plurals.singular(other)))
            return;
    }
    // Alone they say less than `order_date` does.
    constexpr std::array<std::string_view, 3> vague{"date", "time", "timestamp"};
    const std::string_view rest =
        name.substr(static_cast<std::size_t>(words[ofTable.size()].data() - name.data()));
    if (isDigit(rest.front()) || std::ranges::find(vague, asciiLower(rest)) != vague.end() ||
        std::ranges::any_of(m_settings.mayRepeatTable,
                            [&](const std::string &pattern) { return matches(pattern, name); }))
        return;
    std::string expected(rest);
    if (!isUpper(name.front()) && isUpper(rest.front()))
        expected = convert(rest, Style::Camel, abbreviations);
    report(rules::RepeatedTable, element, expected, expected);
}

} // namespace tw::naming
