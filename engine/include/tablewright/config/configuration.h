// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/driver/compiler.h>
#include <tablewright/plugin/plugin_spec.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// What a configuration is called that stands beside the documents that it is for.
inline constexpr std::string_view configurationFileName = "tablewright.toml";

/// A larger configuration is not read.
inline constexpr std::size_t maxConfigurationBytes = std::size_t{1} << 20U;

/// The path of the configuration in the folder of this document, whether or not there is one.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string configurationBeside(std::string_view documentPath);

/// The plugins that a configuration may call so: the one with this id, or all whose ids end in it
/// as their last part. Not those without an id.
[[nodiscard]] TABLEWRIGHT_EXPORT std::vector<const PluginSpec *>
pluginsNamed(std::span<const PluginSpec> plugins, std::string_view name);

/// What a configuration may speak of. Must outlive the call that it is given to.
struct ConfigurationSubjects {
    std::span<const PluginSpec> plugins;
    const PassRegistry &passes;
    std::span<const DiagnosticInfo *const> diagnostics; ///< the engine's rows and those of plugins
};

/// What a `tablewright.toml` says: which checks run, how severe findings are, what the options of
/// plugins are. `docs/configuration.md` describes the file.
struct TABLEWRIGHT_EXPORT Configuration {
    PassSelection passes;
    SeverityOverrides severities;

    /// Puts it over what `options` holds. A host applies it over its own defaults and puts what its
    /// user said for this one compile over the result.
    void applyTo(CompileOptions &options) const;
};

/// Puts `above` over `below`, as the command line over a configuration: what `above` enables or
/// names alone runs although `below` disables it or its plugin, and the other way round.
TABLEWRIGHT_EXPORT void overlay(PassSelection &below, const PassSelection &above,
                                const PassRegistry &passes);

/// Reads TOML. What cannot be read, is unknown or does not fit is reported at its place in `source`
/// and has no effect; the rest has. After a syntax error nothing has.
[[nodiscard]] TABLEWRIGHT_EXPORT Configuration
readConfiguration(const SourceManager &sources, SourceId source,
                  const ConfigurationSubjects &subjects, DiagnosticEmitter &diagnostics);

/// A configuration with what was found in it. The ranges are of the `SourceManager` that it was
/// loaded into.
struct TABLEWRIGHT_EXPORT LoadedConfiguration {
    enum class State : std::uint8_t {
        Absent,     ///< there is no such file; nothing is configured and nothing found
        Unreadable, ///< there is one; why it is not read is among the findings
        Read
    };
    State state = State::Absent;
    SourceId source; ///< invalid when absent
    Configuration configuration;
    /// Sorted by place. Their severities are those that the configuration itself sets.
    std::vector<Diagnostic> diagnostics;

    /// Without errors. A host makes no script of a document whose configuration is not.
    [[nodiscard]] bool ok() const;
};

/// Reads the configuration at `path`: a regular file of at most `maxConfigurationBytes`.
/// `severities` are those that stand over what the configuration says of its own findings.
[[nodiscard]] TABLEWRIGHT_EXPORT LoadedConfiguration
loadConfiguration(SourceManager &sources, const std::string &path,
                  const ConfigurationSubjects &subjects, const SeverityOverrides &severities = {});

/// The same of a text that the host has read; findings call it `name`.
[[nodiscard]] TABLEWRIGHT_EXPORT LoadedConfiguration
configurationOf(SourceManager &sources, std::string name, std::string_view text,
                const ConfigurationSubjects &subjects, const SeverityOverrides &severities = {});

} // namespace tw
