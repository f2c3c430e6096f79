// SPDX-License-Identifier: MIT
#include <tablewright/plugin/plugin_loader.h>

#include "isolation/isolated_plugin.h"
#include "plugin/library_file.h"
#include "plugin/library_loading.h"
#include "plugin/metadata_members.h"
#include "plugin/plugin_contents.h"
#include "plugin/plugin_dependencies.h"
#include "plugin/plugin_folders.h"
#include "plugin/plugin_metadata.h"

#include <tablewright/plugin/backend_plugin.h>
#include <tablewright/plugin/validation_plugin.h>

#include <QPluginLoader>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace tw {

namespace {

using State = PluginSpec::State;

bool isBackend(const PluginSpec &spec)
{
    return std::ranges::find(spec.kinds, "backend") != spec.kinds.end();
}

bool isToBeIsolated(const PluginSpec &spec, const PluginIsolation &isolation)
{
    return isolation.of == PluginIsolation::Of::Everything ||
           (isolation.of == PluginIsolation::Of::ThirdParty && !spec.isOwn);
}

PluginSpec readSpec(std::string path)
{
    // NOLINTBEGIN(bugprone-unchecked-optional-access): CMake says them
    static const SdkVersions sdk{parseVersion(TABLEWRIGHT_SDK_COMPAT_VERSION).value(),
                                 parseVersion(TABLEWRIGHT_SDK_VERSION).value()};
    // NOLINTEND(bugprone-unchecked-optional-access)
    PluginSpec spec;
    spec.path = std::move(path);
    spec.reason = whyNoLibrary(spec.path);
    if (!spec.reason.empty())
        return spec;
    // Reads a section of the file; nothing of the plugin runs.
    const QJsonObject metadata = QPluginLoader(QString::fromStdString(spec.path)).metaData();
    if (metadata.isEmpty()) {
        spec.reason = "is no plugin: it is a shared library without the metadata of one";
        return spec;
    }
    readMetadata(metadata, sdk, spec);
    spec.isOwn = isOwnPlugin(spec);
    return spec;
}

} // namespace

struct PluginLoader::Private {
    std::vector<PluginSpec> specs;
    std::vector<std::size_t> loadOrder;
    StringMap<std::shared_ptr<const Backend>> backends;
    std::vector<std::string> backendNames;
    std::vector<RegisteredPass> validators;
    /// In the order of loading.
    std::vector<std::pair<std::string, std::vector<const DiagnosticInfo *>>> diagnostics;
    std::vector<std::shared_ptr<isolation::IsolatedPlugin>> isolated; ///< owners of some rows
    TakenNames taken;

    void load(PluginSpec &spec);
    void loadIsolated(PluginSpec &spec, const PluginIsolation &isolation);
    void adoptBackend(const PluginSpec &spec, const BackendPlugin &plugin);
    void adopt(const PluginSpec &spec, PluginContents contents);
    void addWithDependencies(const PluginSpec &spec, std::vector<std::string> &files) const;
    [[nodiscard]] std::string whyNotNow(const PluginSpec &spec,
                                        const PluginIsolation &isolation) const;
};

PluginLoader::PluginLoader() : d(std::make_unique<Private>()) {}
PluginLoader::~PluginLoader() = default;

std::vector<std::string> PluginLoader::searchPath(const std::vector<std::string> &extra)
{
    std::vector<std::string> folders = extra;
    if (const char *variable = std::getenv("TABLEWRIGHT_PLUGIN_PATH")) {
        std::string_view rest = variable;
        while (!rest.empty()) {
            const std::size_t colon = std::min(rest.find(':'), rest.size());
            if (colon > 0)
                folders.emplace_back(rest.substr(0, colon));
            rest.remove_prefix(std::min(colon + 1, rest.size()));
        }
    }
    if (const std::filesystem::path folder = ownPluginFolder(); !folder.empty())
        folders.push_back(folder.string());
    return folders;
}

