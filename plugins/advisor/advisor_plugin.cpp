// SPDX-License-Identifier: MIT
#include "advisor_plugin.h"

#include "advice.h"

namespace tw::advisor {

namespace {

/// One family of rules as a pass.
class AdvicePass final : public CheckPass {
public:
    AdvicePass(std::string_view name, std::string_view description, void (*family)(Advice &))
        : m_name(name), m_description(description), m_family(family)
    {
    }

    [[nodiscard]] std::string_view name() const override { return m_name; }
    [[nodiscard]] std::string_view description() const override { return m_description; }

    void run(const ir::Schema &schema, PassContext &context) const override
    {
        Advice advice(schema, context);
        m_family(advice);
    }

private:
    std::string_view m_name;
    std::string_view m_description;
    void (*m_family)(Advice &);
};

} // namespace

std::vector<std::shared_ptr<const CheckPass>> AdvisorPlugin::passes() const
{
    const auto pass = [](std::string_view name, std::string_view description,
                         void (*family)(Advice &)) {
        return std::make_shared<AdvicePass>(name, description, family);
    };
    return {
        pass("advise-indexes", "foreign keys have an index, and no index is needless",
             adviseIndexes),
        pass("advise-keys", "keys tell rows apart and last", adviseKeys),
        pass("advise-references", "references are foreign keys, and rows can be made and deleted",
             adviseReferences),
        pass("advise-types", "types hold their values exactly and alike everywhere", adviseTypes),
        pass("advise-columns", "columns are of the type that their names tell of", adviseColumns),
        pass("advise-tables", "tables have a shape that lasts", adviseTables),
    };
}

std::vector<const DiagnosticInfo *> AdvisorPlugin::diagnostics() const
{
    return {rules::all.begin(), rules::all.end()};
}

} // namespace tw::advisor
