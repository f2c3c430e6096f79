// SPDX-License-Identifier: MIT
#pragma once

#include "catalog.h"

#include <tablewright/target/type_catalog.h>

namespace tw::postgresql {

/// The rows of `type_table.def`, in their order.
enum class Builtin : std::uint8_t {
#define TW_TYPE(name, ...) name,
#include "type_table.def"
};

[[nodiscard]] inline ir::TypeId typeId(Builtin type)
{
    return ir::TypeId(static_cast<std::size_t>(type));
}

/// The type of `pg_catalog` that a resolved type is, arrays and the schema's enums included.
[[nodiscard]] Oid oidOf(const ir::DataType &type);

/// A resolved type that a value of this oid has, without arguments; unresolved when no column can
/// have it.
[[nodiscard]] ir::DataType dataTypeOf(Oid type);

/// Appends the type as `format_type` prints it. `qualifyDefault` puts `public.` before enums too.
void appendType(std::string &out, const ir::Schema &schema, const ir::DataType &type,
                bool qualifyDefault = false);

/// Whether an enum of this name would be hidden by a type that the server searches first.
[[nodiscard]] bool isHiddenTypeName(std::string_view name);

/// The types of PostgreSQL 15 with its synonyms, and, as a courtesy, the commonest names that other
/// databases use for the same (the last part of `type_table.def`).
class PostgresqlTypeCatalog final : public TypeCatalog {
public:
    [[nodiscard]] ir::TypeId find(std::string_view namespaceName,
                                  std::string_view name) const override;
    [[nodiscard]] const TypeInfo &info(ir::TypeId id) const override;
    [[nodiscard]] std::vector<std::string_view> commonNames() const override;
    [[nodiscard]] std::string spell(const ir::Schema &schema,
                                    const ir::DataType &type) const override;
    [[nodiscard]] bool canReference(const ir::DataType &source,
                                    const ir::DataType &target) const override;
    [[nodiscard]] bool hasOperatorClass(std::string_view method,
                                        const ir::DataType &type) const override;
    [[nodiscard]] LiteralVerdict checkLiteral(const ir::Schema &schema, const ir::DataType &type,
                                              const ir::DefaultValue &literal) const override;
    [[nodiscard]] std::optional<std::string>
    valueKey(const ir::DataType &type, const ir::DefaultValue &literal) const override;
    [[nodiscard]] bool isWellKnownExpression(const ir::DataType &type,
                                             std::string_view text) const override;
};

} // namespace tw::postgresql
