// SPDX-License-Identifier: MIT
#pragma once

#include "catalog.h"

#include <span>

/// PostgreSQL's rules of what converts to what (parse_coerce.c), over the catalog.
namespace tw::postgresql {

enum class CoercionContext : std::uint8_t { Implicit, Assignment, Explicit };

/// How a value of one type becomes one of another.
struct CoercionPath {
    enum class Kind : std::uint8_t { None, Same, Binary, Function, ThroughText, Array };
    Kind kind = Kind::None;
    char volatility = 'i';

    explicit operator bool() const { return kind != Kind::None; }
};

[[nodiscard]] CoercionPath findCoercion(Oid source, Oid target, CoercionContext context);

/// Whether values of these types can stand where those are asked for, polymorphic types included.
[[nodiscard]] bool canCoerce(std::span<const Oid> sources, std::span<const Oid> targets,
                             CoercionContext context);

/// Puts the types that polymorphic parameters stand for in their place and returns what `result`
/// is; 0 when PostgreSQL cannot tell. Expects arguments that `canCoerce`.
[[nodiscard]] Oid settlePolymorphic(std::span<const Oid> sources, std::span<Oid> targets,
                                    Oid result);

/// The type that CASE, COALESCE, ARRAY and IN make of several; 0 when they do not match.
[[nodiscard]] Oid commonType(std::span<const Oid> types);

/// Whether a value can be reinterpreted without a conversion.
[[nodiscard]] bool isBinaryCoercible(Oid source, Oid target);

/// The default operator class that an index of this method uses for the type; null when none fits.
[[nodiscard]] const CatalogOpclass *defaultOpclass(std::string_view method, Oid type);

/// Whether a foreign key may compare `source` with the key `target` (ATAddForeignKeyConstraint).
[[nodiscard]] bool canReferTo(Oid source, Oid target);

} // namespace tw::postgresql
