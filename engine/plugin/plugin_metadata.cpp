// SPDX-License-Identifier: MIT
#include "plugin/plugin_metadata.h"

#include <QJsonArray>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tw {

namespace {

constexpr std::string_view validationIid = TABLEWRIGHT_VALIDATION_PLUGIN_IID;
constexpr std::string_view backendIid = TABLEWRIGHT_BACKEND_PLUGIN_IID;

std::string textOf(const QJsonValue &value) { return value.toString().toStdString(); }

void refuse(PluginSpec &spec, PluginSpec::State state, std::string reason)
{
    spec.state = state;
    spec.reason = std::move(reason);
}

/// The interface's name without its version: `org.tablewright.BackendPlugin`.
std::string_view interfaceName(std::string_view iid) { return iid.substr(0, iid.rfind('/')); }

bool readVersion(const QJsonObject &object, const char *member, PluginVersion &version,
                 PluginSpec &spec)
{
    const std::string text = textOf(object.value(QLatin1String(member)));
    const std::optional<PluginVersion> parsed = parseVersion(text);
    if (!parsed) {
        refuse(spec, PluginSpec::State::Invalid,
               fmt::format("metadata member `{}` is `{}`, expected a version as `1.2.3`", member,
                           text));
        return false;
    }
    version = *parsed;
    return true;
}

bool readDependencies(const QJsonObject &object, PluginSpec &spec)
{
    const QJsonArray dependencies = object.value(QLatin1String("Dependencies")).toArray();
    for (const QJsonValueConstRef value : dependencies) {
        PluginDependency dependency;
        const QJsonObject entry = value.toObject();
        dependency.id = textOf(entry.value(QLatin1String("Id")));
        if (dependency.id.empty()) {
            refuse(spec, PluginSpec::State::Invalid, "a dependency in the metadata has no `Id`");
            return false;
        }
        if (!readVersion(entry, "Version", dependency.version, spec))
            return false;
        spec.dependencies.push_back(std::move(dependency));
    }
    return true;
}

bool readDescription(const QJsonObject &object, PluginSpec &spec)
{
    spec.id = textOf(object.value(QLatin1String("Id")));
    spec.name = textOf(object.value(QLatin1String("Name")));
    spec.diagnosticPrefix = textOf(object.value(QLatin1String("DiagnosticPrefix")));
    const QJsonArray kinds = object.value(QLatin1String("Kinds")).toArray();
    for (const QJsonValueConstRef kind : kinds)
        spec.kinds.push_back(textOf(kind));
    if (spec.id.empty() || spec.name.empty()) {
        refuse(spec, PluginSpec::State::Invalid, "the metadata has no `Id` or no `Name`");
        return false;
    }
    return readVersion(object, "Version", spec.version, spec) &&
           readVersion(object, "SdkVersion", spec.sdkVersion, spec) &&
           readDependencies(object, spec);
}

} // namespace

std::optional<PluginVersion> parseVersion(std::string_view text)
{
    std::array<int, 3> parts{};
    const char *at = text.data();
    const char *const end = at + text.size();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0 && (at == end || *at++ != '.'))
            return std::nullopt;
        const auto [next, error] = std::from_chars(at, end, parts[i]);
        if (error != std::errc() || parts[i] < 0)
            return std::nullopt;
        at = next;
    }
    if (at != end)
        return std::nullopt;
    return PluginVersion{parts[0], parts[1], parts[2]};
}

std::string spellVersion(const PluginVersion &version)
{
    return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

bool isCompatible(const PluginVersion &offered, const PluginVersion &required)
{
    if (offered.major != required.major)
        return false;
    return offered.major == 0 ? offered.minor == required.minor && offered >= required
                              : offered >= required;
}

void readMetadata(const QJsonObject &metadata, PluginSpec &spec)
{
    spec.interfaceId = textOf(metadata.value(QLatin1String("IID")));
    const std::string_view name = interfaceName(spec.interfaceId);
    if (name != interfaceName(validationIid) && name != interfaceName(backendIid))
        return refuse(
            spec, PluginSpec::State::Invalid,
            spec.interfaceId.empty()
                ? "not a Qt plugin"
                : fmt::format("its interface `{}` is none of Tablewright's", spec.interfaceId));
    if (!readDescription(metadata.value(QLatin1String("MetaData")).toObject(), spec))
        return;
    if (spec.interfaceId != validationIid && spec.interfaceId != backendIid)
        return refuse(
            spec, PluginSpec::State::Incompatible,
            fmt::format("made for interface `{}`, this program has `{}`", spec.interfaceId,
                        name == interfaceName(validationIid) ? validationIid : backendIid));
    if (!isCompatible(sdkVersion, spec.sdkVersion))
        return refuse(spec, PluginSpec::State::Incompatible,
                      fmt::format("made for SDK {}, this program has {}",
                                  spellVersion(spec.sdkVersion), spellVersion(sdkVersion)));
    spec.state = PluginSpec::State::Ready;
}

std::vector<std::size_t> resolveDependencies(std::vector<PluginSpec> &specs)
{
    std::unordered_map<std::string_view, std::size_t> ready;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        if (specs[i].state == PluginSpec::State::Ready)
            ready.emplace(specs[i].id, i);
    }

    // Place whatever has all it needs, until nothing more can be placed.
    std::vector<std::size_t> order;
    std::vector<bool> placed(specs.size());
    const auto missing = [&](const PluginSpec &spec) -> std::string {
        for (const PluginDependency &dependency : spec.dependencies) {
            const auto it = ready.find(dependency.id);
            if (it == ready.end())
                return fmt::format("needs plugin `{}`, which is not there or was refused",
                                   dependency.id);
            const PluginVersion &offered = specs[it->second].version;
            if (!isCompatible(offered, dependency.version))
                return fmt::format("needs plugin `{}` {}, found {}", dependency.id,
                                   spellVersion(dependency.version), spellVersion(offered));
            if (!placed[it->second])
                return fmt::format("needs plugin `{}`, which needs this one", dependency.id);
        }
        return {};
    };
    for (bool progress = true; progress;) {
        progress = false;
        for (std::size_t i = 0; i < specs.size(); ++i) {
            if (specs[i].state != PluginSpec::State::Ready || placed[i] ||
                !missing(specs[i]).empty())
                continue;
            placed[i] = true;
            order.push_back(i);
            progress = true;
        }
    }
    for (std::size_t i = 0; i < specs.size(); ++i) {
        if (specs[i].state == PluginSpec::State::Ready && !placed[i])
            refuse(specs[i], PluginSpec::State::Unresolved, missing(specs[i]));
    }
    return order;
}

} // namespace tw
