// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// What kind of values a built-in type has, as far as the engine's own passes care.
enum class TypeFamily : std::uint8_t {
    Boolean,
    Integer,
    Decimal,
    Float,
    Money,
    Text,
    Binary,
    Bit,
    Date,
    Time,
    Timestamp,
    Interval,
    Uuid,
    Json,
    Xml,
    Network,
    Geometric,
    TextSearch,
    Range,
    Other
};

/// What a built-in type is called and allows.
struct TypeInfo {
    std::string_view name; ///< as the target prints it: `character varying`
    TypeFamily family = TypeFamily::Other;
    bool takesLength = false;                ///< one argument, named `length` in schema JSON
    bool takesPrecision = false;             ///< one argument `precision` …
    bool takesScale = false;                 ///< … and a second one `scale`
    std::int32_t minFirst = 0, maxFirst = 0; ///< limits of the first argument
    bool reducesFirst = false; ///< the target takes a greater one and keeps `maxFirst` of it
    std::int32_t minSecond = 0, maxSecond = 0; ///< limits of the second
    bool canAutoIncrement = false;
    bool impliesAutoIncrement = false; ///< `serial`: an integer that counts by itself
    ir::TypeId storageType; ///< what a column that refers to this one has: `integer` for `serial`
};

/// Whether a literal is readable as a type.
struct LiteralVerdict {
    enum class Kind : std::uint8_t { Readable, Unreadable, Unverified };
    Kind kind = Kind::Readable;
    std::string expected; ///< when unreadable: what the type takes, `a date as YYYY-MM-DD`
};

/// The target's built-in types. Immutable and thread-safe.
class TABLEWRIGHT_EXPORT TypeCatalog {
public:
    virtual ~TypeCatalog();

    /// The type that `name` means, synonyms included, any case, single spaces between words:
    /// `int4`, `character varying`, `timestamp with time zone`. Invalid when there is none.
    /// `namespaceName` is empty, or `pg_catalog` and the like.
    [[nodiscard]] virtual ir::TypeId find(std::string_view namespaceName,
                                          std::string_view name) const = 0;
    /// Of a valid id, which `DataType::base` of an enum is not.
    [[nodiscard]] virtual const TypeInfo &info(ir::TypeId id) const = 0;

    /// Names to suggest when one is unknown.
    [[nodiscard]] virtual std::vector<std::string_view> commonNames() const = 0;

    /// The type in full, as the target prints it: `numeric(10,2)[]`, `billing.status`.
    [[nodiscard]] virtual std::string spell(const ir::Schema &schema,
                                            const ir::DataType &type) const = 0;

    /// Whether a foreign key of type `source` may refer to a key of type `target`.
    [[nodiscard]] virtual bool canReference(const ir::DataType &source,
                                            const ir::DataType &target) const = 0;

    /// Whether an index of `method` (`btree` when empty) can hold the type.
    [[nodiscard]] virtual bool hasOperatorClass(std::string_view method,
                                                const ir::DataType &type) const = 0;

    /// Whether `literal` (Boolean, Number or String) is readable as `type`.
    [[nodiscard]] virtual LiteralVerdict checkLiteral(const ir::Schema &schema,
                                                      const ir::DataType &type,
                                                      const ir::DefaultValue &literal) const = 0;

    /// A text that two readable literals have in common exactly when keys take their values to be
    /// equal; of types that may refer to each other as well. Of an integer it is the plain number.
    /// Empty when only the target can tell, which is what this answers unless a target knows more.
    [[nodiscard]] virtual std::optional<std::string>
    valueKey(const ir::DataType &type, const ir::DefaultValue &literal) const;

    /// Whether this string, as a default of a column of this type, is meant as an expression:
    /// `now()`, `CURRENT_DATE`, `gen_random_uuid()` on a fitting type that is not text.
    [[nodiscard]] virtual bool isWellKnownExpression(const ir::DataType &type,
                                                     std::string_view text) const = 0;
};

/// What an index method of the target can do.
struct IndexMethodInfo {
    std::string_view name;
    bool canBeUnique = false;
    bool takesSeveralColumns = false;
    bool canOrder = false;
    bool canInclude = false;
};

/// The target's index methods. Immutable and thread-safe.
class TABLEWRIGHT_EXPORT IndexMethods {
public:
    virtual ~IndexMethods();
    /// Null when there is no such method. An empty name is the default method.
    [[nodiscard]] virtual const IndexMethodInfo *find(std::string_view name) const = 0;
    [[nodiscard]] virtual std::vector<std::string_view> names() const = 0;
};

} // namespace tw
