// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

/// The one place where names and texts become SQL.
namespace tw::postgresql {

/// Longer identifiers are cut, as the server itself does.
inline constexpr std::size_t maxIdentifierBytes = 63;

/// The part of a name that the server keeps.
[[nodiscard]] std::string_view keptIdentifier(std::string_view name);

/// Whether the name, already cut, must be quoted: it is not all of `a-z 0-9 _`, or it is a keyword.
[[nodiscard]] bool needsQuotes(std::string_view name);

/// Appends the name cut to what the server keeps, in quotes exactly if it needs them.
void appendIdentifier(std::string &out, std::string_view name);

/// Appends a string constant that reads the same whatever `standard_conforming_strings` says.
void appendLiteral(std::string &out, std::string_view text);

/// Appends the expression in brackets of its own. A comment in it cannot reach the bracket.
void appendExpression(std::string &out, std::string_view expression);

} // namespace tw::postgresql
