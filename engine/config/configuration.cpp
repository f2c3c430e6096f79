// SPDX-License-Identifier: MIT
#include <tablewright/config/configuration.h>

#include <algorithm>
#include <filesystem>

namespace tw {

namespace {

bool contains(const std::vector<std::string> &names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

void add(std::vector<std::string> &names, std::string_view name)
{
    if (!contains(names, name))
        names.emplace_back(name);
}

std::string_view ownerOf(const PassRegistry &passes, std::string_view name)
{
    for (const RegisteredPass &pass : passes.passes()) {
        if (pass.get().name() == name)
            return pass.owner;
    }
    return {};
}

/// Lets a pass run that `selection` disables, or whose plugin it disables; not that one's others.
void allow(PassSelection &selection, std::string_view name, const PassRegistry &passes)
{
    std::erase(selection.disabled, name);
    const std::string_view owner = ownerOf(passes, name);
    if (owner.empty() || std::erase(selection.disabledPlugins, owner) == 0)
        return;
    for (const RegisteredPass &pass : passes.passes()) {
        if (pass.owner == owner && pass.get().name() != name)
            add(selection.disabled, pass.get().name());
    }
}

} // namespace

std::string configurationBeside(std::string_view documentPath)
{
    return (std::filesystem::path(documentPath).parent_path() / configurationFileName).string();
}

void overlay(PassSelection &below, const PassSelection &above, const PassRegistry &passes)
{
    if (!above.only.empty())
        below.only = above.only;
    for (const std::string &name : above.only)
        allow(below, name, passes);
    for (const std::string &name : above.enabled) {
        allow(below, name, passes);
        add(below.enabled, name);
        if (!below.only.empty() && above.only.empty())
            add(below.only, name);
    }
    for (const std::string &id : above.enabledPlugins) {
        std::erase(below.disabledPlugins, id);
        add(below.enabledPlugins, id);
        for (const RegisteredPass &pass : passes.passes()) {
            if (pass.owner == id && !below.only.empty() && above.only.empty())
                add(below.only, pass.get().name());
        }
    }
    for (const std::string &name : above.disabled) {
        std::erase(below.enabled, name);
        add(below.disabled, name);
    }
    for (const std::string &id : above.disabledPlugins) {
        std::erase(below.enabledPlugins, id);
        add(below.disabledPlugins, id);
    }
    for (const auto &[id, options] : above.options)
        below.options.insert_or_assign(id, options);
}

void Configuration::applyTo(CompileOptions &options) const
{
    overlay(options.passes, passes, PassRegistry());
    for (const auto &[code, severity] : severities)
        options.severities.insert_or_assign(code, severity);
}

} // namespace tw
