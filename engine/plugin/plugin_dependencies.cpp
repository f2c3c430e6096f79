// SPDX-License-Identifier: MIT
#include "plugin/plugin_dependencies.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace tw {

namespace {

using State = PluginSpec::State;

/// `1.3.0 or a newer 1.x`
std::string acceptable(const PluginVersion &required)
{
    return required.major == 0
               ? fmt::format("{} or a newer 0.{}.x", spelling(required), required.minor)
               : fmt::format("{} or a newer {}.x", spelling(required), required.major);
}

/// A walk in depth: what a plugin needs is placed before it.
class DependencyOrder {
public:
    explicit DependencyOrder(std::vector<PluginSpec> &specs)
        : m_specs(specs), m_progress(specs.size(), Progress::Unseen)
    {
        for (std::size_t i = 0; i < specs.size(); ++i) {
            // Of several with one id, the one that may be loaded.
            const auto [it, isNew] = m_byId.try_emplace(specs[i].id, i);
            if (!isNew && isUsable(specs[i]))
                it->second = i;
        }
    }

    std::vector<std::size_t> take()
    {
        for (const bool backends : {true, false}) {
            for (const bool own : {true, false})
                visitAll(backends, own);
        }
        return std::move(m_order);
    }

private:
    enum class Progress : std::uint8_t { Unseen, Open, Done };

    void visitAll(bool backends, bool own)
    {
        for (std::size_t i = 0; i < m_specs.size(); ++i) {
            const std::vector<std::string> &kinds = m_specs[i].kinds;
            const bool isBackend = std::find(kinds.begin(), kinds.end(), "backend") != kinds.end();
            if (isBackend == backends && m_specs[i].isOwn == own)
                visit(i);
        }
    }

    void visit(std::size_t index)
    {
        PluginSpec &spec = m_specs[index];
        if (m_progress[index] != Progress::Unseen || spec.state != State::Ready)
            return;
        m_progress[index] = Progress::Open;
        m_open.push_back(index);
        for (const PluginDependency &dependency : spec.dependencies) {
            std::string reason = whyMissing(dependency);
            // Another may have been found wrong on the way: the circle that this one is in.
            if (spec.state == State::Ready && !reason.empty())
                refuse(spec, std::move(reason));
        }
        m_open.pop_back();
        m_progress[index] = Progress::Done;
        if (spec.state == State::Ready)
            m_order.push_back(index);
    }

    std::string whyMissing(const PluginDependency &dependency)
    {
        const auto it = m_byId.find(dependency.id);
        if (it == m_byId.end())
            return fmt::format("needs plugin `{}` {}, which is not there", dependency.id,
                               acceptable(dependency.version));
        const PluginSpec &other = m_specs[it->second];
        if (isUsable(other) && !isCompatible(other.version, dependency.version))
            return fmt::format("needs plugin `{}` {}, found {}", dependency.id,
                               acceptable(dependency.version), spelling(other.version));
        if (m_progress[it->second] == Progress::Open) {
            refuseCircle(it->second);
            return {};
        }
        visit(it->second);
        if (isUsable(other))
            return {};
        return whyWithout(dependency.id, other.state);
    }

    /// All that are open from `first` on need each other.
    void refuseCircle(std::size_t first)
    {
        const auto begin = std::find(m_open.begin(), m_open.end(), first);
        for (auto own = begin; own != m_open.end(); ++own) {
            std::vector<std::size_t> circle(begin, m_open.end());
            std::rotate(circle.begin(), circle.begin() + (own - begin), circle.end());
            std::string text = fmt::format("needs itself in the end: `{}`", m_specs[*own].id);
            for (std::size_t i = 1; i <= circle.size(); ++i)
                text += fmt::format(" needs `{}`", m_specs[circle[i % circle.size()]].id);
            refuse(m_specs[*own], std::move(text));
        }
    }

    static void refuse(PluginSpec &spec, std::string reason)
    {
        if (spec.state != State::Ready)
            return;
        spec.state = State::Unresolved;
        spec.reason = std::move(reason);
    }

    std::vector<PluginSpec> &m_specs;
    std::unordered_map<std::string_view, std::size_t> m_byId;
    std::vector<Progress> m_progress;
    std::vector<std::size_t> m_open;
    std::vector<std::size_t> m_order;
};

} // namespace

bool isUsable(const PluginSpec &spec)
{
    return spec.state == State::Ready || spec.state == State::Loaded;
}

bool isCompatible(const PluginVersion &offered, const PluginVersion &required)
{
    if (offered.major != required.major)
        return false;
    return offered.major == 0 ? offered.minor == required.minor && offered >= required
                              : offered >= required;
}

std::string whyWithout(std::string_view id, State state)
{
    switch (state) {
    case State::Failed:
        return fmt::format("needs plugin `{}`, which failed to load", id);
    case State::Disabled:
        return fmt::format("needs plugin `{}`, which is switched off", id);
    default:
        return fmt::format("needs plugin `{}`, which is {}", id, spelling(state));
    }
}

std::vector<std::size_t> resolveDependencies(std::vector<PluginSpec> &specs)
{
    return DependencyOrder(specs).take();
}

} // namespace tw