void PluginLoader::discover(const std::vector<std::string> &folders,
                            const std::vector<std::string> &disabledIds)
{
    discoverFiles(librariesIn(folders), disabledIds);
}

void PluginLoader::discoverFiles(std::vector<std::string> paths,
                                 const std::vector<std::string> &disabledIds)
{
    StringMap<std::string> firstOfId;
    for (std::string &path : paths) {
        PluginSpec spec = readSpec(std::move(path));
        if (spec.state == State::Ready) {
            const auto [first, isNew] = firstOfId.try_emplace(spec.id, spec.path);
            if (!isNew) {
                spec.state = State::Shadowed;
                spec.reason =
                    fmt::format("has the id of `{}`, which was found first", first->second);
            } else if (std::ranges::find(disabledIds, spec.id) != disabledIds.end()) {
                spec.state = State::Disabled;
                spec.reason = "is switched off";
            }
        }
        d->specs.push_back(std::move(spec));
    }
    d->loadOrder = resolveDependencies(d->specs);
}

void PluginLoader::enable(std::string_view id)
{
    for (PluginSpec &spec : d->specs) {
        // What is missing for another reason is found to be so again.
        if ((spec.state == State::Disabled && spec.id == id) || spec.state == State::Unresolved) {
            spec.state = State::Ready;
            spec.reason.clear();
        }
    }
    d->loadOrder = resolveDependencies(d->specs);
}

void PluginLoader::Private::adopt(const PluginSpec &spec, PluginContents contents)
{
    taken.add(contents, spec);
    const auto defaults = std::make_shared<const PassOptions>(spec.defaultOptions());
    for (std::shared_ptr<const CheckPass> &pass : contents.passes)
        validators.push_back(
            {Stage::Check, std::move(pass), spec.id, defaults, spec.enabledByDefault});
    diagnostics.emplace_back(spec.id, std::move(contents.rows));
}

void PluginLoader::Private::adoptBackend(const PluginSpec &spec, const BackendPlugin &plugin)
{
    const auto backend = guarded("its createBackend()", [&] { return plugin.createBackend(); });
    if (!backend)
        throw PluginFailure("its createBackend() gave none");
    const std::string name =
        guarded("the name() of its backend", [&] { return std::string(backend->name()); });
    const auto checks = withFixedNames(
        guarded("the checkPasses() of its backend", [&] { return backend->checkPasses(); }));
    if (name.empty() || backends.contains(name))
        throw PluginFailure(name.empty() ? "its backend has no name"
                                         : fmt::format("its backend `{}` is there already", name));
    adopt(spec, {{}, guarded("its diagnostics()", [&] { return plugin.diagnostics(); })});
    for (const std::shared_ptr<const CheckPass> &check : checks)
        taken.addPass(check->name(), spec.id);
    backends.emplace(name, backend);
    backendNames.push_back(name);
}

void PluginLoader::Private::load(PluginSpec &spec)
{
    spec.state = State::Failed;
    try {
        QObject &instance = loadInstance(spec.path);
        if (isBackend(spec)) {
            const auto *plugin = qobject_cast<BackendPlugin *>(&instance);
            if (plugin == nullptr)
                throw PluginFailure("its class is no tw::BackendPlugin, expected "
                                    "Q_INTERFACES(tw::BackendPlugin)");
            adoptBackend(spec, *plugin);
        } else {
            const auto *plugin = qobject_cast<ValidationPlugin *>(&instance);
            if (plugin == nullptr)
                throw PluginFailure("its class is no tw::ValidationPlugin, expected "
                                    "Q_INTERFACES(tw::ValidationPlugin)");
            PluginContents contents;
            contents.passes =
                withFixedNames(guarded("its passes()", [&] { return plugin->passes(); }));
            contents.rows = guarded("its diagnostics()", [&] { return plugin->diagnostics(); });
            adopt(spec, std::move(contents));
        }
        spec.state = State::Loaded;
    } catch (const std::exception &failure) {
        spec.reason = inOneLine(failure.what());
    }
}

