// SPDX-License-Identifier: MIT
#pragma once

#include "plurals.h"
#include "words.h"

#include <tablewright/pass/pass_options.h>
#include <tablewright/target/name_rules.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw::naming {

/// What has a name. The order is that of the style rules' codes.
enum class Kind : std::uint8_t {
    Table,
    Column,
    PrimaryKey,
    ForeignKey,
    UniqueKey,
    Check,
    Index,
    Enum,
    EnumValue,
    Namespace,
    Junction
};
inline constexpr std::size_t kindCount = 11;

/// As the keys of options call it: `tables`, `primary-keys`.
[[nodiscard]] std::string_view optionKey(Kind kind);
/// As messages call one: `primary key`.
[[nodiscard]] std::string_view noun(Kind kind);

/// Matches `*` and `?`.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view text);

enum class Number : std::uint8_t { Any, Singular, Plural };

/// What a configuration asks of the names of one kind.
struct KindSettings {
    Style style = Style::Any;
    std::string prefix;
    std::string suffix;
    std::vector<std::string> forbidden; ///< patterns
    std::string nameTemplate;           ///< of keys, checks and indexes; empty: none
};

/// The plugin's options, read once for a run.
struct Settings {
    explicit Settings(const PassOptions &options);

    [[nodiscard]] const KindSettings &of(Kind kind) const
    {
        return kinds[static_cast<std::size_t>(kind)];
    }
    /// Whether the name would be plain but for its meaning, whatever its case.
    [[nodiscard]] bool isReserved(std::string_view name, const NameRules &rules) const;

    std::array<KindSettings, kindCount> kinds;
    Number tableNumber = Number::Any;
    Number enumNumber = Number::Any;
    Plurals plurals;
    std::vector<std::string> abbreviations;
    std::vector<std::string> ignored;        ///< patterns
    std::vector<std::string> mayRepeatTable; ///< patterns
    std::vector<std::string> booleanPrefixes;
    std::vector<std::string> reservedWords; ///< beside those of the target, in lower case
    std::size_t longestName = 0;
};

} // namespace tw::naming
