// SPDX-License-Identifier: MIT
#include "settings.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

namespace tw::naming {

namespace {

/// Of option and noun.
constexpr std::array<std::pair<std::string_view, std::string_view>, kindCount> names{
    {{"tables", "table"},
     {"columns", "column"},
     {"primary-keys", "primary key"},
     {"foreign-keys", "foreign key"},
     {"unique-keys", "unique key"},
     {"checks", "check"},
     {"indexes", "index"},
     {"enums", "enum"},
     {"enum-values", "enum value"},
     {"namespaces", "namespace"},
     {"junctions", "junction table"}}};

/// What the template of a name of this kind may hold; empty for kinds that have none.
std::span<const std::string_view> variablesOf(Kind kind)
{
    static constexpr std::array<std::string_view, 4> all{"table", "columns", "target",
                                                         "target_columns"};
    if (kind == Kind::ForeignKey)
        return all;
    if (kind == Kind::Check)
        return std::span(all).first(1);
    const bool isKey = kind == Kind::PrimaryKey || kind == Kind::UniqueKey || kind == Kind::Index;
    return std::span(all).first(isKey ? 2 : 0);
}

/// Throws for `{colums}`, which would make a template that never fits.
void checkTemplate(std::string_view key, std::string_view text,
                   std::span<const std::string_view> variables)
{
    for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at)) {
        const std::size_t end = std::min(text.find('}', at), text.size() - 1);
        const std::string_view found = text.substr(at, end + 1 - at);
        at = end;
        if (std::ranges::none_of(variables, [&](std::string_view variable) {
                return found == fmt::format("{{{}}}", variable);
            }))
            throw std::invalid_argument(
                fmt::format("`{}` in the option `template.{}`, expected `{{{}}}`", found, key,
                            fmt::join(variables, "}` or `{")));
    }
}

Number numberNamed(std::string_view text)
{
    return text == "singular" ? Number::Singular : text == "plural" ? Number::Plural : Number::Any;
}

} // namespace

std::string_view optionKey(Kind kind) { return names[static_cast<std::size_t>(kind)].first; }

std::string_view noun(Kind kind) { return names[static_cast<std::size_t>(kind)].second; }

bool matches(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t retry = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            retry = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

Settings::Settings(const PassOptions &options)
    : tableNumber(numberNamed(options.text("table-number"))),
      enumNumber(numberNamed(options.text("enum-number"))),
      plurals(options.list("number-exceptions")), abbreviations(options.list("abbreviations")),
      ignored(options.list("ignore")), mayRepeatTable(options.list("repeated-table.allow")),
      booleanPrefixes(options.list("boolean-prefix.prefixes")),
      longestName(static_cast<std::size_t>(options.integer("length.most")))
{
    for (const std::string &word : options.list("reserved-words.more"))
        reservedWords.push_back(asciiLower(word));
    for (std::size_t i = 0; i < kindCount; ++i) {
        const auto kind = static_cast<Kind>(i);
        const std::string key(optionKey(kind));
        KindSettings &of = kinds[i];
        of.style = styleNamed(options.text(key)).value_or(Style::Any);
        of.prefix = options.text("prefix." + key);
        of.suffix = options.text("suffix." + key);
        of.forbidden = options.list("forbidden." + key);
        if (const auto variables = variablesOf(kind); !variables.empty()) {
            of.nameTemplate = options.text("template." + key);
            checkTemplate(key, of.nameTemplate, variables);
        }
    }
}

bool Settings::isReserved(std::string_view name, const NameRules &rules) const
{
    const std::string lower = asciiLower(name);
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const auto isPlain = [&](char c) { return (c >= 'a' && c <= 'z') || isDigit(c) || c == '_'; };
    if (lower.empty() || isDigit(lower.front()) || !std::ranges::all_of(lower, isPlain))
        return false;
    return rules.quoted(lower) != lower ||
           std::ranges::find(reservedWords, lower) != reservedWords.end();
}

} // namespace tw::naming
