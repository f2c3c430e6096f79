// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/rare.h>
#include <tablewright/base/strong_id.h>
#include <tablewright/ir/name.h>

#include <array>
#include <cstdint>
#include <optional>

namespace tw::ir {

/// A built-in type: an index into the target's `TypeCatalog`.
using TypeId = StrongId<struct TypeTag>;
/// An index into `Schema::enums`.
using EnumId = StrongId<struct EnumTag>;

/// Arguments given beside a spelled type, as schema JSON does; absent or equal to what the spelling
/// says.
struct TypeArguments {
    std::optional<Located<std::int64_t>> length;
    std::optional<Located<std::int64_t>> precision;
    std::optional<Located<std::int64_t>> scale;
};

/// A type as the document wrote it, before `resolve-types`.
struct TypeSyntax {
    /// `varchar`, `numeric(10,2)`, `timestamp with time zone`, `text[]`, `billing.status`
    Name spelling;
    Rare<TypeArguments> arguments;
};

/// A resolved type: a built-in type with its arguments, or an enum; an array of it when
/// `arrayDimensions` is above 0. Unresolved when neither `base` nor `enumType` is valid.
struct DataType {
    TypeId base;
    EnumId enumType;
    std::array<std::int32_t, 2> arguments{}; ///< length; or precision and scale
    std::uint8_t argumentCount = 0;
    std::uint8_t arrayDimensions = 0;

    [[nodiscard]] bool isResolved() const { return base.isValid() || enumType.isValid(); }
    [[nodiscard]] bool isEnum() const { return enumType.isValid(); }
    [[nodiscard]] bool isArray() const { return arrayDimensions > 0; }

    friend bool operator==(const DataType &, const DataType &) = default;
};

} // namespace tw::ir