/// Appends the file of the plugin, and before it those of what it needs.
void PluginLoader::Private::addWithDependencies(const PluginSpec &spec,
                                                std::vector<std::string> &files) const
{
    for (const PluginDependency &dependency : spec.dependencies) {
        for (const PluginSpec &other : specs) {
            if (other.id == dependency.id && other.state == State::Loaded)
                addWithDependencies(other, files);
        }
    }
    if (std::ranges::find(files, spec.path) == files.end())
        files.push_back(spec.path);
}

void PluginLoader::Private::loadIsolated(PluginSpec &spec, const PluginIsolation &isolation)
{
    spec.state = State::Failed;
    try {
        std::vector<std::string> files;
        for (const PluginSpec &other : specs) {
            if (other.state == State::Loaded && isBackend(other))
                addWithDependencies(other, files);
        }
        addWithDependencies(spec, files);
        const auto plugin = isolation::IsolatedPlugin::start(
            spec.id, std::move(files), backendNames.empty() ? "" : backendNames.front(), isolation);
        adopt(spec, {plugin->passes(), plugin->diagnostics()});
        isolated.push_back(plugin);
        spec.isIsolated = true;
        spec.state = State::Loaded;
    } catch (const std::exception &error) {
        spec.reason = inOneLine(error.what());
    }
}

std::string PluginLoader::Private::whyNotNow(const PluginSpec &spec,
                                             const PluginIsolation &isolation) const
{
    for (const PluginDependency &dependency : spec.dependencies) {
        const PluginSpec *other = nullptr; // of several with the id, the one that is loaded
        for (const PluginSpec &candidate : specs) {
            if (candidate.id == dependency.id &&
                (other == nullptr || candidate.state == State::Loaded))
                other = &candidate;
        }
        if (other == nullptr || other->state != State::Loaded)
            return whyWithout(dependency.id, other == nullptr ? State::Invalid : other->state);
        if (other->isIsolated && !isToBeIsolated(spec, isolation))
            return fmt::format("needs plugin `{}`, which runs isolated and cannot be shared",
                               dependency.id);
    }
    return {};
}

void PluginLoader::loadAll(const PluginIsolation &isolation)
{
    for (const std::size_t index : d->loadOrder) {
        PluginSpec &spec = d->specs[index];
        const bool isolate = isToBeIsolated(spec, isolation);
        if (std::string reason = d->whyNotNow(spec, isolation); !reason.empty()) {
            spec.state = State::Unresolved;
            spec.reason = std::move(reason);
        } else if (isolate && isBackend(spec) && !spec.isOwn) {
            spec.state = State::Incompatible;
            spec.reason = "is a backend that is not Tablewright's own, and a backend cannot run "
                          "isolated: load plugins without isolation to use it";
        } else if (isolate && !isBackend(spec)) {
            d->loadIsolated(spec, isolation);
        } else {
            d->load(spec);
        }
    }
    d->loadOrder.clear();
}

const std::vector<PluginSpec> &PluginLoader::specs() const { return d->specs; }

std::shared_ptr<const Backend> PluginLoader::backend(std::string_view name) const
{
    const auto it = d->backends.find(name);
    return it == d->backends.end() ? nullptr : it->second;
}

std::vector<std::string> PluginLoader::backendNames() const { return d->backendNames; }

std::vector<RegisteredPass> PluginLoader::validators() const { return d->validators; }

std::vector<const DiagnosticInfo *> PluginLoader::diagnostics() const
{
    std::vector<const DiagnosticInfo *> all;
    for (const auto &[id, rows] : d->diagnostics)
        all.insert(all.end(), rows.begin(), rows.end());
    return all;
}

std::vector<const DiagnosticInfo *> PluginLoader::diagnosticsOf(std::string_view id) const
{
    for (const auto &[owner, rows] : d->diagnostics) {
        if (owner == id)
            return rows;
    }
    return {};
}

} // namespace tw
