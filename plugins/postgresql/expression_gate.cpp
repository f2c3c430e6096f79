// SPDX-License-Identifier: MIT
#include "expression_gate.h"

#include "expression_scanner.h"
#include "expression_tree.h"
#include "expression_types.h"
#include "type_catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace tw::postgresql {
namespace {

using Kind = ExpressionFinding::Kind;
using Findings = std::vector<ExpressionFinding>;

/// Whether a call does more than give a value: volatile functions do (they run SQL, read files,
/// lock, end sessions, change settings), but for these.
bool acts(std::string_view name, std::span<const CatalogFunction> rows, std::size_t arguments,
          ExpressionRole role)
{
    static constexpr std::array<std::string_view, 5> answers = {
        "clock_timestamp", "current_query", "gen_random_uuid", "random", "timeofday"};
    static constexpr std::array<std::string_view, 3> ofSequences = {"currval", "lastval",
                                                                    "nextval"};
    const auto isOne = [name](const auto &names) {
        return std::ranges::find(names, name) != names.end();
    };
    // A row is stored when the script runs, a default when somebody wants it.
    if (isOne(answers) || (role != ExpressionRole::Record && isOne(ofSequences)))
        return false;
    return std::ranges::any_of(rows, [arguments](const CatalogFunction &row) {
        const bool fits =
            row.variadic != 0 || (arguments <= row.count && arguments + row.defaults >= row.count);
        return row.volatility == 'v' && fits;
    });
}

/// What may stand in no expression of a table, whatever its types.
class StructureCheck {
public:
    StructureCheck(Findings &findings, std::size_t prefixSize, ExpressionRole role)
        : m_findings(findings), m_prefixSize(prefixSize), m_role(role)
    {
    }

    void visit(const TreeNode &node)
    {
        if (node.IsArray()) {
            for (const TreeNode &element : node.GetArray())
                visit(element);
            return;
        }
        if (!node.IsObject())
            return;
        for (const auto &field : node.GetObject()) {
            const std::string_view name(field.name.GetString(), field.name.GetStringLength());
            if (judge(name, field.value))
                visit(field.value);
        }
    }

private:
    /// False when what is below need not be looked at.
    bool judge(std::string_view kind, const TreeNode &fields)
    {
        if (kind == "SubLink" || kind == "SelectStmt")
            return refuse(Kind::Subquery, "a subquery", fields);
        if (kind == "ParamRef")
            return refuse(Kind::Parameter, "a parameter", fields);
        if (kind == "GroupingFunc")
            return refuse(Kind::Aggregate, "GROUPING", fields);
        if (kind == "SetToDefault")
            return refuse(Kind::NotOneExpression, "DEFAULT", fields);
        if (kind == "ColumnRef")
            return judgeColumn(fields);
        if (kind == "CurrentOfExpr" || kind == "MultiAssignRef")
            return refuse(Kind::NotOneExpression, {}, fields);
        if (kind == "FuncCall")
            judgeCall(fields);
        return true;
    }

    /// A star alone is all columns; `table.*` is a row.
    bool judgeColumn(const TreeNode &column)
    {
        const TreeNode *parts = member(column, "fields");
        const bool star =
            parts && parts->IsArray() && parts->Size() == 1 && nodeKind((*parts)[0]) == "A_Star";
        return star ? refuse(Kind::NotOneExpression, {}, column) : false;
    }

    void judgeCall(const TreeNode &call)
    {
        const TreeNode *names = member(call, "funcname");
        if (!names || !names->IsArray() || names->Empty())
            return;
        const std::string name(stringNode((*names)[names->Size() - 1]));
        if (member(call, "over")) {
            refuse(Kind::WindowFunction, name, call);
            return;
        }
        const auto rows = functionsNamed(name);
        const auto all = [&rows](auto &&is) {
            return !rows.empty() && std::ranges::all_of(rows, is);
        };
        if (boolMember(call, "agg_star") || boolMember(call, "agg_distinct") ||
            boolMember(call, "agg_within_group") || member(call, "agg_order") ||
            member(call, "agg_filter") ||
            all([](const CatalogFunction &row) { return row.kind == 'a'; }))
            refuse(Kind::Aggregate, name, call);
        else if (all([](const CatalogFunction &row) { return row.kind == 'w'; }))
            refuse(Kind::WindowFunction, name, call);
        else if (all([](const CatalogFunction &row) { return row.returnsSet; }))
            refuse(Kind::SetReturning, name, call);
        else if (acts(name, rows, argumentCount(call), m_role))
            refuse(Kind::NotImmutable, name, call);
    }

    static std::size_t argumentCount(const TreeNode &call)
    {
        const TreeNode *arguments = member(call, "args");
        return arguments && arguments->IsArray() ? arguments->Size() : 0;
    }

