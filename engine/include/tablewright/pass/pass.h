// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>
#include <tablewright/ir/schema.h>
#include <tablewright/pass/analysis.h>
#include <tablewright/pass/pass_options.h>
#include <tablewright/target/target_info.h>

#include <functional>
#include <string_view>

namespace tw {

/// The stages of a compile, in their order. The frontend and the backend stand around them.
enum class Stage : std::uint8_t { Resolve, Check, Transform };

/// What a pass works with. Lives for one run of the pass.
struct PassContext {
    const TargetInfo &target;
    DiagnosticEmitter &diagnostics;
    AnalysisCache &analyses;
    const Limits &limits;
    /// Of the plugin that the pass belongs to.
    const PassOptions &options = PassOptions::none();
    /// Whether nobody waits for the result any more; may be null.
    const std::function<bool()> *cancelled = nullptr;

    /// For passes that take long to ask now and then; what they report then is not shown.
    [[nodiscard]] bool isCancelled() const
    {
        return cancelled != nullptr && *cancelled && (*cancelled)();
    }
};

/// One step of the pipeline. A pass keeps nothing between runs, so that one object may run in
/// several compiles at once.
class TABLEWRIGHT_EXPORT Pass {
public:
    virtual ~Pass();
    /// A verb phrase in kebab-case, `check-names`. Lives as long as the pass.
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// What it does, in one line.
    [[nodiscard]] virtual std::string_view description() const = 0;
};

/// Reports and changes nothing. Runs only when the stage before it found no error, so every type,
/// table and column that the schema names is resolved; what other checks find wrong may be there.
class TABLEWRIGHT_EXPORT CheckPass : public Pass {
public:
    virtual void run(const ir::Schema &schema, PassContext &context) const = 0;
};

/// Changes the schema. After it, the analyses are computed anew.
class TABLEWRIGHT_EXPORT TransformPass : public Pass {
public:
    virtual void run(ir::Schema &schema, PassContext &context) const = 0;
};

} // namespace tw
