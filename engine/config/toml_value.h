// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/source/source.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tw::config {

struct TomlValue;
struct TomlEntry;

/// A date, a time or both; no setting takes one.
struct TomlDate {};

using TomlList = std::vector<TomlValue>;
/// In the order of the text.
using TomlTable = std::vector<TomlEntry>;

/// A value with its place: from its first byte to behind its last. The place of a table that a
/// header opens is the header's, of one that a dotted key opens the key's.
struct TomlValue {
    std::variant<bool, std::int64_t, double, std::string, TomlDate, TomlList, TomlTable> value;
    SourceRange range;

    template <class T> [[nodiscard]] const T *as() const { return std::get_if<T>(&value); }
};

struct TomlEntry {
    std::string key;
    SourceRange keyRange; ///< with its quotes; of the first place that names it
    TomlValue value;
};

[[nodiscard]] inline const TomlEntry *entryNamed(const TomlTable &table, std::string_view key)
{
    for (const TomlEntry &entry : table) {
        if (entry.key == key)
            return &entry;
    }
    return nullptr;
}

} // namespace tw::config
