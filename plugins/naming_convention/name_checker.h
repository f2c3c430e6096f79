// SPDX-License-Identifier: MIT
#pragma once

#include "renaming.h"
#include "settings.h"

#include <tablewright/pass/pass.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tw::naming {

/// Something with a name. Lives for one call of the checker.
struct Element {
    Kind kind = Kind::Table;
    const ir::Name *name = nullptr;
    std::string_view space = {};            ///< its namespace
    const ir::Table *table = nullptr;       ///< whose column, key, check or index it is
    const ir::EnumType *enumType = nullptr; ///< whose value it is
    bool isPartial = false;                 ///< `table` is a partial
    std::function<Renaming(std::string_view)> rename = {};
};

/// Reports what is wrong with one name, each with a fix or a note that says why there is none.
class NameChecker {
public:
    NameChecker(const ir::Schema &schema, PassContext &context, const Settings &settings)
        : m_schema(schema), m_context(context), m_settings(settings)
    {
    }

    /// What the name of a key, a check or an index may be made of. Null: of nothing.
    struct Template {
        const ir::Table *table = nullptr;
        const std::vector<ir::ColumnRef> *columns = nullptr;
        const std::vector<ir::IndexElement> *elements = nullptr;
        const ir::Table *target = nullptr;
        const std::vector<ir::ColumnRef> *targetColumns = nullptr;
    };

    void check(const Element &element, const Template &made);
    void checkTable(const Element &element);
    void checkColumn(const Element &element, const ir::Column &column);
    void checkEnum(const Element &element);

private:
    [[nodiscard]] bool isIgnored(const Element &element) const;
    /// `` table `a` ``, `` column `x` of table `a` ``
    [[nodiscard]] static std::string describe(const Element &element);
    /// Attaches the renaming; nothing when there is no new name.
    void suggest(DiagnosticBuilder &report, const Element &element, std::string_view to) const;
    template <std::size_t N, class... Args>
    void report(const DiagnosticDef<N> &def, const Element &element, std::string_view to,
                const Args &...args);

    void checkAffixes(const Element &element);
    void checkStyle(const Element &element);
    void checkForbidden(const Element &element);
    void checkNumber(const DiagnosticDef<3> &def, const Element &element, Number number);
    void checkReserved(const Element &element);
    void checkRepetition(const Element &element, const ir::Column &column);
    /// Empty when there is no template, or it needs what the element does not have, or makes a
    /// name that is too long.
    [[nodiscard]] std::string nameByTemplate(const Element &element, const Template &made) const;

    const ir::Schema &m_schema;
    PassContext &m_context;
    const Settings &m_settings;
};

} // namespace tw::naming
