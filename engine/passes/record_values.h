// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>
#include <tablewright/ir/record_plan.h>
#include <tablewright/pass/pass.h>

#include <unordered_set>
#include <vector>

namespace tw::passes {

/// Checks the values of rows, each by itself. Lives for one run of the pass; the blocks of a schema
/// share what it learns of enums.
class RecordValueChecker {
public:
    RecordValueChecker(const ir::Schema &schema, PassContext &context);

    /// False when a value was refused.
    bool check(const ir::Records &records, const ir::RecordPlan &plan);

private:
    /// What is said once of a column, however many rows say it.
    struct ColumnReports {
        bool unverified = false;
        bool defaultUsed = false;
        bool missing = false;
        StringViewMap<bool> expressions; ///< those that were read
    };

    template <std::size_t N, class... Args>
    void refuse(const DiagnosticDef<N> &def, SourceRange range, const Args &...args)
    {
        m_good = false;
        m_context.diagnostics.report(def, range, args...);
    }

    void checkValue(std::size_t row, const ir::RecordPlan::Entry &entry,
                    const ir::RecordValue &value);
    /// The numbers that rows take must not run out.
    void checkCounter(const ir::RecordPlan &plan, const ir::RecordPlan::Entry &entry);
    void checkDefault(std::size_t row, const ir::RecordPlan::Entry &entry);
    void checkLiteral(std::size_t row, const ir::Column &column, const ir::RecordValue &value,
                      ColumnReports &reports);
    void checkExpression(std::size_t row, ir::ColumnId column, const ir::RecordValue &value,
                         ColumnReports &reports);
    [[nodiscard]] SourceRange placeOf(std::size_t row, const ir::RecordValue &value) const;
    [[nodiscard]] bool isMember(ir::EnumId type, std::string_view value);

    const ir::Schema &m_schema;
    PassContext &m_context;
    const TypeCatalog &m_types;
    std::vector<std::unordered_set<std::string_view>> m_members; ///< of enums that were asked for

    // Of the block at hand.
    const ir::Records *m_records = nullptr;
    const ir::Table *m_table = nullptr;
    std::vector<ColumnReports> m_reports;
    ir::DefaultValue m_literal;
    bool m_good = true;
};

/// A value as a message shows it: not too long.
[[nodiscard]] std::string shownValue(std::string_view text);

} // namespace tw::passes
