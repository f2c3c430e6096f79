// SPDX-License-Identifier: MIT
#include "settings.h"

#include <tablewright/base/utf8.h>

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

bool hasTemplate(Kind kind) { return kind >= Kind::PrimaryKey && kind <= Kind::Index; }

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
        if (hasTemplate(kind))
            of.nameTemplate = options.text("template." + key);
    }
}

} // namespace tw::naming
