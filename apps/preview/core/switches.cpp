// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/switches.h"

#include <tablewright/config/configuration.h>

#include <algorithm>

namespace tw::preview {

namespace {

bool contains(const std::vector<std::string> &names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

PassSelection laidOver(PassSelection below, const PassSelection &above, const PassRegistry &passes)
{
    overlay(below, above, passes);
    return below;
}

} // namespace

Switches::Switches(const PassRegistry &passes, const PassSelection &configured,
                   const PassSelection &chosen)
    : m_passes(passes), m_configured(configured), m_chosen(chosen),
      m_inEffect(laidOver(configured, chosen, passes))
{
}

bool Switches::isShut(const RegisteredPass &check) const
{
    return contains(m_chosen.disabledPlugins, check.owner);
}

Switch::By Switches::whoDecided(const RegisteredPass &check) const
{
    const std::string_view name = check.get().name();
    const bool plugin = contains(m_chosen.enabledPlugins, check.owner) && m_inEffect.runs(check);
    if (contains(m_chosen.disabled, name) || contains(m_chosen.enabled, name) || isShut(check) ||
        plugin)
        return Switch::By::User;
    const bool configured = contains(m_configured.disabled, name) ||
                            contains(m_configured.enabled, name) || !m_configured.only.empty() ||
                            contains(m_configured.disabledPlugins, check.owner) ||
                            contains(m_configured.enabledPlugins, check.owner);
    return configured ? Switch::By::Configuration : Switch::By::Itself;
}

Switch Switches::of(const RegisteredPass &check) const
{
    PassSelection others = m_chosen;
    std::erase(others.disabled, check.get().name());
    std::erase(others.enabled, check.get().name());
    Switch result;
    result.isOn = m_inEffect.runs(check);
    result.by = whoDecided(check);
    result.withoutChoice = laidOver(m_configured, others, m_passes).runs(check);
    return result;
}

Switch Switches::of(const PluginSpec &plugin) const
{
    Switch result;
    result.withoutChoice = plugin.enabledByDefault;
    if (contains(m_configured.disabledPlugins, plugin.id) ||
        contains(m_configured.enabledPlugins, plugin.id)) {
        result.by = Switch::By::Configuration;
        result.withoutChoice = contains(m_configured.enabledPlugins, plugin.id);
    }
    result.isOn = result.withoutChoice;
    if (contains(m_chosen.disabledPlugins, plugin.id) ||
        contains(m_chosen.enabledPlugins, plugin.id)) {
        result.by = Switch::By::User;
        result.isOn = contains(m_chosen.enabledPlugins, plugin.id);
    }
    if (result.isOn)
        return result;
    for (const RegisteredPass &pass : m_passes.passes()) {
        if (pass.owner != plugin.id || !m_inEffect.runs(pass))
            continue;
        result.isPartly = true;
        result.by = whoDecided(pass);
        break;
    }
    return result;
}

} // namespace tw::preview
