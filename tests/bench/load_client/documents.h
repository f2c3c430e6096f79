// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tw::load {

/// A valid schema of exactly `bytes` bytes (16 KiB: 10 tables, each with 8 columns, a key to the
/// one before it and an index), padded by tables' notes. No two numbers give the same bytes.
[[nodiscard]] std::string schemaDocument(std::uint64_t number, std::size_t bytes = 16 * 1024);

/// A valid schema of one table, about 400 bytes, which says of itself which one it is.
[[nodiscard]] std::string smallDocument(std::string_view token);

/// What `smallDocument()` was given; empty when `document` is no such document.
[[nodiscard]] std::string_view tokenOf(std::string_view document);

/// The number after `"name":`, or what stands in quotes there, at its first occurrence. Good for
/// answers whose members before the document are the server's own.
[[nodiscard]] std::int64_t numberMember(std::string_view json, std::string_view name);
[[nodiscard]] std::string_view textMember(std::string_view json, std::string_view name);

} // namespace tw::load
