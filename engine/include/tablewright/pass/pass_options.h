// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>
#include <tablewright/export.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tw {

/// What an option may be set to. A list holds texts.
using OptionValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// The options of the passes of one plugin: a value for each option that its metadata declares,
/// which is the declared default where no configuration says another. The host has checked types,
/// bounds and choices. Keys of nested tables are joined by dots: `many-columns.most`.
class TABLEWRIGHT_EXPORT PassOptions {
public:
    /// Options of passes that have none.
    [[nodiscard]] static const PassOptions &none();

    void set(std::string key, OptionValue value)
    {
        m_values.insert_or_assign(std::move(key), std::move(value));
    }

    // Each throws `std::out_of_range` for an option that the metadata does not declare and
    // `std::invalid_argument` for one of another type: defects of the plugin, which are reported as
    // its failure.
    [[nodiscard]] bool boolean(std::string_view key) const;
    [[nodiscard]] std::int64_t integer(std::string_view key) const;
    [[nodiscard]] double number(std::string_view key) const;
    [[nodiscard]] const std::string &text(std::string_view key) const;
    [[nodiscard]] const std::vector<std::string> &list(std::string_view key) const;

    [[nodiscard]] const StringMap<OptionValue> &values() const { return m_values; }

private:
    StringMap<OptionValue> m_values;
};

} // namespace tw
