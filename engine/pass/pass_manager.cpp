// SPDX-License-Identifier: MIT
#include <tablewright/pass/pass_manager.h>

#include "base/exception_text.h"

#include <tablewright/diag/codes.h>
#include <tablewright/ir/verifier.h>

#include <algorithm>
#include <stdexcept>

namespace tw {

namespace {

bool contains(const std::vector<std::string> &names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// A transform that leaves the schema broken is a defect; it must not reach the backend.
void requireValid(const ir::Schema &schema, ir::Phase phase)
{
    const std::vector<std::string> broken = ir::verify(schema, phase);
    if (!broken.empty())
        throw std::logic_error("it left the schema invalid: " + broken.front());
}

} // namespace

bool PassSelection::runs(const RegisteredPass &pass) const
{
    if (pass.stage != Stage::Check)
        return true;
    const std::string_view name = pass.get().name();
    if (contains(disabled, name) || contains(disabledPlugins, pass.owner))
        return false;
    if (!only.empty())
        return contains(only, name);
    return pass.enabledByDefault || contains(enabled, name) || contains(enabledPlugins, pass.owner);
}

const PassOptions &PassSelection::optionsOf(const RegisteredPass &pass) const
{
    if (const auto set = options.find(pass.owner); set != options.end())
        return *set->second;
    return pass.defaults ? *pass.defaults : PassOptions::none();
}

void PassManager::runPass(const RegisteredPass &pass, ir::Schema &schema,
                          PassContext &context) const
{
    context.diagnostics.setPass(pass.get().name());
    if (const auto *check = std::get_if<std::shared_ptr<const CheckPass>>(&pass.pass)) {
        PassContext own{context.target, context.diagnostics,         context.analyses,
                        context.limits, m_selection.optionsOf(pass), &m_instrumentation.cancelled};
        (*check)->run(schema, own);
        return;
    }
    std::get<std::shared_ptr<const TransformPass>>(pass.pass)->run(schema, context);
    context.analyses.invalidate();
}

void PassManager::runGuarded(const RegisteredPass &pass, ir::Schema &schema, PassContext &context,
                             bool verifyEach) const
{
    const auto failed = [&](std::string_view what) {
        // A check of a plugin is not what the engine's promises rest on.
        if (pass.stage == Stage::Check && !pass.owner.empty() &&
            pass.owner != context.target.name())
            context.diagnostics.report(diag::PluginFailed, {}, pass.owner, pass.get().name(), what);
        else
            context.diagnostics.report(diag::PassFailed, {}, pass.get().name(), what);
    };
    try {
        runPass(pass, schema, context);
        if (verifyEach && pass.stage == Stage::Transform)
            requireValid(schema, ir::Phase::Resolved);
    } catch (const std::exception &error) {
        failed(textOf(error));
    } catch (...) {
        failed("it threw something that is no std::exception");
    }
}

PassManager::Outcome PassManager::run(ir::Schema &schema, PassContext &context,
                                      const DiagnosticList &found, Stage last,
                                      bool verifyEach) const
{
    for (const Stage stage : {Stage::Resolve, Stage::Check, Stage::Transform}) {
        if (stage > last)
            break;
        for (const RegisteredPass &pass : m_registry.passes()) {
            if (pass.stage != stage || !m_selection.runs(pass))
                continue;
            if (m_instrumentation.cancelled && m_instrumentation.cancelled())
                return Outcome::Cancelled;
            if (m_instrumentation.beforePass)
                m_instrumentation.beforePass(pass);
            const auto start = std::chrono::steady_clock::now();
            runGuarded(pass, schema, context, verifyEach);
            if (m_instrumentation.afterPass)
                m_instrumentation.afterPass(pass, schema, std::chrono::steady_clock::now() - start);
        }
        if (found.errorCount() > 0)
            return Outcome::Errors;
    }
    return Outcome::Completed;
}

} // namespace tw
