// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/driver/compiler.h>
#include <tablewright/plugin/plugin_loader.h>

#include <QObject>
#include <QStringList>

#include <memory>

namespace tw::preview {

/// The plugins, the compiler made of them, and which passes are switched off. Lives in the window's
/// thread; the compiler itself may be used by others.
class Engine : public QObject {
    Q_OBJECT
public:
    explicit Engine(QStringList pluginPaths = {}, QObject *parent = nullptr);
    ~Engine() override;

    /// Null when no backend could be loaded; `error` says why.
    [[nodiscard]] std::shared_ptr<const Compiler> compiler() const { return m_compiler; }
    [[nodiscard]] const QString &error() const { return m_error; }

    [[nodiscard]] const std::vector<PluginSpec> &plugins() const;
    /// A plugin that is off has its passes skipped at once, and is not loaded at the next start.
    /// One that was not loaded for being off is loaded when it is switched on. Has no effect on one
    /// that brings a backend: nothing works without.
    void setPluginEnabled(const QString &id, bool enabled);
    [[nodiscard]] bool isPluginEnabled(const QString &id) const;
    [[nodiscard]] bool canSwitchPlugin(const QString &id) const;

    /// Checks only; the other passes always run.
    void setPassEnabled(const QString &pass, bool enabled);
    [[nodiscard]] bool isPassEnabled(const QString &pass) const;

    /// What every compile of the preview starts from: passes, severities, no limits below the
    /// engine's own.
    [[nodiscard]] CompileOptions options() const;

signals:
    /// Passes or plugins were switched; documents compile again.
    void changed();

private:
    void load(const QStringList &disabled);
    void makeCompiler();

    QStringList m_pluginPaths;
    std::vector<std::unique_ptr<PluginLoader>> m_loaders; ///< one more for each late plugin
    std::vector<PluginSpec> m_plugins;
    std::shared_ptr<const Compiler> m_compiler;
    QString m_error;
    QStringList m_disabledPlugins;
    QStringList m_disabledPasses;
};

} // namespace tw::preview
