// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/export.h>
#include <tablewright/pass/pass_options.h>

// Before <compare>: moc of Qt 6.4 cannot read that one alone.
#include <cstddef>

#include <compare>
#include <cstdint>
#include <optional>
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
    PluginVersion version; ///< at least, with the same major; before 1.0 with the same minor
};

/// An option that a plugin's metadata declares, so that a host can check a configuration before any
/// of the plugin's code runs.
struct PluginOption {
    enum class Type : std::uint8_t {
        Boolean,
        Integer,
        Number,
        Text,
        List,    ///< of texts
        Severity ///< a text; the host reports `code` with it, and the plugin need not look
    };

    std::string key; ///< `many-columns.most`: dots separate nested tables
    Type type = Type::Text;
    OptionValue defaultValue;
    std::vector<std::string> choices; ///< of a text or of a list's texts; empty: any
    std::optional<double> minimum;    ///< of a number
    std::optional<double> maximum;
    std::string code; ///< of a severity: the diagnostic
    std::string description;
};

/// A plugin file, what its metadata says, and how far it has come. Metadata is read without running
/// any of the plugin's code.
struct PluginSpec {
    enum class State : std::uint8_t {
        Invalid,      ///< no plugin of ours, or bad metadata
        Incompatible, ///< made for another interface or SDK version, or not fit to run isolated
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
    std::string description; ///< in one line; may be empty
    PluginVersion version;
    PluginVersion sdkVersion;       ///< that it was made for
    std::string diagnosticPrefix;   ///< empty only for a backend without rows of its own
    std::vector<std::string> kinds; ///< `backend` or `validation`
    std::vector<PluginDependency> dependencies;
    std::vector<PluginOption> options;
    bool enabledByDefault = true; ///< else its passes run only where a configuration asks for them

    bool isOwn = false;      ///< one of Tablewright's, from the folder beside the engine's library
    bool isIsolated = false; ///< loaded, and runs in processes of its own

    /// The options with every one at its default.
    [[nodiscard]] TABLEWRIGHT_EXPORT PassOptions defaultOptions() const;
};

[[nodiscard]] TABLEWRIGHT_EXPORT std::string_view spelling(PluginSpec::State state);

/// `1.2.3`
[[nodiscard]] TABLEWRIGHT_EXPORT std::string spelling(const PluginVersion &version);

} // namespace tw
