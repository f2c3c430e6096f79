// SPDX-License-Identifier: MIT
#include <tablewright/plugin/plugin_spec.h>

#include <fmt/format.h>

namespace tw {

PassOptions PluginSpec::defaultOptions() const
{
    PassOptions defaults;
    for (const PluginOption &option : options)
        defaults.set(option.key, option.defaultValue);
    return defaults;
}

std::string_view spelling(PluginSpec::State state)
{
    switch (state) {
    case PluginSpec::State::Invalid:
        return "invalid";
    case PluginSpec::State::Incompatible:
        return "incompatible";
    case PluginSpec::State::Shadowed:
        return "shadowed";
    case PluginSpec::State::Unresolved:
        return "unresolved";
    case PluginSpec::State::Disabled:
        return "disabled";
    case PluginSpec::State::Ready:
        return "ready";
    case PluginSpec::State::Loaded:
        return "loaded";
    case PluginSpec::State::Failed:
        return "failed";
    }
    return {};
}

std::string spelling(const PluginVersion &version)
{
    return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

} // namespace tw
