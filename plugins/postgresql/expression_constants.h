// SPDX-License-Identifier: MIT
#pragma once

#include "catalog.h"

#include <cstdint>
#include <span>
#include <string_view>

/// What the server makes of constants when it plans an expression (its manual calls this constant
/// folding), as far as that can be told without it.
namespace tw::postgresql {

/// What is known of a value before any row is there.
struct Constant {
    enum class Kind : std::uint8_t {
        None,  ///< no constant
        Maybe, ///< a constant, or not
        Any,   ///< a constant, which may be null
        NotNull,
        Tame,    ///< a date, a time or an interval of everyday size
        Number,  ///< near `number`, and far from the limits of its type
        Integer, ///< `integer`, and `number` likewise
        True,
        False,
        Null
    };

    Kind kind = Kind::None;
    std::int64_t integer = 0;
    double number = 0;
    std::string_view text; ///< of a string that is known; its data is null when it is not

    [[nodiscard]] bool isConstant() const { return kind > Kind::Maybe; }
    [[nodiscard]] bool isNull() const { return kind == Kind::Null; }
    [[nodiscard]] bool isNotNull() const { return kind >= Kind::NotNull && kind < Kind::Null; }
    [[nodiscard]] bool maybeNull() const { return kind == Kind::Any || kind == Kind::Maybe; }
    [[nodiscard]] bool isNumber() const { return kind == Kind::Number || kind == Kind::Integer; }

    static Constant of(Kind kind) { return {kind, 0, 0, {}}; }
    static Constant ofBool(bool value) { return of(value ? Kind::True : Kind::False); }
    static Constant ofInteger(std::int64_t value)
    {
        return {Kind::Integer, value, static_cast<double>(value), {}};
    }
    /// `Any` when it is too large to be sure of.
    static Constant ofNumber(double value);
};

/// A text that was read as this type.
[[nodiscard]] Constant readConstant(Oid type, std::string_view text);

/// What an operation on constants comes to.
struct Folded {
    enum class Outcome : std::uint8_t { Value, Fails, Unknown };
    Outcome outcome = Outcome::Unknown;
    Constant value = Constant::of(Constant::Kind::Any);

    [[nodiscard]] bool isValue() const { return outcome == Outcome::Value; }
};

struct Operand {
    Oid type = 0;
    Constant constant;
};

/// `collated` is false where the server has not yet given the expression its collations.
[[nodiscard]] Folded foldOperator(std::string_view name, std::span<const Operand> operands,
                                  Oid result, bool collated);
[[nodiscard]] Folded foldFunction(std::string_view name, std::span<const Operand> operands,
                                  Oid result, bool collated);
/// A conversion, by a function or through text.
[[nodiscard]] Folded foldCast(const Operand &operand, Oid target);
/// Rounding to `numeric(precision, scale)`.
[[nodiscard]] Folded foldNumericLimit(const Constant &value, int precision, int scale);

/// A call in a row's value, of a function that is not immutable.
[[nodiscard]] Folded foldAtRunTime(std::string_view function, std::span<const Operand> operands,
                                   Oid result);

} // namespace tw::postgresql
