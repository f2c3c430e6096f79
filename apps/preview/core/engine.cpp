// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine.h"

#include <tablewright/config/configuration.h>

#include <QSettings>
#include <QtConcurrent>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tw::preview {

namespace {

constexpr std::string_view backendName = "postgresql";

/// Shorter than a host without a person before it takes: what is found follows the keys.
constexpr std::chrono::milliseconds passDeadline{3'000};
constexpr std::chrono::milliseconds loadDeadline{5'000};

bool bringsBackend(const PluginSpec &spec)
{
    return std::ranges::find(spec.kinds, "backend") != spec.kinds.end();
}

/// The spec of the file that is used when several have this id; null when none has.
const PluginSpec *specOf(const std::vector<PluginSpec> &specs, const QString &id)
{
    const PluginSpec *found = nullptr;
    for (const PluginSpec &spec : specs) {
        if (spec.id == id.toStdString() &&
            (found == nullptr || found->state == PluginSpec::State::Shadowed))
            found = &spec;
    }
    return found;
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

void loadAll(PluginLoader &loader)
{
    // A window with unsaved work must not end with a plugin of somebody else.
    PluginIsolation isolation;
    isolation.of = PluginIsolation::Of::ThirdParty;
    isolation.passDeadline = passDeadline;
    isolation.loadDeadline = loadDeadline;
    loader.loadAll(isolation);
}

QString whyNoBackend(const std::vector<PluginSpec> &plugins)
{
    QString error = QStringLiteral("No plugin brings the backend `postgresql`.");
    for (const PluginSpec &spec : plugins) {
        if (!spec.reason.empty())
            error +=
                QStringLiteral("\n%1: %2")
                    .arg(QString::fromStdString(spec.path), QString::fromStdString(spec.reason));
    }
    return error;
}

} // namespace

// --- What the user chose

void Engine::Choices::read()
{
    const QSettings settings;
    off = settings.value(QStringLiteral("engine/disabled") + key).toStringList();
    on = settings.value(QStringLiteral("engine/enabled") + key).toStringList();
}

Engine::Choice Engine::Choices::of(const QString &name) const
{
    if (off.contains(name))
        return false;
    return on.contains(name) ? Choice(true) : std::nullopt;
}

bool Engine::Choices::set(const QString &name, Choice choice)
{
    const bool turnedOff = setContains(off, name, choice == Choice(false));
    const bool turnedOn = setContains(on, name, choice == Choice(true));
    if (turnedOff)
        QSettings().setValue(QStringLiteral("engine/disabled") + key, off);
    if (turnedOn)
        QSettings().setValue(QStringLiteral("engine/enabled") + key, on);
    return turnedOff || turnedOn;
}

void Engine::choosePass(const QString &pass, Choice choice)
{
    if (!m_passes.set(pass, choice))
        return;
    makeSetup();
    emit changed();
}

Engine::Choice Engine::passChoice(const QString &pass) const { return m_passes.of(pass); }

void Engine::choosePlugin(const QString &id, Choice choice)
{
    if (!canSwitchPlugin(id) || !m_plugins.set(id, choice))
        return;
    const PluginSpec *spec = specOf(plugins(), id);
    if (choice != Choice(false) && spec->state == PluginSpec::State::Disabled)
        loadMore(*spec);
    else
        makeSetup();
    emit changed();
}

Engine::Choice Engine::pluginChoice(const QString &id) const { return m_plugins.of(id); }

bool Engine::canSwitchPlugin(const QString &id) const
{
    const PluginSpec *spec = specOf(plugins(), id);
    return spec != nullptr && !bringsBackend(*spec);
}

// --- Loading

Engine::Engine(QStringList pluginPaths, Loading loading, QObject *parent)
    : QObject(parent), m_pluginPaths(std::move(pluginPaths)),
      m_setup(std::make_shared<const CompileSetup>())
{
    m_plugins.read();
    m_passes.read();
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &Engine::takeLoaded);
    load(loading);
}

Engine::~Engine() { m_watcher.waitForFinished(); }

void Engine::load(Loading loading)
{
    // Reads metadata only, to know whose switch is not heeded, and who is not waited for.
    PluginLoader metadata;
    metadata.discover(pluginFolders(m_pluginPaths));
    QStringList notYet = m_plugins.off;
    for (const PluginSpec &spec : metadata.specs()) {
        const QString id = QString::fromStdString(spec.id);
        if (bringsBackend(spec)) {
            m_plugins.off.removeAll(id);
            notYet.removeAll(id);
        } else if (loading == Loading::InBackground && !spec.isOwn &&
                   spec.state == PluginSpec::State::Ready && !notYet.contains(id)) {
            notYet.append(id);
            m_toLoad.append(id);
        }
    }
    m_loader = std::make_unique<PluginLoader>();
    m_loader->discover(pluginFolders(m_pluginPaths), toStrings(notYet));
    loadAll(*m_loader);
    makeSetup();
    if (!m_toLoad.isEmpty())
        startLoading();
}

void Engine::loadMore(const PluginSpec &spec)
{
    m_toLoad.append(QString::fromStdString(spec.id));
    if (!m_isLoading)
        startLoading();
    else
        makeSetup();
}

void Engine::startLoading()
{
    for (const QString &id : std::exchange(m_toLoad, {}))
        m_loader->enable(id.toStdString());
    m_isLoading = true;
    makeSetup();
    m_watcher.setFuture(QtConcurrent::run([loader = m_loader.get()] { loadAll(*loader); }));
}

void Engine::takeLoaded()
{
    if (!std::exchange(m_isLoading, false))
        return;
    if (m_toLoad.isEmpty())
        makeSetup();
    else
        startLoading();
    emit changed();
}

void Engine::waitUntilLoaded()
{
    while (m_isLoading) {
        m_watcher.waitForFinished();
        takeLoaded();
    }
}

void Engine::makeSetup()
{
    auto setup = std::make_shared<CompileSetup>();
    setup->isComplete = !m_isLoading;
    setup->chosen.disabled = toStrings(m_passes.off);
    setup->chosen.enabled = toStrings(m_passes.on);
    setup->chosen.disabledPlugins = toStrings(m_plugins.off);
    setup->chosen.enabledPlugins = toStrings(m_plugins.on);
    // The loader is the other thread's while that loads, but for its beginning.
    const bool isBusy = m_isLoading && m_watcher.isRunning();
    setup->plugins = isBusy ? m_setup->plugins : m_loader->specs();
    setup->diagnostics = m_setup->diagnostics;
    setup->compiler = m_setup->compiler;
    if (!isBusy) {
        setup->diagnostics = builtinDiagnostics();
        std::ranges::copy(m_loader->diagnostics(), std::back_inserter(setup->diagnostics));
        std::shared_ptr<const Backend> backend = m_loader->backend(backendName);
        m_error = backend ? QString() : whyNoBackend(setup->plugins);
        const std::vector<RegisteredPass> validators = m_loader->validators();
        // The same passes are the same compiler.
        const bool isNew = !m_setup->compiler || validators.size() != m_validators;
        m_validators = validators.size();
        if (backend && isNew)
            setup->compiler = std::make_shared<const Compiler>(std::move(backend), validators);
    }
    m_setup = std::move(setup);
}

CompileOptions Engine::options() const
{
    CompileOptions options = CompileSetup::options();
    if (compiler())
        overlay(options.passes, m_setup->chosen, compiler()->passes());
    return options;
}

} // namespace tw::preview

#include "moc_engine.cpp" // NOLINT(bugprone-suspicious-include)
