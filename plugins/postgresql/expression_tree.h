// SPDX-License-Identifier: MIT
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <string_view>

/// The parse tree of one expression, as libpg_query writes it: JSON in which a node is an object
/// with one member, named after its kind.
namespace tw::postgresql {

using TreeNode = rapidjson::Value;

/// A parsed `prefix` + expression + `suffix`.
struct ParsedExpression {
    rapidjson::Document document;
    const TreeNode *root = nullptr; ///< the expression; null when there is not exactly one
    std::optional<std::string> error;
    std::size_t errorOffset = 0; ///< bytes from the start of the expression
    std::size_t prefixSize = 0;
};

/// `bracketed`: reads `SELECT (⏎e⏎)` instead of `SELECT⏎e⏎`.
[[nodiscard]] ParsedExpression parseExpression(std::string_view text, bool bracketed);

/// The kind of a node; empty when it is none.
[[nodiscard]] std::string_view nodeKind(const TreeNode &node);
/// The fields of a node.
[[nodiscard]] const TreeNode &nodeFields(const TreeNode &node);

/// A member of the fields; null when it is absent.
[[nodiscard]] const TreeNode *member(const TreeNode &fields, const char *name);
[[nodiscard]] std::string_view stringMember(const TreeNode &fields, const char *name);
[[nodiscard]] bool boolMember(const TreeNode &fields, const char *name);

/// The text of a `String` node; empty for every other kind.
[[nodiscard]] std::string_view stringNode(const TreeNode &node);

/// The offset of a node in the expression's text, or 0 when the parser did not keep it.
[[nodiscard]] std::size_t locationOf(const TreeNode &fields, std::size_t prefixSize);

} // namespace tw::postgresql
