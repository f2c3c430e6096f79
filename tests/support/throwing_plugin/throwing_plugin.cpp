// SPDX-License-Identifier: MIT
#include "throwing_plugin.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace tw::test {

namespace {

TABLEWRIGHT_DIAGNOSTIC("XT0001", ReportedTable, Warning, "table `{}` asks to be reported");

const ir::Table *tableNamed(const ir::Schema &schema, std::string_view name)
{
    const auto found = std::ranges::find_if(
        schema.tables, [name](const ir::Table &table) { return table.name.text == name; });
    return found == schema.tables.end() ? nullptr : &*found;
}

class CheckThrowing final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-throwing"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "throws when a table is called `throwing_table` or `oddly_throwing_table`";
    }
    void run(const ir::Schema &schema, PassContext & /*context*/) const override
    {
        if (tableNamed(schema, "throwing_table") != nullptr)
            throw std::runtime_error("the table asked for it");
        if (tableNamed(schema, "oddly_throwing_table") != nullptr)
            throw 42; // NOLINT(hicpp-exception-baseclass)
    }
};

class CheckSlowly final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-slowly"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "takes its time when a table is called `slow_table` or `hanging_table`, and reports "
               "`reported_table`";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        if (tableNamed(schema, "slow_table") != nullptr)
            std::this_thread::sleep_for(std::chrono::milliseconds(400));
        if (tableNamed(schema, "hanging_table") != nullptr)
            std::this_thread::sleep_for(std::chrono::minutes(1));
        if (const ir::Table *table = tableNamed(schema, "reported_table"))
            context.diagnostics.report(ReportedTable, table->name.range, table->name.text);
    }
};

class CheckGreedily final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-greedily"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "takes 1 GiB of memory when a table is called `greedy_table`";
    }
    void run(const ir::Schema &schema, PassContext & /*context*/) const override
    {
        if (tableNamed(schema, "greedy_table") == nullptr)
            return;
        constexpr std::size_t block = std::size_t{16} << 20U;
        std::vector<std::string> blocks;
        while (blocks.size() < 64)
            blocks.emplace_back(block, 'x');
    }
};

} // namespace

std::vector<std::shared_ptr<const CheckPass>> ThrowingPlugin::passes() const
{
    return {std::make_shared<CheckThrowing>(), std::make_shared<CheckSlowly>(),
            std::make_shared<CheckGreedily>()};
}

std::vector<const DiagnosticInfo *> ThrowingPlugin::diagnostics() const { return {&ReportedTable}; }

} // namespace tw::test
