// SPDX-License-Identifier: MIT
#include <tablewright/plugin/plugin.h>

#include <QObject>

namespace {

TABLEWRIGHT_DIAGNOSTIC("PN0001", SingularTableName, Warning,
                       "table `{}` has a singular name, expected `{}s`");

/// Requires nothing. Reports each table whose name does not end in `s`.
class CheckPluralNames final : public tw::CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-plural-names"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "tables are named in the plural";
    }

    void run(const tw::ir::Schema &schema, tw::PassContext &context) const override
    {
        for (const tw::ir::Table &table : schema.tables) {
            const std::string &name = table.name.text;
            if (!name.ends_with('s'))
                context.diagnostics.report(SingularTableName, table.name.range, name, name);
        }
    }
};

} // namespace

class PluralNamesPlugin final : public QObject, public tw::ValidationPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TABLEWRIGHT_VALIDATION_PLUGIN_IID FILE "plural_names.json")
    Q_INTERFACES(tw::ValidationPlugin)

public:
    [[nodiscard]] std::vector<std::shared_ptr<const tw::CheckPass>> passes() const override
    {
        return {std::make_shared<CheckPluralNames>()};
    }
    [[nodiscard]] std::vector<const tw::DiagnosticInfo *> diagnostics() const override
    {
        return {&SingularTableName};
    }
};

#include "plural_names.moc"
