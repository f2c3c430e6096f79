// SPDX-License-Identifier: MIT
#pragma once

#include "catalog.h"

#include <tablewright/target/type_catalog.h>

#include <string>
#include <string_view>
#include <utility>

/// Readers of one family of types each. Text in, verdict out; no reader keeps anything.
namespace tw::postgresql {

[[nodiscard]] inline LiteralVerdict readable() { return {}; }
[[nodiscard]] inline LiteralVerdict unverified() { return {LiteralVerdict::Kind::Unverified, {}}; }
[[nodiscard]] inline LiteralVerdict unreadable(std::string expected)
{
    return {LiteralVerdict::Kind::Unreadable, std::move(expected)};
}

[[nodiscard]] inline bool isDigit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] inline bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
[[nodiscard]] inline bool isBlank(char c) // C's isspace
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// A number that is written as JSON has it, or as a string.
[[nodiscard]] LiteralVerdict readInteger(Oid type, std::string_view text, bool isNumber);
[[nodiscard]] LiteralVerdict readNumeric(const ir::DataType &type, std::string_view text);
[[nodiscard]] LiteralVerdict readFloat(Oid type, std::string_view text);

[[nodiscard]] LiteralVerdict readDate(std::string_view text);
[[nodiscard]] LiteralVerdict readTime(std::string_view text);
[[nodiscard]] LiteralVerdict readTimestamp(std::string_view text);
[[nodiscard]] LiteralVerdict readInterval(std::string_view text);

[[nodiscard]] LiteralVerdict readInet(std::string_view text, bool isCidr);
[[nodiscard]] LiteralVerdict readMacAddress(std::string_view text, bool eightBytes);

[[nodiscard]] LiteralVerdict readUuid(std::string_view text);
[[nodiscard]] LiteralVerdict readBytea(std::string_view text);
[[nodiscard]] LiteralVerdict readBits(const ir::DataType &type, std::string_view text);
[[nodiscard]] LiteralVerdict readJson(std::string_view text, bool isBinary);

} // namespace tw::postgresql
