// SPDX-License-Identifier: MIT
#include "plugin/plugin_metadata.h"

#include "plugin/diagnostic_codes.h"
#include "plugin/metadata_members.h"
#include "plugin/option_metadata.h"

#include <tablewright/plugin/backend_plugin.h>
#include <tablewright/plugin/validation_plugin.h>

#include <QJsonArray>

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace tw {

namespace {

/// What plugins may be, and the interface that those implement.
struct Interface {
    std::string_view kind;
    std::string_view id;

    [[nodiscard]] std::string_view name() const { return id.substr(0, id.rfind('/')); }
    [[nodiscard]] std::string_view version() const { return id.substr(id.rfind('/') + 1); }
};
constexpr std::array<Interface, 2> interfaces{{{"validation", TABLEWRIGHT_VALIDATION_PLUGIN_IID},
                                               {"backend", TABLEWRIGHT_BACKEND_PLUGIN_IID}}};

/// The plugin is in order, but not for this program.
struct Incompatible : std::runtime_error {
    using std::runtime_error::runtime_error;
};

const Interface &interfaceOf(std::string_view id)
{
    for (const Interface &known : interfaces) {
        if (id == known.name() || id.starts_with(fmt::format("{}/", known.name())))
            return known;
    }
    throw MetadataError(fmt::format("is another program's plugin: its interface is {}, expected "
                                    "`{}`",
                                    shown(QString::fromStdString(std::string(id))),
                                    interfaces.front().id));
}

int number(std::string_view text)
{
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

void checkInterfaceVersion(std::string_view id, const Interface &ours)
{
    if (id == ours.id)
        return;
    const std::string_view version =
        id.size() > ours.name().size() ? id.substr(ours.name().size() + 1) : std::string_view();
    throw Incompatible(fmt::format("is made for interface {}, this program has `{}`: {}",
                                   shown(QString::fromStdString(std::string(id))), ours.id,
                                   number(version) > number(ours.version())
                                       ? "use a newer Tablewright"
                                       : "build the plugin anew"));
}

/// Qt runs plugins that were built with its own minor version or an older one.
void checkQtVersion(const QJsonObject &metadata)
{
    const auto built = static_cast<unsigned>(metadata.value(QLatin1String("version")).toInt());
    constexpr unsigned running = QT_VERSION_CHECK(QT_VERSION_MAJOR, QT_VERSION_MINOR, 0xFF);
    if (built > running || built >> 16U != QT_VERSION_MAJOR)
        throw Incompatible(fmt::format("is built with Qt {}.{}, this program with {}.{}: build the "
                                       "plugin anew",
                                       built >> 16U, built >> 8U & 0xFFU, QT_VERSION_MAJOR,
                                       QT_VERSION_MINOR));
}

void checkSdkVersion(const PluginVersion &wanted, const SdkVersions &sdk)
{
    if (wanted > sdk.current)
        throw Incompatible(fmt::format("is made for SDK {}, this program has {}: use a newer "
                                       "Tablewright",
                                       spelling(wanted), spelling(sdk.current)));
    if (wanted < sdk.oldest)
        throw Incompatible(fmt::format("is made for SDK {}, this program takes {} and newer: build "
                                       "the plugin anew",
                                       spelling(wanted), spelling(sdk.oldest)));
}

PluginVersion readVersion(const MetadataMembers &members, const char *name)
{
    constexpr std::string_view expected = "a version such as `1.2.3`";
    const QJsonValue value = members.required(name, expected);
    const std::optional<PluginVersion> version = parseVersion(value.toString().toStdString());
    if (!version)
        members.refuse(name, value, expected);
    return *version;
}

std::string readId(const MetadataMembers &members)
{
    constexpr std::string_view expected =
        "letters, digits, `-` and `_` in parts joined by dots, as `com.example.rules`";
    const QJsonValue value = members.required("Id", expected);
    std::string id = value.toString().toStdString();
    if (!value.isString() || !isDottedName(id))
        members.refuse("Id", value, expected);
    return id;
}

std::vector<PluginDependency> readDependencies(const MetadataMembers &members)
{
    std::vector<PluginDependency> dependencies;
    if (!members.has("Dependencies"))
        return dependencies;
    const QJsonValue value = members.required("Dependencies", {});
    if (!value.isArray())
        members.refuse("Dependencies", value, "a list of objects with `Id` and `Version`");
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        const std::string name = fmt::format("Dependencies[{}]", i);
        if (!array[i].isObject())
            members.refuse(name, array[i], "an object with `Id` and `Version`");
        const MetadataMembers entry(array[i].toObject(), name);
        entry.allowOnly({"Id", "Version"});
        PluginDependency dependency{readId(entry), readVersion(entry, "Version")};
        for (const PluginDependency &earlier : dependencies) {
            if (earlier.id == dependency.id)
                entry.refuse("Id", fmt::format("`{}` a second time", dependency.id),
                             "each dependency once");
        }
        dependencies.push_back(std::move(dependency));
    }
    return dependencies;
}

/// What only validators may say, as only they run.
void readValidation(const MetadataMembers &members, PluginSpec &spec)
{
    spec.enabledByDefault = members.optionalBoolean("EnabledByDefault", true);
    if (!members.has("Options"))
        return;
    const QJsonValue options = members.required("Options", {});
    if (!options.isObject())
        members.refuse("Options", options, "an object with an object for each option");
    spec.options = readOptions(options.toObject(), spec.diagnosticPrefix);
}

void readMembers(const MetadataMembers &members, const Interface &ours, PluginSpec &spec)
{
    members.allowOnly({"Id", "Name", "Description", "Version", "SdkVersion", "DiagnosticPrefix",
                       "Kinds", "Dependencies", "Options", "EnabledByDefault"});
    spec.description = members.optionalText("Description");
    const bool validates = ours.kind == interfaces.front().kind;
    if (validates || members.has("DiagnosticPrefix")) {
        const std::string prefix = members.text("DiagnosticPrefix");
        if (!isDiagnosticPrefix(prefix))
            members.refuse(
                "DiagnosticPrefix", shown(QString::fromStdString(prefix)),
                "two to four capitals that do not begin with `TW`, which is Tablewright's");
        spec.diagnosticPrefix = prefix;
    }
    const std::vector<std::string> kinds = members.texts("Kinds");
    if (kinds != std::vector<std::string>{std::string(ours.kind)})
        members.refuse("Kinds",
                       kinds.size() == 1
                           ? fmt::format("[{}]", shown(QString::fromStdString(kinds[0])))
                           : fmt::format("a list of {}", kinds.size()),
                       fmt::format("[`{}`], as its interface is `{}`", ours.kind, ours.id));
    spec.kinds = kinds;
    spec.dependencies = readDependencies(members);
    if (validates)
        return readValidation(members, spec);
    for (const char *name : {"Options", "EnabledByDefault"}) {
        if (members.has(name))
            members.refuse(name, "in a backend's metadata", "it only in a validator's");
    }
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

void readMetadata(const QJsonObject &metadata, const SdkVersions &sdk, PluginSpec &spec)
{
    spec.state = PluginSpec::State::Invalid;
    try {
        const std::string id = metadata.value(QLatin1String("IID")).toString().toStdString();
        const Interface &ours = interfaceOf(id);
        spec.interfaceId = id;
        const MetadataMembers members(metadata.value(QLatin1String("MetaData")).toObject(), {});
        if (members.object().isEmpty())
            throw MetadataError("has no metadata, expected `FILE` in its Q_PLUGIN_METADATA");
        // Before anything else, so that a list can tell what it is that does not fit.
        spec.id = readId(members);
        spec.name = members.text("Name");
        spec.version = readVersion(members, "Version");
        // What a newer SDK may say is not for this one to judge.
        checkInterfaceVersion(id, ours);
        checkQtVersion(metadata);
        spec.sdkVersion = readVersion(members, "SdkVersion");
        checkSdkVersion(spec.sdkVersion, sdk);
        readMembers(members, ours, spec);
        spec.state = PluginSpec::State::Ready;
    } catch (const Incompatible &error) {
        spec.state = PluginSpec::State::Incompatible;
        spec.reason = error.what();
    } catch (const MetadataError &error) {
        spec.reason = error.what();
    }
}

} // namespace tw
