// SPDX-License-Identifier: MIT
#include <tablewright/plugin/plugin_loader.h>

#include "plugin/plugin_metadata.h"

#include <QDir>
#include <QPluginLoader>

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>

namespace tw {

namespace fs = std::filesystem;

struct PluginLoader::Private {
    std::vector<PluginSpec> specs;
    std::vector<std::size_t> loadOrder;
    StringMap<std::shared_ptr<const Backend>> backends;
    std::vector<std::string> backendNames;
    std::vector<RegisteredPass> validators;
    std::vector<const DiagnosticInfo *> diagnostics;

    void load(PluginSpec &spec);
    void adopt(const PluginSpec &spec, QObject &instance);
};

namespace {

/// The folder of the engine's own library. In a build tree and in an install the plugins stand in
/// the same place beside it.
fs::path libraryFolder()
{
    Dl_info info{};
    // Any symbol of this library will do.
    if (dladdr(reinterpret_cast<const void *>(&libraryFolder), &info) == 0 ||
        info.dli_fname == nullptr)
        return {};
    std::error_code error;
    return fs::canonical(info.dli_fname, error).parent_path();
}

} // namespace

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
    if (const fs::path folder = libraryFolder(); !folder.empty())
        folders.push_back((folder / "tablewright" / "plugins").string());
    return folders;
}

void PluginLoader::discover(const std::vector<std::string> &folders,
                            const std::vector<std::string> &disabledIds)
{
    std::vector<std::string> paths;
    for (const std::string &folder : folders) {
        std::error_code error;
        std::vector<std::string> inFolder;
        // Qt looks for a relative path in its own folders.
        for (const fs::directory_entry &entry :
             fs::directory_iterator(fs::absolute(folder, error), error)) {
            if (entry.path().extension() == ".so")
                inFolder.push_back(entry.path().string());
        }
        std::sort(inFolder.begin(), inFolder.end());
        for (std::string &path : inFolder) {
            if (std::find(paths.begin(), paths.end(), path) == paths.end())
                paths.push_back(std::move(path));
        }
    }

    StringMap<std::string> firstOfId;
    for (std::string &path : paths) {
        PluginSpec spec;
        spec.path = std::move(path);
        // Reads a section of the file; nothing of the plugin runs.
        readMetadata(QPluginLoader(QString::fromStdString(spec.path)).metaData(), spec);
        if (spec.state == PluginSpec::State::Ready) {
            const auto [first, isNew] = firstOfId.try_emplace(spec.id, spec.path);
            if (!isNew) {
                spec.state = PluginSpec::State::Shadowed;
                spec.reason =
                    fmt::format("`{}` has the same id and was found first", first->second);
            } else if (std::find(disabledIds.begin(), disabledIds.end(), spec.id) !=
                       disabledIds.end()) {
                spec.state = PluginSpec::State::Disabled;
                spec.reason = "switched off";
            }
        }
        d->specs.push_back(std::move(spec));
    }
    d->loadOrder = resolveDependencies(d->specs);
}

void PluginLoader::Private::adopt(const PluginSpec &spec, QObject &instance)
{
    if (const auto *plugin = qobject_cast<BackendPlugin *>(&instance)) {
        const std::shared_ptr<const Backend> backend = plugin->createBackend();
        if (!backend)
            throw std::runtime_error("it gave no backend");
        const std::string name(backend->name());
        if (backends.try_emplace(name, backend).second)
            backendNames.push_back(name);
        const auto rows = plugin->diagnostics();
        diagnostics.insert(diagnostics.end(), rows.begin(), rows.end());
    }
    if (const auto *plugin = qobject_cast<ValidationPlugin *>(&instance)) {
        for (const std::shared_ptr<const CheckPass> &pass : plugin->passes()) {
            if (!pass)
                throw std::runtime_error("one of its passes is null");
            validators.push_back({Stage::Check, pass, spec.id});
        }
        const auto rows = plugin->diagnostics();
        diagnostics.insert(diagnostics.end(), rows.begin(), rows.end());
    }
}

void PluginLoader::Private::load(PluginSpec &spec)
{
    QPluginLoader loader(QString::fromStdString(spec.path));
    loader.setLoadHints(QLibrary::ResolveAllSymbolsHint | QLibrary::PreventUnloadHint);
    spec.state = PluginSpec::State::Failed;
    try {
        QObject *instance = loader.instance();
        if (instance == nullptr) {
            spec.reason = loader.errorString().toStdString();
            return;
        }
        adopt(spec, *instance);
        spec.state = PluginSpec::State::Loaded;
    } catch (const std::exception &error) {
        spec.reason = fmt::format("it threw: {}", error.what());
    } catch (...) {
        spec.reason = "it threw something that is no std::exception";
    }
}

void PluginLoader::loadAll()
{
    StringMap<bool> failed;
    for (const std::size_t index : d->loadOrder) {
        PluginSpec &spec = d->specs[index];
        const auto lost = std::find_if(
            spec.dependencies.begin(), spec.dependencies.end(),
            [&](const PluginDependency &dependency) { return failed.contains(dependency.id); });
        if (lost != spec.dependencies.end()) {
            spec.state = PluginSpec::State::Unresolved;
            spec.reason = fmt::format("needs plugin `{}`, which failed to load", lost->id);
        } else {
            d->load(spec);
        }
        if (spec.state != PluginSpec::State::Loaded)
            failed.emplace(spec.id, true);
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

std::vector<const DiagnosticInfo *> PluginLoader::diagnostics() const { return d->diagnostics; }

} // namespace tw
