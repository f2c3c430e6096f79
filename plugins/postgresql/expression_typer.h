// SPDX-License-Identifier: MIT
#pragma once

#include "expression_constants.h"
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
    bool isNull = false;    ///< the word NULL
    bool hasColumn = false; ///< it depends on the row
    Constant constant;      ///< what the server knows of it when it plans the expression
    std::optional<std::string_view> literal; ///< text of a constant of the type `oid::unknown`
    std::string_view collation;              ///< that COLLATE gave it; empty when none did
};

/// What planning an expression comes upon, which may yet leave it out.
struct Effect {
    enum class Kind : std::uint8_t { Mutable, MaybeMutable, Fails, MaybeFails };
    Kind kind;
    std::string what;
    std::size_t offset;
    bool isLate = false; ///< a failure when it runs, not before

    [[nodiscard]] bool isFailure() const { return kind >= Kind::Fails; }
};

/// A value with the effects of computing it, apart from those of its neighbours.
struct Part {
    Typed value;
    std::vector<Effect> effects;
};

/// A type as an expression names it.
struct NamedType {
    Oid type = 0; ///< 0: not decided, or wrong, and already reported
    bool isLimited = false;
    int first = 0, second = 0; ///< the arguments
};

/// Types one expression bottom-up. Lives for one check.
class Typer {
public:
    Typer(std::size_t prefixSize, std::string_view text, const ExpressionContext &context,
          std::vector<ExpressionFinding> &findings);

    void checkRoot(const TreeNode &root);

private:
    using Kind = ExpressionFinding::Kind;

    // Reports. Unverified is kept only when it comes first: the rest may follow from it.
    void report(Kind kind, std::string detail, std::size_t offset);
    Typed undecided(std::string reason, std::size_t offset);
    Typed mismatch(std::string detail, std::size_t offset);
    void reportEffects();
    [[nodiscard]] std::string printed(Oid type) const;
    [[nodiscard]] Typed result(Oid type, const TreeNode &node, std::size_t offset) const;

    // Planning. `mark` is where the effects of the operands begin.
    [[nodiscard]] std::size_t mark() const { return m_effects.size(); }
    void addEffect(Effect::Kind kind, std::string_view what, std::size_t offset);
    void dropMutable(std::size_t mark);
    void leaveOut(const Constant &made, std::size_t mark);
    /// What may be left out after all; a failure has then happened already.
    void softenMutable(std::size_t mark);
    /// What may not be come upon at all.
    static void soften(std::vector<Effect> &effects);
    void append(std::vector<Effect> &effects);
    /// The effects since `mark`, taken out.
    [[nodiscard]] std::vector<Effect> cut(std::size_t mark);
    /// A call: what it is, what it is given, and what it comes to if all of that is constant.
    struct Call {
        std::string_view name;
        char volatility;
        bool strict;
        std::size_t mark;
        std::size_t offset;
    };
    template <class Fold>
    [[nodiscard]] Constant planCall(const Call &call, std::span<const Operand> operands,
                                    Fold &&fold);
    [[nodiscard]] Constant planJunction(std::vector<Part> &parts, bool isAnd);
    [[nodiscard]] Constant planCoalesce(std::vector<Part> &parts);
    struct Branch {
        Part condition, result;
    };
    [[nodiscard]] Constant planCase(std::vector<Branch> &branches, Part &otherwise,
                                    std::vector<Effect> &argument);
    /// Of what is computed exactly when all of its parts are constants, and cannot fail.
    [[nodiscard]] static Constant planAll(std::span<const Typed> values, Constant::Kind kind);

    /// The collation of several values together; reports two that contradict each other.
    void mergeCollation(Typed &into, const Typed &from);

    // Conversions. The type is 0 when the value does not fit, which is then reported.
    Typed coerce(const Typed &value, Oid target, CoercionContext context, std::string_view what);
    Typed readAs(const Typed &value, Oid target);
    [[nodiscard]] Folded foldConversion(const Operand &operand, Oid target,
                                        const CoercionPath &path) const;
    void readLiteral(const Typed &value, const ir::DataType &target);
    void readVector(const Typed &value, Oid target);
    bool readName(const Typed &value, Oid target);
    Typed toBoolean(const Typed &value, std::string_view what);

