// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/backend.h>
#include <tablewright/export.h>
#include <tablewright/isolation/plugin_isolation.h>
#include <tablewright/pass/pass_manager.h>
#include <tablewright/plugin/plugin_spec.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// Finds plugins and loads those that fit. Loaded plugins stay loaded until the program ends.
/// Not thread-safe; use it before compiles start.
class TABLEWRIGHT_EXPORT PluginLoader {
public:
    PluginLoader();
    ~PluginLoader();
    PluginLoader(const PluginLoader &) = delete;
    PluginLoader &operator=(const PluginLoader &) = delete;

    /// The folders searched by default, in order: those of `extra`, of `TABLEWRIGHT_PLUGIN_PATH`
    /// (separated by colons), the build's, the install's beside the engine's own library.
    [[nodiscard]] static std::vector<std::string> searchPath(const std::vector<std::string> &extra);

    /// Reads the metadata of each library in the folders (not below them) and decides its state.
    void discover(const std::vector<std::string> &folders,
                  const std::vector<std::string> &disabledIds = {});

    /// The same for these files, in this order.
    void discoverFiles(std::vector<std::string> paths,
                       const std::vector<std::string> &disabledIds = {});

    /// Makes what was disabled by this id `Ready` after all, and what only waited for it.
    void enable(std::string_view id);

    /// Loads all that are `Ready`, dependencies first and Tablewright's own before others, so that
    /// nobody takes a name of theirs; again after `enable`. What `isolation` is of runs in
    /// processes of its own, which end with the last user of the passes. A plugin that throws, or
    /// brings passes or rows that do not fit, fails with a reason and brings nothing.
    void loadAll(const PluginIsolation &isolation = {});

    [[nodiscard]] const std::vector<PluginSpec> &specs() const;

    /// The loaded backend of this name; null when there is none.
    [[nodiscard]] std::shared_ptr<const Backend> backend(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> backendNames() const;

    /// The loaded validators' passes, each with its plugin's id as owner.
    [[nodiscard]] std::vector<RegisteredPass> validators() const;

    /// Rows that loaded plugins brought.
    [[nodiscard]] std::vector<const DiagnosticInfo *> diagnostics() const;
    /// Those of one plugin.
    [[nodiscard]] std::vector<const DiagnosticInfo *> diagnosticsOf(std::string_view id) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace tw
