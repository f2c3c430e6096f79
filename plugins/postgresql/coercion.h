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

/// The answer of a rule that sometimes needs more than this code knows.
enum class Tristate : std::uint8_t { No, Yes, Unknown };

/// Whether values of these types can stand where those are asked for, polymorphic types included.
[[nodiscard]] Tristate canCoerce(std::span<const Oid> sources, std::span<const Oid> targets,
                                 CoercionContext context);

/// What a polymorphic result is, given matching arguments; 0 when that cannot be told.
[[nodiscard]] Oid resolvePolymorphic(Oid result, std::span<const Oid> sources,
                                     std::span<const Oid> targets);

/// Whether a value can be reinterpreted without a conversion.
[[nodiscard]] bool isBinaryCoercible(Oid source, Oid target);

/// The default operator class that an index of this method uses for the type; null when none fits.
[[nodiscard]] const CatalogOpclass *defaultOpclass(std::string_view method, Oid type);

/// Whether a foreign key may compare `source` with the key `target` (ATAddForeignKeyConstraint).
[[nodiscard]] bool canReferTo(Oid source, Oid target);

} // namespace tw::postgresql