    bool refuse(Kind kind, std::string detail, const TreeNode &fields)
    {
        m_findings.push_back({kind, std::move(detail), locationOf(fields, m_prefixSize), 0});
        return false;
    }

    Findings &m_findings;
    std::size_t m_prefixSize;
    ExpressionRole m_role;
};

Findings checkSize(const std::string &text)
{
    const ExpressionSize size = measureExpression(text);
    if (size.hasNul)
        return {{Kind::Syntax, "it contains the character U+0000", text.find('\0'), 1}};
    if (text.size() > ExpressionSize::maxBytes)
        return {
            {Kind::TooComplex,
             fmt::format("{} bytes, expected at most {}", text.size(), ExpressionSize::maxBytes), 0,
             0}};
    if (size.tokens > ExpressionSize::maxTokens)
        return {{Kind::TooComplex,
                 fmt::format("{} words and signs, expected at most {}", size.tokens,
                             ExpressionSize::maxTokens),
                 0, 0}};
    if (size.depth > ExpressionSize::maxDepth)
        return {{Kind::TooComplex,
                 fmt::format("{} levels of brackets, expected at most {}", size.depth,
                             ExpressionSize::maxDepth),
                 0, 0}};
    return {};
}

/// What the parser found, in our words: `unexpected` what it stopped at, or what is not closed.
std::string parserMessage(std::string message)
{
    constexpr std::string_view near = " at or near \"";
    constexpr std::string_view anything = "syntax error";
    if (message == "syntax error at end of input")
        return "unexpected end";
    const std::size_t at = message.find(near);
    if (at != std::string::npos && message.ends_with('"')) {
        const std::size_t begin = at + near.size();
        // What it quotes may end with the line end that stands behind the expression.
        const std::size_t last =
            std::max(message.find_last_not_of('\n', message.size() - 2), begin - 1);
        const std::string word = message.substr(begin, last + 1 - begin);
        const std::string found = message.substr(0, at);
        message = fmt::format("{} `{}`", found == anything ? "unexpected" : found, word);
    }
    std::replace(message.begin(), message.end(), '\n', ' ');
    return message;
}

/// At the word or sign where the parser stopped; at the last one when it wanted more.
ExpressionFinding syntaxFinding(std::string_view text, const ParsedExpression &parsed)
{
    const auto isWord = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_' || static_cast<unsigned char>(c) >= 0x80;
    };
    std::string message = parserMessage(*parsed.error);
    const std::size_t last = text.find_last_not_of(" \t\n\r");
    if (last == std::string_view::npos)
        return {ExpressionFinding::Kind::Syntax, std::move(message), 0, 0};
    std::size_t begin = std::min(parsed.errorOffset, last);
    if (parsed.errorOffset > last) {
        while (begin > 0 && isWord(text[begin]) && isWord(text[begin - 1]))
            --begin;
    }
    std::size_t end = begin + 1;
    while (end < text.size() && isWord(text[begin]) && isWord(text[end]))
        ++end;
    return {ExpressionFinding::Kind::Syntax, std::move(message), begin, end - begin};
}

Findings checkParsed(const ir::Expression &expression, const ExpressionContext &context)
{
    const std::string &text = expression.text;
    const ParsedExpression bare = parseExpression(text, false);
    if (bare.error)
        return {syntaxFinding(text, bare)};
    if (!bare.root)
        return {{Kind::NotOneExpression, {}, 0, 0}};
    const ParsedExpression bracketed = parseExpression(text, true);
    if (bracketed.error || !bracketed.root)
        return {{Kind::NotOneExpression, {}, 0, 0}};

    Findings findings;
    StructureCheck(findings, bare.prefixSize, context.role).visit(*bare.root);
    if (findings.empty())
        checkExpressionTypes(*bare.root, bare.prefixSize, expression, context, findings);
    return findings;
}

} // namespace

std::vector<ExpressionFinding>
PostgresqlExpressionChecker::check(const ir::Expression &expression,
                                   const ExpressionContext &context) const
{
    Findings findings = checkSize(expression.text);
    if (!findings.empty())
        return findings;

    const bool memorable = context.role == ExpressionRole::Default && context.expectedType &&
                           !context.expectedType->isEnum() && context.schema.enums.empty() &&
                           expression.text.size() < 100;
    std::string key;
    if (memorable) {
        key = fmt::format("{} {}", oidOf(*context.expectedType), expression.text);
        const std::scoped_lock lock(m_mutex);
        if (m_goodDefaults.contains(key))
            return {};
    }
    findings = checkParsed(expression, context);
    if (memorable && findings.empty()) {
        constexpr std::size_t most = 1000;
        const std::scoped_lock lock(m_mutex);
        if (m_goodDefaults.size() < most)
            m_goodDefaults.emplace(std::move(key), true);
    }
    return findings;
}

} // namespace tw::postgresql
