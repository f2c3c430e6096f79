// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine.h"

#include <QSettings>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tw::preview {

namespace {

// The settings dialog of another version reads them as well.
constexpr QLatin1String disabledPluginsKey("engine/disabledPlugins");
constexpr QLatin1String disabledPassesKey("engine/disabledPasses");
constexpr std::string_view backendName = "postgresql";

bool bringsBackend(const PluginSpec &spec)
{
    return std::ranges::find(spec.kinds, "backend") != spec.kinds.end();
}

std::vector<std::string> pluginFolders(const QStringList &extra)
{
    std::vector<std::string> paths;
    std::ranges::transform(extra, std::back_inserter(paths), &QString::toStdString);
    return PluginLoader::searchPath(paths);
}

std::vector<std::string> toStrings(const QStringList &list)
{
    std::vector<std::string> strings;
    std::ranges::transform(list, std::back_inserter(strings), &QString::toStdString);
    return strings;
}

/// Returns whether the list changed.
bool setContains(QStringList &list, const QString &entry, bool wanted)
{
    if (list.contains(entry) == wanted)
        return false;
    if (wanted)
        list.append(entry);
    else
        list.removeAll(entry);
    list.sort();
    return true;
}

} // namespace

Engine::Engine(QStringList pluginPaths, QObject *parent)
    : QObject(parent), m_pluginPaths(std::move(pluginPaths)),
      m_disabledPlugins(QSettings().value(disabledPluginsKey).toStringList()),
      m_disabledPasses(QSettings().value(disabledPassesKey).toStringList())
{
    // Reads metadata only, to know whose switch is not heeded.
    PluginLoader metadata;
    metadata.discover(pluginFolders(m_pluginPaths));
    for (const PluginSpec &spec : metadata.specs()) {
        if (bringsBackend(spec))
            m_disabledPlugins.removeAll(QString::fromStdString(spec.id));
    }
    load(m_disabledPlugins);
    makeCompiler();
}

Engine::~Engine() = default;

void Engine::load(const QStringList &disabled)
{
    auto loader = std::make_unique<PluginLoader>();
    loader->discover(pluginFolders(m_pluginPaths), toStrings(disabled));
    // A window with unsaved work must not end with a plugin of somebody else.
    PluginIsolation isolation;
    isolation.of = PluginIsolation::Of::ThirdParty;
    loader->loadAll(isolation);
    if (m_loaders.empty())
        m_plugins = loader->specs();
    m_loaders.push_back(std::move(loader));
}

void Engine::makeCompiler()
{
    std::shared_ptr<const Backend> backend = m_loaders.front()->backend(backendName);
    if (!backend) {
        m_error = QStringLiteral("No plugin brings the backend `postgresql`.");
        for (const PluginSpec &spec : m_plugins) {
            if (!spec.reason.empty())
                m_error += QStringLiteral("\n%1: %2")
                               .arg(QString::fromStdString(spec.path),
                                    QString::fromStdString(spec.reason));
        }
        return;
    }
    std::vector<RegisteredPass> validators;
    for (const std::unique_ptr<PluginLoader> &loader : m_loaders) {
        std::vector<RegisteredPass> more = loader->validators();
        std::ranges::move(more, std::back_inserter(validators));
    }
    m_compiler = std::make_shared<const Compiler>(std::move(backend), validators);
}

const std::vector<PluginSpec> &Engine::plugins() const { return m_plugins; }

bool Engine::canSwitchPlugin(const QString &id) const
{
    const auto spec = std::ranges::find(m_plugins, id.toStdString(), &PluginSpec::id);
    return spec != m_plugins.end() && !bringsBackend(*spec);
}

void Engine::setPluginEnabled(const QString &id, bool enabled)
{
    if (!canSwitchPlugin(id) || !setContains(m_disabledPlugins, id, !enabled))
        return;
    QSettings().setValue(disabledPluginsKey, m_disabledPlugins);

    const auto spec = std::ranges::find(m_plugins, id.toStdString(), &PluginSpec::id);
    if (enabled && spec->state == PluginSpec::State::Disabled) {
        // Those that run already must not be loaded twice; the backend is asked for types.
        QStringList others;
        for (const PluginSpec &other : m_plugins) {
            if (other.id != spec->id && !bringsBackend(other))
                others.append(QString::fromStdString(other.id));
        }
        load(others);
        for (const PluginSpec &late : m_loaders.back()->specs()) {
            if (late.path == spec->path)
                *spec = late;
        }
        if (spec->state == PluginSpec::State::Unresolved)
            spec->reason += "; it is loaded at the next start";
        makeCompiler();
    }
    emit changed();
}

bool Engine::isPluginEnabled(const QString &id) const { return !m_disabledPlugins.contains(id); }

void Engine::setPassEnabled(const QString &pass, bool enabled)
{
    if (!setContains(m_disabledPasses, pass, !enabled))
        return;
    QSettings().setValue(disabledPassesKey, m_disabledPasses);
    emit changed();
}

bool Engine::isPassEnabled(const QString &pass) const { return !m_disabledPasses.contains(pass); }

CompileOptions Engine::options() const
{
    CompileOptions options;
    options.passes.disabled = toStrings(m_disabledPasses);
    if (m_compiler) {
        for (const RegisteredPass &pass : m_compiler->passes().passes()) {
            if (!pass.owner.empty() &&
                m_disabledPlugins.contains(QString::fromStdString(pass.owner)))
                options.passes.disabled.emplace_back(pass.get().name());
        }
    }
    // It guards against defects of passes, and takes longer than they do.
    options.verifyEach = false;
    return options;
}

} // namespace tw::preview

#include "moc_engine.cpp" // NOLINT(bugprone-suspicious-include)
