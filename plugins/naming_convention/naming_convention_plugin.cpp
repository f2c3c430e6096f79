// SPDX-License-Identifier: MIT
#include "naming_convention_plugin.h"

#include "check_naming_convention.h"
#include "rules.h"

namespace tw::naming {

std::vector<std::shared_ptr<const CheckPass>> NamingConventionPlugin::passes() const
{
    return {makeCheckNamingConvention()};
}

std::vector<const DiagnosticInfo *> NamingConventionPlugin::diagnostics() const
{
    return rules::all();
}

} // namespace tw::naming
