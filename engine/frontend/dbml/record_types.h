// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tw::dbml {

/// What values a column takes, as far as its type's name tells to everybody: the names that the
/// usual databases have for it. Enums are not known by name.
enum class RecordType : std::uint8_t { Other, Integer, Serial, Decimal, Boolean, Text, DateTime };

/// By what is written as the type, its arguments included: `varchar(255)`.
[[nodiscard]] RecordType recordTypeOf(std::string_view spelling);

/// `1/31/2024`, month first, as `2024-01-31`; empty when the text is no such date.
[[nodiscard]] std::string isoDate(std::string_view text);

} // namespace tw::dbml
