// SPDX-License-Identifier: MIT
#pragma once

#include "expression_tree.h"
#include "resolution.h"

#include <tablewright/target/expression_checker.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::postgresql {

/// What one part of an expression evaluates to.
struct Typed {
    Oid type = 0; ///< 0: not decided, and already reported
    const TreeNode *node = nullptr;
    std::size_t offset = 0;
    bool isNull = false;
    bool isConstant = false; ///< the server computes it when it plans the expression
    std::optional<std::string_view> literal; ///< text of a constant of the type `oid::unknown`
};

/// Types one expression bottom-up. Lives for one check.
class Typer {
public:
    Typer(std::size_t prefixSize, std::string_view text, const ExpressionContext &context,
          std::vector<ExpressionFinding> &findings)
        : m_prefixSize(prefixSize), m_text(text), m_context(context), m_findings(findings)
    {
    }

    void checkRoot(const ir::Expression *self, const TreeNode &root);

private:
    using Kind = ExpressionFinding::Kind;

    // Reports. Unverified is kept only when it comes first: the rest may follow from it.
    void report(Kind kind, std::string detail, std::size_t offset);
    Typed undecided(std::string reason, std::size_t offset);
    Typed mismatch(std::string detail, std::size_t offset);
    void useVolatility(char volatility, std::string_view name, std::size_t offset,
                       bool withNull = false);

    [[nodiscard]] std::string printed(Oid type) const;
    [[nodiscard]] Typed result(Oid type, const TreeNode &node, std::size_t offset) const;

    /// The value of an operation on `constant` operands: planned expressions compute it at once,
    /// and may fail.
    Typed folded(Typed value, bool constant, bool isSafe, std::string_view name);
    [[nodiscard]] bool isPlanned() const
    {
        return m_context.role != ExpressionRole::Default &&
               m_context.role != ExpressionRole::Record && m_context.role != ExpressionRole::Check;
    }

    // Conversions. False when the value does not fit, which is then reported.
    bool coerce(const Typed &value, Oid target, CoercionContext context, std::string_view what);
    void readLiteral(const Typed &value, Oid target);
    void readLiteral(const Typed &value, const ir::DataType &target);
    bool toBoolean(const Typed &value, std::string_view what);

    Typed type(const TreeNode &node);
    std::vector<Typed> typeAll(const TreeNode *list);
    Typed typeConstant(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeColumn(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeOperation(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeIn(std::string_view name, const Typed &left, const TreeNode &fields,
                 const TreeNode &node, std::size_t offset);
    Typed typeBetween(const Typed &left, const TreeNode &fields, std::string_view kind,
                      const TreeNode &node, std::size_t offset);
    Typed typeAnyAll(std::string_view name, const Typed &left, const Typed &right,
                     const TreeNode &node, std::size_t offset);
    Typed applyOperator(std::string_view name, const Typed *left, const Typed &right,
                        const TreeNode &node, std::size_t offset);
    Typed typeBoolean(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeCase(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeCommon(const std::vector<Typed> &values, std::string_view what, const TreeNode &node,
                     std::size_t offset);
    Typed typeCast(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeCall(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeValueFunction(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeArray(const TreeNode &node, const TreeNode &fields, std::size_t offset, Oid wanted);
    Typed typeIndirection(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeCollate(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Oid typeNamed(const TreeNode &typeName, std::size_t offset);

    void checkIndexElement(const ir::Expression *self, const Typed &value);

    std::size_t m_prefixSize;
    std::string_view m_text;
    const ExpressionContext &m_context;
    std::vector<ExpressionFinding> &m_findings;
    bool m_ignoreVolatility = false;
    std::size_t m_collations = 0;
};

/// The name of an operator or a function; empty when it is behind another namespace than
/// `pg_catalog`.
[[nodiscard]] std::string_view catalogName(const TreeNode *names);

} // namespace tw::postgresql
