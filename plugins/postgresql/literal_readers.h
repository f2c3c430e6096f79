// SPDX-License-Identifier: MIT
#pragma once

#include "type_catalog.h"

#include <tablewright/base/utf8.h>

#include <compare>
#include <cstdint>
#include <optional>
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

/// What a text is to the server; of `Other` only the server can tell.
enum class Reading : std::uint8_t { Good, Bad, Other };

[[nodiscard]] LiteralVerdict answer(Reading reading, const char *expected);

/// A number that is written as JSON has it, or as a string.
[[nodiscard]] LiteralVerdict readInteger(Oid type, std::string_view text, bool isNumber);
[[nodiscard]] LiteralVerdict readNumeric(const ir::DataType &type, std::string_view text);
[[nodiscard]] LiteralVerdict readFloat(Oid type, std::string_view text);
/// `isPlain`: it is written without quotes.
[[nodiscard]] LiteralVerdict readMoney(std::string_view text, bool isPlain);
/// How two readable texts of `numeric` compare.
[[nodiscard]] std::strong_ordering compareNumerics(std::string_view a, std::string_view b);
/// The size of the double at the front of `text`, 0 when there is none. `unsure` is set when only
/// the server can tell.
[[nodiscard]] std::size_t takeFloat(std::string_view text, double &value, bool &unsure);

[[nodiscard]] LiteralVerdict readDate(std::string_view text);
[[nodiscard]] LiteralVerdict readTime(std::string_view text);
[[nodiscard]] LiteralVerdict readTimestamp(std::string_view text);
[[nodiscard]] LiteralVerdict readInterval(ir::TypeId type, std::string_view text);

[[nodiscard]] LiteralVerdict readInet(std::string_view text, bool isCidr);
[[nodiscard]] LiteralVerdict readMacAddress(std::string_view text, bool eightBytes);

[[nodiscard]] LiteralVerdict readUuid(std::string_view text);
[[nodiscard]] LiteralVerdict readBytea(std::string_view text);
[[nodiscard]] LiteralVerdict readBits(const ir::DataType &type, std::string_view text);

[[nodiscard]] LiteralVerdict readJson(std::string_view text, bool isBinary);
[[nodiscard]] LiteralVerdict readJsonPath(std::string_view text);
[[nodiscard]] LiteralVerdict readXml(std::string_view text);
[[nodiscard]] LiteralVerdict readTsVector(std::string_view text);
[[nodiscard]] LiteralVerdict readTsQuery(std::string_view text);

[[nodiscard]] LiteralVerdict readShape(Builtin type, std::string_view text);
[[nodiscard]] LiteralVerdict readRange(Oid type, std::string_view text);
[[nodiscard]] LiteralVerdict readMultirange(Oid type, std::string_view text);

[[nodiscard]] LiteralVerdict readOid(std::string_view text);
[[nodiscard]] LiteralVerdict readTransaction(std::string_view text); ///< `xid` and the like
[[nodiscard]] LiteralVerdict readTupleId(std::string_view text);
[[nodiscard]] LiteralVerdict readLogPosition(std::string_view text);
[[nodiscard]] LiteralVerdict readSnapshot(std::string_view text);
/// `regclass` and the like: what every database has.
[[nodiscard]] LiteralVerdict readObjectName(Builtin type, std::string_view text);

} // namespace tw::postgresql
