// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/pass/pass.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tw {

/// A pass with its stage and the plugin that brought it.
struct RegisteredPass {
    Stage stage = Stage::Check;
    std::variant<std::shared_ptr<const CheckPass>, std::shared_ptr<const TransformPass>> pass;
    std::string owner; ///< the plugin's id; empty for the engine's own
    /// Of its plugin, with every option at its default; null when it has none.
    std::shared_ptr<const PassOptions> defaults;
    bool enabledByDefault = true; ///< else it runs only when its plugin or it is asked for by name

    [[nodiscard]] TABLEWRIGHT_EXPORT const Pass &get() const;
};

/// The ordered list of passes. The order within a stage is the order of registration.
class TABLEWRIGHT_EXPORT PassRegistry {
public:
    /// The engine's own passes, in their one order.
    [[nodiscard]] static PassRegistry builtin();

    void add(Stage stage, std::shared_ptr<const TransformPass> pass, std::string owner = {});
    /// Checks always belong to `Stage::Check`.
    void add(std::shared_ptr<const CheckPass> pass, std::string owner = {});
    void add(RegisteredPass pass) { m_passes.push_back(std::move(pass)); }

    [[nodiscard]] const std::vector<RegisteredPass> &passes() const { return m_passes; }
    [[nodiscard]] bool contains(std::string_view name) const;

private:
    std::vector<RegisteredPass> m_passes;
};

/// Which of the checks run, and how. The other stages always run: what follows needs their work.
/// A pass that is disabled, or whose plugin is, never runs; one that `only` or `enabled` names runs
/// whatever its plugin's default is.
struct PassSelection {
    std::vector<std::string> disabled;
    std::vector<std::string> only;            ///< empty: all
    std::vector<std::string> enabled;         ///< beside those that run by default
    std::vector<std::string> enabledPlugins;  ///< ids
    std::vector<std::string> disabledPlugins; ///< ids
    /// By plugin's id; where there is none, its defaults hold. Each is whole: declared defaults
    /// stand for what was not set.
    StringMap<std::shared_ptr<const PassOptions>> options;

    [[nodiscard]] TABLEWRIGHT_EXPORT bool runs(const RegisteredPass &pass) const;
    [[nodiscard]] TABLEWRIGHT_EXPORT const PassOptions &optionsOf(const RegisteredPass &pass) const;
};

struct PassTiming {
    std::string_view pass;
    std::chrono::nanoseconds duration{};
};

/// Called around each pass. Any may be empty.
struct PassInstrumentation {
    std::function<void(const RegisteredPass &)> beforePass;
    std::function<void(const RegisteredPass &, const ir::Schema &, std::chrono::nanoseconds)>
        afterPass;
    /// Asked between passes; true ends the run.
    std::function<bool()> cancelled;
};

/// Runs the passes stage by stage. A stage always finishes, so that all its errors are seen at
/// once; the next one starts only if there are none.
class TABLEWRIGHT_EXPORT PassManager {
public:
    enum class Outcome : std::uint8_t { Completed, Errors, Cancelled };

    PassManager(const PassRegistry &registry, const PassSelection &selection,
                const PassInstrumentation &instrumentation)
        : m_registry(registry), m_selection(selection), m_instrumentation(instrumentation)
    {
    }

    /// Runs the stages up to and with `last`. Verifies the schema after each transform when
    /// `verifyEach`. A pass that throws, or leaves the schema invalid, is reported with its owner
    /// and the run goes on.
    Outcome run(ir::Schema &schema, PassContext &context, const DiagnosticList &found, Stage last,
                bool verifyEach) const;

private:
    void runPass(const RegisteredPass &pass, ir::Schema &schema, PassContext &context) const;
    void runGuarded(const RegisteredPass &pass, ir::Schema &schema, PassContext &context,
                    bool verifyEach) const;

    const PassRegistry &m_registry;
    const PassSelection &m_selection;
    const PassInstrumentation &m_instrumentation;
};

} // namespace tw
