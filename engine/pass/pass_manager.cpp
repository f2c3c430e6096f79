// SPDX-License-Identifier: MIT
#include <tablewright/pass/pass_manager.h>

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

bool PassManager::isSelected(const RegisteredPass &pass) const
{
    if (pass.stage != Stage::Check)
        return true;
    const std::string_view name = pass.get().name();
    return !contains(m_selection.disabled, name) &&
           (m_selection.only.empty() || contains(m_selection.only, name));
}

void PassManager::runPass(const RegisteredPass &pass, ir::Schema &schema,
                          PassContext &context) const
{
    context.diagnostics.setPass(pass.get().name());
    if (const auto *check = std::get_if<std::shared_ptr<const CheckPass>>(&pass.pass)) {
        (*check)->run(schema, context);
        return;
    }
    std::get<std::shared_ptr<const TransformPass>>(pass.pass)->run(schema, context);
    context.analyses.invalidate();
}

void PassManager::runGuarded(const RegisteredPass &pass, ir::Schema &schema, PassContext &context,
                             bool verifyEach) const
{
    const auto failed = [&](std::string_view what) {
        const std::string owner = pass.owner.empty() ? "" : " of plugin `" + pass.owner + '`';
        context.diagnostics.report(diag::PassFailed, {}, pass.get().name(), owner, what);
    };
    try {
        runPass(pass, schema, context);
        if (verifyEach && pass.stage == Stage::Transform)
            requireValid(schema, ir::Phase::Resolved);
    } catch (const std::exception &error) {
        failed(error.what());
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
            if (pass.stage != stage || !isSelected(pass))
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