    Typed type(const TreeNode &node);
    Part typePart(const TreeNode &node);
    std::vector<Typed> typeAll(const TreeNode *list);
    /// The integer of an `A_Const`; nothing when the parser does not say.
    [[nodiscard]] std::optional<int> integerOf(const TreeNode &fields) const;
    Typed typeConstant(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeColumn(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeSystemColumn(std::string_view name, const TreeNode &node, std::size_t offset);
    Typed typeWholeRow(const TreeNode &node, std::size_t offset);

    Typed typeOperation(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeIn(std::string_view name, const Typed &left, const TreeNode &fields,
                 const TreeNode &node, std::size_t offset);
    Typed typeBetween(const TreeNode &left, const TreeNode &fields, std::string_view kind,
                      const TreeNode &node, std::size_t offset);
    Typed typeDistinct(const TreeNode &left, const TreeNode &right, std::string_view name,
                       const TreeNode &node, std::size_t offset);
    Typed applyArrayOperator(std::string_view name, const Typed &left, const Typed &right,
                             const TreeNode &node, std::size_t offset);
    Typed applyOperator(std::string_view name, const Typed *left, const Typed &right,
                        const TreeNode &node, std::size_t offset, Typed *leftAfter = nullptr);
    Typed compareRows(std::string_view name, const TreeNode &left, const TreeNode &right,
                      const TreeNode &node, std::size_t offset);

    Typed typeBoolean(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeTest(const TreeNode &node, const TreeNode &fields, std::size_t offset,
                   bool isBoolean);
    Typed typeCase(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeCoalesce(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    /// Brings values to their common type, in place; false when there is none.
    bool unite(std::span<Typed *const> values, std::string_view what, Oid &common,
               std::size_t offset);
    Typed typeGreatest(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeArray(const TreeNode &node, const TreeNode &fields, std::size_t offset, Oid wanted);
    Typed typeRow(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeIndirection(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed subscript(const Typed &container, std::span<const TreeNode *const> steps,
                    const TreeNode &node);
    Typed typeCollate(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeXml(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeXmlText(const TreeNode &node, const TreeNode &fields, std::size_t offset);

    Typed typeCast(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed typeCall(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    Typed callFound(const ResolvedFunction &found, std::string_view name,
                    std::vector<Typed> arguments, bool isSpread, std::size_t begin,
                    const TreeNode &node, std::size_t offset);
    Typed typeValueFunction(const TreeNode &node, const TreeNode &fields, std::size_t offset);
    NamedType typeNamed(const TreeNode &typeName, std::size_t offset);
    bool readArguments(const TreeNode &typeName, NamedType &named, std::size_t offset);
    /// Of the schema's enums; 0 when there is none.
    [[nodiscard]] Oid enumNamed(std::string_view space, std::string_view name) const;
    Typed limit(Typed value, const NamedType &named);

    void checkIndexElement(const Typed &value);
    void checkStored(const Typed &value);
    void checkLimit(const Typed &value);

    std::size_t m_prefixSize;
    std::string_view m_text;
    const ExpressionContext &m_context;
    std::vector<ExpressionFinding> &m_findings;
    std::vector<Effect> m_effects;
    bool m_isPlanned;   ///< immutability is asked for, and constants are computed
    bool m_isEvaluated; ///< the value of a row, which is computed at once
    bool m_hasCollations;
    bool m_comparesRows = false; ///< operators that are never computed by themselves
};

template <class Fold>
Constant Typer::planCall(const Call &call, std::span<const Operand> operands, Fold &&fold)
{
    using Known = Constant::Kind;
    if (!m_isPlanned && !m_isEvaluated)
        return {};
    bool allConstant = true;
    bool isNull = false;
    bool maybeNull = false;
    bool maybe = false;
    for (const Operand &operand : operands) {
        allConstant = allConstant && operand.constant.kind != Known::None;
        maybe = maybe || operand.constant.kind == Known::Maybe;
        isNull = isNull || operand.constant.isNull();
        maybeNull = maybeNull || operand.constant.maybeNull();
    }
    if (call.strict && isNull) {
        dropMutable(call.mark);
        return Constant::of(Known::Null);
    }
    maybeNull = maybeNull && call.strict;
    if (maybeNull)
        softenMutable(call.mark);
    if (m_isPlanned && call.volatility != 'i') {
        addEffect(maybeNull ? Effect::Kind::MaybeMutable : Effect::Kind::Mutable, call.name,
                  call.offset);
        return Constant::of(maybeNull ? Known::Maybe : Known::None);
    }
    if (!allConstant || (m_comparesRows && m_isPlanned))
        return Constant::of(maybeNull ? Known::Maybe : Known::None);
    const Folded folded = fold();
    if (folded.outcome == Folded::Outcome::Fails && !maybe && !maybeNull)
        addEffect(Effect::Kind::Fails, call.name, call.offset);
    else if (folded.outcome != Folded::Outcome::Value)
        addEffect(Effect::Kind::MaybeFails, call.name, call.offset);
    if (folded.outcome != Folded::Outcome::Value)
        m_effects.back().isLate = call.volatility != 'i';
    if (maybe)
        return Constant::of(Known::Maybe);
    const bool known = call.volatility == 'i' || m_isEvaluated;
    return folded.outcome == Folded::Outcome::Value && known && !maybeNull
               ? folded.value
               : Constant::of(Known::Any);
}

/// The name of an operator or a function; empty when it is behind another namespace than
/// `pg_catalog`.
[[nodiscard]] std::string_view catalogName(const TreeNode *names);

} // namespace tw::postgresql
