// SPDX-License-Identifier: MIT
#pragma once

#include "name_places.h"
#include "settings.h"

#include <tablewright/diag/diagnostic.h>
#include <tablewright/target/target_info.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tw::naming {

/// A new name wherever the old one stands, or why it is not known where that is.
struct Renaming {
    std::optional<FixIt> fix;
    std::string refusal;
    SourceRange place; ///< that the refusal speaks of; may be invalid
};

/// Makes fixes that rename. Each new name that it gives is taken from then on, so that all fixes of
/// a run can be applied together.
class Renamer {
public:
    Renamer(const ir::Schema &schema, const TargetInfo &target, const Settings &settings)
        : m_schema(schema), m_target(target), m_settings(settings)
    {
    }
    Renamer(const Renamer &) = delete;
    Renamer &operator=(const Renamer &) = delete;

    [[nodiscard]] Renaming table(const ir::Table &table, std::string_view name);
    [[nodiscard]] Renaming column(ir::TableId table, const ir::Column &column,
                                  std::string_view name);
    [[nodiscard]] Renaming column(ir::TablePartialId partial, const ir::Column &column,
                                  std::string_view name);
    [[nodiscard]] Renaming enumType(ir::EnumId type, std::string_view name);
    [[nodiscard]] Renaming enumValue(ir::EnumId type, const ir::Name &value, std::string_view name);
    /// A key, a check, an index or a junction table: nothing refers to it by its name.
    [[nodiscard]] Renaming unreferenced(const ir::Name &old, std::string_view name);

private:
    /// Names in lower case that share a scope, with the places of their declarations.
    struct Scope {
        struct Entry {
            SourceRange declared;
            std::string_view text; ///< as it is written
        };
        StringMap<std::vector<Entry>> names;

        void add(std::string_view text, SourceRange declared);
        /// What else has the name; null when nothing has.
        [[nodiscard]] const Entry *other(std::string_view text, SourceRange declared) const;
        /// What else is called so in the same case; null when nothing is.
        [[nodiscard]] const Entry *twin(const ir::Name &name) const;
        void take(std::string_view text, SourceRange declared);
    };
    /// What there is of a table besides its columns.
    struct TableFacts {
        explicit TableFacts(const ir::Schema &schema, const ir::Table &table);
        Scope columns; ///< those that partials would bring, too
        SqlWords words{SqlWords::Parts::Whole};
    };

    /// Columns of one enum, and strings that are its values.
    using Literals = std::vector<std::pair<std::string_view, SourceRange>>;
    struct EnumUses {
        std::vector<const ir::Column *> columns;
        Literals literals;
    };

    /// What holds of every new name; empty when nothing speaks against it.
    [[nodiscard]] Renaming refuse(const ir::Name &old, std::string_view name);
    /// No fix makes a word of SQL of what was none.
    [[nodiscard]] Renaming refuseReserved(const ir::Name &old, std::string_view name) const;
    [[nodiscard]] Renaming make(const ir::Name &old, std::string_view name,
                                std::vector<TextEdit> others = {});
    [[nodiscard]] Renaming column(const std::vector<ir::TableId> &tables, const ir::Table *partial,
                                  const ir::Name &old, std::string_view name);
    [[nodiscard]] const NamePlaces &places();
    [[nodiscard]] Scope &globalNames();
    [[nodiscard]] const SqlWords &allWords();
    [[nodiscard]] TableFacts &facts(ir::TableId table);
    [[nodiscard]] EnumUses &usesOf(ir::EnumId type);
    [[nodiscard]] const std::vector<ir::TableId> &injectedInto(ir::TablePartialId partial);
    /// An edit for each type that is spelled by the enum's name; empty when one cannot be edited.
    [[nodiscard]] std::optional<std::vector<TextEdit>>
    typeEdits(ir::EnumId type, std::string_view name, SourceRange &place);

    const ir::Schema &m_schema;
    const TargetInfo &m_target;
    const Settings &m_settings;
    std::unique_ptr<NamePlaces> m_places;
    std::unique_ptr<Scope> m_global;
    std::unique_ptr<SqlWords> m_words;
    std::vector<std::unique_ptr<TableFacts>> m_facts;
    std::vector<std::vector<ir::TableId>> m_injected;
    std::optional<std::unordered_map<ir::EnumId, EnumUses>> m_enumUses;
    Literals m_unreadDefaults; ///< of columns whose types are not read, for no table has them
    Scope m_newValues;         ///< of enums, each behind the number of its enum
};

} // namespace tw::naming
