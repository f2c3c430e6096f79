// SPDX-License-Identifier: MIT
#pragma once

#include "isolation/isolated_plugin.h"

#include <tablewright/plugin/plugin_loader.h>

#include <QTemporaryDir>

#include <mutex>
#include <set>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tw::test {

/// The plugins in a folder that the processes of another user can read too, a backend, a schema.
class IsolationFixture {
public:
    IsolationFixture();

    /// Puts a plugin there under a name of its own; `mode` is what it does when it is loaded.
    std::string place(const std::string &plugin, const std::string &mode = {});

    /// Throws when it does not load.
    std::shared_ptr<isolation::IsolatedPlugin> start(const std::string &file,
                                                     const PluginIsolation &settings = {}) const;

    /// What a run of its pass reports, each finding as `MB0001 text`.
    std::vector<std::string> run(const isolation::IsolatedPlugin &plugin, const std::string &act,
                                 const SeverityOverrides &severities = {}) const;
    std::vector<Diagnostic> diagnose(const isolation::IsolatedPlugin &plugin,
                                     const std::string &act, const ir::Schema &schema,
                                     const SeverityOverrides &severities = {},
                                     const std::function<bool()> &cancelled = {}) const;

    [[nodiscard]] const std::string &backendFile() const { return m_backendFile; }
    [[nodiscard]] const Backend &backend() const { return *m_backend; }
    [[nodiscard]] const ir::Schema &schema() const { return m_schema; }
    [[nodiscard]] std::string folder() const { return m_folder.path().toStdString(); }

private:
    QTemporaryDir m_folder;
    std::string m_backendFile;
    PluginLoader m_loader;
    std::shared_ptr<const Backend> m_backend;
    ir::Schema m_schema;
    int m_count = 0;
};

/// The schema of a document, bound.
[[nodiscard]] ir::Schema schemaOf(std::string_view dbml, const Backend &backend);

/// Whether any user can read the file.
[[nodiscard]] bool isOpenToAll(const std::string &file);

/// Children of this process, zombies among them.
[[nodiscard]] std::set<pid_t> childProcesses();
/// Processes whose group is one of these; of zombies those that are this process's to wait for.
[[nodiscard]] std::size_t membersOf(const std::set<pid_t> &groups);
/// Whether there are none, however often one looks.
[[nodiscard]] bool areGone(const std::set<pid_t> &groups);
[[nodiscard]] bool exists(pid_t process);
[[nodiscard]] bool isStopped(pid_t process);
[[nodiscard]] std::size_t openDescriptors();

/// Counts what happens to processes.
class EventLog {
public:
    [[nodiscard]] std::function<void(const PluginEvent &)> observer();
    [[nodiscard]] std::size_t count(PluginEvent::Kind kind) const;

private:
    mutable std::mutex m_mutex;
    std::vector<PluginEvent::Kind> m_events;
};

} // namespace tw::test
