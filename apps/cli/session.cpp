// SPDX-License-Identifier: MIT
#include "session.h"

#include "cli.h"
#include "output.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

namespace tw::cli {

namespace {

/// Why there is no such backend, with what is known of the plugins that could have brought it.
std::string missingBackend(const PluginLoader &plugins, std::string_view name)
{
    std::string message = fmt::format("no plugin brings the backend `{}`", name);
    if (const auto names = plugins.backendNames(); !names.empty())
        message += fmt::format(", expected {}", fmt::join(names, " or "));
    for (const PluginSpec &spec : plugins.specs()) {
        if (!spec.reason.empty())
            message +=
                fmt::format("\n  {} is {}: {}", spec.path, spelling(spec.state), spec.reason);
    }
    return message;
}

bool isIn(const std::string &folder, const PluginSpec &spec)
{
    const std::filesystem::path absolute = std::filesystem::absolute(folder) / "";
    return std::filesystem::path(spec.path).parent_path() == absolute.parent_path();
}

/// What was asked for and does not run would otherwise be checks that find nothing.
void tellWhatIsMissing(const PluginLoader &plugins, const std::vector<std::string> &folders)
{
    using State = PluginSpec::State;
    for (const PluginSpec &spec : plugins.specs()) {
        const bool runs = spec.state == State::Loaded || spec.state == State::Shadowed;
        if (!runs && !spec.id.empty() &&
            std::ranges::any_of(folders, [&](const auto &folder) { return isIn(folder, spec); }))
            write(stderr, fmt::format("tablewright: plugin `{}` is {}: {}\n", spec.id,
                                      spelling(spec.state), spec.reason));
    }
    tellOfFolders(plugins, folders);
}

} // namespace

void tellOfFolders(const PluginLoader &plugins, const std::vector<std::string> &folders)
{
    for (const std::string &folder : folders) {
        std::error_code error;
        const std::filesystem::directory_iterator looked(folder, error);
        const bool hasPlugin = std::ranges::any_of(plugins.specs(), [&](const PluginSpec &spec) {
            return !spec.id.empty() && isIn(folder, spec);
        });
        if (error)
            write(stderr, fmt::format("tablewright: --plugin-path `{}` cannot be read: {}\n",
                                      folder, error.message()));
        else if (!hasPlugin)
            write(stderr, fmt::format("tablewright: --plugin-path `{}` has no plugin\n", folder));
    }
}

std::vector<std::string_view> namesOfPlugins(const PluginLoader &plugins)
{
    std::vector<std::string_view> names;
    for (const PluginSpec &spec : plugins.specs()) {
        const std::string_view id = spec.id;
        if (id.empty())
            continue;
        names.push_back(id);
        names.push_back(id.substr(id.rfind('.') + 1));
    }
    return names;
}

void loadPlugins(PluginLoader &plugins, const PluginChoice &choice)
{
    std::vector<std::string> folders = PluginLoader::searchPath(choice.paths);
    // Qt looks for relative paths in folders of its own.
    for (std::string &folder : folders)
        folder = std::filesystem::absolute(folder).string();
    plugins.discover(folders);
    plugins.loadAll(choice.isolation);
}

std::vector<const DiagnosticInfo *> allDiagnostics(const PluginLoader &plugins)
{
    std::vector<const DiagnosticInfo *> rows = builtinDiagnostics();
    const std::vector<const DiagnosticInfo *> brought = plugins.diagnostics();
    rows.insert(rows.end(), brought.begin(), brought.end());
    return rows;
}

Session::Session(const PluginChoice &choice, std::string_view backendName)
{
    loadPlugins(m_plugins, choice);
    tellWhatIsMissing(m_plugins, choice.paths);
    std::shared_ptr<const Backend> backend = m_plugins.backend(backendName);
    if (!backend)
        throw Failure(missingBackend(m_plugins, backendName));
    m_compiler = std::make_unique<Compiler>(std::move(backend), m_plugins.validators());
}

const DiagnosticInfo *Session::diagnostic(std::string_view code) const
{
    const std::vector<const DiagnosticInfo *> rows = allDiagnostics(m_plugins);
    const auto row = std::ranges::find(rows, code, &DiagnosticInfo::code);
    return row == rows.end() ? nullptr : *row;
}

std::vector<std::string_view> Session::diagnosticCodes() const
{
    std::vector<std::string_view> codes;
    for (const DiagnosticInfo *row : allDiagnostics(m_plugins))
        codes.push_back(row->code);
    return codes;
}

} // namespace tw::cli
