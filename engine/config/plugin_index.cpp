// SPDX-License-Identifier: MIT
#include "config/plugin_index.h"

#include <tablewright/config/configuration.h>

#include <algorithm>

namespace tw {

std::vector<const PluginSpec *> pluginsNamed(std::span<const PluginSpec> plugins,
                                             std::string_view name)
{
    return config::PluginIndex(plugins).named(name);
}

namespace config {

std::string_view shortName(std::string_view id) { return id.substr(id.rfind('.') + 1); }

PluginIndex::PluginIndex(std::span<const PluginSpec> plugins)
{
    for (const PluginSpec &spec : plugins) {
        if (spec.id.empty())
            continue;
        const PluginSpec *&slot = m_byId[spec.id];
        if (slot == nullptr || (!isUsable(*slot) && isUsable(spec)))
            slot = &spec;
    }
    for (const auto &[id, spec] : m_byId)
        m_byShortName[std::string(shortName(id))].push_back(spec);
    for (auto &[name, specs] : m_byShortName)
        std::ranges::sort(specs, {}, &PluginSpec::id);
}

std::vector<const PluginSpec *> PluginIndex::named(std::string_view name) const
{
    if (const auto whole = m_byId.find(name); whole != m_byId.end())
        return {whole->second};
    const auto found = m_byShortName.find(name);
    return found == m_byShortName.end() ? std::vector<const PluginSpec *>() : found->second;
}

const PluginSpec *PluginIndex::ofCode(std::string_view code) const
{
    const std::string_view prefix = code.substr(0, code.find_first_of("0123456789"));
    for (const auto &[id, spec] : m_byId) {
        if (!prefix.empty() && spec->diagnosticPrefix == prefix)
            return spec;
    }
    return nullptr;
}

std::vector<std::string_view> PluginIndex::names() const
{
    std::vector<std::string_view> names;
    for (const auto &[id, spec] : m_byId)
        names.push_back(id);
    for (const auto &[name, specs] : m_byShortName) {
        if (specs.size() == 1)
            names.push_back(name);
    }
    std::ranges::sort(names); // which of two that are as near is suggested
    return names;
}

std::string_view PluginIndex::idSpelledBy(const TomlEntry &entry) const
{
    std::string path = entry.key;
    const auto *table = entry.value.as<TomlTable>();
    while (table != nullptr && table->size() == 1 && path.size() < 256) {
        path += '.' + table->front().key;
        if (const auto found = m_byId.find(path); found != m_byId.end())
            return found->first;
        table = table->front().value.as<TomlTable>();
    }
    return {};
}

} // namespace config

} // namespace tw
