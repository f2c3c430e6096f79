// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/pass/pass_manager.h>
#include <tablewright/plugin/plugin_spec.h>

#include <string_view>

namespace tw::preview {

/// Whether a check or a plugin is on for one document, and who has the last word on that: the user,
/// else the document's configuration, else what it is by itself.
struct Switch {
    enum class By : std::uint8_t { Itself, Configuration, User };
    bool isOn = true;
    bool isPartly = false; ///< of a plugin that is off: some check of it runs all the same
    By by = By::Itself;
    bool withoutChoice = true; ///< what it would be, had the user said nothing of it
};

/// What a configuration and the user say together.
class Switches {
public:
    /// All outlive this.
    Switches(const PassRegistry &passes, const PassSelection &configured,
             const PassSelection &chosen);

    [[nodiscard]] const PassSelection &inEffect() const { return m_inEffect; }
    [[nodiscard]] Switch of(const RegisteredPass &check) const;
    [[nodiscard]] Switch of(const PluginSpec &plugin) const;
    /// The user switched its plugin off: no switch of its own changes that.
    [[nodiscard]] bool isShut(const RegisteredPass &check) const;

private:
    [[nodiscard]] Switch::By whoDecided(const RegisteredPass &check) const;

    const PassRegistry &m_passes;
    const PassSelection &m_configured;
    const PassSelection &m_chosen;
    PassSelection m_inEffect;
};

} // namespace tw::preview
