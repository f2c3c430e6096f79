// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/compile_setup.h"

#include <tablewright/plugin/plugin_loader.h>

#include <QFutureWatcher>
#include <QObject>
#include <QStringList>

#include <memory>
#include <optional>

namespace tw::preview {

/// The plugins, the compiler made of them, and what the user switched on and off. Lives in the
/// window's thread; what `setup` gives may be used by others.
///
/// Plugins that are not Tablewright's own run in processes of their own.
class Engine : public QObject {
    Q_OBJECT
public:
    /// A plugin of somebody else may take its time to start, and a window does not wait for it.
    enum class Loading : std::uint8_t { AtOnce, InBackground };
    explicit Engine(QStringList pluginPaths = {}, Loading loading = Loading::AtOnce,
                    QObject *parent = nullptr);
    ~Engine() override;

    /// Null when no backend could be loaded; `error` says why.
    [[nodiscard]] const std::shared_ptr<const Compiler> &compiler() const
    {
        return m_setup->compiler;
    }
    [[nodiscard]] const QString &error() const { return m_error; }
    [[nodiscard]] const std::vector<PluginSpec> &plugins() const { return m_setup->plugins; }
    [[nodiscard]] const std::shared_ptr<const CompileSetup> &setup() const { return m_setup; }
    /// For a document without a configuration.
    [[nodiscard]] CompileOptions options() const;

    /// Some plugin is on its way; `changed` tells when it is there.
    [[nodiscard]] bool isLoading() const { return m_isLoading; }
    void waitUntilLoaded();

    /// What the user said of a check or a plugin; nothing leaves it to the configuration of each
    /// document. It is remembered.
    using Choice = std::optional<bool>;
    void choosePass(const QString &pass, Choice choice);
    [[nodiscard]] Choice passChoice(const QString &pass) const;
    /// A plugin that is switched off has its passes skipped at once, and is not loaded at the next
    /// start. One that was not loaded for that is loaded when it is no longer off. Has no effect on
    /// one that brings a backend: nothing works without.
    void choosePlugin(const QString &id, Choice choice);
    [[nodiscard]] Choice pluginChoice(const QString &id) const;
    [[nodiscard]] bool canSwitchPlugin(const QString &id) const;

signals:
    /// Passes or plugins were switched, or came; documents compile again.
    void changed();

private:
    /// The switches of one kind, as the settings hold them.
    struct Choices {
        QString key; ///< of the settings, with `disabled` or `enabled` before it
        QStringList off;
        QStringList on;

        void read();
        [[nodiscard]] Choice of(const QString &name) const;
        bool set(const QString &name, Choice choice); ///< whether it is another than before
    };

    void load(Loading loading);
    void loadMore(const PluginSpec &spec);
    void startLoading();
    void takeLoaded();
    void makeSetup();

    QStringList m_pluginPaths;
    std::unique_ptr<PluginLoader> m_loader; ///< while `m_isLoading` the other thread's
    std::shared_ptr<const CompileSetup> m_setup;
    QString m_error;
    Choices m_plugins{QStringLiteral("Plugins"), {}, {}};
    Choices m_passes{QStringLiteral("Passes"), {}, {}};
    QStringList m_toLoad; ///< ids, when what is being loaded is there
    bool m_isLoading = false;
    std::size_t m_validators = 0; ///< in the compiler
    QFutureWatcher<void> m_watcher;
};

} // namespace tw::preview
