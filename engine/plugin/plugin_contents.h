// SPDX-License-Identifier: MIT
#pragma once

#include "base/exception_text.h"

#include <tablewright/base/string_map.h>
#include <tablewright/pass/pass.h>
#include <tablewright/plugin/plugin_spec.h>

#include <fmt/format.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace tw {

/// The plugin is not loaded; the text is its reason.
struct PluginFailure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What a plugin brings.
struct PluginContents {
    std::vector<std::shared_ptr<const CheckPass>> passes;
    std::vector<const DiagnosticInfo *> rows;
};

/// The names that are taken, each once in a program.
class TakenNames {
public:
    /// Those of the engine.
    TakenNames();

    void addPass(std::string_view name, std::string_view owner);

    /// Throws `PluginFailure`, and takes nothing, when what the plugin brings is not as its
    /// metadata say, is not well formed, or has a name that is taken.
    void add(const PluginContents &contents, const PluginSpec &spec);

private:
    StringMap<std::string> m_passes; ///< by name, how messages call its owner
    StringMap<std::string> m_codes;
};

/// Each pass asked once for its name and description, so that what they say later cannot matter.
/// Throws `PluginFailure` for what they throw, and for a null.
[[nodiscard]] std::vector<std::shared_ptr<const CheckPass>>
withFixedNames(const std::vector<std::shared_ptr<const CheckPass>> &passes);

/// What `call` gives; what it throws becomes a `PluginFailure` that names `what`.
template <class Call> auto guarded(std::string_view what, const Call &call) -> decltype(call())
{
    try {
        return call();
    } catch (const PluginFailure &) {
        throw;
    } catch (const std::exception &error) {
        throw PluginFailure(fmt::format("{} threw: {}", what, textOf(error)));
    } catch (...) {
        throw PluginFailure(fmt::format("{} threw what is no std::exception", what));
    }
}

} // namespace tw
