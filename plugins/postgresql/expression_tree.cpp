// SPDX-License-Identifier: MIT
#include "expression_tree.h"

#include <pg_query.h>

#include <memory>

namespace tw::postgresql {
namespace {

constexpr std::string_view barePrefix = "SELECT\n";
constexpr std::string_view bracketPrefix = "SELECT (\n";

/// Frees what the parser gives.
class ParseResult {
public:
    explicit ParseResult(const std::string &sql) : m_result(pg_query_parse(sql.c_str())) {}
    ParseResult(const ParseResult &) = delete;
    ParseResult &operator=(const ParseResult &) = delete;
    ~ParseResult() { pg_query_free_parse_result(m_result); }

    [[nodiscard]] const PgQueryParseResult &get() const { return m_result; }

private:
    PgQueryParseResult m_result;
};

/// The bytes before the character of this number, which counts from 1.
std::size_t byteOfCharacter(std::string_view text, int character)
{
    std::size_t offset = 0;
    for (int i = 1; i < character && offset < text.size(); ++i) {
        ++offset;
        while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80U)
            ++offset;
    }
    return offset;
}

/// The one unnamed target of a SELECT that has nothing else.
const TreeNode *onlyTarget(const rapidjson::Document &document)
{
    const TreeNode *statements = member(document, "stmts");
    if (!statements || statements->Size() != 1)
        return nullptr;
    const TreeNode *statement = member((*statements)[0], "stmt");
    if (!statement || nodeKind(*statement) != "SelectStmt" || member((*statements)[0], "stmt_len"))
        return nullptr;
    const TreeNode *targets = nullptr;
    for (const auto &field : nodeFields(*statement).GetObject()) {
        const std::string_view name(field.name.GetString(), field.name.GetStringLength());
        if (name == "targetList") {
            targets = &field.value;
        } else if (name == "limitOption" || name == "op") {
            const std::string_view value = field.value.IsString() ? field.value.GetString() : "";
            if (value != "LIMIT_OPTION_DEFAULT" && value != "SETOP_NONE")
                return nullptr;
        } else {
            return nullptr;
        }
    }
    if (!targets || targets->Size() != 1 || nodeKind((*targets)[0]) != "ResTarget")
        return nullptr;
    const TreeNode &target = nodeFields((*targets)[0]);
    if (member(target, "name") || member(target, "indirection"))
        return nullptr;
    return member(target, "val");
}

} // namespace

ParsedExpression parseExpression(std::string_view text, bool bracketed)
{
    const std::string_view prefix = bracketed ? bracketPrefix : barePrefix;
    std::string sql;
    sql.reserve(prefix.size() + text.size() + 2);
    sql.append(prefix).append(text).append(bracketed ? "\n)" : "\n");

    ParsedExpression parsed;
    parsed.prefixSize = prefix.size();
    const ParseResult result(sql);
    if (const PgQueryError *error = result.get().error) {
        parsed.error = error->message ? error->message : "unknown error";
        const std::size_t at = byteOfCharacter(sql, error->cursorpos);
        parsed.errorOffset = at > prefix.size() ? std::min(at - prefix.size(), text.size()) : 0;
        return parsed;
    }
    parsed.document.Parse<rapidjson::kParseIterativeFlag>(result.get().parse_tree);
    if (parsed.document.HasParseError()) {
        parsed.error = "its parse tree cannot be read";
        return parsed;
    }
    parsed.root = onlyTarget(parsed.document);
    return parsed;
}

std::string_view nodeKind(const TreeNode &node)
{
    if (!node.IsObject() || node.MemberCount() != 1)
        return {};
    const auto &name = node.MemberBegin()->name;
    return {name.GetString(), name.GetStringLength()};
}

const TreeNode &nodeFields(const TreeNode &node) { return node.MemberBegin()->value; }

const TreeNode *member(const TreeNode &fields, const char *name)
{
    if (!fields.IsObject())
        return nullptr;
    const auto found = fields.FindMember(name);
    return found == fields.MemberEnd() ? nullptr : &found->value;
}

std::string_view stringMember(const TreeNode &fields, const char *name)
{
    const TreeNode *value = member(fields, name);
    if (!value || !value->IsString())
        return {};
    return {value->GetString(), value->GetStringLength()};
}

bool boolMember(const TreeNode &fields, const char *name)
{
    const TreeNode *value = member(fields, name);
    return value && value->IsBool() && value->GetBool();
}

std::string_view stringNode(const TreeNode &node)
{
    return nodeKind(node) == "String" ? stringMember(nodeFields(node), "sval") : std::string_view();
}

std::size_t locationOf(const TreeNode &fields, std::size_t prefixSize)
{
    const TreeNode *location = member(fields, "location");
    if (!location || !location->IsInt() || location->GetInt() < 0)
        return 0;
    const auto at = static_cast<std::size_t>(location->GetInt());
    return at > prefixSize ? at - prefixSize : 0;
}

} // namespace tw::postgresql
