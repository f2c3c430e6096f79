// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/export.h>
#include <tablewright/pass/pass_manager.h>
#include <tablewright/plugin/plugin.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

struct PluginVersion {
    int major = 0, minor = 0, patch = 0;
    friend auto operator<=>(const PluginVersion &, const PluginVersion &) = default;
};

struct PluginDependency {
    std::string id;
    PluginVersion version; ///< at least, with the same major
};

/// A plugin file, what its metadata says, and how far it has come. Metadata is read without running
/// any of the plugin's code.
struct PluginSpec {
    enum class State : std::uint8_t {
        Invalid,      ///< no plugin of ours, or bad metadata
        Incompatible, ///< made for another interface or SDK version
        Shadowed,     ///< another file with the same id was found first
        Unresolved,   ///< a dependency is missing or refused
        Disabled,     ///< switched off by the host
        Ready,        ///< may be loaded
        Loaded,
        Failed ///< its code did not load, or threw
    };

    std::string path;
    State state = State::Invalid;
    std::string reason; ///< why it is not loaded; empty when it is or may be

    std::string interfaceId;
    std::string id;
    std::string name;
    PluginVersion version;
    PluginVersion sdkVersion;
    std::string diagnosticPrefix;
    std::vector<std::string> kinds; ///< `backend`, `validation`
    std::vector<PluginDependency> dependencies;
};

[[nodiscard]] TABLEWRIGHT_EXPORT std::string_view spelling(PluginSpec::State state);

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

    /// Loads all that are `Ready`, dependencies first.
    void loadAll();

    [[nodiscard]] const std::vector<PluginSpec> &specs() const;

    /// The loaded backend of this name; null when there is none.
    [[nodiscard]] std::shared_ptr<const Backend> backend(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> backendNames() const;

    /// The loaded validators' passes, each with its plugin's id as owner.
    [[nodiscard]] std::vector<RegisteredPass> validators() const;

    /// Rows that loaded plugins brought.
    [[nodiscard]] std::vector<const DiagnosticInfo *> diagnostics() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace tw
