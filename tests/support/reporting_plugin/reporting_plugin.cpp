// SPDX-License-Identifier: MIT
#include "reporting_plugin.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tw::test {

namespace {

TABLEWRIGHT_DIAGNOSTIC("XR0001", OptionTold, Note, "option `{}` is {}");
TABLEWRIGHT_DIAGNOSTIC("XR0002", ManyColumns, Warning,
                       "table `{}` has {} columns, expected at most {}");

class ReportOptions final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "report-options"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "tells what each option is set to, at the first table";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        if (schema.tables.empty())
            return;
        const PassOptions &options = context.options;
        const auto tell = [&](std::string_view key, const std::string &value) {
            context.diagnostics.report(OptionTold, schema.tables.front().name.range, key, value);
        };
        tell("colours", fmt::format("[{}]", fmt::join(options.list("colours"), ", ")));
        tell("greeting", options.text("greeting"));
        tell("ignore", fmt::format("[{}]", fmt::join(options.list("ignore"), ", ")));
        tell("many-columns.level", options.text("many-columns.level"));
        tell("many-columns.most", fmt::format("{}", options.integer("many-columns.most")));
        tell("ratio", fmt::format("{}", options.number("ratio")));
        tell("strict", options.boolean("strict") ? "true" : "false");
        tell("style", options.text("style"));
    }
};

class CountColumns final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "count-columns"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "reports tables with more columns than the options allow";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        const auto most = static_cast<std::size_t>(context.options.integer("many-columns.most"));
        for (const ir::Table &table : schema.tables) {
            if (table.columns.size() > most)
                context.diagnostics.report(ManyColumns, table.name.range, table.name.text,
                                           table.columns.size(), most);
        }
    }
};

} // namespace

std::vector<std::shared_ptr<const CheckPass>> ReportingPlugin::passes() const
{
    return {std::make_shared<ReportOptions>(), std::make_shared<CountColumns>()};
}

std::vector<const DiagnosticInfo *> ReportingPlugin::diagnostics() const
{
    return {&OptionTold, &ManyColumns};
}

} // namespace tw::test
